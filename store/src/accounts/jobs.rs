//! Jobs of accounts.

use domain::jobs::Priority;
use serde::{Deserialize, Serialize};

use crate::Store;
use crate::jobs::{Context, Failure, Job};

/// Forgets links that have expired and counts of tries that no rule remembers.
#[derive(Serialize, Deserialize)]
pub(crate) struct ClearExpired {}

impl Job for ClearExpired {
    const KIND: &'static str = "accounts.clear_expired";
    const PRIORITY: Priority = Priority::Low;
    const SLOTS: u32 = 1;

    async fn run(self, store: &Store, context: &Context) -> Result<(), Failure> {
        store.sweep_accounts(context.now()).await?;
        Ok(())
    }
}
