//! Goods that come back: asked for, allowed, received, credited.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::accounts::Actor;
use domain::fulfilment::{
    CreditKind, Party, Refusal, ReturnNumber, ReturnReason, ReturnState, returnable, value_of_pieces,
};
use domain::ids::{OrderId, ReturnId, Sku, VariantId};
use domain::inventory::StockMovementKind;
use domain::mail::{Letter, Sum};
use domain::money::Money;
use domain::orders::{OrderEventKind, OrderNumber};
use serde_json::json;
use sqlx::MySqlConnection;

use super::FulfilmentError;
use super::error::Done;
use super::money::{NewCredit, give_credit};
use super::pieces::serve_waiting;
use super::progress::sent;
use super::rows::{
    LineRow, OrderRow, bits, location_by_code, lock_levels_of, lock_order, order_id, parse_currency,
    parse_order_number, read_lines, spread,
};
use super::seams::{audited, letter, letter_line, tell};
use super::views::{Return, ReturnLine, ReturnedPieces};
use crate::catalog::{id_list, note_change, parse_sku};
use crate::database::retrying;
use crate::inventory::{Movement, add_pieces, record};
use crate::orders::settle_state;
use crate::{Error, Result, Store};

/// Where goods are sent back to.
const SEND_TO: [&str; 3] = ["Rocket Parts Co.", "Returns", "Dock 4, 3011 AB Rotterdam, Netherlands"];

