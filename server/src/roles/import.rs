//! `rocket-parts import …`: takes parts, prices and stock in. Every import is one transaction; without
//! `--apply` it is rolled back at the end, so a dry run reports exactly what an import would do.

use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, Subcommand};
use domain::accounts::Actor;
use domain::catalog::demo;
use domain::catalog::import::{self, ReadRow, SourceLine};
use domain::money::{Currency, Money};
use domain::pricing::{PriceLadder, QuantityBreak};
use domain::studio::CATALOG_PAGES;
use indicatif::{ProgressBar, ProgressStyle};
use store::Store;
use store::catalog::{ImportCounts, ImportOutcome, ImportSession};
use store::fulfilment::{NewPurchaseOrder, PurchaseOrders};

use crate::config::Config;

/// What to import.
#[derive(Subcommand)]
pub(crate) enum Import {
    /// The shop's own demo catalog, with prices and stock. Stock is set only where there is none yet.
    Demo {
        #[command(flatten)]
        options: Options,
    },
    /// Supplier files: `OpenRocket` components (.orc) and RASP motors (.eng); folders are searched.
    Files {
        /// Files and folders.
        #[arg(required = true)]
        paths: Vec<PathBuf>,
        #[command(flatten)]
        options: Options,
    },
    /// A price list as CSV with the columns sku, `min_quantity`, `unit_price`, currency.
    Prices {
        /// The file.
        path: PathBuf,
        /// The code of the list, such as club; the standard list otherwise.
        #[arg(long, value_name = "CODE", default_value = "standard")]
        list: String,
        /// What the list is called; with it a list that is not there is made, in euro.
        #[arg(long)]
        name: Option<String>,
        #[command(flatten)]
        options: Options,
    },
    /// Counted stock as CSV with the columns sku, location, `on_hand`.
    Stock {
        /// The file.
        path: PathBuf,
        #[command(flatten)]
        options: Options,
    },
}

