//! The state of an order and its history: derived from its pieces, written with every change of them.

use chrono::{DateTime, Utc};
use domain::accounts::Actor;
use domain::ids::OrderId;
use domain::orders::{LineProgress, OrderEventKind, OrderState};
use sqlx::MySqlConnection;

use crate::{Error, Result};

/// Derives the state of an order from its pieces, keeps it, and writes what happened into its history.
/// The last thing that a use-case does to an order; answers the state.
pub(crate) async fn settle_state(
    connection: &mut MySqlConnection,
    order: OrderId,
    event: OrderEventKind,
    detail: &str,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<OrderState> {
    let known = sqlx::query!("SELECT state, approved_at FROM orders WHERE id = ? FOR UPDATE", order.0)
        .fetch_one(&mut *connection)
        .await?;
    let before = OrderState::parse(&known.state).ok_or_else(|| Error::inconsistent("order state", &known.state))?;
    let state = OrderState::of(known.approved_at.is_some(), &progress(connection, order).await?);
    if !before.may_become(state) {
        return Err(Error::inconsistent("order state", (order.0, before, state)));
    }
    let now = now.naive_utc();
    sqlx::query!("UPDATE orders SET state = ? WHERE id = ?", state.name(), order.0).execute(&mut *connection).await?;
    sqlx::query!(
        "INSERT INTO order_events (order_id, kind, state, detail, actor, happened_at) VALUES (?, ?, ?, ?, ?, ?)",
        order.0,
        event.name(),
        state.name(),
        detail.chars().take(500).collect::<String>(),
        actor.label(),
        now
    )
    .execute(connection)
    .await?;
    Ok(state)
}

/// How far the pieces of each line of an order have come.
pub(crate) async fn progress(connection: &mut MySqlConnection, order: OrderId) -> Result<Vec<LineProgress>> {
    let rows = sqlx::query!(
        "SELECT l.quantity, l.cancelled, l.backordered, l.shipped,
                CAST(COALESCE(SUM(IF(s.state <> 'picking', p.quantity, 0)), 0) AS UNSIGNED) AS `picked!: u32`,
                CAST(COALESCE(SUM(IF(s.state IN ('packed', 'shipped', 'delivered'), p.quantity, 0)), 0) AS UNSIGNED) AS `packed!: u32`,
                CAST(COALESCE(SUM(IF(s.state = 'delivered', p.quantity, 0)), 0) AS UNSIGNED) AS `delivered!: u32`
         FROM order_lines l
         LEFT JOIN shipment_lines p ON p.order_id = l.order_id AND p.line_no = l.line_no
         LEFT JOIN shipments s ON s.id = p.shipment_id
         WHERE l.order_id = ?
         GROUP BY l.line_no, l.quantity, l.cancelled, l.backordered, l.shipped ORDER BY l.line_no",
        order.0
    )
    .fetch_all(connection)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| LineProgress {
            quantity: row.quantity,
            cancelled: row.cancelled,
            backordered: row.backordered,
            picked: row.picked,
            packed: row.packed,
            shipped: row.shipped,
            delivered: row.delivered,
        })
        .collect())
}
