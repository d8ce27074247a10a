//! Structured logs on standard error.

use tracing_subscriber::EnvFilter;

use crate::config::{Config, LogFormat};

/// Starts logging. Later calls change nothing.
pub(crate) fn start(config: &Config) {
    let builder =
        tracing_subscriber::fmt().with_env_filter(EnvFilter::new(&config.log_filter)).with_writer(std::io::stderr);
    // A second start would be a second subscriber; the first stays.
    _ = match config.log_format {
        LogFormat::Text => builder.try_init(),
        LogFormat::Json => builder.json().flatten_event(true).try_init(),
    };
}
