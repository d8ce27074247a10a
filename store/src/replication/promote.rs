//! Making the replica the primary.

use std::time::{Duration, Instant};

use super::server::Server;
use super::{Pair, ReplicationError, Say};
use crate::database::Look;

/// How often a server is asked how far it is.
const STEP: Duration = Duration::from_millis(50);

/// Which way a replica becomes the primary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// The primary is gone.
    Unplanned,
    /// The primary is well: it is closed first, and the replica waits until it has everything.
    Planned,
    /// Somebody else opens the replica (the console of a cloud); only the term is written.
    Managed,
}

/// A promotion.
#[derive(Debug, Clone, Copy)]
pub struct Promotion<'a> {
    /// Which way.
    pub how: How,
    /// Also where something speaks against it.
    pub is_forced: bool,
    /// How long to wait for the replica to apply what it has, or for it to be opened.
    pub wait: Duration,
    /// Who promotes.
    pub by: &'a str,
}

/// What was promoted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promoted {
    /// Host and port of the new primary.
    pub server: String,
    /// The term that begins.
    pub term: u64,
    /// From the first step to the last.
    pub took: Duration,
}

/// The two, by what they are before.
struct Parts {
    primary: Option<Server>,
    replica: Server,
    /// What the replica was when it was looked at.
    seen: Look,
}

impl Pair {
    /// Promotes the replica, saying what is done. The shop's processes follow by themselves.
    pub async fn promote(&self, promotion: &Promotion<'_>, say: Say<'_>) -> Result<Promoted, ReplicationError> {
        let started = Instant::now();
        let Parts { primary, mut replica, seen } = self.parts(promotion, say).await?;
        let age = seen.beat.map_or_else(|| "unknown".to_owned(), |beat| format!("{beat} UTC"));
        say(&format!("{} is to be the primary. The newest heartbeat that it has: {age}.", replica.name));
        match promotion.how {
            How::Managed => opened_by_others(&mut replica, promotion.wait, say).await?,
            How::Planned => {
                let mut primary = primary.ok_or(ReplicationError::NoPrimary)?;
                close_and_catch_up(&mut primary, &mut replica, promotion, say).await?;
                open(&mut replica, say).await?;
            }
            How::Unplanned => {
                apply_all(&mut replica, promotion, say).await?;
                open(&mut replica, say).await?;
            }
        }
        let term = replica.look().await?.term + 1;
        let by: String =
            promotion.by.chars().filter(|c| c.is_alphanumeric() || " .@-".contains(*c)).take(120).collect();
        replica
            .run(format!(
                "INSERT INTO promotions (term, promoted_at, promoted_by, server)
                 VALUES ({term}, UTC_TIMESTAMP(6), '{by}', CONCAT(@@hostname, ':', @@port))"
            ))
            .await?;
        say(&format!("Term {term} has begun."));
        Ok(Promoted { server: replica.name, term, took: started.elapsed() })
    }

    /// Who is what.
    async fn parts(&self, promotion: &Promotion<'_>, say: Say<'_>) -> Result<Parts, ReplicationError> {
        let mut found = self.open().await.into_iter();
        let (one, other) = (found.next(), found.next());
        let (primary, (mut replica, seen)) = match (one, other) {
            (Some(Ok(one)), Some(Ok(other))) => match (one.1.is_read_only, other.1.is_read_only) {
                (false, true) => (Some(one), other),
                (true, false) => (Some(other), one),
                // The second in the settings, since nothing else tells them apart.
                (false, false) if promotion.is_forced => (Some(one), other),
                (false, false) => return Err(ReplicationError::TwoPrimaries),
                (true, true) => follower(one, other).await?,
            },
            (Some(Ok(one)), Some(Err(error))) | (Some(Err(error)), Some(Ok(one))) => {
                say(&format!("{error}."));
                (None, one)
            }
            (_, Some(Err(error))) | (Some(Err(error)), _) => return Err(error),
            _ => return Err(ReplicationError::NoReplica),
        };
        if promotion.how != How::Managed && !seen.is_read_only && !promotion.is_forced {
            // The only one that answers takes writes already.
            return Err(ReplicationError::NoReplica);
        }
        if promotion.how == How::Unplanned
            && !promotion.is_forced
            && let Some((server, look)) = &primary
            && !look.is_read_only
        {
            return Err(ReplicationError::PrimaryIsAlive { server: server.name.clone() });
        }
        if promotion.how == How::Planned && !promotion.is_forced && replica.following().await?.is_none() {
            // The primary would be closed, and opened again when the wait is over.
            let why = "it follows nobody; rejoin it first, or insist with --force".to_owned();
            return Err(ReplicationError::DoesNotFollow { server: replica.name.clone(), why });
        }
        Ok(Parts { primary: primary.map(|(server, _)| server), replica, seen })
    }
}

