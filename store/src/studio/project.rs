//! Published contents written into the live tables, many at a time. What a product no longer sells keeps its row,
//! since orders name it, and has no position any more.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, NaiveDateTime, Utc};
use domain::ids::part_number_key;
use domain::pricing::PriceLadder;
use domain::studio::{CategoryContent, PricesContent, ProductContent, VariantContent};
use sqlx::{MySql, MySqlConnection, QueryBuilder};

use super::{BATCH, name_list};
use crate::catalog::{id_list, insert_curve, insert_facts, move_page, search_text, set_product_images};
use crate::pricing::STANDARD_LIST;
use crate::{Error, Result};

/// A product as it is to be: its slug, what it holds, whether visitors see it.
pub(crate) type ProductToBe<'a> = (&'a str, &'a ProductContent, bool);

struct Known {
    makers: HashMap<String, i64>,
    categories: HashMap<String, (i64, String)>,
    attributes: HashMap<String, i64>,
}

/// Writes products with their variants, facts, curves and pictures; answers the rows of all variants touched.
pub(crate) async fn products(
    transaction: &mut MySqlConnection,
    products: &[ProductToBe<'_>],
    now: DateTime<Utc>,
) -> Result<BTreeSet<i64>> {
    let now = now.naive_utc();
    let known = known(transaction, products).await?;
    let mut touched = BTreeSet::new();
    for batch in products.chunks(BATCH) {
        write_products(transaction, batch, &known, now).await?;
        let ids = product_ids(transaction, batch).await?;
        touched.extend(write_variants(transaction, batch, &ids, &known, now).await?);
        let images = batch.iter().filter_map(|(slug, product, _)| Some((*ids.get(*slug)?, product.images.as_slice())));
        set_product_images(transaction, &images.collect::<Vec<_>>()).await?;
    }
    Ok(touched)
}

async fn known(transaction: &mut MySqlConnection, products: &[ProductToBe<'_>]) -> Result<Known> {
    let makers: BTreeMap<&str, &str> =
        products.iter().map(|(_, product, _)| (product.maker.code.as_str(), product.maker.name.as_str())).collect();
    for (code, name) in makers {
        sqlx::query!("INSERT IGNORE INTO makers (code, name) VALUES (?, ?)", code, name)
            .execute(&mut *transaction)
            .await?;
    }
    let makers = sqlx::query!("SELECT code, id FROM makers").fetch_all(&mut *transaction).await?;
    let categories = sqlx::query!("SELECT code, id, name FROM categories").fetch_all(&mut *transaction).await?;
    let attributes = sqlx::query!("SELECT code, id FROM attributes").fetch_all(transaction).await?;
    Ok(Known {
        makers: makers.into_iter().map(|row| (row.code, row.id)).collect(),
        categories: categories.into_iter().map(|row| (row.code, (row.id, row.name))).collect(),
        attributes: attributes.into_iter().map(|row| (row.code, row.id)).collect(),
    })
}

impl Known {
    fn category(&self, product: &ProductContent) -> Result<&(i64, String)> {
        self.categories.get(&product.category).ok_or_else(|| Error::inconsistent("category", &product.category))
    }

    fn maker(&self, product: &ProductContent) -> Result<i64> {
        let maker = self.makers.get(&product.maker.code).copied();
        maker.ok_or_else(|| Error::inconsistent("maker", &product.maker.code))
    }
}

async fn write_products(
    transaction: &mut MySqlConnection,
    batch: &[ProductToBe<'_>],
    known: &Known,
    now: NaiveDateTime,
) -> Result<()> {
    let places = batch
        .iter()
        .map(|(_, product, _)| Ok((known.category(product)?.0, known.maker(product)?)))
        .collect::<Result<Vec<_>>>()?;
    let mut insert: QueryBuilder<MySql> = QueryBuilder::new(
        "INSERT INTO products (slug, category_id, maker_id, kind, name, summary, description, hazard_class, lead_time_days, created_at, updated_at) ",
    );
    insert.push_values(batch.iter().zip(&places), |mut row, ((slug, product, _), (category, maker))| {
        row.push_bind(*slug)
            .push_bind(*category)
            .push_bind(*maker)
            .push_bind(product.kind.name())
            .push_bind(&product.name)
            .push_bind(&product.summary)
            .push_bind(&product.description)
            .push_bind(product.hazard_class.name())
            .push_bind(product.lead_time_days)
            .push_bind(now)
            .push_bind(now);
    });
    insert.push(
        " ON DUPLICATE KEY UPDATE category_id = VALUES(category_id), maker_id = VALUES(maker_id), kind = VALUES(kind),
          name = VALUES(name), summary = VALUES(summary), description = VALUES(description),
          hazard_class = VALUES(hazard_class), lead_time_days = VALUES(lead_time_days), updated_at = VALUES(updated_at)",
    );
    insert.build().execute(transaction).await?;
    Ok(())
}

async fn product_ids(transaction: &mut MySqlConnection, batch: &[ProductToBe<'_>]) -> Result<HashMap<String, i64>> {
    let rows = sqlx::query!(
        "SELECT STRAIGHT_JOIN p.slug, p.id FROM JSON_TABLE(?, '$[*]' COLUMNS (slug VARCHAR(160) PATH '$')) wanted
         JOIN products p ON p.slug = wanted.slug COLLATE utf8mb4_unicode_ci",
        name_list(batch.iter().map(|(slug, ..)| *slug))
    )
    .fetch_all(transaction)
    .await?;
    Ok(rows.into_iter().map(|row| (row.slug, row.id)).collect())
}

/// A variant's row before it is written.
struct Before {
    id: i64,
    code: String,
    sku: String,
}

/// A variant to be written, with what it belongs to.
struct ToBe<'a> {
    product: &'a ProductContent,
    product_id: i64,
    variant: &'a VariantContent,
    position: u32,
    is_public: bool,
}

async fn write_variants(
    transaction: &mut MySqlConnection,
    batch: &[ProductToBe<'_>],
    ids: &HashMap<String, i64>,
    known: &Known,
    now: NaiveDateTime,
) -> Result<BTreeSet<i64>> {
    let mut variants = Vec::new();
    for (slug, product, is_public) in batch {
        let product_id = *ids.get(*slug).ok_or_else(|| Error::inconsistent("product", slug))?;
        for (position, variant) in (0u32..).zip(&product.variants) {
            variants.push(ToBe { product, product_id, variant, position, is_public: *is_public });
        }
    }
    let before = sqlx::query_as!(
        Before,
        "SELECT STRAIGHT_JOIN v.id, v.code, v.sku FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) wanted
         JOIN variants v ON v.product_id = wanted.id",
        id_list(&ids.values().copied().collect::<Vec<_>>())
    )
    .fetch_all(&mut *transaction)
    .await?;
    let old = give_numbers_up(transaction, &variants, &before, now).await?;
    let codes: BTreeSet<&str> = variants.iter().map(|to_be| to_be.variant.code.as_str()).collect();
    let gone: Vec<i64> = before.iter().filter(|row| !codes.contains(row.code.as_str())).map(|row| row.id).collect();
    sqlx::query!(
        "UPDATE variants v JOIN JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) wanted ON wanted.id = v.id
         SET v.position = NULL, v.is_public = 0, v.updated_at = ?",
        id_list(&gone),
        now
    )
    .execute(&mut *transaction)
    .await?;
    if !variants.is_empty() {
        insert_variants(transaction, &variants, &old, known, now).await?;
    }
    let rows = sqlx::query!(
        "SELECT STRAIGHT_JOIN v.code, v.id FROM JSON_TABLE(?, '$[*]' COLUMNS (code VARCHAR(64) PATH '$')) wanted
         JOIN variants v ON v.code = wanted.code COLLATE utf8mb4_unicode_ci",
        name_list(codes)
    )
    .fetch_all(&mut *transaction)
    .await?;
    let by_code: HashMap<String, i64> = rows.into_iter().map(|row| (row.code, row.id)).collect();
    let with_ids: Vec<(i64, &VariantContent)> = variants
        .iter()
        .map(|to_be| {
            Ok((
                *by_code.get(&to_be.variant.code).ok_or_else(|| Error::inconsistent("variant", &to_be.variant.code))?,
                to_be.variant,
            ))
        })
        .collect::<Result<_>>()?;
    write_facts(transaction, &with_ids, known).await?;
    Ok(with_ids.iter().map(|(id, _)| *id).chain(gone).collect())
}

/// Makes room where numbers change: what had one that it is to lose gets one nobody has, and the way from the old
/// address to the new one is written down. Answers the numbers each variant had before, by code.
async fn give_numbers_up(
    transaction: &mut MySqlConnection,
    variants: &[ToBe<'_>],
    before: &[Before],
    now: NaiveDateTime,
) -> Result<HashMap<String, Vec<String>>> {
    let old: HashMap<&str, &Before> = before.iter().map(|row| (row.code.as_str(), row)).collect();
    let renamed: Vec<(&Before, &VariantContent)> = variants
        .iter()
        .filter_map(|to_be| Some((*old.get(to_be.variant.code.as_str())?, to_be.variant)))
        .filter(|(row, variant)| row.sku != variant.sku.as_str())
        .collect();
    for (row, _) in &renamed {
        sqlx::query!("UPDATE variants SET sku = CONCAT('~', id) WHERE id = ?", row.id)
            .execute(&mut *transaction)
            .await?;
    }
    for (row, variant) in &renamed {
        // A number is found in any case, so another case is no other address.
        if !row.sku.eq_ignore_ascii_case(variant.sku.as_str()) {
            move_page(transaction, &format!("/parts/{}", row.sku), &format!("/parts/{}", variant.sku), now).await?;
        }
    }
    let numbers = variants.iter().map(|to_be| format!("/parts/{}", to_be.variant.sku)).collect::<Vec<_>>();
    let rows = sqlx::query!(
        "SELECT STRAIGHT_JOIN SUBSTRING(r.to_path, 8) AS `sku!: String`, SUBSTRING(r.from_path, 8) AS `old!: String`
         FROM JSON_TABLE(?, '$[*]' COLUMNS (path VARCHAR(190) PATH '$')) wanted
         JOIN redirects r ON r.to_path = wanted.path COLLATE utf8mb4_unicode_ci",
        name_list(numbers.iter().map(String::as_str))
    )
    .fetch_all(transaction)
    .await?;
    let mut numbers: HashMap<String, Vec<String>> = HashMap::new();
    for row in rows {
        if let Some(to_be) = variants.iter().find(|to_be| to_be.variant.sku.as_str().eq_ignore_ascii_case(&row.sku)) {
            numbers.entry(to_be.variant.code.clone()).or_default().push(row.old);
        }
    }
    Ok(numbers)
}

async fn insert_variants(
    transaction: &mut MySqlConnection,
    variants: &[ToBe<'_>],
    old_numbers: &HashMap<String, Vec<String>>,
    known: &Known,
    now: NaiveDateTime,
) -> Result<()> {
    let mut rows = Vec::with_capacity(variants.len());
    for to_be in variants {
        let (category, category_name) = known.category(to_be.product)?;
        let none = Vec::new();
        let old = old_numbers.get(&to_be.variant.code).unwrap_or(&none);
        rows.push((to_be, *category, searched_by(to_be, category_name, old)));
    }
    let mut insert: QueryBuilder<MySql> = QueryBuilder::new(
        "INSERT INTO variants (code, product_id, category_id, position, sku, sku_key, mpn, mpn_key, option_value, name, search_text, is_public, created_at, updated_at) ",
    );
    insert.push_values(&rows, |mut row, (to_be, category, searched_by)| {
        let variant = to_be.variant;
        row.push_bind(&variant.code)
            .push_bind(to_be.product_id)
            .push_bind(*category)
            .push_bind(to_be.position)
            .push_bind(variant.sku.as_str())
            .push_bind(part_number_key(variant.sku.as_str()))
            .push_bind(&variant.mpn)
            .push_bind(part_number_key(&variant.mpn))
            .push_bind(&variant.option_value)
            .push_bind(to_be.product.name_of(variant))
            .push_bind(searched_by)
            .push_bind(to_be.is_public)
            .push_bind(now)
            .push_bind(now);
    });
    insert.push(
        " ON DUPLICATE KEY UPDATE product_id = VALUES(product_id), category_id = VALUES(category_id), position = VALUES(position),
          sku = VALUES(sku), sku_key = VALUES(sku_key), mpn = VALUES(mpn), mpn_key = VALUES(mpn_key),
          option_value = VALUES(option_value), name = VALUES(name), search_text = VALUES(search_text),
          is_public = VALUES(is_public), updated_at = VALUES(updated_at)",
    );
    insert.build().execute(transaction).await?;
    Ok(())
}

fn searched_by(to_be: &ToBe<'_>, category_name: &str, old_numbers: &[String]) -> String {
    let (product, variant) = (to_be.product, to_be.variant);
    let name = product.name_of(variant);
    let named = [name.as_str(), variant.sku.as_str(), &variant.mpn, &product.maker.name, category_name];
    let more: Vec<&str> =
        std::iter::once(product.summary.as_str()).chain(old_numbers.iter().map(String::as_str)).collect();
    search_text(&named, &variant.attributes, &more)
}

async fn write_facts(
    transaction: &mut MySqlConnection,
    variants: &[(i64, &VariantContent)],
    known: &Known,
) -> Result<()> {
    let ids = id_list(&variants.iter().map(|(id, _)| *id).collect::<Vec<_>>());
    sqlx::query!(
        "DELETE av FROM attribute_values av JOIN JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) wanted ON wanted.id = av.variant_id",
        ids
    )
    .execute(&mut *transaction)
    .await?;
    sqlx::query!(
        "DELETE t FROM thrust_curves t JOIN JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) wanted ON wanted.id = t.variant_id",
        ids
    )
    .execute(&mut *transaction)
    .await?;
    let mut facts = Vec::new();
    for (id, variant) in variants {
        for entry in variant.attributes.iter() {
            let attribute = known.attributes.get(&entry.code).copied();
            facts.push((*id, attribute.ok_or_else(|| Error::inconsistent("attribute", &entry.code))?, entry));
        }
    }
    insert_facts(transaction, &facts).await?;
    for (id, variant) in variants {
        if let Some(curve) = &variant.thrust_curve {
            insert_curve(transaction, *id, curve).await?;
        }
    }
    Ok(())
}

/// Writes the standard prices of products; answers the rows of the variants whose prices they are.
pub(crate) async fn prices(
    transaction: &mut MySqlConnection,
    products: &[(&str, &PricesContent)],
) -> Result<BTreeSet<i64>> {
    let list = sqlx::query_scalar!("SELECT id FROM price_lists WHERE code = ?", STANDARD_LIST)
        .fetch_one(&mut *transaction)
        .await?;
    let mut touched = BTreeSet::new();
    for batch in products.chunks(BATCH) {
        let rows = sqlx::query!(
            "SELECT STRAIGHT_JOIN p.slug, v.id, v.code FROM JSON_TABLE(?, '$[*]' COLUMNS (slug VARCHAR(160) PATH '$')) wanted
             JOIN products p ON p.slug = wanted.slug COLLATE utf8mb4_unicode_ci
             JOIN variants v ON v.product_id = p.id",
            name_list(batch.iter().map(|(slug, _)| *slug))
        )
        .fetch_all(&mut *transaction)
        .await?;
        let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
        sqlx::query!(
            "DELETE pr FROM prices pr JOIN JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) wanted ON wanted.id = pr.variant_id
             WHERE pr.price_list_id = ?",
            id_list(&ids),
            list
        )
        .execute(&mut *transaction)
        .await?;
        let by_slug: HashMap<&str, &PricesContent> = batch.iter().copied().collect();
        let mut steps = Vec::new();
        for row in &rows {
            let ladder = by_slug.get(row.slug.as_str()).and_then(|prices| prices.ladders.get(&row.code));
            steps.extend(ladder.into_iter().flat_map(PriceLadder::breaks).map(|step| (row.id, *step)));
        }
        for steps in steps.chunks(1_000) {
            let mut insert: QueryBuilder<MySql> =
                QueryBuilder::new("INSERT INTO prices (price_list_id, variant_id, min_quantity, unit_price_minor) ");
            insert.push_values(steps, |mut row, (variant, step)| {
                row.push_bind(list).push_bind(*variant).push_bind(step.min_quantity).push_bind(step.unit_price.minor);
            });
            insert.build().execute(&mut *transaction).await?;
        }
        touched.extend(ids);
    }
    Ok(touched)
}

/// Writes a category and its schema.
pub(crate) async fn category(
    transaction: &mut MySqlConnection,
    code: &str,
    category: &CategoryContent,
    now: DateTime<Utc>,
) -> Result<()> {
    let before = sqlx::query!("SELECT id, slug FROM categories WHERE code = ? FOR UPDATE", code)
        .fetch_optional(&mut *transaction)
        .await?;
    let parent = match &category.parent {
        Some(parent) => Some(
            sqlx::query_scalar!("SELECT id FROM categories WHERE code = ?", parent)
                .fetch_one(&mut *transaction)
                .await?,
        ),
        None => None,
    };
    let id = match before {
        Some(before) => {
            sqlx::query!(
                "UPDATE categories SET parent_id = ?, slug = ?, name = ?, summary = ?, position = ? WHERE id = ?",
                parent,
                category.slug,
                category.name,
                category.summary,
                category.position,
                before.id
            )
            .execute(&mut *transaction)
            .await?;
            if before.slug != category.slug {
                let path = |slug: &str| format!("/categories/{slug}");
                move_page(transaction, &path(&before.slug), &path(&category.slug), now.naive_utc()).await?;
            }
            before.id
        }
        None => sqlx::query!(
            "INSERT INTO categories (parent_id, code, slug, name, summary, position) VALUES (?, ?, ?, ?, ?, ?)",
            parent,
            code,
            category.slug,
            category.name,
            category.summary,
            category.position
        )
        .execute(&mut *transaction)
        .await?
        .last_insert_id()
        .cast_signed(),
    };
    sqlx::query!("DELETE FROM category_attributes WHERE category_id = ?", id).execute(&mut *transaction).await?;
    for (position, entry) in (0u32..).zip(&category.attributes) {
        sqlx::query!(
            "INSERT INTO category_attributes (category_id, attribute_id, position, is_column)
             SELECT ?, id, ?, ? FROM attributes WHERE code = ?",
            id,
            position,
            entry.is_column,
            entry.code
        )
        .execute(&mut *transaction)
        .await?;
    }
    Ok(())
}
