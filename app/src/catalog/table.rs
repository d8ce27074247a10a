//! The table of parts: on category pages with the category's own columns, among search results with
//! the category named instead.

use domain::catalog::drawing::thumbnail;
use domain::units::QuantityKind;
use leptos::prelude::*;
use store::catalog::{Column, PartRow, Sort};

use crate::inventory::stock_state;
use crate::ui;

/// The table of a category: its columns, sorted by links.
pub(super) fn category_table(
    caption: String,
    slug: &str,
    columns: &[Column],
    rows: Vec<PartRow>,
    sort: &Sort,
) -> impl IntoView + use<> {
    let shaped = rows.iter().any(|row| row.shape().is_some());
    let head = |key: &str, label: AnyView, class: &'static str| {
        let current = sort.by == key;
        let direction = if current && sort.descending { "descending" } else { "ascending" };
        let arrow = if sort.descending { " ↓" } else { " ↑" };
        let target = if current && !sort.descending { format!("-{key}") } else { key.to_owned() };
        view! {
            <th scope="col" class=class aria-sort=current.then_some(direction)>
                <a class="table__sort" href=format!("/categories/{slug}?sort={target}") aria-current=current.then_some("true")>
                    {label}{current.then_some(arrow)}
                </a>
            </th>
        }
    };
    let column_heads: Vec<_> = columns
        .iter()
        .map(|column| {
            let unit = column.kind.display_unit().map_or("", domain::units::Unit::symbol);
            let label = view! { {column.short_name.clone()}{(!unit.is_empty()).then(|| view! { " "<span class="unit">{unit}</span> })} };
            head(&column.code, label.into_any(), if column.kind == QuantityKind::Text { "" } else { "table__number" })
        })
        .collect();
    view! {
        <table class="table table--parts">
            <caption class="visually-hidden">{caption}</caption>
            <thead class="table__head">
                <tr>
                    {shaped.then(|| view! { <th class="table__thumb"><span class="visually-hidden">"Shape"</span></th> })}
                    {head("sku", "Part".into_any(), "table__part")}
                    {column_heads}
                    <th scope="col" class="table__number">"Stock"</th>
                    {head("price", "€ each".into_any(), "table__number")}
                </tr>
            </thead>
            <tbody>
                {rows.into_iter().map(|row| {
                    let cells: Vec<_> = columns.iter().map(|column| cell(column, &row)).collect();
                    view! {
                        <tr class="table__row">
                            {shaped.then(|| thumb(&row))}
                            {name(&row, &row.name)}
                            {cells}
                            {stock(&row)}
                            {price(&row)}
                        </tr>
                    }
                }).collect_view()}
            </tbody>
        </table>
    }
}

/// A table of parts from anywhere.
pub(crate) fn part_table(caption: &'static str, rows: Vec<PartRow>) -> impl IntoView {
    view! {
        <table class="table table--parts">
            <caption class="visually-hidden">{caption}</caption>
            <thead class="table__head">
                <tr>
                    <th class="table__thumb"><span class="visually-hidden">"Shape"</span></th>
                    <th scope="col" class="table__part">"Part"</th>
                    <th scope="col">"Category"</th>
                    <th scope="col">"Maker"</th>
                    <th scope="col" class="table__number">"Stock"</th>
                    <th scope="col" class="table__number">"€ each"</th>
                </tr>
            </thead>
            <tbody>
                {rows.into_iter().map(|row| view! {
                    <tr class="table__row">
                        {thumb(&row)}
                        {name(&row, &row.name)}
                        <td data-label="Category"><a href=format!("/categories/{}", row.category)>{row.category_name.clone()}</a></td>
                        <td data-label="Maker">{row.maker.clone()}</td>
                        {stock(&row)}
                        {price(&row)}
                    </tr>
                }).collect_view()}
            </tbody>
        </table>
    }
}

fn thumb(row: &PartRow) -> impl IntoView + use<> {
    view! { <td class="table__thumb" inner_html=row.shape().map(|shape| thumbnail(&shape)).unwrap_or_default()></td> }
}

fn name(row: &PartRow, second: &str) -> impl IntoView + use<> {
    view! {
        <th scope="row" class="table__main">
            <a class="part-number" href=format!("/parts/{}", row.sku)>{row.sku.to_string()}</a>
            <span class="table__second">{second.to_owned()}</span>
        </th>
    }
}

fn cell(column: &Column, row: &PartRow) -> impl IntoView + use<> {
    let unit = column.kind.display_unit().map_or("", domain::units::Unit::symbol);
    let label = if unit.is_empty() { column.short_name.clone() } else { format!("{} {unit}", column.short_name) };
    let value = row.attributes.get(&column.code).map(|entry| ui::cell_text(&column.code, column.kind, &entry.value));
    view! { <td class=if column.kind == QuantityKind::Text { "" } else { "table__number" } data-label=label>{value}</td> }
}

fn stock(row: &PartRow) -> impl IntoView + use<> {
    let state = match (row.price, row.available, row.lead_time_days) {
        // What cannot be bought has no stock to speak of; its price says why.
        (None, ..) => return view! { <td class="table__number" data-label="Stock"></td> }.into_any(),
        (_, None, Some(days)) => {
            view! { <span class="stock stock--coming">{format!("in {days} days")}</span> }.into_any()
        }
        (_, Some(0), _) => view! { <span class="stock stock--out">"Sold out"</span> }.into_any(),
        (_, Some(available), _) => {
            let (class, words) = stock_state(available);
            let rest = words.strip_prefix(&available.to_string()).unwrap_or_default().to_owned();
            view! { <span class=class>{available}<span class="visually-hidden">{rest}</span></span> }.into_any()
        }
        (_, None, None) => view! { <span class="stock stock--request">"By arrangement"</span> }.into_any(),
    };
    view! { <td class="table__number" data-label="Stock">{state}</td> }.into_any()
}

fn price(row: &PartRow) -> impl IntoView + use<> {
    match row.price {
        Some(price) => view! { <td class="table__number table__end" data-unit="€">{price.figure()}</td> }.into_any(),
        None => view! { <td class="table__number table__end table__request"><span class="stock stock--request">"on request"</span></td> }.into_any(),
    }
}
