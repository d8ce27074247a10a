//! From bytes to cells: CSV as spreadsheets save it, by comma, semicolon or tab. What is no such table is refused
//! with a message that says what to do; a reader never panics and never keeps more than its bounds.

use super::{FileKind, MAX_BYTES, MAX_CELL, MAX_COLUMNS, MAX_ROWS};

/// Longest name of a column kept, characters.
const MAX_NAME: usize = 100;

/// A table as read: its head and its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// The names of the columns.
    pub head: Vec<String>,
    /// The rows under it, empty ones left out.
    pub rows: Vec<SheetRow>,
    /// Whether a semicolon divides cells, as where the comma is the decimal sign.
    pub semicolons: bool,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetRow {
    /// Line in the file it begins on, from 1.
    pub line: u32,
    /// The cells as they stand there.
    pub cells: Vec<String>,
}

impl SheetRow {
    /// A cell; empty where the row is too short.
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }

    /// Whether there is something beyond the last column.
    pub fn overflows(&self, columns: usize) -> bool {
        self.cells.iter().skip(columns).any(|cell| !cell.trim().is_empty())
    }
}

/// Why a file is not taken at all. The messages are for who sent it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileProblem {
    /// No bytes, or no row.
    #[error("The file is empty.")]
    Empty,
    /// Beyond [`MAX_BYTES`].
    #[error("The file is larger than {} MB. Divide it.", MAX_BYTES / 1024 / 1024)]
    TooLarge,
    /// An Excel or `OpenDocument` workbook, or another archive.
    #[error(
        "This is a workbook or an archive, not a table. Open it in the spreadsheet and save it as “CSV UTF-8”; send one table at a time."
    )]
    Archive,
    /// An Excel workbook of before 2007.
    #[error("This is an old Excel workbook. Open it in the spreadsheet and save it as “CSV UTF-8”.")]
    OldWorkbook,
    /// A PDF.
    #[error("This is a PDF. Ask for the table itself, and save it as “CSV UTF-8”.")]
    Pdf,
    /// A picture.
    #[error("This is a picture. Send the table as “CSV UTF-8”.")]
    Picture,
    /// A page of the web.
    #[error("This is a web page, not a table. Save the table as “CSV UTF-8”.")]
    WebPage,
    /// Two bytes a character.
    #[error("This is Unicode text of two bytes a character. Save it as “CSV UTF-8”.")]
    Utf16,
    /// A zero byte.
    #[error("Line {line} holds a zero byte: this is not a text. Save the table as “CSV UTF-8”.")]
    NotText {
        /// Which line.
        line: u32,
    },
    /// Bytes that are no UTF-8.
    #[error("Line {line} is not UTF-8. Save the table as “CSV UTF-8”, so that no letter is lost.")]
    NotUtf8 {
        /// Which line.
        line: u32,
    },
    /// A quotation mark without its partner.
    #[error("A quotation mark that opens in line {line} never closes.")]
    OpenQuote {
        /// Where it opens.
        line: u32,
    },
    /// Beyond [`MAX_ROWS`].
    #[error("The table has more than {MAX_ROWS} rows. Divide it.")]
    TooManyRows,
    /// Beyond [`MAX_COLUMNS`].
    #[error("Line {line} has more than {MAX_COLUMNS} columns.")]
    TooManyColumns {
        /// Which line.
        line: u32,
    },
    /// Beyond [`MAX_CELL`].
    #[error("A cell in line {line}, column {column}, is longer than {MAX_CELL} characters.")]
    LongCell {
        /// Which line.
        line: u32,
        /// Which column, from 1.
        column: usize,
    },
    /// A head and nothing under it.
    #[error("The table has a head and no rows.")]
    NoRows,
    /// A supplier file that its reader does not take.
    #[error("{0}.")]
    Supplier(String),
}

