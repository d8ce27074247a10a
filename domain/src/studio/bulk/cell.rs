//! What a cell says, and how a text is written so that no spreadsheet takes it for a formula.

use std::borrow::Cow;

/// What a cell asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell<'a> {
    /// Empty: what is there stays.
    Keep,
    /// A lone `-`: what is there goes.
    Clear,
    /// A text.
    Text(Cow<'a, str>),
}

/// Reads a cell as it stands in the file.
pub fn read(raw: &str) -> Cell<'_> {
    match raw.trim() {
        "" => Cell::Keep,
        "-" => Cell::Clear,
        _ => Cell::Text(unguarded(raw)),
    }
}

/// Whether a spreadsheet might run the text.
fn is_risky(text: &str) -> bool {
    text.starts_with(['\t', '\r']) || text.trim_start().starts_with(['=', '+', '-', '@'])
}

/// The text with an apostrophe in front where a spreadsheet might run it. [`unguarded`] takes it away again.
pub fn guarded(text: &str) -> Cow<'_, str> {
    if is_risky(text.trim_start_matches('\'')) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// The text without the apostrophe that [`guarded`] puts in front.
pub fn unguarded(text: &str) -> Cow<'_, str> {
    match text.strip_prefix('\'') {
        Some(rest) if is_risky(rest.trim_start_matches('\'')) => Cow::Borrowed(rest),
        _ => Cow::Borrowed(text),
    }
}

/// A figure with a point for decimals. Where semicolons divide cells a comma does that; elsewhere a comma is not
/// guessed at.
pub fn with_point(text: &str, semicolons: bool) -> Cow<'_, str> {
    if semicolons && text.matches(',').count() == 1 && !text.contains('.') {
        Cow::Owned(text.replace(',', "."))
    } else {
        Cow::Borrowed(text)
    }
}

/// A text as it is kept: line ends of one kind, no white space at its ends.
pub fn tidy(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn cells_keep_clear_or_say() {
        assert_eq!(read("  "), Cell::Keep);
        assert_eq!(read(" - "), Cell::Clear);
        assert_eq!(read("'-"), Cell::Text("-".into()));
        assert_eq!(read("a"), Cell::Text("a".into()));
    }

    #[test]
    fn formulas_are_made_harmless() {
        for text in ["=1+1", "+cmd", "-2", "@SUM(A1)", "\t=1", "\rx", " =1"] {
            assert!(guarded(text).starts_with('\''), "{text:?}");
        }
        assert_eq!(guarded("it's"), "it's");
        assert_eq!(unguarded("'quoted'"), "'quoted'");
    }

    #[test]
    fn decimal_commas_are_read_where_semicolons_divide() {
        assert_eq!(with_point("54,5", true), "54.5");
        assert_eq!(with_point("54,5", false), "54,5");
        assert_eq!(with_point("1.234,5", true), "1.234,5");
    }

    proptest! {
        #[test]
        fn what_is_guarded_is_read_back(text in "['=+@\\t\\r a-]{0,8}") {
            let guarded = guarded(&text);
            prop_assert!(!is_risky(&guarded));
            prop_assert_eq!(unguarded(&guarded), text.as_str());
        }
    }
}
