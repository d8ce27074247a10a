//! `/account`: the customer's orders.

use leptos::prelude::*;
use store::orders::OrderSummary;

use super::account_page;
use crate::page::respond;
use crate::ui::form::done_notice;
use crate::ui::pagination;

const PAGE_SIZE: u32 = 20;

/// `/account`
#[component]
pub(crate) fn AccountPage() -> impl IntoView {
    respond(|visit| async move {
        let customer = visit.need_customer().await?;
        let page = visit.query("page").and_then(|page| page.parse().ok()).unwrap_or(1).clamp(1, 100_000_u32);
        let offset = u64::from(page - 1) * u64::from(PAGE_SIZE);
        let (orders, total) = visit.store.customer_orders(&customer, PAGE_SIZE, offset).await?;
        let done = visit.query("done").map(|_| "Your address is confirmed, and you are signed in.");
        let list = if orders.is_empty() {
            view! { <p>"No orders yet. "<a href="/">"All categories"</a></p> }.into_any()
        } else {
            let rows: Vec<_> = orders.iter().map(row).collect();
            view! {
                <table class="table">
                    <caption class="visually-hidden">"Your orders, newest first"</caption>
                    <thead class="table__head"><tr>
                        <th scope="col">"Order"</th><th scope="col">"Placed on"</th><th scope="col">"Where it stands"</th>
                        <th scope="col" class="table__number">"Total"</th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            }
            .into_any()
        };
        let content = view! {
            <header class="page__head"><div>
                <h1 class="page__title">"Your orders"</h1>
                <p class="page__about">"Orders placed before you had an account are here too, if they were placed with your address."</p>
            </div></header>
            {done.map(done_notice)}
            {list}
            {pagination(page, PAGE_SIZE, total, &|page| format!("/account?page={page}"))}
        };
        Ok(account_page(&visit, &customer, "Your orders", content))
    })
}

fn row(order: &OrderSummary) -> impl IntoView + use<> {
    let number = order.number.to_string();
    view! {
        <tr class="table__row">
            <th scope="row" class="table__main"><a class="part-number" href=format!("/orders/{number}")>{number.clone()}</a></th>
            <td data-label="Placed on"><time datetime=order.placed_at.to_rfc3339()>{order.placed_at.format("%-d %B %Y").to_string()}</time></td>
            <td data-label="Where it stands">{order.state.title()}</td>
            <td data-label="Total" class="table__number">{order.total.to_string()}</td>
        </tr>
    }
}
