//! What editors work on: documents, their revisions, what differs between two of them, how two are merged, and
//! what has to be right before one is published. A **document** is a product, the prices of a product, a
//! category, a content page or the home page; a **revision** is all of it at one moment and never changes; a
//! **draft** is a revision that visitors do not see yet. What must not live here: where revisions are kept, who
//! may publish, pages.

pub mod bulk;
mod checks;
mod content;
mod exact;
mod fields;
pub mod form;
mod merge;
mod release;
mod standard_home;
mod touched;

pub use checks::{Finding, Known, Problem, Severity, check, parse_skus, problems};
pub use content::{
    Block, CategoryContent, Content, Fact, HomeContent, ImageRef, PageContent, PricesContent, ProductContent,
    SchemaEntry, VariantContent,
};
pub use fields::{Field, FieldsError};
pub use merge::{Change, Conflict, Merge, Side, diff, merge};
pub use release::{ReleaseEvent, ReleaseState};
pub use touched::{Around, CATALOG_PAGES, TreeNode, touched_pages};

use std::fmt;

use serde::{Deserialize, Serialize};

/// What kind of thing a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A product with its variants; named by its slug.
    Product,
    /// The standard prices of a product's variants; named like the product.
    Prices,
    /// A category with the schema of its attributes; named by its code.
    Category,
    /// A content page; named by a code of its own.
    Page,
    /// The home page.
    Home,
}

impl Kind {
    /// All of them, in the order in which a release writes them: what others refer to comes first.
    pub const ALL: [Self; 5] = [Self::Category, Self::Product, Self::Prices, Self::Page, Self::Home];

    /// The name kept in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Product => "product",
            Self::Prices => "prices",
            Self::Category => "category",
            Self::Page => "page",
            Self::Home => "home",
        }
    }

    /// Reads the name kept in the database.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The name in addresses of the studio: `/studio/products/…`.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Product => "products",
            Self::Prices => "prices",
            Self::Category => "categories",
            Self::Page => "pages",
            Self::Home => "home",
        }
    }

    /// Reads the name in addresses.
    pub fn of_path(path: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.path() == path)
    }

    /// What people call one of them.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Product => "Product",
            Self::Prices => "Prices",
            Self::Category => "Category",
            Self::Page => "Page",
            Self::Home => "Home page",
        }
    }
}

/// Which document: its kind and the name that it keeps for good, whatever becomes of its addresses.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DocumentKey {
    /// What kind of thing it is.
    pub kind: Kind,
    /// 1 to 160 of `a–z 0–9 - . _ +`.
    pub name: String,
}

impl DocumentKey {
    /// Longest name; the column has the same width.
    pub const MAX_NAME: usize = 160;

    /// A document of ours.
    pub fn new(kind: Kind, name: impl Into<String>) -> Self {
        Self { kind, name: name.into() }
    }

    /// The home page: there is one.
    pub fn home() -> Self {
        Self::new(Kind::Home, "home")
    }

    /// Reads a key out of an address of the studio.
    pub fn parse(path: &str, name: &str) -> Option<Self> {
        let kind = Kind::of_path(path)?;
        let is_name = (1..=Self::MAX_NAME).contains(&name.len())
            && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-._+".contains(&b));
        is_name.then(|| Self::new(kind, name))
    }

    /// Its address in the studio.
    pub fn path(&self) -> String {
        format!("/studio/{}/{}", self.kind.path(), self.name)
    }
}

impl fmt::Display for DocumentKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.kind.name(), self.name)
    }
}
