//! Pictures taken in, and files that are none: what is stored of the ones, and that nothing is of the others.

use domain::accounts::Actor;
use domain::catalog::asset::{AssetFile, AssetHash, FileType, ImageRef, ImageRefused};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use sqlx::MySqlPool;
use store::catalog::{KeepImageError, Rendition, StoredImage};

use crate::hostile::{chunk, exif, insert_chunk, packed, png_of, with_segment};
use crate::shop::{Shop, moment};

const RED: Rgb<u8> = Rgb([200, 20, 20]);
const BLUE: Rgb<u8> = Rgb([20, 20, 200]);

/// Red on the left, blue on the right.
fn flag(width: u32, height: u32) -> DynamicImage {
    RgbImage::from_fn(width, height, |x, _| if x < width / 2 { RED } else { BLUE }).into()
}

fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).expect("encoded");
    bytes.into_inner()
}

fn is_near(pixel: Rgb<u8>, expected: Rgb<u8>) -> bool {
    pixel.0.iter().zip(expected.0).all(|(one, other)| one.abs_diff(other) < 24)
}

impl Shop {
    async fn keep(&self, bytes: Vec<u8>) -> Result<StoredImage, ImageRefused> {
        match self.store.keep_image(bytes, &Actor::System("a test"), moment(0)).await {
            Ok(image) => Ok(image),
            Err(KeepImageError::Refused(refused)) => Err(refused),
            Err(KeepImageError::Store(error)) => panic!("{error}"),
        }
    }

