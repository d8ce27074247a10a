//! Building the index from MySQL, and keeping it current by catalog events, which `catalog::Events` reads.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::{Duration, Instant};

use sqlx::Connection;
use tokio::sync::mpsc;

use super::index::Index;
use super::source::{Layout, VariantSource, all_ids, variants};
use crate::catalog::{Look, News};
use crate::{Error, Result, Store};

/// Variants read and written at a time.
const BATCH: usize = 1_000;
/// How often the index takes changes in.
const STEP: Duration = Duration::from_secs(1);
/// How often events are looked for where something else waits for them.
const QUICK_STEP: Duration = Duration::from_millis(250);

/// What the index did, for metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexEvent {
    /// It was built.
    Built {
        /// How long it took.
        took: Duration,
        /// What it holds.
        documents: u64,
    },
    /// It took changes in.
    Updated {
        /// Variants read anew.
        variants: u64,
        /// What it holds.
        documents: u64,
    },
}

impl Store {
    /// Whether the index is there to be asked.
    pub fn search_is_ready(&self) -> bool {
        self.search.current.load().is_some()
    }

    /// Makes the whole index anew from one consistent state of MySQL and swaps it in at once; searches
    /// meanwhile are answered from the one before. Batches are read while others are written, so that
    /// memory holds a few of them at a time besides the index.
    #[tracing::instrument(name = "search.rebuild", skip_all)]
    pub async fn rebuild_search(&self) -> Result<()> {
        self.build().await.map(|_| ())
    }

    /// Follows catalog events for as long as the process lives: builds the index and keeps it current, and lets the
    /// tiers know what changed, also while the index is being built. `observe` is told what happened to the index.
    /// Trouble with the database is logged once, and waited out.
    pub async fn follow_catalog_events(&self, observe: impl Fn(IndexEvent) + Send) -> Infallible {
        tokio::join!(self.look_again_and_again(), self.keep_index_current(observe)).0
    }

    async fn look_again_and_again(&self) -> Infallible {
        let pause = if self.has_tiers() { QUICK_STEP } else { STEP };
        let mut trouble = Trouble::new("what changed in the catalog");
        let mut thorough_at: Option<Instant> = None;
        loop {
            let is_due = thorough_at.is_none_or(|at| at.elapsed() + pause > STEP);
            let look = if is_due { Look::Thorough } else { Look::Quick(Duration::ZERO) };
            match self.look_for_events(look).await {
                Ok(()) => {
                    trouble.tell(None);
                    thorough_at = if is_due { Some(Instant::now()) } else { thorough_at };
                }
                Err(error) => trouble.tell(Some(error)),
            }
            tokio::time::sleep(pause).await;
        }
    }

    async fn keep_index_current(&self, observe: impl Fn(IndexEvent) + Send) -> Infallible {
        let mut trouble = Trouble::new("the search index");
        // An index that is built before the first look has to be built again.
        while let Err(error) = self.look_for_events(Look::Thorough).await {
            trouble.tell(Some(error));
            tokio::time::sleep(STEP).await;
        }
        loop {
            match self.take_news_in().await {
                Ok(events) => {
                    trouble.tell(None);
                    events.into_iter().for_each(&observe);
                }
                Err(error) => trouble.tell(Some(error)),
            }
            tokio::time::sleep(STEP).await;
        }
    }

    /// One step: looks for events, builds the index if there is none to follow from, or takes in what has changed.
    pub async fn follow(&self) -> Result<Vec<IndexEvent>> {
        self.look_for_events(Look::Thorough).await?;
        self.take_news_in().await
    }

    async fn take_news_in(&self) -> Result<Vec<IndexEvent>> {
        // Before the index is built, so that what is seen later than this is not in it or is taken in again.
        let news = self.events.take_for_index();
        let mut events = Vec::new();
        let done = self.take_in(&news, &mut events).await;
        if done.is_err() {
            self.events.put_back(news);
        }
        done.map(|()| events)
    }

    async fn take_in(&self, news: &News, events: &mut Vec<IndexEvent>) -> Result<()> {
        let is_there = self.search_is_ready() && !news.everything;
        if !is_there || !self.replace(&news.changed(), events).await? {
            events.push(self.build().await?);
        }
        Ok(())
    }

    /// Reads these variants anew; false when the index is not laid out for them.
    async fn replace(&self, ids: &[i64], events: &mut Vec<IndexEvent>) -> Result<bool> {
        if ids.is_empty() {
            return Ok(true);
        }
        let index = self.search.current.load_full().ok_or(Error::SearchNotReady)?;
        for batch in ids.chunks(BATCH) {
            let found = variants(&mut *self.database.acquire().await?, batch).await?;
            if !found.iter().all(|variant| index.knows(variant)) {
                return Ok(false);
            }
            let (index, batch) = (Arc::clone(&index), batch.to_vec());
            blocking(move || index.replace(&batch, &found)).await?;
        }
        let documents = blocking(move || {
            index.publish()?;
            Ok(index.searcher().num_docs())
        })
        .await?;
        events.push(IndexEvent::Updated { variants: ids.len() as u64, documents });
        Ok(true)
    }

    /// Builds the index and swaps it in.
    async fn build(&self) -> Result<IndexEvent> {
        let started = Instant::now();
        let mut connection = self.database.acquire().await?;
        // For the next transaction only, and with it one state of all tables.
        sqlx::raw_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ").execute(&mut *connection).await?;
        let mut snapshot = connection.begin_with("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY").await?;
        let index = Index::empty(Layout::read(&mut snapshot).await?)?;
        let (send, mut receive) = mpsc::channel::<Vec<VariantSource>>(2);
        let writing = blocking(move || {
            while let Some(batch) = receive.blocking_recv() {
                index.add(&batch)?;
            }
            index.publish()?;
            Ok(index)
        });
        let reading = async {
            for ids in all_ids(&mut snapshot).await?.chunks(BATCH) {
                // The writer has failed and says why itself.
                if send.send(variants(&mut snapshot, ids).await?).await.is_err() {
                    break;
                }
            }
            snapshot.rollback().await?;
            drop(send);
            Ok::<_, Error>(())
        };
        let (index, ()) = tokio::try_join!(writing, reading)?;
        let documents = index.searcher().num_docs();
        let took = started.elapsed();
        self.search.vocabulary.store(Arc::new(index.vocabulary.clone()));
        self.search.current.store(Some(Arc::new(index)));
        tracing::info!(documents, milliseconds = took.as_secs_f64() * 1e3, "search index built");
        Ok(IndexEvent::Built { took, documents })
    }
}

/// Trouble that is logged once when it begins and once when it is over.
struct Trouble {
    of: &'static str,
    is_there: bool,
}

impl Trouble {
    const fn new(of: &'static str) -> Self {
        Self { of, is_there: false }
    }

    fn tell(&mut self, error: Option<Error>) {
        match error {
            Some(error) if !self.is_there => {
                tracing::error!(%error, of = self.of, "cannot be kept current; trying again");
                self.is_there = true;
            }
            None if std::mem::take(&mut self.is_there) => tracing::info!(of = self.of, "is current again"),
            _ => {}
        }
    }
}

/// Runs what takes processor time beside the threads that answer requests.
pub(super) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|panic| tantivy::TantivyError::InternalError(panic.to_string()))?
}
