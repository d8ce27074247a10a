//! A part as a source describes it, before the shop takes it into its catalog.

use serde::{Deserialize, Serialize};

use super::{AttributeSet, ThrustCurve};
use crate::ids::Sku;

/// Whether a product is a thing or work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProductKind {
    /// Has stock and is shipped.
    Part,
    /// Has a lead time instead: test-stand time, machining, integration, review.
    Service,
}

impl ProductKind {
    /// The name kept in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Part => "part",
            Self::Service => "service",
        }
    }

    /// Reads the name kept in the database.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Part, Self::Service].into_iter().find(|k| k.name() == name)
    }
}

/// How a part may travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HazardClass {
    /// Ordinary goods.
    #[default]
    None,
    /// Flammable solid, UN 4.1: motors and igniters carried under a limited quantity rule.
    FlammableSolid,
    /// Explosive article, UN 1.4C/1.4S: rocket motors with more than 30 g of propellant.
    Explosive,
}

impl HazardClass {
    /// The name kept in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::FlammableSolid => "flammable_solid",
            Self::Explosive => "explosive",
        }
    }

    /// Reads the name kept in the database.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::None, Self::FlammableSolid, Self::Explosive].into_iter().find(|h| h.name() == name)
    }
}

/// Who makes a part.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Maker {
    /// Two to five capital letters that open the SKUs of their parts: `EST`. Ours is `RP`.
    pub code: String,
    /// The name as the maker writes it.
    pub name: String,
}

impl Maker {
    /// The shop's own line.
    pub fn own() -> Self {
        Self { code: "RP".to_owned(), name: "Rocket Parts Co.".to_owned() }
    }
}

/// Everything a source says about one variant and the product it belongs to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PartDraft {
    /// Our number.
    pub sku: Sku,
    /// Who makes it.
    pub maker: Maker,
    /// The maker's part number.
    pub mpn: String,
    /// Slug of the category, one of [`super::schema::CATEGORIES`].
    pub category: String,
    /// Slug of the product; drafts with the same slug are variants of one product.
    pub product_slug: String,
    /// What the product is called: “Airframe tube 54, phenolic”.
    pub product_name: String,
    /// What tells this variant from its siblings: “600 mm”. Empty when it is the only one.
    pub option_value: String,
    /// Part or service.
    pub kind: ProductKind,
    /// One line under the heading.
    pub summary: String,
    /// Plain-text paragraphs separated by blank lines.
    pub description: String,
    /// How it may travel.
    pub hazard_class: HazardClass,
    /// Working days until it is ready, for services and for parts made to order.
    pub lead_time_days: Option<u16>,
    /// The facts.
    pub attributes: AttributeSet,
    /// Thrust over time, for motors.
    pub thrust_curve: Option<ThrustCurve>,
}

impl PartDraft {
    /// The variant's full name: product and what tells it apart.
    pub fn name(&self) -> String {
        if self.option_value.is_empty() {
            self.product_name.clone()
        } else {
            format!("{}, {}", self.product_name, self.option_value)
        }
    }
}
