//! Facets: what a result can be narrowed by further, with counts.

use std::collections::{BTreeMap, BTreeSet};

use domain::search::{Field, FieldKind, Query};

use super::gather::{Counted, Holds, Tally};
use super::histogram::{Histogram, histogram};
use super::index::{Index, slug_and_label};
use super::narrowing::{bounds, column_of};
use super::scope::ScopeValues;
use super::source::Layout;

/// Most values of a facet that are listed, chosen ones not counted.
const MOST_VALUES: usize = 40;

/// A field to narrow by.
#[derive(Debug, Clone, PartialEq)]
pub struct Facet {
    /// The field.
    pub field: Field,
    /// Its values.
    pub counts: FacetCounts,
}

/// The values of a facet, each counted as if nothing were chosen in this facet and everything else
/// as asked.
#[derive(Debug, Clone, PartialEq)]
pub enum FacetCounts {
    /// Words: the most frequent of the scope first, chosen ones always among them.
    Values(Vec<ValueCount>),
    /// Figures.
    Histogram(Histogram),
}

/// A value of a facet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueCount {
    /// As it is chosen, see [`domain::search::slug`].
    pub value: String,
    /// As people read it.
    pub label: String,
    /// Parts that hold it and meet the rest of the query; may be none.
    pub count: u64,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// The fields of these codes that can be narrowed by.
pub(super) fn fields<'a>(index: &Index, codes: impl IntoIterator<Item = &'a str>) -> Vec<Field> {
    codes
        .into_iter()
        .filter_map(|code| index.vocabulary.by_code(code))
        .filter(|field| column_of(&index.layout, field).is_some())
        .cloned()
        .collect()
}

/// The column to be counted for a field; none for an attribute that is not in the layout.
pub(super) fn counted(layout: &Layout, field: &Field) -> Option<Counted> {
    let holds = if field.kind == FieldKind::Choice { Holds::Words } else { Holds::Figures };
    Some(Counted { column: column_of(layout, field)?, holds, field: field.code.clone() })
}

/// A facet out of the values of the scope and what was counted of them; none when the scope has fewer
/// values and none is chosen.
pub(super) fn facet(
    layout: &Layout,
    field: Field,
    scope: &ScopeValues,
    tally: &Tally,
    query: &Query,
    fewest: usize,
) -> Option<Facet> {
    let counts = match (scope, tally) {
        (ScopeValues::Figures(spread), Tally::Figures(counted)) => {
            let range = query.ranges.get(&field.code);
            let chosen = range.and_then(|range| bounds(field.kind, range));
            let histogram = histogram((*spread)?, counted, chosen);
            if histogram.least >= histogram.greatest && fewest > 1 && range.is_none() {
                return None;
            }
            FacetCounts::Histogram(histogram)
        }
        (ScopeValues::Words(words), Tally::Words(counted)) => {
            let nothing = BTreeSet::new();
            let chosen = query.choices.get(&field.code).unwrap_or(&nothing);
            let count = |term: &String| counted.get(term).copied().unwrap_or_default();
            let mut words: BTreeMap<String, (u64, u64)> =
                words.iter().map(|(term, in_scope)| (term.clone(), (*in_scope, count(term)))).collect();
            if field.code == "category" {
                only_leaves(layout, &mut words, chosen);
            }
            if words.len() < fewest && chosen.is_empty() {
                return None;
            }
            FacetCounts::Values(values(words, chosen))
        }
        // A column holds one or the other.
        _ => return None,
    };
    Some(Facet { field, counts })
}

/// Of the categories only those without others below: what stands above others is their sum.
fn only_leaves(layout: &Layout, words: &mut BTreeMap<String, (u64, u64)>, chosen: &BTreeSet<String>) {
    words.retain(|term, _| {
        let slug = slug_and_label(term).0;
        chosen.contains(slug) || layout.category(slug).is_none_or(|category| !layout.has_children(category))
    });
}

fn values(words: BTreeMap<String, (u64, u64)>, chosen: &BTreeSet<String>) -> Vec<ValueCount> {
    // Spellings that differ in punctuation or case are one value, read as the first of them.
    let mut by_slug: BTreeMap<String, (String, u64, u64)> = BTreeMap::new();
    for (term, (in_scope, counted)) in words {
        let (slug, label) = slug_and_label(&term);
        let value = by_slug.entry(slug.to_owned()).or_insert_with(|| (label.to_owned(), 0, 0));
        value.1 += in_scope;
        value.2 += counted;
    }
    // What was chosen and is nowhere in the scope is shown all the same, so that it can be let go.
    for slug in chosen {
        by_slug.entry(slug.clone()).or_insert_with(|| (slug.clone(), 0, 0));
    }
    let mut values: Vec<(u64, ValueCount)> = by_slug
        .into_iter()
        .map(|(value, (label, in_scope, count))| {
            let chosen = chosen.contains(&value);
            (in_scope, ValueCount { value, label, count, chosen })
        })
        .collect();
    values.sort_by(|(a_scope, a), (b_scope, b)| {
        b.count.cmp(&a.count).then(b_scope.cmp(a_scope)).then_with(|| a.label.cmp(&b.label))
    });
    let mut others = 0;
    values.retain(|(_, value)| {
        others += usize::from(!value.chosen);
        value.chosen || others <= MOST_VALUES
    });
    values.into_iter().map(|(_, value)| value).collect()
}
