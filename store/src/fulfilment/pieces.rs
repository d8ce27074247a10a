//! Pieces promised to order lines: noting, giving up, and serving those who wait.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::accounts::Actor;
use domain::ids::{OrderId, StockLocationId, VariantId};
use domain::inventory::{self, StockMovementKind};
use domain::mail::Letter;
use domain::orders::{OrderEventKind, OrderNumber};
use sqlx::MySqlConnection;

use super::rows::lock_order;
use super::seams::{letter, letter_line, tell};
use crate::inventory::{Movement, allocate, lock_levels, record};
use crate::orders::{add_allocation, settle_state};
use crate::{Error, Result};

/// Takes pieces out of what is promised to a line at a location: they are sent or given up.
pub(super) async fn take_allocation(
    connection: &mut MySqlConnection,
    order: OrderId,
    line_no: u32,
    location: StockLocationId,
    quantity: u32,
) -> Result<()> {
    let lowered = sqlx::query!(
        "UPDATE allocations SET quantity = quantity - ? WHERE order_id = ? AND line_no = ? AND location_id = ? AND quantity > ?",
        quantity, order.0, line_no, location.0, quantity
    )
    .execute(&mut *connection)
    .await?;
    if lowered.rows_affected() == 1 {
        return Ok(());
    }
    let deleted = sqlx::query!(
        "DELETE FROM allocations WHERE order_id = ? AND line_no = ? AND location_id = ? AND quantity = ?",
        order.0,
        line_no,
        location.0,
        quantity
    )
    .execute(connection)
    .await?;
    if deleted.rows_affected() == 1 {
        Ok(())
    } else {
        Err(Error::inconsistent("pieces taken that were not promised", (order, line_no, location, quantity)))
    }
}

/// Pieces of an order that lie promised at a location and are in no parcel.
pub(super) struct Loose {
    pub(super) line_no: u32,
    pub(super) location: StockLocationId,
    pub(super) quantity: u32,
}

/// What of an order lies promised and is in no parcel, by line and location.
pub(super) async fn loose_pieces(connection: &mut MySqlConnection, order: OrderId) -> Result<Vec<Loose>> {
    let rows = sqlx::query!(
        "SELECT a.line_no, a.location_id, a.quantity,
                CAST((SELECT COALESCE(SUM(c.quantity), 0) FROM shipment_lines c JOIN shipments s ON s.id = c.shipment_id
                      WHERE c.order_id = a.order_id AND c.line_no = a.line_no AND s.location_id = a.location_id
                        AND s.state IN ('picking', 'picked', 'packed')) AS UNSIGNED) AS `in_parcels!: u32`
         FROM allocations a WHERE a.order_id = ? ORDER BY a.line_no, a.location_id",
        order.0
    )
    .fetch_all(connection)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Loose {
            line_no: row.line_no,
            location: StockLocationId(row.location_id),
            quantity: row.quantity.saturating_sub(row.in_parcels),
        })
        .filter(|loose| loose.quantity > 0)
        .collect())
}

/// Gives available pieces of a variant to the lines that wait for them, the oldest order first. Its stock levels are
/// locked. Answers the orders that got any.
pub(crate) async fn serve_waiting(
    connection: &mut MySqlConnection,
    variant: VariantId,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<Vec<OrderNumber>> {
    let mut levels = lock_levels(connection, variant).await?;
    let mut available: u32 = levels.iter().map(inventory::StockLevel::available).sum();
    if available == 0 {
        return Ok(Vec::new());
    }
    let waiting = sqlx::query!(
        "SELECT order_id, line_no, backordered, sku, name FROM order_lines WHERE variant_id = ? AND backordered > 0 ORDER BY order_id, line_no",
        variant.0
    )
    .fetch_all(&mut *connection)
    .await?;
    let mut served = BTreeMap::new();
    for line in waiting {
        let pieces = line.backordered.min(available);
        if pieces == 0 {
            break;
        }
        let order = OrderId(line.order_id);
        let row = lock_order(connection, order).await?;
        let taken = inventory::allocate(&levels, pieces)
            .map_err(|error| Error::inconsistent("pieces for a backorder", error))?;
        for (location, quantity) in taken {
            if !allocate(connection, variant, location, quantity).await? {
                return Err(Error::inconsistent("stock level under lock", (variant, location)));
            }
            add_allocation(connection, order, line.line_no, location, quantity).await?;
            let movement = Movement {
                variant,
                location,
                kind: StockMovementKind::Allocation,
                on_hand_delta: 0,
                allocated_delta: i64::from(quantity),
                order_line: Some((order, line.line_no)),
                reason: "backorder filled",
            };
            record(connection, &movement, now).await?;
            for level in levels.iter_mut().filter(|level| level.location == location) {
                level.allocated += quantity;
            }
        }
        available -= pieces;
        sqlx::query!(
            "UPDATE order_lines SET backordered = backordered - ? WHERE order_id = ? AND line_no = ?",
            pieces,
            order.0,
            line.line_no
        )
        .execute(&mut *connection)
        .await?;
        let detail = format!("{pieces} × {}", line.sku);
        settle_state(connection, order, OrderEventKind::BackorderFilled, &detail, actor, now).await?;
        let lines = vec![letter_line(&line.sku, &line.name, pieces, None)];
        let cause = format!("order.backorder:{}:{}:{}", row.number, line.sku, now.timestamp_micros());
        tell(connection, &cause, &row, &Letter::BackorderReady { order: letter(&row, lines, now) }, now).await?;
        served.insert(order, row.number);
    }
    Ok(served.into_values().collect())
}
