//! A mail template with a sample, as HTML, for the desk's preview page to frame.

use app::PublicUrl;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

use super::AppState;

/// Mails have inline styles, which our own policy forbids. This one allows them and nothing else: no scripts, nothing
/// loaded, no forms, and only our own pages may frame it.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'self'; sandbox",
);

/// `/desk/mail/templates/{name}/html`
pub(super) async fn html(State(state): State<AppState>, Path(name): Path<String>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let public_url = PublicUrl(std::sync::Arc::clone(&state.public_url));
    let private = (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    match app::mail_preview(state.store, public_url, parts, &name).await {
        Ok(html) => ([private, (header::CONTENT_SECURITY_POLICY, POLICY)], Html(html)).into_response(),
        Err(status) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            (status, [private], "There is nothing to see here.\n").into_response()
        }
    }
}
