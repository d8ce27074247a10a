//! Quantity and button of the product page. A form that posts as it is; with scripts it adds
//! without leaving the page.

use leptos::form::ActionForm;
use leptos::prelude::*;

use super::AddToCart;
use crate::AppError;

/// The form.
#[island]
pub fn AddToCartForm(
    /// Our number of the part.
    sku: String,
    /// What stands in the quantity field.
    typed: String,
    /// Why the last attempt failed, when the form was posted without scripts.
    problem: Option<AppError>,
) -> impl IntoView {
    let add = ServerAction::<AddToCart>::new();
    let answer = add.value();
    let problem = Signal::derive(move || match answer.get() {
        Some(Ok(_)) => None,
        Some(Err(error)) => Some(error),
        None => problem.clone(),
    });
    #[cfg(feature = "hydrate")]
    Effect::new(move |_| {
        if let Some(Ok(pieces)) = answer.get() {
            super::badge::announce(pieces);
        }
    });
    view! {
        <ActionForm action=add attr:class="buy-box__form" attr:novalidate=true>
            <input type="hidden" name="sku" value=sku/>
            <label class="visually-hidden" for="quantity">"Quantity"</label>
            <input
                class="field__input buy-box__quantity"
                id="quantity"
                name="quantity"
                type="text"
                inputmode="numeric"
                maxlength="20"
                autocomplete="off"
                value=typed
                aria-describedby="quantity-error"
                aria-invalid=move || problem.get().is_some().then_some("true")
            />
            <button class="button button--go" type="submit" aria-disabled=move || add.pending().get().then_some("true")>
                "Add to cart"
            </button>
            <p class="field__error buy-box__error" id="quantity-error" aria-live="polite" hidden=move || problem.get().is_none()>
                {move || problem.get().map(|problem| problem.to_string())}
            </p>
            <p class="buy-box__added" role="status">
                {move || matches!(answer.get(), Some(Ok(_))).then(|| view! { "In your cart. " <a href="/cart">"See the cart"</a> })}
            </p>
        </ActionForm>
    }
}
