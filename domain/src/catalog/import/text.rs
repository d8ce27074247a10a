//! From bytes to text, within bounds.

use std::borrow::Cow;

use super::{FileError, MAX_FILE_BYTES};

/// The text of a file and whether it had to be read as Latin-1 because it is not UTF-8.
pub(super) fn decode(bytes: &[u8]) -> Result<(Cow<'_, str>, bool), FileError> {
    if bytes.len() > MAX_FILE_BYTES {
        return Err(FileError::TooLarge { bytes: bytes.len() });
    }
    if bytes.contains(&0) {
        return Err(FileError::NotText);
    }
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    Ok(match std::str::from_utf8(bytes) {
        Ok(text) => (Cow::Borrowed(text), false),
        Err(_) => (Cow::Owned(bytes.iter().map(|byte| char::from(*byte)).collect()), true),
    })
}

/// The start of a text, fit for a message.
pub(super) fn shown(text: &str) -> String {
    tidy(text).chars().take(60).collect()
}

/// The text with every run of white space and control characters made one space, none at the ends.
pub(super) fn tidy(text: &str) -> String {
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// A number in a message: up to four significant decimals, no trailing zeros.
pub(super) fn figure(value: f64) -> String {
    let text = format!("{value:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The folder a file lies in, from its name.
pub(super) fn folder(file: &str) -> Option<&str> {
    let mut parts = file.rsplit(['/', '\\']);
    parts.next();
    parts.next().filter(|folder| !folder.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_become_text() {
        assert_eq!(decode(b"\xef\xbb\xbfa").expect("text"), (Cow::Borrowed("a"), false));
        assert_eq!(decode(b"caf\xe9").expect("text").0, "café");
        assert_eq!(decode(b"PK\x03\x04\0"), Err(FileError::NotText));
    }

    #[test]
    fn texts_are_tidied() {
        assert_eq!(tidy(" a\r\n\t b\u{7} "), "a b");
        assert_eq!(figure(28.651_2), "28.6512");
        assert_eq!(figure(4.0), "4");
        assert_eq!(folder("motors/AeroTech/C3.eng"), Some("AeroTech"));
        assert_eq!(folder("C3.eng"), None);
    }
}
