//! Rows of the shop as columns of the lake, table by table in the order of [`crate::schema`].

use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime};
use datafusion::arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Int32Array, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray,
};
use store::reports::{
    CategoryRow, Costs, CustomerRow, LocationRow, OrderFact, OrderLineFact, ReturnFact, SearchFact, ShipmentFact,
    StockAtDay, StockMovementFact,
};

use crate::schema::Table;
use crate::{Error, Result};

pub(crate) fn orders(rows: &[OrderFact]) -> Result<RecordBatch> {
    batch(
        Table::Orders,
        vec![
            ints(rows, |row| row.order_id),
            texts(rows, |row| &row.order_number),
            texts(rows, |row| &row.state),
            texts(rows, |row| &row.customer_key),
            yes_no(rows, |row| row.is_company),
            texts(rows, |row| &row.country),
            texts(rows, |row| &row.delivery_method),
            texts(rows, |row| &row.payment_method),
            texts(rows, |row| &row.currency),
            ints(rows, |row| row.goods_minor),
            ints(rows, |row| row.delivery_minor),
            ints(rows, |row| row.tax_minor),
            ints(rows, |row| row.total_minor),
            ints(rows, |row| row.credited_minor),
            smalls(rows, |row| Ok(row.lines))?,
            ints(rows, |row| row.pieces),
            times(rows, |row| row.placed_at),
            maybe_times(rows, |row| row.approved_at),
            maybe_times(rows, |row| row.first_shipped_at),
            maybe_times(rows, |row| row.completed_at),
        ],
    )
}

pub(crate) fn order_lines(rows: &[OrderLineFact], costs: &Costs) -> Result<RecordBatch> {
    batch(
        Table::OrderLines,
        vec![
            ints(rows, |row| row.order_id),
            smalls(rows, |row| small(row.line_no))?,
            ints(rows, |row| row.variant_id),
            texts(rows, |row| &row.sku),
            texts(rows, |row| &row.customer_key),
            texts(rows, |row| &row.country),
            texts(rows, |row| &row.currency),
            ints(rows, |row| row.quantity.into()),
            ints(rows, |row| row.cancelled.into()),
            ints(rows, |row| row.backordered.into()),
            ints(rows, |row| row.shipped.into()),
            ints(rows, |row| row.returned.into()),
            ints(rows, |row| row.unit_price_minor),
            ints(rows, |row| row.total_minor),
            maybe_ints(rows, |row| costs.minor(row.variant_id, &row.currency)),
            times(rows, |row| row.placed_at),
        ],
    )
}

pub(crate) fn shipments(rows: &[ShipmentFact]) -> Result<RecordBatch> {
    batch(
        Table::Shipments,
        vec![
            ints(rows, |row| row.shipment_id),
            ints(rows, |row| row.order_id),
            smalls(rows, |row| small(row.line_no))?,
            ints(rows, |row| row.variant_id),
            maybe_ints(rows, |row| row.location_id),
            texts(rows, |row| &row.carrier),
            ints(rows, |row| row.quantity.into()),
            times(rows, |row| row.placed_at),
            times(rows, |row| row.shipped_at),
            maybe_times(rows, |row| row.delivered_at),
        ],
    )
}

pub(crate) fn returns(rows: &[ReturnFact]) -> Result<RecordBatch> {
    batch(
        Table::Returns,
        vec![
            ints(rows, |row| row.return_id),
            ints(rows, |row| row.order_id),
            smalls(rows, |row| small(row.line_no))?,
            ints(rows, |row| row.variant_id),
            texts(rows, |row| &row.reason),
            texts(rows, |row| &row.state),
            ints(rows, |row| row.quantity.into()),
            ints(rows, |row| row.restocked.into()),
            ints(rows, |row| row.scrapped.into()),
            ints(rows, |row| row.value_minor),
            times(rows, |row| row.requested_at),
            maybe_times(rows, |row| row.received_at),
        ],
    )
}

pub(crate) fn stock_movements(rows: &[StockMovementFact]) -> Result<RecordBatch> {
    batch(
        Table::StockMovements,
        vec![
            ints(rows, |row| row.movement_id),
            ints(rows, |row| row.variant_id),
            ints(rows, |row| row.location_id),
            texts(rows, |row| &row.kind),
            ints(rows, |row| row.on_hand_delta.into()),
            ints(rows, |row| row.allocated_delta.into()),
            maybe_ints(rows, |row| row.order_id),
            times(rows, |row| row.moved_at),
        ],
    )
}

