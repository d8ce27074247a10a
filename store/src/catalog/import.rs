//! Taking in what importers read: parts, prices and stock, in one transaction that is committed
//! whole or not at all. A dry run is the same transaction, rolled back.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use domain::catalog::{AttributeSet, AttributeValue, Maker, PartDraft, ProductKind};
use domain::ids::{Sku, part_number_key};
use domain::markdown;
use sha2::{Digest, Sha256};
use sqlx::{MySql, Transaction};

use super::attributes::insert_facts;
use super::events::{note_change, note_overhaul};
use super::part::insert_curve;
use super::row::id_list;
use crate::studio::record_live;
use crate::{Error, Result, Store};

/// What became of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportOutcome {
    /// It is new.
    Taken,
    /// It was there and differs.
    Changed,
    /// It was there just so.
    Unchanged,
    /// It cannot be taken, and why.
    Rejected(String),
}

/// How many rows fared how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "each counts the outcome of the same name")]
pub struct ImportCounts {
    pub taken: u64,
    pub changed: u64,
    pub unchanged: u64,
    pub rejected: u64,
}

impl ImportCounts {
    /// Counts one more outcome.
    pub fn count(&mut self, outcome: &ImportOutcome) {
        match outcome {
            ImportOutcome::Taken => self.taken += 1,
            ImportOutcome::Changed => self.changed += 1,
            ImportOutcome::Unchanged => self.unchanged += 1,
            ImportOutcome::Rejected(_) => self.rejected += 1,
        }
    }
}

pub(crate) struct KnownVariant {
    pub(crate) id: i64,
    pub(crate) kind: ProductKind,
    product: i64,
    source_hash: Option<Vec<u8>>,
}

/// An import under way. Dropping it undoes everything.
pub struct ImportSession {
    pub(crate) transaction: Transaction<'static, MySql>,
    pub(crate) now: DateTime<Utc>,
    /// By SKU in capitals, since SKUs are unique whatever their case.
    variants: HashMap<String, KnownVariant>,
    products: HashMap<String, i64>,
    makers: HashMap<String, i64>,
    categories: HashMap<String, (i64, String)>,
    attributes: HashMap<String, i64>,
    pub(crate) locations: HashMap<String, i64>,
    /// Variants written to so far.
    pub(crate) changed: BTreeSet<i64>,
    /// Products that variants have left.
    left: BTreeSet<i64>,
    /// Whether more changed than these.
    pub(crate) is_overhaul: bool,
}

/// Most variants an import lists as changed; more are noted as an overhaul of the catalog.
const MOST_LISTED: usize = 1_000;

