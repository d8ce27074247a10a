//! What a night and a morning of the warehouse cost: exporting a long history and a tenth of it, with the memory each
//! takes, then every report over the lake, some of them beside the same question asked of MySQL's own tables. Works in
//! databases and folders of its own, which it deletes. Fails where both answer differently, or memory grows with the
//! history.

mod twins;

use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use chrono::{DateTime, TimeDelta, Utc};
use clap::Parser;
use domain::reports::{Period, Preset, REPORTS, ReportRequest, report};
use sqlx::mysql::MySqlConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, MySqlConnection};
use store::{DatabaseConfig, Store};
use warehouse::export::{self, Which};
use warehouse::reports::{Limits, Reports};
use warehouse::{Lake, verify};

/// Measures the warehouse.
#[derive(Parser)]
struct Settings {
    /// A database server; the databases used are the named one with `_bench_…` added.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    database: MySqlConnectOptions,
    /// A cache server.
    #[arg(long, env = "REDIS_URL", hide_env_values = true)]
    redis: String,
    /// The shop's program, which fills the catalog.
    #[arg(long)]
    shop: String,
    /// The program that invents a past.
    #[arg(long)]
    history: String,
    /// An empty folder for the lakes.
    #[arg(long)]
    folder: String,
    /// Orders of the long history.
    #[arg(long, default_value_t = 1_000_000)]
    orders: u64,
    /// Days of both histories.
    #[arg(long, default_value_t = 1_096)]
    days: u32,
}

