//! The list itself: found, and shown with everything around it.

use std::sync::Arc;

use domain::catalog::schema::attribute_by_code;
use domain::search::{FieldKind, Query, QueryProblem, Vocabulary};
use domain::units::QuantityKind;
use leptos::prelude::*;
use store::catalog::{Column, Sort};
use store::search::{Facet, Finding};

use super::address::sort_name;
use super::nothing_found::{WayOut, nothing_found, ways_out};
use super::{Address, bar, facets};
use crate::catalog::PartTable;
use crate::page::PageError;
use crate::request::Visit;
use crate::ui;

/// Parts on one page of a list.
const PAGE_SIZE: u32 = 50;
/// Columns that a list of parts from anywhere has room for.
const MOST_MIXED_COLUMNS: usize = 3;

/// What is listed, and how its table looks.
pub(in crate::search) struct Place {
    /// Slug of the category whose parts, and those below it, are listed; else all.
    pub(in crate::search) category: Option<String>,
    /// What the table is called.
    pub(in crate::search) name: String,
    /// What one row is: a part, a service.
    pub(in crate::search) thing: &'static str,
    /// The category's own columns; without any, parts from anywhere name their category and maker,
    /// unless all that is found is of one category.
    pub(in crate::search) columns: Vec<Column>,
}

impl Place {
    /// By what a list is sorted when nobody says: by the first dimension, which is what one looks
    /// for; by number where there is none. Words are answered best match first.
    fn default_sort(&self, query: &Query) -> Option<Sort> {
        if !query.words.is_empty() || (self.category.is_none() && self.columns.is_empty()) {
            return None;
        }
        let first = self.columns.first().filter(|column| column.kind != QuantityKind::Text);
        Some(Sort { by: first.map_or("sku", |column| &column.code).to_owned(), descending: false })
    }
}

/// One page of a list, found.
pub(in crate::search) struct Listing {
    place: Place,
    address: Address,
    problems: Vec<QueryProblem>,
    vocabulary: Arc<Vocabulary>,
    sort: Option<Sort>,
    finding: Finding,
    /// How many there are without narrowing, where that is another number.
    whole: Option<u64>,
    ways_out: Vec<WayOut>,
}

impl Listing {
    /// Finds one page of what an address asks for.
    pub(in crate::search) async fn find(
        visit: &Visit,
        mut place: Place,
        address: Address,
        problems: Vec<QueryProblem>,
        vocabulary: Arc<Vocabulary>,
    ) -> Result<Self, PageError> {
        let category = place.category.as_deref();
        let sort = address.sort.clone().or_else(|| place.default_sort(&address.query));
        let offset = (address.page - 1) * PAGE_SIZE;
        let finding = visit.store.find_parts(&address.query, category, sort.as_ref(), PAGE_SIZE, offset).await?;
        if finding.rows.is_empty() && address.page > 1 {
            return Err(PageError::NotFound);
        }
        let columns = match only_category(&finding).filter(|_| place.columns.is_empty()) {
            Some(slug) => visit.store.category(slug).await?.map(|category| category.columns),
            None => None,
        };
        let whole = match category {
            Some(_) if !address.query.is_empty() => {
                Some(visit.store.find_parts(&Query::default(), category, None, 0, 0).await?.total)
            }
            _ => None,
        };
        let ways_out = if finding.total == 0 {
            ways_out(&visit.store, &address, category, &vocabulary).await?
        } else {
            Vec::new()
        };
        place.columns = columns.unwrap_or(place.columns);
        Ok(Self { place, address, problems, vocabulary, sort, finding, whole, ways_out })
    }

    /// How many parts there are on all pages.
    pub(in crate::search) const fn total(&self) -> u64 {
        self.finding.total
    }

    /// Whether the place holds nothing at all.
    pub(in crate::search) fn is_empty(&self) -> bool {
        self.finding.total == 0 && self.address.query.is_empty()
    }

