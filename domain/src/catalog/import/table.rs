//! Tables as spreadsheets export them: CSV with a head line, by comma, semicolon or tab.

use super::text::{decode, shown};
use super::{FileError, MAX_ROWS, MAX_TEXT};

/// A table reduced to the columns asked for.
pub(super) struct Table<const N: usize> {
    /// Line in the file and the cells, trimmed, absent ones empty.
    pub(super) rows: Vec<(u32, [String; N])>,
    /// Whether a semicolon divides cells, as where the comma is the decimal sign.
    pub(super) semicolons: bool,
}

/// Reads the columns named in the head line, in whatever order, case and company. Empty lines are
/// skipped.
pub(super) fn read<const N: usize>(bytes: &[u8], columns: [&str; N]) -> Result<Table<N>, FileError> {
    let (text, _) = decode(bytes)?;
    let head = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |delimiter: u8| head.bytes().filter(|byte| *byte == delimiter).count();
    let delimiter = [b',', b';', b'\t'].into_iter().rev().max_by_key(|d| count(*d)).unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let mut places: Option<[usize; N]> = None;
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| FileError::NotCsv {
            line: error.position().map_or(1, |position| line_at(&text, position.byte())),
            message: shown(&error.to_string()),
        })?;
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let Some(places) = places else {
            places = Some(find_columns(&record, columns)?);
            continue;
        };
        if rows.len() >= MAX_ROWS {
            return Err(FileError::TooManyRows);
        }
        let line = record.position().map_or(1, |position| line_at(&text, position.byte()));
        let cell = |place: usize| record.get(place).unwrap_or_default().trim().chars().take(MAX_TEXT).collect();
        rows.push((line, places.map(cell)));
    }
    match places {
        Some(_) => Ok(Table { rows, semicolons: delimiter == b';' }),
        None => Err(missing(columns, columns.first().copied().unwrap_or_default())),
    }
}

fn find_columns<const N: usize>(head: &csv::StringRecord, columns: [&str; N]) -> Result<[usize; N], FileError> {
    let names: Vec<String> = head.iter().map(|name| name.trim().to_lowercase().replace([' ', '-'], "_")).collect();
    let mut places = [0; N];
    for (place, column) in places.iter_mut().zip(columns) {
        *place = names.iter().position(|name| name == column).ok_or_else(|| missing(columns, column))?;
    }
    Ok(places)
}

fn missing<const N: usize>(columns: [&str; N], column: &str) -> FileError {
    FileError::MissingColumn { expected: columns.join(", "), missing: column.to_owned() }
}

/// The line of the first cell at or after `byte`: records begin with the line ends left before them.
fn line_at(text: &str, byte: u64) -> u32 {
    let byte = usize::try_from(byte).unwrap_or(usize::MAX).min(text.len());
    let (before, after) = text.as_bytes().split_at(byte);
    let ends = after.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
    let newlines = before.iter().chain(ends).filter(|byte| **byte == b'\n').count();
    u32::try_from(newlines + 1).unwrap_or(u32::MAX)
}
