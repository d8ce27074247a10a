//! The page of search results.

use domain::search::QueryProblem;
use leptos::prelude::*;

use super::narrowing::{Address, Listing, Place, problems_notice};
use crate::page::{Page, PageError, respond};
use crate::request::Visit;

/// Most characters of a query that a heading repeats.
const LONGEST_TITLE: usize = 120;

/// `/search?q=…`: `q` holds words, part numbers and expressions (`id:54mm..55mm`), of which the
/// expressions become parameters of their own.
#[component]
pub(crate) fn SearchPage() -> impl IntoView {
    respond(load)
}

async fn load(visit: Visit) -> Result<Page, PageError> {
    let vocabulary = visit.store.vocabulary();
    let (address, problems) = Address::read("/search", visit.query_string(), &vocabulary)?;
    let expression = address.query.expression(&vocabulary);
    // What could not be read stays in the search field, to be mended.
    let typed = if problems.is_empty() { expression.clone() } else { visit.query("q").unwrap_or_default() };
    let unit = address.unit();
    if address.query.is_empty() {
        let page = Page::public("Search", "Find rocket parts by number, words or dimensions.", question(&problems));
        return Ok(page.with_canonical("/search").with_query(typed).unlisted_if(!problems.is_empty()));
    }
    let place = Place { category: None, name: "Parts found".to_owned(), thing: "part", columns: Vec::new() };
    let is_understood = problems.is_empty();
    let listing = Listing::find(&visit, place, address, problems, vocabulary).await?;
    if is_understood && listing.total() == 0 {
        visit.store.count_search_without_result(&expression, visit.now());
    }
    let shown: String = expression.chars().take(LONGEST_TITLE).collect();
    let heading =
        if listing.total() == 0 { format!("Nothing matches “{shown}”") } else { format!("“{shown}”") };
    let content = view! {
        <header class="page__head"><h1 class="page__title">{heading}</h1></header>
        {listing.view()}
    };
    // What a query finds is no page of its own for search engines: the parts and categories are.
    Ok(Page::public(format!("Search: {shown}"), "", content).with_query(typed).unlisted_if(true).in_unit(unit))
}

/// What a search without a question asks back.
fn question(problems: &[QueryProblem]) -> impl IntoView + use<> {
    view! {
        {problems_notice(problems)}
        <div class="empty">
            <h1 class="empty__title">"What are you looking for?"</h1>
            <p class="empty__text">"Type a part number in any punctuation, a few words, or a dimension: "<span class="part-number">"RP-AT-54-600"</span>", “ogive 54 fibreglass”, "<span class="part-number">"id:54mm..55mm"</span>"."</p>
            <ul class="empty__ways">
                <li><a href="/">"All categories"</a></li>
                <li><a href="/help/search">"How to search"</a></li>
            </ul>
        </div>
    }
}
