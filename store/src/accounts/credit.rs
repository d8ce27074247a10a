//! What companies owe for orders on terms. `companies.credit_used_minor` changes only by a conditional UPDATE,
//! with a row of `credit_movements` in the same transaction.

use chrono::{DateTime, Utc};
use domain::accounts::CreditMovementKind;
use domain::ids::{CompanyId, OrderId};
use domain::money::Money;
use sqlx::MySqlConnection;

use crate::{Error, Result, Store};

impl Store {
    /// Companies whose ledger does not add up to what they owe. Empty when all is well.
    pub async fn credit_discrepancies(&self) -> Result<Vec<CompanyId>> {
        let ids = sqlx::query_scalar!(
            "SELECT c.id FROM companies c LEFT JOIN credit_movements m ON m.company_id = c.id
             GROUP BY c.id, c.credit_used_minor HAVING COALESCE(SUM(m.delta_minor), 0) <> c.credit_used_minor"
        )
        .fetch_all(&self.database)
        .await?;
        Ok(ids.into_iter().map(CompanyId).collect())
    }
}

/// Takes an amount out of what a company may still order on terms; false when it has no terms or not enough
/// is left. The caller writes the movement with [`note_credit`] once there is an order, in the same transaction.
pub(crate) async fn charge_credit(connection: &mut MySqlConnection, company: CompanyId, amount: Money) -> Result<bool> {
    let updated = sqlx::query!(
        "UPDATE companies SET credit_used_minor = credit_used_minor + ?
         WHERE id = ? AND terms_days IS NOT NULL AND currency = ? AND credit_used_minor + ? <= credit_limit_minor",
        amount.minor,
        company.0,
        amount.currency.code(),
        amount.minor
    )
    .execute(connection)
    .await?;
    Ok(updated.rows_affected() == 1)
}

/// Gives an amount back to what a company may order on terms, and notes why: it paid, or what it ordered was
/// cancelled or credited.
pub(crate) async fn release_credit(
    connection: &mut MySqlConnection,
    company: CompanyId,
    order: OrderId,
    amount: Money,
    kind: CreditMovementKind,
    now: DateTime<Utc>,
) -> Result<()> {
    if amount.minor == 0 {
        return Ok(());
    }
    let updated = sqlx::query!(
        "UPDATE companies SET credit_used_minor = credit_used_minor - ? WHERE id = ? AND credit_used_minor >= ?",
        amount.minor,
        company.0,
        amount.minor
    )
    .execute(&mut *connection)
    .await?;
    if updated.rows_affected() != 1 {
        return Err(Error::inconsistent("credit given back beyond what is owed", (company, order, amount)));
    }
    note_credit(connection, company, order, -amount.minor, kind, now).await
}

/// Writes a row of the ledger.
pub(crate) async fn note_credit(
    connection: &mut MySqlConnection,
    company: CompanyId,
    order: OrderId,
    delta_minor: i64,
    kind: CreditMovementKind,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "INSERT INTO credit_movements (company_id, order_id, kind, delta_minor, moved_at) VALUES (?, ?, ?, ?, ?)",
        company.0,
        order.0,
        kind.name(),
        delta_minor,
        now.naive_utc()
    )
    .execute(connection)
    .await?;
    Ok(())
}
