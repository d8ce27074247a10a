//! Taking a file in. What is not taken leaves nothing behind.

use chrono::{DateTime, TimeDelta, Utc};
use domain::accounts::Actor;
use domain::studio::bulk::{FileKind, FileProblem, Mapping, guess, sheet, supplier};
use serde_json::json;
use sha2::{Digest, Sha256};
use sqlx::MySqlConnection;

use super::jobs::{RunImport, begin_step};
use super::{ImportError, ImportId, ImportStep};
use crate::accounts::audit;
use crate::{Error, Result, Store};

/// Bytes of a file in one row.
const CHUNK: usize = 1024 * 1024;
/// Rows of a file that the page of its columns shows.
const SAMPLES: usize = 3;
/// How long the bytes of a file are kept.
const KEPT: TimeDelta = TimeDelta::days(90);

/// A file as it was read.
struct Uploaded {
    kind: FileKind,
    rows: usize,
    head: Vec<String>,
    samples: Vec<Vec<String>>,
}

fn read(name: &str, bytes: &[u8], said: Option<FileKind>) -> Result<Uploaded, FileProblem> {
    let guessed = sheet::kind_of(name, bytes)?;
    let kind = match said {
        // Somebody may know better what a table is, but not that a table is no table.
        Some(said) if said.is_table() == guessed.is_table() => said,
        _ => guessed,
    };
    if !kind.is_table() {
        let rows = supplier::read(kind, name, bytes)?.len();
        return Ok(Uploaded { kind, rows, head: Vec::new(), samples: Vec::new() });
    }
    let sheet = sheet::read(bytes)?;
    let cut = |cell: &str| cell.trim().chars().take(60).collect::<String>();
    let samples = sheet
        .rows
        .iter()
        .take(SAMPLES)
        .map(|row| (0..sheet.head.len()).map(|column| cut(row.cell(column))).collect())
        .collect();
    Ok(Uploaded { kind, rows: sheet.rows.len(), head: sheet.head, samples })
}

/// What a file is called, without the folders that lead to it.
fn file_name(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = name.chars().filter(|c| !c.is_control()).take(120).collect();
    if name.trim().is_empty() { "file".to_owned() } else { name.trim().to_owned() }
}

/// What tells tables apart whose columns mean the same: their heads.
pub(super) fn signature(head: &[String]) -> Vec<u8> {
    let head: Vec<String> = head.iter().map(|name| name.trim().to_lowercase()).collect();
    Sha256::digest(head.join("\n").as_bytes()).to_vec()
}

impl Store {
    /// What a file holds, by its name and its beginning; why it is not taken when it is nothing of ours.
    pub async fn kind_of_file(&self, name: &str, bytes: Vec<u8>) -> Result<FileKind, ImportError> {
        let name = file_name(name);
        let kind = tokio::task::spawn_blocking(move || sheet::kind_of(&name, &bytes)).await;
        Ok(kind.map_err(|error| Error::inconsistent("reading a file", error))??)
    }

    /// Takes a file in. A supplier's file needs no columns named and is checked at once.
    #[tracing::instrument(name = "db.studio.upload_import", skip_all, fields(name, bytes = bytes.len()))]
    pub async fn upload_import(
        &self,
        name: &str,
        bytes: Vec<u8>,
        kind: Option<FileKind>,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<ImportId, ImportError> {
        let name = file_name(name);
        let (read, bytes) = {
            let name = name.clone();
            let reading = tokio::task::spawn_blocking(move || (read(&name, &bytes, kind), bytes)).await;
            reading.map_err(|error| Error::inconsistent("reading a file", error))?
        };
        let Uploaded { kind, rows, head, samples } = read?;
        let to_json = |value: serde_json::Value| value.to_string();
        let mut transaction = self.database.begin().await?;
        forget_old_files(&mut transaction, now).await?;
        let id = sqlx::query!(
            "INSERT INTO imports (kind, file_name, file_size, row_count, head, samples, state, done, total, rows_new, rows_changed,
                                  rows_unchanged, rows_rejected, documents, trouble, created_by, created_at, changed_at)
             VALUES (?, ?, ?, ?, ?, ?, 'uploaded', 0, 0, 0, 0, 0, 0, 0, '', ?, ?, ?)",
            kind.name(),
            name,
            u32::try_from(bytes.len()).unwrap_or(u32::MAX),
            u32::try_from(rows).unwrap_or(u32::MAX),
            to_json(json!(head)),
            to_json(json!(samples)),
            actor.label(),
            now.naive_utc(),
            now.naive_utc()
        )
        .execute(&mut *transaction)
        .await?
        .last_insert_id()
        .cast_signed();
        for (place, chunk) in (0u32..).zip(bytes.chunks(CHUNK)) {
            sqlx::query!("INSERT INTO import_chunks (import_id, place, bytes) VALUES (?, ?, ?)", id, place, chunk)
                .execute(&mut *transaction)
                .await?;
        }
        let about = json!({ "file": name, "kind": kind.name(), "rows": rows });
        audit(&mut transaction, actor, "import.upload", &format!("import:{id}"), None::<&()>, Some(&about), now)
            .await?;
        if !kind.is_table() {
            sqlx::query!("UPDATE imports SET state = 'mapped' WHERE id = ?", id).execute(&mut *transaction).await?;
            begin_step(&mut transaction, &RunImport::new(ImportId(id), ImportStep::Check, actor), now).await?;
        }
        transaction.commit().await?;
        Ok(ImportId(id))
    }

    /// What the columns of a table probably mean: as they did the last time, or else by their names.
    #[tracing::instrument(name = "db.studio.suggested_mapping", skip_all)]
    pub async fn suggested_mapping(&self, kind: FileKind, head: &[String]) -> Result<Mapping> {
        let known = sqlx::query_scalar!(
            "SELECT mapping FROM import_mappings WHERE kind = ? AND signature = ?",
            kind.name(),
            signature(head)
        )
        .fetch_optional(&self.database)
        .await?;
        if let Some(codes) = known.and_then(|codes| serde_json::from_str::<Vec<String>>(&codes).ok()) {
            return Ok(Mapping::from_codes(&codes));
        }
        Ok(guess::mapping(kind, head, &self.import_attributes().await?))
    }
}

/// The bytes of a file.
pub(super) async fn bytes_of(connection: &mut MySqlConnection, id: ImportId) -> Result<Vec<u8>> {
    let chunks = sqlx::query_scalar!("SELECT bytes FROM import_chunks WHERE import_id = ? ORDER BY place", id.0)
        .fetch_all(connection)
        .await?;
    Ok(chunks.concat())
}

/// Files that nobody will ask for again.
async fn forget_old_files(transaction: &mut MySqlConnection, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "DELETE c FROM import_chunks c JOIN imports i ON i.id = c.import_id WHERE i.created_at < ? AND i.step IS NULL",
        (now - KEPT).naive_utc()
    )
    .execute(transaction)
    .await?;
    Ok(())
}
