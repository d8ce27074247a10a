//! Imports: a file is uploaded, its columns are named, a check says row by row what it would change, drafts are made
//! of that and published together; each step after the first is a job that can be watched. Exports are read the
//! other way. What must not live here: reading files and comparing (`domain::studio::bulk`).
//!
//! - `upload` keeps a file, `steps` begins each step, `jobs` does it; `check` finds out what a file would change,
//!   `draft` makes drafts, a release and the way back, `stock` applies counts.
//! - `known` reads what checks compare with; `read` is what pages ask; `export` writes tables.

mod check;
mod draft;
mod export;
mod jobs;
mod known;
mod read;
mod steps;
mod stock;
mod upload;

pub use export::{ExportColumns, PriceNumbers};
pub(crate) use jobs::RunImport;
pub use read::{ImportRow, ImportRows};

use chrono::{DateTime, Utc};
use domain::studio::bulk::{Counts, FileKind, FileProblem, Mapping, MappingProblem};

use super::ReleaseId;
use crate::Error;
use crate::database::LockConflict;

/// An import.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ImportId(pub i64);

/// How far an import has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ImportState {
    /// The file is here; nobody has said what its columns mean.
    Uploaded,
    /// Its columns are named.
    Mapped,
    /// What it would change is known.
    Checked,
    /// Its drafts are made and wait in a release.
    Drafted,
    /// What it changes is public, or applied.
    Published,
    /// It was taken back.
    Undone,
    /// Its release came to nothing.
    GivenUp,
}

impl ImportState {
    /// What people read.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Uploaded => "Uploaded",
            Self::Mapped => "Columns named",
            Self::Checked => "Checked",
            Self::Drafted => "Drafted",
            Self::Published => "Published",
            Self::Undone => "Undone",
            Self::GivenUp => "Given up",
        }
    }
}

/// What is done to an import, as a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportStep {
    /// Finding out what it would change.
    Check,
    /// Making drafts of that; of stock, applying it.
    Draft,
    /// Publishing the drafts.
    Publish,
    /// Taking all of it back.
    Undo,
}

impl ImportStep {
    const ALL: [Self; 4] = [Self::Check, Self::Draft, Self::Publish, Self::Undo];

    /// The name kept in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Draft => "draft",
            Self::Publish => "publish",
            Self::Undo => "undo",
        }
    }

    /// What people read while it is under way.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Check => "Comparing the file with the catalog",
            Self::Draft => "Writing what was found",
            Self::Publish => "Publishing",
            Self::Undo => "Taking it back",
        }
    }

    /// Reads the name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.name() == name)
    }
}

/// An import as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Import {
    /// Which one.
    pub id: ImportId,
    /// What the file holds.
    pub kind: FileKind,
    /// The file's name.
    pub file_name: String,
    /// Its size, bytes.
    pub file_size: u32,
    /// Its rows.
    pub row_count: u32,
    /// The names of its columns.
    pub head: Vec<String>,
    /// Its first rows, cells cut short.
    pub samples: Vec<Vec<String>>,
    /// What the columns mean, once somebody has said so.
    pub mapping: Option<Mapping>,
    /// How far it has come.
    pub state: ImportState,
    /// What is being done to it.
    pub step: Option<ImportStep>,
    /// How far that has come, of [`Self::total`].
    pub done: u32,
    /// All there is to do.
    pub total: u32,
    /// What the check found.
    pub counts: Counts,
    /// How many documents it touches.
    pub documents: u32,
    /// Why the last step was not done; empty when it was.
    pub trouble: String,
    /// Where its drafts are.
    pub release: Option<(ReleaseId, String)>,
    /// Who sent the file.
    pub created_by: String,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// How far the step under way has come, for who watches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImportProgress {
    /// What is being done; nothing when all is done.
    pub step: Option<ImportStep>,
    /// How far it has come.
    pub done: u32,
    /// All there is to do.
    pub total: u32,
}

/// Why a step was not begun.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file is not taken. Nothing was kept.
    #[error(transparent)]
    File(#[from] FileProblem),
    /// There is no such import.
    #[error("There is no such import.")]
    Unknown,
    /// A step is under way.
    #[error("A step is under way. Wait until it is done.")]
    UnderWay,
    /// The step is not the next one.
    #[error("This is not the next step of the import.")]
    NotNow,
    /// The columns cannot be named so.
    #[error("The columns cannot be named so.")]
    Mapping(Vec<(Option<usize>, MappingProblem)>),
    /// Rows were rejected, and nobody said to leave them out.
    #[error("{0} rows were rejected. Correct them in the file and upload it again, or leave them out.")]
    Rejected(u32),
    /// The file changes nothing.
    #[error("There is nothing to change.")]
    Nothing,
    /// The data tier failed.
    #[error(transparent)]
    Store(#[from] Error),
}

impl From<sqlx::Error> for ImportError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

impl LockConflict for ImportError {
    fn is_lock_conflict(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_lock_conflict())
    }
}
