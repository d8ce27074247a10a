//! A document as it stands: what is published, what is drafted, where it is going.

use chrono::{DateTime, NaiveDateTime, Utc};
use domain::studio::{Content, DocumentKey, ReleaseState};
use sqlx::MySqlConnection;

use super::{ReleaseId, parse_content};
use crate::{Error, Result, Store};

/// Why a revision was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Somebody edited.
    Edit,
    /// An import wrote it.
    Import,
    /// An older revision was taken up again.
    Restore,
    /// Two revisions were made one.
    Merge,
    /// It was there before the studio was.
    Seed,
}

impl Origin {
    const ALL: [Self; 5] = [Self::Edit, Self::Import, Self::Restore, Self::Merge, Self::Seed];

    /// The name kept in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Edit => "edit",
            Self::Import => "import",
            Self::Restore => "restore",
            Self::Merge => "merge",
            Self::Seed => "seed",
        }
    }

    /// What people read.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Edit => "Edited",
            Self::Import => "Imported",
            Self::Restore => "Restored",
            Self::Merge => "Merged",
            Self::Seed => "As it was",
        }
    }

    pub(super) fn parse(name: &str) -> Result<Self> {
        let known = Self::ALL.into_iter().find(|origin| origin.name() == name);
        known.ok_or_else(|| Error::inconsistent("origin of a revision", name))
    }
}

/// A revision without what it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevisionInfo {
    /// Counts from 1 in each document.
    pub number: u32,
    /// The published revision it was made from.
    pub base: Option<u32>,
    /// Why it was made.
    pub origin: Origin,
    /// What its author says of it.
    pub note: String,
    /// Who made it.
    pub author: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// Where a document stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DocumentStatus {
    /// Never published.
    Draft,
    /// Visitors see a revision, and there is a newer one.
    Changed,
    /// Visitors see the newest revision.
    Published,
    /// Visitors saw it once.
    Unpublished,
}

impl DocumentStatus {
    /// All of them, in the order of the list's tabs.
    pub const ALL: [Self; 4] = [Self::Draft, Self::Changed, Self::Published, Self::Unpublished];

    /// The name in addresses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Changed => "changed",
            Self::Published => "published",
            Self::Unpublished => "unpublished",
        }
    }

    /// What people read.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Draft => "Draft",
            Self::Changed => "Changed",
            Self::Published => "Published",
            Self::Unpublished => "Unpublished",
        }
    }

    /// Reads the name in addresses.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }

    pub(super) const fn of(is_public: bool, has_draft: bool, was_published: bool) -> Self {
        match (is_public, has_draft, was_published) {
            (true, true, _) => Self::Changed,
            (true, false, _) => Self::Published,
            (false, _, true) => Self::Unpublished,
            (false, _, false) => Self::Draft,
        }
    }
}

/// A release that a document is in and that has not been published yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseRef {
    /// Its number.
    pub id: ReleaseId,
    /// What it is called.
    pub name: String,
    /// Where it is.
    pub state: ReleaseState,
    /// When it will be published.
    pub publish_at: Option<DateTime<Utc>>,
    /// When it will be taken back.
    pub end_at: Option<DateTime<Utc>>,
    /// The revision that is in it; none where the document is to be unpublished.
    pub revision: Option<u32>,
}

/// A document as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// Which one.
    pub key: DocumentKey,
    /// What lists call it.
    pub title: String,
    /// Whether visitors see it.
    pub is_public: bool,
    /// What was published last.
    pub published: Option<RevisionInfo>,
    /// What is being worked on.
    pub draft: Option<RevisionInfo>,
    /// What the draft holds, or else what is published.
    pub content: Content,
    /// What is published, where it was published at all.
    pub published_content: Option<Content>,
    /// Where it is going.
    pub releases: Vec<ReleaseRef>,
}

impl Document {
    /// The revision that editors work on.
    pub fn head(&self) -> u32 {
        self.draft.as_ref().or(self.published.as_ref()).map_or(0, |revision| revision.number)
    }

    /// Whether something was published after the draft was begun.
    pub fn is_behind(&self) -> bool {
        self.draft.as_ref().is_some_and(|draft| draft.base != self.published.as_ref().map(|published| published.number))
    }

