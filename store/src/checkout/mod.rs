//! What a customer has typed on the way to an order, kept as a row of its cart, and the stock that is kept
//! for them meanwhile.

mod addresses;
mod hold;
mod prefill;

pub use addresses::AddressOwner;
pub use hold::OpenCheckout;

use chrono::{DateTime, Utc};
use domain::checkout::{CheckoutForm, Step};
use domain::ids::CustomerId;
use uuid::Uuid;

use crate::cart::{CartToken, cart_id};
use crate::{Error, Result, Store};

/// A checkout under way.
#[derive(Debug, Clone)]
pub struct Checkout {
    /// What was typed so far.
    pub form: CheckoutForm,
    /// The order it will become: the same key is the same order.
    pub idempotency_key: Uuid,
}

impl Store {
    /// The checkout of a cart, if one was begun.
    #[tracing::instrument(name = "db.checkout.checkout", skip_all)]
    pub async fn checkout(&self, token: &CartToken) -> Result<Option<Checkout>> {
        let mut connection = self.database.acquire().await?;
        let Some(cart) = cart_id(&mut connection, token).await? else { return Ok(None) };
        let row = sqlx::query!("SELECT idempotency_key, form FROM checkouts WHERE cart_id = ?", cart)
            .fetch_optional(&mut *connection)
            .await?;
        row.map(|row| parse_checkout(&row.idempotency_key, &row.form)).transpose()
    }

    /// Keeps what was typed at one step, valid or not, beginning the checkout with `new_key` if need
    /// be. Answers the whole checkout, or nothing when there is no cart.
    #[tracing::instrument(name = "db.checkout.save_step", skip(self, token, typed, now))]
    pub async fn save_checkout_step(
        &self,
        token: &CartToken,
        step: Step,
        typed: &CheckoutForm,
        signed_in: Option<CustomerId>,
        new_key: Uuid,
        now: DateTime<Utc>,
    ) -> Result<Option<Checkout>> {
        let mut transaction = self.database.begin().await?;
        let Some(cart) = cart_id(&mut transaction, token).await? else { return Ok(None) };
        let now = now.naive_utc();
        // What is known of the customer, should this be the beginning.
        let begun = match signed_in {
            Some(customer) => prefill::first_form(&mut transaction, cart, customer).await?,
            None => CheckoutForm::default(),
        };
        sqlx::query!(
            "INSERT INTO checkouts (cart_id, idempotency_key, form, updated_at) VALUES (?, ?, ?, ?)
             ON DUPLICATE KEY UPDATE updated_at = VALUES(updated_at)",
            cart,
            new_key.to_string(),
            write_form(&begun)?,
            now
        )
        .execute(&mut *transaction)
        .await?;
        let row = sqlx::query!("SELECT idempotency_key, form FROM checkouts WHERE cart_id = ?", cart)
            .fetch_one(&mut *transaction)
            .await?;
        let mut checkout = parse_checkout(&row.idempotency_key, &row.form)?;
        checkout.form.take_step(step, typed);
        let form = write_form(&checkout.form)?;
        sqlx::query!("UPDATE checkouts SET form = ? WHERE cart_id = ?", form, cart).execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(Some(checkout))
    }
}

fn write_form(form: &CheckoutForm) -> Result<String> {
    serde_json::to_string(form).map_err(|error| Error::inconsistent("checkout form", error))
}

pub(crate) fn parse_checkout(idempotency_key: &str, form: &str) -> Result<Checkout> {
    Ok(Checkout {
        form: serde_json::from_str(form).map_err(|error| Error::inconsistent("checkout form", error))?,
        idempotency_key: Uuid::parse_str(idempotency_key)
            .map_err(|error| Error::inconsistent("idempotency key", error))?,
    })
}
