//! `rocket-parts warehouse`: fills the lake by night and on demand, compares it with the shop, and answers what is asked
//! of it. A process of its own, so that what reads and writes Parquet takes no memory from the shop.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use chrono::NaiveDate;
use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use store::Store;
use store::jobs::{Failure, Registry, Worker};
use store::reports::Difference;
use tokio::net::TcpListener;
use tokio::sync::watch;
use warehouse::export::{Progress, Which};
use warehouse::reports::{Limits, Reports};
use warehouse::{Lake, export, verify};

use super::process::{serve_metrics, told_to_stop};
use super::{databases, worker};
use crate::config::Config;
use crate::http::{WarehouseState, warehouse_router};

/// What the warehouse is to do.
#[derive(Subcommand, Default)]
pub(crate) enum Command {
    /// Answer reports and do the warehouse's jobs, until told to stop.
    #[default]
    Serve,
    /// Export now: the days named, or what is not there yet and what has changed.
    Export(Span),
    /// Compare the lake with the shop: the days named, or all that are there.
    Verify(Span),
}

/// Days, both included.
#[derive(Args)]
pub(crate) struct Span {
    /// The first day, such as 2026-11-01.
    #[arg(long)]
    from: Option<NaiveDate>,
    /// The last day.
    #[arg(long)]
    to: Option<NaiveDate>,
}

pub(crate) async fn run(command: Command, config: Config) -> anyhow::Result<ExitCode> {
    let lake = Lake::open(&config.lake_url, &config.aws_options).context("the lake cannot be opened")?;
    let store = Store::connect(&config.database, &config.redis_url).await.context("the database does not answer")?;
    match command {
        Command::Serve => serve(store, lake, config).await,
        Command::Export(span) => export_now(&store, &lake, &span).await,
        Command::Verify(span) => verify_now(&store, &lake, &span).await,
    }
}

async fn serve(store: Store, lake: Lake, config: Config) -> anyhow::Result<ExitCode> {
    let told = told_to_stop()?;
    serve_metrics(&config)?;
    let listener = TcpListener::bind(config.reports_addr)
        .await
        .with_context(|| format!("reports cannot be served on {}", config.reports_addr))?;
    let outside = worker::outside(&config, Some(Arc::new(InLake { lake: lake.clone() })))?;
    let (stop, stopping) = watch::channel(false);
    tokio::spawn(async move {
        told.await;
        // Nobody listening means that both have ended by themselves.
        _ = stop.send(true);
    });
    let stopped = |mut stopping: watch::Receiver<bool>| async move {
        // The sender is gone only after it has told.
        _ = stopping.wait_for(|stop| *stop).await;
    };
    tracing::info!(reports = %config.reports_addr, lake = config.lake_url, metrics = %config.metrics_addr, "the warehouse is open");
    let reports = Reports::new(lake.clone(), Limits::default()).context("reports cannot be run")?;
    let router = warehouse_router(WarehouseState {
        store: store.clone(),
        lake,
        reports,
        clock: worker::now,
        release: config.release.as_str().into(),
    });
    let answering = axum::serve(listener, router).with_graceful_shutdown(stopped(stopping.clone()));
    let watcher = databases::watch(&store);
    let working = Worker::new(
        store.reading_primary(),
        Registry::warehouse(),
        worker::settings(&config),
        outside,
        worker::observe,
    );
    // Whichever fails ends both: half a warehouse would look like a whole one, and is started again as a whole.
    let answered = async { answering.await.context("reports are not answered any more") };
    let worked = async { working.run(stopped(stopping)).await.context("the work is not done any more") };
    let ended = tokio::try_join!(answered, worked);
    watcher.abort();
    ended?;
    store.close().await;
    Ok(ExitCode::SUCCESS)
}

/// The warehouse's work on the lake, for its jobs.
struct InLake {
    lake: Lake,
}

#[async_trait::async_trait]
impl store::reports::Warehouse for InLake {
    async fn export_night(&self, store: &Store) -> Result<Vec<Difference>, Failure> {
        self.export(store, Which::Missing).await
    }

