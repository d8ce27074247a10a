//! Holds: pieces kept for a checkout until they expire. Rows of `stock_holds` change only while the levels
//! of their variant are locked, together with `stock_levels.held`, so that their sums agree always. Whoever
//! needs the stock takes what has expired over at once; a job releases the rest.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::ids::{Sku, StockLocationId, VariantId};
use domain::inventory;
use sqlx::MySqlConnection;

use super::lock_levels;
use crate::catalog::{note_stock, parse_sku};
use crate::error::is_lock_conflict;
use crate::{Error, Result, Store};

/// What a cart holds of a variant.
pub(crate) struct Held {
    pub(crate) variant: VariantId,
    pub(crate) quantity: u32,
    /// When the first of it expires.
    pub(crate) expires_at: DateTime<Utc>,
}

impl Store {
    /// Gives back holds that have expired, of at most `limit` variants; answers of how many it did. Each
    /// variant is a transaction of its own, so that no sale waits for long.
    #[tracing::instrument(name = "db.inventory.release_expired_holds", skip_all)]
    pub async fn release_expired_holds(&self, now: DateTime<Utc>, limit: u32) -> Result<u32> {
        let variants = sqlx::query_scalar!(
            "SELECT DISTINCT variant_id FROM stock_holds WHERE expires_at <= ? ORDER BY variant_id LIMIT ?",
            now.naive_utc(),
            limit
        )
        .fetch_all(&self.database)
        .await?;
        let mut released = 0;
        for variant in variants {
            match self.release_expired(VariantId(variant), now).await {
                // Somebody is buying it; the next round has it.
                Err(Error::Database(error)) if is_lock_conflict(&error) => {}
                result => released += u32::from(result?),
            }
        }
        Ok(released)
    }

    async fn release_expired(&self, variant: VariantId, now: DateTime<Utc>) -> Result<bool> {
        let mut transaction = self.database.begin().await?;
        lock_levels(&mut transaction, variant).await?;
        let any = free_expired(&mut transaction, variant, now).await?;
        if any {
            note_stock(&mut transaction, &[variant.0]).await?;
        }
        transaction.commit().await?;
        Ok(any)
    }
}

/// Everything a cart holds, in SKU order.
pub(crate) async fn held_by(connection: &mut MySqlConnection, cart: i64) -> Result<BTreeMap<Sku, Held>> {
    let rows = sqlx::query!(
        "SELECT v.sku, h.variant_id, CAST(SUM(h.quantity) AS UNSIGNED) AS `quantity!: u32`, MIN(h.expires_at) AS `expires_at!`
         FROM stock_holds h JOIN variants v ON v.id = h.variant_id WHERE h.cart_id = ? GROUP BY h.variant_id, v.sku",
        cart
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| {
            let held = Held {
                variant: VariantId(row.variant_id),
                quantity: row.quantity,
                expires_at: row.expires_at.and_utc(),
            };
            Ok((parse_sku(&row.sku)?, held))
        })
        .collect()
}

/// What a cart holds of a variant, by location.
pub(crate) async fn own_holds(
    connection: &mut MySqlConnection,
    cart: i64,
    variant: VariantId,
) -> Result<Vec<(StockLocationId, u32)>> {
    let rows = sqlx::query!(
        "SELECT location_id, quantity FROM stock_holds WHERE cart_id = ? AND variant_id = ? ORDER BY location_id",
        cart,
        variant.0
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|row| (StockLocationId(row.location_id), row.quantity)).collect())
}

/// Makes what a cart holds of a variant `wanted` pieces, or as many as there are, until `until`. Expired
/// holds of others are taken over when need be. Answers whether the stock of others changed by it. Callers
/// go through variants in SKU order.
pub(crate) async fn adjust_hold(
    connection: &mut MySqlConnection,
    cart: i64,
    variant: VariantId,
    wanted: u32,
    (now, until): (DateTime<Utc>, DateTime<Utc>),
) -> Result<bool> {
    let levels = lock_levels(connection, variant).await?;
    let own = own_holds(connection, cart, variant).await?;
    let mut target = inventory::hold(&levels, &own, wanted);
    let pieces = |held: &[(StockLocationId, u32)]| held.iter().map(|hold| hold.1).sum::<u32>();
    if pieces(&target) < wanted && free_expired_of_others(connection, variant, Some(cart), now).await? {
        target = inventory::hold(&lock_levels(connection, variant).await?, &own, wanted);
    }
    set_holds(connection, cart, variant, &own, &target, until).await?;
    Ok(target != own)
}

/// Lets a cart keep at most `most` pieces of a variant; answers whether that gave any back.
pub(crate) async fn shrink_hold(
    connection: &mut MySqlConnection,
    cart: i64,
    variant: VariantId,
    most: u32,
) -> Result<bool> {
    if own_holds(connection, cart, variant).await?.iter().map(|hold| hold.1).sum::<u32>() <= most {
        return Ok(false);
    }
    lock_levels(connection, variant).await?;
    let mut rest = most;
    for (location, held) in own_holds(connection, cart, variant).await? {
        let keep = rest.min(held);
        rest -= keep;
        give_back(connection, variant, location, held - keep).await?;
        write_hold(connection, cart, variant, location, keep, None).await?;
    }
    Ok(true)
}

