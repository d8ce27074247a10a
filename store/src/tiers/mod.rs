//! Reads of the catalog in tiers: in the process, then in Redis, then from the primary. What is kept counts by one rule
//! (`validity`), so that nothing has to be deleted anywhere; `read` goes through the tiers; `catalog::News` says what
//! changed. Redis may be away, slow or wrong: then values are read from MySQL.
//!
//! Only what pages show is read so. What must not live here, nor ask for it: whatever decides something, from carts to
//! orders and drafts, which reads MySQL; and previews, whose store has no tiers.

mod key;
mod moment;
mod read;
mod shared;
mod stats;
mod validity;
mod value;

pub(crate) use key::{Key, Kind};
pub(crate) use moment::Moment;
pub use stats::{KindStats, TierStats};
pub(crate) use validity::Tag;
pub(crate) use value::{Data, Made};

use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use moka::future::Cache;

use crate::catalog::{Look, News};
use crate::guard::Redis;
use crate::{Error, Result, Store};
use key::Names;
use shared::Shared;
use stats::Counts;
use validity::Observed;
use value::{Loaded, Value};

/// How much is kept, and how long an event that was lost can go unnoticed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TierSettings {
    /// Most bytes in the process, about.
    pub memory: u64,
    /// How long a value stays in the process.
    pub in_process: Duration,
    /// How old a value may be, in either tier.
    pub lifetime: Duration,
    /// How old an answer may be that there is nothing.
    pub absent: Duration,
}

impl Default for TierSettings {
    fn default() -> Self {
        Self {
            memory: 64 * 1024 * 1024,
            in_process: Duration::from_secs(30),
            lifetime: Duration::from_mins(1),
            absent: Duration::from_secs(10),
        }
    }
}

/// The tiers of a process.
pub(crate) struct Tiers {
    settings: TierSettings,
    /// A failure is there only for those who wait for the same loader; it never counts.
    process: Cache<Key, Result<Value, Arc<Error>>>,
    shared: Shared,
    observed: RwLock<Seen>,
    counters: Counts,
    /// Whoever loads several values has one of these, by the first of them.
    turns: [tokio::sync::Mutex<()>; 64],
}

/// What was seen of events, and when by the clock of this process.
#[derive(Default)]
struct Seen {
    observed: Observed,
    noted: Option<Instant>,
    forgotten_at: i64,
}

impl Tiers {
    fn new(redis: &Redis, database: &str, settings: TierSettings) -> Self {
        let process = Cache::builder()
            .max_capacity(settings.memory)
            .weigher(|key: &Key, value: &Result<Value, Arc<Error>>| {
                let name = u32::try_from(key.name.len()).unwrap_or(u32::MAX);
                value.as_ref().map_or(0, |value| value.weight).saturating_add(name)
            })
            .time_to_live(settings.in_process)
            .build();
        Self {
            settings,
            process,
            shared: Shared::new(redis, Names::new(database)),
            observed: RwLock::default(),
            counters: Counts::default(),
            turns: std::array::from_fn(|_| tokio::sync::Mutex::default()),
        }
    }

    /// Notes what changed, seen before a moment.
    fn observe(&self, news: &News, at: Moment) {
        let mut seen = self.observed.write().unwrap_or_else(PoisonError::into_inner);
        seen.observed.note(news, at);
        seen.noted = Some(Instant::now());
        let lifetime = micros(self.settings.lifetime);
        if at.micros - seen.forgotten_at > lifetime {
            seen.observed.forget_before(at.micros - lifetime);
            seen.forgotten_at = at.micros;
        }
    }

    /// Whether events have been looked for at all: nothing counts before.
    fn is_following(&self) -> bool {
        self.observed.read().unwrap_or_else(PoisonError::into_inner).noted.is_some()
    }

    /// Whether a value may be shown: as new as all events seen, and not too old should one have been lost.
    fn counts(&self, value: &Value) -> bool {
        let seen = self.observed.read().unwrap_or_else(PoisonError::into_inner);
        let (Some(at), Some(noted)) = (seen.observed.at(), seen.noted) else { return false };
        let now = at.micros.saturating_add(micros(noted.elapsed()));
        let age = now.saturating_sub(value.read_at.micros);
        age <= micros(self.lifetime(value)) && seen.observed.counts(value.read_at, &value.tags)
    }

