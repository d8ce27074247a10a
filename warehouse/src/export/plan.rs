//! Which days a run exports.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use store::reports::Snapshot;

use super::Which;
use crate::lake::Corrected;
use crate::{DayManifest, Error, Lake, Result};

/// For how long something may have been under way before a snapshot that does not show it yet.
const UNDER_WAY: TimeDelta = TimeDelta::minutes(10);

/// What is to be done.
pub(super) struct Plan {
    pub(super) days: BTreeSet<NaiveDate>,
    /// The last day that is over.
    pub(super) yesterday: NaiveDate,
}

pub(super) async fn plan(
    snapshot: &mut Snapshot,
    lake: &Lake,
    which: Which,
    there: &BTreeSet<NaiveDate>,
    corrected: Option<&Corrected>,
) -> Result<Plan> {
    // A day is over once the replica has heard of its end.
    let yesterday = (snapshot.taken_at() - lag(snapshot)).date_naive().pred_opt().unwrap_or_default();
    let days = match which {
        Which::Between(_, to) if to > yesterday => return Err(Error::NotOver(to)),
        Which::Between(from, to) => from.iter_days().take_while(|day| *day <= to).collect(),
        Which::Missing => {
            let first = snapshot.first_day().await?.unwrap_or(yesterday);
            let mut days: BTreeSet<NaiveDate> =
                first.iter_days().take_while(|day| *day <= yesterday).filter(|day| !there.contains(day)).collect();
            if let Some(corrected) = corrected {
                days.extend(changed(snapshot, lake, there, corrected).await?);
            }
            days
        }
    };
    Ok(Plan { days, yesterday })
}

/// Days that are there and have changed since. A movement of an earlier day is in the stock of every day after it.
pub(crate) async fn changed(
    snapshot: &mut Snapshot,
    lake: &Lake,
    there: &BTreeSet<NaiveDate>,
    corrected: &Corrected,
) -> Result<BTreeSet<NaiveDate>> {
    let mut days = BTreeSet::new();
    for changed in snapshot.changed_days(corrected.until, corrected.last_movement_id).await? {
        let Some(manifest) = lake.day(changed.day).await? else { continue };
        let seen_until = manifest_seen_until(&manifest);
        if changed.at >= seen_until {
            days.insert(changed.day);
        }
        if changed.moved_at.is_some_and(|moved_at| moved_at >= seen_until) {
            days.extend(there.range(changed.day..));
        }
    }
    Ok(days)
}

/// Everything that happened before this is in a snapshot.
pub(super) fn seen_until(snapshot: &Snapshot) -> DateTime<Utc> {
    snapshot.taken_at() - lag(snapshot) - UNDER_WAY
}

fn lag(snapshot: &Snapshot) -> TimeDelta {
    snapshot.lag().and_then(|lag| TimeDelta::from_std(lag).ok()).unwrap_or_default()
}

fn manifest_seen_until(manifest: &DayManifest) -> DateTime<Utc> {
    let lag = manifest
        .lag_milliseconds
        .and_then(|lag| i64::try_from(lag).ok())
        .map_or(TimeDelta::zero(), TimeDelta::milliseconds);
    manifest.snapshot_at - lag - UNDER_WAY
}
