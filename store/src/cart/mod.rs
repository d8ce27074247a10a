//! Carts are rows: losing Redis or restarting everything must not lose one. A cart is found by the
//! token in the customer's cookie, of which only the hash is kept.

mod quick_order;

pub use quick_order::AddLinesError;

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::cart::{Cart, CartLine, MAX_LINES, MAX_QUANTITY};
use domain::catalog::ProductKind;
use domain::ids::{Sku, VariantId};
use sha2::{Digest, Sha256};
use sqlx::MySqlConnection;

use crate::catalog::{id_list, parse_hazard_class, parse_kind, parse_sku};
use crate::pricing::price_ladders;
use crate::{Result, Store};

/// The secret that finds a cart: 32 hexadecimal digits from 128 random bits.
#[derive(Clone, PartialEq, Eq)]
pub struct CartToken(String);

impl CartToken {
    /// A token from random bits.
    pub fn from_random(bits: u128) -> Self {
        Self(format!("{bits:032x}"))
    }

    /// Reads a token from a cookie.
    pub fn parse(text: &str) -> Option<Self> {
        (text.len() == 32 && text.bytes().all(|b| b.is_ascii_hexdigit())).then(|| Self(text.to_ascii_lowercase()))
    }

    /// The token as it goes into the cookie.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The hash that the database knows it by, in hexadecimal digits: good for giving the token up, and for
    /// nothing else.
    pub fn name(&self) -> String {
        self.hash().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    pub(crate) fn hash(&self) -> Vec<u8> {
        Sha256::digest(self.0.as_bytes()).to_vec()
    }
}

/// Why something was not put into a cart.
#[derive(Debug, thiserror::Error)]
pub enum AddToCartError {
    /// No such part.
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
        let Some(variant) = sqlx::query_scalar!("SELECT id FROM variants WHERE sku = ?", sku.as_str())
            .fetch_optional(&self.database)
            .await?
        else {
            return Err(AddToCartError::UnknownSku(sku.clone()));
        };
        if !self.price_ladders(&[VariantId(variant)]).await?.contains_key(&VariantId(variant)) {
            return Err(AddToCartError::PriceOnRequest(sku.clone()));
        }
        let mut transaction = self.database.begin().await?;
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

    /// Sets the quantity of a line; 0 removes it. A line that is not there stays away.
    #[tracing::instrument(name = "db.cart.set_quantity", skip(self, token))]
    pub async fn set_cart_quantity(&self, token: &CartToken, sku: &Sku, quantity: u32) -> Result<()> {
        if quantity == 0 {
            sqlx::query!(
                "DELETE FROM cart_lines WHERE cart_id = (SELECT COALESCE(merged_into, id) FROM carts WHERE token_hash = ?) AND variant_id = (SELECT id FROM variants WHERE sku = ?)",
                token.hash(), sku.as_str()
            )
            .execute(&self.database)
            .await?;
        } else {
            sqlx::query!(
                "UPDATE cart_lines SET quantity = ? WHERE cart_id = (SELECT COALESCE(merged_into, id) FROM carts WHERE token_hash = ?) AND variant_id = (SELECT id FROM variants WHERE sku = ?)",
                quantity, token.hash(), sku.as_str()
            )
            .execute(&self.database)
            .await?;
        }
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

/// A cart with today's prices and stock.
pub(crate) async fn read_cart(connection: &mut MySqlConnection, cart: i64) -> Result<Cart> {
    let rows = sqlx::query!(
        "SELECT variant_id, quantity FROM cart_lines WHERE cart_id = ? ORDER BY added_at, variant_id",
        cart
    )
    .fetch_all(&mut *connection)
    .await?;
    let wanted: Vec<_> = rows.into_iter().map(|row| (row.variant_id, row.quantity)).collect();
    Ok(Cart { lines: priced_lines(connection, &wanted).await? })
}

/// Variants and pieces as lines, in the order given, with today's prices and stock.
async fn priced_lines(connection: &mut MySqlConnection, wanted: &[(i64, u32)]) -> Result<Vec<CartLine>> {
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<i64> = wanted.iter().map(|(id, _)| *id).collect();
    let rows = sqlx::query!(
        "SELECT STRAIGHT_JOIN v.id, v.sku, v.mpn, v.name, p.kind, p.hazard_class, p.lead_time_days,
                CAST((SELECT COALESCE(SUM(s.on_hand - s.allocated - s.held), 0) FROM stock_levels s WHERE s.variant_id = v.id) AS UNSIGNED) AS `available!: u32`
         FROM JSON_TABLE(?, '$[*]' COLUMNS (place FOR ORDINALITY, id BIGINT PATH '$')) wanted
         JOIN variants v ON v.id = wanted.id
         JOIN products p ON p.id = v.product_id
         ORDER BY wanted.place",
        id_list(&ids)
    )
    .fetch_all(&mut *connection)
    .await?;
    let variants: Vec<_> = ids.iter().map(|id| VariantId(*id)).collect();
    let prices = price_ladders(connection, &variants).await?;
    let quantities: HashMap<i64, u32> = wanted.iter().copied().collect();
    rows.into_iter()
        .map(|row| {
            let variant = VariantId(row.id);
            let kind = parse_kind(&row.kind)?;
            Ok(CartLine {
                variant,
                sku: parse_sku(&row.sku)?,
                mpn: row.mpn,
                name: row.name,
                kind,
                hazard_class: parse_hazard_class(&row.hazard_class)?,
                quantity: quantities.get(&row.id).copied().unwrap_or_default(),
                prices: prices.get(&variant).cloned().unwrap_or_default(),
                available: (kind == ProductKind::Part).then_some(row.available),
                lead_time_days: row.lead_time_days,
            })
        })
        .collect()
}