    /// The list with what it is narrowed by. Nothing at all for a place that holds nothing.
    pub(in crate::search) fn view(self) -> impl IntoView {
        if self.is_empty() {
            return ().into_any();
        }
        let Self { place, address, problems, vocabulary, sort, finding, whole, ways_out } = self;
        let total = finding.total;
        let panel = facets::panel(&address, &finding.facets, &vocabulary);
        let has_panel = panel.is_some();
        let above = view! {
            {bar::problems_notice(&problems)}
            {bar::read_as(&finding.corrections)}
            {bar::bar(&address, &vocabulary, place.thing, total, whole, has_panel)}
        };
        let results = if total == 0 {
            let title = (place.category.is_some()).then(|| view! { <h2 class="empty__title">"Nothing is left"</h2> });
            view! { <div class="empty">{title}{nothing_found(&address, ways_out, &vocabulary)}</div> }.into_any()
        } else {
            let mixed = place.columns.is_empty();
            let columns = if mixed { mixed_columns(&address.query, &vocabulary) } else { place.columns };
            let sort_form = sort_form(&address, &columns, sort.as_ref(), &vocabulary);
            let pages = ui::pagination(address.page, PAGE_SIZE, total, &|page| address.on_page(page).href(&vocabulary));
            let href = |sort| address.sorted(sort).href(&vocabulary);
            let table = PartTable { caption: place.name, columns: &columns, mixed, sort: sort.as_ref(), href: &href };
            view! { {sort_form}{table.view(finding.rows)}{pages} }.into_any()
        };
        view! {
            {above}
            <div class=if has_panel { "category" } else { "" }>
                {panel}
                <div id="results" tabindex="-1">{results}</div>
            </div>
        }
        .into_any()
    }
}

/// The category all parts are of: only then are its attributes among the facets.
fn only_category(finding: &Finding) -> Option<&str> {
    let is_attribute = |facet: &Facet| !matches!(facet.field.code.as_str(), "category" | "maker" | "price");
    let row = finding.rows.first().filter(|_| finding.facets.iter().any(is_attribute))?;
    Some(&row.category)
}

/// What parts from anywhere are told apart by: the dimensions that are asked for.
fn mixed_columns(query: &Query, vocabulary: &Vocabulary) -> Vec<Column> {
    let columns = query.ranges.keys().filter_map(|code| {
        let field = vocabulary.by_code(code)?;
        let FieldKind::Quantity(kind) = field.kind else { return None };
        let short_name = attribute_by_code(code).map_or(field.name.as_str(), |attribute| attribute.short_name);
        Some(Column {
            code: code.clone(),
            name: field.name.clone(),
            short_name: short_name.to_owned(),
            kind,
            help: String::new(),
        })
    });
    columns.take(MOST_MIXED_COLUMNS).collect()
}

/// Sorting where the table has no heads: on a phone.
fn sort_form(
    address: &Address,
    columns: &[Column],
    sort: Option<&Sort>,
    vocabulary: &Vocabulary,
) -> impl IntoView + use<> {
    let option = |by: &str, descending: bool, text: String| {
        let way = Sort { by: by.to_owned(), descending };
        view! { <option value=sort_name(&way) selected=sort == Some(&way)>{text}</option> }
    };
    let mut options = vec![option("sku", false, "Part number".to_owned())];
    for column in columns {
        if column.kind == QuantityKind::Text {
            options.push(option(&column.code, false, column.name.clone()));
        } else {
            options.push(option(&column.code, false, format!("{}, smallest first", column.name)));
            options.push(option(&column.code, true, format!("{}, largest first", column.name)));
        }
    }
    options.push(option("price", false, "Price, lowest first".to_owned()));
    options.push(option("price", true, "Price, highest first".to_owned()));
    let best = sort.is_none().then(|| view! { <option value="" selected=true>"Best match"</option> });
    let kept = Address { sort: None, ..address.clone() };
    view! {
        <form class="category__sort" method="get" action=address.path.clone()>
            {facets::carried(&kept, vocabulary)}
            <label for="sort">"Sort by"</label>
            <select class="field__input" id="sort" name="sort" autocomplete="off">{best}{options}</select>
            <button class="button button--small" type="submit">"Sort"</button>
        </form>
    }
}
