//! Agreeing to orders, and the money of orders: paid and given back.

use chrono::{DateTime, Utc};
use domain::accounts::{Actor, CreditMovementKind};
use domain::checkout::PaymentMethod;
use domain::fulfilment::{ApprovalReason, CreditKind, Refusal, owed};
use domain::ids::ReturnId;
use domain::money::Money;
use domain::orders::{OrderEventKind, OrderNumber, OrderState};
use serde_json::json;
use sqlx::MySqlConnection;

use super::FulfilmentError;
use super::error::Done;
use super::invoice::issue_invoice;
use super::rows::{OrderRow, lock_order, order_id};
use super::seams::{audited, lower_debt};
use crate::database::{retrying, spread};
use crate::orders::settle_state;
use crate::{Result, Store};

/// Longest remark, in characters.
const MAX_NOTE: usize = 500;
/// Longest reference of a payment, in characters; the column is as wide.
const MAX_REFERENCE: usize = 80;

impl Store {
    /// Agrees to an order. Agreeing twice is agreeing once.
    #[tracing::instrument(name = "db.fulfilment.approve", skip(self, actor, now))]
    pub async fn approve_order(
        &self,
        number: &OrderNumber,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<OrderState, FulfilmentError> {
        retrying(spread(now), || self.try_approve(number, actor, now)).await
    }

    async fn try_approve(&self, number: &OrderNumber, actor: &Actor, now: DateTime<Utc>) -> Done<OrderState> {
        let mut transaction = self.database.begin().await?;
        let id = order_id(&mut transaction, number).await?;
        let order = lock_order(&mut transaction, id).await?;
        if order.is_approved {
            return Ok(order.state);
        }
        if order.state == OrderState::Cancelled {
            return Err(Refusal::WrongState(order.state.title()).into());
        }
        let missing = waits_for(&order).iter().map(|reason| reason.title()).collect::<Vec<_>>().join(", ");
        let state = approve(&mut transaction, &order, &missing, actor, now).await?;
        let (before, after) = (json!({ "state": order.state, "missing": missing }), json!({ "state": state }));
        audited(&mut transaction, actor, "order.approve", number.as_str(), Some(&before), Some(&after), now).await?;
        transaction.commit().await?;
        Ok(state)
    }

    /// Books money that came in; the same reference counts once. An order paid in advance is approved when all of it
    /// is in, unless its papers are still to be looked at.
    #[tracing::instrument(name = "db.fulfilment.record_payment", skip(self, actor, now))]
    pub async fn record_payment(
        &self,
        number: &OrderNumber,
        amount: Money,
        reference: &str,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<OrderState, FulfilmentError> {
        retrying(spread(now), || self.try_record_payment(number, amount, reference.trim(), actor, now)).await
    }

    async fn try_record_payment(
        &self,
        number: &OrderNumber,
        amount: Money,
        reference: &str,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Done<OrderState> {
        if reference.is_empty() || reference.chars().count() > MAX_REFERENCE {
            return Err(Refusal::Field("Give the reference of the payment, in at most 80 characters.").into());
        }
        let mut transaction = self.database.begin().await?;
        let id = order_id(&mut transaction, number).await?;
        let order = lock_order(&mut transaction, id).await?;
        if amount.minor <= 0 || amount.currency != order.currency {
            return Err(Refusal::Field("Give an amount above zero, in the currency of the order.").into());
        }
        let known: i64 = sqlx::query_scalar!(
            "SELECT COUNT(*) FROM payments WHERE order_id = ? AND reference = ?",
            order.id.0,
            reference
        )
        .fetch_one(&mut *transaction)
        .await?;
        if known > 0 {
            return Ok(order.state);
        }
        sqlx::query!(
            "INSERT INTO payments (order_id, amount_minor, reference, actor, received_at) VALUES (?, ?, ?, ?, ?)",
            order.id.0,
            amount.minor,
            reference,
            actor.label(),
            now.naive_utc()
        )
        .execute(&mut *transaction)
        .await?;
        sqlx::query!("UPDATE orders SET paid_minor = paid_minor + ? WHERE id = ?", amount.minor, order.id.0)
            .execute(&mut *transaction)
            .await?;
        lower_debt(&mut transaction, &order, (0, amount.minor), CreditMovementKind::Payment, now).await?;
        let paid = order.paid + amount.minor;
        let detail = format!("{amount}, {reference}");
        let event = OrderEventKind::PaymentReceived;
        let mut state = settle_state(&mut transaction, order.id, event, &detail, actor, now).await?;
        if owed(order.total, order.credited, paid) == 0 && state != OrderState::Cancelled {
            let in_advance = order.payment_method == PaymentMethod::BankTransfer;
            if in_advance && !order.is_approved && order.certification.is_empty() {
                state = approve(&mut transaction, &order, "", actor, now).await?;
            }
            issue_invoice(&mut transaction, order.id, now).await?;
        }
        let after = json!({ "amount": amount.to_string(), "reference": reference, "paid": paid });
        let before = json!({ "paid": order.paid });
        audited(&mut transaction, actor, "order.payment", number.as_str(), Some(&before), Some(&after), now).await?;
        transaction.commit().await?;
        Ok(state)
    }

    /// Writes a remark into an order's history, for staff alone.
    #[tracing::instrument(name = "db.fulfilment.note", skip_all)]
    pub async fn note_order(
        &self,
        number: &OrderNumber,
        text: &str,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<(), FulfilmentError> {
        let text = text.trim();
        if text.is_empty() || text.chars().count() > MAX_NOTE {
            return Err(Refusal::Field("Write a note of at most 500 characters.").into());
        }
        retrying(spread(now), || async {
            let mut transaction = self.database.begin().await?;
            let id = order_id(&mut transaction, number).await?;
            settle_state(&mut transaction, id, OrderEventKind::Note, text, actor, now).await?;
            let after = json!({ "note": text });
            audited(&mut transaction, actor, "order.note", number.as_str(), None, Some(&after), now).await?;
            transaction.commit().await?;
            Ok(())
        })
        .await
    }

    /// Gives money back without goods.
    #[tracing::instrument(name = "db.fulfilment.credit_goodwill", skip(self, reason, actor, now))]
    pub async fn credit_goodwill(
        &self,
        number: &OrderNumber,
        amount: Money,
        reason: &str,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<(), FulfilmentError> {
        retrying(spread(now), || self.try_credit_goodwill(number, amount, reason.trim(), actor, now)).await
    }

    async fn try_credit_goodwill(
        &self,
        number: &OrderNumber,
        amount: Money,
        reason: &str,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Done<()> {
        if reason.is_empty() {
            return Err(Refusal::ReasonMissing.into());
        }
        let mut transaction = self.database.begin().await?;
        let id = order_id(&mut transaction, number).await?;
        let order = lock_order(&mut transaction, id).await?;
        if amount.minor <= 0 || amount.currency != order.currency {
            return Err(Refusal::Field("Give an amount above zero, in the currency of the order.").into());
        }
        if amount.minor > order.total - order.credited {
            return Err(Refusal::TooMuchMoney(order.money(order.total - order.credited).to_string()).into());
        }
        let credit = NewCredit { kind: CreditKind::Goodwill, amount: amount.minor, return_id: None, reason };
        give_credit(&mut transaction, &order, &credit, actor, now).await?;
        let detail = format!("{amount}: {reason}");
        settle_state(&mut transaction, order.id, OrderEventKind::Credited, &detail, actor, now).await?;
        let after = json!({ "amount": amount.to_string(), "reason": reason });
        audited(&mut transaction, actor, "order.goodwill", number.as_str(), None, Some(&after), now).await?;
        transaction.commit().await?;
        Ok(())
    }
}

/// What an order waits for before it may be approved.
pub(super) fn waits_for(order: &OrderRow) -> Vec<ApprovalReason> {
    let owed = owed(order.total, order.credited, order.paid);
    ApprovalReason::of(order.payment_method, owed, order.terms_days.is_some(), &order.certification)
}

async fn approve(
    connection: &mut MySqlConnection,
    order: &OrderRow,
    missing: &str,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<OrderState> {
    sqlx::query!("UPDATE orders SET approved_at = ? WHERE id = ?", now.naive_utc(), order.id.0)
        .execute(&mut *connection)
        .await?;
    let detail = if missing.is_empty() { String::new() } else { format!("although: {missing}") };
    settle_state(connection, order.id, OrderEventKind::Approved, &detail, actor, now).await
}

/// Money to give back.
pub(super) struct NewCredit<'a> {
    pub(super) kind: CreditKind,
    pub(super) amount: i64,
    pub(super) return_id: Option<ReturnId>,
    pub(super) reason: &'a str,
}

/// Gives money back, or lowers what is owed. The order is locked; the caller settles it.
pub(super) async fn give_credit(
    connection: &mut MySqlConnection,
    order: &OrderRow,
    credit: &NewCredit<'_>,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "INSERT INTO credits (order_id, return_id, kind, amount_minor, reason, actor, credited_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        order.id.0,
        credit.return_id.map(|id| id.0),
        credit.kind.name(),
        credit.amount,
        credit.reason.chars().take(200).collect::<String>(),
        actor.label(),
        now.naive_utc()
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!("UPDATE orders SET credited_minor = credited_minor + ? WHERE id = ?", credit.amount, order.id.0)
        .execute(&mut *connection)
        .await?;
    let kind = match credit.kind {
        CreditKind::Cancel => CreditMovementKind::Cancel,
        CreditKind::Return | CreditKind::Goodwill => CreditMovementKind::Credit,
    };
    lower_debt(connection, order, (credit.amount, 0), kind, now).await
}