impl Store {
    /// Begins an import. Nobody else sees any of it before [`ImportSession::commit`].
    pub async fn begin_import(&self, now: DateTime<Utc>) -> Result<ImportSession> {
        let mut transaction = self.database.begin().await?;
        let rows = sqlx::query!(
            "SELECT v.id, v.product_id, v.sku, p.kind, v.source_hash FROM variants v JOIN products p ON p.id = v.product_id"
        )
        .fetch_all(&mut *transaction)
        .await?;
        let mut variants = HashMap::with_capacity(rows.len());
        for row in rows {
            let kind = super::parse_kind(&row.kind)?;
            let known = KnownVariant { id: row.id, kind, product: row.product_id, source_hash: row.source_hash };
            variants.insert(row.sku.to_ascii_uppercase(), known);
        }
        // A file may go on using the number a part had before.
        let renamed = sqlx::query!(
            "SELECT SUBSTRING(r.from_path, 8) AS `old!: String`, v.id, v.product_id, p.kind, v.source_hash
             FROM redirects r JOIN variants v ON v.sku = SUBSTRING(r.to_path, 8) JOIN products p ON p.id = v.product_id
             WHERE r.from_path LIKE '/parts/%' AND r.to_path LIKE '/parts/%'"
        )
        .fetch_all(&mut *transaction)
        .await?;
        for row in renamed {
            let kind = super::parse_kind(&row.kind)?;
            variants.entry(row.old.to_ascii_uppercase()).or_insert(KnownVariant {
                id: row.id,
                kind,
                product: row.product_id,
                source_hash: row.source_hash,
            });
        }
        let products = sqlx::query!("SELECT slug, id FROM products").fetch_all(&mut *transaction).await?;
        let makers = sqlx::query!("SELECT code, id FROM makers").fetch_all(&mut *transaction).await?;
        let categories = sqlx::query!("SELECT code, id, name FROM categories").fetch_all(&mut *transaction).await?;
        let attributes = sqlx::query!("SELECT code, id FROM attributes").fetch_all(&mut *transaction).await?;
        let locations = sqlx::query!("SELECT code, id FROM stock_locations").fetch_all(&mut *transaction).await?;
        Ok(ImportSession {
            transaction,
            now,
            variants,
            products: products.into_iter().map(|row| (row.slug, row.id)).collect(),
            makers: makers.into_iter().map(|row| (row.code, row.id)).collect(),
            categories: categories.into_iter().map(|row| (row.code, (row.id, row.name))).collect(),
            attributes: attributes.into_iter().map(|row| (row.code, row.id)).collect(),
            locations: locations.into_iter().map(|row| (row.code, row.id)).collect(),
            changed: BTreeSet::new(),
            left: BTreeSet::new(),
            is_overhaul: false,
        })
    }
}

