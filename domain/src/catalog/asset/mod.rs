//! Pictures of products: which files are taken, how large they may be, which renditions are made of them and
//! what those are called. A file is judged by its bytes, never by its name: [`inspect`] walks it from its
//! first byte to its last before anything is decoded. What must not live here: decoding, storing.

mod file;
mod jpeg;
mod png;
mod walk;
mod webp;

pub use file::{AssetFile, AssetHash, FileType};

use serde::{Deserialize, Serialize};

/// Largest file taken, bytes.
pub const MAX_IMAGE_BYTES: usize = 8 * 1024 * 1024;
/// Most pixels of a picture.
pub const MAX_PIXELS: u64 = 40_000_000;
/// Fewest pixels of a picture's shorter side: less is a blot on a page.
pub const MIN_SIDE: u32 = 200;
/// How many times its shorter side a picture's longer side may be.
pub const MAX_ASPECT: u32 = 4;
/// Longest text that says what a picture shows, characters; the database column has the same width.
pub const MAX_ALT_TEXT: usize = 300;

/// Widths of renditions, smallest first. The largest rendition fits into a square of the last one.
const WIDTHS: [u32; 3] = [320, 640, 1280];

/// A picture as a product names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageRef {
    /// The stored picture: the SHA-256 of what was sent, 64 hexadecimal digits.
    pub asset: String,
    /// What is to be seen on it, for those who cannot see it; at most [`MAX_ALT_TEXT`] characters.
    pub alt: String,
}

/// A kind of picture that is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImageFormat {
    /// Photographs.
    Jpeg,
    /// Drawings, and pictures with transparent parts.
    Png,
    /// Either.
    Webp,
}

/// What a file says of itself, once it has been walked to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspected {
    /// Its kind.
    pub format: ImageFormat,
    /// Pixels across, as stored.
    pub width: u32,
    /// Pixels down, as stored.
    pub height: u32,
    /// What is packed in it and must be measured before it is decoded.
    pub packed: Vec<Packed>,
}

/// A stretch of the file that is packed with zlib, and to how much it may unpack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packed {
    /// Where its pieces are in the file.
    pub pieces: Vec<std::ops::Range<usize>>,
    /// What it must or may unpack to.
    pub size: UnpackedSize,
}

/// How much a packed stretch unpacks to, bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnpackedSize {
    /// So much: the pixels.
    Exactly(u64),
    /// No more than this: what is said beside the pixels, which is thrown away.
    AtMost(u64),
}

/// Why a file is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImageRefused {
    /// Nothing in it.
    #[error("The file is empty. Choose a JPEG, PNG or WebP picture.")]
    Empty,
    /// Too many bytes.
    #[error("The file is larger than 8 MB. Save the picture smaller.")]
    TooLarge,
    /// Something else, whatever its name says.
    #[error("This is {0}, not a JPEG, PNG or WebP picture, whatever its name says.")]
    WrongType(&'static str),
    /// More than one picture, one after the other.
    #[error("The picture moves. Save one frame of it.")]
    Animated,
    /// It ends in the middle.
    #[error("The file ends before the picture does. Send it again, or save the picture anew.")]
    Truncated,
    /// Something hangs on to it.
    #[error("After the end of the picture come {0} more bytes that do not belong to it. Save the picture anew.")]
    Trailing(usize),
    /// Its parts contradict each other.
    #[error("The picture is damaged. Save it anew with another program.")]
    Damaged,
    /// A way of saving that hardly any program reads.
    #[error("The picture is saved in a way that browsers do not show. Save it as an ordinary JPEG or PNG.")]
    Unusual,
    /// Small when packed, huge when unpacked.
    #[error("The file unpacks to far more than its picture needs. Save the picture anew with another program.")]
    Swollen,
    /// More pixels than a page can use.
    #[error("The picture has {width} × {height} pixels. Save it with at most 40 million, such as 7,300 × 5,400.")]
    TooManyPixels {
        /// Across.
        width: u32,
        /// Down.
        height: u32,
    },
    /// Fewer pixels than a page can use.
    #[error("The picture has {width} × {height} pixels. Each side needs at least 200.")]
    TooSmall {
        /// Across.
        width: u32,
        /// Down.
        height: u32,
    },
    /// A stripe.
    #[error("The picture has {width} × {height} pixels. Cut it so that no side is more than 4 times the other.")]
    TooLong {
        /// Across.
        width: u32,
        /// Down.
        height: u32,
    },
}

impl ImageRefused {
    /// The HTTP status that says the same.
    pub const fn status(&self) -> u16 {
        match self {
            Self::TooLarge => 413,
            Self::Empty | Self::WrongType(_) => 415,
            _ => 422,
        }
    }
}

/// Walks a file from its first byte to its last, and says what it is or why it is not taken. Nothing is
/// decoded: what it costs depends on the bytes that are there, never on those that they promise.
pub fn inspect(bytes: &[u8]) -> Result<Inspected, ImageRefused> {
    if bytes.is_empty() {
        return Err(ImageRefused::Empty);
    }
    if bytes.len() > MAX_IMAGE_BYTES {
        return Err(ImageRefused::TooLarge);
    }
    let inspected = match format_of(bytes) {
        Some(ImageFormat::Jpeg) => jpeg::walk(bytes)?,
        Some(ImageFormat::Png) => png::walk(bytes)?,
        Some(ImageFormat::Webp) => webp::walk(bytes)?,
        None => return Err(ImageRefused::WrongType(walk::name_of(bytes))),
    };
    check_size(inspected.width, inspected.height)?;
    Ok(inspected)
}

