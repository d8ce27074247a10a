//! The pages of orders.

use chrono::TimeDelta;
use domain::money::Money;
use domain::orders::{Order, OrderNumber};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::checkout::{LineView, details_section, line_table};
use crate::page::{Page, PageError, respond};
use crate::request::Visit;

/// `/orders`: the form to look an order up.
#[component]
pub(crate) fn LookUpPage() -> impl IntoView {
    respond(|visit| async move {
        let typed = visit.query("number").unwrap_or_default();
        let (problem, status) = match (visit.query("problem"), visit.problems().first()) {
            (None, _) => (None, 200),
            (Some(_), Some(error)) => (Some(error.to_string()), error.status()),
            (Some(_), None) => (Some(NOT_FOUND.to_owned()), 422),
        };
        Ok(look_up_page("Look up an order", &typed, problem, status))
    })
}

const NOT_FOUND: &str = "We have no order with this number and e-mail address. The number looks like RP-7K3M9QXD and stands at the top of the page shown after ordering.";

/// `/orders/:number`: the order, for those who placed it or looked it up; the form for all others.
#[component]
pub(crate) fn OrderPage() -> impl IntoView {
    let number = use_params_map().read_untracked().get("number").unwrap_or_default();
    respond(|visit| load(visit, number))
}

async fn load(visit: Visit, typed: String) -> Result<Page, PageError> {
    let number = OrderNumber::parse(&typed).map_err(|_| PageError::NotFound)?;
    if number.as_str() != typed {
        return Err(PageError::Elsewhere(format!("/orders/{number}")));
    }
    if !visit.may_see(&number).await? {
        // The same for orders that exist and for those that do not.
        return Ok(look_up_page("Look up this order", number.as_str(), None, 403));
    }
    let order = visit.store.order(&number).await?.ok_or(PageError::NotFound)?;
    Ok(Page::private(format!("Order {number}"), content(&order, visit.now() - order.placed_at < JUST_PLACED)))
}

fn look_up_page(title: &'static str, typed: &str, problem: Option<String>, status: u16) -> Page {
    let typed = typed.to_owned();
    let invalid = problem.is_some().then_some("true");
    let described_by = problem.is_some().then_some("number-error");
    let content = view! {
        <header class="page__head">
            <div>
                <h1 class="page__title">{title}</h1>
                <p class="page__about">"Orders placed from this browser open without asking. For others we need the number and the e-mail address it was placed with."</p>
            </div>
        </header>
        <form class="form" method="post" action="/api/orders/look-up" novalidate=true>
            <div class="field">
                <label class="field__label" for="number">"Order number"</label>
                {problem.map(|problem| view! { <p class="field__error" id="number-error" role="alert">{problem}</p> })}
                <input class="field__input field__input--code" id="number" name="number" type="text" autocomplete="off" maxlength="40"
                    value=typed aria-invalid=invalid aria-describedby=described_by/>
            </div>
            <div class="field">
                <label class="field__label" for="email">"E-mail"</label>
                <input class="field__input" id="email" name="email" type="email" autocomplete="email" maxlength="254"/>
            </div>
            <div class="form__actions"><button class="button button--go" type="submit">"Show the order"</button></div>
        </form>
    };
    Page::private(title, content).narrow().with_status(status)
}

/// How long the page of an order thanks for it.
const JUST_PLACED: TimeDelta = TimeDelta::minutes(15);

fn content(order: &Order, just_placed: bool) -> impl IntoView + use<> {
    let placed_at = order.placed_at.format("%-d %B %Y, %H:%M UTC").to_string();
    let lines = order
        .lines
        .iter()
        .map(|line| LineView {
            sku: line.sku.clone(),
            name: line.name.clone(),
            quantity: line.quantity,
            unit_price: Some(line.unit_price),
            total: Some(line.total),
            problem: None,
            note: None,
        })
        .collect();
    let sum = |name: &'static str, money: Money, class: &'static str| {
        view! { <div class=class><dt class="ledger__name">{name}</dt><dd class="ledger__value">{money.to_string()}</dd></div> }
    };
    view! {
        <header class="page__head">
            <div>
                <h1 class="page__title">{if just_placed { "Thank you: order " } else { "Order " }}<span class="order__number">{order.number.to_string()}</span></h1>
                <p class="page__about">{format!("Placed on {placed_at}. Its pieces are reserved for you. With the number and your e-mail address this page opens anywhere.")}</p>
            </div>
        </header>
        <div class="order">
            <div>
                <section class="section" aria-labelledby="lines">
                    <div class="section__head"><h2 class="section__title" id="lines">"What you ordered"</h2></div>
                    {line_table("What you ordered", lines)}
                    <dl class="ledger">
                        {sum("Goods", order.goods, "ledger__row")}
                        {sum("Delivery", order.delivery, "ledger__row")}
                        {sum("Tax", order.tax, "ledger__row")}
                        {sum("Total, incl. tax", order.total, "ledger__row ledger__row--sum")}
                    </dl>
                </section>
                {details_section(&order.details, false)}
            </div>
            <aside>
                <section class="section" aria-labelledby="state">
                    <div class="section__head"><h2 class="section__title" id="state">"Where it stands"</h2></div>
                    <ol class="timeline">
                        <li class="timeline__item timeline__item--done timeline__item--current">
                            {order.state.title()}<time class="timeline__time" datetime=order.placed_at.to_rfc3339()>{placed_at.clone()}</time>
                        </li>
                        <li class="timeline__item">"Packed and shipped"</li>
                    </ol>
                </section>
            </aside>
        </div>
    }
}
