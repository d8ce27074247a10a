//! Drafts laid over what is published: a store whose public reads answer as if they were.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::catalog::AttributeSet;
use domain::pricing::PriceLadder;
use domain::studio::{CategoryContent, Content, DocumentKey, Kind, ProductContent, VariantContent};
use sqlx::MySqlConnection;

use super::{documents, live, name_list};
use crate::catalog::{CategoryOverlay, Column, Overlay, PartFacts, Sibling, SpecRow, asset_images};
use crate::{Result, Store};

/// What a preview is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewAbout {
    /// What it shows: the title of the document, or the name of the release.
    pub title: String,
    /// Until when the link opens it; for editors there is no end.
    pub until: Option<DateTime<Utc>>,
    /// The pages that are drafted: address and title.
    pub pages: Vec<(String, String)>,
}

/// Drafts, ready to be looked at.
#[derive(Debug, Clone)]
pub struct Drafts {
    /// What they hold.
    pub contents: Arc<BTreeMap<DocumentKey, Content>>,
    /// What they are.
    pub about: PreviewAbout,
    overlay: Arc<Overlay>,
}

impl Store {
    /// The same store, whose reads of parts, prices, categories, content pages and the home page answer with these
    /// drafts. What is searched and what is sold stays what is published.
    #[must_use]
    pub fn with_drafts(&self, drafts: Drafts) -> Self {
        Self { overlay: Some(Arc::clone(&drafts.overlay)), drafts: Some(drafts), ..self.without_tiers() }
    }

    /// A revision as a draft to look at, for editors. The newest prices of a product come along, and the product of
    /// prices.
    #[tracing::instrument(name = "db.studio.drafts_of", skip(self))]
    pub async fn drafts_of(&self, key: &DocumentKey, number: u32) -> Result<Option<Drafts>> {
        let Some((_, content)) = self.revision(key, number).await? else { return Ok(None) };
        let title = content.title(&key.name);
        self.drafts(vec![(key.clone(), content)], title, None).await.map(Some)
    }

    /// Drafts of these contents, with what belongs to them.
    pub(super) async fn drafts(
        &self,
        contents: Vec<(DocumentKey, Content)>,
        title: String,
        until: Option<DateTime<Utc>>,
    ) -> Result<Drafts> {
        let contents = self.with_belongings(contents).await?;
        let overlay = overlay(self, &mut *self.database.acquire().await?, &contents).await?;
        let about = PreviewAbout { title, until, pages: pages(&contents).collect() };
        Ok(Drafts { contents: Arc::new(contents), about, overlay: Arc::new(overlay) })
    }

    /// Contents with what belongs to them: products with their newest prices, prices with their product.
    pub(super) async fn with_belongings(
        &self,
        contents: Vec<(DocumentKey, Content)>,
    ) -> Result<BTreeMap<DocumentKey, Content>> {
        let mut connection = self.database.acquire().await?;
        let mut contents: BTreeMap<_, _> = contents.into_iter().collect();
        for key in contents.keys().cloned().collect::<Vec<_>>() {
            let other = match key.kind {
                Kind::Product => Kind::Prices,
                Kind::Prices => Kind::Product,
                Kind::Category | Kind::Page | Kind::Home => continue,
            };
            let other = DocumentKey::new(other, key.name);
            if !contents.contains_key(&other)
                && let Some(row) = documents::row(&mut connection, &other).await?
                && row.head() > 0
            {
                let (_, content) = documents::revision(&mut connection, &other, row.id, row.head()).await?;
                contents.insert(other, content);
            }
        }
        Ok(contents)
    }

    /// A draft of this store, where it has one.
    pub(super) fn drafted(&self, key: &DocumentKey) -> Option<&Content> {
        self.drafts.as_ref()?.contents.get(key)
    }
}

/// The pages that show contents: address and title.
pub(super) fn pages(contents: &BTreeMap<DocumentKey, Content>) -> impl Iterator<Item = (String, String)> {
    contents.iter().filter_map(|(key, content)| Some((content.page()?, content.title(&key.name))))
}

