//! Reports as files for staff: the desk decides who may have them, the warehouse makes them.

use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::Utc;
use domain::reports::{ReportRequest, report};
use store::reports::{ReportFormat, ReportsError};

use super::AppState;
use super::staff_files::{admit, attachment, private, said};

/// Where they are.
pub(super) const PATH: &str = "/desk/reports/{code}/{format}";

/// A report as CSV or Parquet.
pub(super) async fn file(
    State(state): State<AppState>,
    Path((code, format)): Path<(String, String)>,
    Query(fields): Query<Vec<(String, String)>>,
    request: Request,
) -> Response {
    if let Err(answer) = admit(&state, request.into_parts().0).await {
        return answer;
    }
    let (Some(report), Some(format)) = (report(&code), ReportFormat::parse(&format)) else {
        return said(StatusCode::NOT_FOUND, "There is no such file.");
    };
    #[expect(clippy::disallowed_methods, reason = "the edge is where time is read")]
    let today = Utc::now().date_naive();
    let pairs = fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let asked = match ReportRequest::parse(report, pairs, today) {
        Ok(asked) => asked,
        Err(problems) => {
            let reasons: Vec<_> = problems.iter().map(|problem| format!("{}: {problem}", problem.field)).collect();
            return said(StatusCode::BAD_REQUEST, &reasons.join("\n"));
        }
    };
    let answered = match state.store.reports() {
        Ok(client) => client.file(&asked, format).await,
        Err(error) => Err(error),
    };
    match answered {
        Ok(bytes) => {
            let name = attachment(&format!("{}.{}", asked.file_name(), format.name()));
            let kind = HeaderValue::from_static(format.content_type());
            ([private(), (header::CONTENT_TYPE, kind), name], bytes).into_response()
        }
        Err(error) => {
            tracing::error!(%error, report = report.code, "a report could not be had as a file");
            let (status, text) = match error {
                ReportsError::NotConnected => (StatusCode::SERVICE_UNAVAILABLE, "No warehouse is connected."),
                ReportsError::TooSlow => {
                    (StatusCode::GATEWAY_TIMEOUT, "The report takes too long. Choose a shorter period.")
                }
                ReportsError::Silent(_) | ReportsError::Busy(_) => {
                    (StatusCode::SERVICE_UNAVAILABLE, "The warehouse cannot answer now. Try again in a minute.")
                }
                ReportsError::Refused(_) => {
                    (StatusCode::BAD_GATEWAY, "Shop and warehouse do not understand each other.")
                }
            };
            said(status, text)
        }
    }
}
