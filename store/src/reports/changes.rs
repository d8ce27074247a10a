//! Which days have changed since they were exported. Whatever happens to an order is in its history
//! (`orders::settle_state`), and the ledger only grows, so both are asked; no table is read whole.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

use super::Snapshot;
use crate::Result;

/// A day whose rows changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedDay {
    /// Which.
    pub day: NaiveDate,
    /// When it last did.
    pub at: DateTime<Utc>,
    /// When its ledger last did, which every later day carries on.
    pub moved_at: Option<DateTime<Utc>>,
}

impl Snapshot {
    /// The last row of the ledger; zero when there is none.
    pub async fn last_movement(&mut self) -> Result<i64> {
        let last = sqlx::query_scalar!("SELECT MAX(id) FROM stock_movements").fetch_one(&mut self.connection).await?;
        Ok(last.unwrap_or_default())
    }

    /// Days whose orders, parcels, returns or movements changed since a moment or, in the ledger, behind a row; in
    /// order.
    pub async fn changed_days(&mut self, since: DateTime<Utc>, after_movement: i64) -> Result<Vec<ChangedDay>> {
        let mut changed = BTreeMap::<NaiveDate, ChangedDay>::new();
        let of_orders = sqlx::query!(
            "SELECT day AS `day!: NaiveDate`, MAX(at) AS `at!: NaiveDateTime` FROM (
               SELECT DATE(o.placed_at) AS day, c.at FROM
                 (SELECT order_id, MAX(happened_at) AS at FROM order_events FORCE INDEX (ix_order_events_happened_at)
                  WHERE happened_at >= ? GROUP BY order_id) c
                 JOIN orders o ON o.id = c.order_id
               UNION ALL
               SELECT DATE(s.shipped_at), c.at FROM
                 (SELECT order_id, MAX(happened_at) AS at FROM order_events FORCE INDEX (ix_order_events_happened_at)
                  WHERE happened_at >= ? GROUP BY order_id) c
                 JOIN shipments s ON s.order_id = c.order_id WHERE s.shipped_at IS NOT NULL
               UNION ALL
               SELECT DATE(r.requested_at), c.at FROM
                 (SELECT order_id, MAX(happened_at) AS at FROM order_events FORCE INDEX (ix_order_events_happened_at)
                  WHERE happened_at >= ? GROUP BY order_id) c
                 JOIN return_authorizations r ON r.order_id = c.order_id
             ) days GROUP BY day",
            since.naive_utc(),
            since.naive_utc(),
            since.naive_utc()
        )
        .fetch_all(&mut self.connection)
        .await?;
        for row in of_orders {
            changed.insert(row.day, ChangedDay { day: row.day, at: row.at.and_utc(), moved_at: None });
        }
        let of_stock = sqlx::query!(
            "SELECT day AS `day!: NaiveDate`, MAX(at) AS `at!: NaiveDateTime` FROM (
               SELECT DATE(moved_at) AS day, moved_at AS at FROM stock_movements WHERE moved_at >= ?
               UNION ALL SELECT DATE(moved_at), ? FROM stock_movements WHERE id > ?
             ) days GROUP BY day",
            since.naive_utc(),
            self.taken_at().naive_utc(),
            after_movement
        )
        .fetch_all(&mut self.connection)
        .await?;
        for row in of_stock {
            let (day, at) = (row.day, row.at.and_utc());
            let found = changed.entry(day).or_insert(ChangedDay { day, at, moved_at: None });
            found.at = found.at.max(at);
            found.moved_at = Some(at);
        }
        Ok(changed.into_values().collect())
    }
}
