//! `/desk/search`: hits by kind. A single hit that is exactly what was typed leads straight there.

use domain::accounts::Permission;
use domain::ids::part_number_key;
use leptos::prelude::*;
use store::fulfilment::Hit;
use store::studio::{DocumentFilter, DocumentRow};

use super::frame::{Desk, respond};
use super::kit;
use crate::page::{Page, PageError};
use crate::request::encode;

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
    let documents = documents(&desk, &query).await?;
    match (hits.as_slice(), documents.as_slice()) {
        ([only], []) => return Err(PageError::Elsewhere(address(only))),
        ([], [only]) => return Err(PageError::Elsewhere(only.key.path())),
        _ => {}
    }
    let content =
        if hits.is_empty() && documents.is_empty() { nothing(&query) } else { found(&query, &hits, &documents) };
    Ok(Page::private("Search", content).with_query(query))
}

/// Documents of the catalog, for those who may edit them; the studio's list has the others.
async fn documents(desk: &Desk, query: &str) -> Result<Vec<DocumentRow>, PageError> {
    if query.is_empty() || !desk.may(Permission::EditCatalog) {
        return Ok(Vec::new());
    }
    let filter = DocumentFilter { words: query.to_owned(), page: 1, ..DocumentFilter::default() };
    Ok(desk.store().documents(&filter).await?.rows)
}

/// Documents shown beside what else was found.
const MOST_DOCUMENTS: usize = 10;

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

fn found(query: &str, hits: &[Hit], documents: &[DocumentRow]) -> AnyView {
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
    let count = (hits.len() + documents.len()) as u64;
    view! {
        {kit::head(format!("“{query}”"), kit::count_of(count, "hit", "hits"), ())}
        {group("orders", "Orders", |hit| matches!(hit, Hit::Order(..)))}
        {group("parcels", "Parcels", |hit| matches!(hit, Hit::Shipment(..)))}
        {group("returns", "Returns", |hit| matches!(hit, Hit::Return(..)))}
        {group("purchase-orders", "Purchase orders", |hit| matches!(hit, Hit::PurchaseOrder(..)))}
        {group("parts", "Parts", |hit| matches!(hit, Hit::Part(..)))}
        {catalog(query, documents)}
    }
    .into_any()
}

fn catalog(query: &str, documents: &[DocumentRow]) -> AnyView {
    if documents.is_empty() {
        return ().into_any();
    }
    let rows: Vec<_> = documents
        .iter()
        .take(MOST_DOCUMENTS)
        .map(|document| {
            view! {
                <tr class="table__row">
                    <th scope="row" class="table__main"><a href=document.key.path()>{document.title.clone()}</a></th>
                    <td data-label="What">{document.key.kind.title()}</td>
                    <td class="table__number table__end">{document.status.title()}</td>
                </tr>
            }
            .into_any()
        })
        .collect();
    let more = (documents.len() > MOST_DOCUMENTS).then(|| {
        let href = format!("/studio?q={}&kind=", encode(query));
        view! { <p class="form__actions"><a href=href>"All in the catalog"</a></p> }
    });
    let table = kit::table("Catalog", &[("Document", false), ("What", false), ("State", true)], rows, "");
    kit::section("catalog", "Catalog", Some(kit::thousands(documents.len() as u64)), view! { {table}{more} })
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
