//! `/desk/purchase-orders`: what is on its way to us, by when it is due; making one; receiving one.

mod list_of_lines;
mod new;
mod one;

use domain::accounts::Permission;
use domain::fulfilment::PurchaseOrderNumber;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use store::fulfilment::{PurchaseOrder, PurchaseOrders};

use super::frame::{Desk, done, respond};
use super::kit;
use crate::page::{Page, PageError};

/// `/desk/purchase-orders`
#[component]
pub(crate) fn PurchaseOrdersPage() -> impl IntoView {
    respond(list)
}

/// `/desk/purchase-orders/:number`, where `new` is the form for another one, and with `/:action` what its forms
/// are sent to.
#[component]
pub(crate) fn PurchaseOrderPage() -> impl IntoView {
    let params = use_params_map().read_untracked().clone();
    let number = params.get("number").unwrap_or_default();
    let action = params.get("action");
    respond(|desk| load(desk, number, action))
}

async fn load(desk: Desk, typed: String, action: Option<String>) -> Result<Page, PageError> {
    if typed == "new" {
        return new::load(desk, action).await;
    }
    let number = PurchaseOrderNumber::parse(&typed).map_err(|_| PageError::NotFound)?;
    if number.as_str() != typed {
        return Err(PageError::Elsewhere(format!("/desk/purchase-orders/{number}")));
    }
    one::load(desk, number, action).await
}

async fn list(desk: Desk) -> Result<Page, PageError> {
    let closed = desk.visit.query("closed").is_some();
    let which = if closed { PurchaseOrders::Closed } else { PurchaseOrders::Open };
    let orders = desk.store().purchase_orders(which).await?;
    let rows: Vec<_> = orders.iter().map(|order| row(&desk, order)).collect();
    let columns = [
        ("Purchase order", false),
        ("Supplier", false),
        ("To", false),
        ("Came", true),
        ("", false),
        ("Waited for", true),
        (if closed { "Closed" } else { "Expected" }, true),
    ];
    let empty = if closed {
        "No purchase order is closed yet."
    } else {
        "Nothing is on its way to us. Purchase orders appear here by when they are due, with what came of them."
    };
    let here = |is: bool| is.then_some("page");
    let content = view! {
        {kit::head("Purchase orders", "What is on its way to us, the earliest due first.", desk.may(Permission::ChangeStock).then(|| view! { <a class="button button--go" href="/desk/purchase-orders/new">"New purchase order"</a> }))}
        {kit::done(done(&desk))}
        <nav class="desk__tabs" aria-label="Which">
            <a class="desk__tab" href="/desk/purchase-orders" aria-current=here(!closed)>"Open"<span class="desk-nav__count">{kit::thousands(desk.overview.purchase_orders_open)}</span></a>
            <a class="desk__tab" href="/desk/purchase-orders?closed" aria-current=here(closed)>"Closed"</a>
        </nav>
        {kit::table("Purchase orders", &columns, rows, empty)}
    };
    Ok(Page::private("Purchase orders", content))
}

fn row(desk: &Desk, order: &PurchaseOrder) -> AnyView {
    let sum = |of: fn(&store::fulfilment::PurchaseOrderLine) -> u32| order.lines.iter().map(of).sum::<u32>();
    let (ordered, received, waited) =
        (sum(|line| line.quantity - line.cancelled), sum(|line| line.received), sum(|line| line.waited_for));
    view! {
        <tr class="table__row">
            <th scope="row" class="table__main">{kit::number(format!("/desk/purchase-orders/{}", order.number), order.number.to_string())}</th>
            <td data-label="Supplier">{order.supplier.clone()}</td>
            <td data-label="To">{order.location.name.clone()}</td>
            <td class="table__number" data-label="Came">{format!("{} of {}", kit::thousands(received), kit::thousands(ordered))}</td>
            <td>{kit::progress_bar(received, ordered)}</td>
            <td class="table__number" data-label="Waited for">{(waited > 0).then(|| kit::thousands(waited))}</td>
            <td class="table__number table__end">{expected(desk, order)}</td>
        </tr>
    }
    .into_any()
}

/// When it is due, in words that say when that is over.
fn expected(desk: &Desk, order: &PurchaseOrder) -> AnyView {
    if let Some(closed) = order.closed_at {
        return kit::moment(closed).into_any();
    }
    let today = desk.now().date_naive();
    match order.expected_on {
        None => view! { <span class="desk__quiet">"no date"</span> }.into_any(),
        Some(day) if day < today => {
            let days = u64::try_from((today - day).num_days()).unwrap_or_default();
            view! { {kit::day(day)}<span class="table__second desk__late">{format!("{} overdue", kit::count_of(days, "day", "days"))}</span> }.into_any()
        }
        Some(day) if day == today => view! { {kit::day(day)}<span class="table__second">"today"</span> }.into_any(),
        Some(day) => kit::day(day).into_any(),
    }
}
