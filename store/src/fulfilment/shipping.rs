//! Sending parcels, noting that they arrived, and noting that services were done.

use chrono::{DateTime, Utc};
use domain::accounts::Actor;
use domain::catalog::ProductKind;
use domain::fulfilment::{Refusal, ShipmentNumber, ShipmentState};
use domain::ids::OrderId;
use domain::inventory::StockMovementKind;
use domain::mail::Letter;
use domain::orders::{OrderEventKind, OrderNumber, OrderState};
use serde_json::json;
use sqlx::MySqlConnection;

use super::FulfilmentError;
use super::error::Done;
use super::invoice::issue_invoice;
use super::pieces::take_allocation;
use super::rows::{
    bits, expect_state, lock_levels_of, lock_order, lock_shipment, order_id, order_of_shipment, read_lines,
};
use super::seams::{audited, letter, letter_line, tell};
use crate::database::{retrying, spread};
use crate::inventory::{Movement, record, send_off};
use crate::orders::settle_state;
use crate::{Error, Result, Store};

impl Store {
    /// Sends a closed parcel: its pieces leave stock, the customer hears of it, and the order has its invoice.
    #[tracing::instrument(name = "db.fulfilment.ship", skip(self, actor, now))]
    pub async fn ship(
        &self,
        shipment: &ShipmentNumber,
        carrier: &str,
        tracking: &str,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<OrderState, FulfilmentError> {
        let (carrier, tracking) = (carrier.trim(), tracking.trim());
        if carrier.is_empty() || carrier.chars().count() > 40 {
            return Err(Refusal::Field("Name the carrier, in at most 40 characters.").into());
        }
        if tracking.chars().count() > 80 {
            return Err(Refusal::Field("A tracking number has at most 80 characters.").into());
        }
        retrying(spread(now), || self.try_ship(shipment, carrier, tracking, actor, now)).await
    }

    async fn try_ship(
        &self,
        number: &ShipmentNumber,
        carrier: &str,
        tracking: &str,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Done<OrderState> {
        let mut transaction = self.database.begin().await?;
        let id = order_of_shipment(&mut transaction, number).await?;
        lock_levels_of(&mut transaction, id).await?;
        let order = lock_order(&mut transaction, id).await?;
        let shipment = lock_shipment(&mut transaction, number).await?;
        expect_state(&shipment, ShipmentState::Shipped)?;
        let location = shipment.location.ok_or_else(|| Error::inconsistent("parcel without location", number))?;
        for line in &shipment.lines {
            send_off(&mut transaction, line.variant, location, line.quantity).await?;
            take_allocation(&mut transaction, id, line.line_no, location, line.quantity).await?;
            add_shipped(&mut transaction, id, line.line_no, line.quantity).await?;
            let pieces = i64::from(line.quantity);
            let movement = Movement {
                variant: line.variant,
                location,
                kind: StockMovementKind::Sale,
                on_hand_delta: -pieces,
                allocated_delta: -pieces,
                order_line: Some((id, line.line_no)),
                reason: number.as_str(),
            };
            record(&mut transaction, &movement, now).await?;
        }
        sqlx::query!(
            "UPDATE shipments SET state = 'shipped', carrier = ?, tracking = ?, shipped_at = ? WHERE id = ?",
            carrier,
            tracking,
            now.naive_utc(),
            shipment.id.0
        )
        .execute(&mut *transaction)
        .await?;
        let detail = format!("{number}, {carrier} {tracking}");
        let state = settle_state(&mut transaction, id, OrderEventKind::Shipped, detail.trim(), actor, now).await?;
        let lines = shipment.lines.iter().map(|line| letter_line(&line.sku, &line.name, line.quantity, None)).collect();
        let parcel = Letter::OrderShipped {
            order: letter(&order, lines, now),
            carrier: carrier.to_owned(),
            tracking: tracking.to_owned(),
            still_to_come: still_to_come(&mut transaction, id).await?,
        };
        tell(&mut transaction, &format!("order.shipped:{number}"), &order, &parcel, now).await?;
        let after = json!({ "order": order.number.as_str(), "carrier": carrier, "tracking": tracking });
        audited(&mut transaction, actor, "shipment.ship", number.as_str(), None, Some(&after), now).await?;
        issue_invoice(&mut transaction, id, now).await?;
        transaction.commit().await?;
        tracing::info!(shipment = %number, order = %order.number, "parcel sent");
        Ok(state)
    }

    /// Notes that a parcel arrived.
    #[tracing::instrument(name = "db.fulfilment.deliver", skip(self, actor, now))]
    pub async fn deliver(
        &self,
        shipment: &ShipmentNumber,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<OrderState, FulfilmentError> {
        retrying(spread(now), || self.try_deliver(shipment, actor, now)).await
    }

    async fn try_deliver(&self, number: &ShipmentNumber, actor: &Actor, now: DateTime<Utc>) -> Done<OrderState> {
        let mut transaction = self.database.begin().await?;
        let id = order_of_shipment(&mut transaction, number).await?;
        lock_order(&mut transaction, id).await?;
        let shipment = lock_shipment(&mut transaction, number).await?;
        expect_state(&shipment, ShipmentState::Delivered)?;
        let state = set_delivered(&mut transaction, id, number, actor, now).await?;
        audited(&mut transaction, actor, "shipment.deliver", number.as_str(), None, None, now).await?;
        transaction.commit().await?;
        Ok(state)
    }

    /// Notes that services of a line were done: they are sent and delivered at once, from nowhere.
    #[tracing::instrument(name = "db.fulfilment.do_service", skip(self, random, actor, now))]
    pub async fn do_service(
        &self,
        number: &OrderNumber,
        line_no: u32,
        quantity: u32,
        random: u64,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<OrderState, FulfilmentError> {
        retrying(spread(now), || self.try_do_service(number, (line_no, quantity), random, actor, now)).await
    }

    async fn try_do_service(
        &self,
        number: &OrderNumber,
        (line_no, quantity): (u32, u32),
        random: u64,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Done<OrderState> {
        let mut transaction = self.database.begin().await?;
        let id = order_id(&mut transaction, number).await?;
        let order = lock_order(&mut transaction, id).await?;
        if !order.is_approved {
            return Err(Refusal::NotApproved(order.state).into());
        }
        let lines = read_lines(&mut transaction, id).await?;
        let line = lines.iter().find(|line| line.line_no == line_no && line.kind == ProductKind::Service);
        let line = line.ok_or(Refusal::NoSuchLine(line_no))?;
        let possible = line.standing.loose();
        if quantity == 0 {
            return Err(Refusal::Nothing.into());
        }
        if quantity > possible {
            return Err(Refusal::TooMany { line_no, count: quantity, possible }.into());
        }
        let shipment = ShipmentNumber::from_random(bits(random, 0));
        let at = now.naive_utc();
        let inserted = sqlx::query!(
            "INSERT INTO shipments (shipment_number, order_id, location_id, state, carrier, tracking, created_at, picked_at, packed_at, shipped_at)
             VALUES (?, ?, NULL, 'shipped', '', '', ?, ?, ?, ?)",
            shipment.as_str(),
            id.0,
            at,
            at,
            at,
            at
        )
        .execute(&mut *transaction)
        .await?
        .last_insert_id();
        sqlx::query!(
            "INSERT INTO shipment_lines (shipment_id, order_id, line_no, quantity, scanned) VALUES (?, ?, ?, ?, ?)",
            inserted,
            id.0,
            line_no,
            quantity,
            quantity
        )
        .execute(&mut *transaction)
        .await?;
        add_shipped(&mut transaction, id, line_no, quantity).await?;
        let detail = format!("{quantity} × {}", line.sku);
        settle_state(&mut transaction, id, OrderEventKind::Shipped, &detail, actor, now).await?;
        let state = set_delivered(&mut transaction, id, &shipment, actor, now).await?;
        let after = json!({ "line": line_no, "done": quantity });
        audited(&mut transaction, actor, "order.service", number.as_str(), None, Some(&after), now).await?;
        issue_invoice(&mut transaction, id, now).await?;
        transaction.commit().await?;
        Ok(state)
    }
}

async fn set_delivered(
    connection: &mut MySqlConnection,
    order: OrderId,
    shipment: &ShipmentNumber,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<OrderState> {
    sqlx::query!(
        "UPDATE shipments SET state = 'delivered', delivered_at = ? WHERE shipment_number = ?",
        now.naive_utc(),
        shipment.as_str()
    )
    .execute(&mut *connection)
    .await?;
    settle_state(connection, order, OrderEventKind::Delivered, shipment.as_str(), actor, now).await
}

async fn add_shipped(connection: &mut MySqlConnection, order: OrderId, line_no: u32, quantity: u32) -> Result<()> {
    sqlx::query!(
        "UPDATE order_lines SET shipped = shipped + ? WHERE order_id = ? AND line_no = ?",
        quantity,
        order.0,
        line_no
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// What of an order has not left, in a sentence; empty when this was all.
async fn still_to_come(connection: &mut MySqlConnection, order: OrderId) -> Result<String> {
    let left: u32 = read_lines(connection, order)
        .await?
        .iter()
        .map(|line| line.standing.quantity - line.standing.cancelled - line.standing.shipped)
        .sum();
    Ok(match left {
        0 => String::new(),
        1 => "1 piece follows.".to_owned(),
        _ => format!("{left} pieces follow."),
    })
}
