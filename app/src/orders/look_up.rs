//! Looking an order up by its number and e-mail address.

use leptos::prelude::*;

use crate::page::{Page, respond};

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
        let page = look_up_page("Look up an order", &typed, problem, status);
        // Who is signed in has them all in one list.
        Ok(match visit.customer().await? {
            Some(_) => Page { content: view! { {own_orders()}{page.content} }.into_any(), ..page },
            None => page,
        })
    })
}

const NOT_FOUND: &str = "We have no order with this number and e-mail address. The number looks like RP-7K3M9QXD and stands at the top of the page shown after ordering.";

fn own_orders() -> impl IntoView {
    view! { <p class="notice">"You are signed in: "<a href="/account">"your account"</a>" lists your orders."</p> }
}

/// The form, with what was typed and what is wrong with it.
pub(super) fn look_up_page(title: &'static str, typed: &str, problem: Option<String>, status: u16) -> Page {
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
