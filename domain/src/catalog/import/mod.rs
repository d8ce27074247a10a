//! Reading supplier files: bytes in, one [`ReadRow`] per part out, each taken or rejected with the
//! reason. Nothing here knows the shop's stock of parts: which rows are new, changed or unchanged,
//! and writing them whole or not at all, is the store's business. What must not live here: I/O.
//!
//! - [`orc`]: OpenRocket component files, [`eng`]: RASP motor files; [`dedupe()`] then goes over the
//!   rows of all files of a run.
//! - [`price_list`] and [`stock_list`]: tables as CSV.
//!
//! To add a source: read the file with `text::decode`, build drafts with `draft`, and check every
//! figure against `limits`. Readers never panic, whatever the bytes.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Maker, PartDraft};

mod dedupe;
mod draft;
pub mod eng;
mod limits;
mod makers;
pub mod orc;
mod outcome;
pub mod price_list;
pub mod stock_list;
mod table;
mod text;

pub use dedupe::dedupe;
pub use limits::believed;
pub use outcome::{FileError, Rejection, Warning};

/// Largest file read, bytes.
pub const MAX_FILE_BYTES: usize = 16 * 1024 * 1024;
/// Most rows read from one file.
pub const MAX_ROWS: usize = 100_000;
/// Longest text of one field kept, characters.
pub const MAX_TEXT: usize = 1_000;

/// Where a row stands in its source.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SourceLine {
    /// Name of the file, with the folders that lead to it as far as they are known.
    pub file: String,
    /// Line the row starts on, from 1.
    pub line: u32,
    /// What the source calls it: a part number, a motor.
    pub label: String,
}

/// `semroc.orc:120 (BC-926)`.
impl fmt::Display for SourceLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)?;
        if self.label.is_empty() { Ok(()) } else { write!(f, " ({})", self.label) }
    }
}

/// One row of a source and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadRow {
    /// Where it stands.
    pub source: SourceLine,
    /// The part, or why it cannot be taken.
    pub outcome: Result<PartDraft, Rejection>,
    /// What was noted while reading; a part with warnings is still taken.
    pub warnings: Vec<Warning>,
}

/// The maker that supplier files call so, if one is.
pub(crate) fn maker_named(written: &str) -> Option<Maker> {
    match makers::find(written, None) {
        makers::Match::Known(maker) => Some(maker),
        _ => None,
    }
}

/// The maker a source means by `written`, with a note when that took a guess.
fn understood_maker(written: &str, folder: Option<&str>, warnings: &mut Vec<Warning>) -> Result<Maker, Rejection> {
    let unknown = |nearest: Option<&str>| Rejection::UnknownMaker {
        name: text::shown(written),
        did_you_mean: nearest.map(str::to_owned),
    };
    let named = folder.and_then(makers::named_by_folder);
    let (maker, guessed) = match makers::find(written, folder) {
        makers::Match::Known(maker) => (maker, false),
        makers::Match::Guessed(maker) => (maker, true),
        makers::Match::Unknown(nearest) => return Err(unknown(nearest)),
        makers::Match::Reserved => return Err(Rejection::ReservedMaker { name: text::shown(written) }),
    };
    match named {
        Some(named) if named != maker && guessed => return Err(unknown(Some(&named.name))),
        Some(named) if named != maker => {
            warnings.push(Warning::FolderNamesAnotherMaker { folder: text::shown(&named.name) });
        }
        _ => {}
    }
    if guessed {
        warnings.push(Warning::MakerGuessed { written: text::shown(written), taken: maker.name.clone() });
    }
    Ok(maker)
}
