//! What visitors see changes here and nowhere else: publishing a release, taking it back. Each is one transaction
//! with everything it causes.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use domain::accounts::Actor;
use domain::studio::{
    Conflict, Content, DocumentKey, Finding, Kind, ReleaseEvent, ReleaseState, Severity, Side, merge,
};
use sqlx::MySqlConnection;

use super::checks::Surroundings;
use super::documents::{Origin, parse_state};
use super::jobs::PublishRelease;
use super::record::{Listed, NewRevision, insert_publications, insert_revisions, products_of};
use super::touched::{Seen, purge_touched};
use super::{ReleaseId, ReleaseItem, parse_content, parse_kind, project};
use crate::accounts::audit;
use crate::catalog::{id_list, move_page, note_change, note_overhaul};
use crate::database::{LockConflict, retrying, spread};
use crate::jobs::{Options, enqueue_with};
use crate::{Error, Result, Store};

/// Why something was not published.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// There is nothing in it.
    #[error("there is nothing in it")]
    Empty,
    /// The release is past that.
    #[error("the release is {}", .0.title().to_lowercase())]
    WrongState(ReleaseState),
    /// The checks found errors, or warnings that nobody accepted: which document, what it is called, what it is.
    #[error("{} things were found", .0.len())]
    Findings(Vec<(DocumentKey, String, Finding)>),
    /// What was published since contradicts drafts.
    #[error("{} drafts contradict what was published since", .0.len())]
    Conflicts(Vec<(DocumentKey, String, Vec<Conflict>)>),
    /// The time has passed, or the end is not after the start.
    #[error("the time has passed, or ends before it begins")]
    TimePast,
    /// There is no such release, document or revision.
    #[error("there is no such release or document")]
    Unknown,
    /// The data tier failed.
    #[error(transparent)]
    Store(#[from] Error),
}

impl From<sqlx::Error> for PublishError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

impl LockConflict for PublishError {
    fn is_lock_conflict(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_lock_conflict())
    }
}

/// What came of publishing a release, or of taking it back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Published {
    /// How many documents visitors see otherwise now.
    pub done: u64,
    /// Those that were left as they are, since something else was published of them.
    pub left: Vec<DocumentKey>,
}

/// An item of a release with its document, locked.
struct Item {
    document: i64,
    key: DocumentKey,
    title: String,
    latest: u32,
    draft: Option<u32>,
    published: Option<u32>,
    is_public: bool,
    revision: Option<u32>,
    previous: Option<u32>,
    previous_public: Option<bool>,
}

/// A document as it is to be.
struct Step<'a> {
    item: &'a Item,
    /// What visitors saw.
    before: Option<Content>,
    /// What the document holds from now on.
    after: Content,
    /// Its revision.
    number: u32,
    /// Whether visitors see it.
    is_public: bool,
}

