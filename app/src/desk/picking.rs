//! `/desk/picking`: where to pick and for which orders; the lists under way.

use std::collections::BTreeMap;

use domain::fulfilment::{Queue, ShipmentNumber};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use store::fulfilment::{Location, QueueFilter, QueueRow};

use super::entered::{Entered, NotDone, Problem, some_text};
use super::frame::{Desk, done, refused, respond};
use super::kit::{self, Input};
use crate::page::{Page, PageError};
use crate::posted::PostedForm;

/// `/desk/picking`, and with `/:action` what its form is sent to.
#[component]
pub(crate) fn PickingPage() -> impl IntoView {
    let action = use_params_map().read_untracked().get("action");
    respond(|desk| load(desk, action))
}

/// Orders on one list, unless somebody asks for another number.
const USUAL: u32 = 10;
/// Most orders on one list: what one person can carry.
const MOST: u32 = 40;

async fn load(desk: Desk, action: Option<String>) -> Result<Page, PageError> {
    let entered = match (&action, desk.posted()) {
        (None, _) => Entered::default(),
        (Some(action), Some(form)) => desk.answer(action, form.clone(), act(&desk, action, &form)).await?,
        (Some(_), None) => return Err(PageError::Elsewhere("/desk/picking".to_owned())),
    };
    let locations = desk.store().locations().await?;
    let mut waiting = Vec::new();
    for location in &locations {
        let filter = QueueFilter { location: Some(location.code.clone()), ..QueueFilter::default() };
        waiting.push((location.clone(), desk.store().orders_in(Queue::ToPick, &filter, 1).await?));
    }
    let under_way = desk.store().orders_in(Queue::Picking, &QueueFilter::default(), 1).await?;
    let status = entered.status();
    let any = waiting.iter().any(|(_, page)| page.total > 0);
    let next = if any {
        let locations: Vec<_> =
            waiting.iter().filter(|(_, page)| page.total > 0).map(|(at, page)| (at, page.total)).collect();
        start_form(&entered, &locations)
    } else {
        kit::nothing(
            "No order has reserved pieces that nobody has gone to fetch. Orders appear here once they are approved.",
        )
    };
    let sections: Vec<_> = waiting
        .iter()
        .filter(|(_, page)| page.total > 0)
        .map(|(location, page)| orders(&desk, location, &page.rows, page.total, &entered))
        .collect();
    let content = view! {
        {kit::head("Picking", "A parcel is made for each order at a location, with all its reserved pieces there.", ())}
        {kit::done(done(&desk))}
        {kit::section("next", "Pick the oldest", None, next)}
        {lists(&under_way.rows, under_way.total)}
        {sections}
    };
    Ok(Page::private("Picking", content).with_status(status))
}

async fn act(desk: &Desk, action: &str, form: &PostedForm) -> Result<String, NotDone> {
    let (actor, now) = (desk.actor(), desk.now());
    let parcels = match action {
        "next" => {
            let location = some_text(form, "location", "Choose where to pick.")?;
            let count = form.text("count").trim().parse().ok().filter(|count| (1..=MOST).contains(count));
            let count = count.ok_or_else(|| Problem::at("count", format!("Enter a number between 1 and {MOST}.")))?;
            desk.store().start_picking_next(count, &location, desk.random(), &actor, now).await
        }
        "chosen" => {
            let location = form.text("location");
            let orders: Vec<_> =
                form.texts("order").iter().filter_map(|text| domain::orders::OrderNumber::parse(text).ok()).collect();
            if orders.is_empty() {
                return Err(Problem::general("Tick at least one order.").into());
            }
            desk.store().start_picking(&orders, &location, desk.random(), &actor, now).await
        }
        _ => return Err(PageError::NotFound.into()),
    };
    let parcels = parcels.map_err(refused)?;
    let parcels: Vec<_> = parcels.iter().map(ShipmentNumber::as_str).collect();
    Ok(format!("/desk/picks/{}?done=picking", parcels.join(",")))
}

