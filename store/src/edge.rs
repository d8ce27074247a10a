//! The cache before the shop: which pages it is to forget, told by a job, so that readers see what is published
//! within seconds. What must not live here: which pages those are (`domain::studio::touched_pages`).

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::jobs::Priority;
use http::{Method, Request, StatusCode, Uri};
use http_body_util::Empty;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde::{Deserialize, Serialize};
use sqlx::MySqlConnection;

use crate::jobs::{Context, Failure, Job, Options, enqueue, enqueue_with};
use crate::{Result, Store};

/// Longest connecting may take.
const CONNECT: Duration = Duration::from_secs(2);
/// Longest one page may take.
const ANSWER: Duration = Duration::from_secs(5);
/// Pages told by one job.
const PAGES: usize = 1_000;
/// When they are told again: a page that was being made in the moment of the publication, or from a search index
/// that had not heard of it, has been kept by then.
const AGAIN: TimeDelta = TimeDelta::seconds(3);

/// The cache before the shop.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Edge {
    /// There is none, or none that is told.
    #[default]
    None,
    /// It understands `PURGE`: a path stands for the page with every query; with the header `x-purge: prefix` for
    /// all that begins so.
    Purge {
        /// Where it listens, without a path or a slash at the end.
        url: String,
    },
}

impl Edge {
    /// Reads the address of a cache; `None` when it is none.
    pub fn parse(url: &str) -> Option<Self> {
        let uri: Uri = url.parse().ok()?;
        let is_plain = uri.scheme_str() == Some("http") && uri.host().is_some_and(|host| !host.is_empty());
        let is_bare = uri.path_and_query().is_none_or(|rest| rest.as_str() == "/") && !url.contains('@');
        (is_plain && is_bare).then(|| Self::Purge { url: url.trim_end_matches('/').to_owned() })
    }

    /// Makes it forget pages, one after the other. To forget twice is to forget.
    async fn forget(&self, pages: &BTreeSet<String>) -> Result<(), String> {
        let Self::Purge { url } = self else { return Ok(()) };
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
}

/// Makes the cache before the shop forget pages.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct PurgePages {
    /// Their paths; one that ends in `*` stands for all that begin so.
    pages: BTreeSet<String>,
}

impl Job for PurgePages {
    const KIND: &'static str = "studio.purge";
    const PRIORITY: Priority = Priority::High;
    const SLOTS: u32 = 4;

    async fn run(self, _: &Store, context: &Context) -> Result<(), Failure> {
        context.edge().forget(&self.pages).await.map_err(Failure::Temporary)
    }
}

/// Has pages forgotten, once the transaction that changes them is done, and once more a little later.
pub(crate) async fn purge(
    transaction: &mut MySqlConnection,
    pages: &BTreeSet<String>,
    now: DateTime<Utc>,
) -> Result<()> {
    let pages: Vec<&String> = pages.iter().collect();
    for some in pages.chunks(PAGES) {
        let job = PurgePages { pages: some.iter().map(|page| (*page).clone()).collect() };
        enqueue(transaction, &job, now).await?;
        let again = Options { run_at: Some(now + AGAIN), ..Options::default() };
        enqueue_with(transaction, &job, &again, now).await?;
    }
    Ok(())
}

impl Store {
    /// Has the cache before the shop forget pages that something else than a publication changed: an import.
    #[tracing::instrument(name = "db.edge.purge_pages", skip_all, fields(pages = pages.len()))]
    pub async fn purge_pages(&self, pages: &BTreeSet<String>, now: DateTime<Utc>) -> Result<()> {
        let mut transaction = self.database.begin().await?;
        purge(&mut transaction, pages, now).await?;
        Ok(transaction.commit().await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cache_is_named_by_its_address_alone() {
        let plain = Some(Edge::Purge { url: "http://127.0.0.1:6081".to_owned() });
        assert_eq!(Edge::parse("http://127.0.0.1:6081"), plain);
        assert_eq!(Edge::parse("http://127.0.0.1:6081/"), plain);
        for bad in ["", "cache:6081", "https://cache", "http://cache/path", "http://u:p@cache", "http://cache?x"] {
            assert_eq!(Edge::parse(bad), None, "{bad}");
        }
    }
}
