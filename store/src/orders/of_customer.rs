//! The orders of a customer's account.

use chrono::{DateTime, Utc};
use domain::money::{Currency, Money};
use domain::orders::{OrderNumber, OrderState};

use crate::accounts::CustomerAccount;
use crate::{Error, Result, Store};

/// An order in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderSummary {
    /// The number it goes by.
    pub number: OrderNumber,
    /// When it was placed.
    pub placed_at: DateTime<Utc>,
    /// Where it stands.
    pub state: OrderState,
    /// What it comes to.
    pub total: Money,
}

impl Store {
    /// The orders of a customer and of their company, newest first, and how many there are on all pages.
    #[tracing::instrument(name = "db.orders.of_customer", skip_all)]
    pub async fn customer_orders(
        &self,
        customer: &CustomerAccount,
        limit: u32,
        offset: u64,
    ) -> Result<(Vec<OrderSummary>, u64)> {
        let company = customer.company.map(|id| id.0);
        let total: i64 = sqlx::query_scalar!(
            "SELECT COUNT(*) FROM orders WHERE customer_id = ? OR company_id = ?",
            customer.id.0,
            company
        )
        .fetch_one(self.old_reads())
        .await?;
        let rows = sqlx::query!(
            "SELECT order_number, placed_at, state, total_minor, currency FROM orders
             WHERE customer_id = ? OR company_id = ? ORDER BY placed_at DESC, id DESC LIMIT ? OFFSET ?",
            customer.id.0,
            company,
            limit,
            offset
        )
        .fetch_all(self.old_reads())
        .await?;
        let orders = rows
            .into_iter()
            .map(|row| {
                let currency =
                    Currency::parse(&row.currency).map_err(|error| Error::inconsistent("currency", error))?;
                Ok(OrderSummary {
                    number: OrderNumber::parse(&row.order_number)
                        .map_err(|error| Error::inconsistent("order number", error))?,
                    placed_at: row.placed_at.and_utc(),
                    state: OrderState::parse(&row.state)
                        .ok_or_else(|| Error::inconsistent("order state", &row.state))?,
                    total: Money::new(row.total_minor, currency),
                })
            })
            .collect::<Result<_>>()?;
        Ok((orders, u64::try_from(total).unwrap_or_default()))
    }
}
