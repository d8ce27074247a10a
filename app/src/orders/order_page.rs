//! The page of an order: where it stands, what is in it, what it costs, what can be done.

use chrono::TimeDelta;
use domain::orders::{OrderNumber, OrderState};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::access::{Access, Opened, open};
use super::actions::actions;
use super::history::history;
use super::lines::lines_section;
use super::notice::notice;
use super::parcels::{parcels_section, returns_section};
use super::station::stations;
use super::words::{moment, order_shape, state};
use crate::checkout::details_section;
use crate::page::{Page, PageError, respond};
use crate::request::Visit;

/// `/orders/:number`: the order, for those who placed it or looked it up; the form for all others.
#[component]
pub(crate) fn OrderPage() -> impl IntoView {
    let number = use_params_map().read_untracked().get("number").unwrap_or_default();
    respond(|visit| load(visit, number))
}

/// How long the page of an order thanks for it.
const JUST_PLACED: TimeDelta = TimeDelta::minutes(15);

async fn load(visit: Visit, typed: String) -> Result<Page, PageError> {
    let opened = match open(&visit, &typed, "").await? {
        Access::Open(opened) => opened,
        Access::Closed(page) => return Ok(*page),
    };
    let (notice, status) = notice(&visit, &opened).await?;
    let just_placed = visit.now() - opened.order.placed_at < JUST_PLACED && notice.is_none();
    let key = visit.new_key();
    let title = format!("Order {}", opened.number);
    let content = view! { {head(&opened, just_placed)}{notice}{body(&opened, key)} };
    Ok(Page::private(title, content).with_status(status))
}

fn head(opened: &Opened, just_placed: bool) -> impl IntoView + use<> {
    let Opened { number, order, progress } = opened;
    let about = match progress.state {
        OrderState::Cancelled => "Nothing of it is wanted any more.",
        OrderState::Delivered => "All of it has arrived.",
        _ if just_placed && progress.lines.iter().any(|line| line.backordered > 0) => {
            "What is in stock is reserved for you; the rest follows when it has come in. With the number and your e-mail address this page opens anywhere."
        }
        _ if just_placed => {
            "Its pieces are reserved for you. With the number and your e-mail address this page opens anywhere."
        }
        _ => "",
    };
    view! {
        <header class="page__head">
            <div>
                <h1 class="page__title">{if just_placed { "Thank you: order " } else { "Order " }}{number_text(number)}</h1>
                <p class="page__about">{format!("Placed on {}. {about}", moment(order.placed_at))}</p>
            </div>
            <p class="page__tools order__state">{state(order_shape(progress.state), progress.state.title())}</p>
        </header>
    }
}

/// The number of an order in a title.
pub(super) fn number_text(number: &OrderNumber) -> impl IntoView + use<> {
    view! { <span class="order__number">{number.to_string()}</span> }
}

fn body(opened: &Opened, key: uuid::Uuid) -> impl IntoView + use<> {
    view! {
        {stations(opened)}
        <div class="order">
            <aside>{actions(opened, key)}</aside>
            <div>
                {parcels_section(opened)}
                {lines_section(opened)}
                {returns_section(opened)}
                {details_section(&opened.order.details, false)}
                {history(opened)}
            </div>
        </div>
    }
}
