//! Revisions of what the live tables hold, written by whoever changes those other than by publishing: imports,
//! renames, the first start. Afterwards each document's published revision says what its tables say.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use domain::accounts::Actor;
use domain::studio::{Content, DocumentKey, HomeContent, Kind, PricesContent, problems};
use sqlx::{MySql, MySqlConnection, QueryBuilder};

use super::{BATCH, Origin, ReleaseId, live, name_list};
use crate::catalog::id_list;
use crate::{Error, Result, Store};

/// What lists say of a document.
pub(super) struct Listed {
    pub(super) title: String,
    pub(super) category: String,
    pub(super) problems: String,
    pub(super) address: Option<String>,
}

/// What prices have to know of their product, by its slug.
#[derive(Default)]
pub(super) struct OfProduct {
    name: String,
    category: String,
    pub(super) variants: BTreeSet<String>,
}

impl Listed {
    pub(super) fn of(key: &DocumentKey, content: &Content, product: Option<&OfProduct>) -> Self {
        let none = OfProduct::default();
        let product = product.unwrap_or(&none);
        let found = problems(content, &product.variants);
        let (title, category) = match content {
            Content::Product(content) => (None, content.category.clone()),
            Content::Prices(_) => (Some(product.name.clone()), product.category.clone()),
            Content::Category(_) => (None, key.name.clone()),
            Content::Page(_) | Content::Home(_) => (None, String::new()),
        };
        Self {
            title: title.filter(|title| !title.is_empty()).unwrap_or_else(|| content.title(&key.name)),
            category,
            problems: found.iter().map(|problem| problem.name()).collect::<Vec<_>>().join(","),
            address: match content {
                Content::Page(page) => Some(page.slug.clone()),
                _ => None,
            },
        }
    }

    /// Writes what lists say of a document, its newest revision and its draft.
    pub(super) async fn write(
        &self,
        transaction: &mut MySqlConnection,
        document: i64,
        (latest, draft): (u32, Option<u32>),
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<()> {
        sqlx::query!(
            "UPDATE documents SET latest = ?, draft = ?, title = ?, category = ?, problems = ?, updated_by = ?, updated_at = ? WHERE id = ?",
            latest,
            draft,
            self.title,
            self.category,
            self.problems,
            actor.label(),
            now.naive_utc(),
            document
        )
        .execute(transaction)
        .await?;
        Ok(())
    }
}

/// What the prices among these documents have to know of their products.
pub(super) async fn products_of<'a>(
    connection: &mut MySqlConnection,
    keys: impl Iterator<Item = &'a DocumentKey>,
) -> Result<HashMap<String, OfProduct>> {
    let slugs: BTreeSet<&str> = keys.filter(|key| key.kind == Kind::Prices).map(|key| key.name.as_str()).collect();
    if slugs.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = sqlx::query!(
        "SELECT STRAIGHT_JOIN p.slug, p.name, c.code AS category, v.code
         FROM JSON_TABLE(?, '$[*]' COLUMNS (slug VARCHAR(160) PATH '$')) wanted
         JOIN products p ON p.slug = wanted.slug COLLATE utf8mb4_unicode_ci
         JOIN categories c ON c.id = p.category_id
         JOIN variants v ON v.product_id = p.id AND v.position IS NOT NULL",
        name_list(slugs)
    )
    .fetch_all(connection)
    .await?;
    let mut products: HashMap<String, OfProduct> = HashMap::new();
    for row in rows {
        let product = products.entry(row.slug).or_default();
        (product.name, product.category) = (row.name, row.category);
        product.variants.insert(row.code);
    }
    Ok(products)
}

/// A row of `documents`, locked.
pub(super) struct Locked {
    pub(super) id: i64,
    pub(super) latest: u32,
    pub(super) draft: Option<u32>,
    pub(super) published: Option<u32>,
}

