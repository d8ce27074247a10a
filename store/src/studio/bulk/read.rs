//! What pages ask about imports.

use chrono::NaiveDateTime;
use domain::studio::ReleaseState;
use domain::studio::bulk::{Change, Counts, FileKind, KnownAttribute, Mapping, Reason};
use sqlx::MySqlConnection;

use super::{Import, ImportId, ImportProgress, ImportState, ImportStep, known};
use crate::studio::ReleaseId;
use crate::{Error, Result, Store};

/// Rows on one page.
const PAGE: u32 = 50;
/// Imports in the list.
const RECENT: u32 = 50;

/// A row of `imports` with its release.
#[expect(clippy::struct_field_names, reason = "the columns are called so")]
pub(super) struct Row {
    id: i64,
    kind: String,
    file_name: String,
    file_size: u32,
    row_count: u32,
    head: String,
    samples: String,
    mapping: Option<String>,
    state: String,
    step: Option<String>,
    done: u32,
    total: u32,
    rows_new: u32,
    rows_changed: u32,
    rows_unchanged: u32,
    rows_rejected: u32,
    documents: u32,
    trouble: String,
    release_id: Option<i64>,
    release_name: Option<String>,
    release_state: Option<String>,
    created_by: String,
    created_at: NaiveDateTime,
}

impl Row {
    pub(super) fn into_import(self) -> Result<Import> {
        let texts = |json: &str| serde_json::from_str(json).map_err(|error| Error::inconsistent("import", error));
        let codes: Option<Vec<String>> = self
            .mapping
            .as_deref()
            .map(|json| serde_json::from_str(json).map_err(|error| Error::inconsistent("mapping", error)))
            .transpose()?;
        let release = self.release_state.as_deref().and_then(ReleaseState::parse);
        Ok(Import {
            id: ImportId(self.id),
            kind: FileKind::parse(&self.kind).ok_or_else(|| Error::inconsistent("kind of file", &self.kind))?,
            file_name: self.file_name,
            file_size: self.file_size,
            row_count: self.row_count,
            head: texts(&self.head)?,
            samples: serde_json::from_str(&self.samples).map_err(|error| Error::inconsistent("samples", error))?,
            mapping: codes.map(|codes| Mapping::from_codes(&codes)),
            state: match (self.state.as_str(), release) {
                ("uploaded", _) => ImportState::Uploaded,
                ("mapped", _) => ImportState::Mapped,
                ("checked", _) => ImportState::Checked,
                ("drafted", Some(ReleaseState::Published)) | ("applied", _) => ImportState::Published,
                ("drafted", Some(ReleaseState::RolledBack | ReleaseState::Ended)) | ("undone", _) => {
                    ImportState::Undone
                }
                ("drafted", Some(ReleaseState::Cancelled)) => ImportState::GivenUp,
                ("drafted", _) => ImportState::Drafted,
                (other, _) => return Err(Error::inconsistent("state of an import", other)),
            },
            step: self.step.as_deref().and_then(ImportStep::parse),
            done: self.done,
            total: self.total,
            counts: Counts {
                new: self.rows_new,
                changed: self.rows_changed,
                unchanged: self.rows_unchanged,
                rejected: self.rows_rejected,
            },
            documents: self.documents,
            trouble: self.trouble,
            release: self.release_id.map(ReleaseId).zip(self.release_name),
            created_by: self.created_by,
            created_at: self.created_at.and_utc(),
        })
    }
}

/// The row of an import.
pub(super) async fn row_of(connection: &mut MySqlConnection, id: ImportId) -> Result<Option<Row>> {
    Ok(sqlx::query_as!(
        Row,
        "SELECT i.id, i.kind, i.file_name, i.file_size, i.row_count, i.head, i.samples, i.mapping, i.state, i.step, i.done, i.total,
                i.rows_new, i.rows_changed, i.rows_unchanged, i.rows_rejected, i.documents, i.trouble, i.release_id,
                r.name AS `release_name?`, r.state AS `release_state?`, i.created_by, i.created_at
         FROM imports i LEFT JOIN releases r ON r.id = i.release_id WHERE i.id = ?",
        id.0
    )
    .fetch_optional(connection)
    .await?)
}

/// A row of a file as a check found it.
#[derive(Debug, Clone)]
pub struct ImportRow {
    /// Line in the file.
    pub line: u32,
    /// `new`, `changed` or `rejected`.
    pub outcome: String,
    /// What it is about.
    pub label: String,
    /// What it changes.
    pub changes: Vec<Change>,
    /// Why it is not taken.
    pub reasons: Vec<Reason>,
}