    /// Where it stands.
    pub fn status(&self) -> DocumentStatus {
        DocumentStatus::of(self.is_public, self.draft.is_some(), self.published.is_some())
    }
}

/// A row of `documents`.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) id: i64,
    pub(super) title: String,
    pub(super) latest: u32,
    pub(super) draft: Option<u32>,
    pub(super) published: Option<u32>,
    pub(super) is_public: bool,
}

impl Row {
    pub(super) fn head(&self) -> u32 {
        self.draft.or(self.published).unwrap_or(0)
    }
}

/// The row of a document.
pub(super) async fn row(connection: &mut MySqlConnection, key: &DocumentKey) -> Result<Option<Row>> {
    Ok(sqlx::query_as!(
        Row,
        "SELECT id, title, latest, draft, published, is_public AS `is_public: bool` FROM documents WHERE kind = ? AND name = ?",
        key.kind.name(),
        key.name
    )
    .fetch_optional(connection)
    .await?)
}

/// The row of a document, locked until the transaction ends.
pub(super) async fn locked_row(transaction: &mut MySqlConnection, key: &DocumentKey) -> Result<Option<Row>> {
    Ok(sqlx::query_as!(
        Row,
        "SELECT id, title, latest, draft, published, is_public AS `is_public: bool` FROM documents
         WHERE kind = ? AND name = ? FOR UPDATE",
        key.kind.name(),
        key.name
    )
    .fetch_optional(transaction)
    .await?)
}

/// A revision of a document.
pub(super) async fn revision(
    connection: &mut MySqlConnection,
    key: &DocumentKey,
    document: i64,
    number: u32,
) -> Result<(RevisionInfo, Content)> {
    let row = sqlx::query!(
        "SELECT number, base, origin, note, content, author, created_at FROM revisions WHERE document_id = ? AND number = ?",
        document,
        number
    )
    .fetch_optional(connection)
    .await?
    .ok_or_else(|| Error::inconsistent("revision", (key.to_string(), number)))?;
    let info = RevisionInfo {
        number: row.number,
        base: row.base,
        origin: Origin::parse(&row.origin)?,
        note: row.note,
        author: row.author,
        at: row.created_at.and_utc(),
    };
    Ok((info, parse_content(key.kind, &row.content)?))
}

impl Store {
    /// A document as it stands.
    #[tracing::instrument(name = "db.studio.document", skip(self))]
    pub async fn document(&self, key: &DocumentKey) -> Result<Option<Document>> {
        let mut connection = self.database.acquire().await?;
        let Some(row) = row(&mut connection, key).await? else { return Ok(None) };
        let mut read = async |number: Option<u32>| match number {
            Some(number) => revision(&mut connection, key, row.id, number).await.map(Some),
            None => Ok(None),
        };
        let (draft, published) = (read(row.draft).await?, read(row.published).await?);
        let (draft, draft_content) = draft.unzip();
        let (published, published_content) = published.unzip();
        let content = draft_content
            .or_else(|| published_content.clone())
            .ok_or_else(|| Error::inconsistent("document without a revision", key))?;
        let releases = sqlx::query!(
            "SELECT r.id, r.name, r.state, r.publish_at, r.end_at, i.revision FROM release_items i JOIN releases r ON r.id = i.release_id
             WHERE i.document_id = ? AND r.state IN ('open', 'proposed', 'scheduled') ORDER BY r.id",
            row.id
        )
        .fetch_all(&mut *connection)
        .await?
        .into_iter()
        .map(|row| {
            Ok(ReleaseRef {
                id: ReleaseId(row.id),
                name: row.name,
                state: parse_state(&row.state)?,
                publish_at: row.publish_at.as_ref().map(NaiveDateTime::and_utc),
                end_at: row.end_at.as_ref().map(NaiveDateTime::and_utc),
                revision: row.revision,
            })
        })
        .collect::<Result<_>>()?;
        Ok(Some(Document {
            key: key.clone(),
            title: row.title,
            is_public: row.is_public,
            published,
            draft,
            content,
            published_content,
            releases,
        }))
    }
}

pub(super) fn parse_state(name: &str) -> Result<ReleaseState> {
    ReleaseState::parse(name).ok_or_else(|| Error::inconsistent("state of a release", name))
}