    fn lifetime(&self, value: &Value) -> Duration {
        if value.is_absent { self.settings.absent.min(self.settings.lifetime) } else { self.settings.lifetime }
    }
}

fn micros(time: Duration) -> i64 {
    i64::try_from(time.as_micros()).unwrap_or(i64::MAX)
}

/// Longest that an answer waits for its process to hear of what it wrote.
const HEARING: Duration = Duration::from_secs(1);

impl Store {
    /// The same store, reading what pages show of the catalog in tiers. Nothing is kept before
    /// [`Store::follow_catalog_events`] or [`Store::follow`] has looked for events.
    #[must_use]
    pub fn with_tiers(self, settings: TierSettings) -> Self {
        let options = self.database.connect_options();
        let database = options.get_database().unwrap_or_default();
        let tiers = Arc::new(Tiers::new(&self.redis, database, settings));
        Self { tiers: Some(tiers), ..self }
    }

    /// The same store, reading everything from MySQL.
    #[must_use]
    pub fn without_tiers(&self) -> Self {
        Self { tiers: None, ..self.clone() }
    }

    /// Whether there are tiers to read in.
    pub(crate) fn has_tiers(&self) -> bool {
        self.tiers.is_some()
    }

    /// What the tiers did and hold; none without tiers.
    pub async fn tier_stats(&self) -> Option<TierStats> {
        let tiers = self.tiers.as_ref()?;
        tiers.process.run_pending_tasks().await;
        let (redis_failures, redis_is_left_alone) = tiers.shared.trouble();
        Some(TierStats {
            kinds: tiers.counters.read(),
            entries: tiers.process.entry_count(),
            weight: tiers.process.weighted_size(),
            redis_failures,
            redis_is_left_alone,
        })
    }

    /// Has this process hear of what it wrote itself since something began so long ago, so that what it answers from
    /// now on has it. Without the database it hears of it later.
    #[tracing::instrument(name = "tiers.hear_own_writes", skip_all)]
    pub async fn hear_own_writes(&self, began: Duration) {
        if self.tiers.is_none() {
            return;
        }
        match tokio::time::timeout(HEARING, self.look_for_events(Look::Quick(began))).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "own writes are heard of later"),
            Err(_) => tracing::warn!("own writes are heard of later: the database is slow"),
        }
    }

    /// Looks for catalog events; the tiers know of them before anybody looks again, the search index is to take them in.
    pub(crate) async fn look_for_events(&self, look: Look) -> Result<()> {
        let tell = |news: &News, at| {
            if let Some(tiers) = &self.tiers {
                tiers.observe(news, at);
            }
        };
        self.events.look(&self.database, look, tell).await
    }

    /// A value of the catalog, through the tiers where there are any. `load` reads it from the primary, and says what it
    /// is made from.
    pub(crate) async fn kept<T, F>(&self, key: Key, load: impl Fn() -> F + Send + Sync) -> Result<Arc<T>>
    where
        T: Data,
        F: Future<Output = Result<Made<T>>> + Send,
    {
        let Some(tiers) = &self.tiers else { return Ok(Arc::new(load().await?.data)) };
        let read = || async {
            let read_at = self.moment().await?;
            Ok(Loaded { read_at, made: load().await? })
        };
        tiers.read(&key, &read).await
    }

    /// Values of the catalog for these ids, through the tiers where there are any. `load` reads those that are not kept,
    /// each with its id; what it does not answer is left out.
    pub(crate) async fn kept_many<T, F>(
        &self,
        kind: Kind,
        ids: &[i64],
        load: impl Fn(Vec<i64>) -> F + Send + Sync,
    ) -> Result<Vec<(i64, Arc<T>)>>
    where
        T: Data,
        F: Future<Output = Result<Vec<(i64, Made<T>)>>> + Send,
    {
        let Some(tiers) = &self.tiers else {
            return Ok(load(ids.to_vec()).await?.into_iter().map(|(id, made)| (id, Arc::new(made.data))).collect());
        };
        let load = &load;
        let read = |ids| async move {
            let read_at = self.moment().await?;
            let made = load(ids).await?;
            Ok(made.into_iter().map(|(id, made)| (id, Loaded { read_at, made })).collect())
        };
        tiers.read_many(kind, ids, &read).await
    }

    async fn moment(&self) -> Result<Moment> {
        Moment::now(&mut *self.database.acquire().await?).await
    }
}
