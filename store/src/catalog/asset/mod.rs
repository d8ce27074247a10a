//! Pictures: taking one in, its renditions as the web asks for them, and which ones a product shows. What is
//! sent is walked before it is decoded ([`domain::catalog::asset::inspect`]) and never stored itself: only
//! renditions made of its pixels are, so that nothing hidden in a file gets out again.
//!
//! The files are rows: they are written with their asset in one transaction, are in every backup, and every
//! web process has them. Caches in front keep them for good. What must not live here: what a page does with them.

mod keep;
mod of_product;
mod render;

pub use keep::KeepImageError;
pub use of_product::{PartImage, Rendition};
pub(crate) use of_product::{asset_images, product_images, set_product_images};

use domain::catalog::asset::{AssetFile, AssetHash, FileType, ImageRef};

use crate::{Error, Result, Store};

/// A picture that was taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoredImage {
    /// What it is called.
    pub asset: AssetHash,
    /// Pixels across of its largest rendition.
    pub width: u32,
    /// Pixels down of its largest rendition.
    pub height: u32,
    /// What its renditions are stored as.
    pub file_type: FileType,
}

impl StoredImage {
    /// The address of its largest rendition.
    pub fn path(&self) -> String {
        AssetFile { asset: self.asset, width: self.width, file_type: self.file_type }.path()
    }
}

impl Store {
    /// Pictures by what they are called, each with what it shows, in the order asked for. What is not stored
    /// is left out.
    #[tracing::instrument(name = "db.catalog.images", skip_all)]
    pub async fn images(&self, wanted: &[ImageRef]) -> Result<Vec<PartImage>> {
        of_product::asset_images(&mut *self.database.acquire().await?, wanted).await
    }

    /// The bytes of a rendition; none when there is no such file.
    #[tracing::instrument(name = "db.catalog.asset_file", skip(self))]
    pub async fn asset_file(&self, file: &AssetFile) -> Result<Option<Vec<u8>>> {
        Ok(sqlx::query_scalar!(
            "SELECT f.bytes FROM assets a JOIN asset_files f ON f.asset_id = a.id
             WHERE a.content_hash = ? AND a.media_type = ? AND f.width = ?",
            &file.asset.0[..],
            file.file_type.media_type(),
            file.width
        )
        .fetch_optional(&self.database)
        .await?)
    }
}

fn parse_hash(bytes: &[u8]) -> Result<AssetHash> {
    bytes.try_into().map(AssetHash).map_err(|_| Error::inconsistent("asset hash", bytes))
}

fn parse_file_type(text: &str) -> Result<FileType> {
    FileType::of_media_type(text).ok_or_else(|| Error::inconsistent("media type", text))
}
