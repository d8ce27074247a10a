//! Moments on the clock of a database server.

use chrono::{DateTime, NaiveDateTime};
use serde::{Deserialize, Serialize};
use sqlx::MySqlConnection;

use crate::Result;

/// A moment, by the clock of one server. Those of different servers cannot be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Moment {
    /// The server, by its number in replication.
    pub(crate) server: u64,
    /// Microseconds since 1970, UTC.
    pub(crate) micros: i64,
}

impl Moment {
    /// Now, by the server of a connection.
    pub(crate) async fn now(connection: &mut MySqlConnection) -> Result<Self> {
        let row = sqlx::query!(
            "SELECT CAST(@@server_id AS UNSIGNED) AS `server!: u64`, UTC_TIMESTAMP(6) AS `now!: NaiveDateTime`"
        )
        .fetch_one(connection)
        .await?;
        Ok(Self { server: row.server, micros: row.now.and_utc().timestamp_micros() })
    }

    /// As columns have it.
    pub(crate) fn time(self) -> NaiveDateTime {
        DateTime::from_timestamp_micros(self.micros).unwrap_or_default().naive_utc()
    }
}
