//! Saving drafts, and what was saved before.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::accounts::Actor;
use domain::studio::{Content, DocumentKey, Kind, Merge, Side, merge};
use sqlx::MySqlConnection;

use super::documents::{Origin, RevisionInfo, locked_row, revision, row};
use super::record::{Listed, NewRevision, insert_revisions, locked, products_of};
use crate::accounts::audit;
use crate::database::{LockConflict, retrying, spread};
use crate::{Error, Result, Store};

/// A draft as an editor hands it in.
#[derive(Debug, Clone)]
pub struct SaveDraft {
    /// Which document.
    pub key: DocumentKey,
    /// All of it.
    pub content: Content,
    /// The revision the editor began from; 0 for a document that is new.
    pub seen: u32,
    /// The newer revision that it is to be merged into, and who is right where both changed a field.
    pub onto: Option<(u32, BTreeMap<String, Side>)>,
    /// What its author says of it, at most 200 characters.
    pub note: String,
}

/// A draft that was saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Saved {
    /// The revision editors work on now.
    pub number: u32,
    /// Whether it was made by this; not when nothing had changed.
    pub is_new: bool,
}

/// Somebody saved in the meantime.
#[derive(Debug, Clone)]
pub struct Newer {
    /// Their revision.
    pub newest: RevisionInfo,
    /// What it holds.
    pub theirs: Content,
    /// What both began from.
    pub base: Content,
    /// Both made one, as far as they do not contradict each other.
    pub merge: Merge,
}

/// Why a draft was not saved.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// Somebody saved in the meantime.
    #[error("somebody saved a newer revision")]
    Newer(Box<Newer>),
    /// There is a document of this name already.
    #[error("there is one of this name already")]
    Exists,
    /// A variant of another product has this code.
    #[error("“{0}” belongs to another product")]
    CodeTaken(String),
    /// There is no such document or revision.
    #[error("there is no such document")]
    Unknown,
    /// The data tier failed.
    #[error(transparent)]
    Store(#[from] Error),
}

impl From<sqlx::Error> for SaveError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

impl LockConflict for SaveError {
    fn is_lock_conflict(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_lock_conflict())
    }
}

/// A line of a document's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevisionEntry {
    /// The revision.
    pub info: RevisionInfo,
    /// Whether it is the draft.
    pub is_draft: bool,
    /// Whether it is what is published.
    pub is_published: bool,
    /// When it was published, each time, and by whom.
    pub published_at: Vec<(DateTime<Utc>, String)>,
}

/// Lines of a history at a time.
pub const REVISIONS_PER_PAGE: u32 = 100;

impl Store {
    /// Saves a draft. What visitors see stays as it is. Over a newer revision than the editor has seen nothing is
    /// saved unless it says how the two are to be merged.
    #[tracing::instrument(name = "db.studio.save_draft", skip_all, fields(document = %save.key))]
    pub async fn save_draft(&self, save: SaveDraft, actor: &Actor, now: DateTime<Utc>) -> Result<Saved, SaveError> {
        retrying(spread(now), || async {
            let mut transaction = self.database.begin().await?;
            let saved = save_in(&mut transaction, &save, Origin::Edit, actor, now).await?;
            transaction.commit().await?;
            Ok(saved)
        })
        .await
    }

