//! The letters of accounts, each written in the transaction that causes it.

use chrono::{DateTime, Utc};
pub(super) use domain::mail::Letter;
use sqlx::MySqlConnection;

use crate::Result;

/// Sends a letter once per cause.
pub(super) async fn send_later(
    transaction: &mut MySqlConnection,
    cause: &str,
    to: &str,
    letter: &Letter,
    now: DateTime<Utc>,
) -> Result<()> {
    crate::mail::send_later(transaction, cause, to, letter, now).await.map(|_| ())
}
