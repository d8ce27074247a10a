//! Gives a shop with a catalog an invented past: orders, parcels, returns, purchase orders and the ledger of stock that
//! explains them, so that reports have something to show and exports something to carry. Everything that is invented
//! is over: no open order, nothing on its way. The same seed on the same catalog is the same past.

mod past;
mod tables;

use anyhow::{Context, ensure};
use chrono::{NaiveDate, TimeDelta, Utc};
use clap::Parser;
use sqlx::mysql::MySqlConnectOptions;
use sqlx::{ConnectOptions, Connection, MySqlConnection};

use past::{Part, Past};
use tables::Tables;

/// Invents a past.
#[derive(Parser)]
struct Settings {
    /// A database with migrations applied and a catalog in it.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    database: MySqlConnectOptions,
    /// About how many orders; those that meet empty shelves are fewer.
    #[arg(long, default_value_t = 20_000)]
    orders: u64,
    /// Over how many days, the last one being yesterday.
    #[arg(long, default_value_t = 400, value_parser = clap::value_parser!(u32).range(30..=3_650))]
    days: u32,
    /// Which past.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let settings = Settings::parse();
    let mut database = settings.database.connect().await.context("the database does not answer")?;
    let (invented,): (i64,) = sqlx::query_as("SELECT COUNT(*) FROM orders WHERE email LIKE '%@past.example'")
        .fetch_one(&mut database)
        .await?;
    if invented > 0 {
        println!("This shop has its invented past already: {invented} orders.");
        return Ok(());
    }
    let parts = parts(&mut database).await?;
    ensure!(!parts.is_empty(), "there is no part with a price in the catalog: import one first");
    let locations: Vec<(i64,)> =
        sqlx::query_as("SELECT id FROM stock_locations ORDER BY id").fetch_all(&mut database).await?;
    ensure!(!locations.is_empty(), "there is no stock location");
    let locations = locations.into_iter().map(|(id,)| id).collect();
    // Rows come in an order of our own, and all of them are there in the end.
    sqlx::raw_sql("SET SESSION foreign_key_checks = 0, unique_checks = 0").execute(&mut database).await?;
    let mut tables = Tables::after(&mut database).await?;
    let first = yesterday() - TimeDelta::days(i64::from(settings.days) - 1);
    let mut past = Past::new(parts, locations, first, settings.days, settings.orders, settings.seed);
    past.begin(&mut tables);
    let mut transaction = database.begin().await?;
    while let Some(day) = past.day(&mut tables) {
        tables.write(&mut transaction, false).await?;
        if day.format("%d").to_string() == "01" {
            transaction.commit().await?;
            println!("{}  {} orders", day.format("%Y-%m"), past.orders());
            transaction = database.begin().await?;
        }
    }
    past.end(&mut tables);
    tables.write(&mut transaction, true).await?;
    // Whoever follows the catalog looks at everything anew.
    sqlx::raw_sql("INSERT INTO catalog_events (variant_id, created_at) VALUES (NULL, UTC_TIMESTAMP(6))")
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    database.close().await?;
    println!("{} orders from {first} on, with {} rows", past.orders(), tables.written());
    Ok(())
}

/// What is sold, with its standard price for one piece.
async fn parts(database: &mut MySqlConnection) -> anyhow::Result<Vec<Part>> {
    let rows: Vec<(i64, String, String, i64, String)> = sqlx::query_as(
        "SELECT v.id, v.sku, v.name, p.unit_price_minor, l.currency
         FROM variants v
         JOIN products d ON d.id = v.product_id AND d.kind = 'part'
         JOIN prices p ON p.variant_id = v.id AND p.price_list_id = (SELECT MIN(id) FROM price_lists)
              AND p.min_quantity = (SELECT MIN(q.min_quantity) FROM prices q WHERE q.variant_id = v.id AND q.price_list_id = p.price_list_id)
         JOIN price_lists l ON l.id = p.price_list_id
         WHERE v.is_public AND p.unit_price_minor > 0
         ORDER BY v.id",
    )
    .fetch_all(database)
    .await?;
    Ok(rows.into_iter().map(|(id, sku, name, price, currency)| Part { id, sku, name, price, currency }).collect())
}

fn yesterday() -> NaiveDate {
    #[expect(clippy::disallowed_methods, reason = "a program of its own: its edge is here")]
    let now = Utc::now();
    now.date_naive() - TimeDelta::days(1)
}
