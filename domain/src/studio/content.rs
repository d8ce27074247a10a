//! What each kind of document holds.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Kind, exact};
pub use crate::catalog::asset::ImageRef;
use crate::catalog::{
    AttributeEntry, AttributeSet, AttributeValue, HazardClass, Maker, Original, ProductKind, Provenance, ThrustCurve,
};
use crate::ids::Sku;
use crate::pricing::PriceLadder;

/// All of a document at one moment.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// A product.
    Product(ProductContent),
    /// The prices of a product's variants.
    Prices(PricesContent),
    /// A category.
    Category(CategoryContent),
    /// A content page.
    Page(PageContent),
    /// The home page.
    Home(HomeContent),
}

/// What a product's page says, and what can be bought there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProductContent {
    /// Code of its category.
    pub category: String,
    /// Who makes it.
    pub maker: Maker,
    /// Part or service.
    pub kind: ProductKind,
    /// What it is called, without what tells its variants apart; at most 200 characters.
    pub name: String,
    /// One line, at most 500 characters.
    pub summary: String,
    /// Markdown, at most 16,000 characters.
    pub description: String,
    /// How it may travel.
    pub hazard_class: HazardClass,
    /// Working days until it is ready.
    pub lead_time_days: Option<u16>,
    /// What can be bought, in the order in which it is offered; at least one to be published.
    pub variants: Vec<VariantContent>,
    /// Its pictures, in order.
    pub images: Vec<ImageRef>,
}

/// The buyable thing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VariantContent {
    /// What drafts call it, for good: its first SKU. No two variants of the shop have the same.
    pub code: String,
    /// Our number.
    pub sku: Sku,
    /// The maker's number; at most 80 characters.
    pub mpn: String,
    /// What tells it from its siblings; at most 80 characters.
    pub option_value: String,
    /// What is known about it, in order of code.
    #[serde(with = "exact::facts")]
    pub attributes: AttributeSet,
    /// Thrust over time, for motors.
    #[serde(with = "exact::curve")]
    pub thrust_curve: Option<ThrustCurve>,
}

/// A fact as a revision keeps it: like [`AttributeEntry`] without its code, the figure as text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    /// The SI figure, shortest form that reads back the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// The word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// How it is known.
    pub provenance: Provenance,
    /// As the maker wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original: Option<Original>,
}

impl Fact {
    /// What a revision keeps of an entry.
    pub fn of(entry: &AttributeEntry) -> Self {
        let (number, text) = match &entry.value {
            AttributeValue::Number(number) => (Some(number.to_string()), None),
            AttributeValue::Text(text) => (None, Some(text.clone())),
        };
        Self { number, text, provenance: entry.provenance, original: entry.original.clone() }
    }

    /// The entry it was kept of.
    pub fn entry(self, code: String) -> Result<AttributeEntry, &'static str> {
        let value = match (self.number, self.text) {
            (Some(number), None) => match number.parse::<f64>() {
                Ok(number) if number.is_finite() => AttributeValue::Number(number),
                _ => return Err("a fact is no figure"),
            },
            (None, Some(text)) => AttributeValue::Text(text),
            _ => return Err("a fact is one figure or one word"),
        };
        Ok(AttributeEntry { code, value, provenance: self.provenance, original: self.original })
    }
}

/// What the variants of a product cost everyone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PricesContent {
    /// By the code of the variant; one without a ladder is “on request”.
    pub ladders: BTreeMap<String, PriceLadder>,
}

/// A node of the navigation tree and the schema of its parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategoryContent {
    /// Name in addresses.
    pub slug: String,
    /// Name, at most 80 characters.
    pub name: String,
    /// What it is about, at most 500 characters.
    pub summary: String,
    /// Code of the category above.
    pub parent: Option<String>,
    /// Place among its siblings.
    pub position: u32,
    /// Which attributes its parts have, in the order of the spec table.
    pub attributes: Vec<SchemaEntry>,
}

/// An attribute in the schema of a category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchemaEntry {
    /// Code of the attribute.
    pub code: String,
    /// Whether it is a column of the category's table.
    pub is_column: bool,
}

