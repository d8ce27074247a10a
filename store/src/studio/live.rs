//! The live tables read as contents: what is published, from where visitors' pages read it.

use std::collections::{BTreeMap, HashMap};

use domain::catalog::{AttributeSet, Maker};
use domain::money::{Currency, Money};
use domain::pricing::{PriceLadder, QuantityBreak};
use domain::studio::{CategoryContent, ImageRef, PricesContent, ProductContent, SchemaEntry, VariantContent};
use sqlx::MySqlConnection;

use super::name_list;
use crate::catalog::{FactColumns, parse_hazard_class, parse_kind, parse_points, parse_sku};
use crate::pricing::STANDARD_LIST;
use crate::{Error, Result};

/// Products by their slug.
pub(crate) async fn products(
    connection: &mut MySqlConnection,
    slugs: &[&str],
) -> Result<BTreeMap<String, ProductContent>> {
    if slugs.is_empty() {
        return Ok(BTreeMap::new());
    }
    let wanted = name_list(slugs.iter().copied());
    let mut facts = facts(connection, &wanted).await?;
    let mut images = images(connection, &wanted).await?;
    let variants = sqlx::query!(
        "SELECT STRAIGHT_JOIN p.slug, v.id, v.code, v.sku, v.mpn, v.option_value, t.points AS `points?`
         FROM JSON_TABLE(?, '$[*]' COLUMNS (slug VARCHAR(160) PATH '$')) wanted
         JOIN products p ON p.slug = wanted.slug COLLATE utf8mb4_unicode_ci
         JOIN variants v ON v.product_id = p.id
         LEFT JOIN thrust_curves t ON t.variant_id = v.id
         WHERE v.position IS NOT NULL ORDER BY p.id, v.position, v.id",
        wanted
    )
    .fetch_all(&mut *connection)
    .await?;
    let mut by_product: HashMap<String, Vec<VariantContent>> = HashMap::new();
    for row in variants {
        by_product.entry(row.slug).or_default().push(VariantContent {
            code: row.code,
            sku: parse_sku(&row.sku)?,
            mpn: row.mpn,
            option_value: row.option_value,
            attributes: facts.remove(&row.id).unwrap_or_default(),
            thrust_curve: row.points.as_deref().map(parse_points).transpose()?,
        });
    }
    let rows = sqlx::query!(
        "SELECT STRAIGHT_JOIN p.slug, c.code AS category, m.code AS maker_code, m.name AS maker_name, p.kind, p.name, p.summary, p.description,
                p.hazard_class, p.lead_time_days
         FROM JSON_TABLE(?, '$[*]' COLUMNS (slug VARCHAR(160) PATH '$')) wanted
         JOIN products p ON p.slug = wanted.slug COLLATE utf8mb4_unicode_ci
         JOIN categories c ON c.id = p.category_id
         JOIN makers m ON m.id = p.maker_id",
        wanted
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| {
            let content = ProductContent {
                category: row.category,
                maker: Maker { code: row.maker_code, name: row.maker_name },
                kind: parse_kind(&row.kind)?,
                name: row.name,
                summary: row.summary,
                description: row.description,
                hazard_class: parse_hazard_class(&row.hazard_class)?,
                lead_time_days: row.lead_time_days,
                variants: by_product.remove(&row.slug).unwrap_or_default(),
                images: images.remove(&row.slug).unwrap_or_default(),
            };
            Ok((row.slug, content))
        })
        .collect()
}

/// The facts of the variants of products, by variant, in order of code.
async fn facts(connection: &mut MySqlConnection, wanted: &str) -> Result<HashMap<i64, AttributeSet>> {
    let rows = sqlx::query!(
        "SELECT STRAIGHT_JOIN av.variant_id, a.code, av.number, av.text, av.provenance, av.original_value, av.original_unit
         FROM JSON_TABLE(?, '$[*]' COLUMNS (slug VARCHAR(160) PATH '$')) wanted
         JOIN products p ON p.slug = wanted.slug COLLATE utf8mb4_unicode_ci
         JOIN variants v ON v.product_id = p.id
         JOIN attribute_values av ON av.variant_id = v.id
         JOIN attributes a ON a.id = av.attribute_id
         ORDER BY av.variant_id, a.code",
        wanted
    )
    .fetch_all(connection)
    .await?;
    let mut facts: HashMap<i64, AttributeSet> = HashMap::new();
    for row in rows {
        let value = FactColumns {
            variant: row.variant_id,
            number: row.number,
            text: row.text,
            provenance: row.provenance,
            original: row.original_value.zip(row.original_unit),
        };
        facts.entry(row.variant_id).or_default().insert(value.into_entry(row.code)?);
    }
    Ok(facts)
}

