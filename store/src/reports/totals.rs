//! What the rows of a day have to come to, to the cent and the piece, by sums of the database's own: none of the
//! queries that an export reads its rows with.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use serde::{Deserialize, Serialize};

use super::Snapshot;
use super::snapshot::day_end;
use crate::Result;

macro_rules! totals {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {
        /// What the rows of a day come to. Minor units of all currencies are added up: this is for comparing.
        #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
        pub struct DayTotals { $($(#[$doc])* pub $name: i64,)+ }

        impl DayTotals {
            /// Name by name.
            pub fn named(&self) -> impl Iterator<Item = (&'static str, i64)> {
                [$((stringify!($name), self.$name),)+].into_iter()
            }
        }
    };
}

totals! {
    /// Orders placed.
    orders,
    /// Their goods.
    goods_minor,
    /// Their delivery.
    delivery_minor,
    /// Their tax.
    tax_minor,
    /// What they come to.
    total_minor,
    /// What was given back of it.
    credited_minor,
    /// Their lines.
    order_lines,
    /// Pieces in them.
    pieces,
    /// Pieces cancelled of them.
    cancelled_pieces,
    /// What the lines come to.
    lines_minor,
    /// Lines in parcels that left.
    shipment_lines,
    /// Pieces in them.
    shipped_pieces,
    /// Lines of returns asked for.
    return_lines,
    /// Pieces in them.
    returned_pieces,
    /// What they were sold for.
    returned_minor,
    /// Rows of the ledger.
    movements,
    /// What they did to pieces on hand.
    on_hand_delta,
    /// What they did to pieces allocated.
    allocated_delta,
    /// Pieces on hand at the end of the day.
    on_hand,
    /// Pieces allocated at the end of the day.
    allocated,
    /// Searches that found nothing.
    searches,
}

/// Where the sums of the ledger stand; carried on as days are asked for in order.
#[derive(Debug, Clone, Default)]
pub struct LedgerSums {
    until: Option<NaiveDateTime>,
    on_hand: i64,
    allocated: i64,
}

impl Snapshot {
    /// What each of these days comes to. Ranges have to come in order, with the same `ledger`.
    pub async fn totals(
        &mut self,
        first: NaiveDate,
        last: NaiveDate,
        ledger: &mut LedgerSums,
    ) -> Result<BTreeMap<NaiveDate, DayTotals>> {
        let (from, until) = (first.and_time(NaiveTime::MIN), day_end(last));
        let mut days: BTreeMap<NaiveDate, DayTotals> =
            first.iter_days().take_while(|day| *day <= last).map(|day| (day, DayTotals::default())).collect();
        self.totals_of_orders(from, until, &mut days).await?;
        self.totals_of_parcels(from, until, &mut days).await?;
        self.totals_of_ledger(from, until, ledger, &mut days).await?;
        let searches = sqlx::query!(
            "SELECT day, CAST(SUM(searches) AS SIGNED) AS `searches!: i64` FROM searches_without_result
             WHERE day BETWEEN ? AND ? GROUP BY day",
            first,
            last
        )
        .fetch_all(&mut self.connection)
        .await?;
        for row in searches {
            days.entry(row.day).or_default().searches = row.searches;
        }
        Ok(days)
    }

    async fn totals_of_orders(
        &mut self,
        from: NaiveDateTime,
        until: NaiveDateTime,
        days: &mut BTreeMap<NaiveDate, DayTotals>,
    ) -> Result<()> {
        let orders = sqlx::query!(
            "SELECT DATE(placed_at) AS `day!: NaiveDate`, COUNT(*) AS `orders!: i64`,
                    CAST(SUM(goods_minor) AS SIGNED) AS `goods!: i64`, CAST(SUM(delivery_minor) AS SIGNED) AS `delivery!: i64`,
                    CAST(SUM(tax_minor) AS SIGNED) AS `tax!: i64`, CAST(SUM(total_minor) AS SIGNED) AS `total!: i64`,
                    CAST(SUM(credited_minor) AS SIGNED) AS `credited!: i64`
             FROM orders WHERE placed_at >= ? AND placed_at < ? GROUP BY DATE(placed_at)",
            from,
            until
        )
        .fetch_all(&mut self.connection)
        .await?;
        for row in orders {
            let day = days.entry(row.day).or_default();
            (day.orders, day.goods_minor, day.delivery_minor) = (row.orders, row.goods, row.delivery);
            (day.tax_minor, day.total_minor, day.credited_minor) = (row.tax, row.total, row.credited);
        }
        let lines = sqlx::query!(
            "SELECT DATE(o.placed_at) AS `day!: NaiveDate`, COUNT(*) AS `order_lines!: i64`,
                    CAST(SUM(l.quantity) AS SIGNED) AS `pieces!: i64`, CAST(SUM(l.cancelled) AS SIGNED) AS `cancelled!: i64`,
                    CAST(SUM(l.total_minor) AS SIGNED) AS `total!: i64`
             FROM orders o JOIN order_lines l ON l.order_id = o.id
             WHERE o.placed_at >= ? AND o.placed_at < ? GROUP BY DATE(o.placed_at)",
            from,
            until
        )
        .fetch_all(&mut self.connection)
        .await?;
        for row in lines {
            let day = days.entry(row.day).or_default();
            (day.order_lines, day.pieces) = (row.order_lines, row.pieces);
            (day.cancelled_pieces, day.lines_minor) = (row.cancelled, row.total);
        }
        Ok(())
    }

    async fn totals_of_parcels(
        &mut self,
        from: NaiveDateTime,
        until: NaiveDateTime,
        days: &mut BTreeMap<NaiveDate, DayTotals>,
    ) -> Result<()> {
        let shipped = sqlx::query!(
            "SELECT DATE(s.shipped_at) AS `day!: NaiveDate`, COUNT(*) AS `shipment_lines!: i64`,
                    CAST(SUM(p.quantity) AS SIGNED) AS `pieces!: i64`
             FROM shipments s JOIN shipment_lines p ON p.shipment_id = s.id
             WHERE s.shipped_at >= ? AND s.shipped_at < ? GROUP BY DATE(s.shipped_at)",
            from,
            until
        )
        .fetch_all(&mut self.connection)
        .await?;
        for row in shipped {
            let day = days.entry(row.day).or_default();
            (day.shipment_lines, day.shipped_pieces) = (row.shipment_lines, row.pieces);
        }
        let returned = sqlx::query!(
            "SELECT DATE(r.requested_at) AS `day!: NaiveDate`, COUNT(*) AS `return_lines!: i64`,
                    CAST(SUM(p.quantity) AS SIGNED) AS `pieces!: i64`,
                    CAST(SUM(p.quantity * l.unit_price_minor) AS SIGNED) AS `value!: i64`
             FROM return_lines p JOIN return_authorizations r ON r.id = p.return_id
             JOIN order_lines l ON l.order_id = p.order_id AND l.line_no = p.line_no
             WHERE r.requested_at >= ? AND r.requested_at < ? GROUP BY DATE(r.requested_at)",
            from,
            until
        )
        .fetch_all(&mut self.connection)
        .await?;
        for row in returned {
            let day = days.entry(row.day).or_default();
            (day.return_lines, day.returned_pieces, day.returned_minor) = (row.return_lines, row.pieces, row.value);
        }
        Ok(())
    }

    async fn totals_of_ledger(
        &mut self,
        from: NaiveDateTime,
        until: NaiveDateTime,
        ledger: &mut LedgerSums,
        days: &mut BTreeMap<NaiveDate, DayTotals>,
    ) -> Result<()> {
        let before = sqlx::query!(
            "SELECT CAST(COALESCE(SUM(on_hand_delta), 0) AS SIGNED) AS `on_hand!: i64`,
                    CAST(COALESCE(SUM(allocated_delta), 0) AS SIGNED) AS `allocated!: i64`
             FROM stock_movements WHERE moved_at >= ? AND moved_at < ?",
            ledger.until.unwrap_or_default(),
            from
        )
        .fetch_one(&mut self.connection)
        .await?;
        ledger.on_hand += before.on_hand;
        ledger.allocated += before.allocated;
        let moved = sqlx::query!(
            "SELECT DATE(moved_at) AS `day!: NaiveDate`, COUNT(*) AS `movements!: i64`,
                    CAST(SUM(on_hand_delta) AS SIGNED) AS `on_hand!: i64`,
                    CAST(SUM(allocated_delta) AS SIGNED) AS `allocated!: i64`
             FROM stock_movements WHERE moved_at >= ? AND moved_at < ? GROUP BY DATE(moved_at)",
            from,
            until
        )
        .fetch_all(&mut self.connection)
        .await?;
        for row in moved {
            let day = days.entry(row.day).or_default();
            (day.movements, day.on_hand_delta, day.allocated_delta) = (row.movements, row.on_hand, row.allocated);
        }
        for day in days.values_mut() {
            ledger.on_hand += day.on_hand_delta;
            ledger.allocated += day.allocated_delta;
            (day.on_hand, day.allocated) = (ledger.on_hand, ledger.allocated);
        }
        ledger.until = Some(until);
        Ok(())
    }
}