async fn overlay(
    store: &Store,
    connection: &mut MySqlConnection,
    contents: &BTreeMap<DocumentKey, Content>,
) -> Result<Overlay> {
    let products = || {
        contents.iter().filter_map(|(key, content)| match content {
            Content::Product(product) => Some((key, product)),
            _ => None,
        })
    };
    let codes = products().flat_map(|(_, product)| product.variants.iter().map(|variant| variant.code.as_str()));
    let rows = sqlx::query!(
        "SELECT STRAIGHT_JOIN v.code, v.id FROM JSON_TABLE(?, '$[*]' COLUMNS (code VARCHAR(64) PATH '$')) wanted
         JOIN variants v ON v.code = wanted.code COLLATE utf8mb4_unicode_ci",
        name_list(codes)
    )
    .fetch_all(&mut *connection)
    .await?;
    let ids: HashMap<String, i64> = rows.into_iter().map(|row| (row.code, row.id)).collect();
    let slugs: Vec<&str> = products().map(|(key, _)| key.name.as_str()).collect();
    let mut published = live::prices(connection, &slugs).await?;
    let mut overlay = Overlay::default();
    for (key, product) in products() {
        let schema = store.without_tiers().schema_of(&product.category).await?;
        let ladders = match contents.get(&DocumentKey::new(Kind::Prices, key.name.as_str())) {
            Some(Content::Prices(prices)) => prices.ladders.clone(),
            _ => published.remove(&key.name).unwrap_or_default().ladders,
        };
        let images = asset_images(connection, &product.images).await?;
        for variant in &product.variants {
            let specs = specs(&schema, &variant.attributes);
            let facts = PartFacts { specs, images: images.clone(), ..facts(product, variant, &ids, &ladders) };
            overlay.parts.insert(variant.sku.as_str().to_ascii_uppercase(), facts);
        }
    }
    for (key, content) in contents {
        if let Content::Category(category) = content {
            overlay.categories.insert(key.name.clone(), of_category(category));
        }
    }
    Ok(overlay)
}

/// Facts in the order of a category.
fn specs(schema: &[Column], facts: &AttributeSet) -> Vec<SpecRow> {
    let spec = |column: &Column| Some(SpecRow { column: column.clone(), entry: facts.get(&column.code)?.clone() });
    schema.iter().filter_map(spec).collect()
}

fn of_category(category: &CategoryContent) -> CategoryOverlay {
    CategoryOverlay {
        slug: category.slug.clone(),
        name: category.name.clone(),
        summary: category.summary.clone(),
        parent: category.parent.clone(),
        position: category.position,
        attributes: category.attributes.iter().map(|entry| (entry.code.clone(), entry.is_column)).collect(),
    }
}

/// What a page says of a variant.
fn facts(
    product: &ProductContent,
    variant: &VariantContent,
    ids: &HashMap<String, i64>,
    ladders: &BTreeMap<String, PriceLadder>,
) -> PartFacts {
    let sibling =
        |variant: &VariantContent| Sibling { sku: variant.sku.clone(), option_value: variant.option_value.clone() };
    PartFacts {
        // One that is not in the shop yet has no row and no stock.
        variant: ids.get(&variant.code).copied().unwrap_or(0),
        sku: variant.sku.clone(),
        mpn: variant.mpn.clone(),
        maker: product.maker.name.clone(),
        name: product.name_of(variant),
        product_name: product.name.clone(),
        option_value: variant.option_value.clone(),
        kind: product.kind,
        hazard_class: product.hazard_class,
        lead_time_days: product.lead_time_days,
        summary: product.summary.clone(),
        description: product.description.clone(),
        category: product.category.clone(),
        specs: Vec::new(),
        siblings: product.variants.iter().map(sibling).collect(),
        thrust_curve: variant.thrust_curve.clone(),
        images: Vec::new(),
        prices: Some(ladders.get(&variant.code).cloned().unwrap_or_default()),
    }
}
