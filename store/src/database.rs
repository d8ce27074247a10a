//! The connection pool and the embedded migrations.

use std::time::Duration;

use sqlx::MySqlPool;
use sqlx::mysql::{MySqlConnectOptions, MySqlPoolOptions};

use crate::{Result, Store};

/// The migrations of `store/migrations`, built into the binary. One statement per file: MySQL does
/// not roll DDL back, so a file that fails half-way could not be run again.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!();

/// Where the database is and how many connections this process may hold.
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

    pub(crate) async fn connect(&self) -> Result<MySqlPool> {
        let pool = MySqlPoolOptions::new()
            .max_connections(self.max_connections)
            .acquire_timeout(Duration::from_secs(3))
            .after_connect(|connection, _| {
                Box::pin(async move {
                    sqlx::raw_sql("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED")
                        .execute(&mut *connection)
                        .await?;
                    sqlx::raw_sql("SET SESSION innodb_lock_wait_timeout = 5").execute(&mut *connection).await?;
                    Ok(())
                })
            })
            .connect_with(self.options.clone())
            .await?;
        Ok(pool)
    }
}

impl Store {
    /// Applies what is missing of the migrations, then the built-in catalog schema.
    pub async fn migrate(&self) -> Result<()> {
        MIGRATOR.run(&self.database).await?;
        self.seed_catalog_schema().await
    }
}
