//! The cart's page.

use domain::cart::{Cart, CartLine};
use domain::checkout::Quote;
use domain::ids::Sku;
use domain::money::Money;
use leptos::prelude::*;
use store::cart::CartToken;

use crate::AppError;
use crate::page::{Page, PageError, respond};
use crate::request::Visit;

/// `/cart`
#[component]
pub(crate) fn CartPage() -> impl IntoView {
    respond(load)
}

async fn load(visit: Visit) -> Result<Page, PageError> {
    let cart = read(&visit, visit.cart_token().as_ref()).await?;
    let problem = visit.query("problem").and_then(|code| AppError::parse(&code));
    let status = problem.as_ref().map_or(200, AppError::status);
    let at_line = visit
        .query("sku")
        .and_then(|sku| Sku::parse(&sku).ok())
        .filter(|sku| cart.lines.iter().any(|line| line.sku == *sku));
    let typed = visit.query("quantity").unwrap_or_default();
    let pieces = cart.pieces();
    let content = if cart.lines.is_empty() {
        empty().into_any()
    } else {
        filled(&cart, problem.as_ref(), at_line.as_ref(), &typed).into_any()
    };
    Ok(Page::private("Cart", content).with_status(status).with_cart_pieces(pieces))
}

async fn read(visit: &Visit, token: Option<&CartToken>) -> Result<Cart, store::Error> {
    match token {
        Some(token) => visit.store.cart(token).await,
        None => Ok(Cart::default()),
    }
}

fn empty() -> impl IntoView {
    view! {
        <div class="empty">
            <h1 class="empty__title">"Your cart is empty"</h1>
            <p class="empty__text">"Parts you add stay here for half a year, on this device, without an account."</p>
            <ul class="empty__ways">
                <li><a href="/">"All categories"</a></li>
                <li><a href="/quick-order">"Quick order: paste a list"</a></li>
                <li><a href="/orders">"Look up an order"</a></li>
            </ul>
        </div>
    }
}

fn filled(cart: &Cart, problem: Option<&AppError>, at_line: Option<&Sku>, typed: &str) -> impl IntoView + use<> {
    let rows: Vec<_> = cart
        .lines
        .iter()
        .map(|line| {
            let here = problem.filter(|_| at_line == Some(&line.sku));
            row(line, here, typed)
        })
        .collect();
    let general = problem.filter(|_| at_line.is_none()).map(|problem| {
        view! { <div class="notice notice--error" role="alert"><p class="notice__title">{problem.to_string()}</p></div> }
    });
    let next = if cart.is_orderable() {
        view! { <a class="button button--go cart__next" href="/checkout">"Check out"</a> }.into_any()
    } else {
        view! { <p class="cart__problem">"Change or remove the marked lines to check out."</p> }.into_any()
    };
    view! {
        <header class="page__head">
            <div><h1 class="page__title">"Cart"</h1></div>
            <p class="page__tools">
                <a href="/quick-order">"Quick order"</a>
                <a href="/cart.csv" download="">"Save as CSV"</a>
            </p>
        </header>
        {general}
        <div class="cart">
            <div>
                <table class="table">
                    <caption class="visually-hidden">"Parts in your cart"</caption>
                    <thead class="table__head">
                        <tr>
                            <th scope="col">"Part"</th>
                            <th scope="col">"Quantity"</th>
                            <th scope="col" class="table__number">"€ each"</th>
                            <th scope="col" class="table__number">"€"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <aside aria-label="Total">
                {cart_totals(cart, None)}
                {next}
            </aside>
        </div>
    }
}

fn row(line: &CartLine, problem: Option<&AppError>, typed: &str) -> impl IntoView + use<> {
    let sku = line.sku.to_string();
    let quantity = if problem.is_some() { typed.to_owned() } else { line.quantity.to_string() };
    let field = format!("quantity-{sku}");
    let error = format!("{field}-error");
    let stock_problem =
        line.problem().map(|problem| view! { <span class="cart__problem">{problem.to_string()}</span> });
    let unknown = if line.is_sold { "on request" } else { "–" };
    let figure = |money: Option<Money>| money.map_or_else(|| unknown.to_owned(), Money::figure);
    let number = if line.is_sold {
        view! { <a class="part-number" href=format!("/parts/{sku}")>{sku.clone()}</a> }.into_any()
    } else {
        view! { <span class="part-number">{sku.clone()}</span> }.into_any()
    };
    view! {
        <tr class="table__row">
            <th scope="row" class="table__main">
                {number}
                <span class="table__second">{line.name.clone()}</span>
                {line.backorder().map(|backorder| view! { <span class="table__second">{backorder.to_string()}</span> })}
                {stock_problem}
            </th>
            <td data-label="Quantity">
                <div class="cart__controls">
                    <form class="cart__quantity" method="post" action="/api/cart/quantity">
                        <input type="hidden" name="sku" value=sku.clone()/>
                        <label class="visually-hidden" for=field.clone()>{format!("Quantity of {sku}")}</label>
                        <input class="field__input field__input--number" id=field name="quantity" type="text" inputmode="numeric" maxlength="20"
                            autocomplete="off" value=quantity aria-invalid=problem.is_some().then_some("true")
                            aria-describedby=problem.is_some().then(|| error.clone())/>
                        <button class="button button--small" type="submit" aria-label=format!("Change quantity of {sku}")>"Change"</button>
                    </form>
                    <form method="post" action="/api/cart/quantity">
                        <input type="hidden" name="sku" value=sku.clone()/>
                        <input type="hidden" name="quantity" value="0"/>
                        <button class="button button--text cart__remove" type="submit" aria-label=format!("Remove {sku}")>"Remove"</button>
                    </form>
                </div>
                {problem.map(|problem| view! { <p class="field__error" id=error>{problem.to_string()}</p> })}
            </td>
            <td class="table__number" data-label="€ each">{figure(line.unit_price())}</td>
            <td class="table__number table__end" data-unit=line.total().map(|_| "€")>{figure(line.total())}</td>
        </tr>
    }
}

/// What the goods come to and, where it is known, delivery, tax and the whole.
pub(crate) fn cart_totals(cart: &Cart, quote: Option<&Quote>) -> impl IntoView + use<> {
    let goods = cart.goods().ok().map_or_else(|| "on request".to_owned(), |money| money.to_string());
    let row = |name: String, value: String| {
        view! { <div class="ledger__row"><dt class="ledger__name">{name}</dt><dd class="ledger__value">{value}</dd></div> }
    };
    let rest = match quote {
        Some(quote) => view! {
            {row("Delivery".to_owned(), quote.delivery.to_string())}
            {row(quote.tax.label(), quote.tax.amount.to_string())}
            <div class="ledger__row ledger__row--sum"><dt class="ledger__name">"Total, incl. tax"</dt><dd class="ledger__value">{quote.total.to_string()}</dd></div>
        }
        .into_any(),
        None => view! {
            {row("Delivery".to_owned(), "chosen at checkout".to_owned())}
            {row("Tax".to_owned(), "computed at checkout".to_owned())}
        }
        .into_any(),
    };
    let note = quote.map(|quote| quote.tax.note.clone()).filter(|note| !note.is_empty());
    view! {
        <dl class="ledger">
            {row("Goods, excl. tax".to_owned(), goods)}
            {rest}
        </dl>
        {note.map(|note| view! { <p>{note}</p> })}
    }
}
