//! `/desk/orders/:number`: everything about one order, and what can be done about it.

mod actions;
mod forms;
mod lines;

use domain::accounts::Permission;
use domain::orders::{OrderNumber, OrderState};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use store::fulfilment::{DeskOrder, Shipment};

use super::entered::Entered;
use super::frame::{Desk, done, respond};
use super::kit;
use crate::page::{Page, PageError};

/// `/desk/orders/:number`, and with `/:action` what its forms are sent to.
#[component]
pub(crate) fn DeskOrderPage() -> impl IntoView {
    let params = use_params_map().read_untracked().clone();
    let number = params.get("number").unwrap_or_default();
    let action = params.get("action");
    respond(|desk| load(desk, number, action))
}

async fn load(desk: Desk, typed: String, action: Option<String>) -> Result<Page, PageError> {
    let number = OrderNumber::parse(&typed).map_err(|_| PageError::NotFound)?;
    let address = format!("/desk/orders/{number}");
    if number.as_str() != typed {
        return Err(PageError::Elsewhere(address));
    }
    let find = async || desk.store().desk_order(&number, desk.now()).await?.ok_or(PageError::NotFound);
    let before = find().await?;
    let entered = match (&action, desk.posted()) {
        (None, _) => Entered::default(),
        (Some(action), Some(form)) => {
            desk.answer(action, form.clone(), actions::act(&desk, &before, action, &form)).await?
        }
        (Some(_), None) => return Err(PageError::Elsewhere(address)),
    };
    let shown = if entered.status() == 200 { before } else { find().await? };
    let locations = desk.store().locations().await?;
    let status = entered.status();
    let order = &shown.order;
    let progress = &shown.progress;
    let who = if order.details.company.is_empty() {
        order.details.contact_name.clone()
    } else {
        format!("{}, {}", order.details.contact_name, order.details.company)
    };
    let content = view! {
        {kit::head(
            view! { "Order "<span class="desk__number">{order.number.to_string()}</span> },
            format!("{} · {} · {who}", progress.state.title(), kit::moment(progress.placed_at)),
            view! {
                {progress.invoice.map(|invoice| view! { <a href=format!("/orders/{}/invoice", order.number)>{invoice.to_string()}</a> })}
            },
        )}
        {kit::done(done(&desk))}
        <div class="desk__halves">
            <div>
                {lines::lines(&shown)}
                {parcels(&progress.shipments)}
                {lines::money(&shown)}
                {lines::returns(&shown)}
                {lines::details(&shown)}
            </div>
            <aside aria-label="What to do">
                {desk.may(Permission::ChangeOrders).then(|| forms::forms(&shown, &entered, &locations, desk.new_key()))}
                {history(&shown)}
            </aside>
        </div>
    };
    Ok(Page::private(format!("Order {number}"), content).with_status(status))
}

fn parcels(shipments: &[Shipment]) -> AnyView {
    let rows: Vec<_> = shipments
        .iter()
        .map(|parcel| {
            let pieces: u32 = parcel.lines.iter().map(|line| line.quantity).sum();
            let place = parcel.location.as_ref().map_or("services", |location| location.name.as_str()).to_owned();
            let way = [parcel.carrier.as_str(), parcel.tracking.as_str()].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ");
            let when = parcel.delivered_at.or(parcel.shipped_at).unwrap_or(parcel.created_at);
            view! {
                <tr class="table__row">
                    <th scope="row" class="table__main">{kit::number(format!("/desk/parcels/{}", parcel.number), parcel.number.to_string())}</th>
                    <td class="table__end">{parcel.state.title()}</td>
                    <td class="table__number" data-label="Pieces">{kit::thousands(pieces)}</td>
                    <td data-label="From">{place}</td>
                    <td data-label="Carrier">{way}</td>
                    <td class="table__number" data-label="Since">{kit::moment(when)}</td>
                </tr>
            }
            .into_any()
        })
        .collect();
    let columns =
        [("Parcel", false), ("State", false), ("Pieces", true), ("From", false), ("Carrier", false), ("Since", true)];
    let note = (!shipments.is_empty()).then(|| kit::count_of(shipments.len() as u64, "parcel", "parcels"));
    kit::section(
        "parcels",
        "Parcels",
        note,
        kit::table("Parcels", &columns, rows, "None yet: picking makes a parcel for each location."),
    )
}

fn history(shown: &DeskOrder) -> AnyView {
    let last = shown.progress.events.len().saturating_sub(1);
    let open = shown.progress.state.is_open();
    let steps: Vec<_> = shown
        .progress
        .events
        .iter()
        .enumerate()
        .rev()
        .map(|(at, event)| {
            let class = match (at == last, event.state) {
                (true, OrderState::Cancelled) => "timeline__item timeline__item--stopped",
                (true, _) if open => "timeline__item timeline__item--done timeline__item--current",
                _ => "timeline__item timeline__item--done",
            };
            let detail = (!event.detail.is_empty()).then(|| view! { <span class="timeline__note">{event.detail.clone()}</span> });
            let who = if event.actor.is_empty() { "customer" } else { &event.actor };
            view! {
                <li class=class>
                    {event.kind.title()}
                    {detail}
                    <time class="timeline__time" datetime=event.happened_at.to_rfc3339()>{format!("{} · {who}", kit::moment(event.happened_at))}</time>
                </li>
            }
        })
        .collect();
    kit::section("history", "History", Some("newest first".to_owned()), view! { <ol class="timeline">{steps}</ol> })
}
