//! A trace that goes on elsewhere: in the job that a page has caused, in the process that it asks. What must not live
//! here: whether there are traces, and where they go; that is the server's to say.

use std::collections::HashMap;

use opentelemetry::global::get_text_map_propagator;
use opentelemetry::trace::TraceContextExt as _;
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt as _;

/// The name under which it travels. Source: W3C *Trace Context*, 3.2.
pub const TRACEPARENT: &str = "traceparent";

/// Where what is under way stands in its trace; `None` where there are no traces.
pub fn traceparent() -> Option<String> {
    let mut fields = HashMap::new();
    get_text_map_propagator(|propagator| propagator.inject_context(&Span::current().context(), &mut fields));
    fields.remove(TRACEPARENT)
}

/// Makes a span that has not been entered a part of the trace that it was caused in. What is no `traceparent` is none.
pub fn follow(span: &Span, traceparent: Option<&str>) {
    let Some(traceparent) = traceparent else { return };
    let fields = HashMap::from([(TRACEPARENT.to_owned(), traceparent.to_owned())]);
    let caused_in = get_text_map_propagator(|propagator| propagator.extract(&fields));
    if caused_in.has_active_span() {
        // Refused where there are no traces.
        _ = span.set_parent(caused_in);
    }
}

/// Names a span in its trace by what it was about, once it is entered; its log lines keep their name.
pub(crate) fn rename(span: &Span, name: impl FnOnce() -> String) {
    let context = span.context();
    let span = context.span();
    if span.span_context().is_sampled() {
        span.update_name(name());
    }
}
