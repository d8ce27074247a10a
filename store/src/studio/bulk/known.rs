//! What a check compares a file with: the catalog as visitors see it.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use domain::catalog::Maker;
use domain::money::Currency;
use domain::studio::bulk::prices::PriceBook;
use domain::studio::bulk::products::Catalog;
use domain::studio::bulk::stock::{StockBook, StockedPart};
use domain::studio::bulk::{KnownAttribute, KnownCategory};
use domain::studio::{Content, Kind};
use domain::units::QuantityKind;
use sqlx::MySqlConnection;

use super::jobs::Watched;
use crate::catalog::{parse_kind, parse_sku};
use crate::pricing::STANDARD_LIST;
use crate::studio::{BATCH, published_contents};
use crate::{Error, Result};

pub(super) async fn attributes(connection: &mut MySqlConnection) -> Result<Vec<KnownAttribute>> {
    sqlx::query!("SELECT code, name, short_name, quantity_kind FROM attributes ORDER BY id")
        .fetch_all(connection)
        .await?
        .into_iter()
        .map(|row| {
            let kind = QuantityKind::parse(&row.quantity_kind);
            let kind = kind.ok_or_else(|| Error::inconsistent("quantity kind", &row.quantity_kind))?;
            Ok(KnownAttribute { code: row.code, name: row.name, short_name: row.short_name, kind })
        })
        .collect()
}

pub(super) async fn categories(connection: &mut MySqlConnection) -> Result<Vec<KnownCategory>> {
    let mut schema: HashMap<i64, Vec<String>> = HashMap::new();
    for row in sqlx::query!(
        "SELECT ca.category_id, a.code FROM category_attributes ca JOIN attributes a ON a.id = ca.attribute_id
         ORDER BY ca.category_id, ca.position"
    )
    .fetch_all(&mut *connection)
    .await?
    {
        schema.entry(row.category_id).or_default().push(row.code);
    }
    let rows = sqlx::query!("SELECT id, code, slug, name FROM categories ORDER BY id").fetch_all(connection).await?;
    Ok(rows
        .into_iter()
        .map(|row| KnownCategory {
            attributes: schema.remove(&row.id).unwrap_or_default(),
            code: row.code,
            slug: row.slug,
            name: row.name,
        })
        .collect())
}

/// Every part number in capitals, those of before as well, with the product's slug and the variant's code.
async fn numbers(connection: &mut MySqlConnection) -> Result<HashMap<String, (String, String)>> {
    let rows = sqlx::query!("SELECT v.sku, v.code, p.slug FROM variants v JOIN products p ON p.id = v.product_id")
        .fetch_all(&mut *connection)
        .await?;
    let mut numbers: HashMap<String, (String, String)> =
        rows.into_iter().map(|row| (row.sku.to_ascii_uppercase(), (row.slug, row.code))).collect();
    for (old, new) in old_numbers(connection).await? {
        if let Some(known) = numbers.get(&new).cloned() {
            numbers.entry(old).or_insert(known);
        }
    }
    Ok(numbers)
}

/// The numbers that parts had before and have now, in capitals.
async fn old_numbers(connection: &mut MySqlConnection) -> Result<Vec<(String, String)>> {
    let rows = sqlx::query!(
        "SELECT SUBSTRING(from_path, 8) AS `old!: String`, SUBSTRING(to_path, 8) AS `new!: String` FROM redirects
         WHERE from_path LIKE '/parts/%' AND to_path LIKE '/parts/%'"
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|row| (row.old.to_ascii_uppercase(), row.new.to_ascii_uppercase())).collect())
}

