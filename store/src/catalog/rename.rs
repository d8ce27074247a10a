//! New addresses for categories and parts, and what becomes of the old ones: every address that was
//! ever public leads to its page for good.

use std::sync::Arc;

use chrono::{DateTime, NaiveDateTime, Utc};
use domain::ids::{Sku, Slug, part_number_key};
use sqlx::MySqlConnection;

use super::events::{note_change, note_overhaul};
use super::import::renamed_search_text;
use crate::error::violates_unique;
use crate::studio::{record_categories, record_live};
use crate::tiers::{Key, Kind, Made, Tag};
use crate::{Result, Store};

/// Longest path that can have moved; the columns have the same width.
const MAX_PATH: usize = 190;

/// Why something keeps its name.
#[derive(Debug, thiserror::Error)]
pub enum RenameError {
    /// Nothing is called so.
    #[error("there is no “{0}”")]
    Unknown(String),
    /// Something else is called so.
    #[error("“{0}” is already the name of another")]
    Taken(String),
    /// The data tier failed.
    #[error(transparent)]
    Store(#[from] crate::Error),
}

impl From<sqlx::Error> for RenameError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

impl RenameError {
    fn of(error: sqlx::Error, constraint: &str, name: &str) -> Self {
        if violates_unique(&error, constraint) { Self::Taken(name.to_owned()) } else { error.into() }
    }
}

impl Store {
    /// Where the page of a path has gone; none when nothing was ever there or the page still is.
    #[tracing::instrument(name = "db.catalog.redirect", skip(self))]
    pub async fn redirect(&self, path: &str) -> Result<Option<String>> {
        if path.len() > MAX_PATH {
            return Ok(None);
        }
        let kept = self.kept(Key::new(Kind::Moved, path), || async {
            let to = sqlx::query_scalar!("SELECT to_path FROM redirects WHERE from_path = ?", path)
                .fetch_optional(&self.database)
                .await?;
            Ok(if to.is_some() { Made::of(to, vec![Tag::Catalog]) } else { Made::absent(to) })
        });
        Ok(Arc::unwrap_or_clone(kept.await?))
    }

    /// Gives a category another slug. Its code, its parts and the files that suppliers send stay as they are.
    #[tracing::instrument(name = "db.catalog.rename_category", skip(self, now))]
    pub async fn rename_category(&self, old: &Slug, new: &Slug, now: DateTime<Utc>) -> Result<(), RenameError> {
        let now = now.naive_utc();
        let mut transaction = self.database.begin().await?;
        let id = sqlx::query_scalar!("SELECT id FROM categories WHERE slug = ? FOR UPDATE", old.as_str())
            .fetch_optional(&mut *transaction)
            .await?
            .ok_or_else(|| RenameError::Unknown(old.to_string()))?;
        if old == new {
            return Ok(());
        }
        sqlx::query!("UPDATE categories SET slug = ? WHERE id = ?", new.as_str(), id)
            .execute(&mut *transaction)
            .await
            .map_err(|error| RenameError::of(error, "uq_categories_slug", new.as_str()))?;
        move_page(&mut transaction, &category_path(old), &category_path(new), now).await?;
        record_categories(&mut transaction, "Renamed", now.and_utc()).await?;
        note_overhaul(&mut transaction).await?;
        Ok(transaction.commit().await?)
    }

    /// Gives a part another number. Orders keep the number they were placed with, and supplier files that
    /// still name the old one go on meaning this part.
    #[tracing::instrument(name = "db.catalog.rename_sku", skip(self, now))]
    pub async fn rename_sku(&self, old: &Sku, new: &Sku, now: DateTime<Utc>) -> Result<(), RenameError> {
        let now = now.naive_utc();
        let mut transaction = self.database.begin().await?;
        let row =
            sqlx::query!("SELECT id, sku, name, search_text FROM variants WHERE sku = ? FOR UPDATE", old.as_str())
                .fetch_optional(&mut *transaction)
                .await?
                .ok_or_else(|| RenameError::Unknown(old.to_string()))?;
        if row.sku == new.as_str() {
            return Ok(());
        }
        sqlx::query!(
            "UPDATE variants SET sku = ?, sku_key = ?, search_text = ?, updated_at = ? WHERE id = ?",
            new.as_str(),
            part_number_key(new.as_str()),
            renamed_search_text(&row.search_text, &row.name, &row.sku, new),
            now,
            row.id
        )
        .execute(&mut *transaction)
        .await
        .map_err(|error| RenameError::of(error, "uq_variants_sku", new.as_str()))?;
        // A number is found in any case, so another case is no other address.
        if !row.sku.eq_ignore_ascii_case(new.as_str()) {
            move_page(&mut transaction, &format!("/parts/{}", row.sku), &format!("/parts/{new}"), now).await?;
        }
        record_live(&mut transaction, &[row.id], "Renamed", now.and_utc()).await?;
        note_change(&mut transaction, &[row.id]).await?;
        Ok(transaction.commit().await?)
    }
}

fn category_path(slug: &Slug) -> String {
    format!("/categories/{slug}")
}

/// Writes down that a page has moved. There are never two steps on a way, and never a circle: what led
/// to the old address leads to the new one from now on, and what is a page again leads nowhere.
pub(crate) async fn move_page(
    connection: &mut MySqlConnection,
    from: &str,
    to: &str,
    now: NaiveDateTime,
) -> Result<()> {
    sqlx::query!("DELETE FROM redirects WHERE from_path = ?", to).execute(&mut *connection).await?;
    sqlx::query!("UPDATE redirects SET to_path = ? WHERE to_path = ?", to, from).execute(&mut *connection).await?;
    sqlx::query!(
        "INSERT INTO redirects (from_path, to_path, created_at) VALUES (?, ?, ?)
         ON DUPLICATE KEY UPDATE to_path = VALUES(to_path), created_at = VALUES(created_at)",
        from,
        to,
        now
    )
    .execute(connection)
    .await?;
    Ok(())
}
