//! Stock lists as CSV: columns `sku`, `location`, `on_hand`, one line per SKU and location.

use std::collections::HashMap;

use super::text::shown;
use super::{FileError, SourceLine, table};
use crate::ids::{InvalidSku, Sku};

/// Most pieces of one part believed at one location.
pub(crate) const MAX_ON_HAND: u32 = 10_000_000;

/// A line and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StockEntry {
    /// Where it stands.
    pub source: SourceLine,
    /// The count, or why it is not taken.
    pub outcome: Result<StockCount, StockRejection>,
}

/// How many pieces lie at a location.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StockCount {
    /// Of what.
    pub sku: Sku,
    /// Code of the location as written; whether it exists is for the store to say.
    pub location: String,
    /// Pieces physically there.
    pub on_hand: u32,
}

/// Why a count is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StockRejection {
    /// The SKU does not parse.
    #[error(transparent)]
    Sku(#[from] InvalidSku),
    /// No location, or one too long to be a code.
    #[error("“{0}” is not a location code")]
    Location(String),
    /// Not a whole number from 0 to ten million.
    #[error("“{0}” is not a whole number of pieces from 0 to {MAX_ON_HAND}")]
    OnHand(String),
    /// The SKU was counted at this location before.
    #[error("the same part at the same location stands in line {0}")]
    DuplicateOf(u32),
}

/// Reads a stock list; entries in the order of lines.
pub fn read(file_name: &str, bytes: &[u8]) -> Result<Vec<StockEntry>, FileError> {
    let table = table::read(bytes, ["sku", "location", "on_hand"])?;
    let mut seen: HashMap<(String, String), u32> = HashMap::new();
    Ok(table
        .rows
        .iter()
        .map(|(line, cells)| {
            let outcome = count(cells).and_then(|count| {
                let key = (count.sku.as_str().to_ascii_uppercase(), count.location.to_ascii_uppercase());
                let first = *seen.entry(key).or_insert(*line);
                if first == *line { Ok(count) } else { Err(StockRejection::DuplicateOf(first)) }
            });
            let source = SourceLine { file: file_name.to_owned(), line: *line, label: shown(&cells[0]) };
            StockEntry { source, outcome }
        })
        .collect())
}

fn count([sku, location, on_hand]: &[String; 3]) -> Result<StockCount, StockRejection> {
    let sku = Sku::parse(sku)?;
    if location.is_empty() || location.chars().count() > 64 {
        return Err(StockRejection::Location(shown(location)));
    }
    let pieces = on_hand.parse::<u32>().ok().filter(|pieces| *pieces <= MAX_ON_HAND);
    let on_hand = pieces.ok_or_else(|| StockRejection::OnHand(shown(on_hand)))?;
    Ok(StockCount { sku, location: location.clone(), on_hand })
}
