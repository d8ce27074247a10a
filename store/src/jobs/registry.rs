//! The one list of what a worker can do, and of what it does by the clock.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::time::Duration;

use domain::jobs::{Backoff, CatchUp, Priority, Schedule};

use super::handler::{Context, Failure, Job};
use crate::Store;

type Running = Pin<Box<dyn Future<Output = Result<(), Failure>> + Send>>;

/// A kind of job, as the engine knows it.
#[derive(Clone, Copy)]
pub(super) struct Kind {
    pub(super) slots: u32,
    pub(super) timeout: Duration,
    pub(super) backoff: Backoff,
    pub(super) run: fn(Store, String, Context) -> Running,
}

/// A kind of job that is written by the clock.
#[derive(Clone, Copy)]
pub(super) struct Scheduled {
    /// The kind, which is the name of the schedule too.
    pub(super) name: &'static str,
    pub(super) schedule: Schedule,
    pub(super) catch_up: CatchUp,
    pub(super) defaults: (Priority, u32),
}

/// Kinds of job and schedules.
#[derive(Clone, Default)]
pub struct Registry {
    pub(super) kinds: BTreeMap<&'static str, Kind>,
    pub(super) schedules: Vec<Scheduled>,
}

impl Registry {
    /// All kinds and schedules of the shop, slice by slice.
    pub fn shop() -> Self {
        let every = |seconds| Schedule::Every { seconds };
        let daily = |hour, minute| Schedule::Daily { hour, minute };
        Self::default()
            .scheduled::<crate::accounts::ClearExpired>(every(3_600), CatchUp::Once)
            .with::<crate::mail::SendMail>()
            .scheduled::<crate::mail::ClearSentContents>(daily(3, 10), CatchUp::Once)
            .scheduled::<crate::catalog::ClearEvents>(every(600), CatchUp::Once)
            .scheduled::<crate::inventory::ReleaseHolds>(every(15), CatchUp::Once)
            .scheduled::<crate::inventory::VerifyLedger>(every(3_600), CatchUp::Once)
            .scheduled::<crate::inventory::LowStock>(daily(6, 0), CatchUp::Once)
            .with::<crate::orders::OrderPlaced>()
            .with::<crate::studio::PublishRelease>()
            .scheduled::<crate::studio::ReleasesDue>(every(60), CatchUp::Once)
            .with::<crate::edge::PurgePages>()
            .with::<crate::studio::bulk::RunImport>()
            .scheduled::<super::ClearFinished>(daily(3, 40), CatchUp::Once)
    }

    /// All kinds and schedules of the warehouse, which a worker of its own does.
    pub fn warehouse() -> Self {
        let daily = |hour, minute| Schedule::Daily { hour, minute };
        Self::default()
            .scheduled::<crate::reports::ExportNight>(daily(1, 10), CatchUp::Once)
            .with::<crate::reports::ExportDays>()
            .scheduled::<crate::reports::Verify>(daily(4, 30), CatchUp::Once)
    }

    /// What some worker or other can do, for the desk.
    pub(super) fn of_all_workers() -> Self {
        let mut all = Self::shop();
        let Self { kinds, schedules } = Self::warehouse();
        all.kinds.extend(kinds);
        all.schedules.extend(schedules);
        all
    }

    /// With one more kind.
    pub fn with<J: Job>(mut self) -> Self {
        let kind = Kind { slots: J::SLOTS.max(1), timeout: J::TIMEOUT, backoff: J::BACKOFF, run: run::<J> };
        self.kinds.insert(J::KIND, kind);
        self
    }

    /// With one more kind, and its schedule.
    pub fn scheduled<J: Job>(mut self, schedule: Schedule, catch_up: CatchUp) -> Self {
        let defaults = (J::PRIORITY, J::ATTEMPTS);
        self.schedules.push(Scheduled { name: J::KIND, schedule, catch_up, defaults });
        self.with::<J>()
    }

    /// When a schedule is due.
    pub(super) fn schedule(&self, name: &str) -> Option<Schedule> {
        self.schedules.iter().find(|scheduled| scheduled.name == name).map(|scheduled| scheduled.schedule)
    }

    /// Whether a worker of this program can run a kind.
    pub fn knows(&self, kind: &str) -> bool {
        self.kinds.contains_key(kind)
    }
}

fn run<J: Job>(store: Store, payload: String, context: Context) -> Running {
    Box::pin(async move {
        let job: J = serde_json::from_str(&payload)
            .map_err(|error| Failure::Permanent(format!("the payload cannot be read: {error}")))?;
        job.run(&store, &context).await
    })
}
