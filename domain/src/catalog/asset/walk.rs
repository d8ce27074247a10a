//! Reading numbers out of bytes, and names for what is not taken.

use super::ImageRefused;

/// Some bytes at a place; [`ImageRefused::Truncated`] when the file ends before them.
pub(super) fn take(bytes: &[u8], at: usize, len: usize) -> Result<&[u8], ImageRefused> {
    at.checked_add(len).and_then(|end| bytes.get(at..end)).ok_or(ImageRefused::Truncated)
}

/// Two bytes, the larger first.
pub(super) fn big_u16(bytes: &[u8], at: usize) -> Result<u16, ImageRefused> {
    Ok(take(bytes, at, 2)?.iter().fold(0, |sum, byte| (sum << 8) | u16::from(*byte)))
}

/// Four bytes, the largest first.
pub(super) fn big_u32(bytes: &[u8], at: usize) -> Result<u32, ImageRefused> {
    Ok(take(bytes, at, 4)?.iter().fold(0, |sum, byte| (sum << 8) | u32::from(*byte)))
}

/// Up to four bytes, the smallest first.
pub(super) fn little(bytes: &[u8], at: usize, len: usize) -> Result<u32, ImageRefused> {
    Ok(take(bytes, at, len)?.iter().rev().fold(0, |sum, byte| (sum << 8) | u32::from(*byte)))
}

/// What a file is that is no picture of ours, as people call it.
pub(super) fn name_of(bytes: &[u8]) -> &'static str {
    for (start, name) in [
        (&b"GIF8"[..], "a GIF"),
        (b"%PDF", "a PDF document"),
        (b"PK\x03\x04", "a zip archive"),
        (b"PK\x05\x06", "a zip archive"),
        (b"\x1f\x8b", "a packed file"),
        (b"II*\x00", "a TIFF picture"),
        (b"MM\x00*", "a TIFF picture"),
        (b"BM", "a BMP picture"),
        (b"MZ", "a program"),
        (b"\x7fELF", "a program"),
    ] {
        if bytes.starts_with(start) {
            return name;
        }
    }
    if bytes.get(4..8) == Some(b"ftyp") {
        return "a HEIC or AVIF picture";
    }
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]).to_lowercase();
    let start = start.trim_start_matches(|c: char| c == '\u{feff}' || c.is_whitespace());
    if start.starts_with('<') && start.contains("<svg") {
        "an SVG drawing"
    } else if start.starts_with("<!doctype") || start.starts_with("<html") || start.starts_with("<script") {
        "a web page"
    } else {
        "something else"
    }
}