/// What a file is by its first bytes, where that is no text of ours.
fn foreign(bytes: &[u8]) -> Option<FileProblem> {
    const SIGNS: [(&[u8], FileProblem); 11] = [
        (b"PK\x03\x04", FileProblem::Archive),
        (b"PK\x05\x06", FileProblem::Archive),
        (b"\x1f\x8b", FileProblem::Archive),
        (b"7z\xbc\xaf", FileProblem::Archive),
        (b"\xd0\xcf\x11\xe0", FileProblem::OldWorkbook),
        (b"%PDF", FileProblem::Pdf),
        (b"\x89PNG", FileProblem::Picture),
        (b"\xff\xd8\xff", FileProblem::Picture),
        (b"GIF8", FileProblem::Picture),
        (b"\xff\xfe", FileProblem::Utf16),
        (b"\xfe\xff", FileProblem::Utf16),
    ];
    if let Some((_, problem)) = SIGNS.iter().find(|(sign, _)| bytes.starts_with(sign)) {
        return Some(problem.clone());
    }
    let start: Vec<u8> = bytes.iter().take(200).map(u8::to_ascii_lowercase).collect();
    let start = start.trim_ascii_start();
    [b"<!doctype html".as_slice(), b"<html"].iter().any(|sign| start.starts_with(sign)).then_some(FileProblem::WebPage)
}

/// The text of a file, without the mark at its beginning.
fn text(bytes: &[u8]) -> Result<&str, FileProblem> {
    if bytes.is_empty() {
        return Err(FileProblem::Empty);
    }
    if bytes.len() > MAX_BYTES {
        return Err(FileProblem::TooLarge);
    }
    if let Some(problem) = foreign(bytes) {
        return Err(problem);
    }
    let line_of = |at: usize| {
        let ends = bytes.iter().take(at).filter(|byte| **byte == b'\n').count();
        u32::try_from(ends + 1).unwrap_or(u32::MAX)
    };
    if let Some(at) = bytes.iter().position(|byte| *byte == 0) {
        return Err(FileProblem::NotText { line: line_of(at) });
    }
    let text =
        std::str::from_utf8(bytes).map_err(|error| FileProblem::NotUtf8 { line: line_of(error.valid_up_to()) })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// What a file probably holds, by its name and its beginning; why it is not taken when it is nothing of ours.
pub fn kind_of(name: &str, bytes: &[u8]) -> Result<FileKind, FileProblem> {
    let ends = |extension: &str| name.rsplit_once('.').is_some_and(|(_, found)| found.eq_ignore_ascii_case(extension));
    if bytes.is_empty() {
        return Err(FileProblem::Empty);
    }
    if bytes.len() > MAX_BYTES {
        return Err(FileProblem::TooLarge);
    }
    if let Some(problem) = foreign(bytes) {
        return Err(problem);
    }
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(4_096)]).into_owned();
    if ends("orc") || start.contains("<OpenRocketComponent") {
        return Ok(FileKind::Components);
    }
    if ends("eng") {
        return Ok(FileKind::Motors);
    }
    Ok(super::guess::kind(&read(bytes)?.head))
}

/// Reads a table.
pub fn read(bytes: &[u8]) -> Result<Sheet, FileProblem> {
    let text = text(bytes)?;
    let delimiter = delimiter(text);
    let mut reader = Reader::new(delimiter);
    for c in text.chars() {
        reader.take(c)?;
    }
    reader.finish()?;
    let mut rows = reader.rows.into_iter();
    let head = rows.next().ok_or(FileProblem::Empty)?;
    let head: Vec<String> = head
        .cells
        .iter()
        .map(|cell| cell.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(MAX_NAME).collect())
        .collect();
    let used = head.iter().rposition(|name| !name.is_empty()).map_or(0, |at| at + 1);
    let rows: Vec<SheetRow> = rows.collect();
    if rows.is_empty() {
        return Err(FileProblem::NoRows);
    }
    Ok(Sheet { head: head.into_iter().take(used).collect(), rows, semicolons: delimiter == ';' })
}

