//! The review: everything at a glance, and the button.

use domain::checkout::{CheckoutDetails, Quote, Step};
use leptos::prelude::*;
use store::checkout::OpenCheckout;
use uuid::Uuid;

use super::details::{LineView, details_section, line_table};
use super::steps::{held, steps};
use crate::AppError;
use crate::cart::cart_totals;

/// The content of the review page. `key` is the order it will become.
pub(super) fn review(
    open: &OpenCheckout,
    details: &CheckoutDetails,
    quote: &Quote,
    key: Uuid,
    problem: Option<&AppError>,
) -> impl IntoView + use<> {
    let cart = &open.cart;
    let lines = cart
        .lines
        .iter()
        .map(|line| LineView {
            sku: line.sku.clone(),
            name: line.name.clone(),
            quantity: line.quantity,
            unit_price: line.unit_price(),
            total: line.total(),
            problem: line.problem().map(|problem| problem.to_string()),
            note: line.backorder().map(|backorder| backorder.to_string()),
        })
        .collect();
    let orderable = cart.is_orderable();
    let notice = if orderable {
        problem.map(|problem| {
            view! { <div class="notice notice--error" role="alert"><p class="notice__title">{problem.to_string()}</p></div> }.into_any()
        })
    } else {
        Some(
            view! {
                <div class="notice notice--warning" role="alert">
                    <p class="notice__title">"Some of this sold while you were checking out"</p>
                    <p>"Nothing was ordered. Take what is left, or remove the marked lines: "<a href="/cart">"change the cart"</a>". What you typed stays."</p>
                </div>
            }
            .into_any(),
        )
    };
    let button = if orderable {
        view! {
            <form method="post" action="/api/checkout/place">
                <input type="hidden" name="key" value=key.to_string()/>
                <button class="button button--go cart__next" type="submit">"Place the order"</button>
            </form>
        }
        .into_any()
    } else {
        view! { <a class="button button--go cart__next" href="/cart">"Change the cart"</a> }.into_any()
    };
    view! {
        {steps(Step::Review)}
        <header class="page__head"><div><h1 class="page__title">"Review your order"</h1></div></header>
        {notice}
        {held(open)}
        <div class="checkout">
            <div>
                {line_table("What you order", lines)}
                {details_section(details, true)}
            </div>
            <aside aria-label="Total">
                {cart_totals(cart, Some(quote))}
                {button}
            </aside>
        </div>
    }
}
