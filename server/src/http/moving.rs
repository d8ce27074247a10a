//! Going from page to page without waiting: which links a browser may fetch before they are clicked.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Links to pages that are the same for everyone, once a pointer rests on them or touches them; the browser
/// keeps at most two. They are fetched, never rendered ahead, so no script of a page runs unseen.
const RULES: &str = include_str!("speculation-rules.json");

/// Tells every page where the rules are. The header is the same for everyone, as a page is kept for everyone;
/// who asked to save data is answered by the file, which is not part of the page.
pub(super) async fn announce(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let is_page = response
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.starts_with("text/html"));
    if is_page {
        response.headers_mut().insert(
            HeaderName::from_static("speculation-rules"),
            HeaderValue::from_static("\"/speculation-rules.json\""),
        );
    }
    response
}

/// `/speculation-rules.json`: no rules for a browser that was told to save data. Most would not obey them
/// anyway; this is for the others.
pub(super) async fn rules(headers: HeaderMap) -> impl IntoResponse {
    let saves = headers.get("save-data").is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"on"));
    (
        [
            (header::CONTENT_TYPE, "application/speculationrules+json"),
            (header::CACHE_CONTROL, "public, max-age=3600"),
            (header::VARY, "Save-Data"),
        ],
        if saves { "{}" } else { RULES },
    )
}
