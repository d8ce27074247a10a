//! `/desk/search`: hits by kind. A single hit that is exactly what was typed leads straight there.

use domain::ids::part_number_key;
use leptos::prelude::*;
use store::fulfilment::Hit;

use super::frame::{Desk, respond};
use super::kit;
use crate::page::{Page, PageError};

/// `/desk/search`
#[component]
pub(crate) fn DeskSearchPage() -> impl IntoView {
    respond(load)
}

async fn load(desk: Desk) -> Result<Page, PageError> {
    let query = desk.visit.query("q").unwrap_or_default().trim().to_owned();
    let hits = if query.is_empty() { Vec::new() } else { desk.store().search_desk(&query).await? };
    let exact: Vec<&Hit> = hits.iter().filter(|hit| is_exact(hit, &query)).collect();
    if let [only] = exact.as_slice() {
        return Err(PageError::Elsewhere(address(only)));
    }
    if let [only] = hits.as_slice() {
        return Err(PageError::Elsewhere(address(only)));
    }
    let content = if hits.is_empty() { nothing(&query) } else { found(&query, &hits) };
    Ok(Page::private("Search", content).with_query(query))
}

fn address(hit: &Hit) -> String {
    match hit {
        Hit::Order(number, ..) => format!("/desk/orders/{number}"),
        Hit::Part(sku, _) => format!("/desk/stock/{sku}"),
        Hit::Shipment(number, ..) => format!("/desk/parcels/{number}"),
        Hit::Return(number, ..) => format!("/desk/returns/{number}"),
        Hit::PurchaseOrder(number, _) => format!("/desk/purchase-orders/{number}"),
    }
}

fn number(hit: &Hit) -> String {
    match hit {
        Hit::Order(number, ..) => number.to_string(),
        Hit::Part(sku, _) => sku.to_string(),
        Hit::Shipment(number, ..) => number.to_string(),
        Hit::Return(number, ..) => number.to_string(),
        Hit::PurchaseOrder(number, _) => number.to_string(),
    }
}

/// Whether a text is a hit's number, with or without punctuation and prefix.
fn is_exact(hit: &Hit, query: &str) -> bool {
    let (own, typed) = (part_number_key(&number(hit)), part_number_key(query));
    let without_prefix = match hit {
        Hit::Part(..) => None,
        _ => own.get(own.len().saturating_sub(8)..),
    };
    own == typed || without_prefix == Some(typed.as_str())
}

fn nothing(query: &str) -> AnyView {
    let title = if query.is_empty() { "Search the desk".to_owned() } else { format!("Nothing for “{query}”") };
    view! {
        <div class="empty">
            <h1 class="empty__title">{title}</h1>
            <p class="empty__text">"The field takes an order, parcel, return or purchase order, a part number, a tracking number, an e-mail address, a name, a company or a supplier. Numbers need no hyphens."</p>
            <ul class="empty__ways"><li><a href="/desk">"All queues"</a></li><li><a href="/desk/stock">"Stock"</a></li></ul>
        </div>
    }
    .into_any()
}

fn found(query: &str, hits: &[Hit]) -> AnyView {
    let group = |id: &'static str, title: &'static str, of: fn(&Hit) -> bool| {
        let rows: Vec<_> = hits.iter().filter(|hit| of(hit)).map(row).collect();
        if rows.is_empty() {
            return ().into_any();
        }
        let note = Some(kit::thousands(rows.len() as u64));
        kit::section(
            id,
            title,
            note,
            kit::table(title, &[("Number", false), ("What", false), ("State", true)], rows, ""),
        )
    };
    view! {
        {kit::head(format!("“{query}”"), kit::count_of(hits.len() as u64, "hit", "hits"), ())}
        {group("orders", "Orders", |hit| matches!(hit, Hit::Order(..)))}
        {group("parcels", "Parcels", |hit| matches!(hit, Hit::Shipment(..)))}
        {group("returns", "Returns", |hit| matches!(hit, Hit::Return(..)))}
        {group("purchase-orders", "Purchase orders", |hit| matches!(hit, Hit::PurchaseOrder(..)))}
        {group("parts", "Parts", |hit| matches!(hit, Hit::Part(..)))}
    }
    .into_any()
}

fn row(hit: &Hit) -> AnyView {
    let (what, state) = match hit {
        Hit::Order(_, customer, state) => (customer.clone(), state.title()),
        Hit::Part(_, name) => (name.clone(), ""),
        Hit::Shipment(_, order, state) => (format!("of order {order}"), state.title()),
        Hit::Return(_, order, state) => (format!("of order {order}"), state.title()),
        Hit::PurchaseOrder(_, supplier) => (supplier.clone(), ""),
    };
    view! {
        <tr class="table__row">
            <th scope="row" class="table__main">{kit::number(address(hit), number(hit))}</th>
            <td data-label="What">{what}</td>
            <td class="table__number table__end">{state}</td>
        </tr>
    }
    .into_any()
}
