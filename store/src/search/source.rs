//! Reading what the index is made from out of MySQL. The rows are the index's own: what pages show of
//! a part is read by `catalog`.

use std::collections::HashMap;

use domain::search::{Field, Vocabulary};
use domain::units::QuantityKind;
use sqlx::MySqlConnection;

use crate::catalog::id_list;
use crate::{Error, Result};

/// A node of the navigation tree.
#[derive(Debug)]
pub(super) struct CategorySource {
    pub(super) id: i64,
    pub(super) parent: Option<i64>,
    /// What code calls it, whatever its slug is.
    pub(super) code: String,
    pub(super) slug: String,
    pub(super) name: String,
    /// Codes of its attributes, in the order of its table.
    pub(super) attributes: Vec<String>,
}

/// An attribute as the `attributes` table defines it.
#[derive(Debug)]
pub(super) struct AttributeSource {
    pub(super) id: i64,
    pub(super) code: String,
    pub(super) name: String,
    pub(super) kind: QuantityKind,
}

/// The catalog without its parts: what documents of the index are laid out by.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) categories: Vec<CategorySource>,
    pub(super) attributes: Vec<AttributeSource>,
}

impl Layout {
    pub(super) async fn read(connection: &mut MySqlConnection) -> Result<Self> {
        let mut columns: HashMap<i64, Vec<String>> = HashMap::new();
        for row in sqlx::query!(
            "SELECT ca.category_id, a.code FROM category_attributes ca JOIN attributes a ON a.id = ca.attribute_id
             ORDER BY ca.category_id, ca.position"
        )
        .fetch_all(&mut *connection)
        .await?
        {
            columns.entry(row.category_id).or_default().push(row.code);
        }
        let categories = sqlx::query!("SELECT id, parent_id, code, slug, name FROM categories ORDER BY position")
            .fetch_all(&mut *connection)
            .await?
            .into_iter()
            .map(|row| CategorySource {
                id: row.id,
                parent: row.parent_id,
                code: row.code,
                slug: row.slug,
                name: row.name,
                attributes: columns.remove(&row.id).unwrap_or_default(),
            })
            .collect();
        let attributes = sqlx::query!("SELECT id, code, name, quantity_kind FROM attributes ORDER BY id")
            .fetch_all(connection)
            .await?
            .into_iter()
            .map(|row| {
                let kind = QuantityKind::parse(&row.quantity_kind)
                    .ok_or_else(|| Error::inconsistent("quantity kind", row.quantity_kind))?;
                Ok(AttributeSource { id: row.id, code: row.code, name: row.name, kind })
            })
            .collect::<Result<_>>()?;
        Ok(Self { categories, attributes })
    }

    /// The fields a query may speak of.
    pub(super) fn vocabulary(&self) -> Vocabulary {
        Vocabulary::new(self.attributes.iter().map(|a| (a.code.as_str(), a.name.as_str(), a.kind)))
    }

    pub(super) fn category(&self, slug: &str) -> Option<&CategorySource> {
        self.categories.iter().find(|category| category.slug == slug)
    }

    pub(super) fn category_by_code(&self, code: &str) -> Option<&CategorySource> {
        self.categories.iter().find(|category| category.code == code)
    }

    pub(super) fn has_children(&self, category: &CategorySource) -> bool {
        self.categories.iter().any(|child| child.parent == Some(category.id))
    }

    /// The category and those above it, from below; nothing when it is unknown.
    pub(super) fn upwards(&self, category: i64) -> Vec<&CategorySource> {
        let mut path: Vec<&CategorySource> = Vec::new();
        let mut next = Some(category);
        while let Some(node) = next.and_then(|id| self.categories.iter().find(|node| node.id == id)) {
            path.push(node);
            // The bound keeps a cycle in the data from going round for ever.
            next = if path.len() < 10 { node.parent } else { None };
        }
        path
    }

    /// The attribute behind a field, if it is one.
    pub(super) fn attribute(&self, field: &Field) -> Option<&AttributeSource> {
        self.attributes.iter().find(|attribute| attribute.code == field.code)
    }
}

/// A value of an attribute.
#[derive(Debug)]
pub(super) enum Fact {
    /// SI figure.
    Figure(f64),
    /// A word.
    Word(String),
}

