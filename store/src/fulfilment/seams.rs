//! What every use-case here says to other slices: the audit log, mails, companies' credit.

use chrono::{DateTime, Utc};
use domain::accounts::{Actor, CreditMovementKind};
use domain::fulfilment::{Party, owed};
use domain::ids::CompanyId;
use domain::mail::{Letter, LetterLine, OrderLetter};
use domain::money::Money;
use serde_json::Value;
use sqlx::MySqlConnection;

use super::rows::OrderRow;
use crate::Result;
use crate::accounts::{audit, release_credit};
use crate::mail::send_later;

/// Writes a write by staff, or by the shop itself, into the audit log. What it was done to is named after the first
/// part of the action: `order.approve` is done to `order:RP-7K3M9QXD`.
pub(super) async fn audited(
    connection: &mut MySqlConnection,
    actor: &Actor,
    action: &str,
    subject: &str,
    before: Option<&Value>,
    after: Option<&Value>,
    now: DateTime<Utc>,
) -> Result<()> {
    if Party::of(actor) == Party::Customer {
        return Ok(());
    }
    let kind = action.split('.').next().unwrap_or_default();
    audit(connection, actor, action, &format!("{kind}:{subject}"), before, after, now).await
}

/// Writes a mail to who ordered, once per cause.
pub(super) async fn tell(
    connection: &mut MySqlConnection,
    cause: &str,
    order: &OrderRow,
    letter: &Letter,
    now: DateTime<Utc>,
) -> Result<()> {
    if order.email.is_empty() {
        // Whoever it was has deleted their account.
        return Ok(());
    }
    send_later(connection, cause, &order.email, letter, now).await.map(drop)
}

/// Gives a company back what its order does not owe any more, now that so much more is credited or paid.
pub(super) async fn lower_debt(
    connection: &mut MySqlConnection,
    order: &OrderRow,
    (credited, paid): (i64, i64),
    kind: CreditMovementKind,
    now: DateTime<Utc>,
) -> Result<()> {
    let (Some(company), Some(_)) = (order.company_id, order.terms_days) else { return Ok(()) };
    let before = owed(order.total, order.credited, order.paid);
    let after = owed(order.total, order.credited + credited, order.paid + paid);
    release_credit(connection, CompanyId(company), order.id, order.money(before - after), kind, now).await
}

/// A letter about pieces of an order.
pub(super) fn letter(order: &OrderRow, lines: Vec<LetterLine>, now: DateTime<Utc>) -> OrderLetter {
    OrderLetter {
        number: order.number.to_string(),
        name: order.contact_name.clone(),
        day: now.format("%-d %B %Y").to_string(),
        lines,
        sums: Vec::new(),
        link_path: format!("/orders/{}", order.number),
    }
}

/// A line of a letter; without an amount money is not the point.
pub(super) fn letter_line(sku: &impl ToString, name: &str, quantity: u32, total: Option<Money>) -> LetterLine {
    LetterLine {
        sku: sku.to_string(),
        name: name.to_owned(),
        quantity,
        total: total.map(|money| money.to_string()).unwrap_or_default(),
    }
}
