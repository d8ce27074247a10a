//! What a process says of itself: log lines on standard error, and traces to a collector where one is configured.
//! Without one nothing is recorded, and what asks for a trace finds none.

use std::time::{Duration, SystemTime};

use anyhow::Context as _;
use opentelemetry::trace::{SpanBuilder, SpanKind, TraceContextExt as _, Tracer as _, TracerProvider as _};
use opentelemetry::{Context, KeyValue, global};
use opentelemetry_otlp::{SpanExporter, WithExportConfig as _};
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::span_processor_with_async_runtime::BatchSpanProcessor;
use opentelemetry_sdk::trace::{Sampler, SdkTracer, SdkTracerProvider};
use opentelemetry_sdk::{Resource, runtime};
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::filter::{Targets, filter_fn};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer, fmt};

use crate::config::{Config, LogFormat};

/// Where sqlx tells of statements.
const STATEMENTS: &str = "sqlx::query";
/// Whose spans are traced.
const CRATES: [&str; 4] = ["app", "rocket_parts", "store", "warehouse"];
/// Longest a collector may take.
const COLLECTOR: Duration = Duration::from_secs(5);

/// What was started; to be ended, so that the last traces are sent.
pub(crate) struct Telemetry(Option<SdkTracerProvider>);

/// Starts logs, and traces of `role`. A later start changes nothing.
pub(crate) fn start(config: &Config, role: &'static str) -> anyhow::Result<Telemetry> {
    let filter = EnvFilter::new(&config.log_filter);
    let lines = fmt::layer().with_writer(std::io::stderr);
    let lines = match config.log_format {
        LogFormat::Text => lines.boxed(),
        LogFormat::Json => lines.json().flatten_event(true).boxed(),
    };
    let endpoint = config.traces.endpoint.as_deref();
    let provider = endpoint.map(|endpoint| provider(endpoint, config, role)).transpose()?;
    let traces = provider.as_ref().map(|provider| {
        let spans = tracing_opentelemetry::layer().with_tracer(provider.tracer("rocket-parts")).with_location(false);
        let of_ours = CRATES.into_iter().fold(Targets::new(), |targets, name| targets.with_target(name, Level::INFO));
        let statements = filter_fn(|metadata| metadata.target() == STATEMENTS && *metadata.level() <= Level::DEBUG);
        spans.with_filter(of_ours).and_then(Statements(provider.tracer("sqlx")).with_filter(statements))
    });
    // A second start would be a second subscriber; the first stays.
    _ = tracing_subscriber::registry().with(lines.with_filter(filter)).with(traces).try_init();
    Ok(Telemetry(provider))
}

impl Telemetry {
    /// Sends what is left, for a moment.
    pub(crate) async fn end(self) {
        let Some(provider) = self.0 else { return };
        // It waits for the collector, which is asked by the runtime's other threads.
        let ended = tokio::task::spawn_blocking(move || provider.shutdown_with_timeout(COLLECTOR)).await;
        if !matches!(ended, Ok(Ok(()))) {
            tracing::warn!("the last traces were not sent");
        }
    }
}

fn provider(endpoint: &str, config: &Config, role: &'static str) -> anyhow::Result<SdkTracerProvider> {
    global::set_text_map_propagator(TraceContextPropagator::new());
    let exporter = SpanExporter::builder()
        .with_http()
        .with_endpoint(format!("{endpoint}/v1/traces"))
        .with_timeout(COLLECTOR)
        .build()
        .context("traces cannot be sent")?;
    let resource = Resource::builder()
        .with_service_name("rocket-parts")
        .with_attributes([
            KeyValue::new("service.version", config.release.clone()),
            KeyValue::new("service.instance.role", role),
        ])
        .build();
    Ok(SdkTracerProvider::builder()
        .with_sampler(Sampler::ParentBased(Box::new(Sampler::TraceIdRatioBased(config.traces.share))))
        .with_resource(resource)
        .with_span_processor(BatchSpanProcessor::builder(exporter, runtime::Tokio).build())
        .build())
}

/// Makes a span of every statement that sqlx tells of when it is over. Statements have no values in them.
struct Statements(SdkTracer);

impl<S: Subscriber> Layer<S> for Statements {
    fn on_event(&self, event: &Event<'_>, _: tracing_subscriber::layer::Context<'_, S>) {
        let around = Context::current();
        if !around.span().span_context().is_sampled() {
            return;
        }
        let now = SystemTime::now();
        let mut statement = Statement::default();
        event.record(&mut statement);
        let whole = if statement.whole.is_empty() { &statement.summary } else { &statement.whole };
        let attributes = vec![
            KeyValue::new("db.system.name", "mysql"),
            KeyValue::new("db.query.text", whole.trim().to_owned()),
            KeyValue::new("db.response.returned_rows", i64::try_from(statement.rows_returned).unwrap_or(i64::MAX)),
        ];
        let span = SpanBuilder::from_name(statement.summary)
            .with_kind(SpanKind::Client)
            .with_start_time(now - Duration::try_from_secs_f64(statement.seconds).unwrap_or_default())
            .with_attributes(attributes);
        // Ends when it is dropped.
        drop(self.0.build_with_context(span, &around));
    }
}

/// The fields of an event of sqlx.
#[derive(Default)]
struct Statement {
    summary: String,
    /// Empty where the summary says it all.
    whole: String,
    rows_returned: u64,
    seconds: f64,
}

impl Visit for Statement {
    fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}

    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "summary" => value.clone_into(&mut self.summary),
            "db.statement" => value.clone_into(&mut self.whole),
            _ => {}
        }
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        if field.name() == "rows_returned" {
            self.rows_returned = value;
        }
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        if field.name() == "elapsed_secs" {
            self.seconds = value;
        }
    }
}
