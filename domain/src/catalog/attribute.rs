//! Attributes: the typed facts of the spec table, each with where it comes from.

use serde::{Deserialize, Serialize};

use crate::units::{Quantity, QuantityKind, Unit};

/// The definition of an attribute, as a row of the `attributes` table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attribute {
    /// Stable name in code, tables and URLs: `outer_diameter`.
    pub code: &'static str,
    /// What people read: “Outer diameter”.
    pub name: &'static str,
    /// What a narrow column head says: “Outer ⌀”.
    pub short_name: &'static str,
    /// What it measures.
    pub kind: QuantityKind,
    /// One sentence for editors and for the spec table's help.
    pub help: &'static str,
}

/// How a value came to be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Provenance {
    /// The maker says so.
    Stated,
    /// Calculated from other values.
    Computed,
    /// Measured by us.
    Measured,
}

impl Provenance {
    /// The name kept in the database and shown in the spec table.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Stated => "stated",
            Self::Computed => "computed",
            Self::Measured => "measured",
        }
    }

    /// Reads the name kept in the database.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Stated, Self::Computed, Self::Measured].into_iter().find(|p| p.name() == name)
    }
}

/// A value: a number in SI units (see [`QuantityKind`]) or a text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttributeValue {
    /// SI figure.
    Number(f64),
    /// A word, such as a material.
    Text(String),
}

/// What the source said, before conversion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Original {
    /// The figure as written: `2.260`.
    pub value: String,
    /// The unit as written: `in`.
    pub unit: String,
}

/// One fact about one variant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AttributeEntry {
    /// Which attribute: its code in [`crate::catalog::schema`].
    pub code: String,
    /// The value.
    pub value: AttributeValue,
    /// How it is known.
    pub provenance: Provenance,
    /// As the maker wrote it, when that is not how we would.
    pub original: Option<Original>,
}

/// The facts about one variant, at most one per attribute, in the order they were added.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct AttributeSet(Vec<AttributeEntry>);

impl AttributeSet {
    /// No facts.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Adds a fact, replacing an earlier one of the same attribute.
    pub fn insert(&mut self, entry: AttributeEntry) {
        match self.0.iter_mut().find(|known| known.code == entry.code) {
            Some(known) => *known = entry,
            None => self.0.push(entry),
        }
    }

    /// Adds a quantity the maker states, keeping the original figure and unit.
    pub fn state(&mut self, code: &str, quantity: Quantity) {
        let original = (quantity.unit.si_factor() - 1.0).abs() > f64::EPSILON;
        self.insert(AttributeEntry {
            code: code.to_owned(),
            value: AttributeValue::Number(quantity.si()),
            provenance: Provenance::Stated,
            original: original
                .then(|| Original { value: quantity.value.to_string(), unit: quantity.unit.symbol().to_owned() }),
        });
    }

    /// Adds an SI figure calculated from other facts.
    pub fn compute(&mut self, code: &str, si: f64) {
        self.insert(AttributeEntry {
            code: code.to_owned(),
            value: AttributeValue::Number(si),
            provenance: Provenance::Computed,
            original: None,
        });
    }

    /// Adds a word the maker states.
    pub fn state_text(&mut self, code: &str, text: impl Into<String>) {
        self.insert(AttributeEntry {
            code: code.to_owned(),
            value: AttributeValue::Text(text.into()),
            provenance: Provenance::Stated,
            original: None,
        });
    }

    /// The fact about an attribute.
    pub fn get(&self, code: &str) -> Option<&AttributeEntry> {
        self.0.iter().find(|entry| entry.code == code)
    }

    /// The SI figure of an attribute.
    pub fn number(&self, code: &str) -> Option<f64> {
        match self.get(code)?.value {
            AttributeValue::Number(si) => Some(si),
            AttributeValue::Text(_) => None,
        }
    }

    /// The word of an attribute.
    pub fn text(&self, code: &str) -> Option<&str> {
        match &self.get(code)?.value {
            AttributeValue::Text(text) => Some(text),
            AttributeValue::Number(_) => None,
        }
    }

    /// All facts, in order.
    pub fn iter(&self) -> impl Iterator<Item = &AttributeEntry> {
        self.0.iter()
    }

    /// How many facts are known.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<AttributeEntry> for AttributeSet {
    fn from_iter<I: IntoIterator<Item = AttributeEntry>>(entries: I) -> Self {
        let mut set = Self::new();
        set.extend(entries);
        set
    }
}

impl Extend<AttributeEntry> for AttributeSet {
    fn extend<I: IntoIterator<Item = AttributeEntry>>(&mut self, entries: I) {
        for entry in entries {
            self.insert(entry);
        }
    }
}

/// A quantity as an attribute value in the maker's unit; shorthand for building drafts.
pub const fn mm(value: f64) -> Quantity {
    Quantity::new(value, Unit::Millimetre)
}

/// Grams, likewise.
pub const fn g(value: f64) -> Quantity {
    Quantity::new(value, Unit::Gram)
}
