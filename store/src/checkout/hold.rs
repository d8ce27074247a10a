//! A checkout that is being looked at: its stock is kept from here on, for a while.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use domain::accounts::BuyingCompany;
use domain::cart::Cart;
use domain::checkout::{Basis, CheckoutForm, SavedAddress};
use domain::ids::{CustomerId, Sku, VariantId};
use sqlx::MySqlConnection;
use uuid::Uuid;

use super::addresses::addresses;
use super::parse_checkout;
use super::prefill::first_form;
use crate::accounts::buying_company;
use crate::cart::{CartToken, cart_id, owner_of_locked, read_cart};
use crate::catalog::{note_stock, parse_sku};
use crate::database::{retrying, spread};
use crate::inventory::{adjust_hold, held_by};
use crate::{Result, Store};

/// Everything a page of the checkout shows.
#[derive(Debug, Clone)]
pub struct OpenCheckout {
    /// What is bought, with the stock its owner can have.
    pub cart: Cart,
    /// What was typed so far; before that what is known of the customer.
    pub form: CheckoutForm,
    /// The order it will become, once something was typed.
    pub idempotency_key: Option<Uuid>,
    /// The customer whose cart it is, when they are the one signed in.
    pub customer: Option<CustomerId>,
    /// The company they buy for.
    pub company: Option<BuyingCompany>,
    /// The addresses they may choose from.
    pub addresses: Vec<SavedAddress>,
    /// Until when the stock is kept; nothing when there is none to keep.
    pub held_until: Option<DateTime<Utc>>,
}

impl OpenCheckout {
    /// What the answers are checked against.
    pub const fn basis(&self) -> Basis<'_> {
        Basis { cart: &self.cart, company: self.company.as_ref() }
    }
}

/// A hold with less time left than this is renewed under the locks of its stock, lest it expires meanwhile.
const NEARLY_EXPIRED: TimeDelta = TimeDelta::seconds(10);

impl Store {
    /// Opens the checkout of a cart: keeps its stock for a while from now ([`Store::holding_for`]), as much of
    /// it as there is, and reads all that its pages show. Nothing when there is no cart or it is empty.
    /// Company and address book are shown to nobody but the customer who is signed in.
    #[tracing::instrument(name = "db.checkout.open", skip_all)]
    pub async fn open_checkout(
        &self,
        token: &CartToken,
        signed_in: Option<CustomerId>,
        now: DateTime<Utc>,
    ) -> Result<Option<OpenCheckout>> {
        let held_until = retrying(spread(now), || self.try_hold(token, now)).await?;
        let Some(checkout) = self.read_checkout(token, signed_in).await? else { return Ok(None) };
        Ok(Some(OpenCheckout { held_until, ..checkout }))
    }

    /// Reads what a page of the checkout shows, keeping no stock.
    pub async fn read_checkout(
        &self,
        token: &CartToken,
        signed_in: Option<CustomerId>,
    ) -> Result<Option<OpenCheckout>> {
        let mut connection = self.database.acquire().await?;
        let Some(id) = cart_id(&mut connection, token).await? else { return Ok(None) };
        let cart = read_cart(&mut connection, id).await?;
        if cart.lines.is_empty() {
            return Ok(None);
        }
        let row = sqlx::query!(
            "SELECT c.customer_id, o.idempotency_key AS `idempotency_key?`, o.form AS `form?`
             FROM carts c LEFT JOIN checkouts o ON o.cart_id = c.id WHERE c.id = ?",
            id
        )
        .fetch_one(&mut *connection)
        .await?;
        let customer = row.customer_id.map(CustomerId).filter(|owner| signed_in == Some(*owner));
        let (form, idempotency_key) = match (row.idempotency_key, row.form) {
            (Some(key), Some(form)) => {
                let checkout = parse_checkout(&key, &form)?;
                (checkout.form, Some(checkout.idempotency_key))
            }
            _ => match customer {
                Some(customer) => (first_form(&mut connection, id, customer).await?, None),
                None => (CheckoutForm::default(), None),
            },
        };
        let company = buying_company(&mut connection, customer).await?.map(|(_, company)| company);
        let addresses = match customer {
            Some(customer) => addresses(&mut connection, customer).await?,
            None => Vec::new(),
        };
        Ok(Some(OpenCheckout { cart, form, idempotency_key, customer, company, addresses, held_until: None }))
    }

    async fn try_hold(&self, token: &CartToken, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>> {
        let mut transaction = self.database.begin().await?;
        let Some(cart) = cart_id(&mut transaction, token).await? else { return Ok(None) };
        owner_of_locked(&mut transaction, cart).await?;
        let mut demand = wanted(&mut transaction, cart).await?;
        let held = held_by(&mut transaction, cart).await?;
        for (sku, held) in &held {
            demand.entry(sku.clone()).or_insert((held.variant, 0));
        }
        let until = now + self.hold;
        let mut changed = Vec::new();
        for (sku, (variant, quantity)) in &demand {
            let is_kept =
                held.get(sku).is_some_and(|held| held.quantity == *quantity && held.expires_at > now + NEARLY_EXPIRED);
            if !is_kept && adjust_hold(&mut transaction, cart, *variant, *quantity, (now, until)).await? {
                changed.push(variant.0);
            }
        }
        let renewed = sqlx::query!("UPDATE stock_holds SET expires_at = ? WHERE cart_id = ?", until.naive_utc(), cart)
            .execute(&mut *transaction)
            .await?;
        note_stock(&mut transaction, &changed).await?;
        transaction.commit().await?;
        Ok((renewed.rows_affected() > 0).then_some(until))
    }
}

/// Pieces of parts in a cart, in SKU order. Services need no stock, and none is kept of what is no longer sold.
async fn wanted(connection: &mut MySqlConnection, cart: i64) -> Result<BTreeMap<Sku, (VariantId, u32)>> {
    let rows = sqlx::query!(
        "SELECT v.sku, l.variant_id, l.quantity FROM cart_lines l
         JOIN variants v ON v.id = l.variant_id JOIN products p ON p.id = v.product_id
         WHERE l.cart_id = ? AND p.kind = 'part' AND v.is_public",
        cart
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(|row| Ok((parse_sku(&row.sku)?, (VariantId(row.variant_id), row.quantity)))).collect()
}
