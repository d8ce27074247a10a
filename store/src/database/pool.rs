//! Pools of connections, and what they do when the server they lead to changes: the pool stays, its connections go.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use sqlx::mysql::{MySqlConnectOptions, MySqlPoolOptions};
use sqlx::{MySqlConnection, MySqlPool};

use super::DatabaseConfig;
use crate::Result;

/// How long a request waits for a connection to the primary. Long enough to live through a planned promotion.
const WAIT: Duration = Duration::from_secs(3);
/// How long it waits for one to the replica, before it asks the primary instead.
const WAIT_FOR_REPLICA: Duration = Duration::from_millis(500);
/// A connection that was being made while the pool was aimed elsewhere is refused as well.
const MARGIN: Duration = Duration::from_millis(100);

impl DatabaseConfig {
    /// The pool of a database that is the only one.
    pub(crate) async fn connect(&self) -> Result<MySqlPool> {
        let pool = MySqlPoolOptions::new()
            .max_connections(self.max_connections)
            .acquire_timeout(WAIT)
            .after_connect(|connection, _| Box::pin(prepare(connection)))
            .connect_with(self.options.clone())
            .await?;
        Ok(pool)
    }

    /// The pool of the primary, whichever of two it is.
    pub(super) fn primary(&self, aim: &Arc<Aim>) -> MySqlPool {
        let expected = Arc::clone(aim);
        aimed(aim)
            .max_connections(self.max_connections)
            .acquire_timeout(WAIT)
            .after_connect(move |connection, _| {
                let expected = Arc::clone(&expected);
                Box::pin(async move {
                    expected.check(connection).await?;
                    prepare(connection).await
                })
            })
            .connect_lazy_with(self.options.clone())
    }

    /// The pool of the replica. The server itself refuses whatever would write.
    pub(super) fn replica(&self, aim: &Arc<Aim>) -> MySqlPool {
        let expected = Arc::clone(aim);
        aimed(aim)
            .max_connections(self.max_connections)
            .acquire_timeout(WAIT_FOR_REPLICA)
            .after_connect(move |connection, _| {
                let expected = Arc::clone(&expected);
                Box::pin(async move {
                    expected.check(connection).await?;
                    prepare(connection).await?;
                    sqlx::raw_sql("SET SESSION TRANSACTION READ ONLY").execute(&mut *connection).await?;
                    Ok(())
                })
            })
            .connect_lazy_with(self.options.clone())
    }
}

async fn prepare(connection: &mut MySqlConnection) -> Result<(), sqlx::Error> {
    sqlx::raw_sql("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED").execute(&mut *connection).await?;
    sqlx::raw_sql("SET SESSION innodb_lock_wait_timeout = 5").execute(&mut *connection).await?;
    Ok(())
}

/// Options of a pool whose idle connections are refused when they are older than its aim.
fn aimed(aim: &Arc<Aim>) -> MySqlPoolOptions {
    let aim = Arc::clone(aim);
    MySqlPoolOptions::new().before_acquire(move |_, met| {
        let is_good = aim.is_met_by(met.age);
        Box::pin(async move { Ok(is_good) })
    })
}

/// Which server a pool leads to, and since when.
pub(super) struct Aim(Mutex<Aimed>);

struct Aimed {
    /// What the server calls itself, once it was asked: an address may come to lead to another one.
    server: Option<String>,
    since: Instant,
}

impl Aim {
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Self(Mutex::new(Aimed { server: None, since: Instant::now() })))
    }

    /// Whether a connection so old was made to the server that is aimed at.
    fn is_met_by(&self, age: Duration) -> bool {
        let aimed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        age <= aimed.since.elapsed()
    }

    /// Aims a pool at a server. Returns whether that is another one than before.
    pub(super) fn at(&self, pool: &MySqlPool, options: &MySqlConnectOptions, server: &str, is_other: bool) -> bool {
        let mut aimed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_renamed = aimed.server.as_deref().is_some_and(|before| before != server);
        aimed.server = Some(server.to_owned());
        if is_other || is_renamed {
            pool.set_connect_options(options.clone());
            aimed.since = Instant::now() + MARGIN;
        }
        is_other || is_renamed
    }

    /// Aims a pool at an address where nobody answers as yet.
    pub(super) fn at_silent(&self, pool: &MySqlPool, options: &MySqlConnectOptions) {
        let mut aimed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *aimed = Aimed { server: None, since: Instant::now() + MARGIN };
        pool.set_connect_options(options.clone());
    }

    /// Refuses a connection to another server than the one that is aimed at.
    async fn check(&self, connection: &mut MySqlConnection) -> Result<(), sqlx::Error> {
        let found: String =
            sqlx::query_scalar!("SELECT CONCAT(@@hostname, ':', @@port, '/', @@server_id) AS `server!: String`")
                .fetch_one(connection)
                .await?;
        let aimed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &aimed.server {
            Some(server) if *server != found => {
                Err(sqlx::Error::Io(std::io::Error::other(format!("{found} answers where {server} was expected"))))
            }
            _ => Ok(()),
        }
    }
}
