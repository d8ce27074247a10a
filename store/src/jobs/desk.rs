//! What the desk shows of jobs, and what it may do to them.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

use super::Registry;
use crate::{Result, Store};

/// A worker not heard of for so long is shown as gone.
const SILENT: TimeDelta = TimeDelta::minutes(2);

/// Jobs of one kind that wait, run or were given up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueDepth {
    /// Their kind.
    pub kind: String,
    /// Due or still to be.
    pub queued: u64,
    /// Leased.
    pub running: u64,
    /// Given up.
    pub dead: u64,
    /// How long the first that is due has waited for its turn.
    pub oldest_due: TimeDelta,
}

impl QueueDepth {
    pub(super) fn none(kind: &str) -> Self {
        Self { kind: kind.to_owned(), queued: 0, running: 0, dead: 0, oldest_due: TimeDelta::zero() }
    }
}

/// A kind on the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindCounts {
    /// What waits, runs and was given up.
    pub depth: QueueDepth,
    /// Done within a week.
    pub done: u64,
    /// When the last of them was.
    pub last_done_at: Option<DateTime<Utc>>,
    /// Whether this program can run it; a newer one may.
    pub is_known: bool,
}

/// A job that failed: given up, or about to be tried again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadJob {
    /// Its row.
    pub id: i64,
    /// Its kind.
    pub kind: String,
    /// Whether it was given up.
    pub is_dead: bool,
    /// What it knows, as JSON.
    pub payload: String,
    /// How often it was tried.
    pub attempts: u32,
    /// How often it may be.
    pub max_attempts: u32,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// When it is tried again, or was given up.
    pub at: DateTime<Utc>,
    /// What went wrong last.
    pub error: String,
}

/// A schedule on the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScheduleRow {
    /// Its name, which is the kind of its jobs.
    pub name: String,
    /// When it is due, in words.
    pub rule: String,
    /// Its next tick.
    pub next_run_at: DateTime<Utc>,
    /// When its last job ended.
    pub last_run_at: Option<DateTime<Utc>>,
    /// How.
    pub last_outcome: Option<String>,
    /// Whether its ticks pass without a job.
    pub is_paused: bool,
}

/// A worker process on the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkerRow {
    /// Host, process, chance.
    pub name: String,
    /// Of the program.
    pub version: String,
    /// How many jobs it runs at once.
    pub slots: u32,
    /// How many it ran when last heard of.
    pub running: u32,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it was last heard of.
    pub last_seen_at: DateTime<Utc>,
    /// Whether that was a moment ago.
    pub is_alive: bool,
}

/// All of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobsOverview {
    /// Kind by kind.
    pub kinds: Vec<KindCounts>,
    /// What failed, the latest first, at most a hundred.
    pub failures: Vec<DeadJob>,
    /// By the clock.
    pub schedules: Vec<ScheduleRow>,
    /// Who works.
    pub workers: Vec<WorkerRow>,
}

impl Store {
    /// What waits, runs and was given up, per kind.
    #[tracing::instrument(name = "db.jobs.queue_depths", skip(self))]
    pub async fn queue_depths(&self, now: DateTime<Utc>) -> Result<Vec<QueueDepth>> {
        let rows = sqlx::query!(
            "SELECT kind,
                    CAST(SUM(state = 'queued') AS UNSIGNED) AS `queued!: u64`,
                    CAST(SUM(state = 'running') AS UNSIGNED) AS `running!: u64`,
                    CAST(SUM(state = 'dead') AS UNSIGNED) AS `dead!: u64`,
                    MIN(IF(state = 'queued', run_at, NULL)) AS `oldest: NaiveDateTime`
             FROM jobs WHERE state IN ('queued', 'running', 'dead') GROUP BY kind ORDER BY kind"
        )
        .fetch_all(&self.database)
        .await?;
        Ok(rows
            .into_iter()
            .map(|row| QueueDepth {
                kind: row.kind,
                queued: row.queued,
                running: row.running,
                dead: row.dead,
                oldest_due: row
                    .oldest
                    .map_or(TimeDelta::zero(), |oldest| (now - oldest.and_utc()).max(TimeDelta::zero())),
            })
            .collect())
    }

