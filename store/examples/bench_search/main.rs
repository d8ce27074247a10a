//! `./dev bench search`: what a faceted range query costs in the search index and in MySQL, on the demo
//! catalog with the supplier files and on generated parts. Both answer the same questions; where they
//! disagree, the bench fails. Everything happens in databases of its own, which it deletes.

mod generate;
mod questions;
mod sql;

use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use clap::Parser;
use sqlx::mysql::MySqlConnectOptions;
use sqlx::{ConnectOptions, Connection, MySqlPool};
use store::{DatabaseConfig, Store};

use questions::Question;
use sql::Answer;

/// Measures faceted range queries in the search index against the same in MySQL.
#[derive(Parser)]
struct Settings {
    /// The program, for importing.
    program: PathBuf,
    /// A folder of supplier files to be imported beside the demo catalog.
    supplier_files: Option<PathBuf>,
    /// A database server; the database used is the named one with `_bench_search` added.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    database: MySqlConnectOptions,
    /// A cache server.
    #[arg(long, env = "REDIS_URL", hide_env_values = true)]
    redis: String,
    /// How many parts are generated.
    #[arg(long, default_value_t = 500_000)]
    parts: u32,
    /// How many queries are asked of the index; MySQL gets one in ten.
    #[arg(long, default_value_t = 1_000)]
    queries: usize,
    /// How long each throughput is measured, seconds.
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// How many ask at once while throughput is measured.
    #[arg(long, default_value_t = 2)]
    workers: usize,
}

