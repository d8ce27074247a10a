//! Finding out what a file would change. Nothing is changed by it but what is kept of the answer.

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, Utc};
use domain::studio::bulk::stock::CheckedStock;
use domain::studio::bulk::{
    Change, CheckedRow, Counts, Field, FileKind, FileProblem, Mapping, Outcome, Reason, Sheet, cell, prices, products,
    sheet, stock, supplier,
};
use domain::studio::{Content, DocumentKey, Kind};
use sha2::{Digest, Sha256};
use sqlx::{MySql, MySqlConnection, QueryBuilder};

use super::jobs::{StepError, Watched};
use super::upload::bytes_of;
use super::{Import, ImportStep, known};
use crate::{Error, Result, Store};

/// Rows of each outcome that are kept for the page.
pub(super) const KEPT: u32 = 1_000;
/// Changes and reasons of a row that are kept.
const KEPT_DETAILS: usize = 60;
/// Rows written at a time.
const BATCH: usize = 250;

/// What a file would change.
pub(super) enum Found {
    /// Documents of the catalog.
    Contents(Vec<CheckedRow>, Vec<(DocumentKey, Content)>),
    /// Counts of stock.
    Stock(CheckedStock),
}

impl Found {
    pub(super) fn rows(&self) -> &[CheckedRow] {
        match self {
            Self::Contents(rows, _) => rows,
            Self::Stock(checked) => &checked.rows,
        }
    }

    /// How many documents, or levels of stock, it touches.
    fn touched(&self) -> usize {
        match self {
            Self::Contents(_, contents) => contents.len(),
            Self::Stock(checked) => checked.counts.len(),
        }
    }

    /// What tells one answer from another.
    pub(super) fn digest(&self) -> Vec<u8> {
        let mut hash = Sha256::new();
        match self {
            Self::Contents(_, contents) => {
                for (key, content) in contents {
                    hash.update(key.to_string().as_bytes());
                    hash.update([0]);
                    hash.update(content.to_json().as_bytes());
                    hash.update([0]);
                }
            }
            Self::Stock(checked) => {
                for count in &checked.counts {
                    hash.update(format!("{}\0{}\0{}\0", count.sku, count.location, count.on_hand).as_bytes());
                }
            }
        }
        hash.finalize().to_vec()
    }
}

fn contents<C>(checked: products::Checked<C>, kind: Kind, content: impl Fn(C) -> Content) -> Found {
    let contents =
        checked.contents.into_iter().map(|(name, found)| (DocumentKey::new(kind, name), content(found))).collect();
    Found::Contents(checked.rows, contents)
}

/// The cells of a column, as numbers in capitals.
fn numbers_in(sheet: &Sheet, mapping: &Mapping) -> HashSet<String> {
    let column = mapping.column(&Field::Sku);
    let cells = column.into_iter().flat_map(|at| sheet.rows.iter().map(move |row| row.cell(at)));
    cells.map(|text| cell::unguarded(text).trim().to_ascii_uppercase()).collect()
}

/// The slugs that rows name.
fn slugs_in(sheet: &Sheet, mapping: &Mapping) -> HashSet<String> {
    let column = mapping.column(&Field::Product);
    let cells = column.into_iter().flat_map(|at| sheet.rows.iter().map(move |row| row.cell(at)));
    cells.map(|text| cell::unguarded(text).trim().to_owned()).filter(|slug| (1..=160).contains(&slug.len())).collect()
}

/// Reads and compares on a thread of its own: a large file takes a while.
async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|error| Error::inconsistent("checking a file", error))
}

