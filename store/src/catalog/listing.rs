//! Rows of parts as tables show them. Which ones and in which order is for `search`.

use std::collections::HashMap;
use std::sync::Arc;

use domain::catalog::{AttributeSet, ProductKind, Shape};
use domain::ids::{Sku, VariantId};
use domain::money::{Currency, Money};
use serde::{Deserialize, Serialize};

use super::row::{id_list, parse_kind, parse_sku};
use super::{StockAtLocation, wire};
use crate::tiers::{Kind, Made, Tag};
use crate::{Result, Store};

/// What a listing is sorted by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sort {
    /// Attribute code, or `price`, `sku`.
    pub by: String,
    /// Largest first.
    pub descending: bool,
}

/// A row of a listing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PartRow {
    /// The variant.
    pub variant: VariantId,
    /// Our number.
    pub sku: Sku,
    /// Full name.
    pub name: String,
    /// Who makes it.
    pub maker: String,
    /// Slug of its category.
    pub category: String,
    /// What code calls its category.
    pub category_code: String,
    /// Name of its category.
    pub category_name: String,
    /// Part or service.
    pub kind: ProductKind,
    /// Its facts.
    #[serde(with = "wire::facts")]
    pub attributes: AttributeSet,
    /// Price of one piece at the smallest quantity; none is “on request”.
    pub price: Option<Money>,
    /// Pieces that may be sold now; none for services.
    pub available: Option<u32>,
    /// Working days until it is ready.
    pub lead_time_days: Option<u16>,
}

impl PartRow {
    /// Its geometry, where its category has one.
    pub fn shape(&self) -> Option<Shape> {
        Shape::from_attributes(&self.category_code, &self.attributes)
    }
}

impl Store {
    /// The rows of a page, in the order given. A page is chosen by its ids alone, so that prices, stock
    /// and facts are looked up for what is shown, not for all that was sorted. What is not public is left out.
    pub(crate) async fn part_rows(&self, page: &[i64]) -> Result<Vec<PartRow>> {
        if page.is_empty() {
            return Ok(Vec::new());
        }
        let rows = if self.has_tiers() { self.kept_rows(page).await? } else { self.read_rows(page).await? };
        self.with_drafted_rows(rows).await
    }

    /// The rows of a page through the tiers. Stock is kept apart, since it changes more often than all else.
    async fn kept_rows(&self, page: &[i64]) -> Result<Vec<PartRow>> {
        let rows = self.kept_many(Kind::Row, page, |ids| async move {
            let mut rows: HashMap<i64, PartRow> =
                self.read_rows(&ids).await?.into_iter().map(|row| (row.variant.0, row)).collect();
            // That one is not public is known as well.
            Ok(ids.into_iter().map(|id| (id, Made::of(rows.remove(&id), vec![Tag::Variant(id)]))).collect())
        });
        let mut rows: Vec<PartRow> = rows.await?.into_iter().filter_map(|(_, row)| (*row).clone()).collect();
        let parts: Vec<i64> =
            rows.iter().filter(|row| row.kind == ProductKind::Part).map(|row| row.variant.0).collect();
        let stock = self.kept_many(Kind::Stock, &parts, |ids| async move {
            let stock = self.read_stock(&ids).await?.into_iter();
            Ok(stock.map(|(id, stock)| (id, Made::of(stock, vec![Tag::Stock(id)]))).collect())
        });
        let stock: HashMap<i64, Arc<Vec<StockAtLocation>>> = stock.await?.into_iter().collect();
        for row in &mut rows {
            let places = stock.get(&row.variant.0).map(|places| places.iter().map(|place| place.available).sum());
            row.available = row.available.map(|_| places.unwrap_or_default());
        }
        Ok(rows)
    }

    /// What the tables say of the rows of a page.
    async fn read_rows(&self, page: &[i64]) -> Result<Vec<PartRow>> {
        let mut facts: HashMap<i64, AttributeSet> = HashMap::new();
        for (variant, spec) in self.specs(page).await? {
            facts.entry(variant).or_default().insert(spec.entry);
        }
        let rows = sqlx::query!(
            "SELECT STRAIGHT_JOIN v.id, v.sku, v.name, m.name AS maker, c.slug AS category, c.code AS category_code, c.name AS category_name, p.kind, p.lead_time_days,
                    (SELECT pr.unit_price_minor FROM prices pr JOIN price_lists pl ON pl.id = pr.price_list_id AND pl.code = 'standard'
                     WHERE pr.variant_id = v.id ORDER BY pr.min_quantity LIMIT 1) AS price_minor,
                    CAST((SELECT COALESCE(SUM(l.on_hand - l.allocated - l.held), 0) FROM stock_levels l WHERE l.variant_id = v.id) AS SIGNED) AS `available!: i64`
             FROM JSON_TABLE(?, '$[*]' COLUMNS (place FOR ORDINALITY, id BIGINT PATH '$')) wanted
             JOIN variants v ON v.id = wanted.id AND v.is_public
             JOIN products p ON p.id = v.product_id
             JOIN makers m ON m.id = p.maker_id
             JOIN categories c ON c.id = v.category_id
             ORDER BY wanted.place",
            id_list(page)
        )
        .fetch_all(&self.database)
        .await?;
        rows.into_iter()
            .map(|row| {
                let kind = parse_kind(&row.kind)?;
                Ok(PartRow {
                    variant: VariantId(row.id),
                    sku: parse_sku(&row.sku)?,
                    name: row.name,
                    maker: row.maker,
                    category: row.category,
                    category_code: row.category_code,
                    category_name: row.category_name,
                    kind,
                    attributes: facts.remove(&row.id).unwrap_or_default(),
                    price: row.price_minor.map(|minor| Money::new(minor, Currency::Eur)),
                    available: (kind == ProductKind::Part).then(|| u32::try_from(row.available).unwrap_or(0)),
                    lead_time_days: row.lead_time_days,
                })
            })
            .collect()
    }

    /// The rows as a preview shows them: what is drafted of a part stands in for what is published.
    async fn with_drafted_rows(&self, mut rows: Vec<PartRow>) -> Result<Vec<PartRow>> {
        let Some(overlay) = &self.overlay else { return Ok(rows) };
        let drafted: HashMap<i64, _> =
            overlay.parts.values().filter(|facts| facts.variant > 0).map(|facts| (facts.variant, facts)).collect();
        let tree = self.categories().await?;
        for row in &mut rows {
            if let Some(facts) = drafted.get(&row.variant.0) {
                row.sku = facts.sku.clone();
                row.name.clone_from(&facts.name);
                row.maker.clone_from(&facts.maker);
                row.category_code.clone_from(&facts.category);
                row.kind = facts.kind;
                row.lead_time_days = facts.lead_time_days;
                row.attributes = facts.specs.iter().map(|spec| spec.entry.clone()).collect();
                if let Some(prices) = &facts.prices {
                    row.price = prices.first().map(|first| first.unit_price);
                }
            }
            if let Some(node) = tree.iter().find(|node| node.code == row.category_code) {
                row.category.clone_from(&node.slug);
                row.category_name.clone_from(&node.name);
            }
        }
        Ok(rows)
    }

    /// How many public SKUs the catalog holds.
    pub async fn variant_count(&self) -> Result<u64> {
        let count: i64 =
            sqlx::query_scalar!("SELECT COUNT(*) FROM variants WHERE is_public").fetch_one(&self.database).await?;
        Ok(count.unsigned_abs())
    }
}
