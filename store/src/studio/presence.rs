//! Who else has a document open.

use chrono::{DateTime, TimeDelta, Utc};
use domain::ids::StaffId;
use domain::studio::DocumentKey;

use super::documents;
use crate::{Result, Store};

/// Somebody who has a document open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Present {
    /// What they are called.
    pub name: String,
    /// Since when, without a pause.
    pub since: DateTime<Utc>,
}

/// How long after its last sign somebody is still there: browsers give one every twenty seconds.
const STAYS: TimeDelta = TimeDelta::seconds(45);

impl Store {
    /// Notes that an employee has a document open, and answers who else has.
    #[tracing::instrument(name = "db.studio.be_present", skip(self, now))]
    pub async fn be_present(&self, key: &DocumentKey, staff: StaffId, now: DateTime<Utc>) -> Result<Vec<Present>> {
        let mut connection = self.database.acquire().await?;
        let Some(row) = documents::row(&mut connection, key).await? else { return Ok(Vec::new()) };
        let left = (now - STAYS).naive_utc();
        sqlx::query!(
            "INSERT INTO presences (document_id, staff_id, since, seen_at) VALUES (?, ?, ?, ?)
             ON DUPLICATE KEY UPDATE since = IF(seen_at < ?, VALUES(since), since), seen_at = VALUES(seen_at)",
            row.id,
            staff.0,
            now.naive_utc(),
            now.naive_utc(),
            left
        )
        .execute(&mut *connection)
        .await?;
        let rows = sqlx::query!(
            "SELECT s.name, p.since FROM presences p JOIN staff s ON s.id = p.staff_id
             WHERE p.document_id = ? AND p.staff_id <> ? AND p.seen_at >= ? ORDER BY p.since",
            row.id,
            staff.0,
            left
        )
        .fetch_all(&mut *connection)
        .await?;
        Ok(rows.into_iter().map(|row| Present { name: row.name, since: row.since.and_utc() }).collect())
    }
}
