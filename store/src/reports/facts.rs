//! What happened on a day, in pages: never more than [`PAGE`] rows are in memory. The index is named each time: looking
//! for the rows of a day in the order of ids would read the whole history for each day.

use chrono::{NaiveDate, NaiveDateTime};

use super::Snapshot;
use super::snapshot::bounds;
use crate::Result;

/// Most rows of a page. A shorter one is the last.
pub const PAGE: usize = 8_192;
const LIMIT: u32 = 8_192;

/// Behind which row a page begins: the id and the line of the last one seen; zeros at first.
pub type Cursor = (i64, u32);

/// An order.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "named as the columns of the lake, which `warehouse::schema` lists")]
pub struct OrderFact {
    pub order_id: i64,
    pub order_number: String,
    pub state: String,
    pub customer_key: String,
    pub is_company: bool,
    pub country: String,
    pub delivery_method: String,
    pub payment_method: String,
    pub currency: String,
    pub goods_minor: i64,
    pub delivery_minor: i64,
    pub tax_minor: i64,
    pub total_minor: i64,
    pub credited_minor: i64,
    pub lines: i32,
    pub pieces: i64,
    pub placed_at: NaiveDateTime,
    pub approved_at: Option<NaiveDateTime>,
    pub first_shipped_at: Option<NaiveDateTime>,
    pub completed_at: Option<NaiveDateTime>,
}

/// A line of an order, without what a piece of it cost: see [`super::Costs`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "named as the columns of the lake, which `warehouse::schema` lists")]
pub struct OrderLineFact {
    pub order_id: i64,
    pub line_no: u32,
    pub variant_id: i64,
    pub sku: String,
    pub customer_key: String,
    pub country: String,
    pub currency: String,
    pub quantity: u32,
    pub cancelled: u32,
    pub backordered: u32,
    pub shipped: u32,
    pub returned: u32,
    pub unit_price_minor: i64,
    pub total_minor: i64,
    pub placed_at: NaiveDateTime,
}

/// A line in a parcel that left.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "named as the columns of the lake, which `warehouse::schema` lists")]
pub struct ShipmentFact {
    pub shipment_id: i64,
    pub order_id: i64,
    pub line_no: u32,
    pub variant_id: i64,
    pub location_id: Option<i64>,
    pub carrier: String,
    pub quantity: u32,
    pub placed_at: NaiveDateTime,
    pub shipped_at: NaiveDateTime,
    pub delivered_at: Option<NaiveDateTime>,
}

/// A line of a return.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "named as the columns of the lake, which `warehouse::schema` lists")]
pub struct ReturnFact {
    pub return_id: i64,
    pub order_id: i64,
    pub line_no: u32,
    pub variant_id: i64,
    pub reason: String,
    pub state: String,
    pub quantity: u32,
    pub restocked: u32,
    pub scrapped: u32,
    pub value_minor: i64,
    pub requested_at: NaiveDateTime,
    pub received_at: Option<NaiveDateTime>,
}

/// A row of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "named as the columns of the lake, which `warehouse::schema` lists")]
pub struct StockMovementFact {
    pub movement_id: i64,
    pub variant_id: i64,
    pub location_id: i64,
    pub kind: String,
    pub on_hand_delta: i32,
    pub allocated_delta: i32,
    pub order_id: Option<i64>,
    pub moved_at: NaiveDateTime,
}

/// Words that found nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "named as the columns of the lake, which `warehouse::schema` lists")]
pub struct SearchFact {
    pub words: String,
    pub searches: u32,
}

impl Snapshot {
    /// Orders placed on a day, by id.
    pub async fn orders(&mut self, day: NaiveDate, after: Cursor) -> Result<Vec<OrderFact>> {
        let (from, until) = bounds(day);
        let rows = sqlx::query!(
            "SELECT o.id, o.order_number, o.state, o.company_id, o.customer_id, o.email, o.country, o.delivery_method,
                    o.payment_method, o.currency, o.goods_minor, o.delivery_minor, o.tax_minor, o.total_minor,
                    o.credited_minor, o.placed_at, o.approved_at,
                    CAST(COUNT(l.line_no) AS SIGNED) AS `lines!: i32`,
                    CAST(COALESCE(SUM(l.quantity), 0) AS SIGNED) AS `pieces!: i64`,
                    (SELECT MIN(s.shipped_at) FROM shipments s WHERE s.order_id = o.id) AS `first_shipped_at: NaiveDateTime`,
                    IF(o.state IN ('shipped', 'delivered', 'cancelled'),
                       (SELECT MIN(e.happened_at) FROM order_events e
                        WHERE e.order_id = o.id AND e.state IN ('shipped', 'delivered', 'cancelled')),
                       NULL) AS `completed_at: NaiveDateTime`
             FROM orders o FORCE INDEX (ix_orders_placed_at) LEFT JOIN order_lines l ON l.order_id = o.id
             WHERE o.placed_at >= ? AND o.placed_at < ? AND o.id > ?
             GROUP BY o.id ORDER BY o.id LIMIT ?",
            from,
            until,
            after.0,
            LIMIT
        )
        .fetch_all(&mut self.connection)
        .await?;
        Ok(rows
            .into_iter()
            .map(|row| OrderFact {
                order_id: row.id,
                customer_key: self.key.of(row.company_id, row.customer_id, &row.email),
                is_company: row.company_id.is_some(),
                order_number: row.order_number,
                state: row.state,
                country: row.country,
                delivery_method: row.delivery_method,
                payment_method: row.payment_method,
                currency: row.currency,
                goods_minor: row.goods_minor,
                delivery_minor: row.delivery_minor,
                tax_minor: row.tax_minor,
                total_minor: row.total_minor,
                credited_minor: row.credited_minor,
                lines: row.lines,
                pieces: row.pieces,
                placed_at: row.placed_at,
                approved_at: row.approved_at,
                first_shipped_at: row.first_shipped_at,
                completed_at: row.completed_at,
            })
            .collect())
    }

