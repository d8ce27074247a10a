//! `./dev bench tiers`: what a part and a page of a table cost read from MySQL, and read in tiers: out of Redis alone and
//! out of the process. On the demo catalog, in a database of its own, which it deletes.

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use chrono::{DateTime, Utc};
use clap::Parser;
use domain::catalog::demo;
use domain::ids::Sku;
use domain::money::{Currency, Money};
use domain::pricing::{PriceLadder, QuantityBreak};
use domain::search::Query;
use sqlx::mysql::MySqlConnectOptions;
use sqlx::{ConnectOptions, Connection};
use store::{DatabaseConfig, Store, TierSettings};

/// Measures reads in tiers against reads from MySQL.
#[derive(Parser)]
struct Settings {
    /// A database server; the database used is the named one with `_bench_tiers` added.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    database: MySqlConnectOptions,
    /// A cache server.
    #[arg(long, env = "REDIS_URL", hide_env_values = true)]
    redis: String,
    /// How long each is measured, seconds.
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    /// How many ask at once.
    #[arg(long, default_value_t = 16)]
    workers: usize,
}

/// How many times as many parts as MySQL answers.
const AIM: f64 = 5.0;
/// Rows of a page.
const PAGE: u32 = 50;

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    let settings = Settings::parse();
    let name = format!("{}_bench_tiers", settings.database.get_database().context("the URL names no database")?);
    ensure!(name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'), "a database name to be quoted: {name}");
    let mut server = settings.database.clone().connect().await?;
    let run = async |server: &mut sqlx::MySqlConnection, statement: String| {
        sqlx::raw_sql(sqlx::AssertSqlSafe(statement)).execute(server).await.map(drop)
    };
    run(&mut server, format!("DROP DATABASE IF EXISTS {name}")).await?;
    run(&mut server, format!("CREATE DATABASE {name} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci")).await?;
    let options = settings.database.clone().database(&name);
    let measured = measure(&settings, &options).await;
    run(&mut server, format!("DROP DATABASE {name}")).await?;
    server.close().await?;
    let ratio = measured?;
    let kept = ratio >= AIM;
    println!("\nAim: parts at least {AIM} times as fast as from MySQL: {}", if kept { "kept" } else { "missed" });
    Ok(if kept { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn measure(settings: &Settings, options: &MySqlConnectOptions) -> anyhow::Result<f64> {
    let database = DatabaseConfig { options: options.clone(), max_connections: 32 };
    let store = Store::connect(&database, &settings.redis).await?;
    store.migrate().await?;
    let skus = fill(&store).await?;
    // A millisecond in the process: nearly everything comes out of Redis.
    let brief = TierSettings { in_process: Duration::from_millis(1), ..TierSettings::default() };
    let ways = [
        ("MySQL", store.clone()),
        ("Redis", Store::connect(&database, &settings.redis).await?.with_tiers(brief)),
        ("process", store.with_tiers(TierSettings::default())),
    ];
    println!("{} ask at once, {} s each\n", settings.workers, settings.seconds);
    println!("{:<10} {:>10} {:>8} {:>10} {:>8}", "out of", "parts/s", "ratio", "tables/s", "ratio");
    let mut first = None;
    let mut ratio = 0.0;
    for (name, store) in ways {
        store.follow().await?;
        let parts = per_second(settings, |number| {
            let (store, sku) = (store.clone(), skus[number % skus.len()].clone());
            async move { store.part(&sku).await.map(drop) }
        })
        .await?;
        let tables = per_second(settings, |_| {
            let store = store.clone();
            async move { store.find_parts(&Query::default(), None, None, PAGE, 0).await.map(drop) }
        })
        .await?;
        let (parts_first, tables_first) = *first.get_or_insert((parts, tables));
        ratio = parts / parts_first;
        println!("{name:<10} {parts:>10.0} {ratio:>8.1} {tables:>10.0} {:>8.1}", tables / tables_first);
    }
    Ok(ratio)
}

/// The demo catalog, and its numbers.
async fn fill(store: &Store) -> anyhow::Result<Vec<Sku>> {
    let mut session = store.begin_import(now()).await?;
    for (code, name) in demo::LOCATIONS {
        session.stock_location(code, name).await?;
    }
    let catalog = demo::catalog();
    for part in &catalog {
        session.part(&part.draft).await?;
        let breaks = part.prices.iter().map(|(min_quantity, cents)| QuantityBreak {
            min_quantity: *min_quantity,
            unit_price: Money::new(*cents, Currency::Eur),
        });
        session.prices(&part.draft.sku, &PriceLadder::new(breaks.collect())?).await?;
        for (location, on_hand) in &part.stock {
            session.stock(&part.draft.sku, location, *on_hand, "opening stock").await?;
        }
    }
    session.commit().await?;
    Ok(catalog.into_iter().map(|part| part.draft.sku).collect())
}

/// How many are answered in a second, asked for by all workers at once.
async fn per_second<F>(settings: &Settings, ask: impl Fn(usize) -> F) -> anyhow::Result<f64>
where
    F: Future<Output = store::Result<()>> + Send + 'static,
{
    let answered = Arc::new(AtomicU64::new(0));
    let began = Instant::now();
    let limit = Duration::from_secs(settings.seconds);
    let mut number = 0;
    while began.elapsed() < limit {
        let asked: Vec<_> = (0..settings.workers)
            .map(|_| {
                number += 1;
                let (question, answered) = (ask(number), Arc::clone(&answered));
                tokio::spawn(async move {
                    question.await?;
                    answered.fetch_add(1, Ordering::Relaxed);
                    Ok::<_, store::Error>(())
                })
            })
            .collect();
        for asked in asked {
            asked.await??;
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "a count for people")]
    Ok(answered.load(Ordering::Relaxed) as f64 / began.elapsed().as_secs_f64())
}

fn now() -> DateTime<Utc> {
    DateTime::from(std::time::SystemTime::now())
}