    /// Gives the draft up: what is published is what editors work on again. A document that was never published
    /// keeps its draft.
    #[tracing::instrument(name = "db.studio.discard_draft", skip_all, fields(document = %key))]
    pub async fn discard_draft(
        &self,
        key: &DocumentKey,
        seen: u32,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<(), SaveError> {
        let mut transaction = self.database.begin().await?;
        let row = locked_row(&mut transaction, key).await?.ok_or(SaveError::Unknown)?;
        let (Some(draft), Some(published)) = (row.draft, row.published) else { return Err(SaveError::Unknown) };
        if draft != seen {
            return Err(newer(&mut transaction, key, row.id, (published, draft), None).await?);
        }
        let (_, content) = revision(&mut transaction, key, row.id, published).await?;
        list(&mut transaction, key, &content, row.id, (row.latest, None), actor, now).await?;
        audit(&mut transaction, actor, "studio.discard", &key.to_string(), Some(&draft), None::<&u32>, now).await?;
        Ok(transaction.commit().await?)
    }

    /// Takes an older revision up again, as a draft.
    #[tracing::instrument(name = "db.studio.restore_revision", skip_all, fields(document = %key, number))]
    pub async fn restore_revision(
        &self,
        key: &DocumentKey,
        number: u32,
        seen: u32,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<Saved, SaveError> {
        let mut transaction = self.database.begin().await?;
        let row = locked_row(&mut transaction, key).await?.ok_or(SaveError::Unknown)?;
        if number == 0 || number > row.latest {
            return Err(SaveError::Unknown);
        }
        let (_, content) = revision(&mut transaction, key, row.id, number).await?;
        let note = format!("Revision {number}");
        let save = SaveDraft { key: key.clone(), content, seen, onto: None, note };
        let saved = save_in(&mut transaction, &save, Origin::Restore, actor, now).await?;
        transaction.commit().await?;
        Ok(saved)
    }

    /// The history of a document, newest first, a hundred lines before a revision.
    #[tracing::instrument(name = "db.studio.revisions", skip(self))]
    pub async fn revisions(&self, key: &DocumentKey, before: Option<u32>) -> Result<Vec<RevisionEntry>> {
        let mut connection = self.database.acquire().await?;
        let Some(row) = row(&mut connection, key).await? else { return Ok(Vec::new()) };
        let mut published: BTreeMap<u32, Vec<(DateTime<Utc>, String)>> = BTreeMap::new();
        for publication in sqlx::query!(
            "SELECT revision AS `revision!: u32`, published_at, published_by FROM publications
             WHERE document_id = ? AND revision IS NOT NULL ORDER BY id",
            row.id
        )
        .fetch_all(&mut *connection)
        .await?
        {
            let when = (publication.published_at.and_utc(), publication.published_by);
            published.entry(publication.revision).or_default().push(when);
        }
        sqlx::query!(
            "SELECT number, base, origin, note, author, created_at FROM revisions
             WHERE document_id = ? AND number < ? ORDER BY number DESC LIMIT ?",
            row.id,
            before.unwrap_or(u32::MAX),
            REVISIONS_PER_PAGE
        )
        .fetch_all(&mut *connection)
        .await?
        .into_iter()
        .map(|revision| {
            Ok(RevisionEntry {
                is_draft: row.draft == Some(revision.number),
                is_published: row.is_public && row.published == Some(revision.number),
                published_at: published.remove(&revision.number).unwrap_or_default(),
                info: RevisionInfo {
                    number: revision.number,
                    base: revision.base,
                    origin: Origin::parse(&revision.origin)?,
                    note: revision.note,
                    author: revision.author,
                    at: revision.created_at.and_utc(),
                },
            })
        })
        .collect()
    }

    /// A revision of a document.
    #[tracing::instrument(name = "db.studio.revision", skip(self))]
    pub async fn revision(&self, key: &DocumentKey, number: u32) -> Result<Option<(RevisionInfo, Content)>> {
        let mut connection = self.database.acquire().await?;
        match row(&mut connection, key).await? {
            Some(row) if (1..=row.latest).contains(&number) => {
                revision(&mut connection, key, row.id, number).await.map(Some)
            }
            _ => Ok(None),
        }
    }
}

/// Saves a draft in a transaction.
async fn save_in(
    transaction: &mut MySqlConnection,
    save: &SaveDraft,
    origin: Origin,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<Saved, SaveError> {
    let key = &save.key;
    let known = locked_row(transaction, key).await?;
    if save.seen == 0 && known.is_some() {
        return Err(SaveError::Exists);
    }
    if save.seen > 0 && known.is_none() {
        return Err(SaveError::Unknown);
    }
    let head = known.as_ref().map_or(0, super::documents::Row::head);
    let (mut content, mut origin) = (save.content.clone(), origin);
    if let Some(row) = known.as_ref().filter(|_| head != save.seen) {
        if save.seen > row.latest {
            return Err(SaveError::Unknown);
        }
        let no_choices = BTreeMap::new();
        let onto = save.onto.as_ref().filter(|(number, _)| *number == head);
        let choices = onto.map_or(&no_choices, |(_, choices)| choices);
        let error = newer(transaction, key, row.id, (save.seen, head), Some((&save.content, choices))).await?;
        match (onto, error) {
            (Some(_), SaveError::Newer(newer)) if newer.merge.conflicts.is_empty() => {
                (content, origin) = (newer.merge.content, Origin::Merge);
            }
            (_, error) => return Err(error),
        }
    }
    check_codes(transaction, key, &content).await?;
    let json = content.to_json();
    if let Some(row) = &known {
        let (_, newest) = revision(transaction, key, row.id, head).await?;
        if newest.to_json() == json {
            return Ok(Saved { number: head, is_new: false });
        }
    }
    let row = locked(transaction, &[key], actor, now).await?.remove(0);
    let number = row.latest + 1;
    // A draft goes on from where it was begun; merging takes in what was published since.
    let base = match (row.draft, origin) {
        (Some(draft), Origin::Edit | Origin::Restore) => base_of(transaction, row.id, draft).await?,
        _ => row.published,
    };
    let new = NewRevision { document: row.id, number, base, content: &json };
    insert_revisions(transaction, &[new], (origin, &save.note), actor, now).await?;
    list(transaction, key, &content, row.id, (number, Some(number)), actor, now).await?;
    Ok(Saved { number, is_new: true })
}

async fn base_of(connection: &mut MySqlConnection, document: i64, number: u32) -> Result<Option<u32>> {
    Ok(sqlx::query_scalar!("SELECT base FROM revisions WHERE document_id = ? AND number = ?", document, number)
        .fetch_one(connection)
        .await?)
}

/// That somebody saved in the meantime: from which revision both began, and which is the newest.
async fn newer(
    connection: &mut MySqlConnection,
    key: &DocumentKey,
    document: i64,
    (seen, head): (u32, u32),
    mine: Option<(&Content, &BTreeMap<String, Side>)>,
) -> Result<SaveError, SaveError> {
    let (_, base) = revision(connection, key, document, seen.max(1)).await?;
    let (newest, theirs) = revision(connection, key, document, head).await?;
    let no_choices = BTreeMap::new();
    let (mine, choices) = mine.unwrap_or((&base, &no_choices));
    let merge = merge(&base, mine, &theirs, choices);
    Ok(SaveError::Newer(Box::new(Newer { newest, theirs, base, merge })))
}

/// A variant's code belongs to one product for good.
async fn check_codes(connection: &mut MySqlConnection, key: &DocumentKey, content: &Content) -> Result<(), SaveError> {
    let Content::Product(product) = content else { return Ok(()) };
    let codes = super::name_list(product.variants.iter().map(|variant| variant.code.as_str()));
    let taken = sqlx::query_scalar!(
        "SELECT STRAIGHT_JOIN v.code FROM JSON_TABLE(?, '$[*]' COLUMNS (code VARCHAR(64) PATH '$')) wanted
         JOIN variants v ON v.code = wanted.code COLLATE utf8mb4_unicode_ci JOIN products p ON p.id = v.product_id
         WHERE p.slug <> ? LIMIT 1",
        codes,
        key.name
    )
    .fetch_optional(connection)
    .await?;
    match taken {
        Some(code) => Err(SaveError::CodeTaken(code)),
        None => Ok(()),
    }
}

/// Writes what lists say of a document, its newest revision and its draft.
async fn list(
    transaction: &mut MySqlConnection,
    key: &DocumentKey,
    content: &Content,
    document: i64,
    (latest, draft): (u32, Option<u32>),
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<()> {
    let of_products = products_of(transaction, std::iter::once(key)).await?;
    Listed::of(key, content, of_products.get(&key.name)).write(transaction, document, (latest, draft), actor, now).await
}

/// Writes one revision of each document, made from what is published and beside the drafts that people work on;
/// a document that is not there yet gets it as its draft. Answers their numbers.
pub(crate) async fn save_revisions(
    transaction: &mut MySqlConnection,
    contents: &[(DocumentKey, Content)],
    origin: (Origin, &str),
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<Vec<u32>> {
    let keys: Vec<&DocumentKey> = contents.iter().map(|(key, _)| key).collect();
    let rows = locked(transaction, &keys, actor, now).await?;
    let texts: Vec<String> = contents.iter().map(|(_, content)| content.to_json()).collect();
    let revisions: Vec<_> = rows
        .iter()
        .zip(&texts)
        .map(|(row, content)| NewRevision { document: row.id, number: row.latest + 1, base: row.published, content })
        .collect();
    insert_revisions(transaction, &revisions, origin, actor, now).await?;
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    sqlx::query!(
        "UPDATE documents d JOIN JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) wanted ON wanted.id = d.id
         SET d.draft = IF(d.published IS NULL AND d.draft IS NULL, d.latest + 1, d.draft), d.latest = d.latest + 1",
        crate::catalog::id_list(&ids)
    )
    .execute(&mut *transaction)
    .await?;
    let of_products = products_of(transaction, keys.iter().copied()).await?;
    for ((key, content), row) in contents.iter().zip(&rows).filter(|(_, row)| row.latest == 0) {
        let draft = Some(row.latest + 1);
        let listed = Listed::of(key, content, of_products.get(&key.name));
        listed.write(transaction, row.id, (row.latest + 1, draft), actor, now).await?;
    }
    Ok(rows.iter().map(|row| row.latest + 1).collect())
}

/// The published contents of documents of one kind, by name; also of those that were unpublished.
pub(crate) async fn published_contents(
    connection: &mut MySqlConnection,
    kind: Kind,
    names: &[&str],
) -> Result<BTreeMap<String, Content>> {
    let rows = sqlx::query!(
        "SELECT STRAIGHT_JOIN d.name, r.content FROM JSON_TABLE(?, '$[*]' COLUMNS (name VARCHAR(160) PATH '$')) wanted
         JOIN documents d ON d.kind = ? AND d.name = wanted.name COLLATE utf8mb4_unicode_ci
         JOIN revisions r ON r.document_id = d.id AND r.number = d.published",
        super::name_list(names.iter().copied()),
        kind.name()
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(|row| Ok((row.name, super::parse_content(kind, &row.content)?))).collect()
}
