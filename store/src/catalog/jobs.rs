//! Jobs of the catalog.

use std::time::Duration;

use domain::jobs::Priority;
use serde::{Deserialize, Serialize};

use crate::Store;
use crate::jobs::{Context, Failure, Job};

/// Rows deleted at a time.
const BATCH: u32 = 10_000;

/// Forgets events of an hour ago: whoever has not looked for as long reads the whole catalog anew.
#[derive(Serialize, Deserialize)]
pub(crate) struct ClearEvents {}

impl Job for ClearEvents {
    const KIND: &'static str = "catalog.clear_events";
    const PRIORITY: Priority = Priority::Low;
    const SLOTS: u32 = 1;
    const TIMEOUT: Duration = Duration::from_mins(5);

    async fn run(self, store: &Store, _: &Context) -> Result<(), Failure> {
        loop {
            // The clock is the database's, as it is of those who follow.
            let deleted = sqlx::query!(
                "DELETE FROM catalog_events WHERE created_at < UTC_TIMESTAMP(6) - INTERVAL 1 HOUR LIMIT ?",
                BATCH
            )
            .execute(&store.database)
            .await?;
            if deleted.rows_affected() < u64::from(BATCH) {
                return Ok(());
            }
        }
    }
}