fn start_form(entered: &Entered, locations: &[(&Location, u64)]) -> AnyView {
    let choices = locations
        .iter()
        .map(|(location, orders)| {
            (location.code.clone(), format!("{}, {} waiting", location.name, kit::count_of(*orders, "order", "orders")))
        })
        .collect();
    let start = locations.iter().max_by_key(|(_, orders)| *orders).map(|(location, _)| location.code.as_str());
    view! {
        <form class="desk-action desk-action--next" method="post" action="/desk/picking/next">
            {kit::general_problems(entered, "next")}
            <div class="desk-action__row desk__narrow">
                {kit::chooser(entered, "next", "location", "Where", choices, start)}
                {Input::pieces("next", "count", "Orders at most").starts_with(USUAL.to_string()).view(entered)}
                <button class="button button--go" type="submit">"Start picking"</button>
            </div>
        </form>
    }
    .into_any()
}

/// Parcels being picked, with a link to their lists.
fn lists(rows: &[QueueRow], total: u64) -> AnyView {
    if rows.is_empty() {
        return ().into_any();
    }
    let mut by_location: BTreeMap<String, Vec<&QueueRow>> = BTreeMap::new();
    for row in rows {
        by_location.entry(row.locations.join(", ")).or_default().push(row);
    }
    let items: Vec<_> = by_location
        .into_iter()
        .map(|(location, rows)| {
            let numbers: Vec<String> =
                rows.iter().filter_map(|row| row.shipment.as_ref()).map(ToString::to_string).collect();
            let pieces: u32 = rows.iter().map(|row| row.pieces).sum();
            let text = format!(
                "{}, {}",
                kit::count_of(numbers.len() as u64, "parcel", "parcels"),
                kit::count_of(pieces.into(), "piece", "pieces")
            );
            view! {
                <div class="ledger__row">
                    <dt class="ledger__name">{location}</dt>
                    <dd class="ledger__value"><a href=format!("/desk/picks/{}", numbers.join(","))>{text}</a></dd>
                </div>
            }
        })
        .collect();
    let note = Some(kit::count_of(total, "parcel", "parcels"));
    kit::section("lists", "Being picked", note, view! { <dl class="ledger desk__narrow">{items}</dl> })
}

fn orders(desk: &Desk, location: &Location, rows: &[QueueRow], total: u64, entered: &Entered) -> AnyView {
    let body: Vec<_> = rows
        .iter()
        .map(|row| {
            let company = (!row.company.is_empty()).then(|| view! { <span class="table__second">{row.company.clone()}</span> });
            view! {
                <tr class="table__row">
                    <td class="desk__tick-cell">{kit::tick(entered, "chosen", "order", row.number.to_string(), false, None)}</td>
                    <th scope="row" class="table__main">{kit::number(format!("/desk/orders/{}", row.number), row.number.to_string())}</th>
                    <td data-label="Customer">{row.customer.clone()}{company}</td>
                    <td class="table__number table__end" data-unit="pieces">{kit::thousands(row.pieces)}</td>
                    <td data-label="Delivery">{row.delivery_method.title()}</td>
                    <td class="table__number" data-label="Waits">{kit::age(desk.now() - row.placed_at)}</td>
                </tr>
            }
            .into_any()
        })
        .collect();
    let columns =
        [("", false), ("Order", false), ("Customer", false), ("Pieces", true), ("Delivery", false), ("Waits", true)];
    let name = location.name.clone();
    view! {
        <section class="section" aria-label=name.clone()>
            <div class="section__head">
                <h2 class="section__title">{name.clone()}</h2>
                <p class="section__note">{kit::count_of(total, "order", "orders")}</p>
            </div>
            <form method="post" action="/desk/picking/chosen">
                <input type="hidden" name="location" value=location.code.clone()/>
                {entered.is("chosen").then(|| (entered.value("chosen", "location", "") == location.code).then(|| kit::general_problems(entered, "chosen")))}
                {kit::table("Orders to pick", &columns, body, "")}
                <p class="form__actions"><button class="button" type="submit">{format!("Pick the ticked orders at {name}")}</button></p>
            </form>
        </section>
    }
    .into_any()
}
