//! The pages of the checkout.

use domain::checkout::Step;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use store::checkout::OpenCheckout;

use super::review::review;
use super::steps::step_page;
use crate::AppError;
use crate::page::{Page, PageError, respond};
use crate::request::Visit;

/// `/checkout`: on to the first step that is not complete.
#[component]
pub(crate) fn CheckoutStart() -> impl IntoView {
    respond(|visit| async move {
        let open = open(&visit).await?;
        Err(PageError::Elsewhere(format!("/checkout/{}", open.form.first_open_step(&open.basis()).slug())))
    })
}

/// `/checkout/:step`; with `?check=1` it says what is wrong, with status 422.
#[component]
pub(crate) fn CheckoutPage() -> impl IntoView {
    let step = use_params_map().read_untracked().get("step").unwrap_or_default();
    respond(|visit| load(visit, step))
}

/// The checkout, its stock kept from now on; visitors without a cart belong elsewhere.
async fn open(visit: &Visit) -> Result<OpenCheckout, PageError> {
    let elsewhere = || PageError::Elsewhere("/cart".to_owned());
    let token = visit.cart_token().ok_or_else(elsewhere)?;
    let customer = super::signed_in(visit).await.unwrap_or_default();
    visit.store.open_checkout(&token, customer, visit.now()).await?.ok_or_else(elsewhere)
}

async fn load(visit: Visit, slug: String) -> Result<Page, PageError> {
    let step = Step::parse(&slug).ok_or(PageError::NotFound)?;
    let open = open(&visit).await?;
    let basis = open.basis();
    let first = open.form.first_open_step(&basis);
    if step > first {
        return Err(PageError::Elsewhere(format!("/checkout/{}", first.slug())));
    }
    let checked = visit.query("check").is_some();
    let pieces = open.cart.pieces();
    let elsewhere = || PageError::Elsewhere(format!("/checkout/{}", first.slug()));
    let (content, status) = if step == Step::Review {
        let problem = visit.query("problem").and_then(|code| AppError::parse(&code));
        let status = match &problem {
            Some(problem) => problem.status(),
            None if !open.cart.is_orderable() => 409,
            None => 200,
        };
        let details = open.form.finish(&basis).map_err(|_| elsewhere())?;
        let quote = open.form.quote(&basis).ok_or_else(elsewhere)?;
        let key = open.idempotency_key.ok_or_else(|| PageError::Elsewhere("/checkout/contact".to_owned()))?;
        (review(&open, &details, &quote, key, problem.as_ref()).into_any(), status)
    } else {
        let problems = if checked { open.form.problems(step, &basis) } else { Vec::new() };
        let status = if problems.is_empty() { 200 } else { 422 };
        (step_page(step, &open, &problems).into_any(), status)
    };
    Ok(Page::private(format!("Checkout: {}", step.title()), content).with_status(status).with_cart_pieces(pieces))
}
