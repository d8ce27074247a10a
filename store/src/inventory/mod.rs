//! Stock levels and their ledger. Every change is one conditional UPDATE and one ledger row in the
//! same transaction; the rules are in `domain::inventory`.

mod change;
mod holds;
mod incoming;
mod jobs;

pub(crate) use change::{add_pieces, release, send_off, take_pieces};
pub(crate) use holds::{adjust_hold, free_expired, held_by, release_own, shrink_hold};
pub(crate) use incoming::incoming;
pub(crate) use jobs::{LowStock, ReleaseHolds, VerifyLedger};

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::catalog::ProductKind;
use domain::ids::{OrderId, Sku, StockLocationId, VariantId};
use domain::inventory::{StockLevel, StockMovementKind};
use sqlx::MySqlConnection;

use crate::catalog::{ImportOutcome, ImportSession, id_list};
use crate::{Result, Store};

impl Store {
    /// Pieces of each variant that may be sold now, over all locations. Variants without stock are absent.
    #[tracing::instrument(name = "db.inventory.available", skip_all)]
    pub async fn available(&self, variants: &[VariantId]) -> Result<HashMap<VariantId, u32>> {
        if variants.is_empty() {
            return Ok(HashMap::new());
        }
        let ids: Vec<i64> = variants.iter().map(|variant| variant.0).collect();
        let rows = sqlx::query!(
            "SELECT STRAIGHT_JOIN l.variant_id, CAST(SUM(l.on_hand - l.allocated - l.held) AS UNSIGNED) AS `available!: u32`
             FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) wanted
             JOIN stock_levels l ON l.variant_id = wanted.id GROUP BY l.variant_id",
            id_list(&ids)
        )
        .fetch_all(&self.database)
        .await?;
        Ok(rows.into_iter().map(|row| (VariantId(row.variant_id), row.available)).collect())
    }

    /// Variants and locations whose ledger or holds do not add up to their stock level. Empty when all is well.
    pub async fn stock_discrepancies(&self) -> Result<Vec<(Sku, StockLocationId)>> {
        let rows = sqlx::query!(
            "SELECT v.sku, l.location_id
             FROM stock_levels l
             JOIN variants v ON v.id = l.variant_id
             LEFT JOIN stock_movements m ON m.variant_id = l.variant_id AND m.location_id = l.location_id
             GROUP BY l.variant_id, l.location_id, v.sku, l.on_hand, l.allocated, l.held
             HAVING COALESCE(SUM(m.on_hand_delta), 0) <> l.on_hand OR COALESCE(SUM(m.allocated_delta), 0) <> l.allocated
                OR (SELECT COALESCE(SUM(h.quantity), 0) FROM stock_holds h WHERE h.variant_id = l.variant_id AND h.location_id = l.location_id) <> l.held"
        )
        .fetch_all(&self.database)
        .await?;
        rows.into_iter()
            .map(|row| Ok((crate::catalog::parse_sku(&row.sku)?, StockLocationId(row.location_id))))
            .collect()
    }
}

/// The stock levels of a variant, locked until the transaction ends. Callers lock variants in SKU
/// order, so that two orders never wait for each other in a circle.
pub(crate) async fn lock_levels(connection: &mut MySqlConnection, variant: VariantId) -> Result<Vec<StockLevel>> {
    let rows = sqlx::query!(
        "SELECT location_id, on_hand, allocated, held FROM stock_levels WHERE variant_id = ? ORDER BY location_id FOR UPDATE",
        variant.0
    )
    .fetch_all(connection)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| StockLevel {
            location: StockLocationId(row.location_id),
            on_hand: row.on_hand,
            allocated: row.allocated,
            held: row.held,
        })
        .collect())
}

/// Promises `quantity` pieces at one location; false when there are not that many.
pub(crate) async fn allocate(
    connection: &mut MySqlConnection,
    variant: VariantId,
    location: StockLocationId,
    quantity: u32,
) -> Result<bool> {
    let updated = sqlx::query!(
        "UPDATE stock_levels SET allocated = allocated + ? WHERE variant_id = ? AND location_id = ? AND on_hand >= allocated + held + ?",
        quantity, variant.0, location.0, quantity
    )
    .execute(connection)
    .await?;
    Ok(updated.rows_affected() == 1)
}

/// A row of the ledger.
pub(crate) struct Movement<'a> {
    pub(crate) variant: VariantId,
    pub(crate) location: StockLocationId,
    pub(crate) kind: StockMovementKind,
    pub(crate) on_hand_delta: i64,
    pub(crate) allocated_delta: i64,
    pub(crate) order_line: Option<(OrderId, u32)>,
    pub(crate) reason: &'a str,
}

