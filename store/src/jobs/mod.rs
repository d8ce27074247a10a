//! Work for later. A job is a row written by the transaction that causes it; any worker leases it, runs its
//! handler, and finishes it by the lease's token.
//!
//! Adding a kind: a struct that is its payload, in `jobs.rs` of the slice that it belongs to; `impl Job` for it with
//! a stable `KIND` and `run`; a line in [`Registry::shop`]. A handler may run twice: its worker may die after the
//! work and before the row says so. It has to end in the same state then, as by a unique key.
//!
//! A kind on a schedule: `scheduled` in the registry instead; its payload is `{"tick": "…"}`.
//!
//! What must not live here: what a job does, unless it is about jobs.

mod desk;
mod handler;
mod housekeeping;
mod intervene;
mod lease;
mod registry;
mod schedules;
mod worker;

pub use desk::{DeadJob, JobsOverview, KindCounts, QueueDepth, ScheduleRow, WorkerRow};
pub use handler::{Context, Failure, Job, Outside};
pub use registry::Registry;
pub use worker::{Ending, Worker, WorkerEvent, WorkerSettings};

pub(crate) use housekeeping::ClearFinished;

use chrono::{DateTime, Utc};
use domain::jobs::Priority;
use sqlx::MySqlConnection;

use crate::error::violates_unique;
use crate::{Error, Result, Store, trace};

/// How a job differs from others of its kind.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// When it may run; at once when absent.
    pub run_at: Option<DateTime<Utc>>,
    /// How soon it gets its turn; as its kind says when absent.
    pub priority: Option<Priority>,
    /// After how many attempts it is given up; as its kind says when absent.
    pub attempts: Option<u32>,
    /// Written once per key, for as long as the first job's row is kept: a week after it was done.
    pub dedupe_key: Option<String>,
    /// The schedule it was written for.
    pub schedule: Option<&'static str>,
}

/// Writes a job that is due at once.
pub(crate) async fn enqueue<J: Job>(transaction: &mut MySqlConnection, job: &J, now: DateTime<Utc>) -> Result<()> {
    enqueue_with(transaction, job, &Options::default(), now).await.map(|_| ())
}

/// Writes a job; false when there is one with its `dedupe_key` already.
pub(crate) async fn enqueue_with<J: Job>(
    transaction: &mut MySqlConnection,
    job: &J,
    options: &Options,
    now: DateTime<Utc>,
) -> Result<bool> {
    let payload = serde_json::to_string(job).map_err(|error| Error::inconsistent("job payload", error))?;
    let defaults = (J::PRIORITY, J::ATTEMPTS);
    insert(transaction, J::KIND, &payload, defaults, options, now).await
}

async fn insert(
    transaction: &mut MySqlConnection,
    kind: &str,
    payload: &str,
    (priority, attempts): (Priority, u32),
    options: &Options,
    now: DateTime<Utc>,
) -> Result<bool> {
    let inserted = sqlx::query!(
        "INSERT INTO jobs (kind, payload, state, attempts, run_at, created_at, priority, max_attempts, dedupe_key, schedule, traceparent)
         VALUES (?, ?, 'queued', 0, ?, ?, ?, ?, ?, ?, ?)",
        kind,
        payload,
        options.run_at.unwrap_or(now).naive_utc(),
        now.naive_utc(),
        options.priority.unwrap_or(priority).number(),
        options.attempts.unwrap_or(attempts).max(1),
        options.dedupe_key,
        options.schedule,
        trace::traceparent()
    )
    .execute(transaction)
    .await;
    match inserted {
        Ok(_) => Ok(true),
        Err(error) if violates_unique(&error, "uq_jobs_dedupe_key") => Ok(false),
        Err(error) => Err(error.into()),
    }
}

impl Store {
    /// Writes a job in a transaction of its own, for what no other write causes; false when there is one with its
    /// `dedupe_key` already.
    #[tracing::instrument(name = "db.jobs.enqueue", skip_all, fields(kind = J::KIND))]
    pub async fn enqueue<J: Job>(&self, job: &J, options: &Options, now: DateTime<Utc>) -> Result<bool> {
        enqueue_with(&mut *self.database.acquire().await?, job, options, now).await
    }
}