/// A page of rows.
#[derive(Debug, Clone, Default)]
pub struct ImportRows {
    /// The rows.
    pub rows: Vec<ImportRow>,
    /// Whether there are more after them.
    pub more: bool,
    /// Where they were all kept: how many were not, being too many.
    pub left_out: u32,
}

impl Store {
    /// An import as it stands.
    #[tracing::instrument(name = "db.studio.import", skip(self))]
    pub async fn import(&self, id: ImportId) -> Result<Option<Import>> {
        row_of(&mut *self.database.acquire().await?, id).await?.map(Row::into_import).transpose()
    }

    /// The last imports, newest first: of stock, or of everything else.
    #[tracing::instrument(name = "db.studio.imports", skip(self))]
    pub async fn imports(&self, of_stock: bool) -> Result<Vec<Import>> {
        sqlx::query_as!(
            Row,
            "SELECT i.id, i.kind, i.file_name, i.file_size, i.row_count, '[]' AS `head!: String`, '[]' AS `samples!: String`,
                    NULL AS `mapping?: String`, i.state, i.step, i.done, i.total, i.rows_new, i.rows_changed, i.rows_unchanged,
                    i.rows_rejected, i.documents, i.trouble, i.release_id, r.name AS `release_name?`, r.state AS `release_state?`,
                    i.created_by, i.created_at
             FROM imports i LEFT JOIN releases r ON r.id = i.release_id
             WHERE (i.kind = 'stock') = ? ORDER BY i.id DESC LIMIT ?",
            of_stock,
            RECENT
        )
        .fetch_all(&self.database)
        .await?
        .into_iter()
        .map(Row::into_import)
        .collect()
    }

    /// How far the step under way has come.
    #[tracing::instrument(name = "db.studio.import_progress", skip(self))]
    pub async fn import_progress(&self, id: ImportId) -> Result<Option<(FileKind, ImportProgress)>> {
        let row = sqlx::query!("SELECT kind, step, done, total FROM imports WHERE id = ?", id.0)
            .fetch_optional(&self.database)
            .await?;
        row.map(|row| {
            let kind = FileKind::parse(&row.kind).ok_or_else(|| Error::inconsistent("kind of file", &row.kind))?;
            let step = row.step.as_deref().and_then(ImportStep::parse);
            Ok((kind, ImportProgress { step, done: row.done, total: row.total }))
        })
        .transpose()
    }

    /// The rows a check found, rejected ones first or those of one outcome; pages count from 1.
    #[tracing::instrument(name = "db.studio.import_rows", skip(self))]
    pub async fn import_rows(&self, id: ImportId, outcome: Option<&str>, page: u32) -> Result<ImportRows> {
        let rows = sqlx::query!(
            "SELECT line, outcome, label, details FROM import_rows WHERE import_id = ? AND (? IS NULL OR outcome = ?)
             ORDER BY outcome <> 'rejected', place LIMIT ? OFFSET ?",
            id.0,
            outcome,
            outcome,
            PAGE + 1,
            u64::from(page.saturating_sub(1)) * u64::from(PAGE)
        )
        .fetch_all(&self.database)
        .await?;
        let counts = sqlx::query!("SELECT rows_new, rows_changed, rows_rejected FROM imports WHERE id = ?", id.0)
            .fetch_optional(&self.database)
            .await?;
        let beyond = |count: u32| count.saturating_sub(super::check::KEPT);
        let left_out = counts.map_or(0, |counts| match outcome {
            Some("new") => beyond(counts.rows_new),
            Some("changed") => beyond(counts.rows_changed),
            Some("rejected") => beyond(counts.rows_rejected),
            _ => beyond(counts.rows_new) + beyond(counts.rows_changed) + beyond(counts.rows_rejected),
        });
        let page_length = usize::try_from(PAGE).unwrap_or(usize::MAX);
        let more = rows.len() > page_length;
        let rows = rows
            .into_iter()
            .take(page_length)
            .map(|row| {
                let fault = |error| Error::inconsistent("row of an import", error);
                let (mut changes, mut reasons) = (Vec::new(), Vec::new());
                if row.outcome == "rejected" {
                    reasons = serde_json::from_str(&row.details).map_err(fault)?;
                } else {
                    changes = serde_json::from_str(&row.details).map_err(fault)?;
                }
                Ok(ImportRow { line: row.line, outcome: row.outcome, label: row.label, changes, reasons })
            })
            .collect::<Result<_>>()?;
        Ok(ImportRows { rows, more, left_out })
    }

    /// The attributes that a column may be.
    #[tracing::instrument(name = "db.studio.import_attributes", skip(self))]
    pub async fn import_attributes(&self) -> Result<Vec<KnownAttribute>> {
        known::attributes(&mut *self.database.acquire().await?).await
    }
}
