//! Documents in the studio's list, and what its forms offer to choose from.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDateTime, Utc};
use domain::catalog::Maker;
use domain::ids::part_number_key;
use domain::studio::{CategoryContent, DocumentKey, Kind, Problem};

use super::{DocumentStatus, live, parse_kind};
use crate::{Result, Store};

/// What is looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DocumentFilter {
    /// Words of a title, or a part number in any punctuation.
    pub words: String,
    /// Only documents of this kind.
    pub kind: Option<Kind>,
    /// Only documents that stand so.
    pub state: Option<DocumentStatus>,
    /// Only products of this category or one below, and their prices; its code.
    pub category: Option<String>,
    /// Only documents that lack something.
    pub problem: Option<Problem>,
    /// From 1.
    pub page: u32,
}

/// A document in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentRow {
    /// Which one.
    pub key: DocumentKey,
    /// What it is called.
    pub title: String,
    /// Where it stands.
    pub status: DocumentStatus,
    /// The revision editors work on.
    pub head: u32,
    /// Code of its category; empty for what has none.
    pub category: String,
    /// What it lacks.
    pub problems: Vec<Problem>,
    /// When it will be published.
    pub scheduled: Option<DateTime<Utc>>,
    /// When it was changed last.
    pub updated_at: DateTime<Utc>,
    /// By whom.
    pub updated_by: String,
}

/// A page of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentList {
    /// The rows of the page, what was changed last first.
    pub rows: Vec<DocumentRow>,
    /// How many there are on all pages.
    pub total: u64,
    /// How many stand where, whatever state is asked for.
    pub counts: BTreeMap<DocumentStatus, u64>,
}

/// A category to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CategoryChoice {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// How many stand above it.
    pub depth: u32,
}

/// Documents on a page.
pub const DOCUMENTS_PER_PAGE: u32 = 50;

struct Row {
    kind: String,
    name: String,
    title: String,
    category: String,
    problems: String,
    draft: Option<u32>,
    published: Option<u32>,
    is_public: bool,
    updated_by: String,
    updated_at: NaiveDateTime,
    publish_at: Option<NaiveDateTime>,
}

impl Store {
    /// The documents that are looked for.
    #[tracing::instrument(name = "db.studio.documents", skip_all)]
    pub async fn documents(&self, filter: &DocumentFilter) -> Result<DocumentList> {
        let words = filter.words.trim();
        let like = format!("%{}%", words.replace(['\\', '%', '_'], ""));
        let key = part_number_key(words);
        // A part number is found by its beginning, in any punctuation.
        let number = if key.len() >= 2 { format!("{key}%") } else { String::new() };
        let kind = filter.kind.map(Kind::name);
        let problem = filter.problem.map(Problem::name);
        let categories = self.categories_below(filter.category.as_deref()).await?;
        let counts = sqlx::query!(
            "SELECT d.is_public AS `is_public: bool`, d.draft IS NOT NULL AS `has_draft!: bool`, d.published IS NOT NULL AS `was_published!: bool`,
                    COUNT(*) AS `documents!: i64`
             FROM documents d
             WHERE (? IS NULL OR d.kind = ?) AND (? IS NULL OR FIND_IN_SET(?, d.problems))
               AND (? IS NULL OR FIND_IN_SET(d.category, ?))
               AND (? = '' OR d.title LIKE ? OR d.name LIKE ? OR (? <> '' AND d.kind IN ('product', 'prices') AND d.name IN (
                    SELECT p.slug FROM variants v JOIN products p ON p.id = v.product_id WHERE v.sku_key LIKE ? OR v.mpn_key LIKE ?)))
             GROUP BY 1, 2, 3",
            kind, kind, problem, problem, categories, categories, words, like, like, number, number, number
        )
        .fetch_all(self.old_reads())
        .await?;
        let mut by_status: BTreeMap<DocumentStatus, u64> = BTreeMap::new();
        for row in counts {
            let status = DocumentStatus::of(row.is_public, row.has_draft, row.was_published);
            *by_status.entry(status).or_default() += row.documents.unsigned_abs();
        }
        let total = match filter.state {
            Some(state) => by_status.get(&state).copied().unwrap_or(0),
            None => by_status.values().sum(),
        };
        let state = filter.state.map_or("", DocumentStatus::name);
        let rows = sqlx::query_as!(
            Row,
            "SELECT d.kind, d.name, d.title, d.category, d.problems, d.draft, d.published, d.is_public AS `is_public: bool`,
                    d.updated_by, d.updated_at,
                    (SELECT MIN(r.publish_at) FROM release_items i JOIN releases r ON r.id = i.release_id
                     WHERE i.document_id = d.id AND r.state = 'scheduled') AS `publish_at: NaiveDateTime`
             FROM documents d
             WHERE (? IS NULL OR d.kind = ?) AND (? IS NULL OR FIND_IN_SET(?, d.problems))
               AND (? IS NULL OR FIND_IN_SET(d.category, ?))
               AND (? = '' OR d.title LIKE ? OR d.name LIKE ? OR (? <> '' AND d.kind IN ('product', 'prices') AND d.name IN (
                    SELECT p.slug FROM variants v JOIN products p ON p.id = v.product_id WHERE v.sku_key LIKE ? OR v.mpn_key LIKE ?)))
               AND (? = '' OR ? = CASE WHEN d.is_public AND d.draft IS NOT NULL THEN 'changed' WHEN d.is_public THEN 'published'
                    WHEN d.published IS NOT NULL THEN 'unpublished' ELSE 'draft' END)
             ORDER BY d.updated_at DESC, d.id DESC LIMIT ? OFFSET ?",
            kind, kind, problem, problem, categories, categories, words, like, like, number, number, number, state, state,
            DOCUMENTS_PER_PAGE,
            filter.page.saturating_sub(1).saturating_mul(DOCUMENTS_PER_PAGE)
        )
        .fetch_all(self.old_reads())
        .await?;
        let rows = rows.into_iter().map(DocumentRow::try_from).collect::<Result<_>>()?;
        Ok(DocumentList { rows, total, counts: by_status })
    }

