//! Placing an order: one transaction, and the same key is the same order.

mod rows;
mod stock;

use chrono::{DateTime, Utc};
use domain::accounts::{Actor, CreditMovementKind};
use domain::cart::Cart;
use domain::checkout::{Basis, CheckoutDetails, Field, FieldProblem, PaymentMethod, Quote, QuoteError};
use domain::ids::CustomerId;
use domain::money::MoneyError;
use domain::orders::{OrderEventKind, OrderNumber};
use sqlx::MySqlConnection;
use uuid::Uuid;

use self::rows::{NewOrder, insert_line, insert_order};
use self::stock::{take_stock, taken_by};
use crate::accounts::{buying_company, charge_credit, note_credit};
use crate::cart::{CartToken, cart_id, owner_of_locked, read_cart};
use crate::catalog::note_stock;
use crate::checkout::{Checkout, parse_checkout};
use crate::database::{LockConflict, retrying};
use crate::error::violates_unique;
use crate::jobs::enqueue;
use crate::orders::{OrderPlaced, settle_state};
use crate::{Error, Store};

/// What placing an order starts from.
#[derive(Clone)]
pub struct PlaceOrder {
    /// Whose cart.
    pub token: CartToken,
    /// The customer who is signed in, if one is: a company's terms are for its members alone.
    pub signed_in: Option<CustomerId>,
    /// The key shown on the review page.
    pub idempotency_key: Uuid,
    /// Random bits for the order number.
    pub random: u64,
    /// The moment.
    pub now: DateTime<Utc>,
}

/// Why an order was not placed. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum PlaceOrderError {
    /// Nothing to order, or the review page belongs to another checkout.
    #[error("there is no such checkout any more")]
    NoCheckout,
    /// The form is not complete.
    #[error("the checkout is not complete")]
    Incomplete(Vec<FieldProblem>),
    /// Some lines cannot be had as ordered; the cart, read anew, says which.
    #[error("some lines cannot be ordered")]
    NotOrderable(Cart),
    /// The sum is beyond what an order may amount to.
    #[error(transparent)]
    Money(#[from] MoneyError),
    /// The data tier failed.
    #[error(transparent)]
    Store(#[from] Error),
}

impl From<sqlx::Error> for PlaceOrderError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

impl LockConflict for PlaceOrderError {
    fn is_lock_conflict(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_lock_conflict())
    }
}

impl Store {
    /// Turns the checkout of a cart into an order: stock is allocated, names and prices are frozen,
    /// the cart is emptied and the follow-up work is queued, all or nothing. The same key again
    /// answers the same order, also when two requests race.
    #[tracing::instrument(name = "db.orders.place", skip_all, fields(key = %request.idempotency_key))]
    pub async fn place_order(&self, request: &PlaceOrder) -> Result<OrderNumber, PlaceOrderError> {
        // Those who met in a conflict are told apart by the request's own random bits.
        match retrying(request.random, || self.try_place_order(request)).await {
            // The other of two racing requests won: its order is ours.
            Err(PlaceOrderError::Store(Error::Database(error)))
                if violates_unique(&error, "uq_orders_idempotency_key") =>
            {
                self.order_by_key(request.idempotency_key).await?.ok_or(PlaceOrderError::NoCheckout)
            }
            result => result,
        }
    }

    async fn order_by_key(&self, key: Uuid) -> Result<Option<OrderNumber>, Error> {
        let number = sqlx::query_scalar!("SELECT order_number FROM orders WHERE idempotency_key = ?", key.to_string())
            .fetch_optional(&self.database)
            .await?;
        number
            .map(|number| OrderNumber::parse(&number).map_err(|error| Error::inconsistent("order number", error)))
            .transpose()
    }

