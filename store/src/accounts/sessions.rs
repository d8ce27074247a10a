//! The list of a person's sessions, in Redis beside the sessions themselves: what is shown to them, and
//! what is needed to end one.

use chrono::{DateTime, TimeDelta, Utc};
use domain::ids::{CustomerId, StaffId};
use redis::AsyncCommands;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{Error, Result, Store};

/// Whose sessions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionOwner {
    /// A customer's.
    Customer(CustomerId),
    /// An employee's.
    Staff(StaffId),
}

/// What is noted of a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionNote {
    /// When it began.
    pub since: DateTime<Utc>,
    /// When it was last used, give or take some minutes.
    pub seen: DateTime<Utc>,
    /// The browser, as far as it says.
    pub browser: String,
    /// The hash of the cart's token that this browser carries, in hexadecimal digits; empty without.
    pub cart: String,
}

/// A session as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionSummary {
    /// A name for it that is good for ending it and nothing else.
    pub handle: String,
    /// What is noted of it.
    pub note: SessionNote,
    /// Whether it is the one that asks.
    pub is_this: bool,
}

/// How long a list is kept after it was last written: longer than any session.
const KEPT: TimeDelta = TimeDelta::days(30);

impl Store {
    /// The key of somebody's list. Several databases may share a Redis, so it names ours.
    fn list_of(&self, owner: SessionOwner) -> String {
        let options = self.database.connect_options();
        let database = options.get_database().unwrap_or_default();
        match owner {
            SessionOwner::Customer(id) => format!("sessions:{database}:customer:{id}"),
            SessionOwner::Staff(id) => format!("sessions:{database}:staff:{id}"),
        }
    }

    /// Notes a session under its id, anew each time it is seen.
    #[tracing::instrument(name = "redis.accounts.note_session", skip_all)]
    pub async fn note_session(&self, owner: SessionOwner, id: &str, note: &SessionNote) -> Result<()> {
        let value = serde_json::to_string(note).map_err(|error| Error::inconsistent("session note", error))?;
        let mut redis = self.redis.clone();
        let _: () = redis.hset(self.list_of(owner), id, value).await?;
        let _: () = redis.expire(self.list_of(owner), KEPT.num_seconds()).await?;
        Ok(())
    }

    /// Notes that a session is in use.
    #[tracing::instrument(name = "redis.accounts.see_session", skip_all)]
    pub async fn see_session(&self, owner: SessionOwner, id: &str, now: DateTime<Utc>) -> Result<()> {
        let noted: Option<String> = self.redis.clone().hget(self.list_of(owner), id).await?;
        match noted.and_then(|note| serde_json::from_str::<SessionNote>(&note).ok()) {
            Some(note) => self.note_session(owner, id, &SessionNote { seen: now, ..note }).await,
            None => Ok(()),
        }
    }

    /// The sessions of somebody, the last seen first. `this` is the id of the one that asks.
    #[tracing::instrument(name = "redis.accounts.sessions_of", skip_all)]
    pub async fn sessions_of(&self, owner: SessionOwner, this: &str) -> Result<Vec<SessionSummary>> {
        let mut sessions: Vec<_> = self
            .noted_sessions(owner)
            .await?
            .into_iter()
            .map(|(id, note)| SessionSummary { handle: handle(&id), note, is_this: id == this })
            .collect();
        sessions.sort_by_key(|session| (!session.is_this, std::cmp::Reverse(session.note.seen)));
        Ok(sessions)
    }

    /// Ends one session of somebody by its handle. The cart stays with the account, its token does not.
    #[tracing::instrument(name = "redis.accounts.end_session", skip_all)]
    pub async fn end_session(&self, owner: SessionOwner, wanted: &str, random: u128) -> Result<()> {
        for (id, note) in self.noted_sessions(owner).await? {
            if handle(&id) == wanted {
                let mut redis = self.redis.clone();
                let _: () = redis.del(format!("session:{id}")).await?;
                let _: () = redis.hdel(self.list_of(owner), &id).await?;
                self.leave_cart_by_hash(&note.cart, random).await?;
            }
        }
        Ok(())
    }

    /// Ends all sessions of somebody in Redis but one. Whoever calls this has raised the epoch in the row,
    /// which is what ends them surely.
    pub(crate) async fn forget_sessions(&self, owner: SessionOwner) {
        let forget = async {
            let mut redis = self.redis.clone();
            for (id, _) in self.noted_sessions(owner).await? {
                let _: () = redis.del(format!("session:{id}")).await?;
            }
            let _: () = redis.del(self.list_of(owner)).await?;
            Ok::<_, Error>(())
        };
        if let Err(error) = forget.await {
            tracing::warn!(%error, "ended sessions stay in Redis until they expire; their epoch is over");
        }
    }

    /// Takes a session off the list.
    #[tracing::instrument(name = "redis.accounts.unlist_session", skip_all)]
    pub async fn unlist_session(&self, owner: SessionOwner, id: &str) -> Result<()> {
        let _: () = self.redis.clone().hdel(self.list_of(owner), id).await?;
        Ok(())
    }

    async fn noted_sessions(&self, owner: SessionOwner) -> Result<Vec<(String, SessionNote)>> {
        let mut redis = self.redis.clone();
        let noted: Vec<(String, String)> = redis.hgetall(self.list_of(owner)).await?;
        let mut sessions = Vec::new();
        for (id, note) in noted {
            let is_there: bool = redis.exists(format!("session:{id}")).await?;
            match serde_json::from_str(&note) {
                Ok(note) if is_there => sessions.push((id, note)),
                _ => {
                    let _: () = redis.hdel(self.list_of(owner), &id).await?;
                }
            }
        }
        Ok(sessions)
    }
}

/// A session's name on pages: from its id, and no way back to it.
fn handle(id: &str) -> String {
    super::link::hex(&Sha256::digest(id.as_bytes())[..8])
}
