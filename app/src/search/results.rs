//! The page of search results.

use domain::search::Query;
use leptos::prelude::*;
use store::search::Finding;

use crate::catalog::PartTable;
use crate::page::{Page, PageError, respond};
use crate::request::Visit;
use crate::ui;

const PAGE_SIZE: u32 = 50;

/// `/search?q=…&page=…`
#[component]
pub(crate) fn SearchPage() -> impl IntoView {
    respond(load)
}

async fn load(visit: Visit) -> Result<Page, PageError> {
    let query = visit.query("q").unwrap_or_default().trim().to_owned();
    let page: u32 =
        visit.query("page").and_then(|page| page.parse().ok()).filter(|page| (1..=10_000).contains(page)).unwrap_or(1);
    if query.is_empty() {
        let content = view! {
            <div class="empty">
                <h1 class="empty__title">"What are you looking for?"</h1>
                <p class="empty__text">"Type a part number in any punctuation, or a few words: "<span class="part-number">"RP-AT-54-600"</span>", "<span class="part-number">"rpat54600"</span>", “ogive 54 fibreglass”."</p>
                <ul class="empty__ways"><li><a href="/">"All categories"</a></li></ul>
            </div>
        };
        return Ok(Page::public("Search", "Find rocket parts by number or words.", content).with_canonical("/search"));
    }
    let words = Query { words: query.clone(), ..Query::default() };
    let found = visit.store.find_parts(&words, None, None, PAGE_SIZE, (page - 1) * PAGE_SIZE).await?;
    let title = format!("Search: {}", query.chars().take(60).collect::<String>());
    let content =
        if found.total == 0 { nothing_found(&query).into_any() } else { results(found, &query, page).into_any() };
    Ok(Page::public(title, "", content).with_query(query))
}

fn results(found: Finding, query: &str, page: u32) -> impl IntoView + use<> {
    let total = found.total;
    let count = match total {
        1 => "1 part".to_owned(),
        total => format!("{} parts", domain::money::group_thousands(total)),
    };
    let encoded: String = url::form_urlencoded::byte_serialize(query.as_bytes()).collect();
    // Best match first, and no other order yet.
    let table = PartTable {
        caption: "Parts found".to_owned(),
        columns: &[],
        mixed: true,
        sort: None,
        href: &|_| format!("/search?q={encoded}"),
    };
    view! {
        <header class="page__head">
            <div>
                <h1 class="page__title">{format!("“{query}”")}</h1>
                <p class="page__about">{count}" · matching part numbers first"</p>
            </div>
        </header>
        <div class="search">
            {table.view(found.rows)}
            {ui::pagination(page, PAGE_SIZE, total, &|page| format!("/search?q={encoded}&page={page}"))}
        </div>
    }
}

fn nothing_found(query: &str) -> impl IntoView + use<> {
    let fewer = query.split_whitespace().next().filter(|word| word.len() < query.len()).map(str::to_owned);
    view! {
        <div class="empty">
            <h1 class="empty__title">{format!("Nothing matches “{query}”")}</h1>
            <p class="empty__text">"A part has to hold every word. Try fewer words, only the digits of a part number, or start from a category."</p>
            <ul class="empty__ways">
                {fewer.map(|word| {
                    let encoded: String = url::form_urlencoded::byte_serialize(word.as_bytes()).collect();
                    view! { <li><a href=format!("/search?q={encoded}")>{format!("Search for “{word}”")}</a></li> }
                })}
                <li><a href="/">"All categories"</a></li>
            </ul>
        </div>
    }
}
