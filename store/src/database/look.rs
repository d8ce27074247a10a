//! Asking a server what it is: open for writes or not, which term it has seen, how old its heartbeat is.

use std::time::Duration;

use chrono::NaiveDateTime;
use sqlx::mysql::MySqlConnectOptions;
use sqlx::{ConnectOptions, MySqlConnection};

use crate::error::is_unknown_table;
use crate::{Result, Store};

/// Longest a server may take to say what it is.
const LIMIT: Duration = Duration::from_secs(1);

/// What a server says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Look {
    /// What it calls itself: two addresses may lead to one server, and one address to another server tomorrow.
    pub(crate) server: String,
    /// Closed for writes, as a replica is.
    pub(crate) is_read_only: bool,
    /// The last promotion that it has seen.
    pub(crate) term: u64,
    /// Its clock.
    pub(crate) now: NaiveDateTime,
    /// The heartbeat that it shows; none before the migrations.
    pub(crate) beat: Option<NaiveDateTime>,
}

/// A connection for looking, made anew when it broke.
pub(crate) struct Looker {
    options: MySqlConnectOptions,
    connection: Option<MySqlConnection>,
}

impl Looker {
    pub(crate) fn new(options: &MySqlConnectOptions) -> Self {
        Self { options: options.clone(), connection: None }
    }

    /// Asks within a second.
    pub(crate) async fn look(&mut self) -> Result<Look> {
        // Taken out: what is given up half-way is not used again.
        let connection = self.connection.take();
        let asked = tokio::time::timeout(LIMIT, async {
            let mut connection = match connection {
                Some(connection) => connection,
                None => self.options.connect().await?,
            };
            let look = look(&mut connection).await?;
            Ok::<_, sqlx::Error>((connection, look))
        });
        let (connection, look) = asked.await.map_err(|_| sqlx::Error::PoolTimedOut)??;
        self.connection = Some(connection);
        Ok(look)
    }
}

/// Asks on a connection.
pub(crate) async fn look(connection: &mut MySqlConnection) -> Result<Look, sqlx::Error> {
    let asked = sqlx::query_as!(
        Look,
        "SELECT CONCAT(@@hostname, ':', @@port, '/', @@server_id) AS `server!: String`,
                @@global.read_only <> 0 AS `is_read_only!: bool`,
                CAST((SELECT COALESCE(MAX(term), 0) FROM promotions) AS UNSIGNED) AS `term!: u64`,
                UTC_TIMESTAMP(6) AS `now!: NaiveDateTime`,
                (SELECT beat_at FROM heartbeats WHERE id = 1) AS `beat: NaiveDateTime`"
    )
    .fetch_one(&mut *connection)
    .await;
    match asked {
        // Before the migrations there are no terms.
        Err(error) if is_unknown_table(&error) => {
            let found = sqlx::query!(
                "SELECT CONCAT(@@hostname, ':', @@port, '/', @@server_id) AS `server!: String`,
                        @@global.read_only <> 0 AS `is_read_only!: bool`, UTC_TIMESTAMP(6) AS `now!: NaiveDateTime`"
            )
            .fetch_one(connection)
            .await?;
            Ok(Look { server: found.server, is_read_only: found.is_read_only, term: 0, now: found.now, beat: None })
        }
        asked => asked,
    }
}

/// Changes the heartbeat of the primary, unless somebody else just has.
pub(super) async fn beat(connection: &mut MySqlConnection) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "UPDATE heartbeats SET beat_at = UTC_TIMESTAMP(6)
         WHERE id = 1 AND beat_at < UTC_TIMESTAMP(6) - INTERVAL 400000 MICROSECOND"
    )
    .execute(connection)
    .await
    .map(|_| ())
}

impl Store {
    /// Asks the databases to be looked at now, since one of them was not what it was taken for.
    pub fn noticed(&self, error: &crate::Error) {
        if let Some(servers) = &self.servers
            && error.is_of_the_server()
        {
            servers.wake();
        }
    }
}
