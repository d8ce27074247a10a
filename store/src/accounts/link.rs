//! Links sent by mail: a secret of 128 random bits, of which only the hash is kept; good once, for one
//! purpose, until it expires.

use chrono::{DateTime, TimeDelta, Utc};
use domain::ids::{CustomerId, StaffId};
use sqlx::MySqlConnection;

use crate::Result;
use crate::secret::secret;

secret! {
    /// The secret in a link.
    LinkToken
}

impl LinkToken {
    /// A name for what the link caused, which gives nothing away.
    pub(super) fn cause(&self, what: &str) -> String {
        format!("accounts.{what}:{}", hex(&self.hash()[..16]))
    }
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let mut digits = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        for half in [byte >> 4, byte & 15] {
            digits.extend(char::from_digit(half.into(), 16));
        }
    }
    digits
}

/// What a link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkPurpose {
    /// Confirm a registration.
    Confirm,
    /// Set a new password.
    Reset,
    /// Take a new e-mail address.
    Email,
    /// Join the staff: password and second factor.
    Join,
}

impl LinkPurpose {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::Reset => "reset",
            Self::Email => "email",
            Self::Join => "join",
        }
    }

    /// How long such a link is good.
    pub const fn lasts(self) -> TimeDelta {
        match self {
            Self::Confirm | Self::Join => TimeDelta::days(3),
            Self::Reset => TimeDelta::hours(1),
            Self::Email => TimeDelta::days(1),
        }
    }

    /// The path of its page.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Confirm => "/account/confirm",
            Self::Reset => "/account/reset",
            Self::Email => "/account/new-email",
            Self::Join => "/desk/join",
        }
    }

    /// Path and query of a link.
    pub fn link(self, token: &LinkToken) -> String {
        format!("{}?token={}", self.path(), token.reveal())
    }
}

/// What is kept with a link.
#[derive(Default)]
pub(super) struct LinkRow<'a> {
    pub(super) customer: Option<CustomerId>,
    pub(super) staff: Option<StaffId>,
    pub(super) email: Option<&'a str>,
    pub(super) name: Option<&'a str>,
    pub(super) password_hash: Option<&'a str>,
}

/// Keeps a link.
pub(super) async fn insert_link(
    connection: &mut MySqlConnection,
    purpose: LinkPurpose,
    token: &LinkToken,
    row: LinkRow<'_>,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "INSERT INTO account_tokens (token_hash, purpose, customer_id, staff_id, email, name, password_hash, expires_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        token.hash(),
        purpose.name(),
        row.customer.map(|id| id.0),
        row.staff.map(|id| id.0),
        row.email,
        row.name,
        row.password_hash,
        (now + purpose.lasts()).naive_utc()
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Uses a link up; whether it was there to be used.
pub(super) async fn use_link(
    connection: &mut MySqlConnection,
    purpose: LinkPurpose,
    token: &LinkToken,
) -> Result<bool> {
    let used =
        sqlx::query!("DELETE FROM account_tokens WHERE token_hash = ? AND purpose = ?", token.hash(), purpose.name())
            .execute(connection)
            .await?;
    Ok(used.rows_affected() == 1)
}
