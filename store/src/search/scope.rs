//! The values that facets have in a scope, whatever else is asked: what matches the words and the
//! category of a query. They decide which values are listed and where bars begin; of a category they
//! are kept until the index changes.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use super::gather::Tally;
use super::histogram::Spread;

/// The values of one facet.
#[derive(Debug)]
pub(super) enum ScopeValues {
    /// None without figures.
    Figures(Option<Spread>),
    /// How many documents hold each value term.
    Words(BTreeMap<String, u64>),
}

impl ScopeValues {
    /// What was gathered without any condition.
    pub(super) fn of(tally: &Tally) -> Self {
        match tally {
            Tally::Figures(figures) => Self::Figures(Spread::of(figures)),
            Tally::Words(words) => Self::Words(words.clone()),
        }
    }
}

/// The scope of a category's page (or of the whole catalog), and whose values are looked at.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct ScopeKey {
    /// Which state of the index.
    pub(super) generation: u64,
    /// Slug of the category.
    pub(super) category: Option<String>,
    /// Codes of the fields.
    pub(super) fields: Vec<String>,
}

/// Scopes of one index. There are at most as many as pairs of categories.
#[derive(Debug, Default)]
pub(super) struct Scopes(Mutex<HashMap<ScopeKey, Arc<Vec<ScopeValues>>>>);

impl Scopes {
    /// The values of a scope, if they are known.
    pub(super) fn get(&self, key: &ScopeKey) -> Option<Arc<Vec<ScopeValues>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }

    /// Keeps the values of a scope, and of earlier states of the index none.
    pub(super) fn keep(&self, key: ScopeKey, values: Arc<Vec<ScopeValues>>) {
        let mut scopes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        scopes.retain(|known, _| known.generation >= key.generation);
        scopes.insert(key, values);
    }
}
