//! A running shop: the built binary, a site folder made for the test, a few parts to sell.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::Bytes;
use chrono::{DateTime, Utc};
use domain::catalog::demo;
use domain::checkout::{CheckoutForm, Step};
use domain::ids::Sku;
use domain::money::{Currency, Money};
use domain::pricing::{PriceLadder, QuantityBreak};
use http::{HeaderMap, Method, Request};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use sqlx::{ConnectOptions, MySqlPool};
use store::cart::CartToken;
use store::{DatabaseConfig, Store};
use uuid::Uuid;

/// What the shop of a test sells, out of the demo catalog: a part, a sibling, a motor, a service.
pub(crate) const SOLD: [&str; 4] = ["RP-AT-54-600", "RP-AT-54-900", "RP-M38-G58-14A", "RP-SV-DR-1"];

/// An address where nothing listens: port 1 is nobody's.
pub(crate) const NOWHERE: &str = "redis://127.0.0.1:1";

/// Headers of a browser without scripts that posts a form.
pub(crate) const FORM: [(&str, &str); 2] =
    [("accept", "text/html,application/xhtml+xml"), ("content-type", "application/x-www-form-urlencoded")];

/// How a test's shop differs from others.
pub(crate) struct Settings {
    pub(crate) redis_url: String,
    pub(crate) drain_seconds: u32,
    /// Where metrics are served; 0 is any free port.
    pub(crate) metrics_port: u16,
    /// Whether pages are read in tiers. Tests write by hand, and read what they wrote.
    pub(crate) tiers: bool,
    /// The other database, and how old reads from it may be, seconds.
    pub(crate) replica: Option<(String, u32)>,
    /// Where the warehouse answers reports.
    pub(crate) reports_url: String,
    /// Where traces go.
    pub(crate) collector: String,
}

impl Default for Settings {
    fn default() -> Self {
        #[expect(clippy::disallowed_methods, reason = "a test's edge is its environment")]
        let redis_url = std::env::var("REDIS_URL").unwrap_or_else(|_| "redis://127.0.0.1:6379".to_owned());
        Self {
            redis_url,
            drain_seconds: 0,
            metrics_port: 0,
            tiers: false,
            replica: None,
            reports_url: "none".to_owned(),
            collector: "none".to_owned(),
        }
    }
}

/// A client of the tests.
pub(crate) type HttpClient = Client<HttpConnector, Full<Bytes>>;

/// The process, what it stands on, and a client.
pub(crate) struct Shop {
    /// For putting things in and looking at what became of them.
    pub(crate) store: Store,
    pub(crate) database: MySqlPool,
    pub(crate) address: SocketAddr,
    settings: Settings,
    site: PathBuf,
    process: Child,
    log: Arc<Mutex<String>>,
    client: HttpClient,
}

/// An answer, read whole.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    /// A header; empty when it is not there.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("visible ASCII"))
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("UTF-8")
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }
}

/// Now, for rows that tests write.
pub(crate) fn now() -> DateTime<Utc> {
    #[expect(clippy::disallowed_methods, reason = "a test's edge is its clock")]
    Utc::now()
}

/// Somebody with a full cart and a finished checkout.
#[derive(Clone)]
pub(crate) struct Buyer {
    pub(crate) key: Uuid,
    pub(crate) cookie: String,
}

impl Shop {
    /// A shop that sells [`SOLD`], in a migrated database.
    pub(crate) async fn open(database: MySqlPool) -> Self {
        Self::open_with(database, Settings::default()).await
    }

    pub(crate) async fn open_with(database: MySqlPool, settings: Settings) -> Self {
        let options = database.connect_options().as_ref().clone();
        let store = Store::connect(&DatabaseConfig { options, max_connections: 4 }, &settings.redis_url)
            .await
            .expect("the database answers");
        store.migrate().await.expect("the built-in schema");
        let mut session = store.begin_import(now()).await.expect("an import");
        for (code, name) in demo::LOCATIONS {
            session.stock_location(code, name).await.expect("a location");
        }
        for part in demo::catalog().into_iter().filter(|part| SOLD.contains(&part.draft.sku.as_str())) {
            session.part(&part.draft).await.expect("taken");
            session.prices(&part.draft.sku, &ladder(&part.prices)).await.expect("priced");
            for (location, on_hand) in part.stock {
                session.stock(&part.draft.sku, location, on_hand, "opening stock").await.expect("stocked");
            }
        }
        session.commit().await.expect("written");
        let site = site_folder();
        let any_port = SocketAddr::from(([127, 0, 0, 1], 0));
        let log = Arc::default();
        let (process, address) = start(&database, &settings, &site, any_port, &log).await;
        let client = Client::builder(TokioExecutor::new()).build_http();
        let shop = Self { store, database, address, settings, site, process, log, client };
        shop.is_indexed().await;
        shop
    }

