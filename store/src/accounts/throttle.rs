//! Failures that are counted, in rows, so that a restart forgets none. What the counts mean is said by
//! `domain::accounts::Throttle`.

use chrono::{DateTime, TimeDelta, Utc};
use domain::accounts::{Tally, Throttle};
use sha2::{Digest, Sha256};
use sqlx::MySqlConnection;

use crate::database::{retrying, spread};
use crate::{Result, Store};

/// What is counted: one kind of trying, for one account or one client address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThrottleKey {
    throttle: Throttle,
    hash: Vec<u8>,
}

impl ThrottleKey {
    /// By account: an e-mail address as typed, an order number. It need not exist.
    pub fn account(kind: &str, account: &str) -> Self {
        Self::new(Throttle::Account, "account", kind, &account.trim().to_lowercase())
    }

    /// By client address.
    pub fn address(kind: &str, address: &str) -> Self {
        Self::new(Throttle::BY_ADDRESS, "address", kind, address)
    }

    fn new(throttle: Throttle, of: &str, kind: &str, value: &str) -> Self {
        let hash = Sha256::digest(format!("{of}\0{kind}\0{value}")).to_vec();
        Self { throttle, hash }
    }
}

/// A try that may be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attempt {
    /// Now. It is counted as failed until [`Store::forgive`] says otherwise.
    Now,
    /// Not before this time has passed.
    After(TimeDelta),
}

impl Store {
    /// Asks whether something that can fail may be tried now, and counts it as a failure before it is, so
    /// that tries made at once count like tries made one after another.
    #[tracing::instrument(name = "db.accounts.attempt", skip_all)]
    pub async fn attempt(&self, keys: &[ThrottleKey], now: DateTime<Utc>) -> Result<Attempt> {
        retrying(spread(now), || self.try_attempt(keys, now)).await
    }

    async fn try_attempt(&self, keys: &[ThrottleKey], now: DateTime<Utc>) -> Result<Attempt> {
        let mut keys: Vec<_> = keys.iter().collect();
        // Always in the same order, so that two never wait for each other.
        keys.sort_by(|a, b| a.hash.cmp(&b.hash));
        let mut transaction = self.database.begin().await?;
        let mut longest = None;
        for key in keys {
            let tally = lock_tally(&mut transaction, key, now).await?;
            longest = longest.max(key.throttle.wait(tally, now));
            let failed = key.throttle.failed(tally, now);
            sqlx::query!(
                "UPDATE throttles SET failures = ?, since = ?, last_at = ? WHERE key_hash = ?",
                failed.failures,
                failed.since.naive_utc(),
                failed.last.naive_utc(),
                key.hash
            )
            .execute(&mut *transaction)
            .await?;
        }
        if let Some(wait) = longest {
            // Not looked at, so not counted either.
            return Ok(Attempt::After(wait));
        }
        transaction.commit().await?;
        Ok(Attempt::Now)
    }

    /// The try went well: its account starts anew, and its address gets this one back.
    #[tracing::instrument(name = "db.accounts.forgive", skip_all)]
    pub async fn forgive(&self, keys: &[ThrottleKey]) -> Result<()> {
        for key in keys {
            match key.throttle {
                Throttle::Account => {
                    sqlx::query!("DELETE FROM throttles WHERE key_hash = ?", key.hash).execute(&self.database).await?;
                }
                Throttle::Address { .. } => {
                    sqlx::query!(
                        "UPDATE throttles SET failures = failures - 1 WHERE key_hash = ? AND failures > 0",
                        key.hash
                    )
                    .execute(&self.database)
                    .await?;
                }
            }
        }
        Ok(())
    }

    /// Deletes counts that no rule remembers and links that have expired; answers how many rows went.
    #[tracing::instrument(name = "db.accounts.sweep", skip_all)]
    pub async fn sweep_accounts(&self, now: DateTime<Utc>) -> Result<u64> {
        let old = (now - TimeDelta::days(2)).naive_utc();
        let counts = sqlx::query!("DELETE FROM throttles WHERE last_at < ?", old).execute(&self.database).await?;
        let links = sqlx::query!("DELETE FROM account_tokens WHERE expires_at < ?", now.naive_utc())
            .execute(&self.database)
            .await?;
        Ok(counts.rows_affected() + links.rows_affected())
    }
}

/// The count of a key, locked until the transaction ends; nothing when there was none.
async fn lock_tally(connection: &mut MySqlConnection, key: &ThrottleKey, now: DateTime<Utc>) -> Result<Option<Tally>> {
    let now = now.naive_utc();
    sqlx::query!(
        "INSERT INTO throttles (key_hash, failures, since, last_at) VALUES (?, 0, ?, ?)
         ON DUPLICATE KEY UPDATE failures = failures",
        key.hash,
        now,
        now
    )
    .execute(&mut *connection)
    .await?;
    let row = sqlx::query!("SELECT failures, since, last_at FROM throttles WHERE key_hash = ? FOR UPDATE", key.hash)
        .fetch_one(connection)
        .await?;
    let tally = Tally { failures: row.failures, since: row.since.and_utc(), last: row.last_at.and_utc() };
    Ok((tally.failures > 0).then_some(tally))
}
