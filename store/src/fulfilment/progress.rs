//! How far an order has come, as its customer and as the desk see it.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::fulfilment::{CreditKind, Party, Sent, owed, returnable};
use domain::ids::OrderId;
use domain::orders::{OrderEventKind, OrderNumber};
use sqlx::MySqlConnection;

use super::invoice::invoice_number;
use super::promised::promises_for;
use super::returns_read::returns_of;
use super::rows::{LineRow, OrderRow, parse_state, read_lines, read_order};
use super::shipments::shipments_of;
use super::views::{Credit, DeskOrder, LineView, OrderEvent, OrderProgress, Payment};
use crate::{Error, Result, Store};

/// Code of a location, bin, pieces.
type Places = Vec<(String, String, u32)>;

impl Store {
    /// An order's progress as its customer sees it. Whoever calls this has made sure that it may be shown.
    #[tracing::instrument(name = "db.fulfilment.order_progress", skip(self, now))]
    pub async fn order_progress(&self, number: &OrderNumber, now: DateTime<Utc>) -> Result<Option<OrderProgress>> {
        let mut connection = self.database.acquire().await?;
        let Some(order) = read_order(&mut connection, number).await? else { return Ok(None) };
        progress(&mut connection, &order, Party::Customer, now).await.map(Some)
    }

    /// An order as the desk sees it.
    #[tracing::instrument(name = "db.fulfilment.desk_order", skip(self, now))]
    pub async fn desk_order(&self, number: &OrderNumber, now: DateTime<Utc>) -> Result<Option<DeskOrder>> {
        let Some(order) = self.order(number).await? else { return Ok(None) };
        let mut connection = self.database.acquire().await?;
        let Some(row) = read_order(&mut connection, number).await? else { return Ok(None) };
        let payments = sqlx::query!(
            "SELECT amount_minor, reference, received_at FROM payments WHERE order_id = ? ORDER BY id",
            row.id.0
        )
        .fetch_all(&mut *connection)
        .await?;
        Ok(Some(DeskOrder {
            progress: progress(&mut connection, &row, Party::Staff, now).await?,
            payments: payments
                .into_iter()
                .map(|payment| Payment {
                    amount: row.money(payment.amount_minor),
                    reference: payment.reference,
                    received_at: payment.received_at.and_utc(),
                })
                .collect(),
            waits_for: if row.is_approved { Vec::new() } else { super::money::waits_for(&row) },
            approved_at: order.approved_at,
            certification: order.certification.clone(),
            terms_days: order.terms_days,
            order,
        }))
    }
}

async fn progress(
    connection: &mut MySqlConnection,
    order: &OrderRow,
    by: Party,
    now: DateTime<Utc>,
) -> Result<OrderProgress> {
    let lines = read_lines(connection, order.id).await?;
    Ok(OrderProgress {
        number: order.number.clone(),
        state: order.state,
        placed_at: order.placed_at,
        lines: line_views(connection, order, &lines, by, now).await?,
        shipments: shipments_of(connection, order.id).await?,
        events: events(connection, order.id, by).await?,
        credits: credits(connection, order).await?,
        returns: returns_of(connection, order.id).await?,
        invoice: invoice_number(connection, order.id).await?,
        total: order.money(order.total),
        paid: order.money(order.paid),
        credited: order.money(order.credited),
        owed: order.money(owed(order.total, order.credited, order.paid)),
    })
}

async fn line_views(
    connection: &mut MySqlConnection,
    order: &OrderRow,
    lines: &[LineRow],
    by: Party,
    now: DateTime<Utc>,
) -> Result<Vec<LineView>> {
    let waiting: Vec<_> = lines.iter().filter(|line| line.standing.backordered > 0).map(|line| line.variant).collect();
    let promised = promises_for(connection, &waiting).await?;
    let sent = sent(connection, order.id).await?;
    let mut places = if by == Party::Staff { places(connection, order.id).await? } else { HashMap::new() };
    Ok(lines
        .iter()
        .map(|line| {
            let standing = line.standing;
            let sent = sent.get(&line.line_no).map_or(&[][..], Vec::as_slice);
            let back = line.returned + line.coming_back;
            LineView {
                line_no: line.line_no,
                sku: line.sku.clone(),
                name: line.name.clone(),
                kind: line.kind,
                hazard_class: line.hazard_class,
                unit_price: order.money(line.unit_price),
                total: order.money(line.total),
                quantity: standing.quantity,
                cancelled: standing.cancelled,
                backordered: standing.backordered,
                loose: standing.loose(),
                in_parcels: standing.in_open_parcels + standing.in_closed_parcels,
                shipped: standing.shipped,
                returned: line.returned,
                promised_for: promised.get(&(order.id, line.line_no)).and_then(|promise| promise.date),
                cancellable: standing.cancellable(by),
                returnable: returnable(line.kind, line.hazard_class, sent, back, by, now),
                allocations: places.remove(&line.line_no).unwrap_or_default(),
            }
        })
        .collect())
}

