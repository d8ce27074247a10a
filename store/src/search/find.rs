//! Answering a query from the index: words and category by tantivy, conditions, order and facets by
//! [`Gather`] in one pass.

use std::sync::Arc;

use domain::search::{Field, FieldKind, Query};
use tantivy::Searcher;
use tantivy::query::{AllQuery, BooleanQuery, Query as Clause};

use super::Correction;
use super::facets::{Facet, counted, facet, fields};
use super::gather::{Gather, Gathered, Tally};
use super::index::{Index, column, slug_and_label, value_term};
use super::matching::{holding, matching};
use super::narrowing::{column_of, conditions};
use super::ranking::Order;
use super::scope::{ScopeKey, ScopeValues};
use super::source::CategorySource;
use crate::Result;
use crate::catalog::Sort;

/// What is asked of the index.
#[derive(Debug, Clone)]
pub(super) struct Request {
    pub(super) query: Query,
    /// Slug of the category whose parts, and those below it, are looked at.
    pub(super) category: Option<String>,
    /// `part` or `service`, where only one of them will do.
    pub(super) kind: Option<&'static str>,
    pub(super) sort: Option<Sort>,
    /// How many ids to give from the beginning on.
    pub(super) wanted: usize,
    pub(super) facets: Facets,
}

/// Which facets are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Facets {
    /// None.
    Nothing,
    /// Category and maker.
    Outline,
    /// Whatever the result can be narrowed by.
    Everything,
}

/// What the index answers.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) ids: Vec<i64>,
    pub(super) total: u64,
    pub(super) facets: Vec<Facet>,
    pub(super) corrections: Vec<Correction>,
}

/// Answers a request from one state of the index.
pub(super) fn find(index: &Index, request: &Request) -> Result<Found> {
    let searcher = index.searcher();
    let mut clauses: Vec<Box<dyn Clause>> = Vec::new();
    let mut corrections = Vec::new();
    if let Some(kind) = request.kind {
        clauses.push(holding(index.fields.kind, kind));
    }
    if let Some(slug) = &request.category {
        let Some(category) = index.layout.category(slug) else { return Ok(Found::default()) };
        clauses.push(holding(index.fields.category_value, &value_term(&category.slug, &category.name)));
    }
    if !request.query.words.is_empty() {
        let matching = matching(index, &searcher, &request.query.words)?;
        let Some(query) = matching.query else { return Ok(Found::default()) };
        clauses.push(query);
        corrections = matching.corrections;
    }
    let scope: Box<dyn Clause> = match clauses.len() {
        0 => Box::new(AllQuery),
        1 => clauses.remove(0),
        _ => Box::new(BooleanQuery::intersection(clauses)),
    };
    let (gathered, fields) = gathered(index, &searcher, &*scope, request)?;
    let values = scope_values(index, &searcher, &*scope, request, &fields, &gathered)?;
    // One value is nothing to choose between, but worth a suggestion.
    let fewest = if request.facets == Facets::Outline { 1 } else { 2 };
    let facets = fields
        .into_iter()
        .zip(&*values)
        .zip(&gathered.tallies)
        .filter_map(|((field, values), tally)| facet(&index.layout, field, values, tally, &request.query, fewest))
        .collect();
    Ok(Found { ids: gathered.first, total: gathered.total, facets, corrections })
}

/// Gathers, and the fields whose values were counted: the attributes of the one category there is, if
/// there is one, between `category` and `maker`, `price`.
fn gathered(
    index: &Index,
    searcher: &Searcher,
    scope: &dyn Clause,
    request: &Request,
) -> Result<(Gathered, Vec<Field>)> {
    let layout = &index.layout;
    let page = request.category.as_deref().and_then(|slug| layout.category(slug));
    let with_category = page.is_none_or(|page| layout.has_children(page));
    let chosen = request.query.choices.get("category").filter(|chosen| with_category && chosen.len() == 1);
    let one = chosen.and_then(|chosen| layout.category(chosen.first()?)).or(page);
    let attributes = |category: &'_ CategorySource| fields(index, category.attributes.iter().map(String::as_str));
    let before = fields(index, with_category.then_some("category"));
    let mut all = before.clone();
    match request.facets {
        Facets::Nothing => return Ok((pass(index, searcher, scope, request, &[], request.wanted)?, Vec::new())),
        Facets::Outline => all.extend(fields(index, ["maker"])),
        Facets::Everything => {
            all.extend(one.map(attributes).unwrap_or_default());
            all.extend(fields(index, ["maker", "price"]));
        }
    }
    let mut gathered = pass(index, searcher, scope, request, &all, request.wanted)?;
    // Results that turn out to be of one category are narrowed by its attributes as well.
    if request.facets == Facets::Everything
        && one.is_none()
        && let Some(only) = only_category(index, &all, &gathered)
    {
        let more = attributes(only);
        let also = pass(index, searcher, scope, request, &more, 0)?;
        gathered.tallies.splice(before.len()..before.len(), also.tallies);
        all.splice(before.len()..before.len(), more);
    }
    Ok((gathered, all))
}

