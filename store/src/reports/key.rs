//! Customers as keys: the same one every time, and nobody's name.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use sqlx::MySqlConnection;

use crate::{Result, Store};

/// Makes keys of customers. Whoever has only the lake cannot go back from a key to a customer.
#[derive(Clone)]
pub struct CustomerKey(Hmac<Sha256>);

impl CustomerKey {
    fn new(secret: &[u8]) -> Self {
        let mac = Hmac::new_from_slice(secret);
        // HMAC takes a secret of any length.
        Self(mac.unwrap_or_else(|_| unreachable!("a secret of any length will do")))
    }

    /// The key of who placed an order, sixteen digits: the company's, else the customer's, else that of the address.
    pub(super) fn of(&self, company: Option<i64>, customer: Option<i64>, email: &str) -> String {
        let mut mac = self.0.clone();
        match (company, customer) {
            (Some(company), _) => mac.update(format!("company/{company}").as_bytes()),
            (None, Some(customer)) => mac.update(format!("customer/{customer}").as_bytes()),
            (None, None) => mac.update(format!("email/{}", email.trim().to_lowercase()).as_bytes()),
        }
        let mut first = [0; 8];
        first.copy_from_slice(&mac.finalize().into_bytes()[..8]);
        format!("{:016x}", u64::from_be_bytes(first))
    }
}

impl Store {
    /// The keys of this shop. Their secret is made when it is first needed; without its row, every customer is new.
    pub(super) async fn customer_key(&self) -> Result<CustomerKey> {
        Ok(CustomerKey::new(&secret(&mut *self.database.acquire().await?).await?))
    }
}

async fn secret(connection: &mut MySqlConnection) -> Result<Vec<u8>> {
    let known = "SELECT secret FROM signing_keys WHERE purpose = 'warehouse'";
    if let Some(secret) = sqlx::query_scalar::<_, Vec<u8>>(known).fetch_optional(&mut *connection).await? {
        return Ok(secret);
    }
    // Chance is the database's: two processes that need the key first agree on one.
    sqlx::query!(
        "INSERT IGNORE INTO signing_keys (purpose, secret, created_at) VALUES ('warehouse', RANDOM_BYTES(32), UTC_TIMESTAMP(6))"
    )
    .execute(&mut *connection)
    .await?;
    Ok(sqlx::query_scalar::<_, Vec<u8>>(known).fetch_one(connection).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_company_comes_first_and_an_address_has_no_capitals() {
        let key = CustomerKey::new(b"secret");
        assert_eq!(key.of(Some(1), Some(2), "a@example.org"), key.of(Some(1), Some(3), "b@example.org"));
        assert_eq!(key.of(None, None, "Mira@Example.org"), key.of(None, None, " mira@example.org"));
        let all = [key.of(Some(1), None, ""), key.of(None, Some(1), ""), key.of(None, None, "1")];
        assert!(all.iter().all(|key| key.len() == 16) && all[0] != all[1] && all[1] != all[2]);
        assert_ne!(CustomerKey::new(b"other").of(Some(1), None, ""), all[0]);
    }
}
