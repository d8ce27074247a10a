//! Releases as they are put together, proposed, approved, given a time.

use chrono::{DateTime, NaiveDateTime, Utc};
use domain::accounts::Actor;
use domain::studio::{Conflict, Content, DocumentKey, Finding, ReleaseEvent, ReleaseState, merge};
use sqlx::MySqlConnection;

use super::checks::Surroundings;
use super::documents::{self, parse_state};
use super::jobs::PublishRelease;
use super::{PublishError, parse_kind};
use crate::accounts::audit;
use crate::jobs::{Options, enqueue_with};
use crate::{Error, Result, Store};

/// The number of a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReleaseId(pub i64);

impl std::fmt::Display for ReleaseId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// What a release does to a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseItem {
    /// Which document.
    pub key: DocumentKey,
    /// The revision that it publishes; none where it unpublishes.
    pub revision: Option<u32>,
}

/// A release in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseRow {
    /// Its number.
    pub id: ReleaseId,
    /// What it is called.
    pub name: String,
    /// Where it is.
    pub state: ReleaseState,
    /// How many documents are in it.
    pub items: u64,
    /// When it is to be published.
    pub publish_at: Option<DateTime<Utc>>,
    /// When it is to be taken back.
    pub end_at: Option<DateTime<Utc>>,
    /// Who began it.
    pub created_by: String,
    /// When.
    pub created_at: DateTime<Utc>,
    /// When it was published.
    pub published_at: Option<DateTime<Utc>>,
    /// When it was taken back.
    pub ended_at: Option<DateTime<Utc>>,
    /// Why it could not be published at its time; empty when nothing is wrong.
    pub trouble: String,
}

/// A document in a release.
#[derive(Debug, Clone, PartialEq)]
pub struct ReleaseEntry {
    /// Which document.
    pub key: DocumentKey,
    /// What it is called.
    pub title: String,
    /// The revision that is published; none where it is unpublished.
    pub revision: Option<u32>,
    /// The revision editors work on now: newer than the one in the release when somebody went on.
    pub head: u32,
    /// What was published when the release was.
    pub previous: Option<u32>,
    /// What the checks say, while it is not published.
    pub findings: Vec<Finding>,
    /// What contradicts what was published since the draft was begun, while it is not published.
    pub conflicts: Vec<Conflict>,
}

/// A release with all that is in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Release {
    /// As it is in lists.
    pub row: ReleaseRow,
    /// Why a publisher sent it back.
    pub note: String,
    /// Who asked for it to be published.
    pub proposed_by: Option<String>,
    /// Who published it or gave it its time.
    pub approved_by: Option<String>,
    /// What is in it, by kind and name; the first thousand.
    pub items: Vec<ReleaseEntry>,
}

/// Releases on a page of the list.
pub const RELEASES_PER_PAGE: u32 = 50;
/// Most items that are shown, and checked while they are shown.
pub(super) const MOST_SHOWN: usize = 1_000;
const MOST_CHECKED: usize = 100;

struct Row {
    id: i64,
    name: String,
    state: String,
    items: i64,
    publish_at: Option<NaiveDateTime>,
    end_at: Option<NaiveDateTime>,
    created_by: String,
    created_at: NaiveDateTime,
    published_at: Option<NaiveDateTime>,
    ended_at: Option<NaiveDateTime>,
    trouble: String,
}

impl TryFrom<Row> for ReleaseRow {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let moment = |at: Option<NaiveDateTime>| at.map(|at| at.and_utc());
        Ok(Self {
            id: ReleaseId(row.id),
            name: row.name,
            state: parse_state(&row.state)?,
            items: row.items.unsigned_abs(),
            publish_at: moment(row.publish_at),
            end_at: moment(row.end_at),
            created_by: row.created_by,
            created_at: row.created_at.and_utc(),
            published_at: moment(row.published_at),
            ended_at: moment(row.ended_at),
            trouble: row.trouble,
        })
    }
}