    /// Lines of the orders placed on a day, by order and line.
    pub async fn order_lines(&mut self, day: NaiveDate, after: Cursor) -> Result<Vec<OrderLineFact>> {
        let (from, until) = bounds(day);
        let rows = sqlx::query!(
            "SELECT o.id, o.company_id, o.customer_id, o.email, o.country, o.currency, o.placed_at, l.line_no,
                    l.variant_id, l.sku, l.quantity, l.cancelled, l.backordered, l.shipped, l.returned,
                    l.unit_price_minor, l.total_minor
             FROM orders o FORCE INDEX (ix_orders_placed_at) JOIN order_lines l ON l.order_id = o.id
             WHERE o.placed_at >= ? AND o.placed_at < ? AND o.id >= ? AND (o.id > ? OR l.line_no > ?)
             ORDER BY o.id, l.line_no LIMIT ?",
            from,
            until,
            after.0,
            after.0,
            after.1,
            LIMIT
        )
        .fetch_all(&mut self.connection)
        .await?;
        Ok(rows
            .into_iter()
            .map(|row| OrderLineFact {
                order_id: row.id,
                line_no: row.line_no,
                customer_key: self.key.of(row.company_id, row.customer_id, &row.email),
                variant_id: row.variant_id,
                sku: row.sku,
                country: row.country,
                currency: row.currency,
                quantity: row.quantity,
                cancelled: row.cancelled,
                backordered: row.backordered,
                shipped: row.shipped,
                returned: row.returned,
                unit_price_minor: row.unit_price_minor,
                total_minor: row.total_minor,
                placed_at: row.placed_at,
            })
            .collect())
    }

    /// What left on a day, by parcel and line.
    pub async fn shipments(&mut self, day: NaiveDate, after: Cursor) -> Result<Vec<ShipmentFact>> {
        let (from, until) = bounds(day);
        Ok(sqlx::query_as!(
            ShipmentFact,
            "SELECT s.id AS shipment_id, s.order_id, p.line_no, l.variant_id, s.location_id, s.carrier, p.quantity,
                    o.placed_at, s.shipped_at AS `shipped_at!`, s.delivered_at
             FROM shipments s FORCE INDEX (ix_shipments_shipped_at)
             JOIN orders o ON o.id = s.order_id
             JOIN shipment_lines p ON p.shipment_id = s.id
             JOIN order_lines l ON l.order_id = p.order_id AND l.line_no = p.line_no
             WHERE s.shipped_at >= ? AND s.shipped_at < ? AND s.id >= ? AND (s.id > ? OR p.line_no > ?)
             ORDER BY s.id, p.line_no LIMIT ?",
            from,
            until,
            after.0,
            after.0,
            after.1,
            LIMIT
        )
        .fetch_all(&mut self.connection)
        .await?)
    }

    /// What somebody asked to send back on a day, by return and line.
    pub async fn returns(&mut self, day: NaiveDate, after: Cursor) -> Result<Vec<ReturnFact>> {
        let (from, until) = bounds(day);
        Ok(sqlx::query_as!(
            ReturnFact,
            "SELECT r.id AS return_id, r.order_id, p.line_no, l.variant_id, r.reason, r.state, p.quantity, p.restocked,
                    p.scrapped, CAST(l.unit_price_minor * p.quantity AS SIGNED) AS `value_minor!: i64`, r.requested_at,
                    r.received_at
             FROM return_authorizations r
             JOIN return_lines p ON p.return_id = r.id
             JOIN order_lines l ON l.order_id = p.order_id AND l.line_no = p.line_no
             WHERE r.state IN ('requested', 'authorised', 'refused', 'received', 'credited')
               AND r.requested_at >= ? AND r.requested_at < ? AND r.id >= ? AND (r.id > ? OR p.line_no > ?)
             ORDER BY r.id, p.line_no LIMIT ?",
            from,
            until,
            after.0,
            after.0,
            after.1,
            LIMIT
        )
        .fetch_all(&mut self.connection)
        .await?)
    }

    /// The ledger of a day, by id.
    pub async fn stock_movements(&mut self, day: NaiveDate, after: Cursor) -> Result<Vec<StockMovementFact>> {
        let (from, until) = bounds(day);
        Ok(sqlx::query_as!(
            StockMovementFact,
            "SELECT id AS movement_id, variant_id, location_id, kind, on_hand_delta, allocated_delta, order_id, moved_at
             FROM stock_movements FORCE INDEX (ix_stock_movements_moved_at)
             WHERE moved_at >= ? AND moved_at < ? AND id > ? ORDER BY id LIMIT ?",
            from,
            until,
            after.0,
            LIMIT
        )
        .fetch_all(&mut self.connection)
        .await?)
    }

    /// What was searched for on a day and not found, behind these words.
    pub async fn searches_without_result(&mut self, day: NaiveDate, after: &str) -> Result<Vec<SearchFact>> {
        Ok(sqlx::query_as!(
            SearchFact,
            "SELECT words, searches FROM searches_without_result WHERE day = ? AND words > ? ORDER BY words LIMIT ?",
            day,
            after,
            LIMIT
        )
        .fetch_all(&mut self.connection)
        .await?)
    }
}