impl ImportSession {
    /// Makes everything visible at once, and a revision of each document that it changed.
    pub async fn commit(mut self) -> Result<()> {
        let changed: Vec<i64> = self.changed.iter().copied().collect();
        record_live(&mut self.transaction, &changed, "", self.now).await?;
        if self.is_overhaul || changed.len() > MOST_LISTED {
            note_overhaul(&mut self.transaction).await?;
        } else {
            // The variants of a product share its texts.
            let changed = sqlx::query_scalar!(
                "SELECT DISTINCT sibling.id
                 FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) wanted
                 JOIN variants v ON v.id = wanted.id
                 JOIN variants sibling ON sibling.product_id = v.product_id
                 UNION
                 SELECT sibling.id
                 FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) was
                 JOIN variants sibling ON sibling.product_id = was.id",
                id_list(&changed),
                id_list(&self.left.iter().copied().collect::<Vec<_>>())
            )
            .fetch_all(&mut *self.transaction)
            .await?;
            note_change(&mut self.transaction, &changed).await?;
        }
        Ok(self.transaction.commit().await?)
    }

    /// Undoes everything.
    pub async fn roll_back(self) -> Result<()> {
        Ok(self.transaction.rollback().await?)
    }

    pub(crate) fn variant(&self, sku: &Sku) -> Option<&KnownVariant> {
        self.variants.get(&sku.as_str().to_ascii_uppercase())
    }

    /// Takes one part in. What an earlier import wrote just so is left alone, so that an editor's
    /// later changes are not undone by importing the same file again.
    pub async fn part(&mut self, draft: &PartDraft) -> Result<ImportOutcome> {
        let Some((category, category_name)) = self.categories.get(&draft.category).cloned() else {
            return Ok(ImportOutcome::Rejected(format!("there is no category “{}”", draft.category)));
        };
        if let Some(unknown) = draft.attributes.iter().find(|entry| !self.attributes.contains_key(&entry.code)) {
            return Ok(ImportOutcome::Rejected(format!("there is no attribute “{}”", unknown.code)));
        }
        if let Some((what, width)) = too_long(draft) {
            return Ok(ImportOutcome::Rejected(format!("{what} is longer than {width} characters")));
        }
        let source = serde_json::to_vec(draft).map_err(|error| Error::inconsistent("part draft", error))?;
        let source_hash = Sha256::digest(&source).to_vec();
        let known =
            self.variant(&draft.sku).map(|known| (known.id, known.source_hash.as_deref() == Some(&source_hash)));
        if let Some((_, true)) = known {
            return Ok(ImportOutcome::Unchanged);
        }
        let maker = self.maker(&draft.maker).await?;
        let product = self.product(draft, category, maker).await?;
        let (id, outcome) = match known {
            Some((id, _)) => (id, ImportOutcome::Changed),
            None => (0, ImportOutcome::Taken),
        };
        let before = self.variant(&draft.sku).map(|known| known.product);
        self.left.extend(before.filter(|before| *before != product));
        let id =
            self.write_variant(id, draft, product, category, &words_of(draft, &category_name), &source_hash).await?;
        self.write_facts(id, draft).await?;
        let known = KnownVariant { id, kind: draft.kind, product, source_hash: Some(source_hash) };
        self.variants.insert(draft.sku.as_str().to_ascii_uppercase(), known);
        self.changed.insert(id);
        Ok(outcome)
    }

    async fn maker(&mut self, maker: &Maker) -> Result<i64> {
        if let Some(id) = self.makers.get(&maker.code) {
            return Ok(*id);
        }
        let id = sqlx::query!("INSERT INTO makers (code, name) VALUES (?, ?)", maker.code, maker.name)
            .execute(&mut *self.transaction)
            .await?
            .last_insert_id()
            .cast_signed();
        self.makers.insert(maker.code.clone(), id);
        Ok(id)
    }

    async fn product(&mut self, draft: &PartDraft, category: i64, maker: i64) -> Result<i64> {
        let now = self.now.naive_utc();
        // Files hold plain text, the shop keeps Markdown.
        let description = markdown::escape(&draft.description);
        if let Some(id) = self.products.get(&draft.product_slug).copied() {
            sqlx::query!(
                "UPDATE products SET category_id = ?, maker_id = ?, kind = ?, name = ?, summary = ?, description = ?, hazard_class = ?,
                        lead_time_days = ?, updated_at = ? WHERE id = ?",
                category, maker, draft.kind.name(), draft.product_name, draft.summary, description, draft.hazard_class.name(),
                draft.lead_time_days, now, id
            )
            .execute(&mut *self.transaction)
            .await?;
            return Ok(id);
        }
        let id = sqlx::query!(
            "INSERT INTO products (slug, category_id, maker_id, kind, name, summary, description, hazard_class, lead_time_days, created_at, updated_at)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            draft.product_slug, category, maker, draft.kind.name(), draft.product_name, draft.summary, description,
            draft.hazard_class.name(), draft.lead_time_days, now, now
        )
        .execute(&mut *self.transaction)
        .await?
        .last_insert_id()
        .cast_signed();
        self.products.insert(draft.product_slug.clone(), id);
        Ok(id)
    }

    /// Updates the variant `id`, or inserts it when `id` is 0; answers its id.
    async fn write_variant(
        &mut self,
        id: i64,
        draft: &PartDraft,
        product: i64,
        category: i64,
        search_text: &str,
        source_hash: &[u8],
    ) -> Result<i64> {
        let now = self.now.naive_utc();
        let (sku_key, mpn_key) = (part_number_key(draft.sku.as_str()), part_number_key(&draft.mpn));
        if id > 0 {
            sqlx::query!(
                "UPDATE variants SET product_id = ?, category_id = ?, mpn = ?, mpn_key = ?, option_value = ?, name = ?, search_text = ?,
                        source_hash = ?, updated_at = ? WHERE id = ?",
                product, category, draft.mpn, mpn_key, draft.option_value, draft.name(), search_text, source_hash, now, id
            )
            .execute(&mut *self.transaction)
            .await?;
            return Ok(id);
        }
        let inserted = sqlx::query!(
            "INSERT INTO variants (code, position, is_public, product_id, category_id, sku, sku_key, mpn, mpn_key, option_value, name, search_text, source_hash, created_at, updated_at)
             SELECT ?, COALESCE(MAX(v.position) + 1, 0), COALESCE(MAX(v.is_public), 1), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?
             FROM (SELECT 1) one LEFT JOIN variants v ON v.product_id = ? AND v.position IS NOT NULL",
            draft.sku.as_str(), product, category, draft.sku.as_str(), sku_key, draft.mpn, mpn_key, draft.option_value, draft.name(), search_text, source_hash, now, now, product
        )
        .execute(&mut *self.transaction)
        .await?;
        Ok(inserted.last_insert_id().cast_signed())
    }

    async fn write_facts(&mut self, variant: i64, draft: &PartDraft) -> Result<()> {
        sqlx::query!("DELETE FROM attribute_values WHERE variant_id = ?", variant)
            .execute(&mut *self.transaction)
            .await?;
        sqlx::query!("DELETE FROM thrust_curves WHERE variant_id = ?", variant).execute(&mut *self.transaction).await?;
        let facts: Vec<_> =
            draft.attributes.iter().map(|entry| (variant, self.attributes[&entry.code], entry)).collect();
        insert_facts(&mut self.transaction, &facts).await?;
        if let Some(curve) = &draft.thrust_curve {
            insert_curve(&mut self.transaction, variant, curve).await?;
        }
        Ok(())
    }
}

