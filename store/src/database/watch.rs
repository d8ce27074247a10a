//! Watching the two servers: who is the primary, how far the replica is behind; and the heartbeat that this is read off.

use std::convert::Infallible;
use std::time::{Duration, Instant};

use sqlx::{ConnectOptions, MySqlConnection, MySqlPool};

use super::Looker;
use super::look::beat;
use super::servers::{Change, Servers};
use super::standing::ReplicaState;
use crate::Store;

/// How often the servers are looked at.
const STEP: Duration = Duration::from_millis(500);
/// How often the heartbeat is looked at; whoever finds it older than 0.4 s changes it.
const BEAT: Duration = Duration::from_millis(500);
/// Longest a heartbeat may take: a primary whose replica is gone waits for it before it commits.
const BEAT_LIMIT: Duration = Duration::from_secs(5);

/// What was seen of the databases, for metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DatabaseEvent<'a> {
    /// Both servers were looked at.
    Looked {
        /// The primary, as host and port.
        primary: &'a str,
        /// The other one.
        replica: &'a str,
        /// The latest promotion.
        term: u64,
        /// How it stands with the replica.
        state: ReplicaState,
        /// How far it is behind, at most; none when that is not known.
        lag: Option<Duration>,
    },
    /// The primary is another server from now on.
    Switched,
}

impl Store {
    /// Watches the databases for as long as the process lives: follows a promotion, leaves a replica that is too far
    /// behind or silent, joins it again. Without a replica there is nothing to watch. `observe` is told what was seen.
    pub async fn watch_databases(&self, observe: impl Fn(DatabaseEvent<'_>) + Send) -> Infallible {
        match &self.servers {
            Some(servers) => tokio::join!(servers.follow(&self.database, observe), servers.keep_beating()).0,
            None => std::future::pending().await,
        }
    }

    /// Measures once, for a process that lives too shortly to watch.
    pub async fn look_at_databases(&self) {
        if let Some(servers) = &self.servers {
            let mut lookers = [Looker::new(&servers.options[0]), Looker::new(&servers.options[1])];
            _ = servers.look(&self.database, &mut lookers).await;
        }
    }

    /// How far the replica may be behind now; none when there is no replica or that is not known.
    pub fn replica_lag(&self) -> Option<Duration> {
        self.servers.as_ref()?.replica_state().1
    }

    /// How it stands with the replica.
    pub fn replica_state(&self) -> ReplicaState {
        self.servers.as_ref().map_or(ReplicaState::None, |servers| servers.replica_state().0)
    }
}

impl Servers {
    async fn look(&self, database: &MySqlPool, [one, other]: &mut [Looker; 2]) -> Change {
        let asked = Instant::now();
        let (one, other) = tokio::join!(one.look(), other.look());
        self.take_in(database, [one.ok().as_ref(), other.ok().as_ref()], asked)
    }

    async fn follow(&self, database: &MySqlPool, observe: impl Fn(DatabaseEvent<'_>) + Send) -> Infallible {
        let mut lookers = [Looker::new(&self.options[0]), Looker::new(&self.options[1])];
        loop {
            let change = self.look(database, &mut lookers).await;
            let seen = self.seen();
            let (primary, replica) = (self.name(seen.primary), self.name(1 - seen.primary));
            let (state, lag) = self.replica_state();
            if change.is_switched {
                tracing::warn!(primary, term = seen.term, "another server is the primary");
                observe(DatabaseEvent::Switched);
            }
            if change.are_two_open {
                tracing::error!(primary, other = replica, "two servers are open for writes; close the old one");
            }
            match change.is_used {
                Some(true) => tracing::info!(replica, "the replica is read from"),
                Some(false) => tracing::warn!(replica, state = state.name(), ?lag, "the replica is left"),
                None => {}
            }
            observe(DatabaseEvent::Looked { primary, replica, term: seen.term, state, lag });
            self.woken(STEP).await;
        }
    }

    /// Keeps the heartbeat of the primary young.
    async fn keep_beating(&self) -> Infallible {
        let mut connection: Option<(usize, MySqlConnection)> = None;
        loop {
            let primary = self.seen().primary;
            let kept = connection.take().filter(|(at, _)| *at == primary);
            let beating = tokio::time::timeout(BEAT_LIMIT, async {
                let mut connection = match kept {
                    Some((_, connection)) => connection,
                    None => self.options[primary].connect().await?,
                };
                beat(&mut connection).await?;
                Ok::<_, sqlx::Error>(connection)
            });
            // A primary that does not answer or is closed is noticed by those who look.
            if let Ok(Ok(beaten)) = beating.await {
                connection = Some((primary, beaten));
            }
            tokio::time::sleep(BEAT).await;
        }
    }
}
