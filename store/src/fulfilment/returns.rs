//! Goods that come back: asked for, allowed, received, credited.

use chrono::{DateTime, Utc};
use domain::accounts::Actor;
use domain::fulfilment::{
    CreditKind, Party, Refusal, ReturnNumber, ReturnReason, ReturnState, returnable, value_of_pieces,
};
use domain::ids::{OrderId, ReturnId, Sku, VariantId};
use domain::inventory::StockMovementKind;
use domain::mail::{Letter, Sum};
use domain::money::Money;
use domain::orders::{OrderEventKind, OrderNumber, SELLER};
use serde_json::json;
use sqlx::MySqlConnection;

use super::FulfilmentError;
use super::error::Done;
use super::money::{NewCredit, give_credit};
use super::pieces::serve_waiting;
use super::progress::sent;
use super::returns_read::parse_return_state;
use super::rows::{LineRow, OrderRow, bits, location_by_code, lock_levels_of, lock_order, order_id, read_lines};
use super::seams::{audited, letter, letter_line, tell};
use super::views::ReturnedPieces;
use crate::catalog::{note_stock, parse_sku};
use crate::database::{retrying, spread};
use crate::error::violates_unique;
use crate::inventory::{Movement, add_pieces, record};
use crate::orders::settle_state;
use crate::{Error, Result, Store};

impl Store {
    /// Asks to send pieces back, line by line. Customers within the time allowed, staff at any time. The same
    /// `random` is the same return.
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
        let asked =
            retrying(spread(now), || self.try_request_return(number, pieces, (reason, note), &rma, actor, now)).await;
        match asked {
            Ok(()) => Ok(rma),
            // The other of two racing requests won: its return is ours.
            Err(FulfilmentError::Store(Error::Database(error)))
                if violates_unique(&error, "uq_return_authorizations_rma_number")
                    && self.return_of(&rma).await?.is_some_and(|known| known.order == *number) =>
            {
                Ok(rma)
            }
            Err(error) => Err(error),
        }
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
                send_to: SELLER.returns.iter().map(|line| (*line).to_owned()).collect(),
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
        note_stock(&mut transaction, &changed.iter().map(|variant| variant.0).collect::<Vec<_>>()).await?;
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
}

/// A return under lock.
pub(super) struct HeldReturn {
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
pub(super) fn worth(order: &OrderRow, lines: &[LineRow], held: &HeldReturn) -> i64 {
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

pub(super) async fn read_held(connection: &mut MySqlConnection, id: ReturnId) -> Result<HeldReturn> {
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
