//! Jobs of the inventory.

use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::inventory::LOW_STOCK;
use domain::jobs::Priority;
use domain::mail::{Letter, LowStockLine};
use serde::{Deserialize, Serialize};

use crate::jobs::{Context, Failure, Job};
use crate::{Result, Store};

/// Most SKUs that a mail of low stock lists.
const LONGEST_LIST: u32 = 200;

/// Most variants whose holds are given back in one run; the next is seconds away.
const MOST_RELEASED: u32 = 1_000;

/// Checks that the ledger explains every piece. What it cannot explain is somebody's to find out.
#[derive(Serialize, Deserialize)]
pub(crate) struct VerifyLedger {}

impl Job for VerifyLedger {
    const KIND: &'static str = "inventory.verify_ledger";
    const PRIORITY: Priority = Priority::Low;
    const SLOTS: u32 = 1;
    const TIMEOUT: Duration = Duration::from_mins(5);

    async fn run(self, store: &Store, _: &Context) -> Result<(), Failure> {
        let owed = store.credit_discrepancies().await?;
        if !owed.is_empty() {
            let list: Vec<String> = owed.iter().take(20).map(ToString::to_string).collect();
            let text = format!("the ledger does not explain what companies owe: {}", list.join(", "));
            tracing::error!(companies = owed.len(), "{text}");
            return Err(Failure::Permanent(text));
        }
        let found = store.stock_discrepancies().await?;
        if found.is_empty() {
            return Ok(());
        }
        let list: Vec<String> =
            found.iter().take(20).map(|(sku, place)| format!("{sku} at location {place}")).collect();
        let text = format!("the ledger does not explain {} stock levels: {}", found.len(), list.join(", "));
        tracing::error!(levels = found.len(), "{text}");
        Err(Failure::Permanent(text))
    }
}

/// Gives back what checkouts kept and did not buy in time.
#[derive(Serialize, Deserialize)]
pub(crate) struct ReleaseHolds {}

impl Job for ReleaseHolds {
    const KIND: &'static str = "inventory.release_holds";
    const PRIORITY: Priority = Priority::High;
    const SLOTS: u32 = 1;

    async fn run(self, store: &Store, context: &Context) -> Result<(), Failure> {
        store.release_expired_holds(context.now(), MOST_RELEASED).await?;
        Ok(())
    }
}

/// Tells operations what runs low, once a day.
#[derive(Serialize, Deserialize)]
pub(crate) struct LowStock {
    tick: DateTime<Utc>,
}

impl Job for LowStock {
    const KIND: &'static str = "inventory.low_stock";
    const SLOTS: u32 = 1;

    async fn run(self, store: &Store, context: &Context) -> Result<(), Failure> {
        let Some(to) = context.operations_email() else { return Ok(()) };
        let lines = store.low_stock_lines().await?;
        if lines.is_empty() {
            return Ok(());
        }
        let day = self.tick.format("%-d %B %Y").to_string();
        let letter = Letter::LowStock { day, lines, link_path: "/desk/stock".to_owned() };
        let cause = format!("low-stock/{}", self.tick.format("%Y-%m-%dT%H:%M:%S"));
        store.send_later(&cause, to, &letter, context.now()).await?;
        Ok(())
    }
}

impl Store {
    /// Parts with a stock level of which few or no pieces may be sold, fewest first.
    #[tracing::instrument(name = "db.inventory.low_stock_lines", skip(self))]
    async fn low_stock_lines(&self) -> Result<Vec<LowStockLine>> {
        let rows = sqlx::query!(
            "SELECT v.sku, p.name, v.option_value, CAST(SUM(l.on_hand - l.allocated - l.held) AS UNSIGNED) AS `available!: u32`
             FROM stock_levels l
             JOIN variants v ON v.id = l.variant_id
             JOIN products p ON p.id = v.product_id
             GROUP BY l.variant_id, v.sku, p.name, v.option_value
             HAVING SUM(l.on_hand - l.allocated - l.held) < ?
             ORDER BY SUM(l.on_hand - l.allocated - l.held), v.sku LIMIT ?",
            LOW_STOCK,
            LONGEST_LIST
        )
        .fetch_all(&self.database)
        .await?;
        Ok(rows
            .into_iter()
            .map(|row| LowStockLine {
                sku: row.sku,
                name: if row.option_value.is_empty() {
                    row.name
                } else {
                    format!("{}, {}", row.name, row.option_value)
                },
                available: row.available,
            })
            .collect())
    }
}