    /// Waits until the process can search.
    async fn is_indexed(&self) {
        for _ in 0..400 {
            if self.get("/readyz").await.json()["search"] == "answers" {
                return;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("the search index is not built");
    }

    /// Ends the process at once, as a power cut would.
    pub(crate) fn kill(&mut self) {
        self.process.kill().expect("killed");
        self.process.wait().expect("ended");
    }

    /// Starts it again where it was.
    pub(crate) async fn start_again(&mut self) {
        (self.process, self.address) = start(&self.database, &self.settings, &self.site, self.address, &self.log).await;
        self.is_indexed().await;
    }

    /// Asks the process to end, as a service manager would.
    pub(crate) fn terminate(&self) {
        let sent = Command::new("sh").arg("-c").arg(format!("kill -TERM {}", self.process.id())).status();
        assert!(sent.expect("a shell").success());
    }

    /// The exit code, waited for a while.
    pub(crate) async fn exit_code(&mut self) -> Option<i32> {
        for _ in 0..400 {
            if let Some(status) = self.process.try_wait().expect("ours to wait for") {
                return status.code();
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("it does not end");
    }

    /// Whether the process that was started is the one that runs.
    pub(crate) fn is_running(&mut self) -> bool {
        self.process.try_wait().expect("ours to wait for").is_none()
    }

    /// What the process has logged so far.
    pub(crate) fn log(&self) -> String {
        self.log.lock().expect("whole").clone()
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.get_with(path, &[]).await
    }

    /// Gets a page, or the one it leads to.
    pub(crate) async fn follow(&self, path: &str) -> Answer {
        let answer = self.get(path).await;
        if answer.status == 302 { self.get(answer.header("location")).await } else { answer }
    }

    pub(crate) async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.send(Method::GET, path, headers, "").await.expect("answered")
    }

    pub(crate) async fn post(&self, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        self.send(Method::POST, path, headers, body).await.expect("answered")
    }

    /// Posts a form as a browser without scripts does, with or without a cookie.
    pub(crate) async fn post_form(&self, path: &str, cookie: &str, body: &str) -> Answer {
        let mut headers = FORM.to_vec();
        if !cookie.is_empty() {
            headers.push(("cookie", cookie));
        }
        self.post(path, &headers, body).await
    }

    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Result<Answer, String> {
        request(&self.client, &format!("http://{}{path}", self.address), method, headers, body).await
    }

    /// Where its database is.
    pub(crate) fn database_url(&self) -> String {
        self.database.connect_options().to_url_lossy().into()
    }

    /// A client that may go its own way.
    pub(crate) fn client(&self) -> HttpClient {
        self.client.clone()
    }

    /// Somebody who has come as far as the review page with pieces of a part.
    pub(crate) async fn buyer(&self, number: u64, sku: &str, quantity: u32) -> Buyer {
        let token = CartToken::from_random(u128::from(number) + 1);
        let key = Uuid::from_u64_pair(0xb0_7e12, number);
        let sku = Sku::parse(sku).expect("a SKU");
        self.store.add_to_cart(&token, &sku, quantity, now()).await.expect("added");
        let form = CheckoutForm {
            email: "mira@example.org".into(),
            contact_name: "Mira Okafor".into(),
            street: "Dock 4".into(),
            postal_code: "3011 AB".into(),
            city: "Rotterdam".into(),
            country: "NL".into(),
            delivery_method: "standard".into(),
            payment_method: "bank_transfer".into(),
            po_number: "PO-1".into(),
            ..CheckoutForm::default()
        };
        for step in Step::ALL {
            self.store.save_checkout_step(&token, step, &form, None, key, now()).await.expect("saved").expect("a cart");
        }
        Buyer { key, cookie: format!("__Host-cart={}", token.reveal()) }
    }

    /// Sets what is on hand of a part.
    pub(crate) async fn stock(&self, sku: &str, levels: [(&str, u32); 2]) {
        let sku = Sku::parse(sku).expect("a SKU");
        let mut session = self.store.begin_import(now()).await.expect("an import");
        for (location, on_hand) in levels {
            session.stock(&sku, location, on_hand, "count").await.expect("counted");
        }
        session.commit().await.expect("written");
    }

    /// The one number a statement answers.
    pub(crate) async fn number(&self, statement: &'static str) -> i64 {
        sqlx::query_scalar(statement).fetch_one(&self.database).await.expect("a number")
    }

    pub(crate) async fn run(&self, statement: &'static str) {
        sqlx::query(statement).execute(&self.database).await.expect("it runs");
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        // It may have ended before.
        _ = self.process.kill();
        _ = self.process.wait();
        if std::thread::panicking() {
            eprintln!("the shop's log:\n{}", self.log.lock().map(|log| log.clone()).unwrap_or_default());
        }
        // The folder is the test's own; if it stays, nothing but space is lost.
        _ = std::fs::remove_dir_all(&self.site);
    }
}

/// Sends one request to anywhere and reads the answer whole.
pub(crate) async fn request(
    client: &HttpClient,
    url: &str,
    method: Method,
    headers: &[(&str, &str)],
    body: &str,
) -> Result<Answer, String> {
    let mut request = Request::builder().method(method).uri(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Full::new(Bytes::from(body.to_owned()))).expect("a request");
    let answer = client.request(request).await.map_err(|error| error.to_string())?;
    let (parts, body) = answer.into_parts();
    let body = body.collect().await.map_err(|error| error.to_string())?.to_bytes();
    Ok(Answer { status: parts.status.as_u16(), headers: parts.headers, body })
}

fn ladder(breaks: &[(u32, i64)]) -> PriceLadder {
    let breaks = breaks.iter().map(|(min_quantity, cents)| QuantityBreak {
        min_quantity: *min_quantity,
        unit_price: Money::new(*cents, Currency::Eur),
    });
    PriceLadder::new(breaks.collect()).expect("a ladder")
}

/// The files that a build leaves, small.
fn site_folder() -> PathBuf {
    let site = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(Uuid::new_v4().simple().to_string());
    for (path, content) in [
        ("pkg/rocket-parts.a1b2c3.css", "body{margin:0}"),
        ("pkg/rocket-parts.a1b2c3.css.br", "pretend brotli"),
        ("pkg/rocket-parts.a1b2c3.css.gz", "pretend gzip"),
        ("pkg/rocket-parts.d4e5f6.js", "export function hydrate(){}"),
        ("pkg/rocket-parts.070809.wasm", "\0asm"),
        ("pkg/rocket-parts-studio.0a0b0c.js", "export function hydrate(){}"),
        ("pkg/rocket-parts-studio.0d0e0f.wasm", "\0asm"),
        ("fonts/plex.01234567.woff2", "wOF2"),
        ("favicon.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
    ] {
        let path = site.join(path);
        std::fs::create_dir_all(path.parent().expect("in a folder")).expect("a folder");
        std::fs::write(path, content).expect("a file");
    }
    site
}

/// Starts the binary and waits until it says where it listens.
async fn start(
    database: &MySqlPool,
    settings: &Settings,
    site: &PathBuf,
    listen: SocketAddr,
    log: &Arc<Mutex<String>>,
) -> (Child, SocketAddr) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rocket-parts"));
    command.env_clear();
    if let Some((url, limit)) = &settings.replica {
        command.env("DATABASE_REPLICA_URL", url).env("REPLICA_LAG_LIMIT_SECONDS", limit.to_string());
    }
    let mut process = command
        .arg("web")
        .env("DATABASE_URL", database.connect_options().to_url_lossy().as_str())
        .env("REDIS_URL", &settings.redis_url)
        .env("LISTEN_ADDR", listen.to_string())
        .env("METRICS_ADDR", format!("127.0.0.1:{}", settings.metrics_port))
        .env("TIERS", if settings.tiers { "on" } else { "off" })
        .env("PUBLIC_URL", "https://shop.example.org")
        .env("SITE_ROOT", site)
        .env("LOG_FORMAT", "json")
        .env("REPORTS_URL", &settings.reports_url)
        .env("OTEL_EXPORTER_OTLP_ENDPOINT", &settings.collector)
        .env("DRAIN_SECONDS", settings.drain_seconds.to_string())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary is built");
    let lines = BufReader::new(process.stderr.take().expect("piped")).lines();
    let (said, mut opened) = tokio::sync::mpsc::unbounded_channel();
    let noted = Arc::clone(log);
    // A thread, since the pipe has to be read for as long as the process writes.
    std::thread::spawn(move || {
        for line in lines.map_while(Result::ok) {
            let entry: serde_json::Value = serde_json::from_str(&line).unwrap_or_default();
            if let (Some("the shop is open"), Some(address)) = (entry["message"].as_str(), entry["address"].as_str()) {
                _ = said.send(address.parse().expect("an address"));
            }
            let mut log = noted.lock().expect("whole");
            log.push_str(&line);
            log.push('\n');
        }
    });
    let Ok(Some(address)) = tokio::time::timeout(Duration::from_secs(30), opened.recv()).await else {
        _ = process.kill();
        panic!("the shop does not open: {}", log.lock().expect("whole"))
    };
    (process, address)
}
