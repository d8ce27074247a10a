//! What follows a visitor into their account, the cart and the orders, and what stays when they leave.

use chrono::{DateTime, Utc};
use domain::cart::{MAX_LINES, MAX_QUANTITY};
use domain::ids::CustomerId;
use sha2::{Digest, Sha256};
use sqlx::MySqlConnection;

use crate::cart::CartToken;
use crate::database::{retrying, spread};
use crate::{Result, Store};

/// The carts' tokens of a browser at sign-in.
pub struct Carts<'a> {
    /// The one that it carries.
    pub carried: Option<&'a CartToken>,
    /// One that nobody has, for when it carries none, or somebody else's.
    pub spare: &'a CartToken,
}

impl Store {
    /// Gives the cart of a browser to a customer: it becomes theirs, or goes into the one they have, each
    /// line up to what a line may hold and as many lines as a cart may. The orders placed from it become
    /// theirs too, and those placed as a guest with their address. Answers the token that the browser is to carry.
    #[tracing::instrument(name = "db.accounts.bring_cart", skip_all, fields(customer = customer.0))]
    pub async fn bring_cart(&self, customer: CustomerId, carts: &Carts<'_>, now: DateTime<Utc>) -> Result<CartToken> {
        retrying(spread(now), || self.try_bring_cart(customer, carts, now)).await
    }

    async fn try_bring_cart(&self, customer: CustomerId, carts: &Carts<'_>, now: DateTime<Utc>) -> Result<CartToken> {
        let mut transaction = self.database.begin().await?;
        // One sign-in of a customer after the other: they have one cart.
        sqlx::query_scalar!("SELECT id FROM customers WHERE id = ? FOR UPDATE", customer.0)
            .fetch_one(&mut *transaction)
            .await?;
        let carried = match carts.carried {
            Some(token) => {
                let found = sqlx::query!(
                    "SELECT c.id, c.merged_into, COALESCE(m.customer_id, c.customer_id) AS `owner: i64` FROM carts c
                     LEFT JOIN carts m ON m.id = c.merged_into WHERE c.token_hash = ? FOR UPDATE",
                    token.hash()
                )
                .fetch_optional(&mut *transaction)
                .await?;
                found.map(|row| (token, row.id, row.owner))
            }
            None => None,
        };
        let own = sqlx::query_scalar!(
            "SELECT id FROM carts WHERE customer_id = ? AND merged_into IS NULL ORDER BY id LIMIT 1 FOR UPDATE",
            customer.0
        )
        .fetch_optional(&mut *transaction)
        .await?;
        let token = match (carried, own) {
            // Theirs already.
            (Some((token, _, Some(owner))), _) if owner == customer.0 => token,
            (Some((token, id, None)), None) => {
                sqlx::query!("UPDATE carts SET customer_id = ? WHERE id = ?", customer.0, id)
                    .execute(&mut *transaction)
                    .await?;
                claim_orders_of_cart(&mut transaction, customer, id).await?;
                token
            }
            (Some((token, id, None)), Some(own)) => {
                merge(&mut transaction, customer, id, own, now).await?;
                claim_orders_of_cart(&mut transaction, customer, id).await?;
                token
            }
            // None, or that of somebody else who sat here before.
            (_, own) => {
                let now = now.naive_utc();
                sqlx::query!(
                    "INSERT INTO carts (token_hash, created_at, updated_at, customer_id, merged_into) VALUES (?, ?, ?, ?, ?)",
                    carts.spare.hash(),
                    now,
                    now,
                    customer.0,
                    own
                )
                .execute(&mut *transaction)
                .await?;
                carts.spare
            }
        };
        claim_orders(&mut transaction, customer).await?;
        transaction.commit().await?;
        Ok(token.clone())
    }

    /// Makes a token good for nothing; the cart stays with its account. A guest's cart is left alone.
    #[tracing::instrument(name = "db.accounts.leave_cart", skip_all)]
    pub async fn leave_cart(&self, token: &CartToken, random: u128) -> Result<()> {
        rename_token(&self.database, token.hash(), random).await
    }

    pub(super) async fn leave_cart_by_hash(&self, hash: &str, random: u128) -> Result<()> {
        let bytes: Option<Vec<u8>> =
            (0..hash.len()).step_by(2).map(|at| u8::from_str_radix(hash.get(at..at + 2)?, 16).ok()).collect();
        match bytes {
            Some(bytes) if bytes.len() == 32 => rename_token(&self.database, bytes, random).await,
            _ => Ok(()),
        }
    }
}

/// A hash that no token has: that of random bits which nobody is told.
fn nobodys(random: u128, of: &[u8]) -> Vec<u8> {
    Sha256::new().chain_update(b"nobody").chain_update(random.to_be_bytes()).chain_update(of).finalize().to_vec()
}

async fn rename_token(database: &sqlx::MySqlPool, hash: Vec<u8>, random: u128) -> Result<()> {
    sqlx::query!(
        "UPDATE carts SET token_hash = ? WHERE token_hash = ? AND customer_id IS NOT NULL",
        nobodys(random, &hash),
        hash
    )
    .execute(database)
    .await?;
    Ok(())
}

