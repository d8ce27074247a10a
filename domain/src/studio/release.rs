//! The life of a release: several drafts that are published together, all or none.

use serde::{Deserialize, Serialize};

/// Where a release is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReleaseState {
    /// Being put together.
    Open,
    /// An editor asks a publisher to publish it.
    Proposed,
    /// It will be published at its time.
    Scheduled,
    /// Visitors see it.
    Published,
    /// It was published until its end, and what was there before is there again.
    Ended,
    /// It was published and taken back.
    RolledBack,
    /// It came to nothing.
    Cancelled,
}

/// What happens to a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReleaseEvent {
    /// An editor asks for it to be published.
    Propose,
    /// A publisher sends it back, with a reason.
    SendBack,
    /// A publisher gives it a time.
    Schedule,
    /// It is published.
    Publish,
    /// Its end has come.
    End,
    /// A publisher takes it back.
    RollBack,
    /// It is given up.
    Cancel,
}

impl ReleaseState {
    /// All of them, in the order of their life.
    pub const ALL: [Self; 7] =
        [Self::Open, Self::Proposed, Self::Scheduled, Self::Published, Self::Ended, Self::RolledBack, Self::Cancelled];

    /// The name kept in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Proposed => "proposed",
            Self::Scheduled => "scheduled",
            Self::Published => "published",
            Self::Ended => "ended",
            Self::RolledBack => "rolled_back",
            Self::Cancelled => "cancelled",
        }
    }

    /// What people read.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Open => "Open",
            Self::Proposed => "Waits for a publisher",
            Self::Scheduled => "Scheduled",
            Self::Published => "Published",
            Self::Ended => "Ended",
            Self::RolledBack => "Rolled back",
            Self::Cancelled => "Cancelled",
        }
    }

    /// Reads the name kept in the database.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Where an event leads; nothing where it cannot happen.
    pub const fn after(self, event: ReleaseEvent) -> Option<Self> {
        use ReleaseEvent as Event;
        Some(match (self, event) {
            (Self::Open, Event::Propose) => Self::Proposed,
            (Self::Proposed, Event::SendBack) => Self::Open,
            (Self::Open | Self::Proposed | Self::Scheduled, Event::Schedule) => Self::Scheduled,
            (Self::Open | Self::Proposed | Self::Scheduled, Event::Publish) => Self::Published,
            (Self::Published, Event::End) => Self::Ended,
            (Self::Published, Event::RollBack) => Self::RolledBack,
            (Self::Open | Self::Proposed | Self::Scheduled, Event::Cancel) => Self::Cancelled,
            _ => return None,
        })
    }

    /// Whether drafts may still be put in and taken out.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Open)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_ends_in_one_of_three_ways() {
        for state in ReleaseState::ALL {
            assert_eq!(ReleaseState::parse(state.name()), Some(state));
        }
        for last in [ReleaseState::Ended, ReleaseState::RolledBack, ReleaseState::Cancelled] {
            use ReleaseEvent as Event;
            for event in [
                Event::Propose,
                Event::SendBack,
                Event::Schedule,
                Event::Publish,
                Event::End,
                Event::RollBack,
                Event::Cancel,
            ] {
                assert_eq!(last.after(event), None);
            }
        }
    }
}
