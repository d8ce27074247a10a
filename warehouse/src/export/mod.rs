//! The export: from one snapshot of the shop, the dimensions, then day by day the facts, each day's manifest last. What
//! must not live here: SQL, and which columns there are.
//!
//! A run may die at any moment. What it wrote is whole; a day without manifest is not there; the next run writes the
//! same bytes where it is done again. Nothing larger than a dimension is kept in memory.

mod day;
mod dimensions;
mod plan;

pub(crate) use plan::changed;

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};
use store::Store;
use store::reports::{Costs, Difference, LakeHold, LedgerSums, RunKind, RunProgress, Snapshot, StockAtDay};

use crate::lake::Corrected;
use crate::schema::SCHEMA_VERSION;
use crate::verify::compare_day;
use crate::{Error, Lake, Result};

/// How long to wait for another run before saying so, and waiting on.
const WAIT: Duration = Duration::from_secs(10);
/// Most days that are exported before they are compared.
const COMPARED_AT_ONCE: usize = 31;

/// What is to be exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// What is not there yet up to yesterday, and days that changed since they were exported.
    Missing,
    /// These days, whether they are there or not.
    Between(NaiveDate, NaiveDate),
}

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Another run has the lake.
    Waiting,
    /// The run is under way.
    Running {
        /// Days to be done.
        days: u32,
        /// Days that are.
        done: u32,
        /// Rows written so far.
        rows: u64,
    },
}

/// What a run did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// The days that it wrote, oldest first.
    pub days: Vec<NaiveDate>,
    /// The days among them that had been there, and had changed.
    pub corrected: Vec<NaiveDate>,
    /// Rows written.
    pub rows: u64,
    /// What the lake and the shop do not agree on.
    pub differences: Vec<Difference>,
}

/// Exports, and compares what it wrote with the same snapshot. `clock` is asked once the lake is ours: the run is
/// stamped with that moment, and days that were not over then are not exported.
#[tracing::instrument(name = "warehouse.export", skip_all)]
pub async fn run(
    store: &Store,
    lake: &Lake,
    which: Which,
    clock: fn() -> DateTime<Utc>,
    progress: &(dyn Fn(Progress) + Send + Sync),
) -> Result<Exported> {
    let mut hold = take_hold(store, progress).await?;
    let now = clock();
    let kind = if which == Which::Missing { RunKind::Night } else { RunKind::Days };
    let id = store.begin_run(kind, now).await?;
    let run = Run { store, lake, id, clock, progress };
    let exported = run.export(which, now, &mut hold).await;
    let outcome = exported.as_ref().map(|exported| exported.differences.as_slice()).map_err(ToString::to_string);
    store.end_run(id, outcome.as_ref().map(|found| *found).map_err(String::as_str), clock()).await?;
    hold.let_go().await?;
    exported
}

/// Waits until nobody else writes to the lake.
pub(crate) async fn take_hold(store: &Store, progress: &(dyn Fn(Progress) + Send + Sync)) -> Result<LakeHold> {
    loop {
        if let Some(hold) = store.hold_lake(WAIT).await? {
            return Ok(hold);
        }
        progress(Progress::Waiting);
    }
}

/// A run under way.
struct Run<'a> {
    store: &'a Store,
    lake: &'a Lake,
    id: i64,
    clock: fn() -> DateTime<Utc>,
    progress: &'a (dyn Fn(Progress) + Send + Sync),
}

