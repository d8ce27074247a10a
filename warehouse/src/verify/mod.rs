//! Comparing the lake with the shop: the files are read back, their bytes are those that were written, and their rows
//! come to what the shop's own sums say, to the cent and the piece. What must not live here: who is told of a difference.

mod files;

pub(crate) use files::{add_up, compare_file, read};

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use store::Store;
use store::reports::{DayTotals, Difference, LedgerSums, RunKind, RunProgress};

use crate::export::{Progress, changed, count, lag_milliseconds, take_hold};
use crate::{Lake, Result};

/// Days whose sums are asked for at a time.
const AT_ONCE: usize = 31;

/// What a comparison found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Compared {
    /// Days that were compared.
    pub days: u32,
    /// Days that have changed in the shop since they were exported: the next night exports them again. Only their files
    /// were compared with what was written.
    pub changed: BTreeSet<NaiveDate>,
    /// Rows read.
    pub rows: u64,
    /// What does not agree.
    pub differences: Vec<Difference>,
}

/// Compares the days that are there between two with a snapshot of now; all that are there where no day is given.
#[tracing::instrument(name = "warehouse.verify", skip_all)]
pub async fn run(
    store: &Store,
    lake: &Lake,
    between: (Option<NaiveDate>, Option<NaiveDate>),
    clock: fn() -> DateTime<Utc>,
    progress: &(dyn Fn(Progress) + Send + Sync),
) -> Result<Compared> {
    let hold = take_hold(store, progress).await?;
    let id = store.begin_run(RunKind::Verify, clock()).await?;
    let compared = compare(store, lake, id, between, clock, progress).await;
    let outcome = compared.as_ref().map(|compared| compared.differences.as_slice()).map_err(ToString::to_string);
    store.end_run(id, outcome.as_ref().map(|found| *found).map_err(String::as_str), clock()).await?;
    hold.let_go().await?;
    compared
}

async fn compare(
    store: &Store,
    lake: &Lake,
    id: i64,
    (from, to): (Option<NaiveDate>, Option<NaiveDate>),
    clock: fn() -> DateTime<Utc>,
    progress: &(dyn Fn(Progress) + Send + Sync),
) -> Result<Compared> {
    let mut compared = Compared::default();
    let mut snapshot = store.snapshot(clock()).await?;
    let there = lake.day_list().await?;
    let (Some(first), Some(last)) = (there.first().copied(), there.last().copied()) else { return Ok(compared) };
    let (first, last) = (from.map_or(first, |from| from.max(first)), to.map_or(last, |to| to.min(last)));
    if let Some(corrected) = lake.corrected().await? {
        compared.changed = changed(&mut snapshot, lake, &there, &corrected).await?.range(first..).copied().collect();
    }
    if let Some(dimensions) = lake.dimensions().await? {
        for file in &dimensions.files {
            compared.differences.extend(compare_file(lake, None, file).await?);
        }
    }
    let mut noted = RunProgress {
        snapshot_at: Some(snapshot.taken_at()),
        lag_milliseconds: lag_milliseconds(&snapshot),
        span: Some((first, last)),
        days: count(first.iter_days().take_while(|day| *day <= last).count()),
        ..RunProgress::default()
    };
    let mut ledger = LedgerSums::default();
    let mut next = first;
    while next <= last {
        let end = next.iter_days().take_while(|day| *day <= last).take(AT_ONCE).last().unwrap_or(last);
        for (day, totals) in snapshot.totals(next, end, &mut ledger).await? {
            let totals = (!compared.changed.contains(&day)).then_some(&totals);
            let (rows, differences) = compare_day(lake, day, totals).await?;
            compared.rows += rows;
            compared.differences.extend(differences);
            compared.days += 1;
        }
        (noted.days_done, noted.rows) = (compared.days, compared.rows);
        store.note_run(id, &noted, clock()).await?;
        progress(Progress::Running { days: noted.days, done: noted.days_done, rows: noted.rows });
        let Some(following) = end.succ_opt() else { break };
        next = following;
    }
    snapshot.close().await?;
    Ok(compared)
}

/// Compares a day with what was written and, where its sums are given, with the shop. Answers the rows read.
pub(crate) async fn compare_day(
    lake: &Lake,
    day: NaiveDate,
    shop: Option<&DayTotals>,
) -> Result<(u64, Vec<Difference>)> {
    let Some(manifest) = lake.day(day).await? else {
        let (what, lake, shop) = ("the day".to_owned(), "missing".to_owned(), "there".to_owned());
        return Ok((0, vec![Difference { day: Some(day), what, lake, shop }]));
    };
    let (mut rows, mut differences, mut lake_totals) = (0, Vec::new(), DayTotals::default());
    for entry in &manifest.files {
        let found = files::compare(lake, Some(day), entry).await?;
        differences.extend(found.differences);
        for batch in &found.batches {
            rows += batch.num_rows() as u64;
            add_up(entry.table, batch, &mut lake_totals);
        }
    }
    for (shop, of) in [(Some(&manifest.totals), "as written"), (shop, "")] {
        let Some(shop) = shop else { continue };
        for ((what, lake), (_, shop)) in lake_totals.named().zip(shop.named()).filter(|(lake, shop)| lake.1 != shop.1) {
            let what = if of.is_empty() { what.to_owned() } else { format!("{what} {of}") };
            differences.push(Difference { day: Some(day), what, lake: lake.to_string(), shop: shop.to_string() });
        }
    }
    Ok((rows, differences))
}
