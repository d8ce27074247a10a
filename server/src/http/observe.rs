//! A request id for every request, one log line, two metrics and a name in its trace when it is done.

use std::time::Instant;

use app::RequestId;
use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use opentelemetry::KeyValue;
use opentelemetry::trace::{Status, TraceContextExt as _};
use store::trace;
use tracing::{Instrument, Span};
use tracing_opentelemetry::OpenTelemetrySpanExt as _;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// What `CloudFront` calls a request; it lets nobody else say so.
const CLOUDFRONT_ID: HeaderName = HeaderName::from_static("x-amz-cf-id");

/// Takes the request id of whoever stands before us (up to 64 plain characters) or makes one, and carries it from the
/// log line to the error page and the answer's header.
pub(super) async fn request(request: Request, next: Next) -> Response {
    observed(request, next, None).await
}

/// The same for what only processes of ours ask: it belongs to the trace that they name.
pub(super) async fn request_of_ours(request: Request, next: Next) -> Response {
    let caused_in = request.headers().get(trace::TRACEPARENT).and_then(|value| value.to_str().ok()).map(str::to_owned);
    observed(request, next, caused_in.as_deref()).await
}

async fn observed(mut request: Request, next: Next, caused_in: Option<&str>) -> Response {
    let given = [CLOUDFRONT_ID, REQUEST_ID];
    let given = given.iter().find_map(|name| request.headers().get(name).and_then(|id| id.to_str().ok()));
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'=');
    let plain = |id: &&str| (8..=64).contains(&id.len()) && id.bytes().all(is_plain);
    let id = given.filter(plain).map_or_else(|| uuid::Uuid::new_v4().simple().to_string(), str::to_owned);
    request.extensions_mut().insert(RequestId(id.clone()));
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    // Metrics have one series per route, never one per address.
    let route = request.extensions().get::<MatchedPath>().map_or("unmatched", MatchedPath::as_str).to_owned();
    let span = tracing::info_span!("request", request_id = %id, %method, path);
    trace::follow(&span, caused_in);
    let started = Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    let elapsed = started.elapsed();
    note_in_trace(&span, &method, &route, response.status());
    let status = response.status().as_u16();
    span.in_scope(|| tracing::info!(status, milliseconds = elapsed.as_secs_f64() * 1e3, "answered"));
    let labels = [("method", method.to_string()), ("route", route), ("status", status.to_string())];
    metrics::counter!("http_requests_total", &labels).increment(1);
    metrics::histogram!("http_request_duration_seconds", &labels).record(elapsed.as_secs_f64());
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

/// Names are those of OpenTelemetry's *Semantic conventions for HTTP spans*, 1.23.
fn note_in_trace(span: &Span, method: &Method, route: &str, status: StatusCode) {
    let context = span.context();
    let traced = context.span();
    if traced.span_context().is_sampled() {
        traced.update_name(format!("{method} {route}"));
        traced.set_attribute(KeyValue::new("http.request.method", method.to_string()));
        traced.set_attribute(KeyValue::new("http.route", route.to_owned()));
        traced.set_attribute(KeyValue::new("http.response.status_code", i64::from(status.as_u16())));
        if status.is_server_error() {
            traced.set_status(Status::error(""));
        }
    }
}
