//! What is written last, and says what is there.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use store::reports::DayTotals;

use crate::schema::Table;

/// A file of the lake.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// Whose rows it holds.
    pub table: Table,
    /// How many.
    pub rows: u64,
    /// How long it is.
    pub bytes: u64,
    /// SHA-256 of its bytes, in hexadecimal digits.
    pub sha256: String,
}

/// A day that is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayManifest {
    /// Of the schema that its files have.
    pub schema_version: u32,
    /// Which day, in UTC.
    pub day: NaiveDate,
    /// When the snapshot was taken that its rows are of.
    pub snapshot_at: DateTime<Utc>,
    /// How far the replica was behind then; none where the primary was read or nobody knows.
    pub lag_milliseconds: Option<u64>,
    /// One for each fact.
    pub files: Vec<FileEntry>,
    /// What its rows come to.
    pub totals: DayTotals,
}

/// The dimensions, as they were last written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DimensionsManifest {
    /// Of the schema that its files have.
    pub schema_version: u32,
    /// The day that rows new in the product dimension are valid from.
    pub day: NaiveDate,
    /// When the snapshot was taken that its rows are of.
    pub snapshot_at: DateTime<Utc>,
    /// How far the replica was behind then.
    pub lag_milliseconds: Option<u64>,
    /// One for each dimension.
    pub files: Vec<FileEntry>,
}

/// Up to where changes of earlier days have been taken in: the last complete run that looked for them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Corrected {
    /// Of the schema of the lake.
    pub schema_version: u32,
    /// Everything that had happened until then.
    pub until: DateTime<Utc>,
    /// The last row of the ledger that had been seen.
    pub last_movement_id: i64,
}