/// Aims at the generated size.
const P95_AIM: Duration = Duration::from_millis(50);
const THROUGHPUT_AIM: f64 = 20.0;
/// Rows of a page.
const PAGE: u32 = 50;

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    let settings = Settings::parse();
    println!(
        "{} queries one after the other, then {} workers for {} s; a page of {PAGE} parts with its facets\n",
        settings.queries, settings.workers, settings.seconds
    );
    println!(
        "{:<18} {:>8} {:>8} {:>8} {:>8} {:>8} {:>9} {:>8} {:>8} {:>9} {:>7}",
        "", "parts", "build s", "MB", "p50 ms", "p95 ms", "queries/s", "SQL p50", "SQL p95", "SQL q/s", "ratio"
    );
    let database = Database::create(&settings.database).await?;
    database.import(&settings)?;
    measure(&settings, &database, "real files").await?;
    drop(database);

    let database = Database::create(&settings.database).await?;
    generate::fill(&database.store(&settings.redis).await?, &database.pool().await?, settings.parts).await?;
    let measured = measure(&settings, &database, "generated").await?;

    let kept = measured.p95 <= P95_AIM && measured.ratio >= THROUGHPUT_AIM;
    println!(
        "\nAim for generated parts: p95 up to {} ms and at least {THROUGHPUT_AIM} times MySQL: {}",
        P95_AIM.as_millis(),
        if kept { "kept" } else { "missed" }
    );
    Ok(if kept { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What counts for the aim.
struct Measured {
    p95: Duration,
    ratio: f64,
}

async fn measure(settings: &Settings, database: &Database, name: &str) -> anyhow::Result<Measured> {
    let store = database.store(&settings.redis).await?;
    let pool = database.pool().await?;
    let memory = resident_memory()?;
    let started = Instant::now();
    store.rebuild_search().await?;
    let build = started.elapsed();
    let memory = resident_memory()?.saturating_sub(memory);
    let parts: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM variants").fetch_one(&pool).await?;

    let questions = questions::ask(&pool, settings.queries).await?;
    let mut in_index = Vec::with_capacity(questions.len());
    let mut in_sql = Vec::new();
    for (number, question) in questions.iter().enumerate() {
        let started = Instant::now();
        let answer = from_index(&store, question).await?;
        in_index.push(started.elapsed());
        if number % 10 == 0 {
            let started = Instant::now();
            let expected = sql::answer(&pool, question).await?;
            in_sql.push(started.elapsed());
            ensure!(answer.agrees_with(&expected), "{question:?}\nindex: {answer:?}\nMySQL: {expected:?}");
        }
    }
    let index_rate = throughput(settings, &questions, {
        let store = store.clone();
        move |question| {
            let store = store.clone();
            async move { from_index(&store, &question).await.map(drop) }
        }
    })
    .await?;
    let sql_rate = throughput(settings, &questions, move |question| {
        let pool = pool.clone();
        async move { sql::answer(&pool, &question).await.map(drop) }
    })
    .await?;
    let (p50, p95) = percentiles(in_index);
    let (sql_p50, sql_p95) = percentiles(in_sql);
    let ratio = index_rate / sql_rate;
    let ms = |duration: Duration| duration.as_secs_f64() * 1e3;
    println!(
        "{name:<18} {parts:>8} {:>8.1} {:>8} {:>8.2} {:>8.2} {index_rate:>9.0} {:>8.0} {:>8.0} {sql_rate:>9.1} {ratio:>6.0}×",
        build.as_secs_f64(),
        memory / 1_000_000,
        ms(p50),
        ms(p95),
        ms(sql_p50),
        ms(sql_p95),
    );
    Ok(Measured { p95, ratio })
}

/// The page as the shop makes it, rows and live stock from MySQL included, reduced to what is compared.
async fn from_index(store: &Store, question: &Question) -> anyhow::Result<Answer> {
    let found =
        store.find_parts(&question.query(), question.category.as_deref(), Some(&question.sort()), PAGE, 0).await?;
    Ok(Answer::of(&found))
}

/// Queries a second, asked by several workers at once.
async fn throughput<F>(
    settings: &Settings,
    questions: &[Question],
    ask: impl Fn(Question) -> F + Clone + Send + 'static,
) -> anyhow::Result<f64>
where
    F: Future<Output = anyhow::Result<()>> + Send + 'static,
{
    let started = Instant::now();
    let limit = Duration::from_secs(settings.seconds);
    let mut workers = Vec::new();
    for worker in 0..settings.workers {
        let mine: Vec<_> = questions.iter().skip(worker).step_by(settings.workers).cloned().collect();
        let ask = ask.clone();
        workers.push(tokio::spawn(async move {
            let mut asked = 0u32;
            for question in mine.into_iter().cycle() {
                if started.elapsed() >= limit {
                    break;
                }
                ask(question).await?;
                asked += 1;
            }
            anyhow::Ok(asked)
        }));
    }
    let mut asked = 0;
    for worker in workers {
        asked += worker.await??;
    }
    Ok(f64::from(asked) / started.elapsed().as_secs_f64())
}

fn percentiles(mut times: Vec<Duration>) -> (Duration, Duration) {
    times.sort();
    let at = |percent: usize| times.get(times.len() * percent / 100).or(times.last()).copied().unwrap_or_default();
    (at(50), at(95))
}

/// Bytes of this process in memory.
fn resident_memory() -> anyhow::Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
    Ok(line.trim().trim_end_matches("kB").trim().parse::<u64>()? * 1024)
}

/// A database of this bench, deleted when it goes out of scope.
struct Database {
    options: MySqlConnectOptions,
    server: MySqlConnectOptions,
    name: String,
}

impl Database {
    async fn create(options: &MySqlConnectOptions) -> anyhow::Result<Self> {
        let name = format!("{}_bench_search", options.get_database().unwrap_or("rocket_parts"));
        ensure!(name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'), "a database name to be quoted: {name}");
        let mut connection = options.clone().connect().await?;
        // The name is checked above; names cannot be parameters.
        for statement in [
            format!("DROP DATABASE IF EXISTS {name}"),
            format!("CREATE DATABASE {name} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci"),
        ] {
            sqlx::raw_sql(sqlx::AssertSqlSafe(statement)).execute(&mut connection).await?;
        }
        connection.close().await?;
        Ok(Self { options: options.clone().database(&name), server: options.clone(), name })
    }

    async fn store(&self, redis: &str) -> anyhow::Result<Store> {
        let config = DatabaseConfig { options: self.options.clone(), max_connections: 16 };
        let store = Store::connect(&config, redis).await?;
        store.migrate().await?;
        Ok(store)
    }

    async fn pool(&self) -> anyhow::Result<MySqlPool> {
        Ok(MySqlPool::connect_with(self.options.clone()).await?)
    }

    /// The demo catalog and the supplier files, by the program's own importer.
    fn import(&self, settings: &Settings) -> anyhow::Result<()> {
        let shop = |arguments: &[&str]| -> anyhow::Result<()> {
            let status = Command::new(&settings.program)
                .args(arguments)
                .env("DATABASE_URL", self.options.to_url_lossy().as_str())
                .env("REDIS_URL", &settings.redis)
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status()?;
            ensure!(status.success(), "rocket-parts {} failed", arguments.join(" "));
            Ok(())
        };
        shop(&["migrate"])?;
        shop(&["import", "demo", "--apply"])?;
        if let Some(folder) = &settings.supplier_files {
            let folder = folder.to_str().context("a folder name that is not UTF-8")?;
            shop(&["import", "files", folder, "--apply", "--skip-rejected"])?;
        }
        Ok(())
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let (server, name) = (self.server.clone(), self.name.clone());
        let dropped = std::thread::spawn(move || {
            tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
                let mut connection = server.connect().await?;
                sqlx::raw_sql(sqlx::AssertSqlSafe(format!("DROP DATABASE IF EXISTS {name}")))
                    .execute(&mut connection)
                    .await?;
                anyhow::Ok(())
            })
        });
        if !matches!(dropped.join(), Ok(Ok(()))) {
            eprintln!("the database {} could not be deleted", self.name);
        }
    }
}
