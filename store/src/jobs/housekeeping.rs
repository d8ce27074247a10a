//! Jobs about jobs.

use chrono::{DateTime, TimeDelta, Utc};
use domain::jobs::Priority;
use serde::{Deserialize, Serialize};

use super::handler::{Context, Failure, Job};
use crate::{Result, Store};

/// How long done jobs are kept, and with them their dedupe keys. Dead ones stay until somebody decides.
const KEPT: TimeDelta = TimeDelta::days(7);
/// How long done jobs of schedules are kept: one of them may be written every few seconds.
const TICKS_KEPT: TimeDelta = TimeDelta::days(1);
/// How long a worker that vanished is shown.
const WORKERS_KEPT: TimeDelta = TimeDelta::days(1);
/// Rows deleted at a time.
const BATCH: u32 = 5_000;

/// Deletes what nobody looks at any more.
#[derive(Serialize, Deserialize)]
pub(crate) struct ClearFinished {}

impl Job for ClearFinished {
    const KIND: &'static str = "jobs.clear_finished";
    const PRIORITY: Priority = Priority::Low;
    const SLOTS: u32 = 1;

    async fn run(self, store: &Store, context: &Context) -> Result<(), Failure> {
        Ok(store.clear_finished_jobs(context.now()).await?)
    }
}

impl Store {
    /// Deletes jobs done a week ago, of schedules a day ago, and workers not heard of for a day.
    #[tracing::instrument(name = "db.jobs.clear_finished", skip(self))]
    pub async fn clear_finished_jobs(&self, now: DateTime<Utc>) -> Result<()> {
        sqlx::query!("DELETE FROM workers WHERE last_seen_at < ?", (now - WORKERS_KEPT).naive_utc())
            .execute(&self.database)
            .await?;
        let (jobs_until, ticks_until) = ((now - KEPT).naive_utc(), (now - TICKS_KEPT).naive_utc());
        loop {
            let deleted = sqlx::query!(
                "DELETE FROM jobs WHERE state = 'done' AND finished_at < ? AND (schedule IS NOT NULL OR finished_at < ?) LIMIT ?",
                ticks_until,
                jobs_until,
                BATCH
            )
            .execute(&self.database)
            .await?;
            if deleted.rows_affected() < u64::from(BATCH) {
                return Ok(());
            }
        }
    }
}
