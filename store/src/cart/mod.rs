//! Carts are rows: losing Redis or restarting everything must not lose one. A cart is found by the
//! token in the customer's cookie, of which only the hash is kept.

mod facts;
mod quick_order;

pub use quick_order::AddLinesError;

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::cart::{Cart, CartLine, MAX_LINES, MAX_QUANTITY};
use domain::catalog::ProductKind;
use domain::ids::{CustomerId, Sku, VariantId};
use sqlx::MySqlConnection;

use crate::catalog::{id_list, note_stock, parse_hazard_class, parse_kind, parse_sku};
use crate::error::is_lock_conflict;
use crate::inventory::{incoming, shrink_hold};
use crate::pricing::{BuyersLists, lists_of, price_ladders};
use crate::secret::secret;
use crate::{Error, Result, Store};

secret! {
    /// The secret that finds a cart.
    CartToken
}

impl CartToken {
    /// The hash that the database knows it by, in hexadecimal digits: good for giving the token up, and for
    /// nothing else.
    pub fn name(&self) -> String {
        crate::accounts::hex(&self.hash())
    }
}

/// How often a change that lost a lock conflict is made anew.
const ATTEMPTS: u32 = 4;

/// Why something was not put into a cart.
#[derive(Debug, thiserror::Error)]
pub enum AddToCartError {
    /// No such part, or none that is sold.
    #[error("there is no part {0}")]
    UnknownSku(Sku),
    /// It has no price yet.
    #[error("{0} has no price yet")]
    PriceOnRequest(Sku),
    /// One line more than a cart can hold.
    #[error("a cart holds at most {MAX_LINES} lines")]
    Full,
    /// The data tier failed.
    #[error(transparent)]
    Store(#[from] crate::Error),
}

impl From<sqlx::Error> for AddToCartError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

impl Store {
    /// Puts pieces of a part into a cart, creating the cart if need be. Adding a part that is
    /// there adds to its quantity, up to [`MAX_QUANTITY`].
    #[tracing::instrument(name = "db.cart.add", skip(self, token, now))]
    pub async fn add_to_cart(
        &self,
        token: &CartToken,
        sku: &Sku,
        quantity: u32,
        now: DateTime<Utc>,
    ) -> Result<(), AddToCartError> {
        let Some(variant) = sqlx::query_scalar!("SELECT id FROM variants WHERE sku = ? AND is_public", sku.as_str())
            .fetch_optional(&self.database)
            .await?
        else {
            return Err(AddToCartError::UnknownSku(sku.clone()));
        };
        let mut transaction = self.database.begin().await?;
        let shopper = shopper(&mut transaction, token).await?;
        let variants = [VariantId(variant)];
        if !price_ladders(&mut transaction, &variants, &shopper.lists).await?.contains_key(&variants[0]) {
            return Err(AddToCartError::PriceOnRequest(sku.clone()));
        }
        // Locked, so that the lines counted below are all there are.
        let cart = lock_cart(&mut transaction, token, now).await?;
        let others: i64 =
            sqlx::query_scalar!("SELECT COUNT(*) FROM cart_lines WHERE cart_id = ? AND variant_id <> ?", cart, variant)
                .fetch_one(&mut *transaction)
                .await?;
        if usize::try_from(others).is_ok_and(|others| others >= MAX_LINES) {
            return Err(AddToCartError::Full);
        }
        add_line(&mut transaction, cart, VariantId(variant), quantity, now).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Sets the quantity of a line; 0 removes it. A line that is not there stays away. What a checkout keeps
    /// for it beyond that is given back.
    #[tracing::instrument(name = "db.cart.set_quantity", skip(self, token))]
    pub async fn set_cart_quantity(&self, token: &CartToken, sku: &Sku, quantity: u32) -> Result<()> {
        let mut attempt = 1;
        loop {
            match self.try_set_quantity(token, sku, quantity).await {
                Err(Error::Database(error)) if is_lock_conflict(&error) && attempt < ATTEMPTS => attempt += 1,
                result => return result,
            }
        }
    }

    async fn try_set_quantity(&self, token: &CartToken, sku: &Sku, quantity: u32) -> Result<()> {
        let mut transaction = self.database.begin().await?;
        let Some(cart) = cart_id(&mut transaction, token).await? else { return Ok(()) };
        owner_of_locked(&mut transaction, cart).await?;
        let Some(variant) = sqlx::query_scalar!("SELECT id FROM variants WHERE sku = ?", sku.as_str())
            .fetch_optional(&mut *transaction)
            .await?
        else {
            return Ok(());
        };
        if quantity == 0 {
            sqlx::query!("DELETE FROM cart_lines WHERE cart_id = ? AND variant_id = ?", cart, variant)
                .execute(&mut *transaction)
                .await?;
        } else {
            sqlx::query!(
                "UPDATE cart_lines SET quantity = ? WHERE cart_id = ? AND variant_id = ?",
                quantity,
                cart,
                variant
            )
            .execute(&mut *transaction)
            .await?;
        }
        if shrink_hold(&mut transaction, cart, VariantId(variant), quantity).await? {
            note_stock(&mut transaction, &[variant]).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// The cart of a token; empty when there is none.
    #[tracing::instrument(name = "db.cart.cart", skip_all)]
    pub async fn cart(&self, token: &CartToken) -> Result<Cart> {
        let mut connection = self.database.acquire().await?;
        match cart_id(&mut connection, token).await? {
            Some(id) => read_cart(&mut connection, id).await,
            None => Ok(Cart::default()),
        }
    }

    /// How many pieces a cart holds.
    #[tracing::instrument(name = "db.cart.pieces", skip_all)]
    pub async fn cart_pieces(&self, token: &CartToken) -> Result<u32> {
        Ok(sqlx::query_scalar!(
            "SELECT CAST(COALESCE(SUM(l.quantity), 0) AS UNSIGNED) AS `pieces!: u32`
             FROM carts c JOIN cart_lines l ON l.cart_id = COALESCE(c.merged_into, c.id) WHERE c.token_hash = ?",
            token.hash()
        )
        .fetch_one(&self.database)
        .await?)
    }
}

/// The row id of a token's cart, or of the one it went into when its holder signed in.
pub(crate) async fn cart_id(connection: &mut MySqlConnection, token: &CartToken) -> Result<Option<i64>> {
    Ok(sqlx::query_scalar!(
        "SELECT COALESCE(merged_into, id) AS `id!: i64` FROM carts WHERE token_hash = ?",
        token.hash()
    )
    .fetch_optional(connection)
    .await?)
}

/// The cart of a token, created if need be, locked until the transaction ends.
async fn lock_cart(connection: &mut MySqlConnection, token: &CartToken, now: DateTime<Utc>) -> Result<i64> {
    let now = now.naive_utc();
    let own = sqlx::query!(
        "INSERT INTO carts (token_hash, created_at, updated_at) VALUES (?, ?, ?)
         ON DUPLICATE KEY UPDATE id = LAST_INSERT_ID(id), updated_at = VALUES(updated_at)",
        token.hash(),
        now,
        now
    )
    .execute(&mut *connection)
    .await?
    .last_insert_id()
    .cast_signed();
    let merged_into =
        sqlx::query_scalar!("SELECT merged_into FROM carts WHERE id = ?", own).fetch_one(&mut *connection).await?;
    let Some(into) = merged_into else { return Ok(own) };
    sqlx::query!("UPDATE carts SET updated_at = ? WHERE id = ?", now, into).execute(connection).await?;
    Ok(into)
}

/// Adds pieces to a line, or the line; up to [`MAX_QUANTITY`].
async fn add_line(
    connection: &mut MySqlConnection,
    cart: i64,
    variant: VariantId,
    quantity: u32,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "INSERT INTO cart_lines (cart_id, variant_id, quantity, added_at) VALUES (?, ?, ?, ?)
         ON DUPLICATE KEY UPDATE quantity = LEAST(quantity + VALUES(quantity), ?)",
        cart,
        variant.0,
        quantity,
        now.naive_utc(),
        MAX_QUANTITY
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// The customer a cart belongs to, the cart being locked until the transaction ends. Whoever changes holds
/// locks their cart first.
pub(crate) async fn owner_of_locked(connection: &mut MySqlConnection, cart: i64) -> Result<Option<CustomerId>> {
    let owner = sqlx::query_scalar!("SELECT customer_id FROM carts WHERE id = ? FOR UPDATE", cart)
        .fetch_one(connection)
        .await?;
    Ok(owner.map(CustomerId))
}

/// Who looks at prices and stock: they have price lists of their own, and what their cart holds is theirs.
#[derive(Debug, Clone, Default)]
struct Shopper {
    cart: Option<i64>,
    lists: BuyersLists,
}

/// Who shops with a token.
async fn shopper(connection: &mut MySqlConnection, token: &CartToken) -> Result<Shopper> {
    match cart_id(connection, token).await? {
        Some(cart) => shopper_of(connection, cart).await,
        None => Ok(Shopper::default()),
    }
}

async fn shopper_of(connection: &mut MySqlConnection, cart: i64) -> Result<Shopper> {
    let owner = sqlx::query_scalar!("SELECT customer_id FROM carts WHERE id = ?", cart)
        .fetch_optional(&mut *connection)
        .await?
        .flatten();
    Ok(Shopper { cart: Some(cart), lists: lists_of(connection, owner.map(CustomerId)).await? })
}

/// A cart with today's prices and stock, as its owner has them.
pub(crate) async fn read_cart(connection: &mut MySqlConnection, cart: i64) -> Result<Cart> {
    let rows = sqlx::query!(
        "SELECT variant_id, quantity FROM cart_lines WHERE cart_id = ? ORDER BY added_at, variant_id",
        cart
    )
    .fetch_all(&mut *connection)
    .await?;
    let wanted: Vec<_> = rows.into_iter().map(|row| (row.variant_id, row.quantity)).collect();
    let shopper = shopper_of(connection, cart).await?;
    Ok(Cart { lines: priced_lines(connection, &wanted, &shopper).await? })
}

/// Variants and pieces as lines, in the order given, with today's prices and stock.
async fn priced_lines(
    connection: &mut MySqlConnection,
    wanted: &[(i64, u32)],
    shopper: &Shopper,
) -> Result<Vec<CartLine>> {
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<i64> = wanted.iter().map(|(id, _)| *id).collect();
    let rows = sqlx::query!(
        "SELECT STRAIGHT_JOIN v.id, v.sku, v.mpn, v.name, v.is_public AS `is_public!: bool`, p.kind, p.hazard_class, p.lead_time_days, c.code AS category,
                CAST((SELECT COALESCE(SUM(s.on_hand - s.allocated - s.held), 0) FROM stock_levels s WHERE s.variant_id = v.id)
                   + (SELECT COALESCE(SUM(h.quantity), 0) FROM stock_holds h WHERE h.cart_id = ? AND h.variant_id = v.id) AS UNSIGNED) AS `available!: u32`
         FROM JSON_TABLE(?, '$[*]' COLUMNS (place FOR ORDINALITY, id BIGINT PATH '$')) wanted
         JOIN variants v ON v.id = wanted.id
         JOIN products p ON p.id = v.product_id
         JOIN categories c ON c.id = p.category_id
         ORDER BY wanted.place",
        shopper.cart.unwrap_or_default(),
        id_list(&ids)
    )
    .fetch_all(&mut *connection)
    .await?;
    let variants: Vec<_> = ids.iter().map(|id| VariantId(*id)).collect();
    let mut prices = price_ladders(connection, &variants, &shopper.lists).await?;
    let facts = facts::facts(connection, &ids).await?;
    let quantities: HashMap<i64, u32> = wanted.iter().copied().collect();
    let mut lines = rows
        .into_iter()
        .map(|row| {
            let variant = VariantId(row.id);
            let kind = parse_kind(&row.kind)?;
            let facts = facts.get(&row.id);
            Ok(CartLine {
                variant,
                sku: parse_sku(&row.sku)?,
                mpn: row.mpn,
                name: row.name,
                kind,
                hazard_class: parse_hazard_class(&row.hazard_class)?,
                quantity: quantities.get(&row.id).copied().unwrap_or_default(),
                is_sold: row.is_public,
                // What is no longer sold has no price, so that no sum counts it.
                prices: prices.remove(&variant).filter(|_| row.is_public).unwrap_or_default(),
                freight: facts::freight(kind, &row.category, facts),
                certification: facts::certification(facts),
                available: (kind == ProductKind::Part).then_some(row.available),
                incoming: Vec::new(),
                lead_time_days: row.lead_time_days,
            })
        })
        .collect::<Result<Vec<_>>>()?;
    let short: Vec<_> = lines
        .iter()
        .filter(|line| line.available.is_some_and(|available| available < line.quantity))
        .map(|line| line.variant)
        .collect();
    let mut coming = incoming(connection, &short).await?;
    for line in &mut lines {
        line.incoming = coming.remove(&line.variant).unwrap_or_default();
    }
    Ok(lines)
}
