//! The empty quick order: where a list is pasted or chosen.

use domain::cart::quick_order::ListError;
use leptos::prelude::*;

use super::{capital, list_hint};

/// Ways to write a line, shown as they would be typed.
const EXAMPLE: &str = "RP-AT-54-600 3\n3 x RP-NC-54-OG5\nrpbh54; 10";

/// The form; with what was typed and why it could not be read, when it could not.
pub(super) fn entry(typed: &str, problem: Option<&ListError>) -> impl IntoView + use<> {
    let problem = problem.map(sentence);
    let invalid = problem.is_some().then_some("true");
    let described = if problem.is_some() { "list-hint list-error" } else { "list-hint" };
    view! {
        <header class="page__head">
            <div>
                <h1 class="page__title">"Quick order"</h1>
                <p class="page__about">"Paste part numbers and quantities, ours or the makers’. You see each line with its price and stock before anything goes into your cart."</p>
            </div>
        </header>
        <form class="form quick-order__form" method="post" action="/quick-order" enctype="multipart/form-data">
            <div class="field">
                <label class="field__label" for="list">"Part numbers and quantities"</label>
                <p class="field__hint" id="list-hint">{list_hint()}</p>
                {problem.map(|problem| view! { <p class="field__error" id="list-error" role="alert">{problem}</p> })}
                <textarea class="field__input field__input--code quick-order__list" id="list" name="list" rows="10" autocomplete="off" spellcheck="false"
                    placeholder=EXAMPLE aria-describedby=described aria-invalid=invalid>{format!("\n{typed}")}</textarea>
            </div>
            <div class="field">
                <label class="field__label" for="file">"Or a file "<span class="field__optional">"CSV or text, up to 64 KB"</span></label>
                <p class="field__hint" id="file-hint">"A first line with names, such as “Number” and “Quantity”, may put the columns in any order. Your cart saved as CSV is such a file."</p>
                <input class="quick-order__file" id="file" name="file" type="file" accept=".csv,.tsv,.txt,text/csv,text/plain,text/tab-separated-values" aria-describedby="file-hint"/>
            </div>
            <div class="form__actions">
                <button class="button button--go" type="submit">"Look the list through"</button>
                <a href="/cart">"Your cart"</a>
            </div>
        </form>
    }
}

/// Why a list could not be read, as a sentence.
pub(super) fn sentence(error: &ListError) -> String {
    format!("{}.", capital(&error.to_string()))
}
