//! The tables of the lake and their columns, version 1: the one place that says so. Another column or another meaning is
//! another version, beside this one: readers refuse what they do not know.
//!
//! Times are microseconds in UTC, days are UTC, money is minor units beside a currency. The day of a fact is in its
//! path, not in its file.

use std::sync::Arc;

use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use serde::{Deserialize, Serialize};

/// The version of the schema that this program writes and reads.
pub const SCHEMA_VERSION: u32 = 1;

/// A table of the lake.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Table {
    /// Orders, by the day they were placed.
    Orders,
    /// Their lines, by the same day.
    OrderLines,
    /// Lines in parcels, by the day the parcel left.
    Shipments,
    /// Lines sent back, by the day that was asked for.
    Returns,
    /// The ledger of the stock, by the day of the movement.
    StockMovements,
    /// What lay where at the end of a day.
    StockDaily,
    /// What was searched for on a day and not found.
    SearchesWithoutResult,
    /// Variants with their product, and from when to when they were so.
    Product,
    /// The navigation tree.
    Category,
    /// Who bought, under a key that is no name.
    Customer,
    /// Places that hold stock.
    Location,
    /// Days.
    Date,
}

impl Table {
    /// What happened, a file for each day.
    pub const FACTS: [Self; 7] = [
        Self::Orders,
        Self::OrderLines,
        Self::Shipments,
        Self::Returns,
        Self::StockMovements,
        Self::StockDaily,
        Self::SearchesWithoutResult,
    ];

    /// What it is told by, one file each.
    pub const DIMENSIONS: [Self; 5] = [Self::Product, Self::Category, Self::Customer, Self::Location, Self::Date];

    /// The name of the table in paths and in SQL.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Orders => "orders",
            Self::OrderLines => "order_lines",
            Self::Shipments => "shipments",
            Self::Returns => "returns",
            Self::StockMovements => "stock_movements",
            Self::StockDaily => "stock_daily",
            Self::SearchesWithoutResult => "searches_without_result",
            Self::Product => "product",
            Self::Category => "category",
            Self::Customer => "customer",
            Self::Location => "location",
            Self::Date => "date",
        }
    }

    /// Whether it has a file for each day.
    pub fn is_fact(self) -> bool {
        Self::FACTS.contains(&self)
    }

    /// The columns in its files. A fact's `day` is in the path only.
    #[expect(clippy::too_many_lines, reason = "a list: one column after the other")]
    pub fn schema(self) -> SchemaRef {
        let columns = match self {
            Self::Orders => vec![
                int("order_id"),
                text("order_number"),
                text("state"),
                text("customer_key"),
                yes_no("is_company"),
                text("country"),
                text("delivery_method"),
                text("payment_method"),
                text("currency"),
                int("goods_minor"),
                int("delivery_minor"),
                int("tax_minor"),
                int("total_minor"),
                int("credited_minor"),
                small("lines"),
                int("pieces"),
                time("placed_at"),
                maybe(time("approved_at")),
                maybe(time("first_shipped_at")),
                maybe(time("completed_at")),
            ],
            Self::OrderLines => vec![
                int("order_id"),
                small("line_no"),
                int("variant_id"),
                text("sku"),
                text("customer_key"),
                text("country"),
                text("currency"),
                int("quantity"),
                int("cancelled"),
                int("backordered"),
                int("shipped"),
                int("returned"),
                int("unit_price_minor"),
                int("total_minor"),
                maybe(int("unit_cost_minor")),
                time("placed_at"),
            ],
            Self::Shipments => vec![
                int("shipment_id"),
                int("order_id"),
                small("line_no"),
                int("variant_id"),
                maybe(int("location_id")),
                text("carrier"),
                int("quantity"),
                time("placed_at"),
                time("shipped_at"),
                maybe(time("delivered_at")),
            ],
            Self::Returns => vec![
                int("return_id"),
                int("order_id"),
                small("line_no"),
                int("variant_id"),
                text("reason"),
                text("state"),
                int("quantity"),
                int("restocked"),
                int("scrapped"),
                int("value_minor"),
                time("requested_at"),
                maybe(time("received_at")),
            ],
            Self::StockMovements => vec![
                int("movement_id"),
                int("variant_id"),
                int("location_id"),
                text("kind"),
                int("on_hand_delta"),
                int("allocated_delta"),
                maybe(int("order_id")),
                time("moved_at"),
            ],
            Self::StockDaily => vec![int("variant_id"), int("location_id"), int("on_hand"), int("allocated")],
            Self::SearchesWithoutResult => vec![text("words"), small("searches")],
            Self::Product => vec![
                int("variant_id"),
                text("sku"),
                text("name"),
                text("product_name"),
                text("category_code"),
                text("category_name"),
                text("top_category_name"),
                text("maker"),
                text("kind"),
                text("currency"),
                maybe(int("list_price_minor")),
                maybe(int("unit_cost_minor")),
                day("valid_from"),
                day("valid_to"),
            ],
            Self::Category => {
                vec![text("code"), text("name"), maybe(text("parent_code")), text("top_code"), text("top_name")]
            }
            Self::Customer => {
                vec![text("customer_key"), yes_no("is_company"), text("country"), day("first_order_day")]
            }
            Self::Location => vec![int("location_id"), text("code"), text("name")],
            Self::Date => vec![
                day("date"),
                small("year"),
                small("quarter"),
                small("month"),
                small("iso_week"),
                small("weekday"),
                yes_no("is_weekend"),
            ],
        };
        Arc::new(Schema::new(columns))
    }
}

fn int(name: &str) -> Field {
    Field::new(name, DataType::Int64, false)
}

fn small(name: &str) -> Field {
    Field::new(name, DataType::Int32, false)
}

fn text(name: &str) -> Field {
    Field::new(name, DataType::Utf8, false)
}

fn yes_no(name: &str) -> Field {
    Field::new(name, DataType::Boolean, false)
}

fn time(name: &str) -> Field {
    Field::new(name, DataType::Timestamp(TimeUnit::Microsecond, None), false)
}

fn day(name: &str) -> Field {
    Field::new(name, DataType::Date32, false)
}

fn maybe(field: Field) -> Field {
    field.with_nullable(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_paths_and_of_manifests() {
        for table in Table::FACTS.into_iter().chain(Table::DIMENSIONS) {
            assert_eq!(serde_json::to_value(table).expect("JSON"), table.name());
            assert!(table.schema().fields().iter().all(|field| field.name() != "day"), "the day is in the path");
        }
    }
}