/// Most memory that a history ten times as long may take more, as a ratio.
const MEMORY_AIM: f64 = 1.5;

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    let settings = Settings::parse();
    let mut server = settings.database.clone().connect().await?;
    let mut peaks = Vec::new();
    for (name, orders) in [("a_tenth", settings.orders / 10), ("the_whole", settings.orders)] {
        let database =
            format!("{}_bench_{name}", settings.database.get_database().context("the URL names no database")?);
        let lake = format!("{}/{name}", settings.folder);
        run(&mut server, format!("DROP DATABASE IF EXISTS {database}")).await?;
        run(&mut server, format!("CREATE DATABASE {database} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci"))
            .await?;
        let options = settings.database.clone().database(&database);
        let measured = measure(&settings, options, &lake, orders, name == "the_whole").await;
        run(&mut server, format!("DROP DATABASE {database}")).await?;
        if Path::new(&lake).exists() {
            std::fs::remove_dir_all(&lake)?;
        }
        peaks.push(measured?);
    }
    let ratio = peaks[1] / peaks[0];
    let kept = ratio <= MEMORY_AIM;
    println!(
        "\nMemory of the export of the whole against a tenth: {ratio:.2}, at most {MEMORY_AIM}: {}",
        if kept { "kept" } else { "missed" }
    );
    Ok(if kept { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn run(server: &mut MySqlConnection, statement: String) -> anyhow::Result<()> {
    sqlx::raw_sql(AssertSqlSafe(statement)).execute(server).await?;
    Ok(())
}

/// Fills a shop, exports it, asks its lake. Answers the megabytes that the export took at most.
async fn measure(
    settings: &Settings,
    options: MySqlConnectOptions,
    lake: &str,
    orders: u64,
    with_reports: bool,
) -> anyhow::Result<f64> {
    let url = options.to_url_lossy();
    for (program, arguments) in [
        (&settings.shop, vec!["migrate".to_owned()]),
        (&settings.shop, vec!["import".to_owned(), "demo".to_owned(), "--apply".to_owned()]),
        (
            &settings.history,
            vec!["--orders".to_owned(), orders.to_string(), "--days".to_owned(), settings.days.to_string()],
        ),
    ] {
        let done = Command::new(program).args(&arguments).env("DATABASE_URL", url.as_str()).output()?;
        ensure!(done.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
    }
    let store =
        Store::connect(&DatabaseConfig { options: options.clone(), max_connections: 8 }, &settings.redis).await?;
    let lake = Lake::open(lake, &[])?;
    forget_peak()?;
    let before = memory("VmRSS")?;
    let began = Instant::now();
    let exported = export::run(&store, &lake, Which::Missing, now, &|_| {}).await?;
    let took = began.elapsed();
    let peak = memory("VmHWM")?;
    ensure!(exported.differences.is_empty(), "shop and lake do not agree: {:?}", exported.differences);
    println!(
        "\n{orders} orders asked for, {} days: {} rows exported and compared in {:.1} s, {:.0} rows/s; memory {before:.0} MB, at most {peak:.0} MB",
        settings.days,
        exported.rows,
        took.as_secs_f64(),
        ratio(exported.rows, took)
    );
    let began = Instant::now();
    let again = export::run(&store, &lake, Which::Missing, now, &|_| {}).await?;
    ensure!(again.days.is_empty(), "days were exported again without a reason: {:?}", again.days);
    println!("again, with nothing to do: {:.2} s", began.elapsed().as_secs_f64());
    if with_reports {
        let began = Instant::now();
        let compared = verify::run(&store, &lake, (None, None), now, &|_| {}).await?;
        ensure!(compared.differences.is_empty(), "shop and lake do not agree");
        println!("compared from beginning to end: {:.1} s", began.elapsed().as_secs_f64());
        ask(&lake, &mut options.connect().await?, settings.days).await?;
    }
    store.close().await;
    Ok(peak)
}

/// Every report over the whole history.
async fn ask(lake: &Lake, database: &mut MySqlConnection, days: u32) -> anyhow::Result<()> {
    let reports = Reports::new(lake.clone(), Limits { time: Duration::from_mins(10), ..Limits::default() })?;
    let to = now().date_naive() - TimeDelta::days(1);
    let from = to - TimeDelta::days(i64::from(days) - 1);
    println!(
        "\n{:<26} {:>8} {:>10} {:>10} {:>10} {:>8}",
        "seconds, memory in MB", "rows", "lake", "MySQL", "memory", "ratio"
    );
    for known in &REPORTS {
        let request = ReportRequest {
            period: Period { preset: Preset::Custom, from, to },
            ..ReportRequest::plain(report(known.code).context("a report that is listed")?, to)
        };
        forget_peak()?;
        let before = memory("VmRSS")?;
        let mut took = Vec::new();
        let mut rows = 0;
        for _ in 0..3 {
            let began = Instant::now();
            rows = reports.run(&request, now()).await.with_context(|| known.code)?.rows.len();
            took.push(began.elapsed());
        }
        took.sort();
        let more = (memory("VmHWM")? - before).max(0.0);
        let lake = took[1].as_secs_f64();
        print!("{:<26} {rows:>8} {lake:>10.3}", known.code);
        match twins::of(known.code) {
            None => println!(" {:>10} {more:>10.0}", ""),
            Some(statement) => {
                let began = Instant::now();
                let found =
                    sqlx::query(statement).bind(from).bind(to + TimeDelta::days(1)).fetch_all(&mut *database).await?;
                let mysql = began.elapsed().as_secs_f64();
                println!(" {mysql:>10.3} {more:>10.0} {:>7.1}×", mysql / lake);
                ensure!(found.len() == rows, "{}: MySQL has {} rows", known.code, found.len());
            }
        }
    }
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "for people")]
fn ratio(rows: u64, took: Duration) -> f64 {
    rows as f64 / took.as_secs_f64()
}

/// Lets the kernel forget the most memory this process has had so far.
fn forget_peak() -> anyhow::Result<()> {
    Ok(std::fs::write("/proc/self/clear_refs", "5")?)
}

/// A figure of this process's memory, in megabytes.
fn memory(name: &str) -> anyhow::Result<f64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find(|line| line.starts_with(name)).context("the kernel does not say")?;
    let kilobytes: f64 = line.split_whitespace().nth(1).context("a figure")?.parse()?;
    Ok(kilobytes / 1_000.0)
}

fn now() -> DateTime<Utc> {
    #[expect(clippy::disallowed_methods, reason = "a program of its own: its edge is here")]
    Utc::now()
}