    /// Width, height and bytes of all files, smallest first.
    async fn files(&self) -> Vec<(u32, u32, Vec<u8>)> {
        sqlx::query_as("SELECT width, height, bytes FROM asset_files ORDER BY asset_id, width")
            .fetch_all(&self.database)
            .await
            .expect("rows")
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_picture_becomes_renditions_and_nothing_hidden_in_it_stays(database: MySqlPool) {
    let shop = Shop::open(database).await;
    // The camera was held upright: what is stored as its left is its top.
    let sent = with_segment(&encoded(&flag(2000, 1000), ImageFormat::Jpeg), 0xe1, &exif(6));
    let sent = with_segment(&sent, 0xfe, b"SECRET comment");
    assert!(sent.windows(6).any(|part| part == b"SECRET") && sent.windows(4).any(|part| part == b"Exif"));
    let stored = shop.keep(sent).await.expect("taken");
    assert_eq!((stored.width, stored.height, stored.file_type), (640, 1280, FileType::Jpeg));
    let files = shop.files().await;
    assert_eq!(files.iter().map(|file| (file.0, file.1)).collect::<Vec<_>>(), [(320, 640), (640, 1280)]);
    for (width, height, bytes) in files {
        for hidden in [&b"SECRET"[..], b"Exif", b"GPS"] {
            assert!(!bytes.windows(hidden.len()).any(|part| part == hidden), "{width}");
        }
        let picture = image::load_from_memory_with_format(&bytes, ImageFormat::Jpeg).expect("a JPEG").into_rgb8();
        assert_eq!(picture.dimensions(), (width, height));
        let (top, bottom) = (*picture.get_pixel(width / 2, 9), *picture.get_pixel(width / 2, height - 9));
        assert!(is_near(top, RED) && is_near(bottom, BLUE), "{top:?} {bottom:?}");
        let file = AssetFile { asset: stored.asset, width, file_type: FileType::Jpeg };
        assert_eq!(shop.store.asset_file(&file).await.expect("answered"), Some(bytes));
        let other = AssetFile { file_type: FileType::Png, ..file };
        assert_eq!(shop.store.asset_file(&other).await.expect("answered"), None);
    }
    assert_eq!(shop.number("SELECT CAST(width AS SIGNED) FROM assets").await, 1000, "upright");
    assert!(stored.path().ends_with("-640.jpg"), "{}", stored.path());
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn transparent_pictures_stay_transparent_and_their_edges_clean(database: MySqlPool) {
    let shop = Shop::open(database).await;
    // White on nothing; what cannot be seen is black.
    let cut_out = RgbaImage::from_fn(1401, 701, |x, _| if x < 700 { Rgba([255; 4]) } else { Rgba([0; 4]) });
    let stored = shop.keep(encoded(&cut_out.into(), ImageFormat::Png)).await.expect("taken");
    assert_eq!((stored.width, stored.height, stored.file_type), (1280, 640, FileType::Png));
    for (width, height, bytes) in shop.files().await {
        let picture = image::load_from_memory_with_format(&bytes, ImageFormat::Png).expect("a PNG").into_rgba8();
        assert_eq!(picture.dimensions(), (width, height));
        assert_eq!((picture.get_pixel(9, 9).0[3], picture.get_pixel(width - 9, 9).0[3]), (255, 0));
        let darkest = picture.pixels().filter(|pixel| pixel.0[3] > 8).map(|pixel| pixel.0[0]).min();
        assert!(darkest > Some(230), "{darkest:?} at {width}");
    }
    let filled = RgbaImage::from_pixel(400, 300, Rgba([90, 120, 30, 255]));
    let stored = shop.keep(encoded(&filled.into(), ImageFormat::Png)).await.expect("taken");
    assert_eq!(stored.file_type, FileType::Jpeg, "it has the channel and does not use it");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn each_kind_and_depth_is_taken(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let flag = flag(500, 300);
    for (picture, format) in [
        (flag.clone(), ImageFormat::WebP),
        (flag.clone(), ImageFormat::Png),
        (flag.clone(), ImageFormat::Jpeg),
        (flag.to_luma8().into(), ImageFormat::Jpeg),
        (flag.to_rgb16().into(), ImageFormat::Png),
        (flag.to_luma16().into(), ImageFormat::Png),
    ] {
        let stored = shop.keep(encoded(&picture, format)).await.expect("taken");
        assert_eq!((stored.width, stored.height, stored.file_type), (500, 300, FileType::Jpeg), "{format:?}");
    }
    assert_eq!(shop.number("SELECT COUNT(*) FROM assets").await, 6);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_same_bytes_are_the_same_picture_even_at_the_same_time(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let sent = encoded(&flag(900, 600), ImageFormat::Png);
    let send = || shop.keep(sent.clone());
    let (one, two, three) = tokio::join!(send(), send(), send());
    let first = one.expect("taken");
    assert_eq!([two, three, send().await], [Ok(first), Ok(first), Ok(first)]);
    assert_eq!(shop.number("SELECT COUNT(*) FROM assets").await, 1);
    assert_eq!(shop.number("SELECT COUNT(*) FROM asset_files").await, 3);
    assert_eq!(shop.number("SELECT COUNT(*) FROM audit_entries WHERE action = 'studio.image'").await, 1);
    assert_eq!(shop.store.stored_image(first.asset).await.expect("answered"), Some(first));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_is_no_picture_is_refused_for_its_reason_and_nothing_is_stored(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let png = encoded(&flag(400, 300), ImageFormat::Png);
    let jpeg = encoded(&flag(400, 300), ImageFormat::Jpeg);
    let webp = encoded(&flag(400, 300), ImageFormat::WebP);
    let followed_by = |picture: &[u8], more: &[u8]| [picture, more].concat();
    let nothing = packed(&[]);
    let rows = packed(&vec![0; 300 * 901]);
    let torn = png_of(300, 300, &rows[..rows.len() / 2]);
    let mut hundred_megapixels = jpeg.clone();
    let frame = jpeg.windows(2).position(|part| part == [0xff, 0xc0]).expect("a frame");
    hundred_megapixels[frame + 5..frame + 9].copy_from_slice(&[0x27, 0x10, 0x27, 0x10]);
    let megabytes = |count: usize| vec![0; count * 1024 * 1024];
    let (width, height) = (10_000, 10_000);
    for (what, bytes, reason) in [
        ("nothing", Vec::new(), ImageRefused::Empty),
        ("nine megabytes", followed_by(&jpeg, &megabytes(9)), ImageRefused::TooLarge),
        (
            "a script",
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>".to_vec(),
            ImageRefused::WrongType("an SVG drawing"),
        ),
        ("a page", b"<!doctype html><script>alert(1)</script>".to_vec(), ImageRefused::WrongType("a web page")),
        ("a GIF", b"GIF89a\x90\x01\x2c\x01\x00\x00\x00;".to_vec(), ImageRefused::WrongType("a GIF")),
        ("a PDF", b"%PDF-1.7\n%%EOF".to_vec(), ImageRefused::WrongType("a PDF document")),
        ("an archive", b"PK\x03\x04\x14\x00\x00\x00".to_vec(), ImageRefused::WrongType("a zip archive")),
        ("a PNG and an archive", followed_by(&png, b"PK\x05\x06"), ImageRefused::Trailing(4)),
        ("a JPEG and a page", followed_by(&jpeg, b"<script>"), ImageRefused::Trailing(8)),
        ("a WebP and a PDF", followed_by(&webp, b"%PDF"), ImageRefused::Trailing(4)),
        ("half a PNG", png[..png.len() / 2].to_vec(), ImageRefused::Truncated),
        ("half a JPEG", jpeg[..jpeg.len() / 2].to_vec(), ImageRefused::Truncated),
        ("half a WebP", webp[..webp.len() / 2].to_vec(), ImageRefused::Truncated),
        ("a JPEG of 100 megapixels", hundred_megapixels, ImageRefused::TooManyPixels { width, height }),
        (
            "a tiny PNG of 100 megapixels",
            png_of(width, height, &nothing),
            ImageRefused::TooManyPixels { width, height },
        ),
        (
            "a PNG of the largest size",
            png_of(i32::MAX.unsigned_abs(), i32::MAX.unsigned_abs(), &nothing),
            ImageRefused::TooManyPixels { width: i32::MAX.unsigned_abs(), height: i32::MAX.unsigned_abs() },
        ),
        ("a small PNG with a flood in it", png_of(300, 300, &packed(&megabytes(64))), ImageRefused::Swollen),
        (
            "a profile that floods",
            insert_chunk(&png, b"iCCP", &[b"p\0\0", &packed(&megabytes(64))[..]].concat()),
            ImageRefused::Swollen,
        ),
        (
            "a text that floods",
            insert_chunk(&png, b"zTXt", &[b"p\0\0", &packed(&megabytes(64))[..]].concat()),
            ImageRefused::Swollen,
        ),
        ("a huge profile", insert_chunk(&png, b"iCCP", &megabytes(2)), ImageRefused::Swollen),
        ("a moving PNG", insert_chunk(&png, b"acTL", &[0, 0, 0, 2, 0, 0, 0, 0]), ImageRefused::Animated),
        ("a PNG with too few rows", png_of(300, 300, &packed(&[0; 900])), ImageRefused::Damaged),
        ("a PNG of noise", png_of(300, 300, b"not packed at all"), ImageRefused::Damaged),
        ("a PNG whose pixels end too early", torn, ImageRefused::Damaged),
        ("an icon", encoded(&flag(64, 64), ImageFormat::Png), ImageRefused::TooSmall { width: 64, height: 64 }),
        ("a stripe", encoded(&flag(1800, 220), ImageFormat::Png), ImageRefused::TooLong { width: 1800, height: 220 }),
    ] {
        assert_eq!(shop.keep(bytes).await, Err(reason), "{what}");
    }
    assert!(shop.keep(png_of(300, 300, &rows)).await.is_ok(), "the same by our own hand, sound");
    let again = shop.keep([chunk(b"IEND", b""), png].concat()).await;
    assert_eq!(again, Err(ImageRefused::WrongType("something else")));
    assert_eq!(shop.number("SELECT COUNT(*) FROM assets").await, 1, "nothing of the others");
    assert_eq!(shop.number("SELECT COUNT(DISTINCT asset_id) FROM asset_files").await, 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_part_shows_the_pictures_of_its_product_in_their_order(database: MySqlPool) {
    let shop = Shop::with_demo(database, &["RP-AT-54-600", "RP-AT-54-900", "RP-SV-DR-1"]).await;
    assert_eq!(shop.part("RP-AT-54-600").await.images, []);
    let wide = shop.keep(encoded(&flag(1000, 500), ImageFormat::Jpeg)).await.expect("taken");
    let tall = shop.keep(encoded(&flag(300, 500), ImageFormat::Jpeg)).await.expect("taken");
    for (position, image, alt) in [(1, &tall, "On its end"), (2, &wide, "The tube")] {
        sqlx::query(
            "INSERT INTO product_assets (product_id, asset_id, position, alt_text)
             SELECT v.product_id, a.id, ?, ? FROM variants v JOIN assets a ON a.content_hash = ? WHERE v.sku = 'RP-AT-54-600'",
        )
        .bind(position)
        .bind(alt)
        .bind(&image.asset.0[..])
        .execute(&shop.database)
        .await
        .expect("written");
    }
    let images = shop.part("RP-AT-54-600").await.images;
    let shown: Vec<_> = images.iter().map(|image| (image.asset, image.alt.as_str())).collect();
    assert_eq!(shown, [(tall.asset, "On its end"), (wide.asset, "The tube")]);
    let sizes = |at: usize| images[at].renditions.iter().map(|one| (one.width, one.height)).collect::<Vec<_>>();
    assert_eq!((sizes(0), sizes(1)), (vec![(300, 500)], vec![(320, 160), (640, 320), (1000, 500)]));
    assert_eq!(images[1].largest(), Some(Rendition { width: 1000, height: 500 }));
    let hash = wide.asset;
    let srcset = format!("/media/{hash}-320.jpg 320w, /media/{hash}-640.jpg 640w, /media/{hash}-1000.jpg 1000w");
    assert_eq!(images[1].srcset(), srcset);
    assert_eq!(shop.part("RP-AT-54-900").await.images, images, "its sibling is of the same product");
    assert_eq!(shop.part("RP-SV-DR-1").await.images, []);

    // What a draft names is looked up by name; what is not stored is left out, and nothing is shown twice.
    let named = |asset: String, alt: &str| ImageRef { asset, alt: alt.to_owned() };
    let wanted = [
        named(wide.asset.to_string(), "The tube"),
        named(AssetHash([7; 32]).to_string(), ""),
        named("no hash".to_owned(), ""),
        named(tall.asset.to_string(), "T"),
        named(wide.asset.to_string(), "again"),
    ];
    let found = shop.store.images(&wanted).await.expect("answered");
    let shown: Vec<_> = found.iter().map(|image| (image.asset, image.alt.as_str())).collect();
    assert_eq!(shown, [(wide.asset, "The tube"), (tall.asset, "T")]);
    assert_eq!(found[0], images[1]);
    assert_eq!(shop.store.images(&[]).await.expect("answered"), []);
}
