//! What the warehouse's own process answers, to the shop's servers and to people on call; from inside only. What must
//! not live here: what a report says.

use std::sync::Arc;

use axum::extract::{Query, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use store::Store;
use store::jobs::Options;
use store::reports::{ExportDays, WarehouseStatus};
use warehouse::Lake;
use warehouse::reports::Reports;

use super::{health, observe, reports};

/// Everything a request to the warehouse may touch.
#[derive(Clone)]
pub(crate) struct WarehouseState {
    pub(crate) store: Store,
    pub(crate) lake: Lake,
    pub(crate) reports: Reports,
    pub(crate) clock: fn() -> DateTime<Utc>,
    pub(crate) release: Arc<str>,
}

/// All addresses of the warehouse.
pub(crate) fn warehouse_router(state: WarehouseState) -> Router {
    Router::new()
        .route("/healthz", get(|State(state): State<WarehouseState>| async move { health::healthz(&state.release) }))
        .route("/status", get(status))
        .route("/exports", post(ask_for_export))
        .merge(reports::routes())
        .with_state(state)
        .layer(middleware::from_fn(no_browsers))
        .layer(middleware::from_fn(observe::request_of_ours))
}

/// A page of somebody else must not be able to have a browser in this network ask.
async fn no_browsers(request: Request, next: Next) -> Response {
    if request.headers().contains_key(header::ORIGIN) {
        return (StatusCode::FORBIDDEN, "Not for browsers.\n").into_response();
    }
    next.run(request).await
}

/// What `/status` says.
#[derive(Serialize)]
struct Status {
    /// Days that are there.
    days: usize,
    first_day: Option<NaiveDate>,
    last_day: Option<NaiveDate>,
    #[serde(flatten)]
    work: WarehouseStatus,
}

/// `GET /status`: what is in the lake, what is under way, what the last runs found.
async fn status(State(state): State<WarehouseState>) -> Response {
    let (days, work) = match (state.lake.day_list().await, state.store.warehouse_status().await) {
        (Ok(days), Ok(work)) => (days, work),
        (Err(error), _) => return unavailable(&error),
        (_, Err(error)) => return unavailable(&error),
    };
    let status = Status { days: days.len(), first_day: days.first().copied(), last_day: days.last().copied(), work };
    ([(header::CACHE_CONTROL, "no-store")], Json(status)).into_response()
}

/// The days that somebody wants exported, both included.
#[derive(Deserialize)]
struct Span {
    from: NaiveDate,
    to: NaiveDate,
}

/// `POST /exports?from=…&to=…`: has these days exported, soon; once where it is asked for twice.
async fn ask_for_export(State(state): State<WarehouseState>, Query(span): Query<Span>) -> Response {
    let now = (state.clock)();
    if span.from > span.to || span.to >= now.date_naive() {
        return (StatusCode::UNPROCESSABLE_ENTITY, "Only past days can be exported, from the first to the last.\n")
            .into_response();
    }
    let job = ExportDays { from: span.from, to: span.to };
    // Asked for twice within a minute, it is meant once.
    let key = format!("warehouse.export_days/{}/{}/{}", span.from, span.to, now.format("%Y-%m-%dT%H:%M"));
    let options = Options { dedupe_key: Some(key), ..Options::default() };
    match state.store.enqueue(&job, &options, now).await {
        Ok(_) => (StatusCode::ACCEPTED, "The days will be exported.\n").into_response(),
        Err(error) => unavailable(&error),
    }
}

fn unavailable(error: &dyn std::error::Error) -> Response {
    tracing::error!(%error, "the warehouse cannot answer");
    (StatusCode::SERVICE_UNAVAILABLE, "The warehouse cannot answer now.\n").into_response()
}
