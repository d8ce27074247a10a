//! `/desk/stock`: what runs low, finding a part; and one part's stock with its ledger and what can be done.

mod forms;
mod one;

pub(crate) use one::StockPage;

use domain::ids::Sku;
use domain::ids::StockLocationId;
use domain::inventory::{LOW_STOCK, StockLevel};
use leptos::prelude::*;
use store::fulfilment::{Hit, LevelView, StockView};

use super::frame::{Desk, respond};
use super::kit;
use crate::page::{Page, PageError};

/// `/desk/stock`
#[component]
pub(crate) fn LowStockPage() -> impl IntoView {
    respond(load)
}

async fn load(desk: Desk) -> Result<Page, PageError> {
    let query = desk.visit.query("q").unwrap_or_default().trim().to_owned();
    if let Ok(sku) = Sku::parse(&query)
        && desk.store().stock_of(&sku).await?.is_some()
    {
        return Err(PageError::Elsewhere(format!("/desk/stock/{sku}")));
    }
    let (title, parts, empty) = if query.is_empty() {
        (
            "Low",
            desk.store().low_stock().await?,
            "Nothing runs low. Parts with few pieces available appear here, the fewest first.",
        )
    } else {
        let mut parts = Vec::new();
        for hit in desk.store().search_desk(&query).await? {
            if let Hit::Part(sku, _) = hit
                && let Some(stock) = desk.store().stock_of(&sku).await?
            {
                parts.push(stock);
            }
        }
        ("Found", parts, "No part matches. The field takes our number or the maker’s, with or without hyphens.")
    };
    let note = if query.is_empty() {
        format!("fewer than {LOW_STOCK} available")
    } else {
        kit::count_of(parts.len() as u64, "part", "parts")
    };
    let most = parts.iter().map(|part| on_hand(part).max(1)).max().unwrap_or(1);
    let rows: Vec<_> = parts.iter().map(|part| row(part, most)).collect();
    let columns = [
        ("Part", false),
        ("Available", true),
        ("On hand", true),
        ("", false),
        ("At", false),
        ("On the way", true),
        ("Waited for", true),
    ];
    let content = view! {
        {kit::head("Stock", "What is where, what is promised, and what runs low.", view! { <a href="/desk/stocktakes">"Counts"</a> })}
        <form class="desk__filter" method="get" action="/desk/stock" role="search" aria-label="Filter">
            <label class="visually-hidden" for="stock-query">"Part number"</label>
            <input class="field__input field__input--code" id="stock-query" name="q" type="search" maxlength="80" placeholder="Part number" value=query/>
            <button class="button button--small" type="submit">"Show"</button>
        </form>
        {kit::section("parts", title, Some(note), view! {
            {kit::table("Stock", &columns, rows, empty)}
            {(!parts.is_empty()).then(kit::stock_legend)}
        })}
    };
    Ok(Page::private("Stock", content))
}

fn on_hand(part: &StockView) -> u32 {
    part.levels.iter().map(|level| level.on_hand).sum()
}

/// All levels of a part as one.
fn whole(part: &StockView) -> StockLevel {
    let sum = |of: fn(&LevelView) -> u32| part.levels.iter().map(of).sum();
    StockLevel {
        location: StockLocationId(0),
        on_hand: sum(|level| level.on_hand),
        allocated: sum(|level| level.allocated),
        held: sum(|level| level.held),
    }
}

fn row(part: &StockView, most: u32) -> AnyView {
    let whole = whole(part);
    let state = match whole.available() {
        0 => "stock stock--out",
        1..LOW_STOCK => "stock stock--low",
        _ => "stock stock--in",
    };
    let places = part
        .levels
        .iter()
        .filter(|level| level.on_hand > 0)
        .map(|level| format!("{} {}", level.location.code, level.available()))
        .collect::<Vec<_>>()
        .join(", ");
    view! {
        <tr class="table__row">
            <th scope="row" class="table__main">
                <a class="part-number" href=format!("/desk/stock/{}", part.sku)>{part.sku.to_string()}</a>
                <span class="table__second">{part.name.clone()}</span>
            </th>
            <td class="table__number table__end"><span class=state>{kit::thousands(whole.available())}</span></td>
            <td class="table__number" data-label="On hand">{kit::thousands(whole.on_hand)}</td>
            <td>{kit::stock_bar(&whole, most)}</td>
            <td data-label="At">{places}</td>
            <td class="table__number" data-label="On the way">{(part.incoming > 0).then(|| kit::thousands(part.incoming))}</td>
            <td class="table__number" data-label="Waited for">{(part.backordered > 0).then(|| kit::thousands(part.backordered))}</td>
        </tr>
    }
    .into_any()
}