type Opened = (Server, Look);

/// Both are closed: the replica is the one that follows.
async fn follower(mut one: Opened, mut other: Opened) -> Result<(Option<Opened>, Opened), ReplicationError> {
    match (one.0.following().await?.is_some(), other.0.following().await?.is_some()) {
        (true, false) => Ok((Some(other), one)),
        (false, true) => Ok((Some(one), other)),
        _ => Err(ReplicationError::NoReplica),
    }
}

/// Waits until all that was received is applied; whatever was not received is lost.
async fn apply_all(replica: &mut Server, promotion: &Promotion<'_>, say: Say<'_>) -> Result<(), ReplicationError> {
    if replica.following().await?.is_none() {
        say("It follows nobody any more.");
        return Ok(());
    }
    replica.run(replica.dialect.stop_reading()).await?;
    let started = Instant::now();
    let why = loop {
        match replica.following().await? {
            None => break None,
            Some(following) if following.is_applied && following.applies => break None,
            Some(following) if !following.applies || started.elapsed() > promotion.wait => {
                break Some(following.words());
            }
            Some(_) => tokio::time::sleep(STEP).await,
        }
    };
    match why {
        None => say("All that it was sent is applied."),
        Some(why) if promotion.is_forced => say(&format!("Not all that it was sent is applied ({why}); going on.")),
        Some(why) => {
            replica.run(replica.dialect.start_reading()).await?;
            return Err(ReplicationError::Behind { why });
        }
    }
    Ok(())
}

/// Closes the primary and waits until the replica has all of it.
async fn close_and_catch_up(
    primary: &mut Server,
    replica: &mut Server,
    promotion: &Promotion<'_>,
    say: Say<'_>,
) -> Result<(), ReplicationError> {
    primary.run(primary.dialect.close()).await?;
    say(&format!("{} is closed for writes.", primary.name));
    let written = primary.ask(primary.dialect.written()).await?;
    let seconds = promotion.wait.as_secs().max(1);
    let answer = replica.ask(replica.dialect.wait_for(&written, seconds)).await;
    if matches!(&answer, Ok(answer) if answer == "0") {
        say("The replica has all of it.");
        return Ok(());
    }
    if promotion.is_forced {
        say("The replica has not all of it; going on.");
        return Ok(());
    }
    primary.run(primary.dialect.open()).await?;
    say(&format!("{} is open for writes again.", primary.name));
    Err(ReplicationError::Behind { why: format!("it did not come as far as {written} within {seconds} s") })
}

/// Stops following and takes writes.
async fn open(replica: &mut Server, say: Say<'_>) -> Result<(), ReplicationError> {
    replica.run(replica.dialect.stop()).await?;
    replica.run(replica.dialect.forget_source()).await?;
    say("It follows nobody any more.");
    replica.run(replica.dialect.open()).await?;
    say("It is open for writes.");
    Ok(())
}

async fn opened_by_others(replica: &mut Server, wait: Duration, say: Say<'_>) -> Result<(), ReplicationError> {
    let started = Instant::now();
    while replica.look().await?.is_read_only {
        if started.elapsed() > wait {
            return Err(ReplicationError::StillClosed { server: replica.name.clone() });
        }
        tokio::time::sleep(STEP).await;
    }
    say("It is open for writes.");
    Ok(())
}