/// A variant with everything the index keeps of it.
#[derive(Debug)]
pub(super) struct VariantSource {
    pub(super) id: i64,
    pub(super) product: i64,
    pub(super) category: i64,
    pub(super) sku: String,
    pub(super) mpn: String,
    pub(super) name: String,
    pub(super) product_name: String,
    pub(super) summary: String,
    /// `part` or `service`.
    pub(super) kind: String,
    pub(super) maker: String,
    /// Minor units of one piece at the smallest quantity.
    pub(super) price_minor: Option<i64>,
    /// Pieces that may be sold now.
    pub(super) available: i64,
    /// By attribute id.
    pub(super) facts: Vec<(i64, Fact)>,
}

impl VariantSource {
    /// Pieces that can be sent today: what has no price cannot be bought.
    pub(super) fn sendable(&self) -> i64 {
        if self.price_minor.is_some() && self.kind == "part" { self.available.max(0) } else { 0 }
    }
}

/// The ids of all public variants, those of a category together: its columns are then read in one stretch.
pub(super) async fn all_ids(connection: &mut MySqlConnection) -> Result<Vec<i64>> {
    Ok(sqlx::query_scalar!("SELECT id FROM variants WHERE is_public ORDER BY category_id, product_id, id")
        .fetch_all(connection)
        .await?)
}

/// The variants of these ids that are there and public, in order of id.
pub(super) async fn variants(connection: &mut MySqlConnection, ids: &[i64]) -> Result<Vec<VariantSource>> {
    let ids = id_list(ids);
    let mut facts: HashMap<i64, Vec<(i64, Fact)>> = HashMap::new();
    for row in sqlx::query!(
        "SELECT STRAIGHT_JOIN av.variant_id, av.attribute_id, av.number, av.text
         FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) wanted
         JOIN attribute_values av ON av.variant_id = wanted.id",
        ids
    )
    .fetch_all(&mut *connection)
    .await?
    {
        let fact = match (row.number, row.text) {
            (Some(number), _) => Fact::Figure(number),
            (None, Some(text)) => Fact::Word(text),
            (None, None) => continue,
        };
        facts.entry(row.variant_id).or_default().push((row.attribute_id, fact));
    }
    // Largest quantity first, so that the price of the smallest is the one that stays.
    let prices: HashMap<i64, i64> = sqlx::query!(
        "SELECT STRAIGHT_JOIN pr.variant_id, pr.unit_price_minor
         FROM price_lists pl
         JOIN JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) wanted
         JOIN prices pr ON pr.price_list_id = pl.id AND pr.variant_id = wanted.id
         WHERE pl.code = 'standard' ORDER BY pr.variant_id, pr.min_quantity DESC",
        ids
    )
    .fetch_all(&mut *connection)
    .await?
    .into_iter()
    .map(|row| (row.variant_id, row.unit_price_minor))
    .collect();
    let stock: HashMap<i64, i64> = sqlx::query!(
        "SELECT STRAIGHT_JOIN l.variant_id, CAST(SUM(l.on_hand - l.allocated - l.held) AS SIGNED) AS `available!: i64`
         FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) wanted
         JOIN stock_levels l ON l.variant_id = wanted.id GROUP BY l.variant_id",
        ids
    )
    .fetch_all(&mut *connection)
    .await?
    .into_iter()
    .map(|row| (row.variant_id, row.available))
    .collect();
    let rows = sqlx::query!(
        "SELECT STRAIGHT_JOIN v.id, v.product_id, v.category_id, v.sku, v.mpn, v.name, p.name AS product_name, p.summary, p.kind,
                m.name AS maker
         FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) wanted
         JOIN variants v ON v.id = wanted.id AND v.is_public
         JOIN products p ON p.id = v.product_id
         JOIN makers m ON m.id = p.maker_id
         ORDER BY v.id",
        ids
    )
    .fetch_all(connection)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| VariantSource {
            id: row.id,
            product: row.product_id,
            category: row.category_id,
            sku: row.sku,
            mpn: row.mpn,
            name: row.name,
            product_name: row.product_name,
            summary: row.summary,
            kind: row.kind,
            maker: row.maker,
            price_minor: prices.get(&row.id).copied(),
            available: stock.get(&row.id).copied().unwrap_or(0),
            facts: facts.remove(&row.id).unwrap_or_default(),
        })
        .collect())
}
