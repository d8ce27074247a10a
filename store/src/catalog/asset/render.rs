//! Renditions of a picture: decoded within bounds, turned upright, made smaller, written anew.

use std::io::{Cursor, Read};
use std::ops::Range;

use domain::catalog::asset::{
    FileType, ImageFormat, ImageRefused, Inspected, MAX_PIXELS, Packed, UnpackedSize, rendition_sizes,
};
use flate2::read::ZlibDecoder;
use image::codecs::jpeg::{JpegDecoder, JpegEncoder};
use image::codecs::png::{CompressionType, FilterType as PngFilter, PngDecoder, PngEncoder};
use image::codecs::webp::WebPDecoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageResult, Limits, Rgba, RgbaImage};

/// How much of a photograph is kept, out of 100.
const QUALITY: u8 = 82;
/// Most bytes that decoding may ask for: the largest picture with 16 bits for each of four channels, and as
/// much again to work with.
const MAX_MEMORY: u64 = MAX_PIXELS * 8 * 2;

/// All that is stored of a picture.
#[derive(Debug)]
pub(super) struct Rendered {
    /// Pixels across of the picture, upright.
    pub(super) width: u32,
    /// Pixels down of the picture, upright.
    pub(super) height: u32,
    pub(super) file_type: FileType,
    /// Smallest first; there is at least one.
    pub(super) files: Vec<RenderedFile>,
}

impl Rendered {
    /// The size of the largest rendition.
    pub(super) fn largest(&self) -> (u32, u32) {
        self.files.last().map_or((self.width, self.height), |file| (file.width, file.height))
    }
}

#[derive(Debug)]
pub(super) struct RenderedFile {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) bytes: Vec<u8>,
}

/// Makes the renditions of a file that was inspected. Takes a core for up to some seconds.
pub(super) fn render(bytes: &[u8], inspected: &Inspected) -> Result<Rendered, ImageRefused> {
    for packed in &inspected.packed {
        measure(bytes, packed)?;
    }
    let picture = decode(bytes, inspected).map_err(|error| {
        tracing::info!(%error, "a picture cannot be decoded");
        ImageRefused::Damaged
    })?;
    let (width, height) = (picture.width(), picture.height());
    let sizes = rendition_sizes(width, height);
    let file_type = if is_transparent(&picture) { FileType::Png } else { FileType::Jpeg };
    let mut files: Vec<RenderedFile> = Vec::with_capacity(sizes.len());
    // From the largest to the smallest, each out of the one before it.
    let mut larger = Shrinking::new(picture, file_type);
    for (width, height) in sizes.into_iter().rev() {
        larger = larger.to(width, height);
        let bytes = larger.encode(file_type).map_err(|error| {
            tracing::error!(%error, "a rendition cannot be written");
            ImageRefused::Damaged
        })?;
        files.push(RenderedFile { width, height, bytes });
    }
    files.reverse();
    Ok(Rendered { width, height, file_type, files })
}

/// Unpacks a stretch into nothing, to know how much is in it. Never more is unpacked than may be in it.
fn measure(bytes: &[u8], packed: &Packed) -> Result<(), ImageRefused> {
    let (UnpackedSize::Exactly(most) | UnpackedSize::AtMost(most)) = packed.size;
    let mut unpacked =
        ZlibDecoder::new(Pieces { bytes, rest: packed.pieces.iter(), current: &[] }).take(most.saturating_add(1));
    let size = std::io::copy(&mut unpacked, &mut std::io::sink()).map_err(|_| ImageRefused::Damaged)?;
    match packed.size {
        _ if size > most => Err(ImageRefused::Swollen),
        UnpackedSize::Exactly(exact) if size < exact => Err(ImageRefused::Damaged),
        _ => Ok(()),
    }
}

/// Pieces of a file, read one after the other.
struct Pieces<'a> {
    bytes: &'a [u8],
    rest: std::slice::Iter<'a, Range<usize>>,
    current: &'a [u8],
}

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        while self.current.is_empty() {
            let Some(piece) = self.rest.next() else { return Ok(0) };
            self.current = self.bytes.get(piece.clone()).unwrap_or_default();
        }
        self.current.read(buffer)
    }
}

