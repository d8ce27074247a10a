//! Walking a JPEG: segment after segment and scan after scan, to the marker that ends it.

use super::walk::{big_u16, take};
use super::{ImageFormat, ImageRefused, Inspected};

/// Most scans of a progressive picture. Programs write about ten; each costs a walk over all pixels.
const MAX_SCANS: usize = 32;

pub(super) fn walk(bytes: &[u8]) -> Result<Inspected, ImageRefused> {
    let mut at = 2;
    let mut size = None;
    let mut scans = 0;
    loop {
        let marker = marker(bytes, &mut at)?;
        match marker {
            // End of the picture.
            0xd9 => break,
            // Beginnings and marks that stand alone have no place here.
            0x01 | 0xd0..=0xd8 => return Err(ImageRefused::Damaged),
            _ => {}
        }
        let len = usize::from(big_u16(bytes, at)?);
        if len < 2 {
            return Err(ImageRefused::Damaged);
        }
        let segment = take(bytes, at, len)?;
        at += len;
        match marker {
            // Baseline, extended and progressive.
            0xc0..=0xc2 => {
                if size.is_some() {
                    return Err(ImageRefused::Damaged);
                }
                size = Some(frame(segment)?);
            }
            // Lossless, hierarchical, arithmetic.
            0xc3 | 0xc5..=0xcf => return Err(ImageRefused::Unusual),
            // A scan: entropy-coded bytes follow.
            0xda => {
                scans += 1;
                if scans > MAX_SCANS {
                    return Err(ImageRefused::Swollen);
                }
                at = end_of_scan(bytes, at)?;
            }
            _ => {}
        }
    }
    let Some((width, height)) = size.filter(|_| scans > 0) else { return Err(ImageRefused::Damaged) };
    if at < bytes.len() {
        return Err(ImageRefused::Trailing(bytes.len() - at));
    }
    Ok(Inspected { format: ImageFormat::Jpeg, width, height, packed: Vec::new() })
}

/// The marker at a place, and the place after it. Any number of fill bytes may come before.
fn marker(bytes: &[u8], at: &mut usize) -> Result<u8, ImageRefused> {
    if take(bytes, *at, 1)? != [0xff] {
        return Err(ImageRefused::Damaged);
    }
    loop {
        *at += 1;
        let byte = take(bytes, *at, 1)?[0];
        if byte != 0xff {
            *at += 1;
            return if byte == 0 { Err(ImageRefused::Damaged) } else { Ok(byte) };
        }
    }
}

/// Width and height out of a frame header.
fn frame(segment: &[u8]) -> Result<(u32, u32), ImageRefused> {
    let bits = take(segment, 2, 1).map_err(|_| ImageRefused::Damaged)?[0];
    let height = big_u16(segment, 3).map_err(|_| ImageRefused::Damaged)?;
    let width = big_u16(segment, 5).map_err(|_| ImageRefused::Damaged)?;
    let channels = take(segment, 7, 1).map_err(|_| ImageRefused::Damaged)?[0];
    // A height of none would be told after the first scan.
    if bits != 8 || height == 0 || !matches!(channels, 1 | 3 | 4) {
        return Err(ImageRefused::Unusual);
    }
    Ok((u32::from(width), u32::from(height)))
}

/// Where the entropy-coded bytes of a scan end: at the next marker that is no restart.
fn end_of_scan(bytes: &[u8], start: usize) -> Result<usize, ImageRefused> {
    let mut at = start;
    loop {
        at += bytes
            .get(at..)
            .and_then(|rest| rest.iter().position(|byte| *byte == 0xff))
            .ok_or(ImageRefused::Truncated)?;
        match take(bytes, at + 1, 1)?[0] {
            0x00 | 0xd0..=0xd7 => at += 2,
            0xff => at += 1,
            _ => return Ok(at),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: &[u8] = &[0xff, 0xc0, 0, 11, 8, 0, 200, 1, 44, 1, 1, 0x11, 0];
    const SCAN: &[u8] = &[0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 0x12, 0xff, 0x00, 0xff, 0xd0, 0x34];
    const END: &[u8] = &[0xff, 0xd9];

    fn file(parts: &[&[u8]]) -> Vec<u8> {
        [&[0xff, 0xd8][..], &parts.concat()].concat()
    }

    #[test]
    fn a_sound_file_is_walked_to_its_end() {
        let comment = &[0xff, 0xff, 0xfe, 0, 4, 0xff, 0xd9][..];
        let found = walk(&file(&[comment, FRAME, SCAN, SCAN, END])).expect("sound");
        assert_eq!((found.width, found.height), (300, 200));
        assert_eq!(found.packed, []);
    }

    #[test]
    fn every_cut_is_noticed_and_every_byte_too_many() {
        let whole = file(&[FRAME, SCAN, END]);
        for len in 2..whole.len() {
            assert_eq!(walk(&whole[..len]), Err(ImageRefused::Truncated), "{len}");
        }
        assert_eq!(walk(&[&whole[..], b"<script>"].concat()), Err(ImageRefused::Trailing(8)));
    }

    #[test]
    fn parts_that_do_not_belong_are_refused() {
        assert_eq!(walk(&file(&[FRAME, FRAME, SCAN, END])), Err(ImageRefused::Damaged));
        assert_eq!(walk(&file(&[FRAME, END])), Err(ImageRefused::Damaged), "nothing to see");
        assert_eq!(walk(&file(&[SCAN, END])), Err(ImageRefused::Damaged), "of no size");
        assert_eq!(walk(&file(&[&[0xff, 0xd8], FRAME, SCAN, END])), Err(ImageRefused::Damaged));
        assert_eq!(walk(&file(&[&[0xff, 0xc9, 0, 2], FRAME, SCAN, END])), Err(ImageRefused::Unusual));
        assert_eq!(walk(&file(&[FRAME, &SCAN.repeat(33), END])), Err(ImageRefused::Swollen));
        assert_eq!(walk(&file(&[&[0xff, 0xe1, 0, 1], FRAME, SCAN, END])), Err(ImageRefused::Damaged));
    }
}