    /// Workers heard of within two minutes.
    pub async fn live_workers(&self, now: DateTime<Utc>) -> Result<u64> {
        let count: i64 =
            sqlx::query_scalar!("SELECT COUNT(*) FROM workers WHERE last_seen_at > ?", (now - SILENT).naive_utc())
                .fetch_one(&self.database)
                .await?;
        Ok(count.unsigned_abs())
    }

    /// Everything the desk shows of jobs.
    #[tracing::instrument(name = "db.jobs.overview", skip(self))]
    pub async fn jobs_overview(&self, now: DateTime<Utc>) -> Result<JobsOverview> {
        Ok(JobsOverview {
            kinds: self.kind_counts(now).await?,
            failures: self.failures().await?,
            schedules: self.schedule_rows().await?,
            workers: self.worker_rows(now).await?,
        })
    }

    async fn kind_counts(&self, now: DateTime<Utc>) -> Result<Vec<KindCounts>> {
        let registry = Registry::of_all_workers();
        let mut kinds: Vec<KindCounts> = self
            .queue_depths(now)
            .await?
            .into_iter()
            .map(|depth| KindCounts { is_known: registry.knows(&depth.kind), depth, done: 0, last_done_at: None })
            .collect();
        let done = sqlx::query!(
            "SELECT kind, COUNT(*) AS `done!`, MAX(finished_at) AS `last: NaiveDateTime` FROM jobs WHERE state = 'done' GROUP BY kind"
        )
        .fetch_all(&self.database)
        .await?;
        for row in done {
            let position = kinds.iter().position(|counts| counts.depth.kind == row.kind).unwrap_or_else(|| {
                let (depth, is_known) = (QueueDepth::none(&row.kind), registry.knows(&row.kind));
                kinds.push(KindCounts { depth, done: 0, last_done_at: None, is_known });
                kinds.len() - 1
            });
            if let Some(counts) = kinds.get_mut(position) {
                counts.done = row.done.unsigned_abs();
                counts.last_done_at = row.last.map(|last| last.and_utc());
            }
        }
        kinds.sort_by(|a, b| a.depth.kind.cmp(&b.depth.kind));
        Ok(kinds)
    }

    async fn failures(&self) -> Result<Vec<DeadJob>> {
        let rows = sqlx::query!(
            "SELECT id, kind, state, payload, attempts, max_attempts, created_at, run_at, finished_at, last_error AS `last_error!`
             FROM jobs WHERE state IN ('dead', 'queued') AND last_error IS NOT NULL
             ORDER BY state, COALESCE(finished_at, run_at) DESC LIMIT 100"
        )
        .fetch_all(&self.database)
        .await?;
        Ok(rows
            .into_iter()
            .map(|row| {
                let is_dead = row.state == "dead";
                DeadJob {
                    id: row.id,
                    kind: row.kind,
                    is_dead,
                    payload: row.payload,
                    attempts: row.attempts,
                    max_attempts: row.max_attempts,
                    created_at: row.created_at.and_utc(),
                    at: row.finished_at.filter(|_| is_dead).unwrap_or(row.run_at).and_utc(),
                    error: row.last_error,
                }
            })
            .collect())
    }

    async fn schedule_rows(&self) -> Result<Vec<ScheduleRow>> {
        let rows = sqlx::query!(
            "SELECT name, rule, next_run_at, last_run_at, last_outcome, is_paused AS `is_paused: bool` FROM schedules ORDER BY name"
        )
        .fetch_all(&self.database)
        .await?;
        Ok(rows
            .into_iter()
            .map(|row| ScheduleRow {
                name: row.name,
                rule: row.rule,
                next_run_at: row.next_run_at.and_utc(),
                last_run_at: row.last_run_at.map(|at| at.and_utc()),
                last_outcome: row.last_outcome,
                is_paused: row.is_paused,
            })
            .collect())
    }

    async fn worker_rows(&self, now: DateTime<Utc>) -> Result<Vec<WorkerRow>> {
        let rows = sqlx::query!(
            "SELECT name, version, slots, running, started_at, last_seen_at FROM workers ORDER BY started_at"
        )
        .fetch_all(&self.database)
        .await?;
        Ok(rows
            .into_iter()
            .map(|row| WorkerRow {
                is_alive: now - row.last_seen_at.and_utc() < SILENT,
                name: row.name,
                version: row.version,
                slots: row.slots,
                running: row.running,
                started_at: row.started_at.and_utc(),
                last_seen_at: row.last_seen_at.and_utc(),
            })
            .collect())
    }
}
