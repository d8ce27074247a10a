//! Placing an order: one transaction, and the same key is the same order.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::accounts::Actor;
use domain::cart::{Cart, CartLine};
use domain::catalog::ProductKind;
use domain::checkout::{CheckoutDetails, FieldProblem, delivery_charge};
use domain::ids::{OrderId, Sku, StockLocationId, VariantId};
use domain::inventory::{self, StockMovementKind};
use domain::money::MoneyError;
use domain::orders::{OrderEventKind, OrderNumber, OrderState};
use sqlx::MySqlConnection;
use uuid::Uuid;

use crate::cart::{CartToken, cart_id, read_cart};
use crate::catalog::note_change;
use crate::checkout::parse_checkout;
use crate::error::{is_lock_conflict, violates_unique};
use crate::inventory::{Movement, allocate, lock_levels, record};
use crate::jobs::enqueue;
use crate::orders::OrderPlaced;
use crate::orders::settle_state;
use crate::{Error, Store};

/// What placing an order starts from.
#[derive(Clone)]
pub struct PlaceOrder {
    /// Whose cart.
    pub token: CartToken,
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

/// How often a transaction that lost a lock conflict is run again.
const ATTEMPTS: u32 = 5;

impl Store {
    /// Turns the checkout of a cart into an order: stock is allocated, names and prices are frozen,
    /// the cart is emptied and the follow-up work is queued, all or nothing. The same key again
    /// answers the same order, also when two requests race.
    #[tracing::instrument(name = "db.orders.place", skip_all, fields(key = %request.idempotency_key))]
    pub async fn place_order(&self, request: &PlaceOrder) -> Result<OrderNumber, PlaceOrderError> {
        let mut attempt = 1;
        loop {
            match self.try_place_order(request).await {
                Err(PlaceOrderError::Store(Error::Database(error)))
                    if attempt < ATTEMPTS && is_lock_conflict(&error) =>
                {
                    tracing::debug!(attempt, %error, "order lost a lock conflict");
                    // Spread over a few milliseconds by the request's own random bits.
                    let pause = u64::from(attempt) * (2 + request.random % 8);
                    tokio::time::sleep(std::time::Duration::from_millis(pause)).await;
                    attempt += 1;
                }
                // The other of two racing requests won: its order is ours.
                Err(PlaceOrderError::Store(Error::Database(error)))
                    if violates_unique(&error, "uq_orders_idempotency_key") =>
                {
                    return self.order_by_key(request.idempotency_key).await?.ok_or(PlaceOrderError::NoCheckout);
                }
                other => return other,
            }
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
        let row = sqlx::query!("SELECT idempotency_key, form FROM checkouts WHERE cart_id = ? FOR UPDATE", cart_id)
            .fetch_optional(&mut *transaction)
            .await?;
        let Some(row) = row else {
            // Taken by a request with the same key while this one waited for the lock.
            drop(transaction);
            return self.order_by_key(request.idempotency_key).await?.ok_or(PlaceOrderError::NoCheckout);
        };
        let checkout = parse_checkout(&row.idempotency_key, &row.form)?;
        if checkout.idempotency_key != request.idempotency_key {
            return Err(PlaceOrderError::NoCheckout);
        }
        let cart = read_cart(&mut transaction, cart_id).await?;
        if cart.lines.is_empty() {
            return Err(PlaceOrderError::NoCheckout);
        }
        let details = checkout.form.finish(cart.hazard_class()).map_err(PlaceOrderError::Incomplete)?;
        let mut allocations = match allocate_stock(&mut transaction, &cart).await? {
            Some(allocations) if cart.lines.iter().all(|line| line.total().is_some()) => allocations,
            _ => {
                drop(transaction);
                return Err(PlaceOrderError::NotOrderable(self.cart(&request.token).await?));
            }
        };
        let allocated: Vec<i64> = allocations.keys().map(|variant| variant.0).collect();
        let number = OrderNumber::from_random(request.random);
        let order = insert_order(&mut transaction, request, cart_id, &number, &details, &cart).await?;
        for (line_no, line) in (1u32..).zip(&cart.lines) {
            insert_line(&mut transaction, order, line_no, line).await?;
            for (location, quantity) in take(&mut allocations, line) {
                let movement = Movement {
                    variant: line.variant,
                    location,
                    kind: StockMovementKind::Allocation,
                    on_hand_delta: 0,
                    allocated_delta: i64::from(quantity),
                    order_line: Some((order, line_no)),
                    reason: "order placed",
                };
                record(&mut transaction, &movement, request.now).await?;
                note_allocation(&mut transaction, order, line_no, location, quantity).await?;
            }
        }
        settle_state(&mut transaction, order, OrderEventKind::Placed, "", &Actor::Guest, request.now).await?;
        enqueue(&mut transaction, &OrderPlaced { order_number: number.to_string() }, request.now).await?;
        sqlx::query!("DELETE FROM checkouts WHERE cart_id = ?", cart_id).execute(&mut *transaction).await?;
        sqlx::query!("DELETE FROM cart_lines WHERE cart_id = ?", cart_id).execute(&mut *transaction).await?;
        note_change(&mut transaction, &allocated).await?;
        transaction.commit().await?;
        tracing::info!(order_number = %number, lines = cart.lines.len(), "order placed");
        Ok(number)
    }
}

/// Pieces taken per variant and location, still to be booked on order lines.
type Allocations = BTreeMap<VariantId, Vec<(StockLocationId, u32)>>;

/// Allocates the whole demand of a cart, summed per SKU and in SKU order; `None` when any of it
/// cannot be had.
async fn allocate_stock(transaction: &mut MySqlConnection, cart: &Cart) -> Result<Option<Allocations>, Error> {
    let mut demand: BTreeMap<&Sku, (VariantId, u32)> = BTreeMap::new();
    for line in cart.lines.iter().filter(|line| line.kind == ProductKind::Part) {
        let wanted = demand.entry(&line.sku).or_insert((line.variant, 0));
        wanted.1 = wanted.1.saturating_add(line.quantity);
    }
    let mut allocations = Allocations::new();
    for (variant, quantity) in demand.into_values() {
        let levels = lock_levels(transaction, variant).await?;
        let Ok(taken) = inventory::allocate(&levels, quantity) else { return Ok(None) };
        for (location, quantity) in &taken {
            if !allocate(transaction, variant, *location, *quantity).await? {
                return Ok(None);
            }
        }
        allocations.insert(variant, taken);
    }
    Ok(Some(allocations))
}

/// Takes a line's pieces out of what was allocated for its variant.
fn take(allocations: &mut Allocations, line: &CartLine) -> Vec<(StockLocationId, u32)> {
    let mut rest = line.quantity;
    let mut taken = Vec::new();
    for (location, left) in allocations.get_mut(&line.variant).into_iter().flatten() {
        let quantity = rest.min(*left);
        if quantity > 0 {
            taken.push((*location, quantity));
            *left -= quantity;
            rest -= quantity;
        }
    }
    taken
}

/// Notes where pieces lie that are promised to a line.
async fn note_allocation(
    transaction: &mut MySqlConnection,
    order: OrderId,
    line_no: u32,
    location: StockLocationId,
    quantity: u32,
) -> Result<(), Error> {
    sqlx::query!(
        "INSERT INTO allocations (order_id, line_no, location_id, quantity) VALUES (?, ?, ?, ?)
         ON DUPLICATE KEY UPDATE quantity = quantity + VALUES(quantity)",
        order.0,
        line_no,
        location.0,
        quantity
    )
    .execute(transaction)
    .await?;
    Ok(())
}

async fn insert_order(
    transaction: &mut MySqlConnection,
    request: &PlaceOrder,
    cart_id: i64,
    number: &OrderNumber,
    details: &CheckoutDetails,
    cart: &Cart,
) -> Result<OrderId, PlaceOrderError> {
    let goods = cart.goods()?;
    let delivery = delivery_charge(details.delivery_method, cart);
    let total = goods.plus(delivery)?;
    let inserted = sqlx::query!(
        "INSERT INTO orders (order_number, idempotency_key, cart_id, state, email, contact_name, phone, company, street, street_2, postal_code,
                             city, region, country, delivery_method, payment_method, po_number, note, currency, goods_minor, delivery_minor,
                             total_minor, placed_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        number.as_str(),
        request.idempotency_key.to_string(),
        cart_id,
        OrderState::Placed.name(),
        details.email,
        details.contact_name,
        details.phone,
        details.company,
        details.street,
        details.street_2,
        details.postal_code,
        details.city,
        details.region,
        details.country.code,
        details.delivery_method.name(),
        details.payment_method.name(),
        details.po_number,
        details.note,
        total.currency.code(),
        goods.minor,
        delivery.minor,
        total.minor,
        request.now.naive_utc()
    )
    .execute(transaction)
    .await?;
    Ok(OrderId(inserted.last_insert_id().cast_signed()))
}

async fn insert_line(
    transaction: &mut MySqlConnection,
    order: OrderId,
    line_no: u32,
    line: &CartLine,
) -> Result<(), Error> {
    let (Some(unit_price), Some(total)) = (line.unit_price(), line.total()) else {
        return Err(Error::inconsistent("order line without price", &line.sku));
    };
    sqlx::query!(
        "INSERT INTO order_lines (order_id, line_no, variant_id, sku, name, quantity, unit_price_minor, total_minor) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        order.0, line_no, line.variant.0, line.sku.as_str(), line.name, line.quantity, unit_price.minor, total.minor
    )
    .execute(transaction)
    .await?;
    Ok(())
}
