//! What search engines are told about: every public part, in files that keep their content. Keyset by row id,
//! so that a part stays in its file and a file costs the same however many there are.

use chrono::{DateTime, Utc};
use domain::ids::Sku;

use super::row::parse_sku;
use crate::{Result, Store};

/// Most parts in one file; the protocol allows ten times as many.
pub const SITEMAP_PARTS: u32 = 5_000;

/// A file of parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SitemapFile {
    /// From 1; numbers without parts are left out.
    pub number: u32,
    /// When a part in it last changed.
    pub changed_at: DateTime<Utc>,
}

/// A part in such a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SitemapPart {
    /// Its number.
    pub sku: Sku,
    /// When its facts or its texts last changed.
    pub changed_at: DateTime<Utc>,
}

impl Store {
    /// The files of parts that there are, in order.
    #[tracing::instrument(name = "db.catalog.sitemap", skip(self))]
    pub async fn sitemap_files(&self) -> Result<Vec<SitemapFile>> {
        let rows = sqlx::query!(
            "SELECT CAST((v.id - 1) DIV ? + 1 AS UNSIGNED) AS `number!: u32`, MAX(GREATEST(v.updated_at, p.updated_at)) AS `changed_at!: chrono::NaiveDateTime`
             FROM variants v JOIN products p ON p.id = v.product_id WHERE v.is_public GROUP BY 1 ORDER BY 1",
            SITEMAP_PARTS
        )
        .fetch_all(self.old_reads())
        .await?;
        Ok(rows
            .into_iter()
            .map(|row| SitemapFile { number: row.number, changed_at: row.changed_at.and_utc() })
            .collect())
    }

    /// The parts of a file: at most [`SITEMAP_PARTS`], none when there is no such file.
    #[tracing::instrument(name = "db.catalog.sitemap_parts", skip(self))]
    pub async fn sitemap_parts(&self, number: u32) -> Result<Vec<SitemapPart>> {
        let last = i64::from(number) * i64::from(SITEMAP_PARTS);
        let rows = sqlx::query!(
            "SELECT v.sku, GREATEST(v.updated_at, p.updated_at) AS `changed_at!: chrono::NaiveDateTime`
             FROM variants v JOIN products p ON p.id = v.product_id WHERE v.is_public AND v.id > ? AND v.id <= ? ORDER BY v.id",
            last - i64::from(SITEMAP_PARTS),
            last
        )
        .fetch_all(self.old_reads())
        .await?;
        rows.into_iter()
            .map(|row| Ok(SitemapPart { sku: parse_sku(&row.sku)?, changed_at: row.changed_at.and_utc() }))
            .collect()
    }
}