/// How to import.
#[derive(Args, Clone)]
pub(crate) struct Options {
    /// Write the result. Without it nothing is changed.
    #[arg(long)]
    apply: bool,
    /// Write what can be taken although rows were rejected. Without it one rejected row stops the import
    /// of a price or stock list; supplier files are taken without their rejected rows.
    #[arg(long)]
    skip_rejected: bool,
    /// Write the report, a line per row, to this file as CSV.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

pub(crate) async fn run(import: Import, config: &Config) -> anyhow::Result<ExitCode> {
    let store = Store::connect(&config.database, &config.redis_url).await.context("the database does not answer")?;
    let now = now();
    let mut session = store.begin_import(now).await?;
    let mut report = Report::new();
    let is_demo = matches!(import, Import::Demo { .. });
    let (options, strict) = match import {
        Import::Demo { options } => {
            take_demo(&mut session, &mut report).await?;
            (options, true)
        }
        Import::Files { paths, options } => {
            take_files(&mut session, &mut report, &paths).await?;
            (options, false)
        }
        Import::Prices { path, list, name, options } => {
            take_prices(&mut session, &mut report, &path, &list, name.as_deref()).await?;
            (options, true)
        }
        Import::Stock { path, options } => {
            take_stock(&mut session, &mut report, &path).await?;
            (options, true)
        }
    };
    report.print();
    if let Some(path) = &options.report {
        report.write(path).with_context(|| format!("the report cannot be written to {}", path.display()))?;
        println!("Report of every row: {}", path.display());
    }
    let counts = report.counts;
    if strict && counts.rejected > 0 && !options.skip_rejected {
        session.roll_back().await?;
        println!(
            "Nothing was written: {} rows were rejected. Correct them, or leave them out with --skip-rejected.",
            counts.rejected
        );
        return Ok(ExitCode::FAILURE);
    }
    if options.apply {
        session.commit().await?;
        store.purge_pages(&CATALOG_PAGES.map(str::to_owned).into(), now).await?;
        if is_demo {
            order_demo_goods(&store).await?;
            super::demo_pages::publish(&store, now).await?;
        }
        println!("Written.");
    } else {
        session.roll_back().await?;
        println!("Dry run: nothing was written. Add --apply to write it.");
    }
    Ok(ExitCode::SUCCESS)
}

fn now() -> chrono::DateTime<chrono::Utc> {
    #[expect(clippy::disallowed_methods, reason = "the edge is where time is read")]
    chrono::Utc::now()
}

async fn take_demo(session: &mut ImportSession, report: &mut Report) -> anyhow::Result<()> {
    for (code, name) in demo::LOCATIONS {
        session.stock_location(code, name).await?;
    }
    for list in demo::PRICE_LISTS {
        session.price_list(list.code, list.name, Currency::Eur).await?;
        session.customer_group(list.group, list.code).await?;
    }
    let parts = demo::catalog();
    let progress = progress(parts.len(), "demo catalog");
    for (place, part) in parts.into_iter().enumerate() {
        let sku = &part.draft.sku;
        let source = SourceLine { file: "demo".to_owned(), line: 0, label: sku.to_string() };
        let outcome = session.part(&part.draft).await?;
        report.row(&source, outcome, &[]);
        let breaks = part.prices.iter().map(|(min_quantity, cents)| QuantityBreak {
            min_quantity: *min_quantity,
            unit_price: Money::new(*cents, Currency::Eur),
        });
        let ladder =
            PriceLadder::new(breaks.collect()).with_context(|| format!("the prices of {sku} are not a ladder"))?;
        if let ImportOutcome::Rejected(reason) = session.prices(sku, &ladder).await? {
            report.row(&source, ImportOutcome::Rejected(reason), &[]);
        }
        for list in demo::PRICE_LISTS.iter().filter(|list| list.categories.contains(&part.draft.category.as_str())) {
            let breaks = ladder.breaks().iter().map(|step| QuantityBreak {
                unit_price: Money::new(step.unit_price.minor * list.percent / 100, Currency::Eur),
                ..*step
            });
            let own = PriceLadder::new(breaks.collect()).with_context(|| format!("{}: {sku}", list.code))?;
            session.prices_in(list.code, sku, &own).await?;
        }
        // What was sold since the first import must not be undone by a second.
        if !session.has_stock_level(sku).await? {
            for (location, on_hand) in &part.stock {
                if let ImportOutcome::Rejected(reason) = session.stock(sku, location, *on_hand, "opening stock").await?
                {
                    report.row(&source, ImportOutcome::Rejected(reason), &[]);
                }
            }
        }
        for (location, _) in &part.stock {
            session.bin(sku, location, &demo::bin(place)).await?;
        }
        progress.inc(1);
    }
    progress.finish_and_clear();
    Ok(())
}

/// What is on its way to a fresh installation. Where purchase orders are known already, nothing.
async fn order_demo_goods(store: &Store) -> anyhow::Result<()> {
    let known = [PurchaseOrders::Open, PurchaseOrders::Closed];
    for which in known {
        if !store.purchase_orders(which).await?.is_empty() {
            return Ok(());
        }
    }
    let now = now();
    for order in demo::purchase_orders(&demo::catalog(), now.date_naive()) {
        let euro = |(sku, pieces, cents)| (sku, pieces, Money::new(cents, Currency::Eur));
        let new = NewPurchaseOrder {
            supplier: order.supplier.to_owned(),
            location: order.location.to_owned(),
            expected_on: Some(order.expected_on),
            note: String::new(),
            lines: order.lines.into_iter().map(euro).collect(),
        };
        let random = uuid::Uuid::new_v4().as_u64_pair().0;
        store.create_purchase_order(&new, random, &Actor::System("demo catalog"), now).await?;
    }
    Ok(())
}

async fn take_files(session: &mut ImportSession, report: &mut Report, paths: &[PathBuf]) -> anyhow::Result<()> {
    let mut files = Vec::new();
    for path in paths {
        find_files(path, &mut files).with_context(|| format!("{} cannot be read", path.display()))?;
    }
    files.sort();
    files.dedup();
    anyhow::ensure!(!files.is_empty(), "there are no .orc or .eng files among the given paths");
    let reading = progress(files.len(), "reading");
    let mut rows = Vec::new();
    for file in &files {
        let name = file.display().to_string();
        let bytes = std::fs::read(file).with_context(|| format!("{name} cannot be read"))?;
        let read = if has_extension(file, "orc") {
            import::orc::read(&name, &bytes)
        } else {
            import::eng::read(&name, &bytes)
        };
        match read {
            Ok(read) => rows.extend(read),
            Err(error) => report.file_error(&name, &error.to_string()),
        }
        reading.inc(1);
    }
    reading.finish_and_clear();
    println!("{} files read, {} rows.", files.len(), rows.len());
    let rows = import::dedupe(rows);
    let writing = progress(rows.len(), "taking in");
    for ReadRow { source, outcome, warnings } in rows {
        let warnings: Vec<_> = warnings.iter().map(ToString::to_string).collect();
        let outcome = match outcome {
            Ok(draft) => session.part(&draft).await?,
            Err(rejection) => ImportOutcome::Rejected(rejection.to_string()),
        };
        report.row(&source, outcome, &warnings);
        writing.inc(1);
    }
    writing.finish_and_clear();
    Ok(())
}

async fn take_prices(
    session: &mut ImportSession,
    report: &mut Report,
    path: &Path,
    list: &str,
    title: Option<&str>,
) -> anyhow::Result<()> {
    if let Some(title) = title {
        let fits = |text: &str, most: usize| (1..=most).contains(&text.trim().chars().count());
        anyhow::ensure!(
            fits(list, 40) && fits(title, 80),
            "a list has a code of up to 40 and a name of up to 80 characters"
        );
        if session.price_list(list, title.trim(), Currency::Eur).await? {
            println!("The price list “{list}” is new.");
        }
    }
    anyhow::ensure!(
        session.has_price_list(list).await?,
        "there is no price list “{list}”; give it a --name to make it"
    );
    let name = path.display().to_string();
    let bytes = std::fs::read(path).with_context(|| format!("{name} cannot be read"))?;
    let rows = import::price_list::read(&name, &bytes)?.entries;
    let progress = progress(rows.len(), "prices");
    for row in rows {
        let outcome = match &row.outcome {
            Ok(price) => session.prices_in(list, &price.sku, &price.ladder).await?,
            Err(rejection) => ImportOutcome::Rejected(rejection.to_string()),
        };
        report.row(&row.source, outcome, &[]);
        progress.inc(1);
    }
    progress.finish_and_clear();
    Ok(())
}

async fn take_stock(session: &mut ImportSession, report: &mut Report, path: &Path) -> anyhow::Result<()> {
    let name = path.display().to_string();
    let bytes = std::fs::read(path).with_context(|| format!("{name} cannot be read"))?;
    let rows = import::stock_list::read(&name, &bytes)?;
    let progress = progress(rows.len(), "stock");
    for row in rows {
        let outcome = match &row.outcome {
            Ok(count) => session.stock(&count.sku, &count.location, count.on_hand, "stock list").await?,
            Err(rejection) => ImportOutcome::Rejected(rejection.to_string()),
        };
        report.row(&row.source, outcome, &[]);
        progress.inc(1);
    }
    progress.finish_and_clear();
    Ok(())
}

fn has_extension(path: &Path, extension: &str) -> bool {
    path.extension().is_some_and(|found| found.eq_ignore_ascii_case(extension))
}

fn find_files(path: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    if path.is_dir() {
        for entry in std::fs::read_dir(path)? {
            find_files(&entry?.path(), files)?;
        }
    } else if has_extension(path, "orc") || has_extension(path, "eng") {
        files.push(path.to_owned());
    } else {
        // A named file that is not there is a mistake; other files in a folder are not ours.
        std::fs::metadata(path)?;
    }
    Ok(())
}

fn progress(length: usize, what: &'static str) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{msg:>14} [{bar:40}] {pos}/{len} {eta}")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(length as u64).with_style(style).with_message(what)
}

/// What became of every row.
struct Report {
    counts: ImportCounts,
    lines: Vec<ReportLine>,
    reasons: BTreeMap<String, (u64, String)>,
}

struct ReportLine {
    source: SourceLine,
    outcome: &'static str,
    reason: String,
    warnings: String,
}

impl Report {
    const fn new() -> Self {
        Self {
            counts: ImportCounts { taken: 0, changed: 0, unchanged: 0, rejected: 0 },
            lines: Vec::new(),
            reasons: BTreeMap::new(),
        }
    }

