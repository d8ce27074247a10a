//! What can go wrong below the rules. Callers show none of it; it is logged once, at the edge.

/// A fault of the data tier.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// MySQL refused, timed out or is away.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// A migration failed.
    #[error("migration: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// Redis refused, timed out or is away.
    #[error("cache: {0}")]
    Cache(#[from] redis::RedisError),
    /// The search index failed.
    #[error("search index: {0}")]
    Search(#[from] tantivy::TantivyError),
    /// The search index is still being built.
    #[error("the search index is being built")]
    SearchNotReady,
    /// More of this at once than we do.
    #[error("busy: {0}")]
    Busy(&'static str),
    /// What somebody else came upon who loaded the same for all who waited.
    #[error(transparent)]
    Shared(std::sync::Arc<Self>),
    /// A row holds what no rule allows.
    #[error("inconsistent data: {0}")]
    Inconsistent(String),
}

impl Error {
    /// A row that holds what no rule allows: which one, and what.
    pub(crate) fn inconsistent(what: &str, value: impl std::fmt::Debug) -> Self {
        Self::Inconsistent(format!("{what}: {value:?}"))
    }

    /// Whether trying again soon may work: the server is away, busy or was interrupted.
    pub fn is_temporary(&self) -> bool {
        match self {
            Self::Database(error) => {
                is_lock_conflict(error)
                    || Self::is_closing(error)
                    || matches!(
                        error,
                        sqlx::Error::Io(_)
                            | sqlx::Error::PoolTimedOut
                            | sqlx::Error::PoolClosed
                            | sqlx::Error::WorkerCrashed
                    )
            }
            Self::Shared(error) => error.is_temporary(),
            Self::Cache(_) | Self::SearchNotReady | Self::Busy(_) => true,
            Self::Migration(_) | Self::Search(_) | Self::Inconsistent(_) => false,
        }
    }

    /// Whether the server of the database is not what it was taken for: away, ending, or closed for writes.
    pub(crate) fn is_of_the_server(&self) -> bool {
        matches!(self, Self::Database(error) if matches!(error, sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut) || Self::is_closing(error))
    }

    /// Whether a server is closed for writes, as a replica and a primary that was replaced are (1290, 1836), or is
    /// ending (1053): another one takes writes now, or will soon.
    pub(crate) fn is_closing(error: &sqlx::Error) -> bool {
        mysql_error_number(error).is_some_and(|number| matches!(number, 1290 | 1836 | 1053))
    }
}

/// Whether InnoDB rolled the transaction back in favour of another (deadlock, error 1213), timed
/// out waiting for a lock (1205), or found the row changed since it was read (MariaDB's 1020):
/// the transaction is to be run again from its beginning.
pub(crate) fn is_lock_conflict(error: &sqlx::Error) -> bool {
    mysql_error_number(error).is_some_and(|number| matches!(number, 1213 | 1205 | 1020))
}

/// Whether a statement ran into the named unique constraint.
pub(crate) fn violates_unique(error: &sqlx::Error, constraint: &str) -> bool {
    error.as_database_error().is_some_and(|error| error.is_unique_violation() && error.message().contains(constraint))
}

/// Whether a statement named a table that is not there: the migrations have not run.
pub(crate) fn is_unknown_table(error: &sqlx::Error) -> bool {
    mysql_error_number(error) == Some(1146)
}

fn mysql_error_number(error: &sqlx::Error) -> Option<u16> {
    error
        .as_database_error()?
        .try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>()
        .map(sqlx::mysql::MySqlDatabaseError::number)
}