/// Makes every token of a customer's carts good for nothing: no browser but those that sign in anew opens
/// them, or the orders placed from them.
pub(super) async fn detach_carts(connection: &mut MySqlConnection, customer: CustomerId, random: u128) -> Result<()> {
    let carts = sqlx::query!("SELECT id, token_hash FROM carts WHERE customer_id = ? FOR UPDATE", customer.0)
        .fetch_all(&mut *connection)
        .await?;
    for cart in carts {
        sqlx::query!("UPDATE carts SET token_hash = ? WHERE id = ?", nobodys(random, &cart.token_hash), cart.id)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// Puts the lines of one cart into another, which stands for it from then on.
async fn merge(
    connection: &mut MySqlConnection,
    customer: CustomerId,
    from: i64,
    into: i64,
    now: DateTime<Utc>,
) -> Result<()> {
    let lines = sqlx::query!(
        "SELECT l.variant_id, l.quantity, l.added_at, o.quantity AS `there?: u32` FROM cart_lines l
         LEFT JOIN cart_lines o ON o.cart_id = ? AND o.variant_id = l.variant_id
         WHERE l.cart_id = ? ORDER BY l.added_at, l.variant_id",
        into,
        from
    )
    .fetch_all(&mut *connection)
    .await?;
    let held: i64 = sqlx::query_scalar!("SELECT COUNT(*) FROM cart_lines WHERE cart_id = ?", into)
        .fetch_one(&mut *connection)
        .await?;
    let mut room = MAX_LINES.saturating_sub(usize::try_from(held).unwrap_or(MAX_LINES));
    for line in lines {
        if line.there.is_none() {
            let Some(left) = room.checked_sub(1) else { continue };
            room = left;
        }
        sqlx::query!(
            "INSERT INTO cart_lines (cart_id, variant_id, quantity, added_at) VALUES (?, ?, ?, ?)
             ON DUPLICATE KEY UPDATE quantity = LEAST(quantity + VALUES(quantity), ?)",
            into,
            line.variant_id,
            line.quantity.min(MAX_QUANTITY),
            line.added_at,
            MAX_QUANTITY
        )
        .execute(&mut *connection)
        .await?;
    }
    sqlx::query!("DELETE FROM cart_lines WHERE cart_id = ?", from).execute(&mut *connection).await?;
    // What is kept for the one is kept for the other. No stock level changes by it.
    sqlx::query!(
        "INSERT INTO stock_holds (cart_id, variant_id, location_id, quantity, expires_at)
         SELECT ?, h.variant_id, h.location_id, h.quantity, h.expires_at FROM stock_holds h WHERE h.cart_id = ?
         ON DUPLICATE KEY UPDATE stock_holds.quantity = stock_holds.quantity + VALUES(quantity)",
        into,
        from
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!("DELETE FROM stock_holds WHERE cart_id = ?", from).execute(&mut *connection).await?;
    // What was typed on the way to an order goes along where the other cart has nothing.
    let begun: i64 = sqlx::query_scalar!("SELECT COUNT(*) FROM checkouts WHERE cart_id = ?", into)
        .fetch_one(&mut *connection)
        .await?;
    if begun == 0 {
        sqlx::query!("UPDATE checkouts SET cart_id = ? WHERE cart_id = ?", into, from)
            .execute(&mut *connection)
            .await?;
    } else {
        sqlx::query!("DELETE FROM checkouts WHERE cart_id = ?", from).execute(&mut *connection).await?;
    }
    sqlx::query!("UPDATE carts SET merged_into = ?, customer_id = ? WHERE id = ?", into, customer.0, from)
        .execute(&mut *connection)
        .await?;
    sqlx::query!("UPDATE carts SET updated_at = ? WHERE id = ?", now.naive_utc(), into).execute(connection).await?;
    Ok(())
}

/// The orders that were placed from a cart without an account.
async fn claim_orders_of_cart(connection: &mut MySqlConnection, customer: CustomerId, cart: i64) -> Result<()> {
    sqlx::query!("UPDATE orders SET customer_id = ? WHERE cart_id = ? AND customer_id IS NULL", customer.0, cart)
        .execute(connection)
        .await?;
    Ok(())
}

/// The orders that were placed without an account and with the customer's address, once it is known to be
/// theirs.
pub(super) async fn claim_orders(connection: &mut MySqlConnection, customer: CustomerId) -> Result<()> {
    let email = sqlx::query_scalar!(
        "SELECT email AS `email!` FROM customers WHERE id = ? AND confirmed_at IS NOT NULL AND email IS NOT NULL",
        customer.0
    )
    .fetch_optional(&mut *connection)
    .await?;
    let Some(email) = email else { return Ok(()) };
    sqlx::query!(
        "UPDATE orders SET customer_id = ? WHERE email = ? AND LOWER(email) = ? AND customer_id IS NULL AND company_id IS NULL",
        customer.0,
        email,
        email
    )
    .execute(connection)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_told_nobodys_hash() {
        let hash = nobodys(7, &[1; 32]);
        assert_eq!(hash.len(), 32);
        assert_ne!(hash, nobodys(7, &[2; 32]), "each cart has another");
        assert_ne!(hash, nobodys(8, &[1; 32]));
    }
}