    async fn try_place_order(&self, request: &PlaceOrder) -> Result<OrderNumber, PlaceOrderError> {
        // Before stock is looked at: a winner who repeats must not hear “sold out”.
        if let Some(number) = self.order_by_key(request.idempotency_key).await? {
            return Ok(number);
        }
        let mut transaction = self.database.begin().await?;
        let cart_id = cart_id(&mut transaction, &request.token).await?.ok_or(PlaceOrderError::NoCheckout)?;
        let customer = owner_of_locked(&mut transaction, cart_id).await?;
        let Some(checkout) = lock_checkout(&mut transaction, cart_id).await? else {
            // Taken by a request with the same key while this one waited for the lock.
            drop(transaction);
            return self.order_by_key(request.idempotency_key).await?.ok_or(PlaceOrderError::NoCheckout);
        };
        let cart = read_cart(&mut transaction, cart_id).await?;
        if checkout.idempotency_key != request.idempotency_key || cart.lines.is_empty() {
            return Err(PlaceOrderError::NoCheckout);
        }
        let member = customer.filter(|owner| request.signed_in == Some(*owner));
        let company = buying_company(&mut transaction, member).await?;
        let basis = Basis { cart: &cart, company: company.as_ref().map(|(_, company)| company) };
        let details = checkout.form.finish(&basis).map_err(PlaceOrderError::Incomplete)?;
        let quote = quote(&basis, &details)?;
        let mut taken = match take_stock(&mut transaction, cart_id, &cart, request.now).await? {
            Some(taken) if cart.lines.iter().all(|line| line.total().is_some()) => taken,
            _ => {
                drop(transaction);
                return Err(PlaceOrderError::NotOrderable(self.cart(&request.token).await?));
            }
        };
        // After stock and before the order's row, which refers to the company: always in this order.
        let on_terms = details.payment_method == PaymentMethod::PurchaseOrder;
        let debtor = company.as_ref().map(|(id, _)| *id).filter(|_| on_terms);
        if let Some(company) = debtor
            && !charge_credit(&mut transaction, company, quote.total).await?
        {
            drop(transaction);
            return Err(self.credit_is_gone(member, &cart, &checkout).await?);
        }
        let new = NewOrder {
            number: OrderNumber::from_random(request.random),
            customer,
            company: company.as_ref().map(|(id, _)| *id),
            terms_days: basis.company.and_then(|company| company.terms_days).filter(|_| on_terms),
            // Money and papers are in order: nobody has to look at it.
            approved_at: (on_terms && details.certification.is_empty()).then_some(request.now),
        };
        let order = insert_order(&mut transaction, request, cart_id, &new, &details, &quote).await?;
        if let Some(company) = debtor {
            let kind = CreditMovementKind::Charge;
            note_credit(&mut transaction, company, order, quote.total.minor, kind, request.now).await?;
        }
        for (line_no, line) in (1u32..).zip(&cart.lines) {
            let taken = taken_by(&mut taken, line);
            insert_line(&mut transaction, order, line_no, line, &taken, request.now).await?;
        }
        let actor = customer.map_or(Actor::Guest, Actor::Customer);
        settle_state(&mut transaction, order, OrderEventKind::Placed, "", &actor, request.now).await?;
        enqueue(&mut transaction, &OrderPlaced { order_number: new.number.to_string() }, request.now).await?;
        sqlx::query!("DELETE FROM checkouts WHERE cart_id = ?", cart_id).execute(&mut *transaction).await?;
        sqlx::query!("DELETE FROM cart_lines WHERE cart_id = ?", cart_id).execute(&mut *transaction).await?;
        let changed: Vec<i64> = taken.keys().map(|variant| variant.0).collect();
        note_stock(&mut transaction, &changed).await?;
        transaction.commit().await?;
        tracing::info!(order_number = %new.number, lines = cart.lines.len(), "order placed");
        Ok(new.number)
    }

    /// What to say when another order of the company took the credit in the same moment.
    async fn credit_is_gone(
        &self,
        customer: Option<CustomerId>,
        cart: &Cart,
        checkout: &Checkout,
    ) -> Result<PlaceOrderError, Error> {
        let company = buying_company(&mut *self.database.acquire().await?, customer).await?;
        let basis = Basis { cart, company: company.as_ref().map(|(_, company)| company) };
        let problems = checkout.form.finish(&basis).err().unwrap_or_else(|| {
            let message = "The credit of your company changed just now. Look at it again.".to_owned();
            vec![FieldProblem { field: Field::PaymentMethod, message }]
        });
        Ok(PlaceOrderError::Incomplete(problems))
    }
}

/// The checkout of a cart, locked until the transaction ends.
async fn lock_checkout(transaction: &mut MySqlConnection, cart_id: i64) -> Result<Option<Checkout>, Error> {
    let row = sqlx::query!("SELECT idempotency_key, form FROM checkouts WHERE cart_id = ? FOR UPDATE", cart_id)
        .fetch_optional(transaction)
        .await?;
    row.map(|row| parse_checkout(&row.idempotency_key, &row.form)).transpose()
}

/// What the order comes to. The form was checked just before, so that only its sum can be refused.
fn quote(basis: &Basis<'_>, details: &CheckoutDetails) -> Result<Quote, PlaceOrderError> {
    Quote::of(basis, details.country, details.delivery_method, details.vat_id.as_ref()).map_err(|error| match error {
        QuoteError::Money(error) => PlaceOrderError::Money(error),
        QuoteError::Delivery(refusal) => {
            let problem = FieldProblem { field: Field::DeliveryMethod, message: refusal.to_string() };
            PlaceOrderError::Incomplete(vec![problem])
        }
    })
}
