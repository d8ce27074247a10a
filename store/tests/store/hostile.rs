//! Files made by hand: pictures with something in them that no camera writes.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;

/// Bytes as zlib packs them.
pub(crate) fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

/// A chunk of a PNG with its check sum.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "names are written b\"IHDR\"")]
pub(crate) fn chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut sum = flate2::Crc::new();
    sum.update(name);
    sum.update(data);
    let len = u32::try_from(data.len()).expect("small").to_be_bytes();
    [&len[..], name, data, &sum.sum().to_be_bytes()].concat()
}

/// A PNG that says it has so many pixels of three colours each, with whatever in it.
pub(crate) fn png_of(width: u32, height: u32, pixels: &[u8]) -> Vec<u8> {
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    let chunks = [chunk(b"IHDR", &header), chunk(b"IDAT", pixels), chunk(b"IEND", b"")].concat();
    [b"\x89PNG\r\n\x1a\n", &chunks[..]].concat()
}

/// A PNG with one chunk more, right after its header.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "names are written b\"IHDR\"")]
pub(crate) fn insert_chunk(png: &[u8], name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let (start, rest) = png.split_at(8 + 25);
    [start, &chunk(name, data), rest].concat()
}

/// A JPEG with one segment more, right after its beginning.
pub(crate) fn with_segment(jpeg: &[u8], marker: u8, data: &[u8]) -> Vec<u8> {
    let (start, rest) = jpeg.split_at(2);
    let len = u16::try_from(data.len() + 2).expect("short").to_be_bytes();
    [start, &[0xff, marker], &len, data, rest].concat()
}

/// What a camera says beside a picture: how it was held, and where.
pub(crate) fn exif(orientation: u8) -> Vec<u8> {
    let entry = |tag: u16, kind: u16, count: u32, value: [u8; 4]| {
        [&tag.to_be_bytes()[..], &kind.to_be_bytes(), &count.to_be_bytes(), &value].concat()
    };
    // Where the second directory is: after the header, the number of entries, two of them, and no next one.
    let gps_at: u32 = 8 + 2 + 2 * 12 + 4;
    let text = b"SECRET GPS 51.9N 4.4E\0";
    let text_at = gps_at + 2 + 12 + 4;
    let len = u32::try_from(text.len()).expect("short");
    [
        b"Exif\0\0MM\0*\0\0\0\x08".to_vec(),
        vec![0, 2],
        entry(0x0112, 3, 1, [0, orientation, 0, 0]),
        entry(0x8825, 4, 1, gps_at.to_be_bytes()),
        vec![0; 4],
        vec![0, 1],
        entry(0x001d, 2, len, text_at.to_be_bytes()),
        vec![0; 4],
        text.to_vec(),
    ]
    .concat()
}
