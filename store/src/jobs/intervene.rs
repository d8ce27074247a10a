//! What staff do to jobs by hand. Each is in the audit log.

use chrono::{DateTime, Utc};
use domain::accounts::Actor;
use serde_json::json;
use sqlx::MySqlConnection;

use super::Registry;
use super::schedules::write_now;
use crate::accounts::audit;
use crate::{Result, Store};

impl Store {
    /// Has a job that failed run again at once, with all its attempts before it; false when there is none.
    #[tracing::instrument(name = "db.jobs.retry", skip(self, actor))]
    pub async fn retry_job(&self, actor: &Actor, job: i64, now: DateTime<Utc>) -> Result<bool> {
        let mut transaction = self.database.begin().await?;
        let Some(before) = failed(&mut transaction, job).await? else { return Ok(false) };
        sqlx::query!(
            "UPDATE jobs SET state = 'queued', attempts = 0, run_at = ?, finished_at = NULL WHERE id = ?",
            now.naive_utc(),
            job
        )
        .execute(&mut *transaction)
        .await?;
        let after = json!({ "state": "queued", "attempts": 0 });
        audit(&mut transaction, actor, "jobs.retry", &format!("job:{job}"), Some(&before), Some(&after), now).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Has all jobs of a kind that were given up run again; answers how many.
    #[tracing::instrument(name = "db.jobs.retry_kind", skip(self, actor))]
    pub async fn retry_jobs(&self, actor: &Actor, kind: &str, now: DateTime<Utc>) -> Result<u64> {
        let mut transaction = self.database.begin().await?;
        let retried = sqlx::query!(
            "UPDATE jobs SET state = 'queued', attempts = 0, run_at = ?, finished_at = NULL WHERE state = 'dead' AND kind = ?",
            now.naive_utc(),
            kind
        )
        .execute(&mut *transaction)
        .await?
        .rows_affected();
        note_many(&mut transaction, actor, "jobs.retry_kind", kind, retried, now).await?;
        transaction.commit().await?;
        Ok(retried)
    }

    /// Deletes a job that failed; false when there is none. What it knew is in the audit log.
    #[tracing::instrument(name = "db.jobs.discard", skip(self, actor))]
    pub async fn discard_job(&self, actor: &Actor, job: i64, now: DateTime<Utc>) -> Result<bool> {
        let mut transaction = self.database.begin().await?;
        let Some(before) = failed(&mut transaction, job).await? else { return Ok(false) };
        sqlx::query!("DELETE FROM jobs WHERE id = ?", job).execute(&mut *transaction).await?;
        let nothing = None::<&serde_json::Value>;
        audit(&mut transaction, actor, "jobs.discard", &format!("job:{job}"), Some(&before), nothing, now).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Deletes all jobs of a kind that were given up; answers how many.
    #[tracing::instrument(name = "db.jobs.discard_kind", skip(self, actor))]
    pub async fn discard_jobs(&self, actor: &Actor, kind: &str, now: DateTime<Utc>) -> Result<u64> {
        let mut transaction = self.database.begin().await?;
        let discarded = sqlx::query!("DELETE FROM jobs WHERE state = 'dead' AND kind = ?", kind)
            .execute(&mut *transaction)
            .await?
            .rows_affected();
        note_many(&mut transaction, actor, "jobs.discard_kind", kind, discarded, now).await?;
        transaction.commit().await?;
        Ok(discarded)
    }

    /// Writes the job of a schedule now; its ticks stay as they are. False when there is no such schedule.
    #[tracing::instrument(name = "db.jobs.run_schedule", skip(self, actor))]
    pub async fn run_schedule(&self, actor: &Actor, name: &str, now: DateTime<Utc>) -> Result<bool> {
        let mut transaction = self.database.begin().await?;
        if !write_now(&mut transaction, &Registry::of_all_workers(), name, now).await? {
            return Ok(false);
        }
        let (before, after) = (None::<&serde_json::Value>, json!({ "run": "now" }));
        audit(&mut transaction, actor, "jobs.run_schedule", &format!("schedule:{name}"), before, Some(&after), now)
            .await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Pauses a schedule, or lets it go on from its next tick. False when there is no such schedule.
    #[tracing::instrument(name = "db.jobs.pause_schedule", skip(self, actor))]
    pub async fn pause_schedule(&self, actor: &Actor, name: &str, pause: bool, now: DateTime<Utc>) -> Result<bool> {
        let mut transaction = self.database.begin().await?;
        let before =
            sqlx::query_scalar!("SELECT is_paused AS `is_paused: bool` FROM schedules WHERE name = ? FOR UPDATE", name)
                .fetch_optional(&mut *transaction)
                .await?;
        let Some(before) = before else { return Ok(false) };
        // What passed while it was paused is not caught up.
        let next = Registry::of_all_workers()
            .schedule(name)
            .filter(|_| !pause)
            .map(|schedule| schedule.next_after(now).naive_utc());
        sqlx::query!(
            "UPDATE schedules SET is_paused = ?, next_run_at = COALESCE(?, next_run_at) WHERE name = ?",
            pause,
            next,
            name
        )
        .execute(&mut *transaction)
        .await?;
        let (before, after) = (json!({ "is_paused": before }), json!({ "is_paused": pause }));
        let subject = format!("schedule:{name}");
        audit(&mut transaction, actor, "jobs.pause_schedule", &subject, Some(&before), Some(&after), now).await?;
        transaction.commit().await?;
        Ok(true)
    }
}

/// A job that failed, locked, as the audit log keeps it.
async fn failed(transaction: &mut MySqlConnection, job: i64) -> Result<Option<serde_json::Value>> {
    let row = sqlx::query!(
        "SELECT kind, state, payload, attempts, last_error FROM jobs
         WHERE id = ? AND (state = 'dead' OR (state = 'queued' AND last_error IS NOT NULL)) FOR UPDATE",
        job
    )
    .fetch_optional(transaction)
    .await?;
    Ok(row.map(|row| {
        json!({
            "kind": row.kind,
            "state": row.state,
            "payload": row.payload,
            "attempts": row.attempts,
            "last_error": row.last_error,
        })
    }))
}

async fn note_many(
    transaction: &mut MySqlConnection,
    actor: &Actor,
    action: &str,
    kind: &str,
    count: u64,
    now: DateTime<Utc>,
) -> Result<()> {
    if count == 0 {
        return Ok(());
    }
    let after = json!({ "jobs": count });
    audit(transaction, actor, action, &format!("kind:{kind}"), None::<&serde_json::Value>, Some(&after), now).await
}
