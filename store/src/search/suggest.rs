//! Suggestions for a query that is still being typed.

use domain::search::Query;

use super::facets::FacetCounts;
use super::find::{Facets, Found, Request, find};
use super::index::Index;
use super::words::Words;
use crate::catalog::PartRow;
use crate::{Result, Store};

const MOST_PARTS: usize = 6;
const MOST_SERVICES: usize = 3;
const MOST_CATEGORIES: usize = 4;
const MOST_MAKERS: usize = 3;

/// A category or a maker that is offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuggestedValue {
    /// As it is chosen in a query, and for a category its name in URLs.
    pub slug: String,
    /// As people read it.
    pub name: String,
    /// Parts of it that match what was typed.
    pub count: u64,
}

/// What is offered for a half-typed query, best first in each group.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Suggested {
    /// Parts, at most six.
    pub parts: Vec<PartRow>,
    /// Services, at most three.
    pub services: Vec<PartRow>,
    /// Categories that are called so, then those that hold most of what matches; at most four.
    pub categories: Vec<SuggestedValue>,
    /// Makers that are called so, at most three.
    pub makers: Vec<SuggestedValue>,
}

/// What the index offers: ids of parts and of services, categories and makers.
type Offered = (Vec<i64>, Vec<i64>, Vec<SuggestedValue>, Vec<SuggestedValue>);

impl Store {
    /// Suggestions for a half-typed query: the last word is the beginning of one, part numbers may be
    /// in any punctuation. Nothing for a text without a word.
    #[tracing::instrument(name = "search.suggest", skip(self))]
    pub async fn suggest(&self, text: &str) -> Result<Suggested> {
        if text.trim().is_empty() {
            return Ok(Suggested::default());
        }
        let text = text.to_owned();
        let (parts, services, categories, makers) = self.ask_index(move |index| offered(index, &text)).await?;
        Ok(Suggested {
            parts: self.part_rows(&parts).await?,
            services: self.part_rows(&services).await?,
            categories,
            makers,
        })
    }
}

fn offered(index: &Index, text: &str) -> Result<Offered> {
    let ask = |kind, wanted, facets| {
        let query = Query { words: text.to_owned(), ..Query::default() };
        find(index, &Request { query, category: None, kind, sort: None, wanted, facets })
    };
    let all = ask(None, 0, Facets::Outline)?;
    if all.total == 0 {
        return Ok(Offered::default());
    }
    let parts = ask(Some("part"), MOST_PARTS, Facets::Nothing)?;
    let services = ask(Some("service"), MOST_SERVICES, Facets::Nothing)?;
    let mut words = Words::default();
    let mut categories = values(&all, "category");
    // The sort is stable: within each group the most frequent stay first.
    categories.sort_by_key(|category| !is_called(&mut words, &category.name, text));
    categories.truncate(MOST_CATEGORIES);
    let mut makers = values(&all, "maker");
    makers.retain(|maker| is_called(&mut words, &maker.name, text));
    makers.truncate(MOST_MAKERS);
    Ok((parts.ids, services.ids, categories, makers))
}

/// The values of a facet that something matches.
fn values(found: &Found, code: &str) -> Vec<SuggestedValue> {
    found
        .facets
        .iter()
        .filter(|facet| facet.field.code == code)
        .filter_map(|facet| match &facet.counts {
            FacetCounts::Values(values) => Some(values),
            FacetCounts::Histogram(_) => None,
        })
        .flatten()
        .filter(|value| value.count > 0)
        .map(|value| SuggestedValue { slug: value.value.clone(), name: value.label.clone(), count: value.count })
        .collect()
}

/// Whether every word typed begins a word of the name.
fn is_called(words: &mut Words, name: &str, typed: &str) -> bool {
    let name = words.split(name);
    words.of_query(typed).iter().all(|typed| {
        name.iter().any(|word| {
            word.whole.starts_with(&typed.whole) || word.parts.iter().any(|part| part.starts_with(&typed.whole))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_met_by_the_beginnings_of_their_words() {
        let mut words = Words::default();
        assert!(is_called(&mut words, "Nose cones", "no"));
        assert!(is_called(&mut words, "Nose cones", "cones nose"));
        assert!(is_called(&mut words, "Rocket Parts Co.", "rocket p"));
        assert!(!is_called(&mut words, "Nose cones", "nose 54"));
        assert!(!is_called(&mut words, "Nose cones", "one"));
    }
}
