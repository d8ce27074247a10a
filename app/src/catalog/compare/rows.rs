//! The rows of a comparison: who makes the parts, what they cost, and every fact any of them has.

use domain::catalog::AttributeValue;
use domain::catalog::comparison::common_order;
use domain::units::{QuantityKind, Unit};
use leptos::prelude::*;
use store::catalog::{Part, SpecRow};

use crate::inventory::stock_state;
use crate::ui;

/// One row: what it is called, and a cell for each part.
pub(super) struct Row {
    pub(super) name: String,
    pub(super) cells: Vec<Cell>,
}

/// One part's cell.
pub(super) struct Cell {
    /// What it says, in words; empty when nothing is known. Two parts differ when these do.
    text: String,
    pub(super) view: AnyView,
}

impl Cell {
    fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { view: text.clone().into_any(), text }
    }

    fn nothing() -> Self {
        Self { text: String::new(), view: view! { <span class="compare__nothing">"not stated"</span> }.into_any() }
    }
}

impl Row {
    /// Whether the parts differ in it, as far as its figures show.
    pub(super) fn differs(&self) -> bool {
        self.cells.windows(2).any(|pair| pair[0].text != pair[1].text)
    }
}

/// All rows: maker, numbers, price and stock first, then the facts in the order of their category.
pub(super) fn rows(parts: &[Part]) -> Vec<Row> {
    let row = |name: &str, cell: &dyn Fn(&Part) -> Cell| Row {
        name: name.to_owned(),
        cells: parts.iter().map(cell).collect(),
    };
    let mut rows = vec![row("Maker", &|part| Cell::text(part.maker.clone()))];
    if parts.iter().any(|part| part.mpn != part.sku.as_str()) {
        rows.push(row("Maker’s number", &|part| Cell {
            text: part.mpn.clone(),
            view: view! { <span class="part-number">{part.mpn.clone()}</span> }.into_any(),
        }));
    }
    let category = |part: &Part| part.path.last().map_or_else(String::new, |step| step.name.clone());
    if parts.iter().any(|part| part.category != parts[0].category) {
        rows.push(row("Category", &|part| Cell::text(category(part))));
    }
    rows.push(row("Price each", &price));
    rows.push(row("Stock", &stock));
    let lists: Vec<Vec<&str>> =
        parts.iter().map(|part| part.specs.iter().map(|spec| spec.column.code.as_str()).collect()).collect();
    rows.extend(common_order(&lists).into_iter().filter_map(|code| fact(code, parts)));
    rows
}

fn price(part: &Part) -> Cell {
    match (part.prices.first(), part.prices.breaks().last()) {
        (Some(first), Some(last)) if last.min_quantity > first.min_quantity => {
            let (price, less) = (first.unit_price.to_string(), last.unit_price.to_string());
            let more = format!("{less} from {}", last.min_quantity);
            Cell {
                text: format!("{price} {more}"),
                view: view! { {price}<span class="table__second">{more}</span> }.into_any(),
            }
        }
        (Some(first), _) => Cell::text(first.unit_price.to_string()),
        (None, _) => Cell {
            text: "on request".to_owned(),
            view: view! { <span class="stock stock--request">"on request"</span> }.into_any(),
        },
    }
}

fn stock(part: &Part) -> Cell {
    let (class, words) = match (part.prices.first(), part.available(), part.lead_time_days) {
        (None, ..) => return Cell::nothing(),
        (_, Some(available), _) => stock_state(available),
        (_, None, Some(days)) => ("stock stock--coming", format!("in {days} working days")),
        (_, None, None) => ("stock stock--request", "By arrangement".to_owned()),
    };
    Cell { view: view! { <span class=class>{words.clone()}</span> }.into_any(), text: words }
}

/// The row of one attribute.
fn fact(code: &str, parts: &[Part]) -> Option<Row> {
    let of = |part: &Part| part.specs.iter().find(|spec| spec.column.code == code).cloned();
    let name = parts.iter().find_map(of)?.column.name;
    let cells = parts.iter().map(|part| of(part).map_or_else(Cell::nothing, |spec| fact_cell(&spec))).collect();
    Some(Row { name, cells })
}

fn fact_cell(spec: &SpecRow) -> Cell {
    let column = &spec.column;
    let text = ui::cell_text(&column.code, column.kind, &spec.entry.value);
    let view = match &spec.entry.value {
        AttributeValue::Number(si)
            if column.kind != QuantityKind::Text && ui::word_for(&column.code, &spec.entry.value).is_none() =>
        {
            let figure = |unit: Unit| {
                let figure = ui::column_figure(&column.code, column.kind, *si, unit);
                view! { <span class="compare__figure">{figure}</span>{ui::unit_sign(unit)} }
            };
            ui::in_both(column.kind, figure)
        }
        _ => text.clone().into_any(),
    };
    Cell { text, view }
}
