//! For which company a customer buys.

use domain::accounts::BuyingCompany;
use domain::ids::{CompanyId, CustomerId};
use domain::money::{Currency, Money};
use sqlx::MySqlConnection;

use crate::{Error, Result};

/// The company of a customer; nobody's is none.
pub(crate) async fn buying_company(
    connection: &mut MySqlConnection,
    customer: Option<CustomerId>,
) -> Result<Option<(CompanyId, BuyingCompany)>> {
    let Some(customer) = customer else { return Ok(None) };
    let row = sqlx::query!(
        "SELECT c.id, c.name, c.vat_id, c.tax_exempt AS `tax_exempt: bool`, c.terms_days, c.currency, c.credit_limit_minor, c.credit_used_minor
         FROM customers u JOIN companies c ON c.id = u.company_id WHERE u.id = ? AND u.deleted_at IS NULL",
        customer.0
    )
    .fetch_optional(connection)
    .await?;
    row.map(|row| {
        let currency = Currency::parse(&row.currency).map_err(|error| Error::inconsistent("currency", error))?;
        let left = (row.credit_limit_minor - row.credit_used_minor).max(0);
        let company = BuyingCompany {
            name: row.name,
            vat_id: row.vat_id,
            tax_exempt: row.tax_exempt,
            terms_days: row.terms_days,
            credit_left: Money::new(left, currency),
        };
        Ok((CompanyId(row.id), company))
    })
    .transpose()
}