/// The kind that the first bytes say.
fn format_of(bytes: &[u8]) -> Option<ImageFormat> {
    if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
        Some(ImageFormat::Jpeg)
    } else if bytes.starts_with(png::SIGNATURE) {
        Some(ImageFormat::Png)
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        Some(ImageFormat::Webp)
    } else {
        None
    }
}

/// Whether a page can use a picture of this size.
fn check_size(width: u32, height: u32) -> Result<(), ImageRefused> {
    let (short, long) = (width.min(height), width.max(height));
    if short == 0 {
        Err(ImageRefused::Damaged)
    } else if u64::from(width) * u64::from(height) > MAX_PIXELS {
        Err(ImageRefused::TooManyPixels { width, height })
    } else if short < MIN_SIDE {
        Err(ImageRefused::TooSmall { width, height })
    } else if long > short.saturating_mul(MAX_ASPECT) {
        Err(ImageRefused::TooLong { width, height })
    } else {
        Ok(())
    }
}

/// Sizes of the renditions of an upright picture, smallest first. None is larger than the picture, and none
/// has a side longer than 1280 pixels.
pub fn rendition_sizes(width: u32, height: u32) -> Vec<(u32, u32)> {
    let [.., square] = WIDTHS;
    // Where the height is what does not fit, the width follows it.
    let fitting = u64::from(width) * u64::from(square) / u64::from(height.max(1));
    let largest = width.min(square).min(u32::try_from(fitting).unwrap_or(square)).max(1);
    let mut widths: Vec<_> = WIDTHS.into_iter().filter(|width| *width < largest).collect();
    widths.push(largest);
    widths.into_iter().map(|rendition| (rendition, height_at(rendition, width, height))).collect()
}

/// The height at a width, to the nearest pixel.
fn height_at(rendition: u32, width: u32, height: u32) -> u32 {
    let (rendition, width, height) = (u64::from(rendition), u64::from(width.max(1)), u64::from(height));
    u32::try_from((rendition * height + width / 2) / width).unwrap_or(u32::MAX).max(1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn renditions_are_no_larger_than_the_picture_nor_than_a_page_needs() {
        assert_eq!(rendition_sizes(4000, 3000), [(320, 240), (640, 480), (1280, 960)]);
        assert_eq!(rendition_sizes(1000, 500), [(320, 160), (640, 320), (1000, 500)]);
        assert_eq!(rendition_sizes(1280, 1280), [(320, 320), (640, 640), (1280, 1280)]);
        assert_eq!(rendition_sizes(320, 200), [(320, 200)]);
        assert_eq!(rendition_sizes(250, 1000), [(250, 1000)]);
        assert_eq!(rendition_sizes(1000, 4000), [(320, 1280)]);
    }

    #[test]
    fn a_size_is_refused_for_the_reason_that_helps() {
        assert_eq!(check_size(8000, 5000), Ok(()));
        let (width, height) = (10_000, 10_000);
        assert_eq!(check_size(width, height), Err(ImageRefused::TooManyPixels { width, height }));
        let (width, height) = (u32::MAX, u32::MAX);
        assert_eq!(check_size(width, height), Err(ImageRefused::TooManyPixels { width, height }));
        let (width, height) = (199, 4000);
        assert_eq!(check_size(width, height), Err(ImageRefused::TooSmall { width, height }));
        let (width, height) = (200, 801);
        assert_eq!(check_size(width, height), Err(ImageRefused::TooLong { width, height }));
        assert_eq!(check_size(0, 300), Err(ImageRefused::Damaged));
    }

    #[test]
    fn what_is_no_picture_of_ours_is_called_what_it_is() {
        for (bytes, name) in [
            (&b"GIF89a\x01\x00"[..], "a GIF"),
            (b"<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"><script>", "an SVG drawing"),
            (b"\xef\xbb\xbf  <SVG onload=alert(1)>", "an SVG drawing"),
            (b"<!DOCTYPE html><script>alert(1)</script>", "a web page"),
            (b"%PDF-1.7\n", "a PDF document"),
            (b"PK\x03\x04\x14\x00", "a zip archive"),
            (b"\x00\x00\x00\x18ftypheic", "a HEIC or AVIF picture"),
            (b"II*\x00", "a TIFF picture"),
            (b"BM\x00\x00\x00\x00\x00\x00", "a BMP picture"),
            (b"MZ\x90\x00", "a program"),
            (b"hello", "something else"),
            (b"\xff\xd8", "something else"),
            (b"RIFF\x04\x00\x00\x00WAVE", "something else"),
        ] {
            assert_eq!(inspect(bytes), Err(ImageRefused::WrongType(name)));
        }
        assert_eq!(inspect(b""), Err(ImageRefused::Empty));
        assert_eq!(inspect(&vec![0xff; MAX_IMAGE_BYTES + 1]), Err(ImageRefused::TooLarge));
    }

    proptest! {
        #[test]
        fn no_bytes_break_it(start in 0_usize..4, bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            let starts: [&[u8]; 4] = [b"", b"\xff\xd8\xff", png::SIGNATURE, b"RIFF\x80\x01\x00\x00WEBP"];
            _ = inspect(&[starts[start], &bytes].concat());
        }

        #[test]
        fn renditions_keep_the_proportions(width in 200_u32..9000, height in 200_u32..9000) {
            for (across, down) in rendition_sizes(width, height) {
                prop_assert!(across <= width && across <= 1280 && down <= 1281 && down > 0);
                let exact = f64::from(across) * f64::from(height) / f64::from(width);
                prop_assert!((f64::from(down) - exact).abs() <= 0.5 || down == 1);
            }
        }
    }
}
