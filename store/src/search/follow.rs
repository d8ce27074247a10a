//! Building the index from MySQL, and keeping it current by the rows of `catalog_events`.
//!
//! Ids of events are given out before their transactions commit, so a smaller id may become visible
//! after a larger one: "everything above the last id" would lose events. Instead each step reads what
//! was created since a minute before the last step and leaves out the ids it has seen.

use std::collections::{BTreeSet, HashSet};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{NaiveDateTime, TimeDelta};
use sqlx::{Connection, MySqlConnection};
use tokio::sync::mpsc;

use super::index::Index;
use super::source::{Layout, VariantSource, all_ids, variants};
use crate::{Error, Result, Store};

/// Variants read and written at a time.
const BATCH: usize = 1_000;
/// How often events are looked for.
const STEP: Duration = Duration::from_secs(1);
/// How long before a step an event may have been created and become visible only now.
const LOOK_BACK: TimeDelta = TimeDelta::minutes(1);
/// How long events are kept (`catalog::ClearEvents`). Whoever has not looked for as long builds the index anew.
const KEPT: TimeDelta = TimeDelta::hours(1);

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

/// How far somebody has followed.
#[derive(Debug, Clone)]
pub struct Followed {
    /// The database's time of the last step.
    since: NaiveDateTime,
    /// Events taken in that the next step may come upon again.
    seen: HashSet<i64>,
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

    /// Builds the index and keeps it current, for as long as the process lives. `observe` is told what
    /// happened. Trouble with the database is logged once, and waited out.
    pub async fn follow_catalog_events(&self, observe: impl Fn(IndexEvent) + Send) -> Infallible {
        let mut followed = None;
        let mut is_troubled = false;
        loop {
            match self.follow(&mut followed).await {
                Ok(events) => {
                    if std::mem::take(&mut is_troubled) {
                        tracing::info!("the search index is current again");
                    }
                    events.into_iter().for_each(&observe);
                }
                Err(error) if !is_troubled => {
                    tracing::error!(%error, "the search index cannot be kept current; trying again");
                    is_troubled = true;
                }
                Err(_) => {}
            }
            tokio::time::sleep(STEP).await;
        }
    }

    /// One step: builds the index if there is none to follow from, then takes in what has changed since.
    pub async fn follow(&self, followed: &mut Option<Followed>) -> Result<Vec<IndexEvent>> {
        let mut events = Vec::new();
        let state = match followed.take() {
            Some(state) => state,
            None => self.built(&mut events).await?,
        };
        // Put back before anything can fail: the next step then begins where this one did.
        *followed = Some(state.clone());
        let now =
            sqlx::query_scalar!("SELECT UTC_TIMESTAMP(6) AS `now!: NaiveDateTime`").fetch_one(&self.database).await?;
        if now - state.since > KEPT - LOOK_BACK {
            *followed = Some(self.built(&mut events).await?);
            return Ok(events);
        }
        let rows = events_since(&mut *self.database.acquire().await?, state.since - LOOK_BACK).await?;
        let news = || rows.iter().filter(|row| !state.seen.contains(&row.id));
        let changed: BTreeSet<i64> = news().filter_map(|row| row.variant_id).collect();
        let is_overhaul = news().any(|row| row.variant_id.is_none());
        *followed = Some(if is_overhaul || !self.take_in(&changed, &mut events).await? {
            self.built(&mut events).await?
        } else {
            Followed { since: now, seen: rows.iter().map(|row| row.id).collect() }
        });
        Ok(events)
    }

    /// Builds the index, and where to follow it from.
    async fn built(&self, events: &mut Vec<IndexEvent>) -> Result<Followed> {
        let (followed, event) = self.build().await?;
        events.push(event);
        Ok(followed)
    }

    /// Reads these variants anew; false when the index is not laid out for them.
    async fn take_in(&self, changed: &BTreeSet<i64>, events: &mut Vec<IndexEvent>) -> Result<bool> {
        if changed.is_empty() {
            return Ok(true);
        }
        let index = self.search.current.load_full().ok_or(Error::SearchNotReady)?;
        let ids: Vec<i64> = changed.iter().copied().collect();
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
    async fn build(&self) -> Result<(Followed, IndexEvent)> {
        let started = Instant::now();
        let mut connection = self.database.acquire().await?;
        // For the next transaction only, and with it one state of all tables.
        sqlx::raw_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ").execute(&mut *connection).await?;
        let mut snapshot = connection.begin_with("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY").await?;
        let now =
            sqlx::query_scalar!("SELECT UTC_TIMESTAMP(6) AS `now!: NaiveDateTime`").fetch_one(&mut *snapshot).await?;
        // What can be seen of events here is in the index with what they tell of.
        let seen = events_since(&mut snapshot, now - LOOK_BACK).await?.into_iter().map(|row| row.id).collect();
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
        Ok((Followed { since: now, seen }, IndexEvent::Built { took, documents }))
    }
}

/// A row of `catalog_events`.
struct EventRow {
    id: i64,
    /// None when everything changed.
    variant_id: Option<i64>,
}

async fn events_since(connection: &mut MySqlConnection, since: NaiveDateTime) -> Result<Vec<EventRow>> {
    Ok(sqlx::query_as!(EventRow, "SELECT id, variant_id FROM catalog_events WHERE created_at >= ?", since)
        .fetch_all(connection)
        .await?)
}

/// Runs what takes processor time beside the threads that answer requests.
pub(super) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|panic| tantivy::TantivyError::InternalError(panic.to_string()))?
}
