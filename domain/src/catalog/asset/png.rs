//! Walking a PNG: chunk after chunk, to the one that ends it.

use std::ops::Range;

use super::walk::{big_u32, take};
use super::{ImageFormat, ImageRefused, Inspected, Packed, UnpackedSize};

/// The first bytes of every PNG.
pub(super) const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Most bytes beside the picture in one file: colour profiles, texts, thumbnails.
const MAX_BESIDE: usize = 1024 * 1024;
/// Most bytes that a profile or text beside the picture may unpack to.
const MAX_UNPACKED: u64 = 4 * 1024 * 1024;

/// Length, name and check sum of a chunk.
const FRAME: usize = 12;

pub(super) fn walk(bytes: &[u8]) -> Result<Inspected, ImageRefused> {
    let mut at = SIGNATURE.len();
    let header = Header::read(take(bytes, at, FRAME + 13)?)?;
    at += FRAME + 13;
    let mut pixels: Vec<Range<usize>> = Vec::new();
    let mut packed = Vec::new();
    let mut beside = 0;
    loop {
        let len = usize::try_from(big_u32(bytes, at)?).map_err(|_| ImageRefused::Truncated)?;
        let name = take(bytes, at + 4, 4)?;
        let data = take(bytes, at + 8, len)?;
        take(bytes, at + 8 + len, 4)?;
        let start = at + 8;
        at += FRAME + len;
        match name {
            b"IDAT" => pixels.push(start..start + len),
            b"PLTE" => {}
            b"IEND" if len == 0 && !pixels.is_empty() => break,
            b"acTL" | b"fcTL" | b"fdAT" => return Err(ImageRefused::Animated),
            // Anything else that must be understood, or the end before the picture.
            _ if name[0].is_ascii_uppercase() || !name.iter().all(u8::is_ascii_alphabetic) => {
                return Err(ImageRefused::Damaged);
            }
            _ => {
                beside += len;
                if beside > MAX_BESIDE {
                    return Err(ImageRefused::Swollen);
                }
                if let Some(offset) = packed_at(name, data) {
                    let size = UnpackedSize::AtMost(MAX_UNPACKED);
                    let piece = start + offset..start + len;
                    packed.push(Packed { pieces: Vec::from([piece]), size });
                }
            }
        }
    }
    if at < bytes.len() {
        return Err(ImageRefused::Trailing(bytes.len() - at));
    }
    packed.push(Packed { pieces: pixels, size: UnpackedSize::Exactly(header.unpacked()) });
    Ok(Inspected { format: ImageFormat::Png, width: header.width, height: header.height, packed })
}

/// Where the packed bytes of a profile or text begin.
fn packed_at(name: &[u8], data: &[u8]) -> Option<usize> {
    let keyword = data.iter().position(|byte| *byte == 0)?;
    match name {
        b"iCCP" | b"zTXt" => Some(keyword + 2),
        b"iTXt" if data.get(keyword + 1) == Some(&1) => {
            let language = data.iter().skip(keyword + 3).position(|byte| *byte == 0)? + keyword + 3;
            let translated = data.iter().skip(language + 1).position(|byte| *byte == 0)? + language + 1;
            Some(translated + 1)
        }
        _ => None,
    }
    .filter(|offset| *offset <= data.len())
}

/// What the first chunk says.
struct Header {
    width: u32,
    height: u32,
    /// Bits of a pixel.
    depth: u64,
    interlaced: bool,
}

impl Header {
    fn read(chunk: &[u8]) -> Result<Self, ImageRefused> {
        if chunk.get(..8) != Some(b"\x00\x00\x00\x0dIHDR") {
            return Err(ImageRefused::Damaged);
        }
        let (width, height) = (big_u32(chunk, 8)?, big_u32(chunk, 12)?);
        let &[bits, colour, compression, filter, interlace] = take(chunk, 16, 5)? else {
            return Err(ImageRefused::Damaged);
        };
        let channels = match (colour, bits) {
            (0, 1 | 2 | 4 | 8 | 16) | (3, 1 | 2 | 4 | 8) => 1,
            (2, 8 | 16) => 3,
            (4, 8 | 16) => 2,
            (6, 8 | 16) => 4,
            _ => return Err(ImageRefused::Damaged),
        };
        let largest = i32::MAX.unsigned_abs();
        if compression != 0 || filter != 0 || interlace > 1 || width > largest || height > largest {
            return Err(ImageRefused::Damaged);
        }
        Ok(Self { width, height, depth: channels * u64::from(bits), interlaced: interlace == 1 })
    }