/// The rows of documents, in the order of the keys, locked in the order of their ids; those that are not there
/// are made.
pub(super) async fn locked(
    transaction: &mut MySqlConnection,
    keys: &[&DocumentKey],
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<Vec<Locked>> {
    let mut by_key = HashMap::with_capacity(keys.len());
    for batch in keys.chunks(BATCH) {
        let mut insert: QueryBuilder<MySql> = QueryBuilder::new(
            "INSERT IGNORE INTO documents (kind, name, title, category, problems, latest, is_public, updated_by, updated_at) ",
        );
        insert.push_values(batch, |mut row, key| {
            row.push_bind(key.kind.name())
                .push_bind(&key.name)
                .push_bind(key.name.as_str())
                .push_bind("")
                .push_bind("")
                .push_bind(0)
                .push_bind(false)
                .push_bind(actor.label())
                .push_bind(now.naive_utc());
        });
        insert.build().execute(&mut *transaction).await?;
        let wanted: Vec<[&str; 2]> = batch.iter().map(|key| [key.kind.name(), key.name.as_str()]).collect();
        let wanted = serde_json::to_string(&wanted).map_err(|error| Error::inconsistent("keys", error))?;
        let rows = sqlx::query!(
            "SELECT STRAIGHT_JOIN d.id, d.kind, d.name, d.latest, d.draft, d.published
             FROM JSON_TABLE(?, '$[*]' COLUMNS (kind VARCHAR(10) PATH '$[0]', name VARCHAR(160) PATH '$[1]')) wanted
             JOIN documents d ON d.kind = wanted.kind COLLATE utf8mb4_unicode_ci AND d.name = wanted.name COLLATE utf8mb4_unicode_ci
             ORDER BY d.id FOR UPDATE",
            wanted
        )
        .fetch_all(&mut *transaction)
        .await?;
        for row in rows {
            let locked = Locked { id: row.id, latest: row.latest, draft: row.draft, published: row.published };
            by_key.insert((row.kind, row.name), locked);
        }
    }
    keys.iter()
        .map(|key| {
            let found = by_key.remove(&(key.kind.name().to_owned(), key.name.clone()));
            found.ok_or_else(|| Error::inconsistent("document", key))
        })
        .collect()
}

/// A revision to be written.
pub(super) struct NewRevision<'a> {
    pub(super) document: i64,
    pub(super) number: u32,
    pub(super) base: Option<u32>,
    pub(super) content: &'a str,
}

