//! The table of a report, with its totals.

use domain::money::Currency;
use domain::reports::{Column, ColumnKind, Report, ReportTable, Value};
use leptos::prelude::*;

use crate::desk::kit;

/// Rows on a page; the files have all of them.
const ROWS: usize = 500;

/// The table of a report.
pub(super) fn table(report: &'static Report, table: &ReportTable) -> AnyView {
    let currencies = table.currencies(report);
    // One currency for all is said in the heads.
    let sign = match currencies.as_slice() {
        [only] => Some(*only),
        _ => None,
    };
    let columns: Vec<(usize, &'static Column)> = report
        .columns
        .iter()
        .enumerate()
        .filter(|(_, column)| column.kind != ColumnKind::Currency || currencies.len() > 1)
        .collect();
    let heads: Vec<_> = columns
        .iter()
        .map(|(_, column)| {
            let unit = unit(column.kind, sign).map(|unit| view! { " "<span class="unit">{unit}</span> });
            let class = column.kind.is_figure().then_some("table__number");
            view! { <th scope="col" class=class>{column.title}{unit}</th> }
        })
        .collect();
    let rows: Vec<_> = table.rows.iter().take(ROWS).map(|row| body_row(&columns, row, sign)).collect();
    let of = if currencies.is_empty() { vec![None] } else { currencies.iter().copied().map(Some).collect() };
    let totals: Vec<_> = of
        .into_iter()
        .filter_map(|currency| Some(total_row(&columns, &table.totals(report, currency)?, currency, sign)))
        .collect();
    let rest = (table.rows.len() > ROWS || table.cut).then(|| {
        let all = if table.cut { format!("more than {}", kit::thousands(table.rows.len() as u64)) } else { kit::thousands(table.rows.len() as u64) };
        view! { <p class="desk__quiet">{format!("The first {} of {all} rows; the files have the others.", kit::thousands(ROWS as u64))}</p> }
    });
    view! {
        <table class="table reports__table">
            <caption class="visually-hidden">{report.title}</caption>
            <thead class="table__head"><tr>{heads}</tr></thead>
            <tbody>{rows}</tbody>
            {(!totals.is_empty()).then(|| view! { <tfoot>{totals}</tfoot> })}
        </table>
        {rest}
    }
    .into_any()
}

fn unit(kind: ColumnKind, currency: Option<Currency>) -> Option<&'static str> {
    match kind {
        ColumnKind::Money => currency.map(Currency::symbol),
        ColumnKind::Percent => Some("%"),
        ColumnKind::Hours => Some("h"),
        _ => None,
    }
}

/// What the head of a column says, for entries on a phone.
fn label(column: &Column, currency: Option<Currency>) -> String {
    match unit(column.kind, currency) {
        Some(unit) => format!("{} {unit}", column.title),
        None => column.title.to_owned(),
    }
}

fn body_row(columns: &[(usize, &'static Column)], row: &[Value], sign: Option<Currency>) -> AnyView {
    let last = columns.len() - 1;
    let cells: Vec<_> = columns
        .iter()
        .enumerate()
        .filter_map(|(place, (at, column))| {
            let value = row.get(*at)?;
            let words = match (column.kind, value) {
                (ColumnKind::Sku, Value::Text(sku)) => {
                    let way = format!("/desk/stock/{}", crate::request::encode(sku));
                    view! { <a class="part-number" href=way>{sku.clone()}</a> }.into_any()
                }
                _ => value.shown(column.kind).into_any(),
            };
            Some(match place {
                0 => view! { <th scope="row" class="table__main">{words}</th> }.into_any(),
                place if place == last => {
                    let unit = unit(column.kind, sign);
                    view! { <td class="table__number table__end" data-unit=unit>{words}</td> }.into_any()
                }
                _ => {
                    let class = column.kind.is_figure().then_some("table__number");
                    view! { <td class=class data-label=label(column, sign)>{words}</td> }.into_any()
                }
            })
        })
        .collect();
    view! { <tr class="table__row">{cells}</tr> }.into_any()
}

fn total_row(
    columns: &[(usize, &'static Column)],
    totals: &[Value],
    currency: Option<Currency>,
    sign: Option<Currency>,
) -> AnyView {
    let name = match currency.filter(|_| sign.is_none()) {
        Some(currency) => format!("Total {}", currency.code()),
        None => "Total".to_owned(),
    };
    let cells: Vec<_> = columns
        .iter()
        .enumerate()
        .skip(1)
        .filter_map(|(place, (at, column))| {
            let value = totals.get(*at)?;
            let class = match (place == columns.len() - 1, column.kind.is_figure()) {
                (true, _) => Some("table__number table__end"),
                (false, true) => Some("table__number"),
                (false, false) => None,
            };
            Some(view! { <td class=class data-label=label(column, sign)>{value.shown(column.kind)}</td> })
        })
        .collect();
    view! { <tr class="table__foot"><th scope="row" class="table__main">{name}</th>{cells}</tr> }.into_any()
}
