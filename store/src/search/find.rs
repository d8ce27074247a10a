//! Answering a query from the index: words and category by tantivy, conditions, order and facets by
//! [`Gather`] in one pass.

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
    // One value is nothing to choose between, but worth a suggestion.
    let fewest = if request.facets == Facets::Outline { 1 } else { 2 };
    let facets = fields
        .into_iter()
        .zip(gathered.tallies)
        .filter_map(|(field, tally)| facet(&index.layout, field, tally, &request.query, fewest))
        .collect();
    Ok(Found { ids: gathered.first, total: gathered.total, facets, corrections })
}

/// Gathers, and the fields whose values were counted.
fn gathered(
    index: &Index,
    searcher: &Searcher,
    scope: &dyn Clause,
    request: &Request,
) -> Result<(Gathered, Vec<Field>)> {
    let mut category = request.category.as_deref();
    let mut with_category = true;
    if let Some(node) = category.and_then(|slug| index.layout.category(slug)) {
        with_category = index.layout.has_children(node);
    }
    let chosen = request.query.choices.get("category").filter(|chosen| chosen.len() == 1);
    if with_category && let Some(only) = chosen.and_then(|chosen| chosen.first()) {
        category = Some(only);
    }
    let first = pass(index, searcher, scope, request, category, with_category)?;
    if category.is_some() || request.facets != Facets::Everything {
        return Ok(first);
    }
    // Results that turn out to be of one category are narrowed by its attributes; a second pass is
    // over those few.
    match only_category(index, &first) {
        Some(only) => pass(index, searcher, scope, request, Some(&only), with_category),
        None => Ok(first),
    }
}

fn pass(
    index: &Index,
    searcher: &Searcher,
    scope: &dyn Clause,
    request: &Request,
    category: Option<&str>,
    with_category: bool,
) -> Result<(Gathered, Vec<Field>)> {
    let layout = &index.layout;
    let node = category.and_then(|slug| layout.category(slug));
    let mut fields = match request.facets {
        Facets::Nothing => Vec::new(),
        Facets::Outline => fields(&index.vocabulary, None, true),
        Facets::Everything => fields(&index.vocabulary, node, with_category),
    };
    if request.facets == Facets::Outline {
        fields.retain(|field| field.kind == FieldKind::Choice);
    }
    fields.retain(|field| column_of(layout, field).is_some());
    let gather = Gather {
        conditions: conditions(layout, &index.vocabulary, &request.query),
        facets: fields.iter().filter_map(|field| counted(layout, field)).collect(),
        order: order(index, request),
        wanted: request.wanted,
    };
    Ok((searcher.search(scope, &gather)?, fields))
}

/// The one category all results are of.
fn only_category(index: &Index, (gathered, fields): &(Gathered, Vec<Field>)) -> Option<String> {
    let place = fields.iter().position(|field| field.code == "category")?;
    let Tally::Words(words) = gathered.tallies.get(place)? else { return None };
    let is_leaf = |slug: &&str| index.layout.category(slug).is_some_and(|node| !index.layout.has_children(node));
    let mut leaves =
        words.iter().filter(|(_, (_, counted))| *counted > 0).map(|(term, _)| slug_and_label(term).0).filter(is_leaf);
    let only = leaves.next()?;
    leaves.next().is_none().then(|| only.to_owned())
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
