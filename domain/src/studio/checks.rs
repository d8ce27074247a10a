//! What has to be right before a draft is published, and what editors look for in lists.

use std::collections::{BTreeMap, BTreeSet};

use super::{Block, CategoryContent, Content, HomeContent, PageContent, PricesContent, ProductContent};
use crate::catalog::{ProductKind, Shape};
use crate::ids::{Sku, Slug};

/// How much something matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It has to be mended first.
    Error,
    /// A publisher may publish it all the same.
    Warning,
}

/// Something a check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// How much it matters.
    pub severity: Severity,
    /// The field it is about; none where it is the whole document.
    pub path: Option<String>,
    /// What is wrong, as a sentence.
    pub text: String,
}

impl Finding {
    fn error(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { severity: Severity::Error, path: Some(path.into()), text: text.into() }
    }

    fn warning(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, path: Some(path.into()), text: text.into() }
    }
}

/// What the checks have to know of the rest of the shop.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Codes of all categories, each with the category above it.
    pub categories: BTreeMap<String, Option<String>>,
    /// Codes of all attributes.
    pub attributes: BTreeSet<String>,
    /// SKUs, in capitals, that are those of other products' variants, now or before.
    pub taken_skus: BTreeSet<String>,
    /// Names in addresses that other documents of the kind have.
    pub taken_slugs: BTreeSet<String>,
    /// For prices: the codes of the product's variants.
    pub variants: BTreeSet<String>,
    /// For prices: what a piece was bought for last, minor units, by the code of the variant.
    pub costs: BTreeMap<String, i64>,
    /// Links in the document's texts that lead nowhere.
    pub dead_links: BTreeSet<String>,
    /// Pictures of the document that are not stored.
    pub missing_images: BTreeSet<String>,
    /// Numbers of parts that the document names and that nobody can buy.
    pub unknown_skus: BTreeSet<String>,
    /// What fits the published parts and would not fit the drafts, as sentences.
    pub stops_fitting: Vec<String>,
}

/// What has to be said before a document is published.
pub fn check(name: &str, content: &Content, known: &Known) -> Vec<Finding> {
    let mut found = match content {
        Content::Product(product) => check_product(product, known),
        Content::Prices(prices) => check_prices(prices, known),
        Content::Category(category) => check_category(name, category, known),
        Content::Page(page) => check_page(page, known),
        Content::Home(home) => check_home(home, known),
    };
    let link = |href| Finding::error(text_path(content), format!("The link to “{href}” leads nowhere."));
    found.extend(known.dead_links.iter().map(link));
    found.sort_by_key(|finding| finding.severity);
    found
}

/// The field in which a document has its links.
fn text_path(content: &Content) -> &'static str {
    match content {
        Content::Product(_) => "description",
        Content::Home(_) => "blocks",
        Content::Page(_) => "body",
        Content::Prices(_) | Content::Category(_) => "",
    }
}

fn needed(found: &mut Vec<Finding>, path: &str, text: &str, what: &str, most: usize) {
    if text.trim().is_empty() {
        found.push(Finding::error(path, format!("{what} is missing.")));
    } else if text.chars().count() > most {
        found.push(Finding::error(path, format!("{what} is longer than {most} characters.")));
    }
}

fn at_most(found: &mut Vec<Finding>, path: &str, text: &str, what: &str, most: usize) {
    if text.chars().count() > most {
        found.push(Finding::error(path, format!("{what} is longer than {most} characters.")));
    }
}

fn check_product(product: &ProductContent, known: &Known) -> Vec<Finding> {
    let mut found = Vec::new();
    needed(&mut found, "name", &product.name, "The name", 200);
    needed(&mut found, "summary", &product.summary, "The summary", 500);
    at_most(&mut found, "description", &product.description, "The description", 16_000);
    if !known.categories.contains_key(&product.category) {
        found.push(Finding::error("category", "Choose a category."));
    }
    if product.kind == ProductKind::Service && product.lead_time_days.is_none() {
        found.push(Finding::warning("lead_time_days", "A service without a lead time is shown as “by arrangement”."));
    }
    if product.variants.is_empty() {
        found.push(Finding::error("variants", "There is nothing to buy: add a variant."));
    }
    let mut skus = BTreeSet::new();
    for variant in &product.variants {
        let path = |field: &str| format!("variants/{}/{field}", variant.code);
        if !skus.insert(variant.sku.as_str().to_ascii_uppercase()) {
            found.push(Finding::error(path("sku"), format!("{} stands here twice.", variant.sku)));
        }
        if known.taken_skus.contains(&variant.sku.as_str().to_ascii_uppercase()) {
            found.push(Finding::error(path("sku"), format!("{} is the number of another part.", variant.sku)));
        }
        needed(&mut found, &path("mpn"), &variant.mpn, "The maker’s number", 80);
        at_most(&mut found, &path("option_value"), &variant.option_value, "The option", 80);
        if product.variants.len() > 1 && variant.option_value.trim().is_empty() {
            found.push(Finding::error(path("option_value"), "Say what tells this variant from the others."));
        }
        if product.name_of(variant).chars().count() > 255 {
            found
                .push(Finding::error(path("option_value"), "Name and option together are longer than 255 characters."));
        }
        for entry in variant.attributes.iter().filter(|entry| !known.attributes.contains(&entry.code)) {
            found.push(Finding::error(
                path(&format!("attributes/{}", entry.code)),
                format!("There is no attribute “{}”.", entry.code),
            ));
        }
        if product.kind == ProductKind::Part
            && variant.attributes.number("mass").is_none()
            && product.category != "motors"
        {
            found.push(Finding::warning(path("attributes/mass"), format!("{} has no mass.", variant.sku)));
        }
    }
    for (at, image) in product.images.iter().enumerate() {
        if image.alt.trim().is_empty() {
            found
                .push(Finding::error("images", format!("Picture {} has no text for those who cannot see it.", at + 1)));
        }
        at_most(&mut found, "images", &image.alt, "The text of a picture", 300);
        if known.missing_images.contains(&image.asset) {
            found.push(Finding::error("images", format!("Picture {} is not stored: upload it again.", at + 1)));
        }
    }
    let stops = |text: &String| Finding { severity: Severity::Warning, path: None, text: text.clone() };
    found.extend(known.stops_fitting.iter().map(stops));
    found
}

