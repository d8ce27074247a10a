//! `/desk`: what waits, how long the oldest has waited, and what is late, in words.

use chrono::TimeDelta;
use domain::fulfilment::Queue;
use leptos::prelude::*;
use store::fulfilment::{DeskOverview, QueueFilter};

use super::frame::{Desk, respond};
use super::kit;
use crate::page::{Page, PageError};

/// `/desk`
#[component]
pub(crate) fn DeskPage() -> impl IntoView {
    respond(load)
}

/// How long work may lie in a queue before it is late. Orders count from when they were placed.
pub(super) fn late_after(queue: Queue) -> TimeDelta {
    match queue {
        Queue::ToApprove | Queue::ToPick => TimeDelta::days(2),
        Queue::Services => TimeDelta::days(10),
        Queue::Picking | Queue::ToPack | Queue::ToShip => TimeDelta::days(3),
        Queue::Shipped => TimeDelta::days(14),
        Queue::Backorders => TimeDelta::days(30),
    }
}

/// Where a queue is worked on.
pub(super) fn queue_address(queue: Queue) -> String {
    match queue {
        Queue::ToPick => "/desk/picking".to_owned(),
        Queue::ToPack | Queue::ToShip => format!("/desk/packing#{}", queue.name()),
        queue => format!("/desk/orders?queue={}", queue.name()),
    }
}

struct Waiting {
    queue: Queue,
    count: u64,
    /// The oldest order in it.
    oldest: Option<TimeDelta>,
}

async fn load(desk: Desk) -> Result<Page, PageError> {
    let now = desk.now();
    let mut waiting = Vec::new();
    for (queue, count) in desk.overview.queues.clone() {
        let oldest = if count > 0 {
            let rows = desk.store().orders_in(queue, &QueueFilter::default(), 1).await?.rows;
            rows.first().map(|row| now - row.placed_at)
        } else {
            None
        };
        waiting.push(Waiting { queue, count, oldest });
    }
    let content = view! {
        {kit::head("Operations", "What waits to be done, the oldest order first.", ())}
        {late(&waiting, &desk.overview)}
        <div class="desk__halves">
            <div>{kit::section("queues", "Orders and parcels", None, queues(&waiting))}</div>
            <div>{goods(&desk.overview)}</div>
        </div>
    };
    Ok(Page::private("Desk", content))
}

/// What is late or wants to be decided, in sentences; nothing when all is well.
fn late(waiting: &[Waiting], overview: &DeskOverview) -> AnyView {
    let mut sentences: Vec<(String, String)> = Vec::new();
    for waiting in waiting {
        if let Some(age) = waiting.oldest.filter(|age| *age >= late_after(waiting.queue)) {
            let what = if waiting.queue.holds_parcels() { "parcel’s order" } else { "order" };
            let text = format!("{}: the oldest {what} was placed {} ago.", waiting.queue.title(), kit::age(age));
            sentences.push((queue_address(waiting.queue), text));
        }
    }
    let overdue = overview.purchase_orders_overdue;
    if overdue > 0 {
        let text = format!("{} overdue.", kit::count_of(overdue, "purchase order is", "purchase orders are"));
        sentences.push(("/desk/purchase-orders".to_owned(), text));
    }
    if overview.returns_to_decide > 0 {
        let text =
            format!("{} for an answer.", kit::count_of(overview.returns_to_decide, "return waits", "returns wait"));
        sentences.push(("/desk/returns?state=requested".to_owned(), text));
    }
    if sentences.is_empty() {
        return view! { <div class="notice notice--success" role="status"><p class="notice__title">"Nothing is late."</p></div> }.into_any();
    }
    let items: Vec<_> = sentences.into_iter().map(|(href, text)| view! { <li><a href=href>{text}</a></li> }).collect();
    view! {
        <div class="notice notice--warning" role="status">
            <p class="notice__title">"Look at these first"</p>
            <ul class="notice__list">{items}</ul>
        </div>
    }
    .into_any()
}

fn queues(waiting: &[Waiting]) -> AnyView {
    let rows: Vec<_> = waiting
        .iter()
        .map(|waiting| {
            let late = late_after(waiting.queue);
            let is_late = waiting.oldest.is_some_and(|age| age >= late);
            let oldest = waiting.oldest.map(|age| {
                let class = if is_late { "desk__late" } else { "" };
                view! { <span class=class>{kit::age(age)}{is_late.then_some(", late")}</span> }
            });
            let unit = if waiting.queue.holds_parcels() { "parcels" } else { "orders" };
            view! {
                <tr class="table__row">
                    <th scope="row" class="table__main"><a href=queue_address(waiting.queue)>{waiting.queue.title()}</a></th>
                    <td class="table__number table__end">{kit::thousands(waiting.count)}" "<span class="unit">{unit}</span></td>
                    <td data-label="Oldest">{oldest}</td>
                    <td>{waiting.oldest.map(|age| kit::age_bar(age, late))}</td>
                </tr>
            }
            .into_any()
        })
        .collect();
    view! {
        {kit::table(
            "Queues",
            &[("Queue", false), ("Waiting", true), ("Oldest", false), ("the mark: late from here", false)],
            rows,
            "No queue yet.",
        )}
    }
    .into_any()
}

fn goods(overview: &DeskOverview) -> AnyView {
    let row = |name: &'static str, href: &'static str, count: u64| {
        kit::ledger_row(name, view! { <a href=href>{kit::thousands(count)}</a> }, false)
    };
    let reasons: Vec<_> = overview
        .to_approve
        .iter()
        .map(|(reason, count)| kit::ledger_row(reason.title(), kit::thousands(*count), false))
        .collect();
    let reasons = (!reasons.is_empty())
        .then(|| kit::section("reasons", "What orders wait for", None, view! { <dl class="ledger">{reasons}</dl> }));
    view! {
        {reasons}
        {kit::section("coming", "Coming in", None, view! {
            <dl class="ledger">
                {row("Purchase orders open", "/desk/purchase-orders", overview.purchase_orders_open)}
                {row("Expected today", "/desk/purchase-orders", overview.purchase_orders_due)}
                {row("Overdue", "/desk/purchase-orders", overview.purchase_orders_overdue)}
                {row("Pieces on backorder", "/desk/orders?queue=backorders", overview.backordered_pieces)}
            </dl>
        })}
        {kit::section("returns", "Returns", None, view! {
            <dl class="ledger">
                {row("To decide", "/desk/returns?state=requested", overview.returns_to_decide)}
                {row("To receive", "/desk/returns?state=authorised", overview.returns_to_receive)}
                {row("To credit", "/desk/returns?state=received", overview.returns_to_credit)}
            </dl>
        })}
        {kit::section("stock", "Stock", None, view! {
            <dl class="ledger">
                {row("Low", "/desk/stock", overview.low_stock)}
                {row("Counts under way", "/desk/stocktakes", overview.stocktakes_open)}
            </dl>
        })}
    }
    .into_any()
}