/// The values that the fields have in the scope, conditions left aside.
fn scope_values(
    index: &Index,
    searcher: &Searcher,
    scope: &dyn Clause,
    request: &Request,
    fields: &[Field],
    gathered: &Gathered,
) -> Result<Arc<Vec<ScopeValues>>> {
    let of = |gathered: &Gathered| Arc::new(gathered.tallies.iter().map(ScopeValues::of).collect());
    let Query { words, ranges, choices, in_stock } = &request.query;
    if ranges.is_empty() && choices.is_empty() && !in_stock {
        return Ok(of(gathered));
    }
    let key = ScopeKey {
        generation: searcher.generation().generation_id(),
        category: request.category.clone(),
        fields: fields.iter().map(|field| field.code.clone()).collect(),
    };
    let is_kept = words.is_empty() && request.kind.is_none();
    if let Some(known) = is_kept.then(|| index.scopes.get(&key)).flatten() {
        return Ok(known);
    }
    let everything = Request { query: Query::default(), ..request.clone() };
    let values = of(&pass(index, searcher, scope, &everything, fields, 0)?);
    if is_kept {
        index.scopes.keep(key, Arc::clone(&values));
    }
    Ok(values)
}

fn pass(
    index: &Index,
    searcher: &Searcher,
    scope: &dyn Clause,
    request: &Request,
    fields: &[Field],
    wanted: usize,
) -> Result<Gathered> {
    let gather = Gather {
        conditions: conditions(&index.layout, &index.vocabulary, &request.query),
        facets: fields.iter().filter_map(|field| counted(&index.layout, field)).collect(),
        order: if wanted > 0 { order(index, request) } else { Order::Nothing },
        wanted,
    };
    Ok(searcher.search(scope, &gather)?)
}

/// The one category all results are of.
fn only_category<'a>(index: &'a Index, fields: &[Field], gathered: &Gathered) -> Option<&'a CategorySource> {
    let place = fields.iter().position(|field| field.code == "category")?;
    let Tally::Words(words) = gathered.tallies.get(place)? else { return None };
    let mut leaves = words
        .keys()
        .filter_map(|term| index.layout.category(slug_and_label(term).0))
        .filter(|category| !index.layout.has_children(category));
    let only = leaves.next()?;
    leaves.next().is_none().then_some(only)
}

/// The order asked for; without one the best match first, or in a category its first column.
fn order(index: &Index, request: &Request) -> Order {
    let asked = request.sort.as_ref().and_then(|sort| order_by(index, &sort.by, sort.descending));
    if let Some(order) = asked {
        return order;
    }
    if !request.query.words.is_empty() {
        return Order::Relevance;
    }
    let Some(category) = request.category.as_deref().and_then(|slug| index.layout.category(slug)) else {
        return Order::Relevance;
    };
    let first_column = category.attributes.first().map_or("sku", String::as_str);
    order_by(index, first_column, false).unwrap_or(Order::Relevance)
}

/// The order by a field; none when nothing is called so.
fn order_by(index: &Index, by: &str, descending: bool) -> Option<Order> {
    if by == "sku" {
        return Some(Order::Words { column: column::SKU.to_owned(), descending });
    }
    let field = index.vocabulary.by_code(by)?;
    let column = column_of(&index.layout, field)?;
    Some(match field.kind {
        FieldKind::Choice => Order::Words { column, descending },
        FieldKind::Quantity(_) | FieldKind::Price => Order::Figures { column, descending },
    })
}