impl Run<'_> {
    async fn export(&self, which: Which, now: DateTime<Utc>, hold: &mut LakeHold) -> Result<Exported> {
        self.lake.sweep().await?;
        let mut snapshot = self.store.snapshot(now).await?;
        let there = self.lake.day_list().await?;
        let corrected = self.lake.corrected().await?;
        let plan = plan::plan(&mut snapshot, self.lake, which, &there, corrected.as_ref()).await?;
        let until = Corrected {
            schema_version: SCHEMA_VERSION,
            until: plan::seen_until(&snapshot),
            last_movement_id: snapshot.last_movement().await?,
        };
        // Whatever is exported from now on has at least this in it.
        if there.is_empty() && corrected.is_none() {
            self.lake.write_corrected(&until).await?;
        }
        let differences = dimensions::export(&mut snapshot, self.lake, plan.yesterday).await?;
        let mut exported = Exported { days: Vec::new(), corrected: Vec::new(), rows: 0, differences };
        let mut carried = Carried::default();
        self.note(&plan.days, &exported, &snapshot).await?;
        for days in stretches(&plan.days) {
            for day in &days {
                if !hold.is_held().await? {
                    return Err(Error::LostHold);
                }
                exported.rows += day::export(&mut snapshot, self.lake, *day, &mut carried).await?;
                exported.days.push(*day);
                self.note(&plan.days, &exported, &snapshot).await?;
            }
            self.compare(&mut snapshot, &days, &mut carried.ledger, &mut exported.differences).await?;
        }
        exported.corrected = plan.days.intersection(&there).copied().collect();
        if which == Which::Missing {
            self.lake.write_corrected(&until).await?;
        }
        snapshot.close().await?;
        tracing::info!(
            days = exported.days.len(),
            corrected = exported.corrected.len(),
            rows = exported.rows,
            differences = exported.differences.len(),
            "exported to the lake"
        );
        Ok(exported)
    }

    /// Compares days that follow each other with what the snapshot says they come to.
    async fn compare(
        &self,
        snapshot: &mut Snapshot,
        days: &[NaiveDate],
        ledger: &mut LedgerSums,
        differences: &mut Vec<Difference>,
    ) -> Result<()> {
        let (Some(first), Some(last)) = (days.first(), days.last()) else { return Ok(()) };
        for (day, totals) in snapshot.totals(*first, *last, ledger).await? {
            differences.extend(compare_day(self.lake, day, Some(&totals)).await?.1);
        }
        Ok(())
    }

    async fn note(&self, days: &BTreeSet<NaiveDate>, exported: &Exported, snapshot: &Snapshot) -> Result<()> {
        let (all, done) = (count(days.len()), count(exported.days.len()));
        let noted = RunProgress {
            snapshot_at: Some(snapshot.taken_at()),
            lag_milliseconds: lag_milliseconds(snapshot),
            span: days.first().copied().zip(days.last().copied()),
            days: all,
            days_done: done,
            rows: exported.rows,
        };
        self.store.note_run(self.id, &noted, (self.clock)()).await?;
        (self.progress)(Progress::Running { days: all, done, rows: exported.rows });
        Ok(())
    }
}

/// What is carried from day to day.
#[derive(Default)]
struct Carried {
    stock: StockAtDay,
    costs: Costs,
    ledger: LedgerSums,
}

/// Days in stretches without a gap, none too long.
fn stretches(days: &BTreeSet<NaiveDate>) -> Vec<Vec<NaiveDate>> {
    let mut stretches: Vec<Vec<NaiveDate>> = Vec::new();
    for day in days {
        match stretches.last_mut() {
            Some(stretch)
                if stretch.len() < COMPARED_AT_ONCE && stretch.last().and_then(NaiveDate::succ_opt) == Some(*day) =>
            {
                stretch.push(*day);
            }
            _ => stretches.push(vec![*day]),
        }
    }
    stretches
}

pub(crate) fn lag_milliseconds(snapshot: &Snapshot) -> Option<u64> {
    snapshot.lag().map(|lag| u64::try_from(lag.as_millis()).unwrap_or(u64::MAX))
}

pub(crate) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_ends_a_stretch() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 11, day).expect("a day");
        let days = BTreeSet::from([day(1), day(2), day(4), day(5), day(6), day(9)]);
        assert_eq!(stretches(&days), [vec![day(1), day(2)], vec![day(4), day(5), day(6)], vec![day(9)]]);
        assert_eq!(stretches(&BTreeSet::new()), Vec::<Vec<NaiveDate>>::new());
    }
}
