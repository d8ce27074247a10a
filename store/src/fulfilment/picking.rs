//! Fetching pieces: parcels are made up of what lies reserved at one location.

use chrono::{DateTime, Utc};
use domain::accounts::Actor;
use domain::fulfilment::{Refusal, ShipmentNumber, ShipmentState};
use domain::ids::{OrderId, StockLocationId};
use domain::orders::{OrderEventKind, OrderNumber};
use serde_json::json;
use sqlx::MySqlConnection;

use super::FulfilmentError;
use super::error::Done;
use super::pieces::loose_pieces;
use super::rows::{bits, expect_state, location_by_code, lock_order, lock_shipment, order_id, order_of_shipment};
use super::seams::audited;
use super::views::ShortPick;
use crate::database::{retrying, spread};
use crate::orders::settle_state;
use crate::{Result, Store};

/// Most orders that are picked in one go.
const MAX_BATCH: u32 = 100;

impl Store {
    /// Begins to pick these orders at a location: a parcel for each, of all reserved pieces there that are in none.
    /// Orders that have none there are left out.
    #[tracing::instrument(name = "db.fulfilment.start_picking", skip(self, orders, random, actor, now))]
    pub async fn start_picking(
        &self,
        orders: &[OrderNumber],
        location: &str,
        random: u64,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<Vec<ShipmentNumber>, FulfilmentError> {
        retrying(spread(now), || async {
            let mut transaction = self.database.begin().await?;
            let mut ids = Vec::new();
            for number in orders {
                ids.push(order_id(&mut transaction, number).await?);
            }
            let location = location_by_code(&mut transaction, location).await?;
            let started = pick(&mut transaction, ids, location, random, actor, now).await?;
            transaction.commit().await?;
            Ok(started)
        })
        .await
    }

    /// Begins to pick the oldest orders with reserved pieces at a location, `count` of them at most.
    #[tracing::instrument(name = "db.fulfilment.start_picking_next", skip(self, random, actor, now))]
    pub async fn start_picking_next(
        &self,
        count: u32,
        location: &str,
        random: u64,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<Vec<ShipmentNumber>, FulfilmentError> {
        retrying(spread(now), || async {
            let mut transaction = self.database.begin().await?;
            let location = location_by_code(&mut transaction, location).await?;
            let ids = sqlx::query_scalar!(
                "SELECT DISTINCT o.id FROM orders o JOIN allocations a ON a.order_id = o.id
                 WHERE o.approved_at IS NOT NULL AND a.location_id = ?
                   AND a.quantity > (SELECT COALESCE(SUM(c.quantity), 0) FROM shipment_lines c JOIN shipments s ON s.id = c.shipment_id
                                     WHERE c.order_id = a.order_id AND c.line_no = a.line_no AND s.location_id = a.location_id
                                       AND s.state IN ('picking', 'picked', 'packed'))
                 ORDER BY o.id LIMIT ?",
                location.0,
                count.min(MAX_BATCH)
            )
            .fetch_all(&mut *transaction)
            .await?;
            let ids = ids.into_iter().map(OrderId).collect();
            let started = pick(&mut transaction, ids, location, random, actor, now).await?;
            transaction.commit().await?;
            Ok(started)
        })
        .await
    }

    /// Says what was fetched, line by line; lines that are not named were fetched whole. What is missing stays
    /// reserved for the order, but leaves the parcel; a parcel without pieces is gone.
    #[tracing::instrument(name = "db.fulfilment.confirm_picked", skip(self, counts, actor, now))]
    pub async fn confirm_picked(
        &self,
        shipment: &ShipmentNumber,
        counts: &[(u32, u32)],
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<Vec<ShortPick>, FulfilmentError> {
        retrying(spread(now), || self.try_confirm_picked(shipment, counts, actor, now)).await
    }

    async fn try_confirm_picked(
        &self,
        number: &ShipmentNumber,
        counts: &[(u32, u32)],
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Done<Vec<ShortPick>> {
        let mut transaction = self.database.begin().await?;
        let id = order_of_shipment(&mut transaction, number).await?;
        let order = lock_order(&mut transaction, id).await?;
        let shipment = lock_shipment(&mut transaction, number).await?;
        expect_state(&shipment, ShipmentState::Picked)?;
        if let Some((line_no, _)) = counts.iter().find(|(no, _)| !shipment.lines.iter().any(|line| line.line_no == *no))
        {
            return Err(Refusal::NoSuchLine(*line_no).into());
        }
        let mut short = Vec::new();
        let mut fetched = 0;
        for line in &shipment.lines {
            let count = counts.iter().find(|(no, _)| *no == line.line_no).map_or(line.quantity, |(_, count)| *count);
            if count > line.quantity {
                return Err(Refusal::TooMany { line_no: line.line_no, count, possible: line.quantity }.into());
            }
            fetched += count;
            if count < line.quantity {
                lower_line(&mut transaction, shipment.id.0, line.line_no, count).await?;
                short.push(ShortPick {
                    line_no: line.line_no,
                    sku: line.sku.clone(),
                    location: shipment.location_code.clone(),
                    missing: line.quantity - count,
                });
            }
        }
        if fetched == 0 {
            sqlx::query!("DELETE FROM shipments WHERE id = ?", shipment.id.0).execute(&mut *transaction).await?;
        } else {
            sqlx::query!(
                "UPDATE shipments SET state = 'picked', picked_at = ? WHERE id = ?",
                now.naive_utc(),
                shipment.id.0
            )
            .execute(&mut *transaction)
            .await?;
        }
        let missing: Vec<_> = short.iter().map(|short| format!("{} × {} missing", short.missing, short.sku)).collect();
        let detail = std::iter::once(number.to_string()).chain(missing).collect::<Vec<_>>().join(", ");
        settle_state(&mut transaction, order.id, OrderEventKind::Picked, &detail, actor, now).await?;
        let after = json!({ "picked": detail });
        audited(&mut transaction, actor, "shipment.picked", number.as_str(), None, Some(&after), now).await?;
        transaction.commit().await?;
        Ok(short)
    }
}

/// Makes parcels of what lies reserved at a location, an order each.
async fn pick(
    connection: &mut MySqlConnection,
    mut orders: Vec<OrderId>,
    location: StockLocationId,
    random: u64,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Done<Vec<ShipmentNumber>> {
    orders.sort_unstable();
    orders.dedup();
    let mut started = Vec::new();
    for (nth, id) in (0..).zip(orders) {
        let order = lock_order(connection, id).await?;
        if !order.is_approved {
            return Err(Refusal::NotApproved(order.state).into());
        }
        let loose = loose_pieces(connection, id).await?;
        let here: Vec<_> = loose.iter().filter(|loose| loose.location == location).collect();
        if here.is_empty() {
            continue;
        }
        let number = ShipmentNumber::from_random(bits(random, nth));
        let shipment = sqlx::query!(
            "INSERT INTO shipments (shipment_number, order_id, location_id, state, carrier, tracking, created_at) VALUES (?, ?, ?, 'picking', '', '', ?)",
            number.as_str(),
            id.0,
            location.0,
            now.naive_utc()
        )
        .execute(&mut *connection)
        .await?
        .last_insert_id();
        let mut pieces = 0;
        for loose in here {
            pieces += loose.quantity;
            sqlx::query!(
                "INSERT INTO shipment_lines (shipment_id, order_id, line_no, quantity, scanned) VALUES (?, ?, ?, ?, 0)",
                shipment,
                id.0,
                loose.line_no,
                loose.quantity
            )
            .execute(&mut *connection)
            .await?;
        }
        settle_state(connection, id, OrderEventKind::PickingStarted, number.as_str(), actor, now).await?;
        let after = json!({ "order": order.number.as_str(), "pieces": pieces });
        audited(connection, actor, "shipment.pick", number.as_str(), None, Some(&after), now).await?;
        started.push(number);
    }
    Ok(started)
}

/// Lowers the pieces of a line in a parcel that is not closed; none left is no line.
pub(super) async fn lower_line(
    connection: &mut MySqlConnection,
    shipment: i64,
    line_no: u32,
    quantity: u32,
) -> Result<()> {
    if quantity == 0 {
        sqlx::query!("DELETE FROM shipment_lines WHERE shipment_id = ? AND line_no = ?", shipment, line_no)
            .execute(connection)
            .await?;
    } else {
        // `scanned` first: assignments are made from left to right, and each row is checked as a whole.
        sqlx::query!(
            "UPDATE shipment_lines SET scanned = LEAST(scanned, ?), quantity = ? WHERE shipment_id = ? AND line_no = ?",
            quantity,
            quantity,
            shipment,
            line_no
        )
        .execute(connection)
        .await?;
    }
    Ok(())
}
