//! Reads that may be slightly old: from the replica while it is near, from the primary otherwise. A statement that the
//! replica fails is asked of the primary, so that nobody sees a replica die.
//!
//! What may be read so: lists and rows that people look at. What must not: whatever decides something (carts,
//! checkouts, orders being placed, who is signed in), whatever a write rests on, and whatever is kept in a cache.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use futures_util::stream::{self, BoxStream, StreamExt, TryStreamExt};
use sqlx::mysql::{MySqlArguments, MySqlQueryResult, MySqlRow, MySqlStatement, MySqlTypeInfo};
use sqlx::pool::PoolConnection;
use sqlx::{Describe, Either, Execute, Executor, MySql, MySqlPool, SqlStr};

use super::Servers;
use crate::Store;

/// Longest the replica may take for a statement before the primary is asked.
const LIMIT: Duration = Duration::from_secs(2);

impl Store {
    /// Where to read what may be slightly old: never older than the limit of the settings.
    pub(crate) fn old_reads(&self) -> OldReads<'_> {
        // Drafts were written a moment ago, by whoever looks at them.
        let may = !self.reads_primary && self.overlay.is_none() && self.drafts.is_none();
        let replica = self.servers.as_ref().filter(|servers| may && servers.is_near());
        OldReads { primary: &self.database, replica }
    }

    /// The same store, reading nothing that is old: for whoever has just written, and for jobs, which were.
    #[must_use]
    pub fn reading_primary(&self) -> Self {
        Self { reads_primary: true, ..self.clone() }
    }

    /// Where a large export is read: from the replica if there is one, however far behind; how far is `replica_lag`.
    pub(crate) fn export_pool(&self) -> &MySqlPool {
        self.servers.as_ref().map_or(&self.database, |servers| &servers.replica)
    }
}

/// An executor of statements that only read.
#[derive(Clone, Copy)]
pub(crate) struct OldReads<'a> {
    primary: &'a MySqlPool,
    replica: Option<&'a Arc<Servers>>,
}

impl OldReads<'_> {
    /// A connection for several statements: to the replica, or to the primary where that cannot be had.
    pub(crate) async fn acquire(self) -> Result<PoolConnection<MySql>, sqlx::Error> {
        if let Some(servers) = self.replica {
            match servers.replica.acquire().await {
                Ok(connection) => return Ok(connection),
                Err(error) => left(servers, &error),
            }
        }
        self.primary.acquire().await
    }

    async fn all(self, statement: Statement) -> Result<Vec<Answer>, sqlx::Error> {
        if let Some(servers) = self.replica {
            match tokio::time::timeout(LIMIT, statement.clone().run(&servers.replica)).await {
                Ok(Ok(answers)) => return Ok(answers),
                // The statement itself is not right, and will not be elsewhere.
                Ok(Err(error)) if !is_of_the_server(&error) => return Err(error),
                Ok(Err(error)) => left(servers, &error),
                Err(_) => tracing::debug!("the replica takes long; the primary is asked"),
            }
        }
        statement.run(self.primary).await
    }
}

fn left(servers: &Servers, error: &sqlx::Error) {
    tracing::debug!(%error, "the replica failed a read; the primary is asked");
    // A pool with no connection to spare is busy, not broken.
    if !matches!(error, sqlx::Error::PoolTimedOut) || servers.replica.size() == 0 {
        servers.leave_replica();
    }
}

/// Whether the server is at fault rather than the statement.
fn is_of_the_server(error: &sqlx::Error) -> bool {
    !matches!(error, sqlx::Error::Database(_)) || crate::Error::is_closing(error)
}

type Answer = Either<MySqlQueryResult, MySqlRow>;

/// A statement that can be asked twice.
#[derive(Clone)]
struct Statement {
    sql: SqlStr,
    arguments: Option<MySqlArguments>,
    is_persistent: bool,
}

impl Statement {
    fn of<'q>(mut query: impl Execute<'q, MySql>) -> Result<Self, sqlx::Error> {
        let arguments = query.take_arguments().map_err(sqlx::Error::Encode)?;
        let is_persistent = query.persistent();
        Ok(Self { sql: query.sql(), arguments, is_persistent })
    }

    async fn run(self, pool: &MySqlPool) -> Result<Vec<Answer>, sqlx::Error> {
        match self.arguments {
            Some(arguments) => {
                let query = sqlx::query_with(self.sql, arguments).persistent(self.is_persistent);
                pool.fetch_many(query).try_collect().await
            }
            None => pool.fetch_many(sqlx::raw_sql(self.sql)).try_collect().await,
        }
    }
}