fn check_prices(prices: &PricesContent, known: &Known) -> Vec<Finding> {
    let mut found = Vec::new();
    for (code, ladder) in &prices.ladders {
        let path = format!("ladders/{code}");
        if !known.variants.contains(code) {
            found.push(Finding::error(&*path, format!("The product has no variant {code}.")));
        }
        let Some(cost) = known.costs.get(code) else { continue };
        if let Some(step) = ladder.breaks().iter().find(|step| step.unit_price.minor < *cost) {
            let bought = crate::money::Money::new(*cost, step.unit_price.currency);
            found.push(Finding::warning(
                path,
                format!(
                    "{code} would be sold at {} from {} on; it was bought for {bought}.",
                    step.unit_price, step.min_quantity
                ),
            ));
        }
    }
    for code in known.variants.iter().filter(|code| !prices.ladders.contains_key(*code)) {
        found.push(Finding::warning(format!("ladders/{code}"), format!("{code} has no price and cannot be ordered.")));
    }
    found
}

fn slug(found: &mut Vec<Finding>, slug: &str, known: &Known) {
    if Slug::parse(slug).is_err() {
        found.push(Finding::error("slug", "Use small letters and digits, in words joined by single hyphens."));
    } else if known.taken_slugs.contains(slug) {
        found.push(Finding::error("slug", format!("“{slug}” is the address of another.")));
    }
}

fn check_category(name: &str, category: &CategoryContent, known: &Known) -> Vec<Finding> {
    let mut found = Vec::new();
    slug(&mut found, &category.slug, known);
    needed(&mut found, "name", &category.name, "The name", 80);
    needed(&mut found, "summary", &category.summary, "The summary", 500);
    let mut above = category.parent.as_deref();
    let mut height = 0;
    while let Some(code) = above {
        height += 1;
        if code == name || height > 8 {
            found.push(Finding::error("parent", "A category cannot stand below itself."));
            break;
        }
        match known.categories.get(code) {
            None => {
                found.push(Finding::error("parent", format!("There is no category “{code}”.")));
                break;
            }
            Some(parent) => above = parent.as_deref(),
        }
    }
    let mut codes = BTreeSet::new();
    for entry in &category.attributes {
        if !known.attributes.contains(&entry.code) {
            found.push(Finding::error("attributes", format!("There is no attribute “{}”.", entry.code)));
        }
        if !codes.insert(&entry.code) {
            found.push(Finding::error("attributes", format!("“{}” stands here twice.", entry.code)));
        }
    }
    if category.attributes.iter().filter(|entry| entry.is_column).count() > 8 {
        found.push(Finding::warning("attributes", "More than eight columns do not fit beside each other."));
    }
    found
}

fn check_page(page: &PageContent, known: &Known) -> Vec<Finding> {
    let mut found = Vec::new();
    slug(&mut found, &page.slug, known);
    needed(&mut found, "title", &page.title, "The title", 120);
    needed(&mut found, "summary", &page.summary, "The summary", 500);
    needed(&mut found, "body", &page.body, "The text", 60_000);
    found
}

