//! Which pictures a product shows.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::catalog::asset::{AssetFile, AssetHash, FileType, ImageRef};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::MySqlConnection;

use super::{parse_file_type, parse_hash};
use crate::catalog::{id_list, wire};
use crate::{Error, Result};

/// A resized copy of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Rendition {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}

/// A picture as a part's page shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartImage {
    /// What it is called.
    #[serde(with = "wire::hash")]
    pub asset: AssetHash,
    /// What it shows, in words.
    pub alt: String,
    /// What its renditions are stored as.
    #[serde(with = "wire::file_type")]
    pub file_type: FileType,
    /// Its renditions, smallest first; there is at least one.
    pub renditions: Vec<Rendition>,
}

impl PartImage {
    /// The address of one of its renditions.
    pub fn path(&self, rendition: Rendition) -> String {
        AssetFile { asset: self.asset, width: rendition.width, file_type: self.file_type }.path()
    }

    /// Its smallest rendition, for rows of pictures.
    pub fn smallest(&self) -> Option<Rendition> {
        self.renditions.first().copied()
    }

    /// Its largest rendition, to look closely.
    pub fn largest(&self) -> Option<Rendition> {
        self.renditions.last().copied()
    }

    /// All its renditions, as the attribute `srcset` has them.
    pub fn srcset(&self) -> String {
        let sources: Vec<_> = self.renditions.iter().map(|one| format!("{} {}w", self.path(*one), one.width)).collect();
        sources.join(", ")
    }
}

/// The pictures of products, in their order.
pub(crate) async fn product_images(
    connection: &mut MySqlConnection,
    products: &[i64],
) -> Result<HashMap<i64, Vec<PartImage>>> {
    let rows = sqlx::query!(
        "SELECT pa.product_id, pa.alt_text, a.content_hash, a.media_type, f.width, f.height
         FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) wanted
         JOIN product_assets pa ON pa.product_id = wanted.id
         JOIN assets a ON a.id = pa.asset_id
         JOIN asset_files f ON f.asset_id = a.id
         ORDER BY pa.product_id, pa.position, a.id, f.width",
        id_list(products)
    )
    .fetch_all(connection)
    .await?;
    let mut images: HashMap<i64, Vec<PartImage>> = HashMap::new();
    for row in rows {
        let asset = parse_hash(&row.content_hash)?;
        let rendition = Rendition { width: row.width, height: row.height };
        let of_product = images.entry(row.product_id).or_default();
        match of_product.last_mut() {
            Some(last) if last.asset == asset => last.renditions.push(rendition),
            _ => of_product.push(PartImage {
                asset,
                alt: row.alt_text,
                file_type: parse_file_type(&row.media_type)?,
                renditions: vec![rendition],
            }),
        }
    }
    Ok(images)
}

/// Pictures as a document names them, in its order. What is not stored is left out.
pub(crate) async fn asset_images(connection: &mut MySqlConnection, wanted: &[ImageRef]) -> Result<Vec<PartImage>> {
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let hashes: Vec<_> = wanted.iter().map(|image| image.asset.as_str()).collect();
    let rows = sqlx::query!(
        "SELECT a.content_hash, a.media_type, f.width, f.height
         FROM JSON_TABLE(?, '$[*]' COLUMNS (hash CHAR(64) PATH '$')) wanted
         JOIN assets a ON a.content_hash = UNHEX(wanted.hash)
         JOIN asset_files f ON f.asset_id = a.id
         ORDER BY a.id, f.width",
        json!(hashes).to_string()
    )
    .fetch_all(connection)
    .await?;
    let mut stored: BTreeMap<AssetHash, (FileType, BTreeSet<Rendition>)> = BTreeMap::new();
    for row in rows {
        let file_type = parse_file_type(&row.media_type)?;
        let (_, renditions) =
            stored.entry(parse_hash(&row.content_hash)?).or_insert_with(|| (file_type, BTreeSet::new()));
        renditions.insert(Rendition { width: row.width, height: row.height });
    }
    let mut shown = BTreeSet::new();
    let images = wanted.iter().filter_map(|image| {
        let asset = AssetHash::parse(&image.asset)?;
        let (file_type, renditions) = stored.get(&asset).filter(|_| shown.insert(asset))?;
        let renditions = renditions.iter().copied().collect();
        Some(PartImage { asset, alt: image.alt.clone(), file_type: *file_type, renditions })
    });
    Ok(images.collect())
}

/// Says which pictures products show from now on, in this order. A picture that is named twice is shown once;
/// one that is not stored is an error.
pub(crate) async fn set_product_images(
    connection: &mut MySqlConnection,
    products: &[(i64, &[ImageRef])],
) -> Result<()> {
    let ids: Vec<i64> = products.iter().map(|(product, _)| *product).collect();
    sqlx::query!(
        "DELETE pa FROM product_assets pa
         JOIN JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) wanted ON wanted.id = pa.product_id",
        id_list(&ids)
    )
    .execute(&mut *connection)
    .await?;
    let mut rows = Vec::new();
    for (product, images) in products {
        let mut shown = BTreeSet::new();
        let images = images.iter().filter(|image| shown.insert(image.asset.as_str()));
        rows.extend((1_u32..).zip(images).map(|(position, image)| {
            json!({ "product": product, "position": position, "hash": image.asset, "alt": image.alt })
        }));
    }
    if rows.is_empty() {
        return Ok(());
    }
    let wanted = rows.len() as u64;
    let inserted = sqlx::query!(
        "INSERT INTO product_assets (product_id, asset_id, position, alt_text)
         SELECT wanted.product, a.id, wanted.position, wanted.alt
         FROM JSON_TABLE(?, '$[*]' COLUMNS (product BIGINT PATH '$.product', position INT UNSIGNED PATH '$.position',
                                            hash CHAR(64) PATH '$.hash', alt VARCHAR(300) PATH '$.alt')) wanted
         JOIN assets a ON a.content_hash = UNHEX(wanted.hash)",
        json!(rows).to_string()
    )
    .execute(connection)
    .await?
    .rows_affected();
    if inserted == wanted {
        Ok(())
    } else {
        Err(Error::inconsistent("pictures that are not stored", wanted - inserted))
    }
}
