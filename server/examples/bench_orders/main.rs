//! `./dev bench orders`: orders per second through HTTP, and through bare clients that issue the same SQL
//! to the same server in the same run. On random parts and on one that everybody wants. Fails when an order
//! fails that had stock, or when the ratio on random parts is below its aim.

mod bare;
mod checkouts;
#[path = "../shop_under_load/mod.rs"]
mod shop_under_load;
mod through_http;

use std::collections::VecDeque;
use std::fs::File;
use std::path::PathBuf;
use std::process::{ExitCode, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use anyhow::ensure;
use clap::Parser;
use sqlx::MySqlPool;
use sqlx::mysql::{MySqlConnectOptions, MySqlPoolOptions};

use checkouts::{Checkout, Wanted};
use shop_under_load::{Server, ShopUnderLoad, fresh_database};

/// Measures orders per second.
#[derive(Parser)]
struct Settings {
    /// The folder of the optimised binaries.
    binaries: PathBuf,
    /// A database server; the database used is the named one with `_bench` added.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    database: MySqlConnectOptions,
    /// A cache server.
    #[arg(long, env = "REDIS_URL", hide_env_values = true)]
    redis: String,
    /// The folder of the built assets.
    #[arg(long, env = "SITE_ROOT")]
    site: PathBuf,
    /// How long buyers buy in each round, seconds.
    #[arg(long, default_value_t = 6)]
    seconds: u64,
    /// Rounds of each kind; the medians count.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
}

/// How many buy at once.
const BUYERS: [usize; 2] = [16, 64];
/// Least share of the bare clients' orders per second, on random parts.
const AIM: f64 = 0.5;
/// Checkouts made ready for each second: more than any round uses up.
const READY_PER_SECOND: usize = 1_500;

/// What a round came to.
#[derive(Default)]
struct Round {
    orders: u64,
    refused: u64,
    retries: u64,
    statements: u64,
    deadlocks: u64,
    took: Duration,
}

impl Round {
    /// With what the server counted meanwhile.
    fn counted(self, before: Counters, after: Counters) -> Self {
        let [statements, deadlocks] = [after.statements - before.statements, after.deadlocks - before.deadlocks];
        Self { statements, deadlocks, ..self }
    }

    fn retried(self, retries: u64) -> Self {
        Self { retries, ..self }
    }

    #[expect(clippy::cast_precision_loss, reason = "counts of seconds' work")]
    fn per_second(&self) -> f64 {
        self.orders as f64 / self.took.as_secs_f64()
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<ExitCode> {
    let settings = Settings::parse();
    let url = fresh_database(&settings.database).await?;
    let log = std::env::temp_dir().join(format!("rocket-parts-bench-{}.log", std::process::id()));
    let shop = ShopUnderLoad {
        binaries: &settings.binaries,
        database: url.clone(),
        redis: &settings.redis,
        site: &settings.site,
    };
    // A connection for each buyer, as the bare clients have; a lost lock conflict is a line in the log.
    let connections = BUYERS[1].to_string();
    let environment =
        [("DATABASE_CONNECTIONS", connections.as_str()), ("RUST_LOG", "off,store=debug"), ("LOG_FORMAT", "json")];
    let shop = shop.start(&environment, Stdio::from(File::create(&log)?)).await?;
    let database = MySqlPoolOptions::new().max_connections(4).connect(&url).await?;
    checkouts::fill_shelves(&database).await?;

    println!("{} rounds of {} s each; the medians count\n", settings.rounds, settings.seconds);
    println!(
        "{:<8} {:>6} {:>8} {:>8} {:>7} {:>17} {:>16} {:>14} {:>8}",
        "parts",
        "buyers",
        "bare/s",
        "http/s",
        "ratio",
        "statements b / h",
        "deadlocks b / h",
        "retries b / h",
        "refused"
    );
    let mut kept = true;
    for wanted in [Wanted::Random, Wanted::OneForAll] {
        for buyers in BUYERS {
            kept &= compare(&settings, &shop, &database, &url, &log, wanted, buyers).await?;
        }
    }
    drop(shop);
    std::fs::remove_file(&log)?;
    Ok(if kept { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Rounds of both kinds in turn, so that both meet the same machine; answers whether the aims are kept.
async fn compare(
    settings: &Settings,
    shop: &Server,
    database: &MySqlPool,
    url: &str,
    log: &std::path::Path,
    wanted: Wanted,
    buyers: usize,
) -> anyhow::Result<bool> {
    let limit = Duration::from_secs(settings.seconds);
    let (mut bare, mut http) = (Vec::new(), Vec::new());
    for _ in 0..settings.rounds {
        let waiting = ready(database, settings, wanted).await?;
        let before = Counters::read(database).await?;
        let round = bare::round(url, waiting, buyers, limit).await?;
        bare.push(round.counted(before, Counters::read(database).await?));
        let waiting = ready(database, settings, wanted).await?;
        let (before, logged) = (Counters::read(database).await?, conflicts(log)?);
        let round = through_http::round(shop.address, waiting, buyers, limit).await?;
        http.push(round.counted(before, Counters::read(database).await?).retried(conflicts(log)? - logged));
    }
    let (slow, fast) = (median(&http), median(&bare));
    let sum = |rounds: &[Round], what: fn(&Round) -> u64| rounds.iter().map(what).sum::<u64>();
    let refused = sum(&http, |round| round.refused);
    let ratio = slow / fast;
    let pair = |what: fn(&Round) -> u64| format!("{} / {}", sum(&bare, what), sum(&http, what));
    let each = |rounds: &[Round]| sum(rounds, |round| round.statements) / sum(rounds, |round| round.orders).max(1);
    println!(
        "{:<8} {buyers:>6} {fast:>8.0} {slow:>8.0} {ratio:>7.2} {:>17} {:>16} {:>14} {refused:>8}",
        wanted.name(),
        format!("{} / {}", each(&bare), each(&http)),
        pair(|round| round.deadlocks),
        pair(|round| round.retries),
    );
    checkouts::check_books(database).await?;
    let kept = refused == 0 && (wanted == Wanted::OneForAll || ratio >= AIM);
    if !kept {
        println!("         MISSED: the aim is {AIM} of the bare clients on random parts, and nobody refused");
    }
    Ok(kept)
}

/// Checkouts that only wait for the button.
async fn ready(
    database: &MySqlPool,
    settings: &Settings,
    wanted: Wanted,
) -> anyhow::Result<Arc<Mutex<VecDeque<Checkout>>>> {
    let count = READY_PER_SECOND * usize::try_from(settings.seconds)?;
    Ok(Arc::new(Mutex::new(checkouts::prepare(database, wanted, count).await?.into())))
}

fn median(rounds: &[Round]) -> f64 {
    let mut rates: Vec<f64> = rounds.iter().map(Round::per_second).collect();
    rates.sort_by(f64::total_cmp);
    rates[rates.len() / 2]
}

/// What the database server has counted so far.
#[derive(Clone, Copy)]
struct Counters {
    statements: u64,
    deadlocks: u64,
}

impl Counters {
    async fn read(database: &MySqlPool) -> anyhow::Result<Self> {
        let status = async |name: &'static str| -> anyhow::Result<u64> {
            let row: Option<(String, String)> = sqlx::query_as("SHOW GLOBAL STATUS WHERE Variable_name = ?")
                .bind(name)
                .fetch_optional(database)
                .await?;
            Ok(row.map(|(_, value)| value.parse()).transpose()?.unwrap_or_default())
        };
        // MySQL does not count deadlocks here; there the retries alone tell of them.
        Ok(Self { statements: status("Com_stmt_execute").await?, deadlocks: status("Innodb_deadlocks").await? })
    }
}

/// Transactions that the shop has run again so far.
fn conflicts(log: &std::path::Path) -> anyhow::Result<u64> {
    Ok(u64::try_from(std::fs::read_to_string(log)?.matches("lost a lock conflict").count())?)
}

/// Buyers at work until the time is up or nothing is left to buy.
async fn all_at_once<F>(buyers: usize, limit: Duration, buyer: impl Fn(Instant) -> F) -> anyhow::Result<Round>
where
    F: Future<Output = anyhow::Result<Round>> + Send + 'static,
{
    let started = Instant::now();
    let end = started + limit;
    let at_work: Vec<_> = (0..buyers).map(|_| tokio::spawn(buyer(end))).collect();
    let mut round = Round::default();
    for buyer in at_work {
        let done = buyer.await??;
        round.orders += done.orders;
        round.refused += done.refused;
        round.retries += done.retries;
    }
    round.took = started.elapsed();
    ensure!(round.orders > 0, "nobody could buy anything");
    Ok(round)
}