fn decode(bytes: &[u8], inspected: &Inspected) -> ImageResult<DynamicImage> {
    let mut limits = Limits::no_limits();
    limits.max_image_width = Some(inspected.width);
    limits.max_image_height = Some(inspected.height);
    limits.max_alloc = Some(MAX_MEMORY);
    let file = Cursor::new(bytes);
    match inspected.format {
        ImageFormat::Jpeg => upright(JpegDecoder::new(file)?, limits),
        ImageFormat::Png => upright(PngDecoder::with_limits(file, limits.clone())?, limits),
        ImageFormat::Webp => upright(WebPDecoder::new(file)?, limits),
    }
}

/// The pixels, turned as the camera was held.
fn upright(mut decoder: impl ImageDecoder, limits: Limits) -> ImageResult<DynamicImage> {
    decoder.set_limits(limits)?;
    let orientation = decoder.orientation()?;
    let mut picture = DynamicImage::from_decoder(decoder)?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

/// Whether a pixel lets the ground through.
fn is_transparent(picture: &DynamicImage) -> bool {
    match picture {
        DynamicImage::ImageRgba8(pixels) => pixels.pixels().any(|pixel| pixel.0[3] < u8::MAX),
        DynamicImage::ImageLumaA8(pixels) => pixels.pixels().any(|pixel| pixel.0[1] < u8::MAX),
        DynamicImage::ImageRgba16(pixels) => pixels.pixels().any(|pixel| pixel.0[3] < u16::MAX),
        DynamicImage::ImageLumaA16(pixels) => pixels.pixels().any(|pixel| pixel.0[1] < u16::MAX),
        _ => false,
    }
}

/// A picture on its way to smaller sizes.
struct Shrinking(DynamicImage);

impl Shrinking {
    /// Transparent pixels are weighed by what is seen of them, or their hidden colours would show at edges.
    fn new(picture: DynamicImage, file_type: FileType) -> Self {
        match file_type {
            FileType::Jpeg => Self(picture),
            FileType::Png => {
                let mut pixels = picture.into_rgba8();
                pixels.pixels_mut().for_each(weigh);
                Self(pixels.into())
            }
        }
    }

    fn to(self, width: u32, height: u32) -> Self {
        let Self(picture) = self;
        if (picture.width(), picture.height()) == (width, height) {
            return Self(picture);
        }
        // Far larger ones are averaged first, which is quick; the rest is done well.
        let (coarse_width, coarse_height) = (width.saturating_mul(2), height.saturating_mul(2));
        let coarse = if picture.width() > coarse_width && picture.height() > coarse_height {
            picture.thumbnail_exact(coarse_width, coarse_height)
        } else {
            picture
        };
        Self(coarse.resize_exact(width, height, FilterType::CatmullRom))
    }

    fn encode(&self, file_type: FileType) -> ImageResult<Vec<u8>> {
        let mut bytes = Vec::new();
        match file_type {
            FileType::Jpeg => {
                self.0.to_rgb8().write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, QUALITY))?;
            }
            FileType::Png => {
                let mut pixels: RgbaImage = self.0.to_rgba8();
                pixels.pixels_mut().for_each(unweigh);
                let encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Default, PngFilter::Adaptive);
                pixels.write_with_encoder(encoder)?;
            }
        }
        Ok(bytes)
    }
}

fn weigh(pixel: &mut Rgba<u8>) {
    let [colours @ .., alpha] = &mut pixel.0;
    for colour in colours {
        *colour = scaled(u16::from(*colour) * u16::from(*alpha) + 127, 255);
    }
}

fn unweigh(pixel: &mut Rgba<u8>) {
    let [colours @ .., alpha] = &mut pixel.0;
    for colour in colours {
        let seen = u16::from(*alpha).max(1);
        *colour = scaled(u16::from(*colour) * 255 + seen / 2, seen);
    }
}

fn scaled(product: u16, by: u16) -> u8 {
    u8::try_from(product / by).unwrap_or(u8::MAX)
}
