//! What a checkout begins with: what the shop knows of a customer whose cart it is.

use domain::checkout::CheckoutForm;
use domain::ids::CustomerId;
use sqlx::MySqlConnection;

use super::addresses::addresses;
use crate::Result;
use crate::accounts::buying_company;

/// The first form of the checkout of a customer's own cart: name, e-mail, company and default address. Empty
/// when the cart is not theirs.
pub(super) async fn first_form(
    connection: &mut MySqlConnection,
    cart: i64,
    customer: CustomerId,
) -> Result<CheckoutForm> {
    let mut form = CheckoutForm::default();
    let owner = sqlx::query!(
        "SELECT u.email, u.name FROM carts c JOIN customers u ON u.id = c.customer_id
         WHERE c.id = ? AND u.id = ? AND u.deleted_at IS NULL",
        cart,
        customer.0
    )
    .fetch_optional(&mut *connection)
    .await?;
    let Some(owner) = owner else { return Ok(form) };
    form.email = owner.email.unwrap_or_default();
    form.contact_name = owner.name;
    if let Some((_, company)) = buying_company(connection, Some(customer)).await? {
        form.company = company.name;
        form.vat_id = company.vat_id;
    }
    let known = addresses(connection, customer).await?;
    if let Some(address) = known.iter().find(|address| address.is_default) {
        address.form.fill(&mut form);
    }
    Ok(form)
}
