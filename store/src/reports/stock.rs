//! What lay where at the end of a day, and what a piece cost by then: carried from day to day, never larger than the
//! catalog.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime};

use super::Snapshot;
use super::snapshot::day_end;
use crate::Result;

/// Stock by variant and location at the end of a day, as the ledger has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StockAtDay {
    until: Option<NaiveDateTime>,
    levels: BTreeMap<(i64, i64), (i64, i64)>,
}

impl StockAtDay {
    /// Variant, location, pieces on hand, pieces allocated; in that order. A part that once lay somewhere is there with
    /// zeros.
    pub fn levels(&self) -> impl ExactSizeIterator<Item = (i64, i64, i64, i64)> + '_ {
        self.levels
            .iter()
            .map(|((variant, location), (on_hand, allocated))| (*variant, *location, *on_hand, *allocated))
    }
}

/// What a piece cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitCost {
    /// Of the purchase order.
    pub currency: String,
    /// For one piece.
    pub minor: i64,
    newest: (NaiveDateTime, i64),
}

/// The cost of a piece of each variant, by the newest purchase order up to the end of a day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Costs {
    until: Option<NaiveDateTime>,
    by_variant: BTreeMap<i64, UnitCost>,
}

impl Costs {
    /// What a piece of a variant cost, in a currency.
    pub fn minor(&self, variant: i64, currency: &str) -> Option<i64> {
        self.by_variant.get(&variant).filter(|cost| cost.currency == currency).map(|cost| cost.minor)
    }
}

impl Snapshot {
    /// Carries stock on to the end of a day. Days have to come in order.
    pub async fn carry_stock(&mut self, stock: &mut StockAtDay, day: NaiveDate) -> Result<()> {
        let until = day_end(day);
        let from = stock.until.unwrap_or_default();
        let moved = sqlx::query!(
            "SELECT variant_id, location_id, CAST(SUM(on_hand_delta) AS SIGNED) AS `on_hand!: i64`,
                    CAST(SUM(allocated_delta) AS SIGNED) AS `allocated!: i64`
             FROM stock_movements WHERE moved_at >= ? AND moved_at < ? GROUP BY variant_id, location_id",
            from,
            until
        )
        .fetch_all(&mut self.connection)
        .await?;
        for row in moved {
            let level = stock.levels.entry((row.variant_id, row.location_id)).or_default();
            level.0 += row.on_hand;
            level.1 += row.allocated;
        }
        stock.until = Some(until);
        Ok(())
    }

    /// Carries costs on to the end of a day. Days have to come in order.
    pub async fn carry_costs(&mut self, costs: &mut Costs, day: NaiveDate) -> Result<()> {
        let until = day_end(day);
        let from = costs.until.unwrap_or_default();
        let ordered = sqlx::query!(
            "SELECT l.variant_id, l.unit_cost_minor, p.id, p.currency, p.created_at
             FROM purchase_orders p JOIN purchase_order_lines l ON l.purchase_order_id = p.id
             JOIN (SELECT l2.variant_id, MAX(p2.created_at) AS newest
                   FROM purchase_orders p2 JOIN purchase_order_lines l2 ON l2.purchase_order_id = p2.id
                   WHERE p2.created_at >= ? AND p2.created_at < ? GROUP BY l2.variant_id) n
               ON n.variant_id = l.variant_id AND n.newest = p.created_at",
            from,
            until
        )
        .fetch_all(&mut self.connection)
        .await?;
        for row in ordered {
            let newest = (row.created_at, row.id);
            let known = costs.by_variant.get(&row.variant_id).map(|cost| cost.newest);
            if known.is_none_or(|known| known < newest) {
                let cost = UnitCost { currency: row.currency, minor: row.unit_cost_minor, newest };
                costs.by_variant.insert(row.variant_id, cost);
            }
        }
        costs.until = Some(until);
        Ok(())
    }
}
