//! Leasing jobs and letting go of them. Whoever lets go shows the token of the lease; a worker that was away for so
//! long that another took over finds that its token is no longer good.

use std::collections::{BTreeMap, HashSet};
use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use domain::jobs::{Waiting, claims};
use sqlx::MySqlConnection;

use super::handler::Failure;
use super::registry::Kind;
use crate::{Result, Store};

/// Most leases that ran out which are looked at in one go.
const BATCH: u32 = 100;
/// Longest error that is kept, in characters.
const LONGEST_ERROR: usize = 2_000;

/// Whose lease, and until when.
#[derive(Debug, Clone)]
pub(super) struct Lease {
    pub(super) worker: String,
    pub(super) token: String,
    pub(super) until: DateTime<Utc>,
}

/// A job of ours.
#[derive(Debug, Clone)]
pub(super) struct Leased {
    pub(super) id: i64,
    pub(super) kind: String,
    pub(super) payload: String,
    /// This attempt included.
    pub(super) attempts: u32,
    pub(super) max_attempts: u32,
    pub(super) schedule: Option<String>,
    /// Where in which trace it was caused.
    pub(super) traceparent: Option<String>,
    pub(super) token: String,
}

/// What became of looking for work.
pub(super) struct Claimed {
    pub(super) jobs: Vec<Leased>,
    /// Whether more of what this worker knows was due than it had slots for.
    pub(super) more: bool,
}

impl Store {
    /// Leases what is due: at most `free[kind]` of a kind and `total` together.
    pub(super) async fn claim_jobs(
        &self,
        free: &BTreeMap<&str, u32>,
        total: u32,
        lease: &Lease,
        now: DateTime<Utc>,
    ) -> Result<Claimed> {
        let mut waiting = self.waiting_jobs().await?;
        waiting.retain(|waiting| waiting.oldest <= now && free.contains_key(waiting.kind.as_str()));
        let mut claimed = Claimed { jobs: Vec::new(), more: false };
        if waiting.is_empty() {
            return Ok(claimed);
        }
        let wanted = waiting.len();
        let claims = claims(waiting, free, total, now);
        claimed.more = claims.len() < wanted;
        if claims.is_empty() {
            return Ok(claimed);
        }
        let mut taken: BTreeMap<String, u32> = BTreeMap::new();
        let mut left = total;
        let mut transaction = self.database.begin().await?;
        for claim in claims {
            let of_kind = taken.entry(claim.kind.clone()).or_default();
            let at_most = claim.at_most.saturating_sub(*of_kind).min(left);
            if at_most == 0 {
                claimed.more = true;
                continue;
            }
            let rows = sqlx::query!(
                "SELECT id, payload, attempts, max_attempts, schedule, traceparent FROM jobs
                 WHERE state = 'queued' AND kind = ? AND priority = ? AND run_at <= ?
                 ORDER BY run_at LIMIT ? FOR UPDATE SKIP LOCKED",
                claim.kind,
                claim.priority,
                now.naive_utc(),
                at_most
            )
            .fetch_all(&mut *transaction)
            .await?;
            let got = u32::try_from(rows.len()).unwrap_or(u32::MAX);
            claimed.more |= got == at_most;
            *of_kind += got;
            left = left.saturating_sub(got);
            for row in rows {
                take(&mut transaction, row.id, lease, now).await?;
                claimed.jobs.push(Leased {
                    id: row.id,
                    kind: claim.kind.clone(),
                    payload: row.payload,
                    attempts: row.attempts + 1,
                    max_attempts: row.max_attempts,
                    schedule: row.schedule,
                    traceparent: row.traceparent,
                    token: lease.token.clone(),
                });
            }
        }
        transaction.commit().await?;
        Ok(claimed)
    }

    /// Per kind and priority, the oldest job that waits: a few steps in `ix_jobs_queue`, however many wait.
    async fn waiting_jobs(&self) -> Result<Vec<Waiting>> {
        let rows = sqlx::query!(
            "SELECT kind, priority, MIN(run_at) AS `oldest!: NaiveDateTime` FROM jobs WHERE state = 'queued' GROUP BY kind, priority"
        )
        .fetch_all(&self.database)
        .await?;
        Ok(rows
            .into_iter()
            .map(|row| Waiting { kind: row.kind, priority: row.priority, oldest: row.oldest.and_utc() })
            .collect())
    }

    /// Says that a worker lives, and extends its leases. Answers the tokens and rows it still holds.
    pub(super) async fn extend_leases(
        &self,
        worker: &str,
        until: DateTime<Utc>,
        now: DateTime<Utc>,
        running: u32,
    ) -> Result<HashSet<(i64, String)>> {
        sqlx::query!(
            "UPDATE workers SET last_seen_at = ?, running = ? WHERE name = ?",
            now.naive_utc(),
            running,
            worker
        )
        .execute(&self.database)
        .await?;
        sqlx::query!(
            "UPDATE jobs SET leased_until = ? WHERE worker = ? AND state = 'running'",
            until.naive_utc(),
            worker
        )
        .execute(&self.database)
        .await?;
        let rows =
            sqlx::query!("SELECT id, lease_token AS `token!` FROM jobs WHERE worker = ? AND state = 'running'", worker)
                .fetch_all(&self.database)
                .await?;
        Ok(rows.into_iter().map(|row| (row.id, row.token)).collect())
    }

    /// A job is done; false when the lease had run out and somebody else has the job.
    pub(super) async fn finish_job(&self, job: &Leased, now: DateTime<Utc>) -> Result<bool> {
        let updated = sqlx::query!(
            "UPDATE jobs SET state = 'done', finished_at = ?, last_error = NULL, lease_token = NULL, leased_until = NULL
             WHERE id = ? AND state = 'running' AND lease_token = ?",
            now.naive_utc(),
            job.id,
            job.token
        )
        .execute(&self.database)
        .await?;
        let is_ours = updated.rows_affected() == 1;
        if is_ours {
            self.note_outcome(job.schedule.as_deref(), "done", now).await;
        }
        Ok(is_ours)
    }

