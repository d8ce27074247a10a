//! What an operator does with two servers: looks at both, promotes the replica, has an old primary follow the new one.
//! Statements differ between MariaDB and MySQL (`dialect`); none of them is checked when it is compiled. What must not
//! live here: how the shop's processes follow a promotion; that is `database`.

mod dialect;
mod gtid;
mod promote;
mod rejoin;
mod report;
mod server;

use std::fmt;

use sqlx::mysql::MySqlConnectOptions;

pub use promote::{How, Promoted, Promotion};
pub use rejoin::Rejoining;
pub use report::{SemiSync, ServerReport};
pub use server::Following;

use crate::database::{Databases, Look, name_of};
use server::Server;

/// An account of a database.
#[derive(Clone, PartialEq, Eq)]
pub struct Login {
    /// Its name.
    pub user: String,
    /// Its password.
    pub password: String,
}

impl Login {
    /// Reads `user:password`.
    pub fn parse(text: &str) -> Option<Self> {
        let (user, password) = text.split_once(':')?;
        (!user.is_empty()).then(|| Self { user: user.to_owned(), password: password.to_owned() })
    }
}

impl fmt::Debug for Login {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Login").field("user", &self.user).finish_non_exhaustive()
    }
}

/// Why nothing was promoted, or nobody follows.
#[derive(Debug, thiserror::Error)]
pub enum ReplicationError {
    /// One database.
    #[error("there is one database; set DATABASE_REPLICA_URL to the other one")]
    OneDatabase,
    /// Nobody answers who would have to.
    #[error("{server} does not answer: {error}")]
    Silent {
        /// Host and port.
        server: String,
        /// What went wrong.
        error: String,
    },
    /// Neither server is a replica.
    #[error("no server that answers is a replica closed for writes")]
    NoReplica,
    /// Neither server takes writes.
    #[error("no server takes writes; promote one first")]
    NoPrimary,
    /// Both take writes.
    #[error("both servers take writes; close the old one first, or insist with --force")]
    TwoPrimaries,
    /// The primary is well.
    #[error(
        "the primary {server} answers and takes writes; use --planned, which closes it first, or insist with --force"
    )]
    PrimaryIsAlive {
        /// Host and port.
        server: String,
    },
    /// The replica has not applied what it was sent.
    #[error("the replica has not applied all it was sent: {why}; insist with --force")]
    Behind {
        /// What it says.
        why: String,
    },
    /// Somebody else opens it, and has not.
    #[error("{server} is still closed for writes")]
    StillClosed {
        /// Host and port.
        server: String,
    },
    /// The old primary has what the new one never got.
    #[error(
        "{server} has transactions that the primary has not: {count} ({which}); it cannot follow. Look at them, then fill \
         it anew from a copy of the primary"
    )]
    HasMore {
        /// Host and port.
        server: String,
        /// How many.
        count: u64,
        /// Their ids.
        which: String,
    },
    /// No account to follow with.
    #[error("set REPLICATION_LOGIN to the account with which a replica follows, as user:password")]
    NoFollower,
    /// It follows, and does not keep up or stopped.
    #[error("{server} does not follow: {why}")]
    DoesNotFollow {
        /// Host and port.
        server: String,
        /// What it says.
        why: String,
    },
    /// A statement failed.
    #[error("{0}")]
    Statement(#[from] sqlx::Error),
}

/// The two servers, as an administrator sees them.
pub struct Pair {
    options: [MySqlConnectOptions; 2],
}

/// Told what is done, step by step.
pub type Say<'a> = &'a mut (dyn FnMut(&str) + Send);

impl Pair {
    /// The two servers of the settings, asked as `admin` where that is set.
    pub fn of(databases: &Databases, admin: Option<&Login>) -> Result<Self, ReplicationError> {
        let other = databases.other.as_ref().ok_or(ReplicationError::OneDatabase)?;
        let options = [&databases.one.options, &other.options].map(|options| match admin {
            Some(login) => options.clone().username(&login.user).password(&login.password),
            None => options.clone(),
        });
        Ok(Self { options })
    }

    /// Host and port of both.
    fn name(&self, at: usize) -> String {
        name_of(&self.options[at])
    }

    /// Connections to both, and what each says of itself.
    async fn open(&self) -> [Result<(Server, Look), ReplicationError>; 2] {
        let [one, other] = &self.options;
        let (one, other) = tokio::join!(Server::open(one), Server::open(other));
        [one, other]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_is_read_and_its_password_never_shown() {
        let login = Login::parse("repl:s3:cret").expect("one");
        assert_eq!((login.user.as_str(), login.password.as_str()), ("repl", "s3:cret"));
        assert!(!format!("{login:?}").contains("s3"));
        assert_eq!(Login::parse("repl"), None);
        assert_eq!(Login::parse(":x"), None);
    }
}