impl Store {
    /// Publishes a few documents at once, as a release of its own.
    #[tracing::instrument(name = "db.studio.publish_now", skip_all, fields(documents = items.len()))]
    pub async fn publish_now(
        &self,
        name: &str,
        items: &[ReleaseItem],
        accept_warnings: bool,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<ReleaseId, PublishError> {
        let stops_fitting = self.stops_fitting_of(items).await?;
        retrying(spread(now), || async {
            let mut transaction = self.database.begin().await?;
            let id = super::releases::create_with(&mut transaction, name, items, actor, now).await?;
            publish_in(&mut transaction, id, (accept_warnings, &stops_fitting), actor, now).await?;
            transaction.commit().await?;
            Ok(id)
        })
        .await
    }

    /// Publishes a release: all of it, or nothing.
    #[tracing::instrument(name = "db.studio.publish_release", skip(self, actor, now))]
    pub async fn publish_release(
        &self,
        id: ReleaseId,
        accept_warnings: bool,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<Published, PublishError> {
        let items = super::releases::items(&mut *self.database.acquire().await?, id).await?;
        let stops_fitting = self.stops_fitting_of(&items).await?;
        retrying(spread(now), || async {
            let mut transaction = self.database.begin().await?;
            let done = publish_in(&mut transaction, id, (accept_warnings, &stops_fitting), actor, now).await?;
            transaction.commit().await?;
            Ok(done)
        })
        .await
    }

    /// Takes a published release back: visitors see what they saw before it. Documents of which something else was
    /// published since are left as they are.
    #[tracing::instrument(name = "db.studio.roll_back_release", skip(self, actor, now))]
    pub async fn roll_back_release(
        &self,
        id: ReleaseId,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<Published, PublishError> {
        self.take_back(id, ReleaseEvent::RollBack, actor, now).await
    }

    pub(super) async fn take_back(
        &self,
        id: ReleaseId,
        event: ReleaseEvent,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<Published, PublishError> {
        retrying(spread(now), || async {
            let mut transaction = self.database.begin().await?;
            let done = take_back_in(&mut transaction, id, event, actor, now).await?;
            transaction.commit().await?;
            Ok(done)
        })
        .await
    }

    /// What would stop fitting, by document: asked of the index before the transaction. Of many documents nothing is
    /// asked: an import is judged by its dry run.
    async fn stops_fitting_of(&self, items: &[ReleaseItem]) -> Result<BTreeMap<DocumentKey, Vec<String>>> {
        const MOST_ASKED: usize = 50;
        let mut stops = BTreeMap::new();
        if items.len() > MOST_ASKED {
            return Ok(stops);
        }
        for item in items.iter().filter(|item| item.key.kind == Kind::Product) {
            let Some(number) = item.revision else { continue };
            let drafted = self.revision(&item.key, number).await?;
            let document = self.document(&item.key).await?;
            if let (Some((_, drafted)), Some(document)) = (drafted, document) {
                let published = document.published_content.filter(|_| document.is_public);
                let sentences = self.stops_fitting(published.as_ref(), &drafted).await?;
                stops.insert(item.key.clone(), sentences);
            }
        }
        Ok(stops)
    }
}

/// The state of a release, locked, after an event.
async fn locked_release(
    transaction: &mut MySqlConnection,
    id: ReleaseId,
    event: ReleaseEvent,
) -> Result<ReleaseState, PublishError> {
    let state = sqlx::query_scalar!("SELECT state FROM releases WHERE id = ? FOR UPDATE", id.0)
        .fetch_optional(transaction)
        .await?
        .ok_or(PublishError::Unknown)?;
    let state = parse_state(&state)?;
    state.after(event).ok_or(PublishError::WrongState(state))
}

/// The items of a release, their documents locked in the order of their ids.
async fn locked_items(transaction: &mut MySqlConnection, id: ReleaseId) -> Result<Vec<Item>> {
    sqlx::query!(
        "SELECT d.id, d.kind, d.name, d.title, d.latest, d.draft, d.published, d.is_public AS `is_public: bool`,
                i.revision, i.previous, i.previous_public AS `previous_public: bool`
         FROM release_items i JOIN documents d ON d.id = i.document_id WHERE i.release_id = ? ORDER BY d.id FOR UPDATE",
        id.0
    )
    .fetch_all(transaction)
    .await?
    .into_iter()
    .map(|row| {
        Ok(Item {
            document: row.id,
            key: DocumentKey::new(parse_kind(&row.kind)?, row.name),
            title: row.title,
            latest: row.latest,
            draft: row.draft,
            published: row.published,
            is_public: row.is_public,
            revision: row.revision,
            previous: row.previous,
            previous_public: row.previous_public,
        })
    })
    .collect()
}

/// Revisions of documents, read at once.
async fn contents(
    connection: &mut MySqlConnection,
    wanted: &[(&Item, u32)],
) -> Result<BTreeMap<(i64, u32), (Option<u32>, Content)>> {
    let mut found = BTreeMap::new();
    for batch in wanted.chunks(super::BATCH) {
        let pairs: Vec<[i64; 2]> = batch.iter().map(|(item, number)| [item.document, i64::from(*number)]).collect();
        let pairs = serde_json::to_string(&pairs).map_err(|error| Error::inconsistent("revisions", error))?;
        let rows = sqlx::query!(
            "SELECT STRAIGHT_JOIN r.document_id, r.number, r.base, r.content, d.kind
             FROM JSON_TABLE(?, '$[*]' COLUMNS (document BIGINT PATH '$[0]', number BIGINT PATH '$[1]')) wanted
             JOIN revisions r ON r.document_id = wanted.document AND r.number = wanted.number
             JOIN documents d ON d.id = r.document_id",
            pairs
        )
        .fetch_all(&mut *connection)
        .await?;
        for row in rows {
            let content = parse_content(parse_kind(&row.kind)?, &row.content)?;
            found.insert((row.document_id, row.number), (row.base, content));
        }
    }
    Ok(found)
}

/// Publishes a release in a transaction. `stops_fitting` is what the index says of its documents.
pub(super) async fn publish_in(
    transaction: &mut MySqlConnection,
    id: ReleaseId,
    (accept_warnings, stops_fitting): (bool, &BTreeMap<DocumentKey, Vec<String>>),
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<Published, PublishError> {
    locked_release(transaction, id, ReleaseEvent::Publish).await?;
    let items = locked_items(transaction, id).await?;
    if items.is_empty() {
        return Err(PublishError::Empty);
    }
    let steps = steps(transaction, &items, actor, now).await?;
    found_nothing(transaction, &steps, accept_warnings, stops_fitting).await?;
    for step in &steps {
        sqlx::query!(
            "UPDATE release_items SET revision = IF(revision IS NULL, NULL, ?), previous = ?, previous_public = ?
             WHERE release_id = ? AND document_id = ?",
            step.number,
            step.item.published,
            step.item.is_public,
            id.0,
            step.item.document
        )
        .execute(&mut *transaction)
        .await?;
    }
    let done = steps.len() as u64;
    apply(transaction, id, &steps, actor, now).await?;
    sqlx::query!(
        "UPDATE releases SET state = 'published', approved_by = COALESCE(approved_by, ?), published_at = ?, trouble = '' WHERE id = ?",
        actor.label(),
        now.naive_utc(),
        id.0
    )
    .execute(&mut *transaction)
    .await?;
    let end =
        sqlx::query_scalar!("SELECT end_at FROM releases WHERE id = ?", id.0).fetch_one(&mut *transaction).await?;
    if let Some(end) = end {
        let options = Options { run_at: Some(end.and_utc()), ..Options::default() };
        enqueue_with(transaction, &PublishRelease { release: id.0 }, &options, now).await?;
    }
    audit(transaction, actor, "studio.publish", &format!("release:{}", id.0), None::<&u64>, Some(&done), now).await?;
    Ok(Published { done, left: Vec::new() })
}

/// What each document is to be: its revision in the release, merged with what was published since it was begun.
async fn steps<'a>(
    transaction: &mut MySqlConnection,
    items: &'a [Item],
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<Vec<Step<'a>>, PublishError> {
    let wanted: Vec<(&Item, u32)> = items
        .iter()
        .flat_map(|item| [item.revision, item.published].into_iter().flatten().map(move |number| (item, number)))
        .collect();
    let mut known = contents(transaction, &wanted).await?;
    let mut steps = Vec::with_capacity(items.len());
    let mut conflicts = Vec::new();
    for item in items {
        let published =
            item.published.and_then(|number| known.get(&(item.document, number))).map(|(_, content)| content.clone());
        let before = published.clone().filter(|_| item.is_public);
        let Some(number) = item.revision else {
            let (Some(number), Some(after), true) = (item.published, published, item.is_public) else { continue };
            steps.push(Step { item, before, after, number, is_public: false });
            continue;
        };
        let (base, mine) = known.remove(&(item.document, number)).ok_or(PublishError::Unknown)?;
        let mut step = Step { item, before, after: mine, number, is_public: true };
        if let Some(theirs) = published
            && base != item.published
            && item.published != Some(number)
        {
            let base = match base {
                Some(base) => contents(transaction, &[(item, base)])
                    .await?
                    .remove(&(item.document, base))
                    .map(|(_, content)| content),
                None => None,
            };
            let merged =
                merge(base.as_ref().unwrap_or(&theirs), &step.after, &theirs, &BTreeMap::<String, Side>::new());
            if !merged.conflicts.is_empty() {
                conflicts.push((item.key.clone(), item.title.clone(), merged.conflicts));
                continue;
            }
            if merged.content != step.after {
                step.number = item.latest + 1;
                let content = merged.content.to_json();
                let new = NewRevision {
                    document: item.document,
                    number: step.number,
                    base: item.published,
                    content: &content,
                };
                insert_revisions(transaction, &[new], (Origin::Merge, &format!("Revision {number}")), actor, now)
                    .await?;
                step.after = merged.content;
            }
        }
        steps.push(step);
    }
    if conflicts.is_empty() { Ok(steps) } else { Err(PublishError::Conflicts(conflicts)) }
}

/// Runs the checks over all that is to be seen.
async fn found_nothing(
    transaction: &mut MySqlConnection,
    steps: &[Step<'_>],
    accept_warnings: bool,
    stops_fitting: &BTreeMap<DocumentKey, Vec<String>>,
) -> Result<(), PublishError> {
    let to_be: Vec<_> = steps.iter().filter(|step| step.is_public).map(|step| (&step.item.key, &step.after)).collect();
    let surroundings = Surroundings::read(transaction, &to_be).await?;
    let mut found = Vec::new();
    for step in steps {
        let key = &step.item.key;
        let findings = if step.is_public {
            surroundings.findings(key, &step.after, stops_fitting.get(key).cloned().unwrap_or_default())
        } else {
            may_go(key.kind)
        };
        found.extend(findings.into_iter().map(|finding| (key.clone(), step.item.title.clone(), finding)));
    }
    let is_in_the_way = |finding: &Finding| finding.severity == Severity::Error || !accept_warnings;
    if found.iter().any(|(_, _, finding)| is_in_the_way(finding)) { Err(PublishError::Findings(found)) } else { Ok(()) }
}

/// Only products and pages can go: a shop has a home page, and the categories that its parts are in.
fn may_go(kind: Kind) -> Vec<Finding> {
    let text = match kind {
        Kind::Product | Kind::Page => return Vec::new(),
        Kind::Prices => "Prices cannot be unpublished: publish them without ladders.",
        Kind::Category => "A category cannot be unpublished: one without parts is not listed.",
        Kind::Home => "The home page cannot be unpublished.",
    };
    vec![Finding { severity: Severity::Error, path: None, text: text.to_owned() }]
}

async fn take_back_in(
    transaction: &mut MySqlConnection,
    id: ReleaseId,
    event: ReleaseEvent,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<Published, PublishError> {
    let state = locked_release(transaction, id, event).await?;
    let items = locked_items(transaction, id).await?;
    let wanted: Vec<(&Item, u32)> = items
        .iter()
        .flat_map(|item| [item.previous, item.published].into_iter().flatten().map(move |number| (item, number)))
        .collect();
    let known = contents(transaction, &wanted).await?;
    let content = |item: &Item, number: u32| known.get(&(item.document, number)).map(|(_, content)| content.clone());
    let mut published = Published::default();
    let mut steps = Vec::new();
    for item in &items {
        let is_as_published = match item.revision {
            Some(revision) => item.is_public && item.published == Some(revision),
            None => !item.is_public && item.published == item.previous,
        };
        let stays = item.previous_public != Some(true) && !may_go(item.key.kind).is_empty();
        let now_seen = item.published.and_then(|number| content(item, number)).filter(|_| item.is_public);
        let number = item.previous.or(item.published);
        let (Some(number), true, false) = (number, is_as_published, stays) else {
            published.left.push(item.key.clone());
            continue;
        };
        let after = content(item, number).ok_or(PublishError::Unknown)?;
        let is_public = item.previous_public == Some(true);
        steps.push(Step { item, before: now_seen, after, number, is_public });
    }
    published.done = steps.len() as u64;
    apply(transaction, id, &steps, actor, now).await?;
    sqlx::query!("UPDATE releases SET state = ?, ended_at = ? WHERE id = ?", state.name(), now.naive_utc(), id.0)
        .execute(&mut *transaction)
        .await?;
    let action = if event == ReleaseEvent::End { "studio.end" } else { "studio.roll_back" };
    let subject = format!("release:{}", id.0);
    audit(transaction, actor, action, &subject, None::<&u64>, Some(&published.done), now).await?;
    Ok(published)
}

/// Most variants listed as changed; more are noted as an overhaul of the catalog.
const MOST_LISTED: usize = 1_000;

/// Makes documents what they are to be: live tables, documents, what was published when, and who has to know.
async fn apply(
    transaction: &mut MySqlConnection,
    id: ReleaseId,
    steps: &[Step<'_>],
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<()> {
    let mut variants = BTreeSet::new();
    let mut is_overhaul = false;
    for step in parents_first(steps) {
        if let Content::Category(category) = &step.after {
            project::category(transaction, &step.item.key.name, category, now).await?;
            is_overhaul = true;
        }
    }
    let products: Vec<project::ProductToBe<'_>> = steps
        .iter()
        .filter_map(|step| match &step.after {
            Content::Product(product) => Some((step.item.key.name.as_str(), product, step.is_public)),
            _ => None,
        })
        .collect();
    variants.extend(project::products(transaction, &products, now).await?);
    let prices: Vec<_> = steps
        .iter()
        .filter_map(|step| match &step.after {
            Content::Prices(prices) => Some((step.item.key.name.as_str(), prices)),
            _ => None,
        })
        .collect();
    variants.extend(project::prices(transaction, &prices).await?);
    write_documents(transaction, id, steps, actor, now).await?;
    let seen: Vec<_> = steps
        .iter()
        .map(|step| Seen {
            key: &step.item.key,
            before: step.before.as_ref(),
            after: Some(&step.after).filter(|_| step.is_public),
        })
        .collect();
    purge_touched(transaction, &seen, now).await?;
    let variants: Vec<i64> = variants.into_iter().collect();
    if is_overhaul || variants.len() > MOST_LISTED {
        note_overhaul(transaction).await
    } else {
        let variants = with_siblings(transaction, &variants).await?;
        note_change(transaction, &variants).await
    }
}

/// The variants of a product share its texts.
async fn with_siblings(transaction: &mut MySqlConnection, variants: &[i64]) -> Result<Vec<i64>> {
    Ok(sqlx::query_scalar!(
        "SELECT DISTINCT sibling.id FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) wanted
         JOIN variants v ON v.id = wanted.id JOIN variants sibling ON sibling.product_id = v.product_id",
        id_list(variants)
    )
    .fetch_all(transaction)
    .await?)
}

/// Categories above those that stand below them.
fn parents_first<'a>(steps: &'a [Step<'a>]) -> Vec<&'a Step<'a>> {
    let parent = |step: &Step<'_>| match &step.after {
        Content::Category(category) => category.parent.clone(),
        _ => None,
    };
    let height = |step: &Step<'_>| {
        let (mut height, mut above) = (0, parent(step));
        while let Some(step) = above.and_then(|code| {
            steps.iter().find(|step| step.item.key.name == code && step.item.key.kind == Kind::Category)
        }) {
            height += 1;
            if height > 9 {
                break;
            }
            above = parent(step);
        }
        height
    };
    let mut ordered: Vec<_> = steps.iter().filter(|step| step.item.key.kind == Kind::Category).collect();
    ordered.sort_by_key(|step| height(step));
    ordered
}

async fn write_documents(
    transaction: &mut MySqlConnection,
    id: ReleaseId,
    steps: &[Step<'_>],
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<()> {
    let of_products = products_of(transaction, steps.iter().map(|step| &step.item.key)).await?;
    // An address that one page gives up may be another's now.
    for step in steps.iter().filter(|step| step.item.key.kind == Kind::Page) {
        sqlx::query!("UPDATE documents SET address = NULL WHERE id = ?", step.item.document)
            .execute(&mut *transaction)
            .await?;
    }
    for step in steps {
        let item = step.item;
        if let (Some(Content::Page(before)), Content::Page(after)) = (&step.before, &step.after)
            && before.slug != after.slug
        {
            let path = |slug: &str| format!("/pages/{slug}");
            move_page(transaction, &path(&before.slug), &path(&after.slug), now.naive_utc()).await?;
        }
        let listed = Listed::of(&item.key, &step.after, of_products.get(&item.key.name));
        // The draft that was published is none any more; one that went on since stays.
        let draft = item.draft.filter(|draft| Some(*draft) != item.revision && *draft != step.number);
        sqlx::query!(
            "UPDATE documents SET published = ?, is_public = ?, latest = GREATEST(latest, ?), address = ?, draft = ?,
                    title = IF(? IS NULL, ?, title), category = IF(? IS NULL, ?, category), problems = IF(? IS NULL, ?, problems),
                    updated_by = ?, updated_at = ? WHERE id = ?",
            step.number,
            step.is_public,
            step.number,
            listed.address.filter(|_| step.is_public),
            draft,
            draft,
            listed.title,
            draft,
            listed.category,
            draft,
            listed.problems,
            actor.label(),
            now.naive_utc(),
            item.document
        )
        .execute(&mut *transaction)
        .await?;
    }
    let publications: Vec<_> =
        steps.iter().map(|step| (step.item.document, step.is_public.then_some(step.number))).collect();
    insert_publications(transaction, &publications, Some(id), actor, now).await
}
