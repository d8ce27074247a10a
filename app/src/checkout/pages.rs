//! The pages of the checkout.

use domain::cart::Cart;
use domain::checkout::Step;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use store::checkout::Checkout;

use super::review::review;
use super::steps::step_page;
use crate::AppError;
use crate::page::{Page, PageError, respond};
use crate::request::Visit;

/// `/checkout`: on to the first step that is not complete.
#[component]
pub(crate) fn CheckoutStart() -> impl IntoView {
    respond(|visit| async move {
        let (cart, checkout) = read(&visit).await?;
        let form = checkout.map(|checkout| checkout.form).unwrap_or_default();
        Err(PageError::Elsewhere(format!("/checkout/{}", form.first_open_step(cart.hazard_class()).slug())))
    })
}

/// `/checkout/:step`; with `?check=1` it says what is wrong, with status 422.
#[component]
pub(crate) fn CheckoutPage() -> impl IntoView {
    let step = use_params_map().read_untracked().get("step").unwrap_or_default();
    respond(|visit| load(visit, step))
}

/// The cart and what was typed so far; visitors without a cart belong elsewhere.
async fn read(visit: &Visit) -> Result<(Cart, Option<Checkout>), PageError> {
    let Some(token) = visit.cart_token() else { return Err(PageError::Elsewhere("/cart".to_owned())) };
    let cart = visit.store.cart(&token).await?;
    if cart.lines.is_empty() {
        return Err(PageError::Elsewhere("/cart".to_owned()));
    }
    Ok((cart, visit.store.checkout(&token).await?))
}

async fn load(visit: Visit, slug: String) -> Result<Page, PageError> {
    let step = Step::parse(&slug).ok_or(PageError::NotFound)?;
    let (cart, checkout) = read(&visit).await?;
    let hazard_class = cart.hazard_class();
    let form = checkout.as_ref().map(|checkout| checkout.form.clone()).unwrap_or_default();
    let open = form.first_open_step(hazard_class);
    if step > open {
        return Err(PageError::Elsewhere(format!("/checkout/{}", open.slug())));
    }
    let checked = visit.query("check").is_some();
    let pieces = cart.pieces();
    let (content, status) = match (step, checkout) {
        (Step::Review, Some(checkout)) => {
            let problem = visit.query("problem").and_then(|code| AppError::parse(&code));
            let status = match &problem {
                Some(problem) => problem.status(),
                None if !cart.is_orderable() => 409,
                None => 200,
            };
            let Ok(details) = form.finish(hazard_class) else {
                return Err(PageError::Elsewhere(format!("/checkout/{}", open.slug())));
            };
            (review(&cart, &details, checkout.idempotency_key, problem.as_ref()).into_any(), status)
        }
        (step, _) => {
            let problems = if checked { form.problems(step, hazard_class) } else { Vec::new() };
            let status = if problems.is_empty() { 200 } else { 422 };
            (step_page(step, &form, &cart, &problems).into_any(), status)
        }
    };
    Ok(Page::private(format!("Checkout: {}", step.title()), content).with_status(status).with_cart_pieces(pieces))
}
