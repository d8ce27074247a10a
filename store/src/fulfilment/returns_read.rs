//! Returns as the desk and customers see them.

use std::collections::HashMap;

use domain::fulfilment::{ReturnNumber, ReturnReason, ReturnState};
use domain::ids::{OrderId, ReturnId};
use domain::money::Money;
use sqlx::MySqlConnection;

use super::returns::{read_held, worth};
use super::rows::{parse_currency, parse_order_number, read_lines, read_order};
use super::views::{Return, ReturnLine};
use crate::catalog::{id_list, parse_sku};
use crate::{Error, Result, Store};

impl Store {
    /// Returns in a state, the oldest first; at most 200.
    #[tracing::instrument(name = "db.fulfilment.returns_in", skip(self))]
    pub async fn returns_in(&self, state: ReturnState) -> Result<Vec<Return>> {
        let mut connection = self.old_reads().acquire().await?;
        let ids = sqlx::query_scalar!(
            "SELECT id FROM return_authorizations WHERE state = ? ORDER BY requested_at, id LIMIT 200",
            state.name()
        )
        .fetch_all(&mut *connection)
        .await?;
        read_returns(&mut connection, &ids).await
    }

    /// A return.
    #[tracing::instrument(name = "db.fulfilment.return_of", skip(self))]
    pub async fn return_of(&self, number: &ReturnNumber) -> Result<Option<Return>> {
        let mut connection = self.database.acquire().await?;
        let id = sqlx::query_scalar!("SELECT id FROM return_authorizations WHERE rma_number = ?", number.as_str())
            .fetch_optional(&mut *connection)
            .await?;
        let Some(id) = id else { return Ok(None) };
        Ok(read_returns(&mut connection, &[id]).await?.pop())
    }
}

/// The returns of an order, the oldest first.
pub(super) async fn returns_of(connection: &mut MySqlConnection, order: OrderId) -> Result<Vec<Return>> {
    let ids = sqlx::query_scalar!("SELECT id FROM return_authorizations WHERE order_id = ? ORDER BY id", order.0)
        .fetch_all(&mut *connection)
        .await?;
    read_returns(connection, &ids).await
}

async fn read_returns(connection: &mut MySqlConnection, ids: &[i64]) -> Result<Vec<Return>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = sqlx::query!(
        "SELECT STRAIGHT_JOIN r.id, r.rma_number, r.order_id, o.order_number, o.contact_name, o.currency, r.state, r.reason, r.note, r.answer,
                r.requested_at, c.amount_minor AS `credited?`
         FROM JSON_TABLE(?, '$[*]' COLUMNS (place FOR ORDINALITY, id BIGINT PATH '$')) wanted
         JOIN return_authorizations r ON r.id = wanted.id
         JOIN orders o ON o.id = r.order_id
         LEFT JOIN credits c ON c.return_id = r.id
         ORDER BY wanted.place",
        id_list(ids)
    )
    .fetch_all(&mut *connection)
    .await?;
    let mut lines: HashMap<i64, Vec<ReturnLine>> = HashMap::new();
    for line in sqlx::query!(
        "SELECT b.return_id, b.line_no, l.sku, l.name, b.quantity, b.restocked, b.scrapped
         FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) wanted
         JOIN return_lines b ON b.return_id = wanted.id
         JOIN order_lines l ON l.order_id = b.order_id AND l.line_no = b.line_no
         ORDER BY b.return_id, b.line_no",
        id_list(ids)
    )
    .fetch_all(&mut *connection)
    .await?
    {
        lines.entry(line.return_id).or_default().push(ReturnLine {
            line_no: line.line_no,
            sku: parse_sku(&line.sku)?,
            name: line.name,
            quantity: line.quantity,
            restocked: line.restocked,
            scrapped: line.scrapped,
        });
    }
    let mut returns = Vec::with_capacity(rows.len());
    for row in rows {
        let currency = parse_currency(&row.currency)?;
        let state = parse_return_state(&row.state)?;
        let number = parse_order_number(&row.order_number)?;
        let worth = if state == ReturnState::Received {
            let order = read_order(connection, &number).await?;
            let order = order.ok_or_else(|| Error::inconsistent("order of a return", &number))?;
            let order_lines = read_lines(connection, order.id).await?;
            let held = read_held(connection, ReturnId(row.id)).await?;
            worth(&order, &order_lines, &held).min(order.total - order.credited)
        } else {
            row.credited.unwrap_or_default()
        };
        returns.push(Return {
            number: ReturnNumber::parse(&row.rma_number)
                .map_err(|error| Error::inconsistent("return number", error))?,
            order: number,
            customer: row.contact_name,
            state,
            reason: ReturnReason::parse(&row.reason)
                .ok_or_else(|| Error::inconsistent("reason of a return", &row.reason))?,
            note: row.note,
            answer: row.answer,
            requested_at: row.requested_at.and_utc(),
            lines: lines.remove(&row.id).unwrap_or_default(),
            worth: Money::new(worth, currency),
            credited: row.credited.map(|minor| Money::new(minor, currency)),
        });
    }
    Ok(returns)
}

pub(super) fn parse_return_state(name: &str) -> Result<ReturnState> {
    ReturnState::parse(name).ok_or_else(|| Error::inconsistent("return state", name))
}
