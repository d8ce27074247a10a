//! The two servers of a shop as this process sees them: which is the primary, how it stands with the other, and the pool
//! of that other one.

use std::sync::Arc;
use std::time::{Duration, Instant};

use arc_swap::ArcSwap;
use sqlx::MySqlPool;
use sqlx::mysql::MySqlConnectOptions;
use tokio::sync::Notify;

use super::pool::Aim;
use super::standing::{ReplicaState, Standing};
use super::{Databases, Look, Looker, name_of, verdict};
use crate::Result;

/// The two servers, for as long as the process lives.
pub(crate) struct Servers {
    pub(super) options: [MySqlConnectOptions; 2],
    names: [String; 2],
    pub(super) replica: MySqlPool,
    aims: Aims,
    limit: Duration,
    seen: ArcSwap<Seen>,
    wake: Notify,
}

/// Where the pools lead.
struct Aims {
    primary: Arc<Aim>,
    replica: Arc<Aim>,
}

/// What was seen last.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen {
    /// Which of the two is the primary.
    pub(super) primary: usize,
    /// The latest promotion that either has told of.
    pub(super) term: u64,
    /// How it stands with the replica.
    pub(super) standing: Standing,
    /// Both take writes.
    pub(super) are_two_open: bool,
}

/// What has changed with a look.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Change {
    /// The primary is another server.
    pub(super) is_switched: bool,
    /// The replica is read from again, or no longer.
    pub(super) is_used: Option<bool>,
    /// Both take writes, and did not before.
    pub(super) are_two_open: bool,
}

/// The pool of the primary; with two databases also what is known of both.
pub(crate) async fn connect(databases: &Databases) -> Result<(MySqlPool, Option<Arc<Servers>>)> {
    let Some(other) = &databases.other else { return Ok((databases.one.connect().await?, None)) };
    let options = [databases.one.options.clone(), other.options.clone()];
    let aims = Aims { primary: Aim::new(), replica: Aim::new() };
    let now = Instant::now();
    let servers = Servers {
        names: [name_of(&options[0]), name_of(&options[1])],
        replica: other.replica(&aims.replica),
        limit: databases.lag_limit,
        seen: ArcSwap::from_pointee(Seen {
            primary: 0,
            term: 0,
            standing: Standing::unknown(now),
            are_two_open: false,
        }),
        wake: Notify::new(),
        options,
        aims,
    };
    let database = databases.one.primary(&servers.aims.primary);
    let [mut one, mut other] = [Looker::new(&servers.options[0]), Looker::new(&servers.options[1])];
    let (one, other) = tokio::join!(one.look(), other.look());
    // One of them has to answer.
    let one = if other.is_ok() { one.ok() } else { Some(one?) };
    servers.take_in(&database, [one.as_ref(), other.ok().as_ref()], now);
    Ok((database, Some(Arc::new(servers))))
}

impl Servers {
    /// What was seen last.
    pub(super) fn seen(&self) -> Arc<Seen> {
        self.seen.load_full()
    }

    /// What people and metrics call a server.
    pub(super) fn name(&self, at: usize) -> &str {
        &self.names[at]
    }

    /// Takes in what the servers said when they were asked.
    pub(super) fn take_in(&self, database: &MySqlPool, looks: [Option<&Look>; 2], asked: Instant) -> Change {
        let before = self.seen();
        let term = looks.iter().flatten().map(|look| look.term).fold(before.term, u64::max);
        let primary = verdict::primary(before.primary, looks, term);
        let other = 1 - primary;
        let is_switched = primary != before.primary;
        if let Some(look) = looks[primary] {
            self.aims.primary.at(database, &self.options[primary], &look.server, is_switched);
        }
        let mut standing = if is_switched { Standing::unknown(asked) } else { before.standing };
        standing = if let Some(look) = looks[other] {
            if self.aims.replica.at(&self.replica, &self.options[other], &look.server, is_switched) {
                standing = Standing::unknown(asked);
            }
            standing.measured(lag(looks[primary], look), self.limit, asked)
        } else {
            if is_switched {
                self.aims.replica.at_silent(&self.replica, &self.options[other]);
            }
            standing.failed()
        };
        let are_two_open = verdict::are_two_open(looks);
        self.seen.store(Arc::new(Seen { primary, term, standing, are_two_open }));
        let was_used = before.standing.state == ReplicaState::Used;
        let is_used = standing.state == ReplicaState::Used;
        Change {
            is_switched,
            is_used: (was_used != is_used).then_some(is_used),
            are_two_open: are_two_open && !before.are_two_open,
        }
    }

    /// Whether what is read from the replica now is at most the limit old.
    pub(super) fn is_near(&self) -> bool {
        self.seen.load().standing.is_near(self.limit, Instant::now())
    }

    /// The replica has failed somebody: it is left at once.
    pub(super) fn leave_replica(&self) {
        self.seen.rcu(|seen| Seen { standing: seen.standing.failed(), ..**seen });
        self.wake();
    }

    /// Closes the pool of the replica.
    pub(crate) async fn close(&self) {
        self.replica.close().await;
    }

    /// Has the servers looked at now.
    pub(crate) fn wake(&self) {
        self.wake.notify_one();
    }

    /// Waits until somebody wants the servers looked at, at most so long.
    pub(super) async fn woken(&self, most: Duration) {
        // Either is a reason to look.
        _ = tokio::time::timeout(most, self.wake.notified()).await;
    }

    /// How it stands with the replica, and how far it may be behind now.
    pub(crate) fn replica_state(&self) -> (ReplicaState, Option<Duration>) {
        let seen = self.seen.load();
        let now = Instant::now();
        let lag = seen.standing.lag_now(now);
        match seen.standing.state {
            // Nobody has looked for a while.
            ReplicaState::Used if !seen.standing.is_near(self.limit, now) => (ReplicaState::Lags, lag),
            state => (state, lag),
        }
    }
}

/// How far a replica is behind, at most: the age of the heartbeat that it shows, by the later of the two clocks.
fn lag(primary: Option<&Look>, replica: &Look) -> Option<Duration> {
    let now = primary.map_or(replica.now, |primary| primary.now.max(replica.now));
    Some((now - replica.beat?).to_std().unwrap_or(Duration::ZERO))
}

#[cfg(test)]
mod tests {
    use chrono::{NaiveDateTime, TimeDelta};

    use super::*;

    #[test]
    fn a_clock_that_is_behind_makes_no_replica_look_nearer() {
        let at = |seconds| NaiveDateTime::default() + TimeDelta::seconds(seconds);
        let look = |now, beat| Look { server: "a".into(), is_read_only: true, term: 0, now: at(now), beat };
        let primary = look(100, Some(at(100)));
        assert_eq!(lag(Some(&primary), &look(70, Some(at(99)))), Some(Duration::from_secs(1)));
        assert_eq!(lag(None, &look(70, Some(at(99)))), Some(Duration::ZERO));
        assert_eq!(lag(Some(&primary), &look(103, Some(at(99)))), Some(Duration::from_secs(4)));
        assert_eq!(lag(Some(&primary), &look(100, None)), None);
    }
}
