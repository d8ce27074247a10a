//! What both servers say of themselves, for an operator to read.

use chrono::{DateTime, TimeDelta, Utc};

use super::server::{Following, Server};
use super::{Pair, ReplicationError};
use crate::database::Look;

/// Semi-synchronous replication, as a server says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SemiSync {
    /// As a primary it waits for a replica before it acknowledges.
    pub waits: bool,
    /// It does so now; it stops when no replica has answered in time.
    pub waits_now: bool,
    /// Replicas that it waits for.
    pub replicas: u32,
    /// As a replica it says what it has received.
    pub tells: bool,
}

/// What a server says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerReport {
    /// Its program.
    pub version: String,
    /// Closed for writes, as a replica is.
    pub is_read_only: bool,
    /// The last promotion that it has seen.
    pub term: u64,
    /// The heartbeat that it shows.
    pub beat: Option<DateTime<Utc>>,
    /// How old that is by its own clock.
    pub beat_age: Option<TimeDelta>,
    /// How far it has come, by transaction ids.
    pub written: String,
    /// Whom it follows, if anybody.
    pub following: Option<Following>,
    /// None where there is no such thing.
    pub semi_sync: Option<SemiSync>,
}

impl Pair {
    /// What both servers say, by host and port, in the order of the settings.
    pub async fn report(&self) -> Vec<(String, Result<ServerReport, ReplicationError>)> {
        let mut reports = Vec::with_capacity(2);
        for (at, opened) in self.open().await.into_iter().enumerate() {
            let report = match opened {
                Ok((mut server, look)) => report(&mut server, look).await.map_err(ReplicationError::from),
                Err(error) => Err(error),
            };
            reports.push((self.name(at), report));
        }
        reports
    }
}

async fn report(server: &mut Server, look: Look) -> Result<ServerReport, sqlx::Error> {
    Ok(ServerReport {
        is_read_only: look.is_read_only,
        term: look.term,
        beat: look.beat.map(|beat| beat.and_utc()),
        beat_age: look.beat.map(|beat| look.now - beat),
        written: server.ask(server.dialect.written()).await?,
        following: server.following().await?,
        semi_sync: semi_sync(server).await.ok(),
        version: std::mem::take(&mut server.version),
    })
}

async fn semi_sync(server: &mut Server) -> Result<SemiSync, sqlx::Error> {
    let dialect = server.dialect;
    Ok(SemiSync {
        waits: server.ask(format!("SELECT @@global.{}", dialect.master_enabled())).await? == "1",
        waits_now: server.status(dialect.master_status()).await? == "ON",
        replicas: server.status(dialect.master_clients()).await?.parse().unwrap_or(0),
        tells: server.ask(format!("SELECT @@global.{}", dialect.slave_enabled())).await? == "1",
    })
}