fn check_home(home: &HomeContent, known: &Known) -> Vec<Finding> {
    let mut found = Vec::new();
    let leads = home.blocks.iter().filter(|block| matches!(block, Block::Lead { .. })).count();
    if leads != 1 || !matches!(home.blocks.first(), Some(Block::Lead { .. })) {
        found.push(Finding::error("blocks", "The page begins with its heading, and has one."));
    }
    for block in &home.blocks {
        match block {
            Block::Lead { title, claim, .. } => {
                needed(&mut found, "blocks", title, "The heading", 120);
                needed(&mut found, "blocks", claim, "The claim", 500);
            }
            Block::Facts { title, items } => {
                needed(&mut found, "blocks", title, "The heading of a block", 120);
                if items.is_empty() {
                    found.push(Finding::error("blocks", format!("“{title}” has no texts.")));
                }
            }
            Block::Parts { title, skus } => {
                needed(&mut found, "blocks", title, "The heading of a block", 120);
                if skus.is_empty() {
                    found.push(Finding::error("blocks", format!("“{title}” has no parts.")));
                }
            }
            Block::Text { title, body } => {
                needed(&mut found, "blocks", title, "The heading of a block", 120);
                needed(&mut found, "blocks", body, "The text of a block", 10_000);
            }
            Block::Categories => {}
        }
    }
    let unknown =
        |sku: &String| Finding::warning("blocks", format!("{sku} is no part that visitors see: it is left out."));
    found.extend(known.unknown_skus.iter().map(unknown));
    found
}

impl HomeContent {
    /// The numbers of parts that it names.
    pub fn skus(&self) -> Vec<&str> {
        self.blocks
            .iter()
            .flat_map(|block| match block {
                Block::Lead { part, .. } => part.as_deref().into_iter().collect(),
                Block::Parts { skus, .. } => skus.iter().map(String::as_str).collect(),
                Block::Categories | Block::Facts { .. } | Block::Text { .. } => Vec::new(),
            })
            .collect()
    }
}

/// What a document lacks, for lists: nothing of it keeps anybody from publishing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Problem {
    /// A variant without a price.
    NoPrice,
    /// A variant without a mass.
    NoMass,
    /// A variant of which no drawing can be made.
    NoDrawing,
    /// A product without a summary.
    NoSummary,
    /// A product without a picture.
    NoPicture,
    /// A picture without a text.
    NoPictureText,
}

impl Problem {
    /// All of them, in the order of the list's filter.
    pub const ALL: [Self; 6] =
        [Self::NoPrice, Self::NoMass, Self::NoDrawing, Self::NoSummary, Self::NoPicture, Self::NoPictureText];

    /// The name in addresses and the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NoPrice => "no_price",
            Self::NoMass => "no_mass",
            Self::NoDrawing => "no_drawing",
            Self::NoSummary => "no_summary",
            Self::NoPicture => "no_picture",
            Self::NoPictureText => "no_picture_text",
        }
    }

    /// What people read.
    pub const fn title(self) -> &'static str {
        match self {
            Self::NoPrice => "No price",
            Self::NoMass => "No mass",
            Self::NoDrawing => "No drawing",
            Self::NoSummary => "No summary",
            Self::NoPicture => "No picture",
            Self::NoPictureText => "Picture without text",
        }
    }

    /// Reads the name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|problem| problem.name() == name)
    }
}

/// What a document lacks. `variants` are the codes of the variants of the product that prices belong to.
pub fn problems(content: &Content, variants: &BTreeSet<String>) -> Vec<Problem> {
    match content {
        Content::Product(product) => problems_of_product(product),
        Content::Prices(prices) if variants.iter().any(|code| !prices.ladders.contains_key(code)) => {
            vec![Problem::NoPrice]
        }
        Content::Prices(_) | Content::Category(_) | Content::Page(_) | Content::Home(_) => Vec::new(),
    }
}

fn problems_of_product(product: &ProductContent) -> Vec<Problem> {
    let is_part = product.kind == ProductKind::Part;
    let any = |lacks: &dyn Fn(&super::VariantContent) -> bool| product.variants.iter().any(lacks);
    let has_mass = |variant: &super::VariantContent| {
        ["mass", "loaded_mass"].iter().any(|code| variant.attributes.number(code).is_some())
    };
    let lacks_drawing = |variant: &super::VariantContent| {
        variant.thrust_curve.is_none() && Shape::from_attributes(&product.category, &variant.attributes).is_none()
    };
    let found = [
        (Problem::NoMass, is_part && any(&|variant| !has_mass(variant))),
        (Problem::NoDrawing, is_part && any(&lacks_drawing)),
        (Problem::NoSummary, product.summary.trim().is_empty()),
        (Problem::NoPicture, product.images.is_empty()),
        (Problem::NoPictureText, product.images.iter().any(|image| image.alt.trim().is_empty())),
    ];
    found.into_iter().filter(|(_, lacks)| *lacks).map(|(problem, _)| problem).collect()
}

/// Reads numbers of parts as an editor types them: divided by commas, spaces or new lines.
pub fn parse_skus(text: &str) -> Result<Vec<Sku>, crate::ids::InvalidSku> {
    text.split([',', ' ', '\n', '\r', '\t']).filter(|part| !part.is_empty()).map(Sku::parse).collect()
}
