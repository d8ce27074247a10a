//! What the warehouse answers machines of ours: reports, what they can be narrowed by, which days are there. Reachable
//! from inside only; who may read a report is decided by the shop's pages before they ask.

use std::collections::HashMap;

use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use domain::reports::{ReportRequest, ranges, report};
use serde::Serialize;
use store::reports::{LakeDays, ReportFormat};
use warehouse::reports::ReportError;

use super::WarehouseState;

/// Why something is refused.
#[derive(Serialize)]
struct Reason<'a> {
    reason: &'a str,
}

/// The routes of the reports.
pub(super) fn routes() -> Router<WarehouseState> {
    Router::new().route("/reports/{code}", get(answer)).route("/choices", get(choices)).route("/days", get(days))
}

async fn answer(
    State(WarehouseState { reports, clock, .. }): State<WarehouseState>,
    Path(code): Path<String>,
    Query(fields): Query<HashMap<String, String>>,
) -> Response {
    let Some(report) = report(&code) else {
        return refused(StatusCode::NOT_FOUND, "There is no such report.");
    };
    let now = clock();
    let pairs = fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let request = match ReportRequest::parse(report, pairs, now.date_naive()) {
        Ok(request) => request,
        Err(problems) => {
            let reason = problems.iter().map(|problem| format!("{}: {problem}", problem.field)).collect::<Vec<_>>();
            return refused(StatusCode::BAD_REQUEST, &reason.join(" "));
        }
    };
    let format = fields.get("format").map_or("json", String::as_str);
    let answered = match (format, ReportFormat::parse(format)) {
        ("json", _) => reports.run(&request, now).await.map(|table| Json(table).into_response()),
        (_, Some(ReportFormat::Csv)) => {
            let table = reports.run(&request, now).await;
            table.map(|table| file(ReportFormat::Csv, table.csv(report).into_bytes()))
        }
        (_, Some(ReportFormat::Parquet)) => {
            reports.parquet(&request).await.map(|bytes| file(ReportFormat::Parquet, bytes))
        }
        _ => return refused(StatusCode::BAD_REQUEST, "format: Ask for json, csv or parquet."),
    };
    answered.unwrap_or_else(|error| failed(&error, &code))
}

async fn choices(State(WarehouseState { reports, .. }): State<WarehouseState>) -> Response {
    json_or_failed(reports.choices().await, "choices")
}

async fn days(State(WarehouseState { lake, .. }): State<WarehouseState>) -> Response {
    let days = lake.day_list().await.map(|days| LakeDays { days: ranges(days) });
    json_or_failed(days.map_err(ReportError::from), "days")
}

fn file(format: ReportFormat, bytes: Vec<u8>) -> Response {
    ([(header::CONTENT_TYPE, format.content_type())], bytes).into_response()
}

fn json_or_failed<T: Serialize>(answered: Result<T, ReportError>, what: &str) -> Response {
    match answered {
        Ok(answer) => Json(answer).into_response(),
        Err(error) => failed(&error, what),
    }
}

fn refused(status: StatusCode, reason: &str) -> Response {
    (status, Json(Reason { reason })).into_response()
}

/// Logs a fault, once, and says what the asking side may know.
fn failed(error: &ReportError, what: &str) -> Response {
    tracing::error!(%error, what, "a report failed");
    let (status, reason) = match error {
        ReportError::Unknown(_) => (StatusCode::NOT_FOUND, "There is no such report."),
        ReportError::Busy => (StatusCode::SERVICE_UNAVAILABLE, "Too many reports are asked for at once."),
        ReportError::TooSlow => (StatusCode::GATEWAY_TIMEOUT, "The report takes longer than it may."),
        ReportError::TooLarge(_) => (StatusCode::SERVICE_UNAVAILABLE, "The report needs more memory than it may have."),
        ReportError::Lake(_) => (StatusCode::SERVICE_UNAVAILABLE, "The lake cannot be read."),
        ReportError::Query(_) | ReportError::Columns(_) => {
            (StatusCode::INTERNAL_SERVER_ERROR, "The report and the lake do not fit together.")
        }
    };
    refused(status, reason)
}
