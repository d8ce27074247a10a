//! Validators for what may be cached.

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// Largest page that gets an ETag, bytes. Pages are far smaller; the bound is for safety.
const MAX_PAGE: usize = 8 * 1024 * 1024;

/// Gives public pages an ETag from their content, and answers 304 to those who have it. Weak,
/// because the page is compressed afterwards.
pub(super) async fn etag(request: Request, next: Next) -> Response {
    let wanted = request.headers().get(header::IF_NONE_MATCH).cloned();
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    let response = next.run(request).await;
    if !is_read || response.status() != StatusCode::OK || !is_public(response.headers()) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(body) = to_bytes(body, MAX_PAGE).await else {
        tracing::error!("a page could not be read whole");
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let etag = etag_of(&body);
    parts.headers.insert(header::ETAG, etag.clone());
    if wanted.is_some_and(|wanted| matches(&wanted, &etag)) {
        parts.status = StatusCode::NOT_MODIFIED;
        parts.headers.remove(header::CONTENT_TYPE);
        parts.headers.remove(header::CONTENT_LENGTH);
        return Response::from_parts(parts, Body::empty());
    }
    Response::from_parts(parts, Body::from(body))
}

/// The weak ETag of what is made from these bytes alone.
pub(super) fn etag_of(bytes: &[u8]) -> HeaderValue {
    let etag = format!("W/\"{}\"", URL_SAFE_NO_PAD.encode(&Sha256::digest(bytes)[..12]));
    HeaderValue::from_str(&etag).expect("base 64 is visible ASCII")
}

fn is_public(headers: &HeaderMap) -> bool {
    headers
        .get(header::CACHE_CONTROL)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.starts_with("public"))
}

/// Whether an If-None-Match header names the ETag, comparing weakly (RFC 9110, 13.1.2).
pub(super) fn matches(wanted: &HeaderValue, etag: &HeaderValue) -> bool {
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    match (wanted.to_str(), etag.to_str()) {
        (Ok(wanted), Ok(etag)) => wanted.trim() == "*" || wanted.split(',').any(|tag| opaque(tag) == opaque(etag)),
        _ => false,
    }
}

/// A file that is not there must not be remembered as missing for a year.
pub(super) async fn only_found(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if !(response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED) {
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn etags_are_compared_weakly() {
        let etag = HeaderValue::from_static("W/\"abc\"");
        for yes in ["W/\"abc\"", "\"abc\"", "\"x\", W/\"abc\"", "*"] {
            assert!(matches(&HeaderValue::from_static(yes), &etag), "{yes}");
        }
        assert!(!matches(&HeaderValue::from_static("\"abcd\""), &etag));
    }
}
