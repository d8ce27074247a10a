//! The quick order: a list matched with the catalog and the cart, and then added as a whole.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use domain::cart::quick_order::AskedLine;
use domain::cart::review::{Review, ReviewLine, ReviewProblem};
use domain::cart::{Cart, CartLine};
use domain::ids::{Sku, part_number_key};
use sqlx::MySqlConnection;
use uuid::Uuid;

use super::{CartToken, Shopper, add_line, lock_cart, priced_lines, read_cart, shopper_of};
use crate::catalog::{variants_by_number, variants_near};
use crate::database::{LockConflict, retrying, spread};
use crate::{Result, Store};

/// Numbers of one list for which near ones are looked up; whoever has more has the wrong list.
const MAX_NEAR_LOOKUPS: usize = 40;

/// Why a list was not added. Nothing was.
#[derive(Debug, thiserror::Error)]
pub enum AddLinesError {
    /// Some lines cannot be added: unknown, without a price, more than there is, or the cart is full.
    /// The list looked through says which.
    #[error("some lines cannot be added")]
    Refused(Box<Review>),
    /// The data tier failed.
    #[error(transparent)]
    Store(#[from] crate::Error),
}

impl From<sqlx::Error> for AddLinesError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

impl LockConflict for AddLinesError {
    fn is_lock_conflict(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_lock_conflict())
    }
}

impl Store {
    /// Looks a list through: what its lines stand for, cost, and what stands in their way beside what
    /// the cart of `token` holds. Numbers are found in any punctuation, ours before the makers’; for
    /// those that nothing carries near ones are offered.
    #[tracing::instrument(name = "db.cart.review_list", skip_all, fields(lines = asked.len()))]
    pub async fn review_list(&self, asked: Vec<AskedLine>, token: Option<&CartToken>) -> Result<Review> {
        let mut connection = self.database.acquire().await?;
        let id = match token {
            Some(token) => super::cart_id(&mut connection, token).await?,
            None => None,
        };
        let (cart, shopper) = match id {
            Some(id) => (read_cart(&mut connection, id).await?, shopper_of(&mut connection, id).await?),
            None => (Cart::default(), Shopper::default()),
        };
        let mut review = review(&mut connection, asked, &cart, &shopper).await?;
        let unknown = |line: &&mut ReviewLine| line.problem == Some(ReviewProblem::UnknownNumber);
        for line in review.lines.iter_mut().filter(unknown).take(MAX_NEAR_LOOKUPS) {
            line.near = near(&mut connection, &line.asked, &shopper).await?;
        }
        Ok(review)
    }

    /// Puts the lines of a list into a cart, creating the cart if need be: all of them or none, by the
    /// rules of [`Store::add_to_cart`] and within what can be had. The same `key` adds once.
    #[tracing::instrument(name = "db.cart.add_lines", skip_all, fields(lines = lines.len()))]
    pub async fn add_lines_to_cart(
        &self,
        token: &CartToken,
        key: Uuid,
        lines: &[(Sku, u32)],
        now: DateTime<Utc>,
    ) -> Result<(), AddLinesError> {
        retrying(spread(now), || self.try_add_lines(token, key, lines, now)).await
    }

    /// Whether the list of this key is what was added last.
    pub async fn has_added(&self, token: &CartToken, key: Uuid) -> Result<bool> {
        let last = sqlx::query_scalar!(
            "SELECT c.last_addition FROM carts t JOIN carts c ON c.id = COALESCE(t.merged_into, t.id) WHERE t.token_hash = ?",
            token.hash()
        )
            .fetch_optional(&self.database)
            .await?;
        Ok(last.flatten() == Some(key.to_string()))
    }

    async fn try_add_lines(
        &self,
        token: &CartToken,
        key: Uuid,
        lines: &[(Sku, u32)],
        now: DateTime<Utc>,
    ) -> Result<(), AddLinesError> {
        let mut transaction = self.database.begin().await?;
        let id = lock_cart(&mut transaction, token, now).await?;
        let key = key.to_string();
        let last = sqlx::query_scalar!("SELECT last_addition FROM carts WHERE id = ?", id)
            .fetch_one(&mut *transaction)
            .await?;
        if last.as_deref() == Some(key.as_str()) {
            return Ok(());
        }
        let cart = read_cart(&mut transaction, id).await?;
        let asked = (1..).zip(lines).map(|(at, (sku, quantity))| AskedLine {
            source: at.to_string(),
            number: sku.to_string(),
            quantity: quantity.to_string(),
            whole: None,
        });
        let shopper = shopper_of(&mut transaction, id).await?;
        let review = review(&mut transaction, asked.collect(), &cart, &shopper).await?;
        if review.overflow > 0 || review.lines.iter().any(|line| line.problem.is_some()) {
            return Err(AddLinesError::Refused(Box::new(review)));
        }
        for (place, line) in (0..).zip(review.ready()) {
            // A microsecond apart, so that the cart keeps the order of the list.
            let added_at = now + TimeDelta::microseconds(place);
            add_line(&mut transaction, id, line.variant, line.quantity, added_at).await?;
        }
        sqlx::query!("UPDATE carts SET last_addition = ? WHERE id = ?", key, id).execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(())
    }
}

/// A list looked through, without near numbers.
async fn review(
    connection: &mut MySqlConnection,
    asked: Vec<AskedLine>,
    cart: &Cart,
    shopper: &Shopper,
) -> Result<Review> {
    let texts = asked.iter().flat_map(|line| [Some(&line.number), line.whole.as_ref()]).flatten();
    let keys = texts.map(|text| part_number_key(text)).collect();
    let found = parts_by_number(connection, keys, shopper).await?;
    let find = |number: &str| found.get(&part_number_key(number)).cloned().unwrap_or_default();
    Ok(Review::of(asked, &find, cart))
}

/// The parts that carry numbers, one piece each, by key.
async fn parts_by_number(
    connection: &mut MySqlConnection,
    keys: Vec<String>,
    shopper: &Shopper,
) -> Result<HashMap<String, Vec<CartLine>>> {
    let found = variants_by_number(connection, keys).await?;
    let mut ids: Vec<i64> = found.values().flatten().copied().collect();
    ids.sort_unstable();
    ids.dedup();
    let parts = parts_by_id(connection, &ids, shopper).await?;
    Ok(found
        .into_iter()
        .map(|(key, ids)| (key, ids.iter().filter_map(|id| parts.get(id)).cloned().collect()))
        .collect())
}

/// One piece of each variant.
async fn parts_by_id(
    connection: &mut MySqlConnection,
    ids: &[i64],
    shopper: &Shopper,
) -> Result<HashMap<i64, CartLine>> {
    let wanted: Vec<(i64, u32)> = ids.iter().map(|id| (*id, 1)).collect();
    let lines = priced_lines(connection, &wanted, shopper).await?;
    Ok(lines.into_iter().map(|line| (line.variant.0, line)).collect())
}

/// Parts whose number is near the one asked for, in the quantity asked for, the nearest first.
async fn near(connection: &mut MySqlConnection, asked: &AskedLine, shopper: &Shopper) -> Result<Vec<CartLine>> {
    let ids = variants_near(connection, asked.whole.as_deref().unwrap_or(&asked.number)).await?;
    let mut parts = parts_by_id(connection, &ids, shopper).await?;
    let quantity = asked.pieces().unwrap_or(1);
    Ok(ids.iter().filter_map(|id| parts.remove(id)).map(|part| CartLine { quantity, ..part }).collect())
}