/// Gives back what a cart holds of a variant whose levels are locked, and answers it by location.
pub(crate) async fn release_own(
    connection: &mut MySqlConnection,
    cart: i64,
    variant: VariantId,
) -> Result<Vec<(StockLocationId, u32)>> {
    let own = own_holds(connection, cart, variant).await?;
    for (location, quantity) in &own {
        give_back(connection, variant, *location, *quantity).await?;
    }
    if !own.is_empty() {
        sqlx::query!("DELETE FROM stock_holds WHERE cart_id = ? AND variant_id = ?", cart, variant.0)
            .execute(connection)
            .await?;
    }
    Ok(own)
}

/// Gives back every expired hold on a variant whose levels are locked; answers whether there was one.
pub(crate) async fn free_expired(
    connection: &mut MySqlConnection,
    variant: VariantId,
    now: DateTime<Utc>,
) -> Result<bool> {
    free_expired_of_others(connection, variant, None, now).await
}

async fn free_expired_of_others(
    connection: &mut MySqlConnection,
    variant: VariantId,
    own: Option<i64>,
    now: DateTime<Utc>,
) -> Result<bool> {
    // Locked, since a checkout may renew them while this looks. Carts have ids from 1 on.
    let expired = sqlx::query!(
        "SELECT cart_id, location_id, quantity FROM stock_holds WHERE variant_id = ? AND expires_at <= ? AND cart_id <> ? FOR UPDATE",
        variant.0,
        now.naive_utc(),
        own.unwrap_or_default()
    )
    .fetch_all(&mut *connection)
    .await?;
    for hold in &expired {
        give_back(connection, variant, StockLocationId(hold.location_id), hold.quantity).await?;
        sqlx::query!(
            "DELETE FROM stock_holds WHERE cart_id = ? AND variant_id = ? AND location_id = ?",
            hold.cart_id,
            variant.0,
            hold.location_id
        )
        .execute(&mut *connection)
        .await?;
    }
    Ok(!expired.is_empty())
}

async fn set_holds(
    connection: &mut MySqlConnection,
    cart: i64,
    variant: VariantId,
    before: &[(StockLocationId, u32)],
    after: &[(StockLocationId, u32)],
    until: DateTime<Utc>,
) -> Result<()> {
    let at = |holds: &[(StockLocationId, u32)], location| {
        holds.iter().find(|hold| hold.0 == location).map_or(0, |hold| hold.1)
    };
    let gone = before.iter().filter(|hold| at(after, hold.0) == 0).map(|hold| (hold.0, 0));
    for (location, quantity) in after.iter().copied().chain(gone) {
        let known = at(before, location);
        if quantity > known {
            let more = quantity - known;
            let updated = sqlx::query!(
                "UPDATE stock_levels SET held = held + ? WHERE variant_id = ? AND location_id = ? AND on_hand >= allocated + held + ?",
                more, variant.0, location.0, more
            )
            .execute(&mut *connection)
            .await?;
            if updated.rows_affected() != 1 {
                return Err(Error::inconsistent("hold beyond what is there", (variant, location, more)));
            }
        } else {
            give_back(connection, variant, location, known - quantity).await?;
        }
        write_hold(connection, cart, variant, location, quantity, Some(until)).await?;
    }
    Ok(())
}

async fn give_back(
    connection: &mut MySqlConnection,
    variant: VariantId,
    location: StockLocationId,
    quantity: u32,
) -> Result<()> {
    if quantity == 0 {
        return Ok(());
    }
    let updated = sqlx::query!(
        "UPDATE stock_levels SET held = held - ? WHERE variant_id = ? AND location_id = ? AND held >= ?",
        quantity,
        variant.0,
        location.0,
        quantity
    )
    .execute(connection)
    .await?;
    if updated.rows_affected() == 1 {
        Ok(())
    } else {
        Err(Error::inconsistent("hold that its level does not know", (variant, location, quantity)))
    }
}

async fn write_hold(
    connection: &mut MySqlConnection,
    cart: i64,
    variant: VariantId,
    location: StockLocationId,
    quantity: u32,
    until: Option<DateTime<Utc>>,
) -> Result<()> {
    if quantity == 0 {
        sqlx::query!(
            "DELETE FROM stock_holds WHERE cart_id = ? AND variant_id = ? AND location_id = ?",
            cart,
            variant.0,
            location.0
        )
        .execute(connection)
        .await?;
    } else if let Some(until) = until {
        sqlx::query!(
            "INSERT INTO stock_holds (cart_id, variant_id, location_id, quantity, expires_at) VALUES (?, ?, ?, ?, ?)
             ON DUPLICATE KEY UPDATE quantity = VALUES(quantity), expires_at = VALUES(expires_at)",
            cart,
            variant.0,
            location.0,
            quantity,
            until.naive_utc()
        )
        .execute(connection)
        .await?;
    } else {
        sqlx::query!(
            "UPDATE stock_holds SET quantity = ? WHERE cart_id = ? AND variant_id = ? AND location_id = ?",
            quantity,
            cart,
            variant.0,
            location.0
        )
        .execute(connection)
        .await?;
    }
    Ok(())
}