impl Store {
    /// Begins a release.
    #[tracing::instrument(name = "db.studio.create_release", skip_all)]
    pub async fn create_release(
        &self,
        name: &str,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<ReleaseId, PublishError> {
        let mut transaction = self.database.begin().await?;
        let id = create_with(&mut transaction, name, &[], actor, now).await?;
        transaction.commit().await?;
        Ok(id)
    }

    /// Releases, the newest first, those of one state or all.
    #[tracing::instrument(name = "db.studio.releases", skip(self))]
    pub async fn releases(&self, state: Option<ReleaseState>, page: u32) -> Result<Vec<ReleaseRow>> {
        let state = state.map(ReleaseState::name);
        sqlx::query_as!(
            Row,
            "SELECT r.id, r.name, r.state, (SELECT COUNT(*) FROM release_items i WHERE i.release_id = r.id) AS `items!: i64`,
                    r.publish_at, r.end_at, r.created_by, r.created_at, r.published_at, r.ended_at, r.trouble
             FROM releases r WHERE ? IS NULL OR r.state = ? ORDER BY r.id DESC LIMIT ? OFFSET ?",
            state,
            state,
            RELEASES_PER_PAGE,
            page.saturating_sub(1).saturating_mul(RELEASES_PER_PAGE)
        )
        .fetch_all(self.old_reads())
        .await?
        .into_iter()
        .map(ReleaseRow::try_from)
        .collect()
    }

    /// A release with all that is in it. While it is not published, the checks are run over its first hundred
    /// documents.
    #[tracing::instrument(name = "db.studio.release", skip(self))]
    pub async fn release(&self, id: ReleaseId) -> Result<Option<Release>> {
        let mut connection = self.database.acquire().await?;
        let Some(row) = sqlx::query_as!(
            Row,
            "SELECT r.id, r.name, r.state, (SELECT COUNT(*) FROM release_items i WHERE i.release_id = r.id) AS `items!: i64`,
                    r.publish_at, r.end_at, r.created_by, r.created_at, r.published_at, r.ended_at, r.trouble
             FROM releases r WHERE r.id = ?",
            id.0
        )
        .fetch_optional(&mut *connection)
        .await?
        else {
            return Ok(None);
        };
        let row = ReleaseRow::try_from(row)?;
        let people = sqlx::query!("SELECT note, proposed_by, approved_by FROM releases WHERE id = ?", id.0)
            .fetch_one(&mut *connection)
            .await?;
        let entries = sqlx::query!(
            "SELECT d.kind, d.name, d.title, d.draft, d.published, i.revision, i.previous
             FROM release_items i JOIN documents d ON d.id = i.document_id WHERE i.release_id = ? ORDER BY d.kind, d.name LIMIT ?",
            id.0,
            MOST_SHOWN as u64
        )
        .fetch_all(&mut *connection)
        .await?;
        let mut items = Vec::with_capacity(entries.len());
        for entry in entries {
            items.push(ReleaseEntry {
                key: DocumentKey::new(parse_kind(&entry.kind)?, entry.name),
                title: entry.title,
                revision: entry.revision,
                head: entry.draft.or(entry.published).unwrap_or(0),
                previous: entry.previous,
                findings: Vec::new(),
                conflicts: Vec::new(),
            });
        }
        let is_ahead = matches!(row.state, ReleaseState::Open | ReleaseState::Proposed | ReleaseState::Scheduled);
        if is_ahead && items.len() <= MOST_CHECKED {
            check_entries(&mut connection, &mut items).await?;
        }
        Ok(Some(Release {
            row,
            note: people.note,
            proposed_by: people.proposed_by,
            approved_by: people.approved_by,
            items,
        }))
    }

    /// Puts a document into a release, or another revision of it; no revision unpublishes it.
    #[tracing::instrument(name = "db.studio.set_release_item", skip(self, actor, now), fields(document = %key))]
    pub async fn set_release_item(
        &self,
        id: ReleaseId,
        key: &DocumentKey,
        revision: Option<u32>,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<(), PublishError> {
        let mut transaction = self.database.begin().await?;
        open_for_change(&mut transaction, id).await?;
        set_items(&mut transaction, id, &[ReleaseItem { key: key.clone(), revision }]).await?;
        let subject = format!("release:{id}");
        audit(&mut transaction, actor, "studio.release_item", &subject, None::<&u32>, Some(&key.to_string()), now)
            .await?;
        Ok(transaction.commit().await?)
    }

    /// Takes a document out of a release.
    #[tracing::instrument(name = "db.studio.drop_release_item", skip(self, actor, now), fields(document = %key))]
    pub async fn drop_release_item(
        &self,
        id: ReleaseId,
        key: &DocumentKey,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<(), PublishError> {
        let mut transaction = self.database.begin().await?;
        open_for_change(&mut transaction, id).await?;
        sqlx::query!(
            "DELETE i FROM release_items i JOIN documents d ON d.id = i.document_id WHERE i.release_id = ? AND d.kind = ? AND d.name = ?",
            id.0,
            key.kind.name(),
            key.name
        )
        .execute(&mut *transaction)
        .await?;
        let subject = format!("release:{id}");
        audit(&mut transaction, actor, "studio.release_item", &subject, Some(&key.to_string()), None::<&u32>, now)
            .await?;
        Ok(transaction.commit().await?)
    }

    /// Asks publishers to publish a release.
    pub async fn propose_release(&self, id: ReleaseId, actor: &Actor, now: DateTime<Utc>) -> Result<(), PublishError> {
        self.step_release(id, ReleaseEvent::Propose, "", actor, now).await
    }

    /// Sends a proposed release back, with a reason.
    pub async fn send_back_release(
        &self,
        id: ReleaseId,
        note: &str,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<(), PublishError> {
        self.step_release(id, ReleaseEvent::SendBack, note, actor, now).await
    }

    /// Gives a release up. Its drafts stay.
    pub async fn cancel_release(&self, id: ReleaseId, actor: &Actor, now: DateTime<Utc>) -> Result<(), PublishError> {
        self.step_release(id, ReleaseEvent::Cancel, "", actor, now).await
    }

    #[tracing::instrument(name = "db.studio.step_release", skip(self, note, actor, now))]
    async fn step_release(
        &self,
        id: ReleaseId,
        event: ReleaseEvent,
        note: &str,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<(), PublishError> {
        let mut transaction = self.database.begin().await?;
        let (before, items) = locked(&mut transaction, id).await?;
        let after = before.after(event).ok_or(PublishError::WrongState(before))?;
        if event == ReleaseEvent::Propose && items == 0 {
            return Err(PublishError::Empty);
        }
        let proposed_by = (event == ReleaseEvent::Propose).then(|| actor.label());
        let note: String = note.trim().chars().take(500).collect();
        sqlx::query!(
            "UPDATE releases SET state = ?, note = ?, proposed_by = COALESCE(?, proposed_by) WHERE id = ?",
            after.name(),
            note,
            proposed_by,
            id.0
        )
        .execute(&mut *transaction)
        .await?;
        let subject = format!("release:{id}");
        audit(&mut transaction, actor, "studio.release", &subject, Some(&before), Some(&after), now).await?;
        Ok(transaction.commit().await?)
    }

    /// Gives a release a time, and perhaps an end. Without a start it is published now. At its end visitors see what
    /// they saw before it.
    #[tracing::instrument(name = "db.studio.schedule_release", skip(self, actor, now))]
    pub async fn schedule_release(
        &self,
        id: ReleaseId,
        publish_at: Option<DateTime<Utc>>,
        end_at: Option<DateTime<Utc>>,
        accept_warnings: bool,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<(), PublishError> {
        let start = publish_at.unwrap_or(now);
        if start < now || end_at.is_some_and(|end| end <= start) {
            return Err(PublishError::TimePast);
        }
        let findings = match self.release(id).await? {
            Some(release) => release.items.into_iter().flat_map(|item| {
                item.findings.into_iter().map(move |finding| (item.key.clone(), item.title.clone(), finding))
            }),
            None => return Err(PublishError::Unknown),
        };
        let findings: Vec<_> = findings.collect();
        let stops = |finding: &Finding| finding.severity == domain::studio::Severity::Error || !accept_warnings;
        if findings.iter().any(|(_, _, finding)| stops(finding)) {
            return Err(PublishError::Findings(findings));
        }
        let mut transaction = self.database.begin().await?;
        let (before, items) = locked(&mut transaction, id).await?;
        before.after(ReleaseEvent::Schedule).ok_or(PublishError::WrongState(before))?;
        if items == 0 {
            return Err(PublishError::Empty);
        }
        sqlx::query!(
            "UPDATE releases SET state = 'scheduled', publish_at = ?, end_at = ?, approved_by = ?, trouble = '' WHERE id = ?",
            start.naive_utc(),
            end_at.map(|end| end.naive_utc()),
            actor.label(),
            id.0
        )
        .execute(&mut *transaction)
        .await?;
        let options = Options { run_at: Some(start), ..Options::default() };
        enqueue_with(&mut transaction, &PublishRelease { release: id.0 }, &options, now).await?;
        let subject = format!("release:{id}");
        audit(&mut transaction, actor, "studio.schedule", &subject, Some(&before), Some(&start), now).await?;
        transaction.commit().await?;
        if publish_at.is_none() {
            self.publish_release(id, accept_warnings, actor, now).await?;
        }
        Ok(())
    }
}

/// A release with these documents, in a transaction.
pub(crate) async fn create_with(
    transaction: &mut MySqlConnection,
    name: &str,
    items: &[ReleaseItem],
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<ReleaseId, PublishError> {
    let name: String = name.trim().chars().take(120).collect();
    let name = if name.is_empty() { format!("Release of {}", now.format("%-d %b %Y, %H:%M")) } else { name };
    let id = sqlx::query!(
        "INSERT INTO releases (name, state, note, trouble, created_by, created_at) VALUES (?, 'open', '', '', ?, ?)",
        name,
        actor.label(),
        now.naive_utc()
    )
    .execute(&mut *transaction)
    .await?
    .last_insert_id()
    .cast_signed();
    let id = ReleaseId(id);
    set_items(transaction, id, items).await?;
    let subject = format!("release:{id}");
    audit(transaction, actor, "studio.create_release", &subject, None::<&String>, Some(&name), now).await?;
    Ok(id)
}

/// Puts documents into a release.
async fn set_items(
    transaction: &mut MySqlConnection,
    id: ReleaseId,
    items: &[ReleaseItem],
) -> Result<(), PublishError> {
    for batch in items.chunks(super::BATCH) {
        let wanted: Vec<_> =
            batch.iter().map(|item| (item.key.kind.name(), item.key.name.as_str(), item.revision)).collect();
        let wanted = serde_json::to_string(&wanted).map_err(|error| Error::inconsistent("items", error))?;
        sqlx::query!(
            "INSERT INTO release_items (release_id, document_id, revision)
             SELECT ?, d.id, wanted.revision
             FROM JSON_TABLE(?, '$[*]' COLUMNS (kind VARCHAR(10) PATH '$[0]', name VARCHAR(160) PATH '$[1]', revision INT PATH '$[2]')) wanted
             JOIN documents d ON d.kind = wanted.kind COLLATE utf8mb4_unicode_ci AND d.name = wanted.name COLLATE utf8mb4_unicode_ci
             WHERE wanted.revision IS NULL OR wanted.revision BETWEEN 1 AND d.latest
             ON DUPLICATE KEY UPDATE revision = VALUES(revision)",
            id.0,
            wanted
        )
        .execute(&mut *transaction)
        .await?;
        let found = sqlx::query_scalar!(
            "SELECT COUNT(*) FROM JSON_TABLE(?, '$[*]' COLUMNS (kind VARCHAR(10) PATH '$[0]', name VARCHAR(160) PATH '$[1]', revision INT PATH '$[2]')) wanted
             JOIN documents d ON d.kind = wanted.kind COLLATE utf8mb4_unicode_ci AND d.name = wanted.name COLLATE utf8mb4_unicode_ci
             WHERE wanted.revision IS NULL OR wanted.revision BETWEEN 1 AND d.latest",
            wanted
        )
        .fetch_one(&mut *transaction)
        .await?;
        if usize::try_from(found).ok() != Some(batch.len()) {
            return Err(PublishError::Unknown);
        }
    }
    Ok(())
}

/// What is in a release, by kind and name.
pub(super) async fn items(connection: &mut MySqlConnection, id: ReleaseId) -> Result<Vec<ReleaseItem>> {
    sqlx::query!(
        "SELECT d.kind, d.name, i.revision FROM release_items i JOIN documents d ON d.id = i.document_id WHERE i.release_id = ? ORDER BY d.kind, d.name",
        id.0
    )
    .fetch_all(connection)
    .await?
    .into_iter()
    .map(|row| Ok(ReleaseItem { key: DocumentKey::new(parse_kind(&row.kind)?, row.name), revision: row.revision }))
    .collect()
}

/// The state of a release and how many documents are in it, locked.
async fn locked(transaction: &mut MySqlConnection, id: ReleaseId) -> Result<(ReleaseState, i64), PublishError> {
    let row = sqlx::query!(
        "SELECT state, (SELECT COUNT(*) FROM release_items i WHERE i.release_id = releases.id) AS `items!: i64`
         FROM releases WHERE id = ? FOR UPDATE",
        id.0
    )
    .fetch_optional(transaction)
    .await?
    .ok_or(PublishError::Unknown)?;
    Ok((parse_state(&row.state)?, row.items))
}

async fn open_for_change(transaction: &mut MySqlConnection, id: ReleaseId) -> Result<(), PublishError> {
    let (state, _) = locked(transaction, id).await?;
    if state.is_open() { Ok(()) } else { Err(PublishError::WrongState(state)) }
}

/// Runs the checks over what is not published yet.
async fn check_entries(connection: &mut MySqlConnection, items: &mut [ReleaseEntry]) -> Result<()> {
    let mut contents: Vec<Option<Content>> = Vec::with_capacity(items.len());
    for item in items.iter_mut() {
        let (Some(number), Some(row)) = (item.revision, documents::row(connection, &item.key).await?) else {
            contents.push(None);
            continue;
        };
        let (info, content) = documents::revision(connection, &item.key, row.id, number).await?;
        if let (Some(published), Some(base)) = (row.published, info.base)
            && published != base
            && published != number
        {
            let (_, base) = documents::revision(connection, &item.key, row.id, base).await?;
            let (_, theirs) = documents::revision(connection, &item.key, row.id, published).await?;
            item.conflicts = merge(&base, &content, &theirs, &std::collections::BTreeMap::new()).conflicts;
        }
        contents.push(Some(content));
    }
    let to_be: Vec<_> =
        items.iter().zip(&contents).filter_map(|(item, content)| Some((&item.key, content.as_ref()?))).collect();
    let surroundings = Surroundings::read(connection, &to_be).await?;
    let found: Vec<_> = items
        .iter()
        .zip(&contents)
        .map(|(item, content)| match content {
            Some(content) => surroundings.findings(&item.key, content, Vec::new()),
            None => Vec::new(),
        })
        .collect();
    for (item, findings) in items.iter_mut().zip(found) {
        item.findings = findings;
    }
    Ok(())
}
