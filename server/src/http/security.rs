//! What every answer tells the browser to refuse, and which posts we refuse ourselves.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::AppState;

/// The constant headers of every answer, and the content security policy of the studio's.
pub(super) struct Headers {
    constant: Vec<(HeaderName, HeaderValue)>,
    studio_policy: Option<HeaderValue>,
}

/// Makes them. The content security policy allows our own files and the constant inline scripts of a page by
/// their hashes, so that a cached page keeps obeying it; the studio's allows the loader of its own bundle too.
pub(super) fn headers(state: &AppState) -> Arc<Headers> {
    let scripts = state.assets.inline_scripts();
    let shop_policy = policy(&scripts, "'none'");
    let studio_policy = policy(&[&scripts[..], &[&state.assets.studio.loader]].concat(), "'none'");
    let mut headers = vec![
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::REFERRER_POLICY, HeaderValue::from_static("strict-origin-when-cross-origin")),
        (
            HeaderName::from_static("permissions-policy"),
            HeaderValue::from_static("camera=(), microphone=(), geolocation=(), payment=()"),
        ),
        (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    ];
    if let Some(policy) = shop_policy {
        headers.push((header::CONTENT_SECURITY_POLICY, policy));
    }
    if state.public_url.starts_with("https://") {
        headers
            .push((header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000; includeSubDomains")));
    }
    Arc::new(Headers { constant: headers, studio_policy })
}

/// The policy of a public page that the studio shows in a frame.
pub(super) fn framed_policy(state: &AppState) -> Option<HeaderValue> {
    policy(&state.assets.inline_scripts(), "'self'")
}

fn policy(scripts: &[&str], ancestors: &str) -> Option<HeaderValue> {
    let hashes: Vec<_> =
        scripts.iter().map(|script| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(script)))).collect();
    let policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' {}; style-src 'self'; img-src 'self' data:; font-src 'self'; \
         connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {ancestors}; manifest-src 'self'",
        hashes.join(" ")
    );
    // Base 64 and the text above are visible ASCII.
    HeaderValue::from_str(&policy).ok()
}

/// Adds them.
pub(super) async fn add_headers(State(headers): State<Arc<Headers>>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let is_studio = path == "/studio" || path.starts_with("/studio/");
    let mut response = next.run(request).await;
    if let Some(policy) = headers.studio_policy.as_ref().filter(|_| is_studio) {
        response.headers_mut().entry(header::CONTENT_SECURITY_POLICY).or_insert_with(|| policy.clone());
    }
    for (name, value) in &headers.constant {
        // One answer has a policy of its own: `mail_preview`.
        response.headers_mut().entry(name.clone()).or_insert_with(|| value.clone());
    }
    response
}

/// Refuses writes that another site made the browser send. Browsers say so in `Sec-Fetch-Site`, and
/// the older ones in `Origin`; neither can be forged by a page. No token is needed in the HTML.
pub(super) async fn refuse_cross_site_posts(
    State(state): State<AppState>,
    request: Request<Body>,
    next: Next,
) -> Response {
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if is_read || is_same_site(request.headers(), &state.public_url) {
        return next.run(request).await;
    }
    tracing::warn!(path = request.uri().path(), "cross-site post refused");
    (
        StatusCode::FORBIDDEN,
        [(header::CACHE_CONTROL, "private, no-store")],
        "This request came from another site and was refused. Nothing was changed.\n",
    )
        .into_response()
}

fn is_same_site(headers: &HeaderMap, public_url: &str) -> bool {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    match (text(HeaderName::from_static("sec-fetch-site")), text(header::ORIGIN)) {
        // `none` is the address bar, which cannot post.
        (Some(site), _) => site == "same-origin" || site == "none",
        (None, Some(origin)) => {
            let host = origin.split_once("://").map(|parts| parts.1);
            origin == public_url || (host.is_some() && host == text(header::HOST))
        }
        // Neither: not a browser, so nobody's cookies are abused.
        (None, None) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_pages_may_post() {
        let check = |pairs: &[(&'static str, &'static str)]| {
            let headers: HeaderMap = pairs
                .iter()
                .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
                .collect();
            is_same_site(&headers, "https://shop.example.org")
        };
        assert!(check(&[("sec-fetch-site", "same-origin")]));
        assert!(check(&[("origin", "https://shop.example.org")]));
        assert!(check(&[("origin", "http://127.0.0.1:3000"), ("host", "127.0.0.1:3000")]));
        assert!(check(&[]));
        assert!(!check(&[("sec-fetch-site", "cross-site"), ("origin", "https://shop.example.org")]));
        assert!(!check(&[("sec-fetch-site", "same-site")]));
        assert!(!check(&[("origin", "https://evil.example")]));
        assert!(!check(&[("origin", "null"), ("host", "127.0.0.1:3000")]));
    }
}