/// Writes revisions.
pub(super) async fn insert_revisions(
    transaction: &mut MySqlConnection,
    revisions: &[NewRevision<'_>],
    (origin, note): (Origin, &str),
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<()> {
    let note: String = note.chars().take(200).collect();
    for batch in revisions.chunks(BATCH) {
        let mut insert: QueryBuilder<MySql> = QueryBuilder::new(
            "INSERT INTO revisions (document_id, number, base, origin, note, content, staff_id, author, created_at) ",
        );
        insert.push_values(batch, |mut row, revision| {
            row.push_bind(revision.document)
                .push_bind(revision.number)
                .push_bind(revision.base)
                .push_bind(origin.name())
                .push_bind(&note)
                .push_bind(revision.content)
                .push_bind(actor.staff().map(|id| id.0))
                .push_bind(actor.label())
                .push_bind(now.naive_utc());
        });
        insert.build().execute(&mut *transaction).await?;
    }
    Ok(())
}

/// Notes these contents as what is published, where it is not already.
pub(super) async fn record(
    transaction: &mut MySqlConnection,
    contents: &[(DocumentKey, Content)],
    origin: (Origin, &str),
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<()> {
    let keys: Vec<&DocumentKey> = contents.iter().map(|(key, _)| key).collect();
    let rows = locked(transaction, &keys, actor, now).await?;
    let published = published_texts(transaction, &rows).await?;
    let of_products = products_of(transaction, keys.iter().copied()).await?;
    let mut changed = Vec::new();
    for ((key, content), row) in contents.iter().zip(&rows) {
        let json = content.to_json();
        if published.get(&row.id) != Some(&json) {
            changed.push((Listed::of(key, content, of_products.get(&key.name)), row, json));
        }
    }
    let revisions: Vec<_> = changed
        .iter()
        .map(|(_, row, json)| NewRevision {
            document: row.id,
            number: row.latest + 1,
            base: row.published,
            content: json,
        })
        .collect();
    insert_revisions(transaction, &revisions, origin, actor, now).await?;
    for (listed, row, _) in &changed {
        // Assignments are made from left to right: whether it was published is asked before that changes.
        sqlx::query!(
            "UPDATE documents SET is_public = IF(published IS NULL, 1, is_public), latest = ?, published = ?, address = ?,
                    title = IF(draft IS NULL, ?, title), category = IF(draft IS NULL, ?, category),
                    problems = IF(draft IS NULL, ?, problems), updated_by = ?, updated_at = ? WHERE id = ?",
            row.latest + 1,
            row.latest + 1,
            listed.address,
            listed.title,
            listed.category,
            listed.problems,
            actor.label(),
            now.naive_utc(),
            row.id
        )
        .execute(&mut *transaction)
        .await?;
    }
    let publications: Vec<_> = changed.iter().map(|(_, row, _)| (row.id, Some(row.latest + 1))).collect();
    insert_publications(transaction, &publications, None, actor, now).await
}

/// Notes what is published from now on: of which documents which revisions; none where they are unpublished.
pub(super) async fn insert_publications(
    transaction: &mut MySqlConnection,
    publications: &[(i64, Option<u32>)],
    release: Option<ReleaseId>,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<()> {
    for batch in publications.chunks(BATCH) {
        let mut insert: QueryBuilder<MySql> = QueryBuilder::new(
            "INSERT INTO publications (document_id, revision, release_id, published_by, published_at) ",
        );
        insert.push_values(batch, |mut values, (document, revision)| {
            values
                .push_bind(*document)
                .push_bind(*revision)
                .push_bind(release.map(|release| release.0))
                .push_bind(actor.label())
                .push_bind(now.naive_utc());
        });
        insert.build().execute(&mut *transaction).await?;
    }
    Ok(())
}

/// The published revisions of documents, as they are kept.
async fn published_texts(connection: &mut MySqlConnection, rows: &[Locked]) -> Result<HashMap<i64, String>> {
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let mut texts = HashMap::with_capacity(ids.len());
    for batch in ids.chunks(BATCH) {
        let rows = sqlx::query!(
            "SELECT STRAIGHT_JOIN d.id, r.content FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) wanted
             JOIN documents d ON d.id = wanted.id
             JOIN revisions r ON r.document_id = d.id AND r.number = d.published",
            id_list(batch)
        )
        .fetch_all(&mut *connection)
        .await?;
        texts.extend(rows.into_iter().map(|row| (row.id, row.content)));
    }
    Ok(texts)
}

/// Notes what products and their prices are now, for those of these variants.
pub(crate) async fn record_live(
    transaction: &mut MySqlConnection,
    variants: &[i64],
    note: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    let slugs = sqlx::query_scalar!(
        "SELECT DISTINCT p.slug FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) wanted
         JOIN variants v ON v.id = wanted.id JOIN products p ON p.id = v.product_id ORDER BY p.slug",
        id_list(variants)
    )
    .fetch_all(&mut *transaction)
    .await?;
    record_products(transaction, &slugs, (Origin::Import, note), now).await
}

/// Notes what products and their prices are now.
async fn record_products(
    transaction: &mut MySqlConnection,
    slugs: &[String],
    origin: (Origin, &str),
    now: DateTime<Utc>,
) -> Result<()> {
    for batch in slugs.chunks(BATCH) {
        let slugs: Vec<&str> = batch.iter().map(String::as_str).collect();
        let products = live::products(transaction, &slugs).await?;
        let mut prices = live::prices(transaction, &slugs).await?;
        let mut contents = Vec::with_capacity(2 * products.len());
        for (slug, product) in products {
            let ladders = prices.remove(&slug).unwrap_or_else(PricesContent::default);
            contents.push((DocumentKey::new(Kind::Prices, slug.clone()), Content::Prices(ladders)));
            contents.push((DocumentKey::new(Kind::Product, slug), Content::Product(product)));
        }
        record(transaction, &contents, origin, &RECORDER, now).await?;
    }
    Ok(())
}

/// Notes what the categories are now.
pub(crate) async fn record_categories(transaction: &mut MySqlConnection, note: &str, now: DateTime<Utc>) -> Result<()> {
    record_categories_as(transaction, (Origin::Import, note), now).await
}

async fn record_categories_as(
    transaction: &mut MySqlConnection,
    origin: (Origin, &str),
    now: DateTime<Utc>,
) -> Result<()> {
    let categories: BTreeMap<_, _> = live::categories(transaction).await?;
    let contents: Vec<_> = categories
        .into_iter()
        .map(|(code, category)| (DocumentKey::new(Kind::Category, code), Content::Category(category)))
        .collect();
    record(transaction, &contents, origin, &RECORDER, now).await
}

/// Who the histories say it was.
const RECORDER: Actor = Actor::System("rocket-parts");

impl Store {
    /// Notes as revisions what was in the live tables before there was a studio, and the home page of a fresh
    /// installation. Runs after each migration; what has a document stays.
    pub(crate) async fn seed_documents(&self) -> Result<()> {
        let mut transaction = self.database.begin().await?;
        let now = sqlx::query_scalar!("SELECT UTC_TIMESTAMP(6) AS `now!: chrono::NaiveDateTime`")
            .fetch_one(&mut *transaction)
            .await?
            .and_utc();
        record_categories_as(&mut transaction, (Origin::Seed, ""), now).await?;
        let home = (DocumentKey::home(), Content::Home(HomeContent::standard()));
        if super::documents::row(&mut transaction, &home.0).await?.is_none() {
            record(&mut transaction, &[home], (Origin::Seed, ""), &RECORDER, now).await?;
        }
        transaction.commit().await?;
        let slugs = sqlx::query_scalar!(
            "SELECT p.slug FROM products p LEFT JOIN documents d ON d.kind = 'product' AND d.name = p.slug
             WHERE d.id IS NULL ORDER BY p.slug"
        )
        .fetch_all(&self.database)
        .await?;
        for batch in slugs.chunks(BATCH) {
            let mut transaction = self.database.begin().await?;
            record_products(&mut transaction, batch, (Origin::Seed, ""), now).await?;
            transaction.commit().await?;
        }
        Ok(())
    }
}
