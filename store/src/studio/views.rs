//! Filters of the list that somebody kept under a name.

use chrono::{DateTime, Utc};
use domain::ids::StaffId;

use crate::{Result, Store};

/// A kept filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedView {
    /// Its number.
    pub id: i64,
    /// What it is called.
    pub name: String,
    /// The query string of the list.
    pub query: String,
    /// Whether everyone sees it.
    pub is_shared: bool,
}

impl Store {
    /// The views of an employee and those for everyone, by name.
    #[tracing::instrument(name = "db.studio.saved_views", skip(self))]
    pub async fn saved_views(&self, staff: StaffId) -> Result<Vec<SavedView>> {
        let rows = sqlx::query!(
            "SELECT id, name, query, staff_id FROM saved_views WHERE staff_id IS NULL OR staff_id = ? ORDER BY name, id LIMIT 100",
            staff.0
        )
        .fetch_all(&self.database)
        .await?;
        let view = |(id, name, query, is_shared)| SavedView { id, name, query, is_shared };
        Ok(rows.into_iter().map(|row| view((row.id, row.name, row.query, row.staff_id.is_none()))).collect())
    }

    /// Keeps a filter under a name, in place of one that has it already.
    #[tracing::instrument(name = "db.studio.save_view", skip(self, query, now))]
    pub async fn save_view(
        &self,
        staff: StaffId,
        name: &str,
        query: &str,
        is_shared: bool,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let owner = (!is_shared).then_some(staff.0);
        let mut transaction = self.database.begin().await?;
        sqlx::query!("DELETE FROM saved_views WHERE staff_id <=> ? AND name = ?", owner, name)
            .execute(&mut *transaction)
            .await?;
        sqlx::query!(
            "INSERT INTO saved_views (staff_id, name, query, created_at) VALUES (?, ?, ?, ?)",
            owner,
            name,
            query,
            now.naive_utc()
        )
        .execute(&mut *transaction)
        .await?;
        Ok(transaction.commit().await?)
    }

    /// Forgets a view: one's own, or one for everyone.
    #[tracing::instrument(name = "db.studio.delete_view", skip(self))]
    pub async fn delete_view(&self, staff: StaffId, id: i64) -> Result<bool> {
        let deleted =
            sqlx::query!("DELETE FROM saved_views WHERE id = ? AND (staff_id IS NULL OR staff_id = ?)", id, staff.0)
                .execute(&self.database)
                .await?;
        Ok(deleted.rows_affected() == 1)
    }
}