/// The first text that does not fit its column, and how wide that is: one such row must not end an import.
fn too_long(draft: &PartDraft) -> Option<(String, usize)> {
    let own = [
        ("maker", &draft.maker.name, 80),
        ("part number", &draft.mpn, 80),
        ("product slug", &draft.product_slug, 160),
        ("product name", &draft.product_name, 200),
        ("name", &draft.name(), 255),
        ("option", &draft.option_value, 80),
        ("summary", &draft.summary, 500),
        ("description", &draft.description, 16_000),
    ]
    .map(|(what, text, width)| (what, text.chars().count(), width));
    let facts = draft.attributes.iter().flat_map(|entry| {
        let text = match &entry.value {
            AttributeValue::Text(text) => text.chars().count(),
            AttributeValue::Number(_) => 0,
        };
        let original = entry.original.as_ref();
        [
            (entry.code.as_str(), text, 190),
            (entry.code.as_str(), original.map_or(0, |original| original.value.chars().count()), 40),
            (entry.code.as_str(), original.map_or(0, |original| original.unit.chars().count()), 20),
        ]
    });
    own.into_iter()
        .chain(facts)
        .find(|(_, length, width)| length > width)
        .map(|(what, _, width)| (what.to_owned(), width))
}

/// Longest search text kept, in characters; the column has the same width.
const MAX_SEARCH_TEXT: usize = 1_000;

/// The words a part can be found by, as they are kept: first `named`, then those of its facts, then `more`.
pub(crate) fn search_text(named: &[&str], facts: &AttributeSet, more: &[&str]) -> String {
    let of_facts = facts.iter().filter_map(|entry| match &entry.value {
        AttributeValue::Text(text) => Some(text.as_str()),
        AttributeValue::Number(_) => None,
    });
    let words: Vec<&str> = named.iter().copied().chain(of_facts).chain(more.iter().copied()).collect();
    words.join(" ").to_lowercase().chars().take(MAX_SEARCH_TEXT).collect()
}

/// The words that a draft can be found by.
fn words_of(draft: &PartDraft, category_name: &str) -> String {
    let name = draft.name();
    let named = [name.as_str(), draft.sku.as_str(), &draft.mpn, &draft.maker.name, category_name];
    search_text(&named, &draft.attributes, &[&draft.summary])
}

/// The words of a part after its number changed from `old`. The old number stays among them.
pub(super) fn renamed_search_text(text: &str, name: &str, old: &str, new: &Sku) -> String {
    let start = format!("{name} {old} ").to_lowercase();
    let rest = text.strip_prefix(&start).unwrap_or(text);
    format!("{name} {new} {rest} {old}").to_lowercase().chars().take(MAX_SEARCH_TEXT).collect()
}
