//! Tables of what visitors see, a batch at a time: read again they change nothing.

use std::collections::HashMap;

use domain::ids::Sku;
use domain::studio::bulk::{KnownAttribute, KnownCategory, export};
use domain::studio::{Content, Kind};

use super::known;
use crate::catalog::parse_sku;
use crate::studio::published_contents;
use crate::{Result, Store};

/// What the columns of a table of products are.
#[derive(Debug, Clone)]
pub struct ExportColumns {
    /// The attributes that have a column.
    pub attributes: Vec<KnownAttribute>,
    /// All categories.
    pub categories: Vec<KnownCategory>,
}

/// The number of each variant by its code.
pub type PriceNumbers = HashMap<String, Sku>;

impl Store {
    /// Products by name, of one category with those below it or all, for a table.
    #[tracing::instrument(name = "db.studio.exported_products", skip(self))]
    pub async fn exported_products(&self, category: Option<&str>) -> Result<Vec<String>> {
        Ok(sqlx::query_scalar!(
            "SELECT p.slug FROM products p JOIN categories c ON c.id = p.category_id
             LEFT JOIN categories above ON above.id = c.parent_id LEFT JOIN categories top ON top.id = above.parent_id
             WHERE ? IS NULL OR c.code = ? OR above.code = ? OR top.code = ? ORDER BY p.slug",
            category,
            category,
            category,
            category
        )
        .fetch_all(&self.database)
        .await?)
    }

    /// The columns of a table of the products of a category: the facts that any of them has.
    #[tracing::instrument(name = "db.studio.export_columns", skip(self))]
    pub async fn export_columns(&self, category: Option<&str>) -> Result<ExportColumns> {
        let mut connection = self.database.acquire().await?;
        let used = sqlx::query_scalar!(
            "SELECT DISTINCT a.code FROM attribute_values av JOIN attributes a ON a.id = av.attribute_id
             JOIN variants v ON v.id = av.variant_id JOIN products p ON p.id = v.product_id JOIN categories c ON c.id = p.category_id
             LEFT JOIN categories above ON above.id = c.parent_id LEFT JOIN categories top ON top.id = above.parent_id
             WHERE ? IS NULL OR c.code = ? OR above.code = ? OR top.code = ?",
            category,
            category,
            category,
            category
        )
        .fetch_all(&mut *connection)
        .await?;
        let categories = known::categories(&mut connection).await?;
        let schema = categories.iter().find(|known| Some(known.code.as_str()) == category);
        let mut attributes = known::attributes(&mut connection).await?;
        attributes.retain(|attribute| {
            used.contains(&attribute.code) || schema.is_some_and(|schema| schema.attributes.contains(&attribute.code))
        });
        Ok(ExportColumns { attributes, categories })
    }

    /// The rows of products, by their names.
    #[tracing::instrument(name = "db.studio.export_products", skip_all)]
    pub async fn export_products(&self, names: &[String], columns: &ExportColumns) -> Result<String> {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let contents = published_contents(&mut *self.database.acquire().await?, Kind::Product, &names).await?;
        let mut lines = String::new();
        for (slug, content) in &contents {
            if let Content::Product(content) = content {
                lines.push_str(&export::product_lines(slug, content, &columns.categories, &columns.attributes));
            }
        }
        Ok(lines)
    }

    /// The number of each variant.
    #[tracing::instrument(name = "db.studio.price_numbers", skip(self))]
    pub async fn price_numbers(&self) -> Result<PriceNumbers> {
        let rows = sqlx::query!("SELECT code, sku FROM variants").fetch_all(&self.database).await?;
        rows.into_iter().map(|row| Ok((row.code, parse_sku(&row.sku)?))).collect()
    }

    /// The rows of the standard prices of products, by their names.
    #[tracing::instrument(name = "db.studio.export_prices", skip_all)]
    pub async fn export_prices(&self, names: &[String], numbers: &PriceNumbers) -> Result<String> {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let contents = published_contents(&mut *self.database.acquire().await?, Kind::Prices, &names).await?;
        let mut lines = String::new();
        for content in contents.values() {
            if let Content::Prices(content) = content {
                lines.push_str(&export::price_lines(content, |code| numbers.get(code).cloned()));
            }
        }
        Ok(lines)
    }

    /// The rows of what is on hand of products, by their names.
    #[tracing::instrument(name = "db.studio.export_stock", skip_all)]
    pub async fn export_stock(&self, names: &[String]) -> Result<String> {
        let rows = sqlx::query!(
            "SELECT STRAIGHT_JOIN v.sku, s.code, l.on_hand
             FROM JSON_TABLE(?, '$[*]' COLUMNS (slug VARCHAR(160) PATH '$')) wanted
             JOIN products p ON p.slug = wanted.slug COLLATE utf8mb4_unicode_ci
             JOIN variants v ON v.product_id = p.id
             JOIN stock_levels l ON l.variant_id = v.id JOIN stock_locations s ON s.id = l.location_id
             ORDER BY v.sku, s.code",
            crate::studio::name_list(names.iter().map(String::as_str))
        )
        .fetch_all(&self.database)
        .await?;
        Ok(rows.into_iter().map(|row| export::stock_line(&row.sku, &row.code, row.on_hand)).collect())
    }
}
