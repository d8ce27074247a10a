//! What load balancers and people on call ask.

use std::sync::atomic::Ordering;

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use serde::Serialize;
use store::ReplicaState;

use super::AppState;

/// `/healthz`: the process lives, and which release it is.
pub(super) fn healthz(release: &str) -> impl IntoResponse + use<> {
    ([(header::CACHE_CONTROL, "no-store")], format!("rocket-parts {release} alive\n"))
}

#[derive(Serialize)]
struct Readiness {
    ready: bool,
    draining: bool,
    database: &'static str,
    cache: &'static str,
    missing_migrations: usize,
    search: &'static str,
    replica: Replica,
    /// What customers miss while it lasts.
    degraded: Vec<&'static str>,
}

#[derive(Serialize)]
struct Replica {
    state: &'static str,
    /// How far it may be behind; none when that is not known.
    lag_seconds: Option<f64>,
}

/// `/readyz`: send customers here, or not. Without the cache or the replica the shop is degraded, not down.
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
    let has_cache = health.cache.is_ok();
    let is_read_from = !matches!(health.replica, ReplicaState::Lags | ReplicaState::Silent);
    let missed = [
        (has_cache, "orders cannot be looked up by number and e-mail"),
        (is_read_from, "the replica is not read from; the primary does its work"),
    ];
    let body = Readiness {
        ready,
        draining,
        database: word(health.database.is_ok()),
        cache: word(has_cache),
        missing_migrations: health.missing_migrations.len(),
        search: if can_search { "answers" } else { "search index is being built" },
        replica: Replica {
            state: health.replica.name(),
            lag_seconds: health.replica_lag.map(|lag| (lag.as_secs_f64() * 1e3).round() / 1e3),
        },
        degraded: missed.into_iter().filter_map(|(is_well, what)| (!is_well).then_some(what)).collect(),
    };
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, [(header::CACHE_CONTROL, "no-store")], Json(body))
}