impl<'c> Executor<'c> for OldReads<'c> {
    type Database = MySql;

    fn fetch_many<'e, 'q: 'e, E>(self, query: E) -> BoxStream<'e, Result<Answer, sqlx::Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, MySql>,
    {
        let statement = Statement::of(query);
        stream::once(async move { self.all(statement?).await })
            .map_ok(|answers| stream::iter(answers.into_iter().map(Ok)))
            .try_flatten()
            .boxed()
    }

    fn fetch_optional<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, Result<Option<MySqlRow>, sqlx::Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, MySql>,
    {
        let statement = Statement::of(query);
        Box::pin(async move { Ok(self.all(statement?).await?.into_iter().find_map(Either::right)) })
    }

    fn prepare_with<'e>(
        self,
        sql: SqlStr,
        parameters: &'e [MySqlTypeInfo],
    ) -> BoxFuture<'e, Result<MySqlStatement, sqlx::Error>>
    where
        'c: 'e,
    {
        self.primary.prepare_with(sql, parameters)
    }

    fn describe<'e>(self, sql: SqlStr) -> BoxFuture<'e, Result<Describe<MySql>, sqlx::Error>>
    where
        'c: 'e,
    {
        self.primary.describe(sql)
    }
}

impl fmt::Debug for OldReads<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("OldReads").field("from_replica", &self.replica.is_some()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use sqlx::mysql::MySqlDatabaseError;

    use super::*;
    use crate::{DatabaseConfig, Databases, ReplicaState};

    /// A store whose replica is its primary, looked at often enough.
    async fn store(database: &MySqlPool) -> Store {
        let options = database.connect_options().as_ref().clone();
        let one = DatabaseConfig { options, max_connections: 4 };
        let databases = Databases { other: Some(one.clone()), one, lag_limit: Duration::from_mins(10) };
        let store = Store::connect(&databases, "redis://127.0.0.1:1").await.unwrap();
        for _ in 0..3 {
            store.look_at_databases().await;
        }
        assert_eq!(store.replica_state(), ReplicaState::Used);
        store
    }

    #[sqlx::test(migrator = "crate::MIGRATOR")]
    async fn whatever_would_write_is_refused(database: MySqlPool) {
        let store = store(&database).await;
        let writes = "UPDATE heartbeats SET beat_at = '2000-01-01'";
        let refused = sqlx::query(writes).execute(store.old_reads()).await.unwrap_err();
        let number = refused.as_database_error().map(|error| error.downcast_ref::<MySqlDatabaseError>().number());
        assert_eq!(number, Some(1792), "not in a transaction that only reads: {refused}");
        let mut connection = store.old_reads().acquire().await.unwrap();
        assert!(sqlx::query(writes).execute(&mut *connection).await.is_err());
        assert_eq!(store.replica_state(), ReplicaState::Used, "the statement is at fault, not the server");
        sqlx::query(writes).execute(store.reading_primary().old_reads()).await.unwrap();
    }

    #[sqlx::test(migrator = "crate::MIGRATOR")]
    async fn what_the_replica_fails_is_asked_of_the_primary(database: MySqlPool) {
        let store = store(&database).await;
        let servers = store.servers.clone().unwrap();
        servers.close().await;
        let found: i64 = sqlx::query_scalar("SELECT ?").bind(7_i64).fetch_one(store.old_reads()).await.unwrap();
        assert_eq!((found, store.replica_state()), (7, ReplicaState::Silent));
        assert!(store.old_reads().replica.is_none(), "left at once");
        let rows: Vec<(i64,)> = sqlx::query_as("SELECT 1 UNION SELECT 2").fetch_all(store.old_reads()).await.unwrap();
        assert_eq!(rows, [(1,), (2,)]);
    }

    #[sqlx::test(migrator = "crate::MIGRATOR")]
    async fn who_writes_reads_nothing_old(database: MySqlPool) {
        let store = store(&database).await;
        assert!(store.old_reads().replica.is_some());
        assert!(store.reading_primary().old_reads().replica.is_none());
    }
}
