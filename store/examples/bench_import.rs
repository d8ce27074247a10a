//! What an import of five thousand rows costs, from the upload to what visitors see and back, each step by itself.
//! Everything happens in a database of its own, which it deletes. Fails when an aim is missed.

use std::fmt::Write as _;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use chrono::{DateTime, Utc};
use clap::Parser;
use domain::accounts::Actor;
use sqlx::mysql::MySqlConnectOptions;
use sqlx::{ConnectOptions, Connection};
use store::studio::bulk::{Import, ImportId, ImportState};
use store::{DatabaseConfig, Store};

/// Measures an import.
#[derive(Parser)]
struct Settings {
    /// A database server; the database used is the named one with `_bench_import` added.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    database: MySqlConnectOptions,
    /// A cache server.
    #[arg(long, env = "REDIS_URL", hide_env_values = true)]
    redis: String,
    /// How many rows the file has.
    #[arg(long, default_value_t = 5_000)]
    rows: u32,
}

/// From the upload to what visitors see.
const AIM: Duration = Duration::from_secs(30);
const EDITOR: Actor = Actor::System("a measurement");

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    let settings = Settings::parse();
    let name = format!("{}_bench_import", settings.database.get_database().context("the URL names no database")?);
    ensure!(name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'), "a database name to be quoted: {name}");
    let mut server = settings.database.clone().connect().await?;
    let run = async |server: &mut sqlx::MySqlConnection, statement: String| {
        sqlx::raw_sql(sqlx::AssertSqlSafe(statement)).execute(server).await.map(drop)
    };
    run(&mut server, format!("DROP DATABASE IF EXISTS {name}")).await?;
    run(&mut server, format!("CREATE DATABASE {name} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci")).await?;
    let options = settings.database.clone().database(&name);
    let measured = Box::pin(measure(&settings, options)).await;
    run(&mut server, format!("DROP DATABASE {name}")).await?;
    server.close().await?;
    let slowest = measured?;
    let kept = slowest <= AIM;
    println!(
        "\nAim for {} rows: up to {} s from the upload to what visitors see: {}",
        settings.rows,
        AIM.as_secs(),
        if kept { "kept" } else { "missed" }
    );
    Ok(if kept { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn measure(settings: &Settings, options: MySqlConnectOptions) -> anyhow::Result<Duration> {
    let store = Store::connect(&DatabaseConfig { options, max_connections: 8 }, &settings.redis).await?;
    store.migrate().await?;
    let mut session = store.begin_import(now()).await?;
    session.stock_location("RTM", "Rotterdam").await?;
    session.commit().await?;
    println!(
        "{:<24} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8}",
        "seconds", "upload", "check", "drafts", "publish", "all", "undo"
    );
    let mut parts = "sku,product,category,maker,mpn,name,option,length (mm),mass (g),material,summary\n".to_owned();
    let mut changed = "sku,length (mm),mass (g),summary\n".to_owned();
    let mut prices = "sku,from quantity,unit price\n".to_owned();
    let mut stock = "sku,location,on hand\n".to_owned();
    for row in 0..settings.rows {
        // Three variants to a product.
        let product = row / 3;
        writeln!(
            parts,
            "B-{row},bench-{product},airframe-tubes,RP,M{row},Tube {product},{row} mm,{}.5,{}.25,Phenolic,A tube",
            row + 100,
            row % 90 + 1
        )?;
        writeln!(changed, "B-{row},{}.25,{},A better tube of {product}", row + 200, row % 80 + 2)?;
        writeln!(prices, "B-{row},1,{}.90", row % 200 + 2)?;
        writeln!(stock, "B-{row},RTM,{}", row % 50)?;
    }
    let mut slowest = Duration::ZERO;
    for (name, text, back) in [
        ("new products", &parts, false),
        ("changed products", &changed, true),
        ("prices", &prices, true),
        ("stock", &stock, true),
    ] {
        slowest = slowest.max(Box::pin(one(&store, name, text, back)).await?);
    }
    store.close().await;
    Ok(slowest)
}

/// One file from the upload to what visitors see, and back where that is asked.
async fn one(store: &Store, name: &str, text: &str, back: bool) -> anyhow::Result<Duration> {
    let mut times = Vec::new();
    let mut last = Instant::now();
    let mut lap = || {
        let took = last.elapsed();
        last = Instant::now();
        times.push(took);
    };
    let id = store.upload_import(&format!("{name}.csv"), text.as_bytes().to_vec(), None, &EDITOR, now()).await?;
    lap();
    let import = import_of(store, id).await?;
    let mapping = store.suggested_mapping(import.kind, &import.head).await?;
    store.map_import(id, &mapping, &EDITOR, now()).await?;
    let import = work(store, id).await?;
    ensure!(import.counts.rejected == 0 && import.counts.effective() > 0, "{:?} {}", import.counts, import.trouble);
    lap();
    store.draft_import(id, false, &EDITOR, now()).await?;
    let import = work(store, id).await?;
    lap();
    if import.state == ImportState::Drafted {
        store.publish_import(id, &EDITOR, now()).await?;
        let import = work(store, id).await?;
        ensure!(import.state == ImportState::Published, "{}", import.trouble);
    } else {
        ensure!(import.state == ImportState::Published, "{}", import.trouble);
    }
    lap();
    if back {
        store.undo_import(id, &EDITOR, now()).await?;
        let import = work(store, id).await?;
        ensure!(import.state == ImportState::Undone, "{}", import.trouble);
    }
    lap();
    let seconds = |duration: &Duration| format!("{:.1}", duration.as_secs_f64());
    let all: Duration = times[..4].iter().sum();
    let undo = if back { seconds(&times[4]) } else { String::new() };
    println!(
        "{name:<24} {:>8} {:>8} {:>8} {:>8} {:>8} {undo:>8}",
        seconds(&times[0]),
        seconds(&times[1]),
        seconds(&times[2]),
        seconds(&times[3]),
        seconds(&all)
    );
    Ok(all)
}

async fn work(store: &Store, id: ImportId) -> anyhow::Result<Import> {
    store.do_import_step(id, &EDITOR, now()).await?;
    import_of(store, id).await
}

async fn import_of(store: &Store, id: ImportId) -> anyhow::Result<Import> {
    store.import(id).await?.context("the import is there")
}

fn now() -> DateTime<Utc> {
    DateTime::from(std::time::SystemTime::now())
}
