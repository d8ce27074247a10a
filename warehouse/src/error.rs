//! What can go wrong with the lake. Logged once, at the edge.

use chrono::NaiveDate;

/// A result of working on the lake.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A fault of the lake, or of what it is filled from.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The shop's data tier.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The object storage refused, timed out or is away.
    #[error("object storage: {0}")]
    Storage(#[from] object_store::Error),
    /// A file could not be written or read as Parquet.
    #[error("parquet: {0}")]
    Parquet(#[from] parquet::errors::ParquetError),
    /// Columns do not fit together.
    #[error("columns: {0}")]
    Columns(#[from] datafusion::arrow::error::ArrowError),
    /// The address of the lake is none.
    #[error("the lake cannot be at {url}: {reason}")]
    Address {
        /// As it was given.
        url: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Written by a program that knows another schema.
    #[error("{path} has schema version {found}; this program knows version {known}")]
    SchemaVersion {
        /// Which object.
        path: String,
        /// What it says.
        found: u64,
        /// What this program reads.
        known: u32,
    },
    /// An object holds something else than it should.
    #[error("{path}: {reason}")]
    Content {
        /// Which object.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A day that is not over.
    #[error("{0} is not over yet: only past days can be exported")]
    NotOver(NaiveDate),
    /// Another run has taken the lake over.
    #[error("the run lost its hold on the lake; another may have it")]
    LostHold,
}

impl Error {
    /// An object that holds something else than it should.
    pub(crate) fn content(path: impl std::fmt::Display, reason: impl std::fmt::Display) -> Self {
        Self::Content { path: path.to_string(), reason: reason.to_string() }
    }

    /// Whether trying again soon may work.
    pub fn is_temporary(&self) -> bool {
        match self {
            Self::Store(error) => error.is_temporary(),
            Self::Storage(_) | Self::LostHold => true,
            Self::Parquet(_)
            | Self::Columns(_)
            | Self::Address { .. }
            | Self::SchemaVersion { .. }
            | Self::Content { .. }
            | Self::NotOver(_) => false,
        }
    }
}
