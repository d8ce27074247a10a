//! The pools of connections, the embedded migrations, and transactions that are run again. With a replica: which of two
//! servers is the primary (`verdict`), whether the replica is near enough to be read from (`standing`, `watch`), and
//! reads that may be slightly old (`old_reads`). What must not live here: promoting a replica; that is `replication`.

mod look;
mod old_reads;
mod pool;
mod servers;
mod standing;
mod verdict;
mod watch;

use std::time::Duration;

use chrono::{DateTime, Utc};
use sqlx::mysql::MySqlConnectOptions;

pub(crate) use look::{Look, Looker, look};
pub(crate) use servers::{Servers, connect};
pub use standing::ReplicaState;
pub use watch::DatabaseEvent;

use crate::error::is_lock_conflict;
use crate::{Error, Result, Store};

/// The migrations of `store/migrations`, built into the binary. One statement per file: MySQL does
/// not roll DDL back, so a file that fails half-way could not be run again.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!();

/// Where a database is and how many connections this process may hold.
#[derive(Clone)]
pub struct DatabaseConfig {
    /// Address, user and password.
    pub options: MySqlConnectOptions,
    /// Most connections held at once.
    pub max_connections: u32,
}

impl DatabaseConfig {
    /// Reads a `mysql://user:password@host:port/database` URL.
    pub fn parse(url: &str, max_connections: u32) -> Result<Self> {
        Ok(Self { options: url.parse::<MySqlConnectOptions>()?, max_connections })
    }

    /// Host and port, as people and metrics call the server.
    pub fn name(&self) -> String {
        name_of(&self.options)
    }
}

/// Host and port of a server.
pub(crate) fn name_of(options: &MySqlConnectOptions) -> String {
    match options.get_socket() {
        Some(socket) => socket.display().to_string(),
        None => format!("{}:{}", options.get_host(), options.get_port()),
    }
}

/// The databases of a shop: one, or two of which one follows the other. Either may be the primary.
#[derive(Clone)]
pub struct Databases {
    /// The only one, or one of two.
    pub one: DatabaseConfig,
    /// The other one.
    pub other: Option<DatabaseConfig>,
    /// How old a read from the replica may be.
    pub lag_limit: Duration,
}

/// How old a read from the replica may be where nothing else is said.
pub const LAG_LIMIT: Duration = Duration::from_secs(2);

impl From<&DatabaseConfig> for Databases {
    fn from(one: &DatabaseConfig) -> Self {
        Self { one: one.clone(), other: None, lag_limit: LAG_LIMIT }
    }
}

impl From<&Databases> for Databases {
    fn from(databases: &Databases) -> Self {
        databases.clone()
    }
}

impl Store {
    /// Applies what is missing of the migrations, then the built-in catalog schema, and notes as published what has no
    /// revision yet.
    pub async fn migrate(&self) -> Result<()> {
        let mut migrator = sqlx::migrate::Migrator::with_migrations(MIGRATOR.iter().cloned().collect());
        // A release that is gone back to finds the tables of the one after it, and leaves them.
        migrator.set_ignore_missing(true);
        migrator.run(&self.database).await?;
        self.seed_catalog_schema().await?;
        self.seed_documents().await
    }
}

/// How often a transaction that lost a lock conflict is run again.
const ATTEMPTS: u32 = 5;

/// An error that may say: the transaction lost a lock conflict and is to be run again from its beginning.
pub(crate) trait LockConflict {
    /// Whether it says so.
    fn is_lock_conflict(&self) -> bool;
}

impl LockConflict for Error {
    fn is_lock_conflict(&self) -> bool {
        matches!(self, Self::Database(error) if is_lock_conflict(error))
    }
}

/// What tells requests apart that meet in a lock conflict, where they bring no chance of their own.
pub(crate) fn spread(now: DateTime<Utc>) -> u64 {
    u64::from(now.timestamp_subsec_micros())
}

/// Runs a transaction, and runs it again when it lost a lock conflict. `spread` tells those who met in the
/// conflict apart: they wait a few milliseconds more or less.
pub(crate) async fn retrying<T, E, F>(spread: u64, transaction: impl Fn() -> F) -> Result<T, E>
where
    E: LockConflict + std::fmt::Display,
    F: Future<Output = Result<T, E>>,
{
    let mut attempt = 1;
    loop {
        match transaction().await {
            Err(error) if attempt < ATTEMPTS && error.is_lock_conflict() => {
                tracing::debug!(attempt, %error, "transaction lost a lock conflict");
                tokio::time::sleep(Duration::from_millis(u64::from(attempt) * (2 + spread % 8))).await;
                attempt += 1;
            }
            result => return result,
        }
    }
}
