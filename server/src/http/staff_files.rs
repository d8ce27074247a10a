//! Files for staff: who may have one, and how it is sent. What must not live here: what is in them.

use app::{PublicUrl, may_export};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};

use super::AppState;

/// The header that keeps a file out of every cache.
pub(super) fn private() -> (HeaderName, HeaderValue) {
    (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"))
}

/// The header that names a file; the name is plain.
pub(super) fn attachment(name: &str) -> (HeaderName, HeaderValue) {
    let value = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    (header::CONTENT_DISPOSITION, value.unwrap_or(HeaderValue::from_static("attachment")))
}

/// An answer in words instead of a file.
pub(super) fn said(status: StatusCode, text: &str) -> Response {
    (status, [private()], format!("{text}\n")).into_response()
}

/// Whether who asks may have the file at this path; the answer where not.
pub(super) async fn admit(state: &AppState, parts: Parts) -> Result<(), Response> {
    may_export(state.store.clone(), PublicUrl(state.public_url.clone()), parts).await.map_err(|status| match status {
        401 => ([private()], Redirect::to("/desk/sign-in")).into_response(),
        status => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::FORBIDDEN);
            said(status, "Your roles do not allow this.")
        }
    })
}
