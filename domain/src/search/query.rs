//! A query as it is understood.

use std::collections::{BTreeMap, BTreeSet};

use crate::units::Quantity;

/// One end of a range.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limit {
    /// As the customer wrote it; prices are plain numbers of euros.
    pub quantity: Quantity,
    /// Whether the figure itself is within.
    pub inclusive: bool,
}

/// Bounds of a figure; at least one end is given.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Range {
    /// Smallest.
    pub from: Option<Limit>,
    /// Largest.
    pub to: Option<Limit>,
}

/// What is asked for. Fields are named by their code: an attribute's, or `category`, `maker`, `price`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Query {
    /// Words and part numbers, one space between them.
    pub words: String,
    /// Bounds by field.
    pub ranges: BTreeMap<String, Range>,
    /// Accepted values by field, as [`super::slug`]s; any of them will do.
    pub choices: BTreeMap<String, BTreeSet<String>>,
    /// Only what can be sent today.
    pub in_stock: bool,
}

impl Query {
    /// Whether everything matches.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