/// What divides the cells of the first line that is not empty, outside of quotation marks.
fn delimiter(text: &str) -> char {
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let (mut counts, mut quoted) = ([(',', 0), (';', 0), ('\t', 0)], false);
    for c in line.chars() {
        if c == '"' {
            quoted = !quoted;
        } else if !quoted && let Some(count) = counts.iter_mut().find(|(known, _)| *known == c) {
            count.1 += 1;
        }
    }
    let mut best = counts[0];
    for count in &counts[1..] {
        if count.1 > best.1 {
            best = *count;
        }
    }
    best.0
}

/// Where the reader stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before a cell's first character.
    Start,
    /// In a cell without quotation marks.
    Plain,
    /// Between quotation marks.
    Quoted,
    /// After a quotation mark that closes, unless another follows.
    Closed,
}

struct Reader {
    delimiter: char,
    state: State,
    line: u32,
    /// The line the row under way began on.
    began: u32,
    /// The line the last quotation mark opened on.
    opened: u32,
    after_return: bool,
    cell: String,
    length: usize,
    cells: Vec<String>,
    rows: Vec<SheetRow>,
}

impl Reader {
    const fn new(delimiter: char) -> Self {
        Self {
            delimiter,
            state: State::Start,
            line: 1,
            began: 1,
            opened: 1,
            after_return: false,
            cell: String::new(),
            length: 0,
            cells: Vec::new(),
            rows: Vec::new(),
        }
    }

    fn take(&mut self, c: char) -> Result<(), FileProblem> {
        let ends_pair = c == '\n' && self.after_return;
        self.after_return = c == '\r';
        match (self.state, c) {
            (State::Quoted, '"') => self.state = State::Closed,
            (State::Quoted, _) => self.push(c)?,
            (State::Closed, '"') => {
                self.state = State::Quoted;
                self.push('"')?;
            }
            (State::Start, '"') => {
                self.state = State::Quoted;
                self.opened = self.line;
            }
            (_, '\n') if ends_pair => {}
            (_, '\n' | '\r') => self.end_row()?,
            (_, c) if c == self.delimiter => self.end_cell()?,
            // A space before a quotation mark, as some programs write it, does not make the mark a letter.
            (State::Start | State::Closed, ' ') => {}
            (_, c) => {
                self.state = State::Plain;
                self.push(c)?;
            }
        }
        if c == '\r' || (c == '\n' && !ends_pair) {
            self.line = self.line.saturating_add(1);
        }
        Ok(())
    }

    fn push(&mut self, c: char) -> Result<(), FileProblem> {
        self.length += 1;
        if self.length > MAX_CELL {
            return Err(FileProblem::LongCell { line: self.began, column: self.cells.len() + 1 });
        }
        self.cell.push(c);
        Ok(())
    }

    fn end_cell(&mut self) -> Result<(), FileProblem> {
        if self.cells.len() >= MAX_COLUMNS {
            return Err(FileProblem::TooManyColumns { line: self.began });
        }
        self.cells.push(std::mem::take(&mut self.cell));
        self.length = 0;
        self.state = State::Start;
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), FileProblem> {
        self.end_cell()?;
        let cells = std::mem::take(&mut self.cells);
        if cells.iter().any(|cell| !cell.trim().is_empty()) {
            // The head is a row too.
            if self.rows.len() > MAX_ROWS {
                return Err(FileProblem::TooManyRows);
            }
            self.rows.push(SheetRow { line: self.began, cells });
        }
        self.began = self.line.saturating_add(1);
        Ok(())
    }

    fn finish(&mut self) -> Result<(), FileProblem> {
        if self.state == State::Quoted {
            return Err(FileProblem::OpenQuote { line: self.opened });
        }
        if !self.cells.is_empty() || !self.cell.is_empty() || self.state != State::Start {
            self.end_row()?;
        }
        Ok(())
    }
}
