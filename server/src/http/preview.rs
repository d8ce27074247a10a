//! Previews: `/preview/<token>/<page>` for whoever has a link, `/studio/preview/<kind>/<document>/<revision>/<page>` for
//! editors. Both ask the same pages that everyone is answered by, with drafts beside the request; no cache keeps the
//! answer, no search engine lists it, and it sets no cookie. What must not live here: how a draft looks.

use app::{
    ClientAddress, NoPreview, PreviewOf, PublicUrl, RequestId, preview_banner, preview_by_link, preview_for_editors,
};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Path, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use domain::studio::DocumentKey;
use tower::ServiceExt;

use super::{AppState, security};

/// Largest page that gets a banner, bytes.
const MAX_PAGE: usize = 8 * 1024 * 1024;

/// `/preview/…`. `pages` are the public pages and what answers for an address that nothing has.
pub(super) fn by_link(pages: &Router) -> Router<AppState> {
    let pages = pages.clone();
    let answer = move |State(state): State<AppState>, request: Request| link(state, pages.clone(), request);
    let route = get(answer);
    Router::new()
        .route("/preview/{token}", route.clone())
        .route("/preview/{token}/", route.clone())
        .route("/preview/{token}/{*page}", route)
}

/// `/studio/preview/…`
pub(super) fn for_editors(pages: &Router) -> Router<AppState> {
    let pages = pages.clone();
    let answer = move |State(state): State<AppState>, Path(asked): Path<Vec<(String, String)>>, request: Request| {
        editor(state, pages.clone(), asked, request)
    };
    let route = get(answer);
    Router::new()
        .route("/studio/preview/{kind}/{name}/{number}/", route.clone())
        .route("/studio/preview/{kind}/{name}/{number}/{*page}", route)
}

async fn link(state: AppState, pages: Router, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let (beginning, page) = split(&parts.uri, 2);
    let token = beginning.strip_prefix("/preview/").unwrap_or_default().to_owned();
    let opened = preview_by_link(state.store.clone(), public_url(&state), parts.clone(), &token).await;
    let mut response = match opened.and_then(|of| if is_previewed(&page) { Ok(of) } else { Err(NoPreview::NotHere) }) {
        Ok(of) => {
            let response = ask(&pages, &parts, &page, of.clone()).await;
            let response = lead_within(response, &beginning);
            let banner = preview_banner(&of, &beginning, &page);
            with_banner(response, &banner).await
        }
        Err(reason) => refuse(&pages, parts, reason).await,
    };
    keep_nowhere(response.headers_mut());
    response
}

async fn editor(state: AppState, pages: Router, asked: Vec<(String, String)>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let (beginning, page) = split(&parts.uri, 5);
    let part = |name: &str| asked.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str());
    let revision = DocumentKey::parse(part("kind"), part("name")).zip(part("number").parse().ok());
    let opened = match revision {
        Some((key, number)) => {
            preview_for_editors(state.store.clone(), public_url(&state), parts.clone(), &key, number).await
        }
        None => Err(NoPreview::Unknown),
    };
    let mut response = match opened.and_then(|of| if is_previewed(&page) { Ok(of) } else { Err(NoPreview::NotHere) }) {
        Ok(of) => lead_within(ask(&pages, &parts, &page, of).await, &beginning),
        Err(reason) => refuse(&pages, parts, reason).await,
    };
    keep_nowhere(response.headers_mut());
    // The studio shows it in a frame, beside the form.
    if let Some(policy) = security::framed_policy(&state) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

fn public_url(state: &AppState) -> PublicUrl {
    PublicUrl(std::sync::Arc::clone(&state.public_url))
}

/// The address of a preview, split behind so many of its parts: where it begins, and the page that is asked for.
fn split(uri: &Uri, parts: usize) -> (String, String) {
    let path = uri.path();
    let end = path.match_indices('/').nth(parts).map_or(path.len(), |(at, _)| at);
    let (beginning, rest) = path.split_at(end);
    let page = if rest.is_empty() { "/" } else { rest };
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    (beginning.to_owned(), format!("{page}{query}"))
}

