//! What search engines read beside pages: where not to go, and what there is. An index of files, since
//! one file may name only so many addresses; each file is read and written whole, which is at most
//! [`SITEMAP_PARTS`](store::catalog::SITEMAP_PARTS) short lines.

use std::fmt::Write;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use chrono::{DateTime, Utc};
use tower_http::compression::CompressionLayer;

use super::{AppState, caching};

/// robots.txt and the sitemap.
pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/robots.txt", get(robots))
        .route("/sitemap.xml", get(index))
        .route("/sitemaps/{file}", get(file))
        .layer(middleware::from_fn(caching::etag))
        .layer(CompressionLayer::new())
}

/// What is somebody's own, and what only scripts ask for. Results of a search may be read, since their links
/// lead on; they say themselves that they are not to be listed.
async fn robots(State(state): State<AppState>) -> impl IntoResponse {
    let text = format!(
        "User-agent: *\nDisallow: /api/\nDisallow: /cart\nDisallow: /checkout\nDisallow: /orders\n\nSitemap: {}/sitemap.xml\n",
        state.public_url
    );
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::CACHE_CONTROL, "public, max-age=3600")], text)
}

async fn index(State(state): State<AppState>) -> Response {
    let files = match state.store.sitemap_files().await {
        Ok(files) => files,
        Err(error) => return fault(&error),
    };
    let mut items = vec![(format!("{}/sitemaps/pages.xml", state.public_url), None)];
    items.extend(
        files
            .into_iter()
            .map(|file| (format!("{}/sitemaps/parts-{}.xml", state.public_url, file.number), Some(file.changed_at))),
    );
    xml("sitemapindex", "sitemap", items)
}

async fn file(State(state): State<AppState>, Path(name): Path<String>) -> Response {
    let items = match name.strip_suffix(".xml") {
        Some("pages") => pages(&state).await,
        Some(name) => match name.strip_prefix("parts-").and_then(|number| number.parse().ok()) {
            Some(number) => parts(&state, number).await,
            None => Ok(Vec::new()),
        },
        None => Ok(Vec::new()),
    };
    match items {
        Ok(items) if items.is_empty() => {
            (StatusCode::NOT_FOUND, [(header::CACHE_CONTROL, "private, no-store")], "There is no such file.\n")
                .into_response()
        }
        Ok(items) => xml("urlset", "url", items),
        Err(error) => fault(&error),
    }
}

type Item = (String, Option<DateTime<Utc>>);

/// The pages of the shop itself, its categories and its content pages; categories with nothing in them are left
/// out, as they are from what search engines list.
async fn pages(state: &AppState) -> store::Result<Vec<Item>> {
    let nodes = state.store.categories().await?;
    let filled = nodes.iter().filter(|node| node.parts > 0 || nodes.iter().any(|child| child.parent == Some(node.id)));
    let paths = std::iter::once("/".to_owned())
        .chain(filled.map(|node| format!("/categories/{}", node.slug)))
        .chain(app::help_paths())
        .chain(state.store.content_pages().await?.into_iter().map(|page| format!("/pages/{}", page.slug)));
    Ok(paths.map(|path| (format!("{}{path}", state.public_url), None)).collect())
}

async fn parts(state: &AppState, number: u32) -> store::Result<Vec<Item>> {
    let parts = state.store.sitemap_parts(number).await?;
    Ok(parts
        .into_iter()
        .map(|part| (format!("{}/parts/{}", state.public_url, part.sku), Some(part.changed_at)))
        .collect())
}

/// A file as <https://www.sitemaps.org/protocol.html> has it. Slugs and part numbers hold nothing that XML
/// would have to escape.
fn xml(root: &str, element: &str, items: Vec<Item>) -> Response {
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{root} xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"
    );
    for (address, changed_at) in items {
        let changed =
            changed_at.map(|at| at.format("<lastmod>%Y-%m-%dT%H:%M:%SZ</lastmod>").to_string()).unwrap_or_default();
        // Writing to a String cannot fail.
        _ = writeln!(text, "<{element}><loc>{address}</loc>{changed}</{element}>");
    }
    _ = writeln!(text, "</{root}>");
    let headers =
        [(header::CONTENT_TYPE, "application/xml"), (header::CACHE_CONTROL, "public, max-age=3600, s-maxage=3600")];
    (headers, text).into_response()
}

fn fault(error: &store::Error) -> Response {
    tracing::error!(%error, "a sitemap could not be written");
    let headers = [(header::CACHE_CONTROL, "private, no-store"), (header::RETRY_AFTER, "60")];
    (StatusCode::SERVICE_UNAVAILABLE, headers, "Try again in a minute.\n").into_response()
}