    /// Bytes that the pixels unpack to: each row begins with a byte that names its filter.
    fn unpacked(&self) -> u64 {
        // Start and step across, start and step down, of each of the passes.
        const PASSES: [(u32, u32, u32, u32); 7] =
            [(0, 8, 0, 8), (4, 8, 0, 8), (0, 4, 4, 8), (2, 4, 0, 4), (0, 2, 2, 4), (1, 2, 0, 2), (0, 1, 1, 2)];
        let rows = |width: u32, height: u32| {
            if width == 0 {
                return 0;
            }
            let row = (u64::from(width).saturating_mul(self.depth)).div_ceil(8) + 1;
            row.saturating_mul(u64::from(height))
        };
        if !self.interlaced {
            return rows(self.width, self.height);
        }
        let part = |whole: u32, start: u32, step: u32| whole.saturating_sub(start).div_ceil(step);
        PASSES.iter().fold(0, |sum, (x, across, y, down)| {
            rows(part(self.width, *x, *across), part(self.height, *y, *down)).saturating_add(sum)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunk(name: &[u8], data: &[u8]) -> Vec<u8> {
        let len = u32::try_from(data.len()).unwrap().to_be_bytes();
        [&len[..], name, data, b"\0\0\0\0"].concat()
    }

    fn header(width: u32, height: u32, kind: [u8; 5]) -> Vec<u8> {
        chunk(b"IHDR", &[&width.to_be_bytes()[..], &height.to_be_bytes(), &kind].concat())
    }

    fn file(chunks: &[Vec<u8>]) -> Vec<u8> {
        [SIGNATURE, &chunks.concat()].concat()
    }

    const COLOUR: [u8; 5] = [8, 2, 0, 0, 0];

    fn sound() -> Vec<Vec<u8>> {
        vec![header(300, 200, COLOUR), chunk(b"IDAT", b"abc"), chunk(b"IDAT", b"d"), chunk(b"IEND", b"")]
    }

    #[test]
    fn a_sound_file_is_walked_to_its_end() {
        let found = walk(&file(&sound())).expect("sound");
        assert_eq!((found.width, found.height), (300, 200));
        let pixels = &found.packed[0];
        assert_eq!(pixels.size, UnpackedSize::Exactly(200 * 901));
        assert_eq!(pixels.pieces.iter().map(Range::len).collect::<Vec<_>>(), [3, 1]);
    }

    #[test]
    fn every_cut_is_noticed_and_every_byte_too_many() {
        let whole = file(&sound());
        for len in SIGNATURE.len()..whole.len() {
            assert_eq!(walk(&whole[..len]), Err(ImageRefused::Truncated), "{len}");
        }
        assert_eq!(walk(&[&whole[..], b"PK\x03\x04"].concat()), Err(ImageRefused::Trailing(4)));
    }

    #[test]
    fn parts_that_do_not_belong_are_refused() {
        let with = |extra: Vec<u8>| {
            let mut chunks = sound();
            chunks.insert(1, extra);
            walk(&file(&chunks))
        };
        assert_eq!(with(chunk(b"acTL", &[0; 8])), Err(ImageRefused::Animated));
        assert_eq!(with(chunk(b"EVIL", b"")), Err(ImageRefused::Damaged));
        assert_eq!(with(chunk(b"IHDR", &[0; 13])), Err(ImageRefused::Damaged));
        assert_eq!(with(chunk(b"IEND", b"")), Err(ImageRefused::Damaged), "the end before the picture");
        assert_eq!(with(chunk(b"iCCP", &vec![0; MAX_BESIDE + 1])), Err(ImageRefused::Swollen));
        let text = with(chunk(b"zTXt", b"Comment\0\0packed")).expect("taken");
        assert_eq!(text.packed[0].pieces[0].len(), 6);
        let text = with(chunk(b"iTXt", b"Comment\0\x01\0en\0Komm\0packed")).expect("taken");
        assert_eq!(text.packed[0].pieces[0].len(), 6);
        assert_eq!(with(chunk(b"iTXt", b"Comment\0\0\0\0\0plain")).expect("taken").packed.len(), 1);
    }

    #[test]
    fn the_pixels_of_each_kind_are_counted() {
        let size = |kind| Header::read(&header(5, 3, kind)).expect("a header").unpacked();
        assert_eq!(size([8, 2, 0, 0, 0]), 3 * 16);
        assert_eq!(size([1, 0, 0, 0, 0]), 3 * 2);
        assert_eq!(size([16, 6, 0, 0, 0]), 3 * 41);
        // 1 × 1, 1 × 1, 2 × 0, 1 × 1, 3 × 1, 2 × 2 and 5 × 1, and a byte more for each row.
        assert_eq!(size([8, 0, 0, 0, 1]), 2 + 2 + 2 + 4 + 6 + 6);
        assert!(Header::read(&header(5, 3, [3, 2, 0, 0, 0])).is_err());
    }
}
