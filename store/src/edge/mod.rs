//! The cache before the shop: which pages it is to forget, told by a job, so that readers see what is published
//! within seconds. What must not live here: which pages those are (`domain::studio::touched_pages`).

mod cloudfront;
mod varnish;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::jobs::Priority;
use serde::{Deserialize, Serialize};
use sqlx::MySqlConnection;

use crate::jobs::{Context, Failure, Job, Options, enqueue, enqueue_with};
use crate::{Result, Store, inner_address};

use cloudfront::Distribution;

/// Longest connecting may take.
const CONNECT: Duration = Duration::from_secs(2);
/// Longest one answer may take.
const ANSWER: Duration = Duration::from_secs(5);
/// Pages told by one job.
const PAGES: usize = 1_000;
/// When they are told again: a page that was being made in the moment of the publication, or from a search index
/// that had not heard of it, has been kept by then.
const AGAIN: TimeDelta = TimeDelta::seconds(3);

/// The cache before the shop.
#[derive(Debug, Clone, Default)]
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
    /// A distribution of `CloudFront`, told through the API of AWS.
    CloudFront(Arc<Distribution>),
}

impl Edge {
    /// Reads the address of a cache that understands `PURGE`; `None` when it is none.
    pub fn parse(url: &str) -> Option<Self> {
        inner_address(url).map(|url| Self::Purge { url })
    }

    /// A distribution of `CloudFront` by its id, such as `E2QWRUHAPOMQZL`. `options` are settings named as AWS names
    /// them, such as `AWS_ACCESS_KEY_ID`; without any, the role of the machine is taken. Says what is wrong with them.
    pub fn distribution(id: &str, options: &[(String, String)]) -> Result<Self, String> {
        Ok(Self::CloudFront(Arc::new(Distribution::new(id, options)?)))
    }

    /// Makes it forget pages. To forget twice is to forget; the same `reference` is meant once.
    async fn forget(&self, pages: &BTreeSet<String>, reference: &str) -> Result<(), String> {
        match self {
            Self::None => Ok(()),
            Self::Purge { url } => varnish::forget(url, pages).await,
            Self::CloudFront(distribution) => distribution.forget(pages, reference).await,
        }
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
        context.edge().forget(&self.pages, &format!("job-{}", context.job)).await.map_err(Failure::Temporary)
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
        for good in ["http://127.0.0.1:6081", "http://127.0.0.1:6081/"] {
            let Some(Edge::Purge { url }) = Edge::parse(good) else { panic!("{good}") };
            assert_eq!(url, "http://127.0.0.1:6081");
        }
        for bad in ["", "cache:6081", "https://cache", "http://cache/path", "http://u:p@cache", "http://cache?x"] {
            assert!(Edge::parse(bad).is_none(), "{bad}");
        }
    }
}
