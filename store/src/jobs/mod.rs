//! The outbox: work for later, written by the transaction that causes it.

use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::MySqlConnection;

use crate::Result;

/// A kind of work and what it needs to know.
pub(crate) trait Job: Serialize {
    /// Stable name of the kind: `orders.placed`.
    const KIND: &'static str;
}

/// Writes a job that is due at once.
pub(crate) async fn enqueue<J: Job>(transaction: &mut MySqlConnection, job: &J, now: DateTime<Utc>) -> Result<()> {
    let payload = serde_json::to_string(job).map_err(|error| crate::Error::inconsistent("job payload", error))?;
    let now = now.naive_utc();
    sqlx::query!(
        "INSERT INTO jobs (kind, payload, state, attempts, run_at, created_at) VALUES (?, ?, 'queued', 0, ?, ?)",
        J::KIND,
        payload,
        now,
        now
    )
    .execute(transaction)
    .await?;
    Ok(())
}
