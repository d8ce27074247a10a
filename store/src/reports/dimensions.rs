//! What facts are told by, as it is now: never larger than the catalog and the list of those who bought.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime};

use super::Snapshot;
use crate::Result;

/// Orders looked through at a time.
const BATCH: u32 = 8_192;

/// A variant with its product, as it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "named as the columns of the lake, which `warehouse::schema` lists")]
pub struct ProductRow {
    pub variant_id: i64,
    pub sku: String,
    pub name: String,
    pub product_name: String,
    pub category_code: String,
    pub maker: String,
    pub kind: String,
    pub currency: String,
    pub list_price_minor: Option<i64>,
}

/// A category and its parent.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "named as the columns of the lake, which `warehouse::schema` lists")]
pub struct CategoryRow {
    pub code: String,
    pub name: String,
    pub parent_code: Option<String>,
}

/// Somebody who bought.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "named as the columns of the lake, which `warehouse::schema` lists")]
pub struct CustomerRow {
    pub customer_key: String,
    pub is_company: bool,
    pub country: String,
    pub first_order_day: NaiveDate,
}

/// A place that holds stock.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "named as the columns of the lake, which `warehouse::schema` lists")]
pub struct LocationRow {
    pub location_id: i64,
    pub code: String,
    pub name: String,
}

impl Snapshot {
    /// All variants, sold or not, by id; with the price that everybody pays for one piece.
    pub async fn products(&mut self) -> Result<Vec<ProductRow>> {
        Ok(sqlx::query_as!(
            ProductRow,
            "SELECT v.id AS variant_id, v.sku, v.name, p.name AS product_name, c.code AS category_code, m.name AS maker,
                    p.kind, COALESCE(s.currency, '') AS `currency!`,
                    (SELECT MIN(r.unit_price_minor) FROM prices r
                     WHERE r.price_list_id = s.id AND r.variant_id = v.id AND r.min_quantity = 1) AS `list_price_minor: i64`
             FROM variants v
             JOIN products p ON p.id = v.product_id
             JOIN categories c ON c.id = v.category_id
             JOIN makers m ON m.id = p.maker_id
             LEFT JOIN price_lists s ON s.id = (SELECT MIN(id) FROM price_lists)
             ORDER BY v.id"
        )
        .fetch_all(&mut self.connection)
        .await?)
    }

    /// All categories, by code.
    pub async fn categories(&mut self) -> Result<Vec<CategoryRow>> {
        Ok(sqlx::query_as!(
            CategoryRow,
            "SELECT c.code, c.name, p.code AS `parent_code?` FROM categories c
             LEFT JOIN categories p ON p.id = c.parent_id ORDER BY c.code"
        )
        .fetch_all(&mut self.connection)
        .await?)
    }

    /// All places that hold stock, by id.
    pub async fn locations(&mut self) -> Result<Vec<LocationRow>> {
        Ok(sqlx::query_as!(LocationRow, "SELECT id AS location_id, code, name FROM stock_locations ORDER BY id")
            .fetch_all(&mut self.connection)
            .await?)
    }

    /// Everybody who bought up to a day, by key, with the country of their first order.
    pub async fn customers(&mut self, day: NaiveDate) -> Result<Vec<CustomerRow>> {
        let mut known = BTreeMap::<String, (NaiveDateTime, i64, CustomerRow)>::new();
        let mut after = 0;
        loop {
            let rows = sqlx::query!(
                "SELECT id, company_id, customer_id, email, country, placed_at FROM orders WHERE id > ? ORDER BY id LIMIT ?",
                after,
                BATCH
            )
            .fetch_all(&mut self.connection)
            .await?;
            let Some(last) = rows.last() else { break };
            after = last.id;
            for row in rows.into_iter().filter(|row| row.placed_at.date() <= day) {
                let customer_key = self.key.of(row.company_id, row.customer_id, &row.email);
                let first = (row.placed_at, row.id);
                if known.get(&customer_key).is_none_or(|known| first < (known.0, known.1)) {
                    let customer = CustomerRow {
                        customer_key: customer_key.clone(),
                        is_company: row.company_id.is_some(),
                        country: row.country,
                        first_order_day: row.placed_at.date(),
                    };
                    known.insert(customer_key, (first.0, first.1, customer));
                }
            }
        }
        Ok(known.into_values().map(|(_, _, customer)| customer).collect())
    }
}