/// A page of text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageContent {
    /// Name in addresses: `/pages/…`.
    pub slug: String,
    /// Its heading, at most 120 characters.
    pub title: String,
    /// One or two sentences, for lists and search engines; at most 500 characters.
    pub summary: String,
    /// Markdown, at most 60,000 characters.
    pub body: String,
}

/// The home page, from top to bottom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HomeContent {
    /// What stands on it.
    pub blocks: Vec<Block>,
}

/// A part of the home page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "block", rename_all = "snake_case")]
pub enum Block {
    /// The heading of the page, with searches to try and a part drawn beside it.
    Lead {
        /// The heading.
        title: String,
        /// What the shop claims. `{parts}` stands for how many parts there are.
        claim: String,
        /// Searches to try.
        tries: Vec<String>,
        /// SKU of the part that is drawn.
        part: Option<String>,
    },
    /// The navigation tree.
    Categories,
    /// Short texts side by side.
    Facts {
        /// Heading.
        title: String,
        /// Heading and text of each.
        items: Vec<(String, String)>,
    },
    /// A few parts.
    Parts {
        /// Heading.
        title: String,
        /// Their numbers.
        skus: Vec<String>,
    },
    /// Text.
    Text {
        /// Heading.
        title: String,
        /// Markdown.
        body: String,
    },
}

impl Content {
    /// What kind of document it is of.
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Product(_) => Kind::Product,
            Self::Prices(_) => Kind::Prices,
            Self::Category(_) => Kind::Category,
            Self::Page(_) => Kind::Page,
            Self::Home(_) => Kind::Home,
        }
    }

    /// The document as a revision keeps it.
    pub fn to_json(&self) -> String {
        let json = match self {
            Self::Product(content) => serde_json::to_string(content),
            Self::Prices(content) => serde_json::to_string(content),
            Self::Category(content) => serde_json::to_string(content),
            Self::Page(content) => serde_json::to_string(content),
            Self::Home(content) => serde_json::to_string(content),
        };
        // Maps have texts for keys and figures are texts: there is nothing JSON cannot hold.
        json.unwrap_or_default()
    }

    /// Reads what a revision keeps.
    pub fn from_json(kind: Kind, json: &str) -> Result<Self, serde_json::Error> {
        Ok(match kind {
            Kind::Product => Self::Product(serde_json::from_str(json)?),
            Kind::Prices => Self::Prices(serde_json::from_str(json)?),
            Kind::Category => Self::Category(serde_json::from_str(json)?),
            Kind::Page => Self::Page(serde_json::from_str(json)?),
            Kind::Home => Self::Home(serde_json::from_str(json)?),
        })
    }

    /// What lists call it. `name` is that of the document, for those without words of their own.
    pub fn title(&self, name: &str) -> String {
        let title = match self {
            Self::Product(content) => content.name.as_str(),
            Self::Category(content) => content.name.as_str(),
            Self::Page(content) => content.title.as_str(),
            Self::Prices(_) => name,
            Self::Home(_) => "Home page",
        };
        if title.trim().is_empty() { name.to_owned() } else { title.chars().take(200).collect() }
    }

    /// The public address of the page that shows it best.
    pub fn page(&self) -> Option<String> {
        match self {
            Self::Product(content) => content.variants.first().map(|variant| format!("/parts/{}", variant.sku)),
            Self::Category(content) => Some(format!("/categories/{}", content.slug)),
            Self::Page(content) => Some(format!("/pages/{}", content.slug)),
            Self::Home(_) => Some("/".to_owned()),
            // Their product knows.
            Self::Prices(_) => None,
        }
    }
}

impl ProductContent {
    /// A variant by its code.
    pub fn variant(&self, code: &str) -> Option<&VariantContent> {
        self.variants.iter().find(|variant| variant.code == code)
    }

    /// The full name of a variant: product and what tells it apart.
    pub fn name_of(&self, variant: &VariantContent) -> String {
        if variant.option_value.is_empty() {
            self.name.clone()
        } else {
            format!("{}, {}", self.name, variant.option_value)
        }
    }
}
