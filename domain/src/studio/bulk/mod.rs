//! Changing many things at once by a file: reading tables as spreadsheets save them, saying which column means
//! what, and telling row by row what the file would change. What must not live here: I/O, where files are kept,
//! and drafts: the store makes those of what a check answers.
//!
//! - [`sheet`]: bytes to cells, within bounds; [`cell`]: what a cell says, and cells that no spreadsheet runs.
//! - [`field`] and [`guess`]: what a column may mean, and what it probably means.
//! - [`products`], [`prices`], [`stock`] and [`supplier`]: what a file of each kind would change.
//! - [`export`]: the same tables the other way; what was exported and is read again changes nothing.

pub mod cell;
pub mod export;
pub mod field;
pub mod guess;
pub mod prices;
pub mod products;
pub mod sheet;
pub mod stock;
pub mod supplier;

use serde::{Deserialize, Serialize};

use crate::units::QuantityKind;

pub use field::{Field, Mapping, MappingProblem};
pub use sheet::{FileProblem, Sheet, SheetRow};

/// Largest file taken, bytes.
pub const MAX_BYTES: usize = 20 * 1024 * 1024;
/// Most rows taken from one file.
pub const MAX_ROWS: usize = 50_000;
/// Most columns of a table.
pub const MAX_COLUMNS: usize = 200;
/// Longest cell, characters.
pub const MAX_CELL: usize = 16_000;

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// Parts and services, a row per variant.
    Products,
    /// Standard prices, a row per quantity break.
    Prices,
    /// Counted stock, a row per part and location.
    Stock,
    /// `OpenRocket` components (`.orc`).
    Components,
    /// RASP motors (`.eng`).
    Motors,
}

impl FileKind {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 5] = [Self::Products, Self::Prices, Self::Stock, Self::Components, Self::Motors];

    /// The name in forms and in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Products => "products",
            Self::Prices => "prices",
            Self::Stock => "stock",
            Self::Components => "components",
            Self::Motors => "motors",
        }
    }

    /// What staff read.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Products => "Products",
            Self::Prices => "Prices",
            Self::Stock => "Stock",
            Self::Components => "Components of a supplier (.orc)",
            Self::Motors => "Motors of a supplier (.eng)",
        }
    }

    /// Reads the name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Whether the file is a table whose columns are to be named.
    pub const fn is_table(self) -> bool {
        matches!(self, Self::Products | Self::Prices | Self::Stock)
    }
}

/// An attribute, as columns name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownAttribute {
    /// Its code.
    pub code: String,
    /// What people read.
    pub name: String,
    /// What a narrow column head says.
    pub short_name: String,
    /// What it measures.
    pub kind: QuantityKind,
}

/// A category, as cells name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownCategory {
    /// Its code, which never changes.
    pub code: String,
    /// Its name in addresses.
    pub slug: String,
    /// What people read.
    pub name: String,
    /// The codes of the attributes of its parts.
    pub attributes: Vec<String>,
}

/// Something a row changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// What, in words.
    pub field: String,
    /// What it was; empty when there was nothing.
    pub before: String,
    /// What it becomes; empty when nothing is left.
    pub after: String,
}

/// Why a row is not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// The column as the file calls it; empty when it is the whole row.
    pub column: String,
    /// What is wrong, as a sentence.
    pub text: String,
}

impl Reason {
    /// Something wrong with a whole row.
    pub fn row(text: impl Into<String>) -> Self {
        Self { column: String::new(), text: text.into() }
    }

    /// Something wrong in a column.
    pub fn at(column: impl Into<String>, text: impl Into<String>) -> Self {
        Self { column: column.into(), text: text.into() }
    }
}

/// What would become of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It brings something that was not there.
    New(Vec<Change>),
    /// It changes something.
    Changed(Vec<Change>),
    /// All it says is so already.
    Unchanged,
    /// It cannot be taken.
    Rejected(Vec<Reason>),
}

impl Outcome {
    /// The name kept in the database.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::New(_) => "new",
            Self::Changed(_) => "changed",
            Self::Unchanged => "unchanged",
            Self::Rejected(_) => "rejected",
        }
    }
}

/// A row of a file and what would become of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedRow {
    /// Line in the file, from 1.
    pub line: u32,
    /// What it is about: a part number.
    pub label: String,
    /// What would become of it.
    pub outcome: Outcome,
}

/// How many rows would fare how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each counts the outcome of the same name")]
pub struct Counts {
    pub new: u32,
    pub changed: u32,
    pub unchanged: u32,
    pub rejected: u32,
}

impl Counts {
    /// Counts rows.
    pub fn of(rows: &[CheckedRow]) -> Self {
        let mut counts = Self::default();
        for row in rows {
            let count = match row.outcome {
                Outcome::New(_) => &mut counts.new,
                Outcome::Changed(_) => &mut counts.changed,
                Outcome::Unchanged => &mut counts.unchanged,
                Outcome::Rejected(_) => &mut counts.rejected,
            };
            *count += 1;
        }
        counts
    }

    /// All rows.
    pub const fn total(self) -> u32 {
        self.new + self.changed + self.unchanged + self.rejected
    }

    /// Rows that would change something.
    pub const fn effective(self) -> u32 {
        self.new + self.changed
    }
}

/// A text cut for a message or a table.
pub(crate) fn shown(text: &str) -> String {
    let mut words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.chars().count() > 160 {
        words = words.chars().take(159).chain(['…']).collect();
    }
    words
}