    /// A category and those below it, divided by commas; nothing when none is asked for.
    async fn categories_below(&self, code: Option<&str>) -> Result<Option<String>> {
        let Some(code) = code else { return Ok(None) };
        let all = live::categories(&mut *self.database.acquire().await?).await?;
        let is_below = |category: &str| {
            let mut above = Some(category);
            for _ in 0..10 {
                match above {
                    Some(found) if found == code => return true,
                    Some(found) => above = all.get(found).and_then(|category| category.parent.as_deref()),
                    None => return false,
                }
            }
            false
        };
        let below: Vec<&str> = all.keys().map(String::as_str).filter(|category| is_below(category)).collect();
        Ok(Some(below.join(",")))
    }

    /// The categories of the navigation tree in its order, each below the one it belongs to.
    #[tracing::instrument(name = "db.studio.category_choices", skip(self))]
    pub async fn category_choices(&self) -> Result<Vec<CategoryChoice>> {
        let all = live::categories(&mut *self.database.acquire().await?).await?;
        let mut choices = Vec::with_capacity(all.len());
        below(&all, None, 0, &mut choices);
        Ok(choices)
    }

    /// Everyone who makes parts, by name.
    #[tracing::instrument(name = "db.studio.makers", skip(self))]
    pub async fn makers(&self) -> Result<Vec<Maker>> {
        let rows = sqlx::query!("SELECT code, name FROM makers ORDER BY name").fetch_all(&self.database).await?;
        Ok(rows.into_iter().map(|row| Maker { code: row.code, name: row.name }).collect())
    }
}

impl TryFrom<Row> for DocumentRow {
    type Error = crate::Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            key: DocumentKey::new(parse_kind(&row.kind)?, row.name),
            title: row.title,
            status: DocumentStatus::of(row.is_public, row.draft.is_some(), row.published.is_some()),
            head: row.draft.or(row.published).unwrap_or(0),
            category: row.category,
            problems: row.problems.split(',').filter_map(Problem::parse).collect(),
            scheduled: row.publish_at.as_ref().map(NaiveDateTime::and_utc),
            updated_at: row.updated_at.and_utc(),
            updated_by: row.updated_by,
        })
    }
}

fn below(all: &BTreeMap<String, CategoryContent>, parent: Option<&str>, depth: u32, choices: &mut Vec<CategoryChoice>) {
    if depth > 9 {
        return;
    }
    let mut children: Vec<_> = all.iter().filter(|(_, category)| category.parent.as_deref() == parent).collect();
    children.sort_by_key(|(code, category)| (category.position, code.as_str()));
    for (code, category) in children {
        choices.push(CategoryChoice { code: code.clone(), name: category.name.clone(), depth });
        below(all, Some(code), depth + 1, choices);
    }
}
