//! Deleting an account: the orders stay, the person goes.

use chrono::{DateTime, Utc};
use domain::ids::CustomerId;

use super::follow::detach_carts;
use super::{AccountError, SessionOwner};
use crate::Store;

impl Store {
    /// Deletes an account for good, once its password is given. The row stays for the orders' sake, without
    /// e-mail, name, password or company; what was in the cart and typed at the checkout goes; sessions and
    /// links end. Orders keep what stands on their invoices.
    #[tracing::instrument(name = "db.accounts.delete", skip(self, password, random))]
    pub async fn delete_customer(
        &self,
        id: CustomerId,
        password: &str,
        random: u128,
        now: DateTime<Utc>,
    ) -> Result<(), AccountError> {
        self.prove(id, password).await?;
        let mut transaction = self.database.begin().await?;
        let gone = sqlx::query!(
            "UPDATE customers SET email = NULL, name = '', password_hash = NULL, confirmed_at = NULL, company_id = NULL,
                company_role = NULL, session_epoch = session_epoch + 1, deleted_at = ?
             WHERE id = ? AND deleted_at IS NULL",
            now.naive_utc(),
            id.0
        )
        .execute(&mut *transaction)
        .await?;
        if gone.rows_affected() == 0 {
            return Err(AccountError::Unknown);
        }
        sqlx::query!("DELETE FROM account_tokens WHERE customer_id = ?", id.0).execute(&mut *transaction).await?;
        sqlx::query!("DELETE FROM checkouts WHERE cart_id IN (SELECT id FROM carts WHERE customer_id = ?)", id.0)
            .execute(&mut *transaction)
            .await?;
        sqlx::query!("DELETE FROM cart_lines WHERE cart_id IN (SELECT id FROM carts WHERE customer_id = ?)", id.0)
            .execute(&mut *transaction)
            .await?;
        detach_carts(&mut transaction, id, random).await?;
        transaction.commit().await?;
        self.forget_sessions(SessionOwner::Customer(id)).await;
        Ok(())
    }
}
