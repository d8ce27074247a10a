//! A cache that understands `PURGE`, such as Varnish with `server/assets/edge.vcl`.

use std::collections::BTreeSet;

use http::{Method, Request, StatusCode};
use http_body_util::Empty;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

use super::{ANSWER, CONNECT};

/// Makes it forget pages, one after the other.
pub(super) async fn forget(url: &str, pages: &BTreeSet<String>) -> Result<(), String> {
    let mut connector = HttpConnector::new();
    connector.set_connect_timeout(Some(CONNECT));
    let client: Client<_, Empty<&'static [u8]>> = Client::builder(TokioExecutor::new()).build(connector);
    for page in pages {
        let (path, scope) = match page.strip_suffix('*') {
            Some(beginning) => (beginning, "prefix"),
            None => (page.as_str(), "page"),
        };
        let request = Request::builder()
            .method(Method::from_bytes(b"PURGE").map_err(|error| error.to_string())?)
            .uri(format!("{url}{path}"))
            .header("x-purge", scope)
            .body(Empty::new())
            .map_err(|error| format!("{page} is no path: {error}"))?;
        let answer = tokio::time::timeout(ANSWER, client.request(request))
            .await
            .map_err(|_| format!("the cache took longer than {} s for {page}", ANSWER.as_secs()))?
            .map_err(|error| format!("the cache does not answer: {error}"))?;
        // Some say so when they had no copy.
        if !answer.status().is_success() && answer.status() != StatusCode::NOT_FOUND {
            return Err(format!("the cache answered {} for {page}", answer.status()));
        }
    }
    Ok(())
}
