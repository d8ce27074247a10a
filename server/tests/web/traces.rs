//! One trace from a page to its statements and to the job that it caused, as a collector receives it.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::routing::post;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message as _;
use sqlx::MySqlPool;

use crate::running::worker;
use crate::shop::{Settings, Shop};

/// A span, and which process it is of.
#[derive(Clone)]
struct Seen {
    role: String,
    span: Span,
}

/// A collector that speaks OTLP, and what it was sent.
#[derive(Clone, Default)]
struct Collector(Arc<Mutex<Vec<Seen>>>);

async fn take(State(Collector(seen)): State<Collector>, body: Bytes) {
    let request = ExportTraceServiceRequest::decode(body).expect("OTLP");
    for of_process in request.resource_spans {
        let attributes = of_process.resource.map(|resource| resource.attributes).unwrap_or_default();
        let role = attributes.iter().find(|attribute| attribute.key == "service.instance.role");
        let role = role.map(|role| format!("{:?}", role.value)).unwrap_or_default();
        let spans = of_process.scope_spans.into_iter().flat_map(|scope| scope.spans);
        seen.lock().expect("whole").extend(spans.map(|span| Seen { role: role.clone(), span }));
    }
}

impl Collector {
    async fn open() -> (Self, String) {
        let collector = Self::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("bound");
        let router = Router::new().route("/v1/traces", post(take)).with_state(collector.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        (collector, format!("http://{address}"))
    }

    fn find(&self, is_it: impl Fn(&Seen) -> bool) -> Option<Seen> {
        self.0.lock().expect("whole").iter().find(|seen| is_it(seen)).cloned()
    }

    /// Waits for a span.
    async fn until(&self, what: &str, is_it: impl Fn(&Seen) -> bool) -> Seen {
        let started = Instant::now();
        loop {
            if let Some(seen) = self.find(&is_it) {
                return seen;
            }
            if started.elapsed() > Duration::from_secs(40) {
                let names: Vec<String> =
                    self.0.lock().expect("whole").iter().map(|seen| seen.span.name.clone()).collect();
                panic!("no {what} among {names:?}");
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn one_trace_leads_from_a_page_to_its_statements_and_its_job(database: MySqlPool) {
    let (collector, endpoint) = Collector::open().await;
    let shop = Shop::open_with(database, Settings { collector: endpoint.clone(), ..Settings::default() }).await;
    let _worker = worker(&shop.database_url(), &[("OTEL_EXPORTER_OTLP_ENDPOINT", &endpoint)]);
    let buyer = shop.buyer(1, "RP-AT-54-600", 1).await;
    let placed = shop.post_form("/api/checkout/place", &buyer.cookie, &format!("key={}", buyer.key)).await;
    assert!(placed.header("location").starts_with("/orders/"), "{placed:?}");

    let page = collector.until("page", |seen| seen.span.name == "POST /api/checkout/place").await;
    assert!(page.role.contains("web"), "{}", page.role);
    let trace = page.span.trace_id.clone();
    assert!(page.span.parent_span_id.is_empty(), "it begins there");
    let of_trace = |seen: &Seen| seen.span.trace_id == trace;
    let placing = collector.until("use-case", |seen| of_trace(seen) && seen.span.name == "db.orders.place").await;
    let statement = |seen: &Seen| of_trace(seen) && seen.span.name.starts_with("INSERT INTO orders");
    let statement = collector.until("statement", statement).await;
    assert_eq!(statement.span.parent_span_id, placing.span.span_id, "it is the use-case's");
    let length = statement.span.end_time_unix_nano.saturating_sub(statement.span.start_time_unix_nano);
    assert!(length > 0, "it took its time");
    assert!(statement.span.start_time_unix_nano >= placing.span.start_time_unix_nano);
    let text = format!("{:?}", statement.span.attributes);
    assert!(text.contains("INSERT INTO orders") && !text.contains("mira@example.org"), "no values: {text}");

    let job = collector.until("job", |seen| of_trace(seen) && seen.span.name.starts_with("job orders.")).await;
    assert!(job.role.contains("worker"), "{}", job.role);
    let in_job = |seen: &Seen| of_trace(seen) && seen.role.contains("worker") && seen.span.name.starts_with("SELECT");
    collector.until("statement of the job", in_job).await;
    let mail = |seen: &Seen| of_trace(seen) && seen.span.name == "job mail.send";
    collector.until("mail that the job has caused", mail).await;
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn without_a_collector_nothing_is_traced_and_with_a_dead_one_the_shop_sells(database: MySqlPool) {
    let nobody = format!("http://{}", crate::edge::free_address());
    let mut shop = Shop::open_with(database, Settings { collector: nobody, ..Settings::default() }).await;
    let buyer = shop.buyer(1, "RP-AT-54-600", 1).await;
    let placed = shop.post_form("/api/checkout/place", &buyer.cookie, &format!("key={}", buyer.key)).await;
    assert!(placed.header("location").starts_with("/orders/"), "{placed:?}");
    assert!(shop.number("SELECT COUNT(*) FROM jobs WHERE traceparent IS NOT NULL").await > 0);
    shop.terminate();
    assert_eq!(shop.exit_code().await, Some(0), "and ends in order");

    shop.run("UPDATE jobs SET traceparent = NULL").await;
    let untraced = Shop::open(shop.database.clone()).await;
    let buyer = untraced.buyer(2, "RP-AT-54-600", 1).await;
    let placed = untraced.post_form("/api/checkout/place", &buyer.cookie, &format!("key={}", buyer.key)).await;
    assert!(placed.header("location").starts_with("/orders/"), "{placed:?}");
    assert_eq!(untraced.number("SELECT COUNT(*) FROM jobs WHERE traceparent IS NOT NULL").await, 0);
}
