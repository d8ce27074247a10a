//! Plain text in columns, for readers and programs that show nothing else.
#![expect(
    clippy::inline_always,
    clippy::unused_self,
    clippy::unnecessary_wraps,
    reason = "askama’s macro makes filters of functions that way"
)]

use std::fmt::Write as _;

use askama::{Result, Values};
use domain::mail::Sum;

use super::words::Row;

/// Longest line.
pub(super) const WIDTH: usize = 74;
/// Of the number of pieces.
const COUNT: usize = 6;
/// Of an amount.
const AMOUNT: usize = 16;

/// A paragraph in lines.
#[askama::filter_fn]
pub(super) fn wrapped(text: impl std::fmt::Display, _: &dyn Values) -> Result<String> {
    Ok(lines(&text.to_string(), WIDTH).join("\n"))
}

/// A line of an order: pieces, name, amount; the part number under the name.
#[askama::filter_fn]
pub(super) fn aligned(row: &Row, _: &dyn Values) -> Result<String> {
    let name_width = WIDTH - COUNT - AMOUNT - 2;
    let mut names = lines(&row.name, name_width).into_iter();
    let first = names.next().unwrap_or_default();
    let mut text = format!("{:>COUNT$}  {first:<name_width$}{:>AMOUNT$}", row.count, row.total);
    text.truncate(text.trim_end().len());
    for more in names.chain([row.sku.clone()]) {
        write!(text, "\n{:>COUNT$}  {more}", "")?;
    }
    Ok(text)
}

/// A sum under the lines.
#[askama::filter_fn]
pub(super) fn aligned_sum(sum: &Sum, _: &dyn Values) -> Result<String> {
    let width = WIDTH - AMOUNT - COUNT - 2;
    Ok(format!("{:>COUNT$}  {:<width$}{:>AMOUNT$}", "", sum.name, sum.amount))
}

/// A line across the columns of names and amounts.
#[askama::filter_fn]
pub(super) fn rule(with: &str, _: &dyn Values) -> Result<String> {
    Ok(format!("{:>COUNT$}  {}", "", with.repeat(WIDTH - COUNT - 2)))
}

/// Words in lines of a width. What is longer than a line, as an address is, has one of its own.
fn lines(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut length = 0;
    for word in text.split_whitespace() {
        let word_length = word.chars().count();
        match lines.last_mut() {
            Some(line) if length + 1 + word_length <= width => {
                line.push(' ');
                line.push_str(word);
                length += 1 + word_length;
            }
            _ => {
                lines.push(word.to_owned());
                length = word_length;
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_fill_lines() {
        assert_eq!(lines("one two  three", 7), ["one two", "three"]);
        assert_eq!(lines("a https://long.example/path b", 8), ["a", "https://long.example/path", "b"]);
        assert!(lines(" ", 7).is_empty());
    }
}
