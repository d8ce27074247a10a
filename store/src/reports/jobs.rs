//! Jobs of the warehouse. Only its own worker knows how to do them; the shop only writes them.

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::jobs::Priority;
use domain::mail::Letter;
use serde::{Deserialize, Serialize};

use super::Difference;
use crate::Store;
use crate::jobs::{Context, Failure, Job};

/// How long a run may take: three years of orders are exported within an hour.
const LONGEST: Duration = Duration::from_hours(6);
/// Differences that a message lists.
const LISTED: usize = 20;
/// Days that are compared each night, beside those exported.
const COMPARED: u64 = 31;

/// What the warehouse can do, for its jobs. Each answers what the lake and the shop do not agree on.
#[async_trait]
pub trait Warehouse: Send + Sync {
    /// Exports what is not there yet up to yesterday, and days that changed.
    async fn export_night(&self, store: &Store) -> Result<Vec<Difference>, Failure>;
    /// Exports these days, whether they are there or not.
    async fn export_days(&self, store: &Store, from: NaiveDate, to: NaiveDate) -> Result<Vec<Difference>, Failure>;
    /// Compares these days with the shop.
    async fn verify(&self, store: &Store, from: NaiveDate, to: NaiveDate) -> Result<Vec<Difference>, Failure>;
}

/// Exports what is not there yet up to yesterday, and days that changed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ExportNight {}

impl Job for ExportNight {
    const KIND: &'static str = "warehouse.export_night";
    const ATTEMPTS: u32 = 8;
    const SLOTS: u32 = 1;
    const TIMEOUT: Duration = LONGEST;

    async fn run(self, store: &Store, context: &Context) -> Result<(), Failure> {
        let found = context.warehouse()?.export_night(store).await?;
        alert(store, context, found).await
    }
}

/// Exports the days that somebody asked for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ExportDays {
    /// The first.
    pub from: NaiveDate,
    /// The last.
    pub to: NaiveDate,
}

impl Job for ExportDays {
    const KIND: &'static str = "warehouse.export_days";
    const PRIORITY: Priority = Priority::Low;
    const ATTEMPTS: u32 = 8;
    const SLOTS: u32 = 1;
    const TIMEOUT: Duration = LONGEST;

    async fn run(self, store: &Store, context: &Context) -> Result<(), Failure> {
        let found = context.warehouse()?.export_days(store, self.from, self.to).await?;
        alert(store, context, found).await
    }
}

/// Compares the last month with the shop.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Verify {
    tick: DateTime<Utc>,
}

impl Job for Verify {
    const KIND: &'static str = "warehouse.verify";
    const PRIORITY: Priority = Priority::Low;
    const ATTEMPTS: u32 = 8;
    const SLOTS: u32 = 1;
    const TIMEOUT: Duration = LONGEST;

    async fn run(self, store: &Store, context: &Context) -> Result<(), Failure> {
        let to = self.tick.date_naive().pred_opt().unwrap_or_default();
        let from = to.checked_sub_days(Days::new(COMPARED)).unwrap_or(to);
        let found = context.warehouse()?.verify(store, from, to).await?;
        alert(store, context, found).await
    }
}

/// A difference is for people: they are written to, and the job is given up where they see it.
async fn alert(store: &Store, context: &Context, found: Vec<Difference>) -> Result<(), Failure> {
    if found.is_empty() {
        return Ok(());
    }
    let lines: Vec<String> = found.iter().take(LISTED).map(ToString::to_string).collect();
    let text = format!("the lake and the shop do not agree on {} things: {}", found.len(), lines.join("; "));
    tracing::error!(differences = found.len(), "{text}");
    if let Some(to) = context.operations_email() {
        let letter = Letter::LakeDiffers {
            count: u32::try_from(found.len()).unwrap_or(u32::MAX),
            lines,
            link_path: "/desk/jobs".to_owned(),
        };
        store.send_later(&format!("lake-differs/{}", context.job), to, &letter, context.now()).await?;
    }
    Err(Failure::Permanent(text))
}