    /// A job failed: it is tried again at `retry_at`, or given up without one; false when somebody else has it.
    pub(super) async fn fail_job(
        &self,
        job: &Leased,
        failure: &Failure,
        retry_at: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Result<bool> {
        let error = shortened(&failure.to_string());
        let updated = sqlx::query!(
            "UPDATE jobs SET state = ?, run_at = COALESCE(?, run_at), finished_at = ?, last_error = ?, lease_token = NULL, leased_until = NULL
             WHERE id = ? AND state = 'running' AND lease_token = ?",
            if retry_at.is_some() { "queued" } else { "dead" },
            retry_at.map(|at| at.naive_utc()),
            retry_at.is_none().then(|| now.naive_utc()),
            error,
            job.id,
            job.token
        )
        .execute(&self.database)
        .await?;
        let is_ours = updated.rows_affected() == 1;
        if is_ours {
            self.note_outcome(job.schedule.as_deref(), &format!("failed: {error}"), now).await;
        }
        Ok(is_ours)
    }

    /// Gives back all that a worker has leased, as if it had not begun.
    pub(super) async fn give_back_jobs(&self, worker: &str) -> Result<u64> {
        let updated = sqlx::query!(
            "UPDATE jobs SET state = 'queued', attempts = IF(attempts > 0, attempts - 1, 0), lease_token = NULL, leased_until = NULL
             WHERE worker = ? AND state = 'running'",
            worker
        )
        .execute(&self.database)
        .await?;
        Ok(updated.rows_affected())
    }

    /// Puts jobs back whose leases ran out, or gives them up after their last attempt. Answers how many.
    pub(super) async fn take_over_jobs(&self, now: DateTime<Utc>) -> Result<u64> {
        let mut transaction = self.database.begin().await?;
        let rows = sqlx::query!(
            "SELECT id, attempts, max_attempts, worker FROM jobs
             WHERE state = 'running' AND leased_until < ? ORDER BY leased_until LIMIT ? FOR UPDATE SKIP LOCKED",
            now.naive_utc(),
            BATCH
        )
        .fetch_all(&mut *transaction)
        .await?;
        let found = rows.len() as u64;
        for row in rows {
            let is_dead = row.attempts >= row.max_attempts;
            let error = format!("worker {} went away in attempt {}", row.worker.unwrap_or_default(), row.attempts);
            sqlx::query!(
                "UPDATE jobs SET state = ?, finished_at = ?, last_error = ?, lease_token = NULL, leased_until = NULL WHERE id = ?",
                if is_dead { "dead" } else { "queued" },
                is_dead.then(|| now.naive_utc()),
                error,
                row.id
            )
            .execute(&mut *transaction)
            .await?;
            tracing::warn!(job = row.id, is_dead, error, "a lease ran out");
        }
        transaction.commit().await?;
        Ok(found)
    }

    /// Says that a worker has begun.
    pub(super) async fn worker_begins(
        &self,
        worker: &str,
        version: &str,
        slots: u32,
        now: DateTime<Utc>,
    ) -> Result<()> {
        sqlx::query!(
            "INSERT INTO workers (name, version, slots, running, started_at, last_seen_at) VALUES (?, ?, ?, 0, ?, ?)",
            worker,
            version,
            slots,
            now.naive_utc(),
            now.naive_utc()
        )
        .execute(&self.database)
        .await?;
        Ok(())
    }

    /// Says that a worker has ended.
    pub(super) async fn worker_ends(&self, worker: &str) -> Result<()> {
        sqlx::query!("DELETE FROM workers WHERE name = ?", worker).execute(&self.database).await?;
        Ok(())
    }

    /// Keeps what became of a schedule's job. Only people read it, so that a fault is no failure of the job.
    async fn note_outcome(&self, schedule: Option<&str>, outcome: &str, now: DateTime<Utc>) {
        let Some(schedule) = schedule else { return };
        let noted = sqlx::query!(
            "UPDATE schedules SET last_run_at = ?, last_outcome = ? WHERE name = ?",
            now.naive_utc(),
            outcome.chars().take(500).collect::<String>(),
            schedule
        )
        .execute(&self.database)
        .await;
        if let Err(error) = noted {
            tracing::warn!(schedule, %error, "the outcome of a schedule is not noted");
        }
    }
}

async fn take(transaction: &mut MySqlConnection, id: i64, lease: &Lease, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "UPDATE jobs SET state = 'running', attempts = attempts + 1, worker = ?, lease_token = ?, leased_until = ?, started_at = ? WHERE id = ?",
        lease.worker,
        lease.token,
        lease.until.naive_utc(),
        now.naive_utc(),
        id
    )
    .execute(transaction)
    .await?;
    Ok(())
}

/// When a failed job is tried again; `None` when it is given up.
pub(super) fn retry_at(
    kind: &Kind,
    job: &Leased,
    failure: &Failure,
    random: u64,
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    match failure {
        Failure::Permanent(_) => None,
        Failure::Temporary(_) if job.attempts >= job.max_attempts => None,
        Failure::Temporary(_) => Some(now + delta(kind.backoff.wait(job.attempts, random))),
    }
}

pub(super) fn delta(duration: Duration) -> TimeDelta {
    TimeDelta::from_std(duration).unwrap_or(TimeDelta::days(365))
}

fn shortened(error: &str) -> String {
    error.chars().take(LONGEST_ERROR).collect()
}