    fn row(&mut self, source: &SourceLine, outcome: ImportOutcome, warnings: &[String]) {
        self.counts.count(&outcome);
        let (word, reason) = match outcome {
            ImportOutcome::Taken => ("taken", String::new()),
            ImportOutcome::Changed => ("changed", String::new()),
            ImportOutcome::Unchanged => ("unchanged", String::new()),
            ImportOutcome::Rejected(reason) => ("rejected", reason),
        };
        if word == "rejected" {
            let entry = self.reasons.entry(reason.clone()).or_insert_with(|| (0, source.to_string()));
            entry.0 += 1;
        }
        self.lines.push(ReportLine { source: source.clone(), outcome: word, reason, warnings: warnings.join("; ") });
    }

    fn file_error(&mut self, file: &str, error: &str) {
        let source = SourceLine { file: file.to_owned(), line: 0, label: String::new() };
        self.row(&source, ImportOutcome::Rejected(error.to_owned()), &[]);
    }

    /// The counts, and each reason for a rejection with how often and where first.
    fn print(&self) {
        let ImportCounts { taken, changed, unchanged, rejected } = self.counts;
        let warned = self.lines.iter().filter(|line| !line.warnings.is_empty()).count();
        for (reason, (count, first)) in &self.reasons {
            let times = if *count > 1 { format!(" ({count} times)") } else { String::new() };
            println!("rejected  {first}: {reason}{times}");
        }
        println!(
            "{taken} taken, {changed} changed, {unchanged} unchanged, {rejected} rejected; {warned} taken with a note."
        );
    }

    /// Every row as CSV.
    fn write(&self, path: &Path) -> std::io::Result<()> {
        let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
        let mut file = std::io::BufWriter::new(std::fs::File::create(path)?);
        writeln!(file, "file,line,label,outcome,reason,notes")?;
        for line in &self.lines {
            let ReportLine { source, outcome, reason, warnings } = line;
            writeln!(
                file,
                "{},{},{},{outcome},{},{}",
                quoted(&source.file),
                source.line,
                quoted(&source.label),
                quoted(reason),
                quoted(warnings)
            )?;
        }
        file.flush()
    }
}
