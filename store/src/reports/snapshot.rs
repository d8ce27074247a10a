//! One state of all tables, held for as long as an export takes.

use std::time::Duration;

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use sqlx::{Connection, MySqlConnection};

use super::key::CustomerKey;
use crate::{Result, Store};

/// A consistent snapshot of the shop, read page by page. It has a connection of its own, which ends with it: on the
/// replica where there is one.
pub struct Snapshot {
    pub(super) connection: MySqlConnection,
    pub(super) key: CustomerKey,
    taken_at: DateTime<Utc>,
    lag: Option<Duration>,
}

impl Store {
    /// Takes a snapshot. `now` is what it is stamped with: nothing that happened later is in it.
    #[tracing::instrument(name = "db.reports.snapshot", skip_all)]
    pub async fn snapshot(&self, now: DateTime<Utc>) -> Result<Snapshot> {
        // Written on the primary, if it is not there yet; it may come to the replica later.
        let key = self.customer_key().await?;
        self.look_at_databases().await;
        if self.replica_lag().is_none() {
            // A process that lives for this only has not looked yet.
            self.look_at_databases().await;
        }
        let lag = self.replica_lag();
        let mut connection = self.export_pool().acquire().await?.detach();
        // A page that takes long to be written away must not end the snapshot.
        sqlx::raw_sql("SET SESSION wait_timeout = 28800, net_write_timeout = 600").execute(&mut connection).await?;
        // For the next transaction only, and with it one state of all tables.
        sqlx::raw_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ").execute(&mut connection).await?;
        sqlx::raw_sql("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY").execute(&mut connection).await?;
        Ok(Snapshot { connection, key, taken_at: now, lag })
    }
}

impl Snapshot {
    /// When it was taken.
    pub fn taken_at(&self) -> DateTime<Utc> {
        self.taken_at
    }

    /// How far the replica was behind; none where the primary was read or nobody knows.
    pub fn lag(&self) -> Option<Duration> {
        self.lag
    }

    /// The first day that anything happened; none when nothing has.
    pub async fn first_day(&mut self) -> Result<Option<NaiveDate>> {
        let first = sqlx::query_scalar!(
            "SELECT MIN(first) AS `first: NaiveDateTime` FROM (
               SELECT MIN(placed_at) AS first FROM orders
               UNION ALL SELECT MIN(moved_at) FROM stock_movements
               UNION ALL SELECT CAST(MIN(day) AS DATETIME(6)) FROM searches_without_result
             ) firsts"
        )
        .fetch_one(&mut self.connection)
        .await?;
        Ok(first.map(|first| first.date()))
    }

    /// Ends it.
    pub async fn close(mut self) -> Result<()> {
        sqlx::raw_sql("ROLLBACK").execute(&mut self.connection).await?;
        Ok(self.connection.close().await?)
    }
}

/// The first moment of a day and that of the next.
pub(super) fn bounds(day: NaiveDate) -> (NaiveDateTime, NaiveDateTime) {
    (day.and_time(NaiveTime::MIN), day_end(day))
}

/// The first moment after a day.
pub(super) fn day_end(day: NaiveDate) -> NaiveDateTime {
    day.checked_add_days(Days::new(1)).unwrap_or(NaiveDate::MAX).and_time(NaiveTime::MIN)
}