/// The pieces of each line that have left, with the moment they arrived or else left.
pub(super) async fn sent(connection: &mut MySqlConnection, order: OrderId) -> Result<HashMap<u32, Vec<Sent>>> {
    let rows = sqlx::query!(
        "SELECT c.line_no, c.quantity, COALESCE(s.delivered_at, s.shipped_at, s.created_at) AS `at!: chrono::NaiveDateTime`
         FROM shipment_lines c JOIN shipments s ON s.id = c.shipment_id
         WHERE c.order_id = ? AND s.state IN ('shipped', 'delivered')",
        order.0
    )
    .fetch_all(connection)
    .await?;
    let mut sent: HashMap<u32, Vec<Sent>> = HashMap::new();
    for row in rows {
        sent.entry(row.line_no).or_default().push(Sent { pieces: row.quantity, at: row.at.and_utc() });
    }
    Ok(sent)
}

/// Where the pieces of each line lie reserved.
async fn places(connection: &mut MySqlConnection, order: OrderId) -> Result<HashMap<u32, Places>> {
    let rows = sqlx::query!(
        "SELECT a.line_no, s.code, t.bin, a.quantity
         FROM allocations a
         JOIN order_lines l ON l.order_id = a.order_id AND l.line_no = a.line_no
         JOIN stock_locations s ON s.id = a.location_id
         JOIN stock_levels t ON t.variant_id = l.variant_id AND t.location_id = a.location_id
         WHERE a.order_id = ? ORDER BY a.line_no, s.code",
        order.0
    )
    .fetch_all(connection)
    .await?;
    let mut places: HashMap<u32, Places> = HashMap::new();
    for row in rows {
        places.entry(row.line_no).or_default().push((row.code, row.bin, row.quantity));
    }
    Ok(places)
}

/// An order's history. Customers are told neither remarks nor what went wrong in the house.
async fn events(connection: &mut MySqlConnection, order: OrderId, by: Party) -> Result<Vec<OrderEvent>> {
    let rows = sqlx::query!(
        "SELECT kind, state, detail, actor, happened_at FROM order_events WHERE order_id = ? ORDER BY id",
        order.0
    )
    .fetch_all(connection)
    .await?;
    let mut events = Vec::with_capacity(rows.len());
    for row in rows {
        let kind = OrderEventKind::parse(&row.kind).ok_or_else(|| Error::inconsistent("order event", &row.kind))?;
        let mut event = OrderEvent {
            kind,
            state: parse_state(&row.state)?,
            detail: row.detail,
            actor: row.actor,
            happened_at: row.happened_at.and_utc(),
        };
        if by == Party::Customer {
            match kind {
                OrderEventKind::Note => continue,
                OrderEventKind::Approved
                | OrderEventKind::PickingStarted
                | OrderEventKind::Picked
                | OrderEventKind::Packed => event.detail.clear(),
                _ => {}
            }
            event.actor.clear();
        }
        events.push(event);
    }
    Ok(events)
}

async fn credits(connection: &mut MySqlConnection, order: &OrderRow) -> Result<Vec<Credit>> {
    let rows = sqlx::query!(
        "SELECT kind, amount_minor, reason, credited_at FROM credits WHERE order_id = ? ORDER BY id",
        order.id.0
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Credit {
                kind: CreditKind::parse(&row.kind).ok_or_else(|| Error::inconsistent("credit", &row.kind))?,
                amount: order.money(row.amount_minor),
                reason: row.reason,
                credited_at: row.credited_at.and_utc(),
            })
        })
        .collect()
}
