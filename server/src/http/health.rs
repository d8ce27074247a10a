//! What load balancers and people on call ask.

use std::sync::atomic::Ordering;

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use serde::Serialize;

use super::AppState;

/// `/healthz`: the process lives.
pub(super) async fn healthz() -> impl IntoResponse {
    ([(header::CACHE_CONTROL, "no-store")], concat!("rocket-parts ", env!("CARGO_PKG_VERSION"), " alive\n"))
}

#[derive(Serialize)]
struct Readiness {
    ready: bool,
    draining: bool,
    database: &'static str,
    cache: &'static str,
    missing_migrations: usize,
    search: &'static str,
    /// What customers miss while it lasts.
    degraded: Vec<&'static str>,
}

/// `/readyz`: send customers here, or not. Without the cache the shop is degraded, not down.
pub(super) async fn readyz(State(state): State<AppState>) -> impl IntoResponse {
    let draining = state.draining.load(Ordering::Relaxed);
    let health = state.store.health().await;
    for (part, answer) in [("database", &health.database), ("cache", &health.cache)] {
        if let Err(error) = answer {
            tracing::warn!(part, %error, "does not answer");
        }
    }
    let word = |answers: bool| if answers { "answers" } else { "does not answer" };
    let can_search = state.store.search_is_ready();
    let ready = health.is_ready() && can_search && !draining;
    let body = Readiness {
        ready,
        draining,
        database: word(health.database.is_ok()),
        cache: word(health.cache.is_ok()),
        missing_migrations: health.missing_migrations.len(),
        search: if can_search { "answers" } else { "search index is being built" },
        degraded: if health.cache.is_ok() { vec![] } else { vec!["orders cannot be looked up by number and e-mail"] },
    };
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, [(header::CACHE_CONTROL, "no-store")], Json(body))
}