/// Whether a page has previews: what documents are shown on, and nothing that is somebody's own.
fn is_previewed(page: &str) -> bool {
    let path = page.split('?').next().unwrap_or_default();
    path == "/" || ["/parts/", "/categories/", "/pages/"].iter().any(|beginning| path.starts_with(beginning))
}

/// Asks for a public page with drafts. Who asks is not told: the page is everyone's.
async fn ask(pages: &Router, parts: &Parts, page: &str, of: PreviewOf) -> Response {
    let Ok(uri) = page.parse::<Uri>() else { return StatusCode::NOT_FOUND.into_response() };
    let mut request = Request::new(Body::empty());
    *request.uri_mut() = uri;
    for name in [header::ACCEPT, header::ACCEPT_LANGUAGE, header::HOST] {
        if let Some(value) = parts.headers.get(&name) {
            request.headers_mut().insert(name, value.clone());
        }
    }
    let extensions = request.extensions_mut();
    extensions.insert(of);
    parts.extensions.get::<RequestId>().cloned().map(|id| extensions.insert(id));
    parts.extensions.get::<ClientAddress>().cloned().map(|address| extensions.insert(address));
    answer(pages, request).await
}

/// Says why there is no preview, at the address that was asked for.
async fn refuse(pages: &Router, parts: Parts, reason: NoPreview) -> Response {
    let mut request = Request::from_parts(parts, Body::empty());
    request.extensions_mut().insert(reason);
    answer(pages, request).await
}

async fn answer(pages: &Router, request: Request) -> Response {
    match pages.clone().oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}

/// A page that has moved has moved within the preview.
fn lead_within(mut response: Response, beginning: &str) -> Response {
    let moved =
        response.headers().get(header::LOCATION).and_then(|way| way.to_str().ok()).filter(|way| is_previewed(way));
    if let Some(Ok(way)) = moved.map(|way| HeaderValue::from_str(&format!("{beginning}{way}"))) {
        response.headers_mut().insert(header::LOCATION, way);
        // What has moved in a draft has not moved for good.
        *response.status_mut() = StatusCode::FOUND;
    }
    response
}

/// Puts the banner into the finished page, behind the link that skips to the content.
async fn with_banner(response: Response, banner: &str) -> Response {
    let is_page = response
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.starts_with("text/html"));
    if !is_page {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(page) = to_bytes(body, MAX_PAGE).await else {
        tracing::error!("a preview could not be read whole");
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    // The link that skips to the content stays the first thing on the page.
    let start = find(&page, b"<body").and_then(|at| Some(at + find(&page[at..], b"</a>")? + 4));
    let Some(start) = start else { return Response::from_parts(parts, Body::from(page)) };
    parts.headers.remove(header::CONTENT_LENGTH);
    let whole = [&page[..start], banner.as_bytes(), &page[start..]].concat();
    Response::from_parts(parts, Body::from(whole))
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len()).position(|here| here == what)
}

fn keep_nowhere(headers: &mut HeaderMap) {
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    headers.insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.remove(header::SET_COOKIE);
    headers.remove(header::ETAG);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_split_behind_what_says_which_preview() {
        let split = |address: &'static str, parts| split(&Uri::from_static(address), parts);
        let pair = |one: &str, other: &str| (one.to_owned(), other.to_owned());
        assert_eq!(split("/preview/t0ken/parts/RP-1?unit=in", 2), pair("/preview/t0ken", "/parts/RP-1?unit=in"));
        assert_eq!(split("/preview/t0ken/", 2), pair("/preview/t0ken", "/"));
        assert_eq!(split("/preview/t0ken", 2), pair("/preview/t0ken", "/"));
        let studio = "/studio/preview/products/tube-54/7";
        assert_eq!(split("/studio/preview/products/tube-54/7/parts/RP-1", 5), pair(studio, "/parts/RP-1"));
    }

    #[test]
    fn only_pages_of_documents_have_previews() {
        for page in ["/", "/?x=1", "/parts/RP-1", "/parts/RP-1/fits", "/categories/fins?length=1", "/pages/shipping"] {
            assert!(is_previewed(page), "{page}");
        }
        for page in ["/cart", "/account", "/desk", "/api/cart/add", "/search?q=x", "//evil.example", "/partsx", ""] {
            assert!(!is_previewed(page), "{page}");
        }
    }
}
