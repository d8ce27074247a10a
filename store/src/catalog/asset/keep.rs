//! Taking a picture in.

use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::accounts::Actor;
use domain::catalog::asset::{AssetHash, ImageRefused, inspect};
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

use super::render::{Rendered, render};
use super::{StoredImage, parse_file_type};
use crate::accounts::audit;
use crate::error::violates_unique;
use crate::{Error, Result, Store};

/// Pictures decoded at a time in this process: a large one takes hundreds of megabytes while it lasts.
static TURN: Semaphore = Semaphore::const_new(1);
/// How long one waits for its turn.
const PATIENCE: Duration = Duration::from_secs(8);

/// Why a picture was not taken in. Nothing of it is stored.
#[derive(Debug, thiserror::Error)]
pub enum KeepImageError {
    /// It is none that we take.
    #[error(transparent)]
    Refused(#[from] ImageRefused),
    /// The data tier failed.
    #[error(transparent)]
    Store(#[from] Error),
}

impl Store {
    /// Takes a picture in: renditions are made of it and stored. The same bytes are the same asset, however
    /// often they come; the audit log names who sent them first.
    #[tracing::instrument(name = "db.catalog.keep_image", skip_all, fields(bytes = bytes.len()))]
    pub async fn keep_image(
        &self,
        bytes: Vec<u8>,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<StoredImage, KeepImageError> {
        let inspected = inspect(&bytes)?;
        let asset = AssetHash(Sha256::digest(&bytes).into());
        if let Some(known) = self.stored_image(asset).await? {
            return Ok(known);
        }
        let byte_size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let turn = tokio::time::timeout(PATIENCE, TURN.acquire()).await;
        let Ok(Ok(turn)) = turn else { return Err(Error::Busy("pictures").into()) };
        // Whoever sent it may leave; its turn lasts until the thread is done.
        let rendered = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            render(&bytes, &inspected)
        })
        .await
        // A decoder that panics met a file that its makers did not think of.
        .map_err(|error| {
            tracing::error!(%error, "decoding a picture ended early");
            ImageRefused::Damaged
        })??;
        match self.insert_asset(asset, byte_size, &rendered, actor, now).await {
            // Somebody sent the same bytes at the same time.
            Err(Error::Database(error)) if violates_unique(&error, "uq_assets_content_hash") => {
                let known = self.stored_image(asset).await?;
                Ok(known.ok_or_else(|| Error::inconsistent("asset without files", asset))?)
            }
            Err(error) => Err(error.into()),
            Ok(()) => {
                let (width, height) = rendered.largest();
                Ok(StoredImage { asset, width, height, file_type: rendered.file_type })
            }
        }
    }

    /// A picture that was taken in before.
    pub async fn stored_image(&self, asset: AssetHash) -> Result<Option<StoredImage>> {
        let row = sqlx::query!(
            "SELECT a.media_type, f.width, f.height FROM assets a JOIN asset_files f ON f.asset_id = a.id
             WHERE a.content_hash = ? ORDER BY f.width DESC LIMIT 1",
            &asset.0[..]
        )
        .fetch_optional(&self.database)
        .await?;
        row.map(|row| {
            let file_type = parse_file_type(&row.media_type)?;
            Ok(StoredImage { asset, width: row.width, height: row.height, file_type })
        })
        .transpose()
    }

    async fn insert_asset(
        &self,
        asset: AssetHash,
        byte_size: u64,
        rendered: &Rendered,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let mut transaction = self.database.begin().await?;
        let id = sqlx::query!(
            "INSERT INTO assets (content_hash, media_type, byte_size, width, height, alt_text, created_at)
             VALUES (?, ?, ?, ?, ?, '', ?)",
            &asset.0[..],
            rendered.file_type.media_type(),
            byte_size,
            rendered.width,
            rendered.height,
            now.naive_utc()
        )
        .execute(&mut *transaction)
        .await?
        .last_insert_id();
        for file in &rendered.files {
            sqlx::query!(
                "INSERT INTO asset_files (asset_id, width, height, bytes) VALUES (?, ?, ?, ?)",
                id,
                file.width,
                file.height,
                file.bytes
            )
            .execute(&mut *transaction)
            .await?;
        }
        let subject = format!("asset:{asset}");
        audit(&mut transaction, actor, "studio.image", &subject, None::<&u64>, Some(&byte_size), now).await?;
        Ok(transaction.commit().await?)
    }
}