    async fn export_days(&self, store: &Store, from: NaiveDate, to: NaiveDate) -> Result<Vec<Difference>, Failure> {
        self.export(store, Which::Between(from, to)).await
    }

    async fn verify(&self, store: &Store, from: NaiveDate, to: NaiveDate) -> Result<Vec<Difference>, Failure> {
        let began = Instant::now();
        let compared = verify::run(store, &self.lake, (Some(from), Some(to)), worker::now, &|_| {}).await;
        let found = compared.map_err(|error| failure(&error))?.differences;
        measure("verify", began.elapsed(), &found);
        Ok(found)
    }
}

impl InLake {
    async fn export(&self, store: &Store, which: Which) -> Result<Vec<Difference>, Failure> {
        let began = Instant::now();
        let exported = export::run(store, &self.lake, which, worker::now, &|_| {}).await;
        let exported = exported.map_err(|error| failure(&error))?;
        measure("export", began.elapsed(), &exported.differences);
        metrics::counter!("warehouse_days_exported_total").increment(exported.days.len() as u64);
        metrics::counter!("warehouse_rows_exported_total").increment(exported.rows);
        Ok(exported.differences)
    }
}

fn failure(error: &warehouse::Error) -> Failure {
    if error.is_temporary() { Failure::Temporary(error.to_string()) } else { Failure::Permanent(error.to_string()) }
}

/// What a run took and found, as metrics.
fn measure(run: &'static str, took: Duration, found: &[Difference]) {
    #[expect(clippy::cast_precision_loss, reason = "a gauge is a float; nobody counts 2⁵³ differences")]
    metrics::gauge!("warehouse_differences", "run" => run).set(found.len() as f64);
    metrics::histogram!("warehouse_run_seconds", "run" => run).record(took.as_secs_f64());
    #[expect(clippy::cast_precision_loss, reason = "a gauge is a float")]
    metrics::gauge!("warehouse_last_run_timestamp_seconds", "run" => run).set(worker::now().timestamp() as f64);
}

async fn export_now(store: &Store, lake: &Lake, span: &Span) -> anyhow::Result<ExitCode> {
    let which = match (span.from, span.to) {
        (None, None) => Which::Missing,
        (Some(from), Some(to)) if from <= to => Which::Between(from, to),
        (Some(day), None) | (None, Some(day)) => Which::Between(day, day),
        (Some(_), Some(_)) => anyhow::bail!("--from comes after --to"),
    };
    let bar = bar();
    let exported = export::run(store, lake, which, worker::now, &|progress| show(&bar, progress)).await?;
    bar.finish_and_clear();
    println!(
        "Exported {} days ({} of them again, since they had changed), {} rows.",
        exported.days.len(),
        exported.corrected.len(),
        exported.rows
    );
    Ok(say(&exported.differences))
}

async fn verify_now(store: &Store, lake: &Lake, span: &Span) -> anyhow::Result<ExitCode> {
    let bar = bar();
    let compared =
        verify::run(store, lake, (span.from, span.to), worker::now, &|progress| show(&bar, progress)).await?;
    bar.finish_and_clear();
    println!("Compared {} days, {} rows.", compared.days, compared.rows);
    if !compared.changed.is_empty() {
        println!(
            "{} days have changed since they were exported; the next export takes that in.",
            compared.changed.len()
        );
    }
    Ok(say(&compared.differences))
}

fn say(differences: &[Difference]) -> ExitCode {
    if differences.is_empty() {
        println!("The lake and the shop agree.");
        return ExitCode::SUCCESS;
    }
    eprintln!("The lake and the shop do not agree on {} things:", differences.len());
    for difference in differences {
        eprintln!("  {difference}");
    }
    ExitCode::FAILURE
}

/// A bar where somebody sees it.
fn bar() -> ProgressBar {
    let style = ProgressStyle::with_template("{msg:>14} [{bar:40}] {pos}/{len} days {eta}")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr()).with_style(style)
}

fn show(bar: &ProgressBar, progress: Progress) {
    match progress {
        Progress::Waiting => bar.set_message("another run"),
        Progress::Running { days, done, rows } => {
            bar.set_length(days.into());
            bar.set_position(done.into());
            bar.set_message(format!("{rows} rows"));
        }
    }
}