impl Store {
    /// What the file of an import would change by now.
    pub(super) async fn find_out(&self, import: &Import) -> Result<Found, StepError> {
        let mut connection = self.database.acquire().await?;
        let bytes = bytes_of(&mut connection, import.id).await?;
        if bytes.is_empty() {
            return Err(StepError::Refused("The file is not kept any more. Upload it again.".to_owned()));
        }
        let watched = Watched { store: self, import };
        let refuse = |problem: FileProblem| StepError::Refused(problem.to_string());
        if !import.kind.is_table() {
            let (kind, name) = (import.kind, import.file_name.clone());
            let read = apart(move || supplier::read(kind, &name, &bytes)).await?.map_err(refuse)?;
            let drafts = || read.iter().filter_map(|row| row.outcome.as_ref().ok());
            let numbers = drafts().map(|draft| draft.sku.as_str().to_ascii_uppercase()).collect();
            let slugs = drafts().map(|draft| draft.product_slug.clone()).collect();
            let catalog = known::catalog(&mut connection, &numbers, &slugs, &watched).await?;
            let checked = apart(move || supplier::check(read, &catalog)).await?;
            return Ok(contents(checked, Kind::Product, Content::Product));
        }
        let mapping = import.mapping.clone().unwrap_or_default();
        let sheet = apart(move || sheet::read(&bytes)).await?.map_err(refuse)?;
        let numbers = numbers_in(&sheet, &mapping);
        Ok(match import.kind {
            FileKind::Prices => {
                let book = known::price_book(&mut connection, &numbers, &watched).await?;
                let checked = apart(move || prices::check(&sheet, &mapping, &book)).await?;
                contents(checked, Kind::Prices, Content::Prices)
            }
            FileKind::Stock => {
                let book = known::stock_book(&mut connection).await?;
                Found::Stock(apart(move || stock::check(&sheet, &mapping, &book)).await?)
            }
            _ => {
                let slugs = slugs_in(&sheet, &mapping);
                let catalog = known::catalog(&mut connection, &numbers, &slugs, &watched).await?;
                let checked = apart(move || products::check(&sheet, &mapping, &catalog)).await?;
                contents(checked, Kind::Product, Content::Product)
            }
        })
    }

    /// Checks a file and keeps what was found.
    pub(super) async fn check_import(&self, import: &Import, now: DateTime<Utc>) -> Result<(), StepError> {
        let found = self.find_out(import).await?;
        let counts = Counts::of(found.rows());
        let mut transaction = self.database.begin().await?;
        sqlx::query!("DELETE FROM import_rows WHERE import_id = ?", import.id.0).execute(&mut *transaction).await?;
        keep_rows(&mut transaction, import, found.rows()).await?;
        let ended = sqlx::query!(
            "UPDATE imports SET state = 'checked', step = NULL, done = total, rows_new = ?, rows_changed = ?, rows_unchanged = ?,
                    rows_rejected = ?, documents = ?, digest = ?, trouble = '', changed_at = ?
             WHERE id = ? AND step = ?",
            counts.new,
            counts.changed,
            counts.unchanged,
            counts.rejected,
            u32::try_from(found.touched()).unwrap_or(u32::MAX),
            found.digest(),
            now.naive_utc(),
            import.id.0,
            ImportStep::Check.name()
        )
        .execute(&mut *transaction)
        .await?;
        if ended.rows_affected() == 1 {
            transaction.commit().await?;
        }
        Ok(())
    }
}

/// Keeps the first rows of each outcome but the unchanged.
async fn keep_rows(transaction: &mut MySqlConnection, import: &Import, rows: &[CheckedRow]) -> Result<()> {
    let mut kept: BTreeMap<&'static str, u32> = BTreeMap::new();
    let mut chosen = Vec::new();
    for (place, row) in (0u32..).zip(rows) {
        let count = kept.entry(row.outcome.name()).or_default();
        if row.outcome == Outcome::Unchanged || *count >= KEPT {
            continue;
        }
        *count += 1;
        chosen.push((place, row, details(&row.outcome)?));
    }
    for batch in chosen.chunks(BATCH) {
        let mut insert: QueryBuilder<MySql> =
            QueryBuilder::new("INSERT INTO import_rows (import_id, place, line, outcome, label, details) ");
        insert.push_values(batch, |mut values, (place, row, details)| {
            values
                .push_bind(import.id.0)
                .push_bind(*place)
                .push_bind(row.line)
                .push_bind(row.outcome.name())
                .push_bind(&row.label)
                .push_bind(details);
        });
        insert.build().execute(&mut *transaction).await?;
    }
    Ok(())
}

fn details(outcome: &Outcome) -> Result<String> {
    let text = match outcome {
        Outcome::New(changes) | Outcome::Changed(changes) => {
            serde_json::to_string(&changes.iter().take(KEPT_DETAILS).collect::<Vec<&Change>>())
        }
        Outcome::Rejected(reasons) => {
            serde_json::to_string(&reasons.iter().take(KEPT_DETAILS).collect::<Vec<&Reason>>())
        }
        Outcome::Unchanged => Ok("[]".to_owned()),
    };
    text.map_err(|error| Error::inconsistent("row of an import", error))
}
