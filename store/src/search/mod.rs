//! Finding parts: an index of the catalog in the memory of each process that searches, made from MySQL
//! and kept current by catalog events. The index knows which parts and in which order; prices and
//! stock on pages are read from MySQL. What must not live here: how a query is read from an address
//! or a search field, that is `domain::search`.
//!
//! `source` reads MySQL, `words` takes texts apart, `index` writes documents, `follow` keeps them
//! current. A query goes through `matching` (words), `narrowing` (conditions), `gather` (one pass),
//! `ranking` (order) and `facets` with `scope` and `histogram` (counts); `find` puts them together.
//! `candidates` answers other slices with figures instead of pages.

mod candidates;
mod facets;
mod find;
mod follow;
mod gather;
mod histogram;
mod index;
mod matching;
mod narrowing;
mod ranking;
mod scope;
mod source;
mod suggest;
mod words;

use std::sync::Arc;

use arc_swap::{ArcSwap, ArcSwapOption};
use domain::catalog::schema::ATTRIBUTES;
use domain::search::{Query, Vocabulary};

pub(crate) use candidates::{Candidate, Wanted};
pub use facets::{Facet, FacetCounts, ValueCount};
pub use follow::IndexEvent;
pub use histogram::{Bar, Histogram};
pub use suggest::{Suggested, SuggestedValue};

use crate::catalog::{PartRow, Sort};
use crate::{Error, Result, Store};
use find::{Facets, Found, Request, find};
use follow::blocking;
use index::Index;

/// A word that nothing holds, and what it was read as instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// As typed.
    pub typed: String,
    /// The nearest word there is.
    pub read_as: String,
}

/// One page of what a query finds, and how to narrow it.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The page's rows, prices and stock as they are now.
    pub rows: Vec<PartRow>,
    /// How many there are on all pages.
    pub total: u64,
    /// Fields to narrow by, in the order they are shown.
    pub facets: Vec<Facet>,
    /// What had to be read differently for anything to be found.
    pub corrections: Vec<Correction>,
}

/// The index of this process, once it is built.
pub(crate) struct Engine {
    current: ArcSwapOption<Index>,
    vocabulary: ArcSwap<Vocabulary>,
}

impl Default for Engine {
    fn default() -> Self {
        let built_in = ATTRIBUTES.iter().map(|attribute| (attribute.code, attribute.name, attribute.kind));
        Self { current: ArcSwapOption::empty(), vocabulary: ArcSwap::from_pointee(Vocabulary::new(built_in)) }
    }
}

impl Store {
    /// The fields a query may speak of: the attributes as of the last build, the built-in ones before.
    pub fn vocabulary(&self) -> Arc<Vocabulary> {
        self.search.vocabulary.load_full()
    }

    /// One page of the parts a query finds, in the category of this slug and those below it. Words
    /// without anything to look for find nothing. Without `sort` the best match comes first, or without
    /// words the smallest of the category's first column; what lacks the sorted value comes last.
    ///
    /// [`Error::SearchNotReady`] until the index is built.
    #[tracing::instrument(name = "search.find_parts", skip(self))]
    pub async fn find_parts(
        &self,
        query: &Query,
        category: Option<&str>,
        sort: Option<&Sort>,
        limit: u32,
        offset: u32,
    ) -> Result<Finding> {
        let request = Request {
            query: query.clone(),
            category: category.map(str::to_owned),
            kind: None,
            sort: sort.cloned(),
            wanted: (offset as usize).saturating_add(limit as usize),
            facets: Facets::Everything,
        };
        let Found { ids, total, facets, corrections } = self.ask_index(move |index| find(index, &request)).await?;
        let page = ids.get(offset as usize..).unwrap_or_default();
        Ok(Finding { rows: self.part_rows(page).await?, total, facets, corrections })
    }

    async fn ask_index<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Index) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let index = self.search.current.load_full().ok_or(Error::SearchNotReady)?;
        blocking(move || question(&index)).await
    }
}
