//! Cancelling orders in whole or in part: pieces go to those who wait for them, then back on sale; money is not asked
//! for any more.

use chrono::{DateTime, Utc};
use domain::accounts::Actor;
use domain::catalog::ProductKind;
use domain::fulfilment::{Cancellation, CreditKind, Party, Refusal, value_of_pieces};
use domain::ids::{OrderId, StockLocationId};
use domain::inventory::StockMovementKind;
use domain::mail::{Letter, Sum};
use domain::orders::{OrderEventKind, OrderNumber, OrderState};
use serde_json::json;
use sqlx::MySqlConnection;

use super::FulfilmentError;
use super::error::Done;
use super::money::{NewCredit, give_credit};
use super::picking::lower_line;
use super::pieces::{loose_pieces, serve_waiting, take_allocation};
use super::rows::{LineRow, lock_levels_of, lock_order, order_id, read_lines};
use super::seams::{audited, letter, letter_line, tell};
use super::views::Cancel;
use crate::catalog::note_stock;
use crate::database::{retrying, spread};
use crate::inventory::{Movement, record, release};
use crate::orders::settle_state;
use crate::{Error, Result, Store};

impl Store {
    /// Cancels an order in whole or in part: customers until somebody goes to fetch the pieces, staff until their
    /// parcel is closed.
    #[tracing::instrument(name = "db.fulfilment.cancel", skip(self, what, reason, actor, now))]
    pub async fn cancel_order(
        &self,
        number: &OrderNumber,
        what: &Cancel,
        reason: &str,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<OrderState, FulfilmentError> {
        retrying(spread(now), || self.try_cancel(number, what, reason.trim(), actor, now)).await
    }

    async fn try_cancel(
        &self,
        number: &OrderNumber,
        what: &Cancel,
        reason: &str,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Done<OrderState> {
        let mut transaction = self.database.begin().await?;
        let id = order_id(&mut transaction, number).await?;
        lock_levels_of(&mut transaction, id).await?;
        let order = lock_order(&mut transaction, id).await?;
        let lines = read_lines(&mut transaction, id).await?;
        let wanted = wanted(&lines, what, Party::of(actor))?;
        let shares = order.shares(&lines);
        let (mut amount, mut letter_lines, mut details, mut freed) = (0, Vec::new(), Vec::new(), Vec::new());
        for (at, pieces, cancellation) in wanted {
            let line = &lines[at];
            amount += value_of_pieces(shares.lines[at], line.standing.quantity, line.credited(), pieces);
            sqlx::query!(
                "UPDATE order_lines SET backordered = backordered - ?, cancelled = cancelled + ? WHERE order_id = ? AND line_no = ?",
                cancellation.backordered, pieces, id.0, line.line_no
            )
            .execute(&mut *transaction)
            .await?;
            if line.kind == ProductKind::Part && cancellation.loose + cancellation.in_open_parcels > 0 {
                give_up(&mut transaction, id, line, cancellation, now).await?;
                freed.push(line.variant);
            }
            letter_lines.push(letter_line(&line.sku, &line.name, pieces, None));
            details.push(format!("{pieces} × {}", line.sku));
        }
        let left: u32 = lines.iter().map(|line| line.standing.quantity - line.standing.cancelled).sum();
        let cancelled: u32 = letter_lines.iter().map(|line| line.quantity).sum();
        if left == cancelled {
            // Nothing was sent and nothing will be.
            amount += shares.delivery;
        }
        let amount = amount.min(order.total - order.credited);
        if amount > 0 {
            let credit = NewCredit { kind: CreditKind::Cancel, amount, return_id: None, reason };
            give_credit(&mut transaction, &order, &credit, actor, now).await?;
        }
        let mut detail = details.join(", ");
        if !reason.is_empty() {
            detail = format!("{detail}: {reason}");
        }
        let state = settle_state(&mut transaction, id, OrderEventKind::Cancelled, &detail, actor, now).await?;
        let mut about = letter(&order, letter_lines, now);
        about.sums.push(Sum { name: "Credited".to_owned(), amount: order.money(amount).to_string() });
        let cause = format!("order.cancelled:{number}:{}", now.timestamp_micros());
        tell(
            &mut transaction,
            &cause,
            &order,
            &Letter::OrderCancelled { order: about, reason: reason.to_owned() },
            now,
        )
        .await?;
        for variant in &freed {
            serve_waiting(&mut transaction, *variant, actor, now).await?;
        }
        let before = json!({ "state": order.state });
        let after = json!({ "state": state, "cancelled": detail, "credited": order.money(amount).to_string() });
        audited(&mut transaction, actor, "order.cancel", number.as_str(), Some(&before), Some(&after), now).await?;
        let ids: Vec<i64> = freed.iter().map(|variant| variant.0).collect();
        note_stock(&mut transaction, &ids).await?;
        transaction.commit().await?;
        tracing::info!(order = %number, %detail, "pieces cancelled");
        Ok(state)
    }
}

/// Which lines lose how many pieces, and from where.
fn wanted(lines: &[LineRow], what: &Cancel, by: Party) -> Result<Vec<(usize, u32, Cancellation)>, Refusal> {
    let mut wanted: Vec<(usize, u32)> = Vec::new();
    if let Cancel::Since { cancelled, .. } = what
        && lines.iter().map(|line| line.standing.cancelled).sum::<u32>() != *cancelled
    {
        return Err(Refusal::WrongState("cancelled in part"));
    }
    match what {
        Cancel::Rest => wanted.extend(lines.iter().map(|line| line.standing.cancellable(by)).enumerate()),
        Cancel::Pieces(pieces) | Cancel::Since { pieces, .. } => {
            for (line_no, count) in pieces {
                let at = lines.iter().position(|line| line.line_no == *line_no);
                let at = at.ok_or(Refusal::NoSuchLine(*line_no))?;
                match wanted.iter_mut().find(|(known, _)| *known == at) {
                    Some((_, sum)) => *sum = sum.saturating_add(*count),
                    None => wanted.push((at, *count)),
                }
            }
        }
    }
    wanted.retain(|(_, count)| *count > 0);
    if wanted.is_empty() {
        return Err(Refusal::Nothing);
    }
    wanted
        .into_iter()
        .map(|(at, count)| {
            let line = &lines[at];
            let possible = line.standing.cancellable(by);
            let refusal = Refusal::TooManyToCancel { line_no: line.line_no, possible };
            line.standing.cancel(count, by).map(|cancellation| (at, count, cancellation)).ok_or(refusal)
        })
        .collect()
}

/// Gives promised pieces of a line up: out of no parcel, and out of parcels that are not closed.
async fn give_up(
    connection: &mut MySqlConnection,
    order: OrderId,
    line: &LineRow,
    cancellation: Cancellation,
    now: DateTime<Utc>,
) -> Result<()> {
    let mut rest = cancellation.loose;
    for loose in loose_pieces(connection, order).await?.iter().filter(|loose| loose.line_no == line.line_no) {
        let pieces = rest.min(loose.quantity);
        if pieces > 0 {
            release_at(connection, order, line, loose.location, pieces, now).await?;
            rest -= pieces;
        }
    }
    if rest > 0 {
        return Err(Error::inconsistent("reserved pieces of a line", (order, line.line_no, rest)));
    }
    let mut rest = cancellation.in_open_parcels;
    if rest == 0 {
        return Ok(());
    }
    let parcels = sqlx::query!(
        "SELECT s.id, s.location_id, c.quantity FROM shipment_lines c JOIN shipments s ON s.id = c.shipment_id
         WHERE c.order_id = ? AND c.line_no = ? AND s.state IN ('picking', 'picked') ORDER BY s.id DESC FOR UPDATE",
        order.0,
        line.line_no
    )
    .fetch_all(&mut *connection)
    .await?;
    for parcel in parcels {
        let pieces = rest.min(parcel.quantity);
        let Some(location) = parcel.location_id.map(StockLocationId) else { continue };
        if pieces == 0 {
            break;
        }
        lower_line(connection, parcel.id, line.line_no, parcel.quantity - pieces).await?;
        sqlx::query!(
            "DELETE FROM shipments WHERE id = ? AND NOT EXISTS (SELECT 1 FROM shipment_lines c WHERE c.shipment_id = ?)",
            parcel.id,
            parcel.id
        )
        .execute(&mut *connection)
        .await?;
        release_at(connection, order, line, location, pieces, now).await?;
        rest -= pieces;
    }
    if rest == 0 { Ok(()) } else { Err(Error::inconsistent("pieces in parcels", (order, line.line_no, rest))) }
}

async fn release_at(
    connection: &mut MySqlConnection,
    order: OrderId,
    line: &LineRow,
    location: StockLocationId,
    pieces: u32,
    now: DateTime<Utc>,
) -> Result<()> {
    take_allocation(connection, order, line.line_no, location, pieces).await?;
    release(connection, line.variant, location, pieces).await?;
    let movement = Movement {
        variant: line.variant,
        location,
        kind: StockMovementKind::Release,
        on_hand_delta: 0,
        allocated_delta: -i64::from(pieces),
        order_line: Some((order, line.line_no)),
        reason: "order cancelled",
    };
    record(connection, &movement, now).await
}
