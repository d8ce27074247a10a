//! Rules of work for later: when a failed job is tried again, when a schedule is due, which kinds of job get a
//! worker's free slots. What must not live here: clocks, chance, rows.

mod backoff;
mod schedule;
mod slots;

pub use backoff::Backoff;
pub use schedule::{CatchUp, Schedule};
pub use slots::{Claim, Waiting, claims};

/// How soon a job gets its turn among those that are due. The smaller number goes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Priority {
    /// Somebody waits for it: a mail with a link to click.
    High,
    /// What most jobs are.
    Normal,
    /// Housekeeping.
    Low,
}

impl Priority {
    /// The number kept in the database.
    pub const fn number(self) -> u8 {
        match self {
            Self::High => 1,
            Self::Normal => 2,
            Self::Low => 3,
        }
    }
}

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum JobState {
    /// Waits for its moment and a worker.
    Queued,
    /// A worker has leased it.
    Running,
    /// Done.
    Done,
    /// Given up; somebody has to look at it.
    Dead,
}

impl JobState {
    /// All of them, in order.
    pub const ALL: [Self; 4] = [Self::Queued, Self::Running, Self::Done, Self::Dead];

    /// The name kept in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Done => "done",
            Self::Dead => "dead",
        }
    }

    /// Reads the name kept in the database.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}