pub(crate) fn stock_daily(stock: &StockAtDay) -> Result<RecordBatch> {
    let rows: Vec<_> = stock.levels().collect();
    batch(
        Table::StockDaily,
        vec![ints(&rows, |row| row.0), ints(&rows, |row| row.1), ints(&rows, |row| row.2), ints(&rows, |row| row.3)],
    )
}

pub(crate) fn searches_without_result(rows: &[SearchFact]) -> Result<RecordBatch> {
    batch(Table::SearchesWithoutResult, vec![texts(rows, |row| &row.words), smalls(rows, |row| small(row.searches))?])
}

/// A category with the one at the top of its branch.
pub(crate) struct CategoryInTree<'a> {
    pub(crate) row: &'a CategoryRow,
    pub(crate) top: &'a CategoryRow,
}

pub(crate) fn categories(rows: &[CategoryInTree<'_>]) -> Result<RecordBatch> {
    batch(
        Table::Category,
        vec![
            texts(rows, |category| &category.row.code),
            texts(rows, |category| &category.row.name),
            maybe_texts(rows, |category| category.row.parent_code.as_deref()),
            texts(rows, |category| &category.top.code),
            texts(rows, |category| &category.top.name),
        ],
    )
}

pub(crate) fn customers(rows: &[CustomerRow]) -> Result<RecordBatch> {
    batch(
        Table::Customer,
        vec![
            texts(rows, |row| &row.customer_key),
            yes_no(rows, |row| row.is_company),
            texts(rows, |row| &row.country),
            days(rows, |row| row.first_order_day),
        ],
    )
}

pub(crate) fn locations(rows: &[LocationRow]) -> Result<RecordBatch> {
    batch(
        Table::Location,
        vec![ints(rows, |row| row.location_id), texts(rows, |row| &row.code), texts(rows, |row| &row.name)],
    )
}

pub(crate) fn batch(table: Table, columns: Vec<ArrayRef>) -> Result<RecordBatch> {
    Ok(RecordBatch::try_new(table.schema(), columns)?)
}

pub(crate) fn ints<T>(rows: &[T], column: impl Fn(&T) -> i64) -> ArrayRef {
    Arc::new(Int64Array::from_iter_values(rows.iter().map(column)))
}

pub(crate) fn maybe_ints<T>(rows: &[T], column: impl Fn(&T) -> Option<i64>) -> ArrayRef {
    Arc::new(rows.iter().map(column).collect::<Int64Array>())
}

pub(crate) fn smalls<T>(rows: &[T], column: impl Fn(&T) -> Result<i32>) -> Result<ArrayRef> {
    let values = rows.iter().map(column).collect::<Result<Vec<i32>>>()?;
    Ok(Arc::new(Int32Array::from(values)))
}

pub(crate) fn texts<T>(rows: &[T], column: impl Fn(&T) -> &str) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(rows.iter().map(column)))
}

fn maybe_texts<T>(rows: &[T], column: impl Fn(&T) -> Option<&str>) -> ArrayRef {
    Arc::new(rows.iter().map(column).collect::<StringArray>())
}

pub(crate) fn yes_no<T>(rows: &[T], column: impl Fn(&T) -> bool) -> ArrayRef {
    Arc::new(BooleanArray::from(rows.iter().map(column).collect::<Vec<bool>>()))
}

pub(crate) fn days<T>(rows: &[T], column: impl Fn(&T) -> NaiveDate) -> ArrayRef {
    Arc::new(Date32Array::from_iter_values(rows.iter().map(|row| since_epoch(column(row)))))
}

fn times<T>(rows: &[T], column: impl Fn(&T) -> NaiveDateTime) -> ArrayRef {
    let micros = rows.iter().map(|row| column(row).and_utc().timestamp_micros());
    Arc::new(TimestampMicrosecondArray::from_iter_values(micros))
}

fn maybe_times<T>(rows: &[T], column: impl Fn(&T) -> Option<NaiveDateTime>) -> ArrayRef {
    let micros = rows.iter().map(|row| column(row).map(|time| time.and_utc().timestamp_micros()));
    Arc::new(micros.collect::<TimestampMicrosecondArray>())
}

/// A day as the lake counts it: since 1 January 1970.
pub(crate) fn since_epoch(day: NaiveDate) -> i32 {
    day.to_epoch_days()
}

fn small(number: u32) -> Result<i32> {
    i32::try_from(number).map_err(|error| Error::content("a column of 32 bits", error))
}
