//! A few parts on the home page, as rows of a table: to be looked at, not to be sorted or compared.

use leptos::prelude::*;
use store::catalog::{Part, PartRow};

use crate::catalog::table::{name_cell, origin, price_cell, stock_cell, thumb_cell};

/// A part as tables show it.
pub(super) fn row(part: &Part) -> PartRow {
    PartRow {
        variant: part.variant,
        sku: part.sku.clone(),
        name: part.name.clone(),
        maker: part.maker.clone(),
        category: part.category.clone(),
        category_code: part.category_code.clone(),
        category_name: part.path.last().map(|step| step.name.clone()).unwrap_or_default(),
        kind: part.kind,
        attributes: part.facts(),
        price: part.prices.first().map(|step| step.unit_price),
        available: part.available(),
        lead_time_days: part.lead_time_days,
    }
}

pub(super) fn table(caption: String, rows: Vec<PartRow>) -> impl IntoView {
    let shaped = rows.iter().any(|row| row.shape().is_some());
    let rows: Vec<_> = rows
        .into_iter()
        .map(|row| {
            view! {
                <tr class="table__row">
                    {shaped.then(|| thumb_cell(&row))}
                    {name_cell(&row, &row.name)}
                    {origin(&row)}
                    {stock_cell(&row)}
                    {price_cell(&row)}
                </tr>
            }
        })
        .collect();
    view! {
        <table class="table table--parts">
            <caption class="visually-hidden">{caption}</caption>
            <thead class="table__head">
                <tr>
                    {shaped.then(|| view! { <th class="table__thumb"><span class="visually-hidden">"Shape"</span></th> })}
                    <th scope="col" class="table__part">"Part"</th>
                    <th scope="col">"Category"</th>
                    <th scope="col">"Maker"</th>
                    <th scope="col" class="table__number">"Stock"</th>
                    <th scope="col" class="table__number">"€ each"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}