/// Writes a row of the ledger.
pub(crate) async fn record(
    connection: &mut MySqlConnection,
    movement: &Movement<'_>,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "INSERT INTO stock_movements (variant_id, location_id, kind, on_hand_delta, allocated_delta, order_id, order_line_no, reason, moved_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        movement.variant.0,
        movement.location.0,
        movement.kind.name(),
        movement.on_hand_delta,
        movement.allocated_delta,
        movement.order_line.map(|line| line.0.0),
        movement.order_line.map(|line| line.1),
        movement.reason,
        now.naive_utc()
    )
    .execute(connection)
    .await?;
    Ok(())
}

impl ImportSession {
    /// Makes sure a stock location exists.
    pub async fn stock_location(&mut self, code: &str, name: &str) -> Result<()> {
        if !self.locations.contains_key(code) {
            let inserted = sqlx::query!("INSERT INTO stock_locations (code, name) VALUES (?, ?)", code, name)
                .execute(&mut *self.transaction)
                .await?;
            self.locations.insert(code.to_owned(), inserted.last_insert_id().cast_signed());
            // Every part's page lists every place.
            self.is_overhaul = true;
        }
        Ok(())
    }

    /// Whether a SKU has a stock level anywhere.
    pub async fn has_stock_level(&mut self, sku: &Sku) -> Result<bool> {
        let Some(variant) = self.variant(sku).map(|known| known.id) else { return Ok(false) };
        let levels: i64 = sqlx::query_scalar!("SELECT COUNT(*) FROM stock_levels WHERE variant_id = ?", variant)
            .fetch_one(&mut *self.transaction)
            .await?;
        Ok(levels > 0)
    }

    /// Says in which bin of a location a SKU lies, where nobody has said so yet.
    pub async fn bin(&mut self, sku: &Sku, location: &str, bin: &str) -> Result<()> {
        let (Some(variant), Some(location)) =
            (self.variant(sku).map(|known| known.id), self.locations.get(location).copied())
        else {
            return Ok(());
        };
        sqlx::query!(
            "UPDATE stock_levels SET bin = ? WHERE variant_id = ? AND location_id = ? AND bin = ''",
            bin,
            variant,
            location
        )
        .execute(&mut *self.transaction)
        .await?;
        Ok(())
    }

    /// Sets what is on hand of a SKU at a location, as counted. The ledger gets the difference.
    pub async fn stock(&mut self, sku: &Sku, location: &str, on_hand: u32, reason: &str) -> Result<ImportOutcome> {
        let Some((variant, kind)) = self.variant(sku).map(|known| (VariantId(known.id), known.kind)) else {
            return Ok(ImportOutcome::Rejected(format!("there is no part {sku}")));
        };
        if kind == ProductKind::Service {
            return Ok(ImportOutcome::Rejected(format!("{sku} is a service and has no stock")));
        }
        let Some(location) = self.locations.get(location).map(|id| StockLocationId(*id)) else {
            return Ok(ImportOutcome::Rejected(format!("there is no stock location “{location}”")));
        };
        let known =
            lock_levels(&mut self.transaction, variant).await?.into_iter().find(|level| level.location == location);
        let (before, outcome, kind) = match known {
            Some(level) if level.on_hand == on_hand => return Ok(ImportOutcome::Unchanged),
            Some(level) => {
                let updated = sqlx::query!(
                    "UPDATE stock_levels SET on_hand = ? WHERE variant_id = ? AND location_id = ? AND allocated + held <= ?",
                    on_hand, variant.0, location.0, on_hand
                )
                .execute(&mut *self.transaction)
                .await?;
                if updated.rows_affected() == 0 {
                    let promised = level.allocated + level.held;
                    return Ok(ImportOutcome::Rejected(format!(
                        "{promised} pieces are promised to customers, more than the {on_hand} counted"
                    )));
                }
                (level.on_hand, ImportOutcome::Changed, StockMovementKind::Adjustment)
            }
            None => {
                sqlx::query!(
                    "INSERT INTO stock_levels (variant_id, location_id, on_hand, allocated, held) VALUES (?, ?, ?, 0, 0)",
                    variant.0, location.0, on_hand
                )
                .execute(&mut *self.transaction)
                .await?;
                (0, ImportOutcome::Taken, StockMovementKind::Receipt)
            }
        };
        let movement = Movement {
            variant,
            location,
            kind,
            on_hand_delta: i64::from(on_hand) - i64::from(before),
            allocated_delta: 0,
            order_line: None,
            reason,
        };
        let now = self.now;
        record(&mut self.transaction, &movement, now).await?;
        self.changed.insert(variant.0);
        Ok(outcome)
    }
}
