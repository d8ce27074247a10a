//! What the checks before publishing have to know of the rest of the shop, read for many documents at once.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::fit::Piece;
use domain::ids::Sku;
use domain::markdown;
use domain::studio::{Block, Content, DocumentKey, Finding, Kind, Known, ProductContent, check};
use sqlx::MySqlConnection;

use super::{documents, live, name_list};
use crate::{Result, Store};

/// A document that is to be published.
pub(super) type ToBe<'a> = (&'a DocumentKey, &'a Content);

/// What is known for all of them together.
pub(super) struct Surroundings {
    categories: BTreeMap<String, Option<String>>,
    attributes: BTreeSet<String>,
    /// Whose each number is, in capitals, once all of them are published.
    numbers: BTreeMap<String, BTreeSet<String>>,
    /// Whose each name in addresses is then, by kind.
    slugs: BTreeMap<(Kind, String), BTreeSet<String>>,
    variants: HashMap<String, BTreeSet<String>>,
    costs: BTreeMap<String, i64>,
    images: BTreeSet<String>,
    dead: BTreeSet<String>,
    sold: BTreeSet<String>,
}

impl Surroundings {
    /// Reads them.
    pub(super) async fn read(connection: &mut MySqlConnection, to_be: &[ToBe<'_>]) -> Result<Self> {
        let attributes = sqlx::query_scalar!("SELECT code FROM attributes").fetch_all(&mut *connection).await?;
        let mut categories = live::categories(connection).await?;
        for (key, content) in to_be {
            if let Content::Category(category) = content {
                categories.insert(key.name.clone(), category.clone());
            }
        }
        let mut slugs: BTreeMap<(Kind, String), BTreeSet<String>> = BTreeMap::new();
        for (code, category) in &categories {
            slugs.entry((Kind::Category, category.slug.clone())).or_default().insert(code.clone());
        }
        let pages = sqlx::query!(
            "SELECT name, address AS `address!: String` FROM documents WHERE kind = 'page' AND address IS NOT NULL"
        )
        .fetch_all(&mut *connection)
        .await?;
        for page in pages.into_iter().filter(|page| !is_among(to_be, Kind::Page, &page.name)) {
            slugs.entry((Kind::Page, page.address)).or_default().insert(page.name);
        }
        for (key, content) in to_be {
            if let Content::Page(page) = content {
                slugs.entry((Kind::Page, page.slug.clone())).or_default().insert(key.name.clone());
            }
        }
        let sold = sold(connection, to_be).await?;
        let parents = categories.into_iter().map(|(code, category)| (code, category.parent)).collect();
        let dead = dead_links(connection, to_be, &slugs, &sold).await?;
        Ok(Self {
            categories: parents,
            attributes: attributes.into_iter().collect(),
            numbers: numbers(connection, to_be).await?,
            variants: variants(connection, to_be).await?,
            costs: costs(connection, to_be).await?,
            images: images(connection, to_be).await?,
            slugs,
            dead,
            sold,
        })
    }

    /// What has to be said before a document is published.
    pub(super) fn findings(&self, key: &DocumentKey, content: &Content, stops_fitting: Vec<String>) -> Vec<Finding> {
        let others = |owners: Option<&BTreeSet<String>>| {
            owners.is_some_and(|owners| owners.iter().any(|name| *name != key.name))
        };
        let mut known = Known {
            categories: self.categories.clone(),
            attributes: self.attributes.clone(),
            stops_fitting,
            dead_links: links(content).into_iter().filter(|link| self.dead.contains(link)).collect(),
            ..Known::default()
        };
        match content {
            Content::Product(product) => {
                let numbers = product.variants.iter().map(|variant| variant.sku.as_str().to_ascii_uppercase());
                known.taken_skus = numbers.filter(|number| others(self.numbers.get(number))).collect();
                let images = product.images.iter().map(|image| image.asset.clone());
                known.missing_images = images.filter(|asset| !self.images.contains(asset)).collect();
            }
            Content::Prices(prices) => {
                known.variants = self.variants.get(&key.name).cloned().unwrap_or_default();
                let cost = |code: &String| Some((code.clone(), *self.costs.get(code)?));
                known.costs = prices.ladders.keys().filter_map(cost).collect();
            }
            Content::Category(category) => self.taken(&mut known, key, &category.slug),
            Content::Page(page) => self.taken(&mut known, key, &page.slug),
            Content::Home(home) => {
                let unknown = home.skus().into_iter().filter(|sku| !self.sold.contains(&sku.to_ascii_uppercase()));
                known.unknown_skus = unknown.map(str::to_owned).collect();
            }
        }
        check(&key.name, content, &known)
    }

    fn taken(&self, known: &mut Known, key: &DocumentKey, slug: &str) {
        let owners = self.slugs.get(&(key.kind, slug.to_owned()));
        if owners.is_some_and(|owners| owners.iter().any(|name| *name != key.name)) {
            known.taken_slugs.insert(slug.to_owned());
        }
    }
}

fn is_among(to_be: &[ToBe<'_>], kind: Kind, name: &str) -> bool {
    to_be.iter().any(|(key, _)| key.kind == kind && key.name == name)
}

fn products<'a>(to_be: &'a [ToBe<'_>]) -> impl Iterator<Item = (&'a str, &'a ProductContent)> {
    to_be.iter().filter_map(|(key, content)| match content {
        Content::Product(product) => Some((key.name.as_str(), product)),
        _ => None,
    })
}

/// Links in the texts of a document.
fn links(content: &Content) -> Vec<String> {
    match content {
        Content::Product(product) => markdown::links(&product.description),
        Content::Page(page) => markdown::links(&page.body),
        Content::Home(home) => home
            .blocks
            .iter()
            .flat_map(|block| match block {
                Block::Text { body, .. } => markdown::links(body),
                _ => Vec::new(),
            })
            .collect(),
        Content::Prices(_) | Content::Category(_) => Vec::new(),
    }
}

/// Whose the numbers of the products are, and will be.
async fn numbers(connection: &mut MySqlConnection, to_be: &[ToBe<'_>]) -> Result<BTreeMap<String, BTreeSet<String>>> {
    let mut numbers: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut written = BTreeSet::new();
    for (slug, product) in products(to_be) {
        written.insert(slug);
        for variant in &product.variants {
            numbers.entry(variant.sku.as_str().to_ascii_uppercase()).or_default().insert(slug.to_owned());
        }
    }
    let rows = sqlx::query!(
        "SELECT STRAIGHT_JOIN v.sku, p.slug FROM JSON_TABLE(?, '$[*]' COLUMNS (sku VARCHAR(64) PATH '$')) wanted
         JOIN variants v ON v.sku = wanted.sku COLLATE utf8mb4_unicode_ci JOIN products p ON p.id = v.product_id",
        name_list(numbers.keys().map(String::as_str))
    )
    .fetch_all(connection)
    .await?;
    for row in rows.into_iter().filter(|row| !written.contains(row.slug.as_str())) {
        numbers.entry(row.sku.to_ascii_uppercase()).or_default().insert(row.slug);
    }
    Ok(numbers)
}

/// The variants of the products whose prices these are.
async fn variants(connection: &mut MySqlConnection, to_be: &[ToBe<'_>]) -> Result<HashMap<String, BTreeSet<String>>> {
    let of_products = super::record::products_of(connection, to_be.iter().map(|(key, _)| *key)).await?;
    let mut variants: HashMap<_, _> = of_products.into_iter().map(|(slug, product)| (slug, product.variants)).collect();
    for (slug, product) in products(to_be) {
        variants.insert(slug.to_owned(), product.variants.iter().map(|variant| variant.code.clone()).collect());
    }
    Ok(variants)
}

/// What pieces were bought for last, by the code of the variant.
async fn costs(connection: &mut MySqlConnection, to_be: &[ToBe<'_>]) -> Result<BTreeMap<String, i64>> {
    let slugs = to_be.iter().filter(|(key, _)| key.kind == Kind::Prices).map(|(key, _)| key.name.as_str());
    let rows = sqlx::query!(
        "SELECT STRAIGHT_JOIN v.code, l.unit_cost_minor
         FROM JSON_TABLE(?, '$[*]' COLUMNS (slug VARCHAR(160) PATH '$')) wanted
         JOIN products p ON p.slug = wanted.slug COLLATE utf8mb4_unicode_ci
         JOIN variants v ON v.product_id = p.id
         JOIN purchase_order_lines l ON l.variant_id = v.id
         ORDER BY l.purchase_order_id",
        name_list(slugs)
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|row| (row.code, row.unit_cost_minor)).collect())
}

/// The pictures of the products that are stored.
async fn images(connection: &mut MySqlConnection, to_be: &[ToBe<'_>]) -> Result<BTreeSet<String>> {
    let wanted = products(to_be).flat_map(|(_, product)| product.images.iter().map(|image| image.asset.as_str()));
    let rows = sqlx::query_scalar!(
        "SELECT STRAIGHT_JOIN LOWER(HEX(a.content_hash)) AS `asset!: String`
         FROM JSON_TABLE(?, '$[*]' COLUMNS (hash CHAR(64) PATH '$')) wanted
         JOIN assets a ON a.content_hash = UNHEX(wanted.hash)",
        name_list(wanted)
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().collect())
}

/// The numbers that texts and blocks name and that can be seen in the shop once all of these are published.
async fn sold(connection: &mut MySqlConnection, to_be: &[ToBe<'_>]) -> Result<BTreeSet<String>> {
    let mut wanted = BTreeSet::new();
    for (_, content) in to_be {
        wanted.extend(links(content).iter().filter_map(|link| part_of(link)).map(str::to_ascii_uppercase));
        if let Content::Home(home) = content {
            wanted.extend(home.skus().into_iter().map(str::to_ascii_uppercase));
        }
    }
    let rows = sqlx::query_scalar!(
        "SELECT STRAIGHT_JOIN v.sku FROM JSON_TABLE(?, '$[*]' COLUMNS (sku VARCHAR(64) PATH '$')) wanted
         JOIN variants v ON v.sku = wanted.sku COLLATE utf8mb4_unicode_ci AND v.is_public",
        name_list(wanted.iter().map(String::as_str))
    )
    .fetch_all(connection)
    .await?;
    let mut sold: BTreeSet<String> = rows.into_iter().map(|sku| sku.to_ascii_uppercase()).collect();
    sold.extend(
        products(to_be)
            .flat_map(|(_, product)| product.variants.iter().map(|variant| variant.sku.as_str().to_ascii_uppercase())),
    );
    Ok(sold)
}

/// The number in the path of a part's page.
fn part_of(link: &str) -> Option<&str> {
    let path = link.split(['?', '#']).next()?;
    path.strip_prefix("/parts/")?.split('/').next()
}

/// Those of the links into the shop that lead nowhere. What leads out of it is not followed.
async fn dead_links(
    connection: &mut MySqlConnection,
    to_be: &[ToBe<'_>],
    slugs: &BTreeMap<(Kind, String), BTreeSet<String>>,
    sold: &BTreeSet<String>,
) -> Result<BTreeSet<String>> {
    const PLACES: [&str; 10] =
        ["", "account", "cart", "checkout", "compare", "fit", "help", "orders", "quick-order", "search"];
    let mut dead = BTreeSet::new();
    let mut may_have_moved = Vec::new();
    for link in to_be.iter().flat_map(|(_, content)| links(content)).filter(|link| link.starts_with('/')) {
        let path = link.split(['?', '#']).next().unwrap_or_default();
        let mut steps = path.split('/').skip(1);
        let (place, name) = (steps.next().unwrap_or_default(), steps.next().unwrap_or_default());
        let leads = match place {
            "parts" => sold.contains(&name.to_ascii_uppercase()),
            "categories" => slugs.contains_key(&(Kind::Category, name.to_owned())),
            "pages" => slugs.contains_key(&(Kind::Page, name.to_owned())),
            place => PLACES.contains(&place),
        };
        if !leads {
            may_have_moved.push(path.to_owned());
            dead.insert(link);
        }
    }
    let moved = sqlx::query_scalar!(
        "SELECT r.from_path FROM JSON_TABLE(?, '$[*]' COLUMNS (path VARCHAR(190) PATH '$')) wanted
         JOIN redirects r ON r.from_path = wanted.path COLLATE utf8mb4_unicode_ci",
        name_list(may_have_moved.iter().map(String::as_str).filter(|path| path.len() <= 190))
    )
    .fetch_all(connection)
    .await?;
    dead.retain(|link| !moved.iter().any(|path| link.split(['?', '#']).next() == Some(path)));
    Ok(dead)
}

/// Most parts that a sentence names.
const NAMED: usize = 5;

impl Store {
    /// What has to be said before a document is published with this content.
    #[tracing::instrument(name = "db.studio.findings", skip_all, fields(document = %key))]
    pub async fn findings(&self, key: &DocumentKey, content: &Content) -> Result<Vec<Finding>> {
        let mut connection = self.database.acquire().await?;
        let surroundings = Surroundings::read(&mut connection, &[(key, content)]).await?;
        let published = match documents::row(&mut connection, key).await? {
            Some(documents::Row { id, published: Some(number), is_public: true, .. }) => {
                Some(documents::revision(&mut connection, key, id, number).await?.1)
            }
            _ => None,
        };
        drop(connection);
        let stops_fitting = self.stops_fitting(published.as_ref(), content).await?;
        Ok(surroundings.findings(key, content, stops_fitting))
    }

    /// What fits the variants as they are published and would not fit them as drafted, a sentence for each. Nothing
    /// where there is no index to ask.
    pub(super) async fn stops_fitting(&self, published: Option<&Content>, drafted: &Content) -> Result<Vec<String>> {
        let (Some(Content::Product(published)), Content::Product(drafted)) = (published, drafted) else {
            return Ok(Vec::new());
        };
        let mut sentences = Vec::new();
        for before in &published.variants {
            let Some(after) = drafted.variant(&before.code) else { continue };
            let is_same = before.attributes == after.attributes && published.category == drafted.category;
            if is_same || !self.search_is_ready() {
                continue;
            }
            let lost = self
                .no_longer_fits(
                    Piece::new(&published.category, &before.attributes),
                    Piece::new(&drafted.category, &after.attributes),
                )
                .await?;
            if !lost.is_empty() {
                sentences.push(self.lost(&after.sku, &lost).await?);
            }
        }
        Ok(sentences)
    }

    async fn lost(&self, sku: &Sku, lost: &BTreeSet<i64>) -> Result<String> {
        let named: Vec<i64> = lost.iter().copied().take(NAMED).collect();
        let rows = self.part_rows(&named).await?;
        let numbers = rows.iter().map(|row| row.sku.to_string()).collect::<Vec<_>>().join(", ");
        let more = match lost.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        Ok(format!("{sku} would no longer fit what it fits now: {numbers}{more}."))
    }
}
