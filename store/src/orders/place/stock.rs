//! The stock of an order: what its cart held is its own, the rest is taken from what is there, and what is
//! not there from what is on its way.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::cart::{Cart, CartLine};
use domain::catalog::ProductKind;
use domain::ids::{Sku, StockLocationId, VariantId};
use domain::inventory::{self, StockLevel};
use sqlx::MySqlConnection;

use crate::Result;
use crate::inventory::{allocate, free_expired, held_by, incoming, lock_levels, release_own};

/// Pieces for a line.
#[derive(Debug, Clone, Default)]
pub(super) struct Taken {
    /// Promised from what is there.
    pub(super) locations: Vec<(StockLocationId, u32)>,
    /// Promised from what is on its way.
    pub(super) backordered: u32,
}

/// Takes the whole demand of a cart, summed per SKU and in SKU order, and gives back all that the cart held;
/// `None` when any of it cannot be had.
pub(super) async fn take_stock(
    transaction: &mut MySqlConnection,
    cart_id: i64,
    cart: &Cart,
    now: DateTime<Utc>,
) -> Result<Option<BTreeMap<VariantId, Taken>>> {
    let held = held_by(transaction, cart_id).await?;
    let mut demand: BTreeMap<&Sku, (VariantId, u32)> = BTreeMap::new();
    for (sku, held) in &held {
        demand.insert(sku, (held.variant, 0));
    }
    for line in cart.lines.iter().filter(|line| line.kind == ProductKind::Part) {
        let wanted = demand.entry(&line.sku).or_insert((line.variant, 0));
        wanted.1 = wanted.1.saturating_add(line.quantity);
    }
    let mut all = BTreeMap::new();
    for (sku, (variant, quantity)) in demand {
        let mut levels = lock_levels(transaction, variant).await?;
        if held.contains_key(sku) {
            let own = release_own(transaction, cart_id, variant).await?;
            give_back(&mut levels, &own);
        }
        let there = |levels: &[StockLevel]| levels.iter().map(|level| u64::from(level.available())).sum::<u64>();
        if there(&levels) < u64::from(quantity) && free_expired(transaction, variant, now).await? {
            levels = lock_levels(transaction, variant).await?;
        }
        let (now_there, backordered) = match u32::try_from(there(&levels)) {
            Ok(there) if there < quantity => (there, quantity - there),
            _ => (quantity, 0),
        };
        if backordered > 0 && !is_coming(transaction, variant, &levels, backordered).await? {
            return Ok(None);
        }
        let Ok(locations) = inventory::allocate(&levels, now_there) else { return Ok(None) };
        for (location, quantity) in &locations {
            if !allocate(transaction, variant, *location, *quantity).await? {
                return Ok(None);
            }
        }
        all.insert(variant, Taken { locations, backordered });
    }
    Ok(Some(all))
}

/// The pieces of a line out of what was taken. Each variant is one line of a cart.
pub(super) fn taken_by(taken: &mut BTreeMap<VariantId, Taken>, line: &CartLine) -> Taken {
    taken.get_mut(&line.variant).map(std::mem::take).unwrap_or_default()
}

fn give_back(levels: &mut [StockLevel], own: &[(StockLocationId, u32)]) {
    for (location, quantity) in own {
        if let Some(level) = levels.iter_mut().find(|level| level.location == *location) {
            level.held = level.held.saturating_sub(*quantity);
        }
    }
}

/// Whether so many pieces are on their way and promised to nobody. The locked levels keep others from
/// promising them meanwhile; where there are none yet, the variant's incoming lines are locked instead.
async fn is_coming(
    transaction: &mut MySqlConnection,
    variant: VariantId,
    levels: &[StockLevel],
    pieces: u32,
) -> Result<bool> {
    if levels.is_empty() {
        sqlx::query!("SELECT line_no FROM purchase_order_lines WHERE variant_id = ? FOR UPDATE", variant.0)
            .fetch_all(&mut *transaction)
            .await?;
    }
    let coming = incoming(transaction, &[variant]).await?;
    let sum: u64 = coming.values().flatten().map(|incoming| u64::from(incoming.pieces)).sum();
    Ok(sum >= u64::from(pieces))
}
