//! Lists of part numbers and quantities, as customers paste or upload them: from bytes to lines. A
//! line is never refused here, so that it can be shown back with what is wrong. What must not live
//! here: which part a number stands for, and whether it can be had; that is in [`super::review`].

use super::{QuantityError, parse_quantity};
use crate::ids::part_number_key;

/// Largest list, bytes.
pub const MAX_BYTES: usize = 64 * 1024;
/// Most lines of a list.
pub const MAX_LINES: usize = 500;

/// Why a list cannot be read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ListError {
    /// More than [`MAX_BYTES`].
    #[error("a list may have up to 64 KB")]
    TooLarge,
    /// More than [`MAX_LINES`].
    #[error("{0} lines are too many: a list may have up to {MAX_LINES}, so send it in parts")]
    TooManyLines(usize),
    /// Bytes that are no text: a spreadsheet's own format, a picture.
    #[error("this file is not text: save the sheet as CSV or as text and send that")]
    NotText,
    /// No line with anything on it.
    #[error("there is no part number on the list")]
    Empty,
}

/// One line of a list, as it was understood.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AskedLine {
    /// Where it stood: the number of its line from 1; several lines merged are `2, 7`.
    pub source: String,
    /// The part number as typed.
    pub number: String,
    /// The quantity as typed; empty when there was none, which means 1.
    pub quantity: String,
    /// The whole line, where it may also be a part number alone: `rp at 54 600`.
    pub whole: Option<String>,
}

impl AskedLine {
    /// Pieces asked for.
    pub fn pieces(&self) -> Result<u32, QuantityError> {
        if self.quantity.trim().is_empty() { Ok(1) } else { parse_quantity(&self.quantity) }
    }
}

/// The text of a file: UTF-8, UTF-16 with its mark (as spreadsheets save “Unicode text”), else Latin-1.
pub fn decode(bytes: &[u8]) -> Result<String, ListError> {
    if bytes.len() > MAX_BYTES {
        return Err(ListError::TooLarge);
    }
    let text = match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes)?,
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes)?,
        bytes => match std::str::from_utf8(bytes) {
            Ok(text) => text.trim_start_matches('\u{feff}').to_owned(),
            Err(_) => bytes.iter().map(|byte| char::from(*byte)).collect(),
        },
    };
    if text.contains('\0') || text.starts_with("PK\u{3}\u{4}") || text.starts_with("%PDF") {
        return Err(ListError::NotText);
    }
    Ok(text)
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, ListError> {
    let (pairs, _) = bytes.as_chunks::<2>();
    let units: Vec<u16> = pairs.iter().map(|pair| unit(*pair)).collect();
    String::from_utf16(&units).map_err(|_| ListError::NotText)
}

/// Reads a list. Lines without a letter or digit are skipped; a first line that names columns says
/// where number and quantity stand.
pub fn read(text: &str) -> Result<Vec<AskedLine>, ListError> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut lines: Vec<(usize, &str)> =
        (1..).zip(text.lines()).filter(|(_, line)| line.chars().any(char::is_alphanumeric)).collect();
    // How a spreadsheet is told the delimiter.
    if lines.first().is_some_and(|(_, line)| line.len() == 5 && line.to_ascii_lowercase().starts_with("sep=")) {
        lines.remove(0);
    }
    let head = lines.first().and_then(|(_, line)| Head::read(line));
    if head.is_some() {
        lines.remove(0);
    }
    match lines.len() {
        0 => return Err(ListError::Empty),
        count if count > MAX_LINES => return Err(ListError::TooManyLines(count)),
        _ => {}
    }
    Ok(lines
        .into_iter()
        .map(|(at, line)| {
            let asked = match &head {
                Some(Head { delimiter: Some(delimiter), number, quantity }) => {
                    let cells = cells(line, *delimiter);
                    let cell = |at: usize| cells.get(at).cloned().unwrap_or_default();
                    AskedLine {
                        number: cell(*number),
                        quantity: quantity.map(cell).unwrap_or_default(),
                        ..AskedLine::default()
                    }
                }
                _ => free_line(line),
            };
            AskedLine { source: at.to_string(), ..asked }
        })
        .collect())
}

/// What the first line of a table says of its columns.
struct Head {
    delimiter: Option<u8>,
    number: usize,
    quantity: Option<usize>,
}

impl Head {
    /// Names of columns without punctuation, the better ones first.
    const NUMBER: [&str; 12] = [
        "OURNUMBER",
        "SKU",
        "NUMBER",
        "PARTNUMBER",
        "PARTNO",
        "PART",
        "ITEMNUMBER",
        "ITEM",
        "ARTICLE",
        "MPN",
        "MAKERNUMBER",
        "MAKERSNUMBER",
    ];
    const QUANTITY: [&str; 6] = ["QUANTITY", "QTY", "PIECES", "PCS", "COUNT", "AMOUNT"];