impl Store {
    /// Asks to send pieces back, line by line. Customers within the time allowed, staff at any time.
    #[tracing::instrument(name = "db.fulfilment.request_return", skip(self, pieces, note, random, actor, now))]
    #[expect(clippy::too_many_arguments, reason = "what the form says, who, when and chance")]
    pub async fn request_return(
        &self,
        number: &OrderNumber,
        pieces: &[(u32, u32)],
        reason: ReturnReason,
        note: &str,
        random: u64,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<ReturnNumber, FulfilmentError> {
        let note = note.trim();
        if note.chars().count() > 500 {
            return Err(Refusal::Field("Write at most 500 characters.").into());
        }
        let rma = ReturnNumber::from_random(bits(random, 0));
        retrying(spread(now), || self.try_request_return(number, pieces, (reason, note), &rma, actor, now)).await?;
        Ok(rma)
    }

    async fn try_request_return(
        &self,
        number: &OrderNumber,
        pieces: &[(u32, u32)],
        (reason, note): (ReturnReason, &str),
        rma: &ReturnNumber,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Done<()> {
        let mut transaction = self.database.begin().await?;
        let id = order_id(&mut transaction, number).await?;
        lock_order(&mut transaction, id).await?;
        let lines = read_lines(&mut transaction, id).await?;
        let sent = sent(&mut transaction, id).await?;
        let mut wanted: Vec<(&LineRow, u32)> = Vec::new();
        for (line_no, count) in pieces.iter().filter(|(_, count)| *count > 0) {
            let line = lines.iter().find(|line| line.line_no == *line_no).ok_or(Refusal::NoSuchLine(*line_no))?;
            match wanted.iter_mut().find(|(known, _)| known.line_no == *line_no) {
                Some((_, sum)) => *sum = sum.saturating_add(*count),
                None => wanted.push((line, *count)),
            }
        }
        if wanted.is_empty() {
            return Err(Refusal::Nothing.into());
        }
        for (line, count) in &wanted {
            let gone = sent.get(&line.line_no).map_or(&[][..], Vec::as_slice);
            let back = line.returned + line.coming_back;
            let possible = returnable(line.kind, line.hazard_class, gone, back, Party::of(actor), now);
            if *count > possible {
                return Err(Refusal::TooManyToReturn { line_no: line.line_no, possible }.into());
            }
        }
        let inserted = sqlx::query!(
            "INSERT INTO return_authorizations (rma_number, order_id, state, reason, note, answer, requested_at) VALUES (?, ?, 'requested', ?, ?, '', ?)",
            rma.as_str(),
            id.0,
            reason.name(),
            note,
            now.naive_utc()
        )
        .execute(&mut *transaction)
        .await?
        .last_insert_id();
        let mut details = Vec::new();
        for (line, count) in &wanted {
            sqlx::query!(
                "INSERT INTO return_lines (return_id, order_id, line_no, quantity, restocked, scrapped) VALUES (?, ?, ?, ?, 0, 0)",
                inserted,
                id.0,
                line.line_no,
                count
            )
            .execute(&mut *transaction)
            .await?;
            details.push(format!("{count} × {}", line.sku));
        }
        let detail = format!("{rma}: {}", details.join(", "));
        settle_state(&mut transaction, id, OrderEventKind::ReturnRequested, &detail, actor, now).await?;
        let after = json!({ "order": number.as_str(), "pieces": detail });
        audited(&mut transaction, actor, "return.request", rma.as_str(), None, Some(&after), now).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Says whether goods may come back, and what the customer is told.
    #[tracing::instrument(name = "db.fulfilment.decide_return", skip(self, answer, actor, now))]
    pub async fn decide_return(
        &self,
        number: &ReturnNumber,
        authorise: bool,
        answer: &str,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<(), FulfilmentError> {
        let answer = answer.trim();
        if answer.chars().count() > 500 {
            return Err(Refusal::Field("Write at most 500 characters.").into());
        }
        retrying(spread(now), || self.try_decide_return(number, authorise, answer, actor, now)).await
    }

    async fn try_decide_return(
        &self,
        number: &ReturnNumber,
        authorise: bool,
        answer: &str,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Done<()> {
        let mut transaction = self.database.begin().await?;
        let (order, held) = lock_return(&mut transaction, number).await?;
        let next = if authorise { ReturnState::Authorised } else { ReturnState::Refused };
        held.expect(next)?;
        sqlx::query!(
            "UPDATE return_authorizations SET state = ?, answer = ?, decided_at = ? WHERE id = ?",
            next.name(),
            answer,
            now.naive_utc(),
            held.id.0
        )
        .execute(&mut *transaction)
        .await?;
        let event = if authorise { OrderEventKind::ReturnAuthorised } else { OrderEventKind::ReturnRefused };
        let detail = if answer.is_empty() { number.to_string() } else { format!("{number}: {answer}") };
        settle_state(&mut transaction, order.id, event, &detail, actor, now).await?;
        if authorise {
            let lines = read_lines(&mut transaction, order.id).await?;
            let name =
                |line_no| lines.iter().find(|line| line.line_no == line_no).map_or("", |line| line.name.as_str());
            let back = held.lines.iter().map(|line| letter_line(&line.sku, name(line.line_no), line.quantity, None));
            let about = Letter::ReturnAuthorised {
                order: letter(&order, back.collect(), now),
                return_number: number.to_string(),
                send_to: SEND_TO.map(str::to_owned).to_vec(),
            };
            tell(&mut transaction, &format!("return.authorised:{number}"), &order, &about, now).await?;
        }
        let (before, after) = (json!({ "state": held.state }), json!({ "state": next, "answer": answer }));
        audited(&mut transaction, actor, "return.decide", number.as_str(), Some(&before), Some(&after), now).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Books what came back: into stock at a location, or thrown away.
    #[tracing::instrument(name = "db.fulfilment.receive_return", skip(self, pieces, actor, now))]
    pub async fn receive_return(
        &self,
        number: &ReturnNumber,
        pieces: &[ReturnedPieces],
        location: &str,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<(), FulfilmentError> {
        retrying(spread(now), || self.try_receive_return(number, pieces, location, actor, now)).await
    }

    async fn try_receive_return(
        &self,
        number: &ReturnNumber,
        pieces: &[ReturnedPieces],
        location: &str,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Done<()> {
        let mut transaction = self.database.begin().await?;
        let place = location_by_code(&mut transaction, location).await?;
        let owner = order_of_return(&mut transaction, number).await?;
        lock_levels_of(&mut transaction, owner).await?;
        let (order, held) = lock_return(&mut transaction, number).await?;
        held.expect(ReturnState::Received)?;
        let (mut details, mut changed) = (Vec::new(), Vec::new());
        for part in pieces.iter().filter(|part| part.restock > 0 || part.scrap > 0) {
            let line =
                held.lines.iter().find(|line| line.line_no == part.line_no).ok_or(Refusal::NoSuchLine(part.line_no))?;
            let count = part.restock.saturating_add(part.scrap);
            if count > line.quantity {
                return Err(Refusal::TooMany { line_no: line.line_no, count, possible: line.quantity }.into());
            }
            let booked = sqlx::query!(
                "UPDATE return_lines SET restocked = ?, scrapped = ? WHERE return_id = ? AND line_no = ? AND restocked = 0 AND scrapped = 0",
                part.restock, part.scrap, held.id.0, line.line_no
            )
            .execute(&mut *transaction)
            .await?;
            if booked.rows_affected() != 1 {
                return Err(Refusal::Field("Name each line once.").into());
            }
            sqlx::query!(
                "UPDATE order_lines SET returned = returned + ? WHERE order_id = ? AND line_no = ?",
                count,
                order.id.0,
                line.line_no
            )
            .execute(&mut *transaction)
            .await?;
            // Thrown-away pieces pass through the ledger, so that it tells where they went.
            add_pieces(&mut transaction, line.variant, place, part.restock).await?;
            let back = Movement {
                variant: line.variant,
                location: place,
                kind: StockMovementKind::Return,
                on_hand_delta: i64::from(count),
                allocated_delta: 0,
                order_line: Some((order.id, line.line_no)),
                reason: number.as_str(),
            };
            record(&mut transaction, &back, now).await?;
            if part.scrap > 0 {
                let reason = format!("{number}, thrown away");
                let scrapped = Movement {
                    kind: StockMovementKind::Adjustment,
                    on_hand_delta: -i64::from(part.scrap),
                    reason: &reason,
                    ..back
                };
                record(&mut transaction, &scrapped, now).await?;
            }
            details.push(format!("{} × {} restocked, {} thrown away", part.restock, line.sku, part.scrap));
            if part.restock > 0 {
                changed.push(line.variant);
            }
        }
        if details.is_empty() {
            return Err(Refusal::Nothing.into());
        }
        sqlx::query!(
            "UPDATE return_authorizations SET state = 'received', received_at = ? WHERE id = ?",
            now.naive_utc(),
            held.id.0
        )
        .execute(&mut *transaction)
        .await?;
        let detail = format!("{number}: {}", details.join(", "));
        settle_state(&mut transaction, order.id, OrderEventKind::ReturnReceived, &detail, actor, now).await?;
        for variant in &changed {
            serve_waiting(&mut transaction, *variant, actor, now).await?;
        }
        let after = json!({ "received": detail, "location": location });
        audited(&mut transaction, actor, "return.receive", number.as_str(), None, Some(&after), now).await?;
        note_change(&mut transaction, &changed.iter().map(|variant| variant.0).collect::<Vec<_>>()).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Credits what came back: what it is worth, or less for a reason. Answers the amount.
    #[tracing::instrument(name = "db.fulfilment.credit_return", skip(self, reason, actor, now))]
    pub async fn credit_return(
        &self,
        number: &ReturnNumber,
        amount: Option<Money>,
        reason: &str,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<Money, FulfilmentError> {
        retrying(spread(now), || self.try_credit_return(number, amount, reason.trim(), actor, now)).await
    }

    async fn try_credit_return(
        &self,
        number: &ReturnNumber,
        amount: Option<Money>,
        reason: &str,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Done<Money> {
        let mut transaction = self.database.begin().await?;
        let (order, held) = lock_return(&mut transaction, number).await?;
        held.expect(ReturnState::Credited)?;
        let lines = read_lines(&mut transaction, order.id).await?;
        let most = worth(&order, &lines, &held).min(order.total - order.credited);
        let minor = match amount {
            None => most,
            Some(amount) if amount.minor > most || amount.minor < 0 || amount.currency != order.currency => {
                return Err(Refusal::TooMuchMoney(order.money(most).to_string()).into());
            }
            Some(amount) if amount.minor < most && reason.is_empty() => return Err(Refusal::ReasonMissing.into()),
            Some(amount) => amount.minor,
        };
        let credit = NewCredit { kind: CreditKind::Return, amount: minor, return_id: Some(held.id), reason };
        give_credit(&mut transaction, &order, &credit, actor, now).await?;
        sqlx::query!(
            "UPDATE return_authorizations SET state = 'credited', credited_at = ? WHERE id = ?",
            now.naive_utc(),
            held.id.0
        )
        .execute(&mut *transaction)
        .await?;
        let credited = order.money(minor);
        let mut detail = format!("{credited} for {number}");
        if !reason.is_empty() {
            detail = format!("{detail}: {reason}");
        }
        settle_state(&mut transaction, order.id, OrderEventKind::Credited, &detail, actor, now).await?;
        let name = |line_no| lines.iter().find(|line| line.line_no == line_no).map_or("", |line| line.name.as_str());
        let back = held.lines.iter().filter(|line| line.came > 0);
        let back = back.map(|line| letter_line(&line.sku, name(line.line_no), line.came, None)).collect();
        let mut about = letter(&order, back, now);
        about.sums.push(Sum { name: "Credited".to_owned(), amount: credited.to_string() });
        let about = Letter::ReturnCredited { order: about, return_number: number.to_string() };
        tell(&mut transaction, &format!("return.credited:{number}"), &order, &about, now).await?;
        let after =
            json!({ "credited": credited.to_string(), "worth": order.money(most).to_string(), "reason": reason });
        audited(&mut transaction, actor, "return.credit", number.as_str(), None, Some(&after), now).await?;
        transaction.commit().await?;
        Ok(credited)
    }

    /// Returns in a state, the oldest first; at most 200.
    #[tracing::instrument(name = "db.fulfilment.returns_in", skip(self))]
    pub async fn returns_in(&self, state: ReturnState) -> Result<Vec<Return>> {
        let mut connection = self.database.acquire().await?;
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

/// A return under lock.
struct HeldReturn {
    id: ReturnId,
    state: ReturnState,
    lines: Vec<HeldLine>,
}

impl HeldReturn {
    fn expect(&self, next: ReturnState) -> Done<()> {
        if self.state.may_become(next) { Ok(()) } else { Err(Refusal::WrongState(self.state.title()).into()) }
    }
}

struct HeldLine {
    line_no: u32,
    variant: VariantId,
    sku: Sku,
    quantity: u32,
    came: u32,
}

/// What the pieces that came are worth, tax and all.
fn worth(order: &OrderRow, lines: &[LineRow], held: &HeldReturn) -> i64 {
    let shares = order.shares(lines);
    let value = |came: &HeldLine| {
        let at = lines.iter().position(|line| line.line_no == came.line_no)?;
        let line = &lines[at];
        Some(value_of_pieces(shares.lines[at], line.standing.quantity, line.credited(), came.came))
    };
    held.lines.iter().filter_map(value).sum()
}

async fn order_of_return(connection: &mut MySqlConnection, number: &ReturnNumber) -> Done<OrderId> {
    let id = sqlx::query_scalar!("SELECT order_id FROM return_authorizations WHERE rma_number = ?", number.as_str())
        .fetch_optional(connection)
        .await?;
    id.map(OrderId).ok_or_else(|| Refusal::NotThere.into())
}

/// A return and its order, locked until the transaction ends.
async fn lock_return(connection: &mut MySqlConnection, number: &ReturnNumber) -> Done<(OrderRow, HeldReturn)> {
    let owner = order_of_return(connection, number).await?;
    let order = lock_order(connection, owner).await?;
    let row = sqlx::query!("SELECT id FROM return_authorizations WHERE rma_number = ? FOR UPDATE", number.as_str())
        .fetch_one(&mut *connection)
        .await?;
    let held = read_held(connection, ReturnId(row.id)).await?;
    Ok((order, held))
}

async fn read_held(connection: &mut MySqlConnection, id: ReturnId) -> Result<HeldReturn> {
    let state = sqlx::query_scalar!("SELECT state FROM return_authorizations WHERE id = ?", id.0)
        .fetch_one(&mut *connection)
        .await?;
    let lines = sqlx::query!(
        "SELECT b.line_no, l.variant_id, l.sku, b.quantity, CAST(b.restocked + b.scrapped AS UNSIGNED) AS `came!: u32`
         FROM return_lines b JOIN order_lines l ON l.order_id = b.order_id AND l.line_no = b.line_no
         WHERE b.return_id = ? ORDER BY b.line_no",
        id.0
    )
    .fetch_all(connection)
    .await?;
    let lines = lines
        .into_iter()
        .map(|line| {
            Ok(HeldLine {
                line_no: line.line_no,
                variant: VariantId(line.variant_id),
                sku: parse_sku(&line.sku)?,
                quantity: line.quantity,
                came: line.came,
            })
        })
        .collect::<Result<_>>()?;
    Ok(HeldReturn { id, state: parse_return_state(&state)?, lines })
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
            let order = super::rows::read_order(connection, &number).await?;
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
