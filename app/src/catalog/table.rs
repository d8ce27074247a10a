//! The table of parts: with a category's own columns, or, for parts from anywhere, with the category
//! and maker of each.

use domain::catalog::drawing::thumbnail;
use domain::units::{QuantityKind, Unit};
use leptos::prelude::*;
use store::catalog::{Column, PartRow, Sort};

use super::compare::{compare_button, tick, tick_head};
use crate::inventory::stock_state;
use crate::ui;

/// What a table of parts shows.
pub(crate) struct PartTable<'a> {
    /// What it lists, for who cannot see it.
    pub(crate) caption: String,
    /// The attributes that have a column.
    pub(crate) columns: &'a [Column],
    /// Whether each part names its category and maker.
    pub(crate) mixed: bool,
    /// How the rows are sorted, unless by how well they match.
    pub(crate) sort: Option<&'a Sort>,
    /// The address of the same rows sorted otherwise.
    pub(crate) href: &'a dyn Fn(Sort) -> String,
}

impl PartTable<'_> {
    /// The table of these rows.
    pub(crate) fn view(&self, rows: Vec<PartRow>) -> impl IntoView + use<> {
        let shaped = rows.iter().any(|row| row.shape().is_some());
        let heads: Vec<_> = self
            .columns
            .iter()
            .map(|column| {
                let unit = ui::in_both(column.kind, ui::unit_sign);
                self.head(&column.code, column.short_name.clone(), unit, number_class(column.kind))
            })
            .collect();
        let mixed = self.mixed;
        let rows: Vec<_> = rows
            .into_iter()
            .map(|row| {
                let cells: Vec<_> = self.columns.iter().map(|column| cell(column, &row)).collect();
                view! {
                    <tr class="table__row">
                        {tick(&row)}
                        {shaped.then(|| thumb_cell(&row))}
                        {name_cell(&row, &row.name)}
                        {cells}
                        {mixed.then(|| origin(&row))}
                        {stock_cell(&row)}
                        {price_cell(&row)}
                    </tr>
                }
            })
            .collect();
        view! {
            {compare_button()}
            <table class="table table--parts">
                <caption class="visually-hidden">{self.caption.clone()}</caption>
                <thead class="table__head">
                    <tr>
                        {tick_head()}
                        {shaped.then(|| view! { <th class="table__thumb"><span class="visually-hidden">"Shape"</span></th> })}
                        {self.head("sku", "Part".to_owned(), ().into_any(), "table__part")}
                        {heads}
                        {mixed.then(|| view! { <th scope="col">"Category"</th><th scope="col">"Maker"</th> })}
                        <th scope="col" class="table__number">"Stock"</th>
                        {self.head("price", "€ each".to_owned(), ().into_any(), "table__number")}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        }
    }

    fn head(&self, key: &str, label: String, unit: AnyView, class: &'static str) -> impl IntoView + use<> {
        let current = self.sort.filter(|sort| sort.by == key);
        let direction = current.map(|sort| if sort.descending { "descending" } else { "ascending" });
        let arrow = current.map(|sort| if sort.descending { "\u{a0}↓" } else { "\u{a0}↑" });
        let href = (self.href)(Sort { by: key.to_owned(), descending: current.is_some_and(|sort| !sort.descending) });
        view! {
            <th scope="col" class=class aria-sort=direction>
                <a class="table__sort" href=href aria-current=current.map(|_| "true")>{label}{arrow}{unit}</a>
            </th>
        }
    }
}

const fn number_class(kind: QuantityKind) -> &'static str {
    match kind {
        QuantityKind::Text => "",
        _ => "table__number",
    }
}

/// Where a part belongs, and who makes it.
pub(super) fn origin(row: &PartRow) -> impl IntoView + use<> {
    view! {
        <td data-label="Category"><a href=format!("/categories/{}", row.category)>{row.category_name.clone()}</a></td>
        <td data-label="Maker">{row.maker.clone()}</td>
    }
}

/// The part’s outline.
pub(crate) fn thumb_cell(row: &PartRow) -> impl IntoView + use<> {
    view! { <td class="table__thumb" inner_html=row.shape().map(|shape| thumbnail(&shape)).unwrap_or_default()></td> }
}

/// The number, which leads to the part, with a second line.
pub(crate) fn name_cell(row: &PartRow, second: &str) -> impl IntoView + use<> {
    view! {
        <th scope="row" class="table__main">
            <a class="part-number" href=format!("/parts/{}", row.sku)>{row.sku.to_string()}</a>
            <span class="table__second">{second.to_owned()}</span>
        </th>
    }
}

fn cell(column: &Column, row: &PartRow) -> impl IntoView + use<> {
    let label = |unit: Unit| format!("{} {}", column.short_name, unit.symbol()).trim_end().to_owned();
    let metric = column.kind.display_unit().map_or_else(|| column.short_name.clone(), label);
    let imperial = column.kind.imperial_unit().map(label);
    let value = row.attributes.get(&column.code).map(|entry| ui::cell(&column.code, column.kind, &entry.value));
    view! { <td class=number_class(column.kind) data-label=metric data-label-in=imperial>{value}</td> }
}

/// What can be sent, or why nothing.
pub(crate) fn stock_cell(row: &PartRow) -> impl IntoView + use<> {
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

/// The price of one.
pub(crate) fn price_cell(row: &PartRow) -> impl IntoView + use<> {
    match row.price {
        Some(price) => view! { <td class="table__number table__end" data-unit="€">{price.figure()}</td> }.into_any(),
        None => view! { <td class="table__number table__end table__request"><span class="stock stock--request">"on request"</span></td> }.into_any(),
    }
}