    fn read(line: &str) -> Option<Self> {
        let delimiter = delimiter(line);
        let names: Vec<String> = match delimiter {
            Some(delimiter) => cells(line, delimiter).iter().map(|cell| part_number_key(cell)).collect(),
            None => vec![part_number_key(line)],
        };
        let place = |known: &[&str]| known.iter().find_map(|known| names.iter().position(|name| name == known));
        Some(Self { delimiter, number: place(&Self::NUMBER)?, quantity: place(&Self::QUANTITY) })
    }
}

/// What divides the cells of a line; none when it is one cell.
fn delimiter(line: &str) -> Option<u8> {
    [b'\t', b';', b','].into_iter().find(|delimiter| line.trim().as_bytes().contains(delimiter))
}

/// The cells of a line, without quotes and the marks that keep a spreadsheet from calculating.
fn cells(line: &str, delimiter: u8) -> Vec<String> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(line.as_bytes());
    // Reading text that is in memory cannot fail; a line that did would be one cell.
    let Some(Ok(record)) = reader.records().next() else { return vec![tidy(line)] };
    record.iter().map(tidy).collect()
}

fn tidy(cell: &str) -> String {
    cell.trim_matches(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '"' | '\'' | '=')).to_owned()
}

/// A line of which nothing is known: cells in either order, or words.
fn free_line(line: &str) -> AskedLine {
    let Some(delimiter) = delimiter(line) else { return words(line) };
    let cells: Vec<String> = cells(line, delimiter).into_iter().filter(|cell| !cell.is_empty()).collect();
    let asked = |number: &str, quantity: &str| AskedLine {
        number: number.to_owned(),
        quantity: count(quantity).unwrap_or(quantity).to_owned(),
        ..AskedLine::default()
    };
    match cells.as_slice() {
        [] => AskedLine::default(),
        [only] => words(only),
        [first, second, ..] if count(first).is_some() && count(second).is_none() => asked(second, first),
        [first, rest @ ..] => match rest.iter().find(|cell| count(cell).is_some()) {
            Some(quantity) => asked(first, quantity),
            None => match words(first) {
                // A second cell that is no count is said to be none, rather than taken for 1.
                read if read.quantity.is_empty() && rest.len() == 1 => asked(first, &rest[0]),
                read => read,
            },
        },
    }
}

/// `RP-AT-54-600 3`, `3 x RP-AT-54-600`, `RP-AT-54-600 x3`, `RP-AT-54-600: 3`, or a number alone.
fn words(line: &str) -> AskedLine {
    let line = tidy(line);
    let words: Vec<&str> = line.split_whitespace().collect();
    let is_sign = |word: &str| matches!(word, "x" | "X" | "×" | "*" | ":" | "=" | "-" | "–");
    let asked = |number: &[&str], quantity: &str| AskedLine {
        number: number.join(" ").trim_end_matches([':', '=']).to_owned(),
        quantity: count(quantity).unwrap_or(quantity).to_owned(),
        ..AskedLine::default()
    };
    let maybe = |read: AskedLine| AskedLine { whole: Some(line.clone()), ..read };
    match words.as_slice() {
        [quantity, sign, number @ ..] if !number.is_empty() && is_sign(sign) && count(quantity).is_some() => {
            asked(number, quantity)
        }
        [number @ .., sign, quantity] if !number.is_empty() && is_sign(sign) && count(quantity).is_some() => {
            asked(number, quantity)
        }
        [quantity, number @ ..] | [number @ .., quantity] if !number.is_empty() && is_marked_count(quantity) => {
            asked(number, quantity)
        }
        [number @ .., quantity] | [quantity, number @ ..] if !number.is_empty() && count(quantity).is_some() => {
            maybe(asked(number, quantity))
        }
        words => asked(words, ""),
    }
}

/// The figure of a text that is meant as a quantity: `3`, `3x`, `x3`, `-1`, `1.5`, `3 pcs`.
fn count(text: &str) -> Option<&str> {
    let figure = bare_count(text).trim();
    let digits = figure.strip_prefix(['-', '+', '−']).unwrap_or(figure);
    let is_figure = digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','));
    is_figure.then_some(figure)
}

fn is_marked_count(text: &str) -> bool {
    bare_count(text) != text && count(text).is_some()
}

