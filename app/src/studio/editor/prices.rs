//! The form of prices: a ladder per variant.

use leptos::prelude::*;

use super::fields::{Form, Input, Text, group};
use super::work::Offered;

pub(super) fn fields(form: &Form<'_>, offered: &Offered) -> AnyView {
    if offered.variants.is_empty() {
        return view! { <p class="desk__empty">"The product has no variants yet. Add one, and its prices are set here."</p> }
            .into_any();
    }
    let ladders: Vec<_> = offered.variants.iter().map(|variant| ladder(form, &variant.0, &variant.1)).collect();
    view! {
        <p class="desk__quiet">"In euro, without tax, for everyone. A price holds from its quantity on; a variant without a price cannot be ordered."</p>
        {ladders}
    }
    .into_any()
}

fn ladder(form: &Form<'_>, code: &str, name: &str) -> AnyView {
    let list = format!("ladders/{code}");
    let mut rows = form.typed.rows(&list);
    // One row more than there are, to be filled.
    rows.push(rows.last().map_or(0, |last| last + 1));
    let says = match rows.len() - 1 {
        0 => "on request".to_owned(),
        1 => "one price".to_owned(),
        count => format!("{count} prices"),
    };
    let lines: Vec<_> = rows
        .iter()
        .enumerate()
        .map(|(at, row)| {
            let (quantity, price) = (format!("{list}/{row}/quantity"), format!("{list}/{row}/price"));
            let (from, each) =
                (format!("Step {} of {name}, from pieces", at + 1), format!("Step {} of {name}, price", at + 1));
            view! {
                <tr class="studio-ladder__row">
                    <td>{form.text(Text::new(&quantity, &from, 9).typed_as(Input::Figure).bare())}</td>
                    <td>{form.text(Text::new(&price, &each, 16).typed_as(Input::Figure).bare())}</td>
                </tr>
            }
        })
        .collect();
    let content = view! {
        <table class="studio-ladder">
            <caption class="visually-hidden">{format!("Prices of {name}")}</caption>
            <thead><tr><th scope="col">"From pieces"</th><th scope="col">"Each, €"</th></tr></thead>
            <tbody>{lines}</tbody>
        </table>
        <p class="field__hint">"Empty a row to take it away. Saving adds another empty one."</p>
    };
    group(&list, name, says, true, content.into_any())
}
