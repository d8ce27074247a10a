//! How rows of a table get into a comparison: boxes that belong to one GET form beside the table, so
//! that choosing needs neither a script nor a cookie.

use leptos::prelude::*;
use store::catalog::PartRow;

/// The id of the form that the boxes belong to.
const FORM: &str = "compare";

/// The head of the column of boxes.
pub(crate) fn tick_head() -> impl IntoView {
    view! { <th class="table__tick"><span class="visually-hidden">"Compare"</span></th> }
}

/// The box of a row.
pub(crate) fn tick(row: &PartRow) -> impl IntoView + use<> {
    let sku = row.sku.to_string();
    let label = format!("Compare {sku}");
    view! {
        <td class="table__tick">
            <label class="compare-tick">
                <input type="checkbox" form=FORM name="parts" value=sku/>
                <span class="visually-hidden">{label}</span>
            </label>
        </td>
    }
}

/// The form and its button; once on a page, before the table.
pub(crate) fn compare_button() -> impl IntoView {
    view! {
        <form class="compare-form" id=FORM method="get" action="/compare">
            <button class="button button--small" type="submit">"Compare ticked parts"</button>
        </form>
    }
}
