//! Parts that never were: as many as asked for, over all categories, with figures and words spread as
//! in a real catalog. The same number gives the same parts.

use domain::catalog::schema::{CATEGORIES, CategorySeed, attribute_by_code};
use domain::units::QuantityKind;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use sqlx::{Connection, MySql, MySqlConnection, MySqlPool, QueryBuilder};
use store::Store;

/// Makers made up.
const MAKERS: i64 = 60;
/// Parts written at once.
const BATCH: u32 = 1_000;

const WORDS: [&str; 24] = [
    "kraft",
    "phenolic",
    "fibreglass G10",
    "carbon",
    "birch plywood",
    "balsa",
    "nylon",
    "polystyrene",
    "aluminium",
    "stainless steel",
    "acetal",
    "ripstop nylon",
    "mylar",
    "kevlar",
    "elastic",
    "ABS",
    "PETG",
    "quantum tube",
    "blue tube",
    "paper",
    "polyethylene",
    "basswood",
    "cardboard",
    "aramid",
];
const PROFILES: [&str; 6] = ["conical", "tangent ogive", "elliptical", "parabolic", "power series", "Von Kármán"];

/// Fills an empty, migrated database.
pub(crate) async fn fill(store: &Store, pool: &MySqlPool, parts: u32) -> anyhow::Result<()> {
    store.migrate().await?;
    let mut connection = pool.acquire().await?;
    let mut chance = StdRng::seed_from_u64(41);
    let categories: Vec<_> = CATEGORIES.iter().filter(|category| category.columns > 0).collect();
    let mut builder = QueryBuilder::new("INSERT INTO makers (id, code, name) ");
    builder.push_values(1000..1000 + MAKERS, |mut row, id| {
        row.push_bind(id).push_bind(format!("M{id}")).push_bind(format!("Maker {id}"));
    });
    builder.build().execute(&mut *connection).await?;
    sqlx::raw_sql("INSERT INTO stock_locations (id, code, name) VALUES (1000, 'bench', 'Bench')")
        .execute(&mut *connection)
        .await?;
    let mut from = 1;
    while from <= parts {
        let to = parts.min(from + BATCH - 1);
        write_batch(&mut connection, &mut chance, &categories, from..=to).await?;
        from = to + 1;
    }
    for table in ["variants", "attribute_values", "prices", "stock_levels", "products"] {
        sqlx::raw_sql(sqlx::AssertSqlSafe(format!("ANALYZE TABLE {table}"))).execute(&mut *connection).await?;
    }
    Ok(())
}

async fn write_batch(
    connection: &mut MySqlConnection,
    chance: &mut StdRng,
    categories: &[&CategorySeed],
    ids: std::ops::RangeInclusive<u32>,
) -> anyhow::Result<()> {
    let parts: Vec<_> =
        ids.map(|id| (i64::from(id) + 1_000_000, categories[chance.random_range(0..categories.len())])).collect();
    let mut transaction = connection.begin().await?;
    let mut insert = async |mut builder: QueryBuilder<MySql>| -> anyhow::Result<()> {
        builder.build().execute(&mut *transaction).await?;
        Ok(())
    };
    let mut products: QueryBuilder<MySql> = QueryBuilder::new(
        "INSERT INTO products (id, slug, category_id, maker_id, kind, name, summary, description, hazard_class, created_at, updated_at) ",
    );
    products.push_values(&parts, |mut row, (id, category)| {
        row.push_bind(id)
            .push_bind(format!("part-{id}"))
            .push("(SELECT id FROM categories WHERE slug = ")
            .push_bind_unseparated(category.slug)
            .push_unseparated(")");
        row.push_bind(1000 + chance.random_range(0..MAKERS))
            .push_bind("part")
            .push_bind(format!("{} {id}", category.name));
        row.push_bind("").push_bind("").push_bind("none").push("NOW(6)").push("NOW(6)");
    });
    insert(products).await?;
    let mut variants: QueryBuilder<MySql> = QueryBuilder::new(
        "INSERT INTO variants (id, product_id, category_id, sku, sku_key, mpn, mpn_key, option_value, name, search_text, created_at, updated_at) ",
    );
    variants.push_values(&parts, |mut row, (id, category)| {
        let sku = format!("GEN-{id}");
        row.push_bind(id)
            .push_bind(id)
            .push("(SELECT id FROM categories WHERE slug = ")
            .push_bind_unseparated(category.slug)
            .push_unseparated(")");
        row.push_bind(sku.clone())
            .push_bind(format!("GEN{id}"))
            .push_bind(sku)
            .push_bind(format!("GEN{id}"))
            .push_bind("");
        row.push_bind(format!("{} {id}", category.name)).push_bind("").push("NOW(6)").push("NOW(6)");
    });
    insert(variants).await?;
    let facts: Vec<_> = parts
        .iter()
        .flat_map(|(id, category)| category.attributes.iter().map(move |code| (*id, *code)))
        // One fact in eight is not known, as in supplier files.
        .filter(|_| chance.random_ratio(7, 8))
        .collect();
    for facts in facts.chunks(4_000) {
        let mut values: QueryBuilder<MySql> =
            QueryBuilder::new("INSERT INTO attribute_values (variant_id, attribute_id, number, text, provenance) ");
        values.push_values(facts, |mut row, (id, code)| {
            let (number, text) = value(chance, code);
            row.push_bind(*id)
                .push("(SELECT id FROM attributes WHERE code = ")
                .push_bind_unseparated(*code)
                .push_unseparated(")");
            row.push_bind(number).push_bind(text).push_bind("stated");
        });
        insert(values).await?;
    }
    let mut prices: QueryBuilder<MySql> =
        QueryBuilder::new("INSERT INTO prices (price_list_id, variant_id, min_quantity, unit_price_minor) ");
    prices.push_values(&parts, |mut row, (id, _)| {
        row.push("(SELECT id FROM price_lists WHERE code = 'standard')").push_bind(id).push_bind(1);
        row.push_bind(10f64.powf(chance.random_range(1.0..5.0)).round());
    });
    insert(prices).await?;
    let mut stock: QueryBuilder<MySql> =
        QueryBuilder::new("INSERT INTO stock_levels (variant_id, location_id, on_hand, allocated, held) ");
    stock.push_values(&parts, |mut row, (id, _)| {
        let on_hand = if chance.random_ratio(2, 3) { chance.random_range(1..500) } else { 0 };
        row.push_bind(id).push_bind(1000).push_bind(on_hand).push_bind(0).push_bind(0);
    });
    insert(stock).await?;
    transaction.commit().await?;
    Ok(())
}

/// A figure to a tenth of a millimetre, gram or newton over two to three powers of ten, or a word.
fn value(chance: &mut StdRng, code: &str) -> (Option<f64>, Option<&'static str>) {
    let kind = attribute_by_code(code).map_or(QuantityKind::Text, |attribute| attribute.kind);
    let mut spread = |from: f64, to: f64| 10f64.powf(chance.random_range(from..to));
    match kind {
        QuantityKind::Text if code == "profile" => (None, Some(PROFILES[chance.random_range(0..PROFILES.len())])),
        QuantityKind::Text => (None, Some(WORDS[chance.random_range(0..WORDS.len())])),
        QuantityKind::Count => (Some(f64::from(chance.random_range(1..16))), None),
        QuantityKind::Length => (Some((spread(0.5, 3.0) * 10.0).round() / 10_000.0), None),
        QuantityKind::Mass => (Some((spread(0.0, 3.0) * 10.0).round() / 10_000.0), None),
        _ => (Some((spread(0.0, 3.0) * 10.0).round() / 10.0), None),
    }
}
