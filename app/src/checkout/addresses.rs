//! Choosing from the address book at the address step.

use domain::checkout::AddressForm;
use leptos::prelude::*;
use store::checkout::OpenCheckout;

/// The addresses a customer has, as a list to choose from; nothing for those who have none. The fields below it
/// count when none is chosen. `wrong` keeps the choice on the fields, where something is to be put right.
pub(super) fn address_choices(open: &OpenCheckout, wrong: bool) -> impl IntoView + use<> {
    if open.addresses.is_empty() {
        return ().into_any();
    }
    let typed = AddressForm::of(&open.form);
    let chosen = open.addresses.iter().find(|known| !wrong && known.form.is_same_place(&typed)).map(|known| known.id);
    let choices: Vec<_> = open
        .addresses
        .iter()
        .map(|known| {
            let whose = if known.is_companys { " · your company’s" } else { "" };
            view! {
                <label class="field__choice">
                    <input type="radio" name="address" value=known.id.to_string() checked=chosen == Some(known.id)/>
                    <span>{known.form.title().to_owned()}{whose}<span class="field__choice-note">{known.form.line()}</span></span>
                </label>
            }
        })
        .collect();
    view! {
        <fieldset class="checkout__group">
            <legend class="checkout__legend">"Where should it go?"</legend>
            {choices}
            <label class="field__choice">
                <input type="radio" name="address" value="" checked=chosen.is_none()/>
                <span>"The address below"</span>
            </label>
        </fieldset>
    }
    .into_any()
}