/// The pictures of products, by their slug, in their order.
async fn images(connection: &mut MySqlConnection, wanted: &str) -> Result<HashMap<String, Vec<ImageRef>>> {
    let rows = sqlx::query!(
        "SELECT STRAIGHT_JOIN p.slug, LOWER(HEX(a.content_hash)) AS `asset!: String`, pa.alt_text
         FROM JSON_TABLE(?, '$[*]' COLUMNS (slug VARCHAR(160) PATH '$')) wanted
         JOIN products p ON p.slug = wanted.slug COLLATE utf8mb4_unicode_ci
         JOIN product_assets pa ON pa.product_id = p.id
         JOIN assets a ON a.id = pa.asset_id
         ORDER BY p.id, pa.position, a.id",
        wanted
    )
    .fetch_all(connection)
    .await?;
    let mut images: HashMap<String, Vec<ImageRef>> = HashMap::new();
    for row in rows {
        images.entry(row.slug).or_default().push(ImageRef { asset: row.asset, alt: row.alt_text });
    }
    Ok(images)
}

/// The standard prices of products, by their slug. A product without any has none in the answer.
pub(crate) async fn prices(
    connection: &mut MySqlConnection,
    slugs: &[&str],
) -> Result<BTreeMap<String, PricesContent>> {
    if slugs.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows = sqlx::query!(
        "SELECT STRAIGHT_JOIN p.slug, v.code, pr.min_quantity, pr.unit_price_minor, pl.currency
         FROM JSON_TABLE(?, '$[*]' COLUMNS (slug VARCHAR(160) PATH '$')) wanted
         JOIN price_lists pl ON pl.code = ?
         JOIN products p ON p.slug = wanted.slug COLLATE utf8mb4_unicode_ci
         JOIN variants v ON v.product_id = p.id AND v.position IS NOT NULL
         JOIN prices pr ON pr.price_list_id = pl.id AND pr.variant_id = v.id
         ORDER BY v.id, pr.min_quantity",
        name_list(slugs.iter().copied()),
        STANDARD_LIST
    )
    .fetch_all(connection)
    .await?;
    let mut breaks: BTreeMap<String, BTreeMap<String, Vec<QuantityBreak>>> = BTreeMap::new();
    for row in rows {
        let currency = Currency::parse(&row.currency).map_err(|error| Error::inconsistent("currency", error))?;
        let unit_price = Money::new(row.unit_price_minor, currency);
        let ladders = breaks.entry(row.slug).or_default();
        ladders.entry(row.code).or_default().push(QuantityBreak { min_quantity: row.min_quantity, unit_price });
    }
    let ladder = |(code, breaks)| {
        let ladder = PriceLadder::new(breaks).map_err(|error| Error::inconsistent("price ladder", error))?;
        Ok((code, ladder))
    };
    breaks
        .into_iter()
        .map(|(slug, ladders)| {
            Ok((slug, PricesContent { ladders: ladders.into_iter().map(ladder).collect::<Result<_>>()? }))
        })
        .collect()
}

/// All categories, by their code.
pub(crate) async fn categories(connection: &mut MySqlConnection) -> Result<BTreeMap<String, CategoryContent>> {
    let mut schema: HashMap<String, Vec<SchemaEntry>> = HashMap::new();
    for row in sqlx::query!(
        "SELECT c.code AS category, a.code, ca.is_column AS `is_column: bool`
         FROM category_attributes ca JOIN categories c ON c.id = ca.category_id JOIN attributes a ON a.id = ca.attribute_id
         ORDER BY c.id, ca.position, a.id"
    )
    .fetch_all(&mut *connection)
    .await?
    {
        schema.entry(row.category).or_default().push(SchemaEntry { code: row.code, is_column: row.is_column });
    }
    let rows = sqlx::query!(
        "SELECT c.code, c.slug, c.name, c.summary, c.position, above.code AS `parent?`
         FROM categories c LEFT JOIN categories above ON above.id = c.parent_id"
    )
    .fetch_all(connection)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let content = CategoryContent {
                slug: row.slug,
                name: row.name,
                summary: row.summary,
                parent: row.parent,
                position: row.position,
                attributes: schema.remove(&row.code).unwrap_or_default(),
            };
            (row.code, content)
        })
        .collect())
}
