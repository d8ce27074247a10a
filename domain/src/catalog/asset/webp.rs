//! Walking a WebP: chunk after chunk, to the length that its head promises.

use super::walk::{little, take};
use super::{ImageFormat, ImageRefused, Inspected};

/// The head: `RIFF`, a length, `WEBP`.
const HEAD: usize = 12;

pub(super) fn walk(bytes: &[u8]) -> Result<Inspected, ImageRefused> {
    let promised = usize::try_from(little(bytes, 4, 4)?).unwrap_or(usize::MAX).saturating_add(8);
    if bytes.len() < promised {
        return Err(ImageRefused::Truncated);
    }
    if bytes.len() > promised {
        return Err(ImageRefused::Trailing(bytes.len() - promised));
    }
    let mut at = HEAD;
    let (mut canvas, mut picture) = (None, None);
    while at < bytes.len() {
        // The end is known, so what does not fit was never whole.
        let part = |at, len| take(bytes, at, len).map_err(|_| ImageRefused::Damaged);
        let name = part(at, 4)?;
        let len = usize::try_from(little(part(at + 4, 4)?, 0, 4)?).unwrap_or(usize::MAX);
        let data = part(at + 8, len)?;
        // A chunk of an odd length has a byte after it.
        let padding = part(at + 8 + len, len % 2)?;
        at += 8 + len + padding.len();
        let place = match name {
            b"ANIM" | b"ANMF" => return Err(ImageRefused::Animated),
            b"VP8X" => {
                let (flags, size) = extended(data)?;
                if flags & 0b10 != 0 {
                    return Err(ImageRefused::Animated);
                }
                (&mut canvas, size)
            }
            b"VP8 " => (&mut picture, lossy(data)?),
            b"VP8L" => (&mut picture, lossless(data)?),
            _ => continue,
        };
        if place.0.replace(place.1).is_some() {
            return Err(ImageRefused::Damaged);
        }
    }
    match picture {
        Some((width, height)) if canvas.is_none_or(|canvas| canvas == (width, height)) => {
            Ok(Inspected { format: ImageFormat::Webp, width, height, packed: Vec::new() })
        }
        _ => Err(ImageRefused::Damaged),
    }
}

/// Flags and size out of the chunk that says what else there is.
fn extended(data: &[u8]) -> Result<(u8, (u32, u32)), ImageRefused> {
    if data.len() != 10 {
        return Err(ImageRefused::Damaged);
    }
    Ok((data[0], (little(data, 4, 3)? + 1, little(data, 7, 3)? + 1)))
}

/// The size of a picture like a photograph: the head of a key frame.
fn lossy(data: &[u8]) -> Result<(u32, u32), ImageRefused> {
    if data.len() < 10 || data[0] & 1 != 0 || data[3..6] != [0x9d, 0x01, 0x2a] {
        return Err(ImageRefused::Damaged);
    }
    Ok((little(data, 6, 2)? & 0x3fff, little(data, 8, 2)? & 0x3fff))
}

/// The size of a picture that lost nothing.
fn lossless(data: &[u8]) -> Result<(u32, u32), ImageRefused> {
    if data.len() < 5 || data[0] != 0x2f {
        return Err(ImageRefused::Damaged);
    }
    let packed = little(data, 1, 4)?;
    Ok(((packed & 0x3fff) + 1, ((packed >> 14) & 0x3fff) + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunk(name: &[u8], data: &[u8]) -> Vec<u8> {
        let len = u32::try_from(data.len()).unwrap().to_le_bytes();
        [name, &len, data, &vec![0; data.len() % 2]].concat()
    }

    fn file(chunks: &[Vec<u8>]) -> Vec<u8> {
        let body = [b"WEBP".to_vec(), chunks.concat()].concat();
        [&b"RIFF"[..], &u32::try_from(body.len()).unwrap().to_le_bytes(), &body].concat()
    }

    /// 300 × 200 pixels.
    fn picture() -> Vec<u8> {
        let size = (299_u32 + (199 << 14)).to_le_bytes();
        chunk(b"VP8L", &[&[0x2f][..], &size, &[7, 7]].concat())
    }

    fn canvas(flags: u8, width: u8) -> Vec<u8> {
        chunk(b"VP8X", &[flags, 0, 0, 0, width, 1, 0, 199, 0, 0])
    }

    #[test]
    fn a_sound_file_is_walked_to_its_end() {
        for chunks in [vec![picture()], vec![canvas(0, 43), picture(), chunk(b"EXIF", b"abc")]] {
            let found = walk(&file(&chunks)).expect("sound");
            assert_eq!((found.width, found.height), (300, 200));
        }
        let photo = chunk(b"VP8 ", &[0, 0, 0, 0x9d, 0x01, 0x2a, 44, 1, 200, 0]);
        assert_eq!(walk(&file(&[photo])).map(|found| (found.width, found.height)), Ok((300, 200)));
    }

    #[test]
    fn every_cut_is_noticed_and_every_byte_too_many() {
        let whole = file(&[picture()]);
        for len in HEAD..whole.len() {
            assert_eq!(walk(&whole[..len]), Err(ImageRefused::Truncated), "{len}");
        }
        assert_eq!(walk(&[&whole[..], b"%PDF"].concat()), Err(ImageRefused::Trailing(4)));
    }

    #[test]
    fn parts_that_do_not_belong_are_refused() {
        assert_eq!(walk(&file(&[canvas(2, 43), picture()])), Err(ImageRefused::Animated));
        assert_eq!(walk(&file(&[chunk(b"ANIM", &[0; 6]), picture()])), Err(ImageRefused::Animated));
        assert_eq!(walk(&file(&[canvas(0, 44), picture()])), Err(ImageRefused::Damaged), "of two sizes");
        assert_eq!(walk(&file(&[picture(), picture()])), Err(ImageRefused::Damaged));
        assert_eq!(walk(&file(&[])), Err(ImageRefused::Damaged));
        let mut longer = file(&[picture()]);
        longer[16] = 200;
        assert_eq!(walk(&longer), Err(ImageRefused::Damaged));
    }
}
