//! Whether the data tier answers, for `/readyz` and `rocket-parts doctor`.

use std::time::Duration;

use crate::{MIGRATOR, ReplicaState, Result, Store};

/// How long each part has to answer.
const LIMIT: Duration = Duration::from_secs(1);

/// The state of what the shop stands on.
#[derive(Debug)]
pub struct Health {
    /// The database answers.
    pub database: Result<()>,
    /// The cache answers; without it sessions are lost, nothing else.
    pub cache: Result<()>,
    /// Versions of migrations in the binary and not in the database.
    pub missing_migrations: Vec<i64>,
    /// How it stands with the replica; without it everything is read from the primary.
    pub replica: ReplicaState,
    /// How far the replica may be behind, where that is known.
    pub replica_lag: Option<Duration>,
}

impl Health {
    /// Whether this process can serve customers: database there and up to date.
    pub fn is_ready(&self) -> bool {
        self.database.is_ok() && self.missing_migrations.is_empty()
    }
}

impl Store {
    /// Asks each part, giving it a second.
    pub async fn health(&self) -> Health {
        let ask_database =
            tokio::time::timeout(LIMIT, sqlx::query_scalar!("SELECT 1 AS `one!: i32`").fetch_one(&self.database));
        let ask_migrations = tokio::time::timeout(LIMIT, self.missing_migrations());
        let (database, cache, migrations) = tokio::join!(ask_database, self.cache_answers(), ask_migrations);
        Health {
            database: database.map_err(|_| sqlx::Error::PoolTimedOut.into()).and_then(|answer| Ok(answer.map(|_| ())?)),
            cache,
            replica: self.replica_state(),
            replica_lag: self.replica_lag(),
            missing_migrations: match migrations {
                Ok(Ok(missing)) => missing,
                // The table is not there or cannot be read: nothing has been applied as far as we know.
                Ok(Err(_)) | Err(_) => MIGRATOR.iter().map(|migration| migration.version).collect(),
            },
        }
    }

    /// Whether the cache answers: what asks for a session to be kept has to know, and nothing else of the rest.
    pub async fn cache_answers(&self) -> Result<()> {
        Ok(self.redis.answers(LIMIT).await?)
    }

    async fn missing_migrations(&self) -> Result<Vec<i64>> {
        // The table is sqlx's own and absent from a fresh database, so the query is not checked at build time.
        let applied: Vec<i64> =
            sqlx::query_scalar("SELECT version FROM _sqlx_migrations WHERE success").fetch_all(&self.database).await?;
        Ok(MIGRATOR.iter().map(|migration| migration.version).filter(|version| !applied.contains(version)).collect())
    }
}
