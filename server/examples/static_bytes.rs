//! The least a page can cost here: an axum server that answers one fixed body. `bench_pages` measures
//! the shop's pages against it.

use axum::Router;
use axum::body::Bytes;
use axum::http::header;
use axum::routing::get;
use clap::Parser;
use tokio::net::TcpListener;

/// Serves one body.
#[derive(Parser)]
struct Settings {
    /// Its size.
    bytes: usize,
    /// Where to listen.
    listen: String,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let settings = Settings::parse();
    let body = Bytes::from("x".repeat(settings.bytes));
    let page = get(|| async { ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], body) });
    axum::serve(TcpListener::bind(settings.listen).await?, Router::new().route("/", page)).await?;
    Ok(())
}