fn bare_count(text: &str) -> &str {
    let sign = ['x', 'X', '×', '*'];
    let text = text.strip_prefix(sign).or_else(|| text.strip_suffix(sign)).unwrap_or(text);
    ["pcs.", "pcs", "pc", "ea"].iter().find_map(|unit| text.strip_suffix(unit)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn one(line: &str) -> (String, String) {
        let mut lines = read(line).expect("a list");
        assert_eq!(lines.len(), 1, "{line}");
        let line = lines.remove(0);
        (line.number, line.quantity)
    }

    #[test]
    fn a_line_is_read_however_it_is_written() {
        for line in [
            "RP-AT-54-600 3",
            "RP-AT-54-600  3",
            "3 x RP-AT-54-600",
            "3x RP-AT-54-600",
            "3 × RP-AT-54-600",
            "3 RP-AT-54-600",
            "RP-AT-54-600 x3",
            "RP-AT-54-600 x 3",
            "RP-AT-54-600: 3",
            "RP-AT-54-600 - 3",
            "RP-AT-54-600;3",
            "RP-AT-54-600 ; 3",
            "RP-AT-54-600,3",
            "3,RP-AT-54-600",
            "RP-AT-54-600\t3",
            "3\tRP-AT-54-600",
            "RP-AT-54-600\tAirframe tube, 54\t3",
            "\"RP-AT-54-600\",\"3\"",
            "3 x RP-AT-54-600, airframe tube",
            "RP-AT-54-600;3 pcs",
            "\u{feff}RP-AT-54-600 3\r\n\r\n",
        ] {
            let text = decode(line.as_bytes()).expect("text");
            assert_eq!(one(&text), ("RP-AT-54-600".to_owned(), "3".to_owned()), "{line:?}");
        }
    }

    #[test]
    fn without_a_quantity_it_is_one_piece() {
        let lines = read("RP-AT-54-600\n\n  \nRP-AT-54-900;\n-----\n").expect("a list");
        let pieces: Vec<_> =
            lines.iter().map(|line| (line.source.as_str(), line.number.as_str(), line.pieces())).collect();
        assert_eq!(pieces, [("1", "RP-AT-54-600", Ok(1)), ("4", "RP-AT-54-900", Ok(1))]);
    }

    #[test]
    fn a_number_with_blanks_in_it_may_be_meant() {
        let lines = read("rp at 54 600").expect("a list");
        assert_eq!((lines[0].number.as_str(), lines[0].quantity.as_str()), ("rp at 54", "600"));
        assert_eq!(lines[0].whole.as_deref(), Some("rp at 54 600"));
    }

    #[test]
    fn quantities_that_are_none_stay_as_typed() {
        for (line, typed) in [
            ("A-1 0", "0"),
            ("A-1 -1", "-1"),
            ("A-1;99999999", "99999999"),
            ("A-1\t1,5", "1,5"),
            ("A-1 1.5", "1.5"),
            ("A-1;many", "many"),
        ] {
            let line = read(line).expect("a list").remove(0);
            assert_eq!((line.number.as_str(), line.quantity.as_str()), ("A-1", typed));
            assert!(line.pieces().is_err(), "{typed}");
        }
    }

    #[test]
    fn columns_are_found_by_their_names() {
        for head in ["Qty;Description;Part number", "sep=;\nquantity;;OUR NUMBER", "pcs;MPN;SKU"] {
            assert_eq!(
                one(&format!("{head}\n3;tube;RP-AT-54-600")),
                ("RP-AT-54-600".to_owned(), "3".to_owned()),
                "{head}"
            );
        }
        assert_eq!(one("Part number\nRP-AT-54-600 x 2"), ("RP-AT-54-600".to_owned(), "2".to_owned()));
        assert_eq!(one("sku,name\nRP-AT-54-600,\"Tube, 54\""), ("RP-AT-54-600".to_owned(), String::new()));
    }

    #[test]
    fn what_is_no_list_is_refused_whole() {
        assert_eq!(read(" \n;;\n--\n"), Err(ListError::Empty));
        assert_eq!(read("number,quantity\n"), Err(ListError::Empty));
        assert_eq!(read(&"A-1 1\n".repeat(600)), Err(ListError::TooManyLines(600)));
        assert_eq!(decode(&vec![b'A'; MAX_BYTES + 1]), Err(ListError::TooLarge));
        assert_eq!(decode(b"PK\x03\x04\x14\0"), Err(ListError::NotText));
    }

    #[test]
    fn files_come_in_three_encodings() {
        let utf16: Vec<u8> = "\u{feff}A-1\t3".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(one(&decode(&utf16).expect("text")), ("A-1".to_owned(), "3".to_owned()));
        assert_eq!(decode(b"T\xfcte 1").expect("text"), "Tüte 1");
    }

    proptest! {
        #[test]
        fn every_line_that_says_something_is_kept(text in "(\\PC{0,30}\n){0,40}") {
            let speaking = text.lines().filter(|line| line.chars().any(char::is_alphanumeric)).count();
            prop_assert_eq!(read(&format!("A-1\n{text}")).map(|lines| lines.len()), Ok(1 + speaking));
        }

        #[test]
        fn number_and_quantity_survive_every_form(number in "[A-Z]{2}-[A-Z0-9]{1,5}-[0-9]{1,4}", quantity in 1u32..=9_999, form in 0usize..10) {
            let line = match form {
                0 => format!("{number} {quantity}"),
                1 => format!("{quantity} x {number}"),
                2 => format!("{quantity}x {number}"),
                3 => format!("{number} ×{quantity}"),
                4 => format!("{number}; {quantity}"),
                5 => format!("{number},{quantity}"),
                6 => format!("{quantity}\t{number}"),
                7 => format!("\"{number}\";\"{quantity}\""),
                8 => format!("{number} = {quantity}"),
                _ => format!("Quantity,Number\n{quantity},{number}"),
            };
            prop_assert_eq!(one(&line), (number, quantity.to_string()));
        }
    }
}
