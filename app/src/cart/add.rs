//! Quantity and button of the product page. A form that posts as it is; with scripts it adds
//! without leaving the page.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use crate::AppError;

/// Where the form posts to.
const ADD_TO_CART: &str = "/api/cart/add";

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
    let problem = RwSignal::new(problem);
    let added = RwSignal::new(false);
    let field = NodeRef::<leptos::html::Input>::new();
    let on_submit = {
        let sku = sku.clone();
        move |event: SubmitEvent| {
            event.prevent_default();
            add(&sku, field, problem, added);
        }
    };
    view! {
        <form class="buy-box__form" method="post" action=ADD_TO_CART novalidate=true on:submit=on_submit>
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
                node_ref=field
                aria-describedby="quantity-error"
                aria-invalid=move || problem.get().is_some().then_some("true")
            />
            <button class="button button--go" type="submit">"Add to cart"</button>
            <p class="field__error buy-box__error" id="quantity-error" aria-live="polite" hidden=move || problem.get().is_none()>
                {move || problem.get().map(|problem| problem.to_string())}
            </p>
            <p class="buy-box__added" role="status" hidden=move || !added.get()>
                {move || added.get().then_some("In your cart. ")}
                <a href="/cart">"See the cart"</a>
            </p>
        </form>
    }
}

/// Adds what stands in the field, and tells the form and the badge how it went.
fn add(sku: &str, field: NodeRef<leptos::html::Input>, problem: RwSignal<Option<AppError>>, added: RwSignal<bool>) {
    #[cfg(feature = "hydrate")]
    {
        let Some(field) = field.get_untracked() else { return };
        let (sku, quantity) = (sku.to_owned(), field.value());
        added.set(false);
        leptos::task::spawn_local(async move {
            match crate::fetch::post::<u32>(ADD_TO_CART, &[("sku", &sku), ("quantity", &quantity)]).await {
                Ok(pieces) => {
                    problem.set(None);
                    added.set(true);
                    super::badge::announce(pieces);
                }
                Err(error) => problem.set(Some(error)),
            }
        });
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = (sku, field, problem, added);
}
