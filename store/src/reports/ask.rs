//! Asking the warehouse for work, as staff do.

use chrono::{DateTime, NaiveDate, Utc};
use domain::accounts::Actor;
use serde_json::json;

use super::ExportDays;
use crate::accounts::audit;
use crate::jobs::enqueue;
use crate::{Result, Store};

impl Store {
    /// Has days exported again, both ends among them; the warehouse does it as soon as it is free.
    #[tracing::instrument(name = "db.reports.ask_for_export", skip(self, actor))]
    pub async fn ask_for_export(
        &self,
        actor: &Actor,
        from: NaiveDate,
        to: NaiveDate,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let mut transaction = self.database.begin().await?;
        enqueue(&mut transaction, &ExportDays { from, to }, now).await?;
        let after = json!({ "from": from, "to": to });
        audit(&mut transaction, actor, "lake.export", "lake", None::<&()>, Some(&after), now).await?;
        Ok(transaction.commit().await?)
    }
}
