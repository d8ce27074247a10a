//! What roles have in common that run until they are told to stop. What must not live here: what they do.

use anyhow::Context;
use metrics_exporter_prometheus::PrometheusBuilder;
use tokio::signal::unix::{SignalKind, signal};

use crate::config::Config;

/// Serves /metrics, and beside it /health, from now on.
pub(super) fn serve_metrics(config: &Config) -> anyhow::Result<()> {
    PrometheusBuilder::new()
        .with_http_listener(config.metrics_addr)
        .install()
        .with_context(|| format!("metrics cannot be served on {}", config.metrics_addr))
}

/// Ends when the process is told to; listens from now on.
pub(super) fn told_to_stop() -> anyhow::Result<impl Future<Output = ()> + Send + 'static> {
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
    })
}