/// The catalog, with the products of the parts named and those whose slugs are named. `watched` hears how
/// far it has come.
pub(super) async fn catalog(
    connection: &mut MySqlConnection,
    parts: &HashSet<String>,
    named: &HashSet<String>,
    watched: &Watched<'_>,
) -> Result<Catalog> {
    let numbers = numbers(connection).await?;
    let mut slugs: BTreeSet<&str> =
        numbers.iter().filter(|(number, _)| parts.contains(*number)).map(|(_, (slug, _))| slug.as_str()).collect();
    slugs.extend(named.iter().map(String::as_str));
    let slugs: Vec<&str> = slugs.into_iter().collect();
    let mut products = BTreeMap::new();
    for (place, batch) in slugs.chunks(BATCH).enumerate() {
        for (slug, content) in published_contents(connection, Kind::Product, batch).await? {
            if let Content::Product(content) = content {
                products.insert(slug, content);
            }
        }
        watched.read((place + 1) * BATCH, slugs.len()).await?;
    }
    let makers = sqlx::query!("SELECT code, name FROM makers ORDER BY id").fetch_all(&mut *connection).await?;
    let slugs =
        sqlx::query_scalar!("SELECT name FROM documents WHERE kind = 'product'").fetch_all(&mut *connection).await?;
    Ok(Catalog {
        attributes: attributes(connection).await?,
        categories: categories(connection).await?,
        makers: makers.into_iter().map(|row| Maker { code: row.code, name: row.name }).collect(),
        products,
        numbers,
        slugs: slugs.into_iter().collect(),
    })
}

/// The standard prices of the parts named.
pub(super) async fn price_book(
    connection: &mut MySqlConnection,
    parts: &HashSet<String>,
    watched: &Watched<'_>,
) -> Result<PriceBook> {
    let numbers = numbers(connection).await?;
    let slugs: BTreeSet<&str> =
        numbers.iter().filter(|(number, _)| parts.contains(*number)).map(|(_, (slug, _))| slug.as_str()).collect();
    let slugs: Vec<&str> = slugs.into_iter().collect();
    let mut prices = BTreeMap::new();
    for (place, batch) in slugs.chunks(BATCH).enumerate() {
        for (slug, content) in published_contents(connection, Kind::Prices, batch).await? {
            if let Content::Prices(content) = content {
                prices.insert(slug, content);
            }
        }
        watched.read((place + 1) * BATCH, slugs.len()).await?;
    }
    let currency = sqlx::query_scalar!("SELECT currency FROM price_lists WHERE code = ?", STANDARD_LIST)
        .fetch_one(connection)
        .await?;
    let currency = Currency::parse(&currency).map_err(|error| Error::inconsistent("currency", error))?;
    Ok(PriceBook { currency, numbers, prices })
}

/// What lies where.
pub(super) async fn stock_book(connection: &mut MySqlConnection) -> Result<StockBook> {
    let locations =
        sqlx::query_scalar!("SELECT code FROM stock_locations ORDER BY code").fetch_all(&mut *connection).await?;
    let mut levels: HashMap<i64, HashMap<String, (u32, u32)>> = HashMap::new();
    for row in sqlx::query!(
        "SELECT l.variant_id, s.code, l.on_hand, l.allocated, l.held FROM stock_levels l JOIN stock_locations s ON s.id = l.location_id"
    )
    .fetch_all(&mut *connection)
    .await?
    {
        levels.entry(row.variant_id).or_default().insert(row.code, (row.on_hand, row.allocated + row.held));
    }
    let rows = sqlx::query!("SELECT v.id, v.sku, p.kind FROM variants v JOIN products p ON p.id = v.product_id")
        .fetch_all(&mut *connection)
        .await?;
    let mut parts = HashMap::with_capacity(rows.len());
    for row in rows {
        let part = StockedPart {
            sku: parse_sku(&row.sku)?,
            is_service: parse_kind(&row.kind)? == domain::catalog::ProductKind::Service,
            levels: levels.remove(&row.id).unwrap_or_default(),
        };
        parts.insert(row.sku.to_ascii_uppercase(), part);
    }
    for (old, new) in old_numbers(connection).await? {
        if let Some(part) = parts.get(&new).cloned() {
            parts.entry(old).or_insert(part);
        }
    }
    Ok(StockBook { locations, parts })
}
