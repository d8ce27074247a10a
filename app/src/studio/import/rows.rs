//! What a check found, row by row, and how many of each.

use domain::studio::bulk::{Change, FileKind};
use leptos::prelude::*;
use store::studio::bulk::{Import, ImportRow, ImportRows};

use super::path;
use crate::desk::kit;

/// The outcomes that rows can be narrowed to.
const SHOWN: [(&str, &str); 4] = [("", "All"), ("rejected", "Rejected"), ("changed", "Changed"), ("new", "New")];

/// The outcome an address asks for.
pub(super) fn outcome(query: Option<String>) -> Option<&'static str> {
    let query = query?;
    SHOWN.iter().map(|(name, _)| *name).find(|name| !name.is_empty() && *name == query)
}

/// The figures of a check.
pub(super) fn counts(import: &Import) -> AnyView {
    let counts = import.counts;
    let touched = if import.kind == FileKind::Stock { "Stock levels touched" } else { "Documents touched" };
    view! {
        <dl class="ledger desk__narrow">
            {kit::ledger_row("New", kit::thousands(counts.new), false)}
            {kit::ledger_row("Changed", kit::thousands(counts.changed), false)}
            {kit::ledger_row("As they are already", kit::thousands(counts.unchanged), false)}
            {kit::ledger_row("Rejected", kit::thousands(counts.rejected), false)}
            {kit::ledger_row(touched, kit::thousands(import.documents), true)}
        </dl>
    }
    .into_any()
}

/// The rows, those rejected first.
pub(super) fn section(import: &Import, found: &ImportRows, shown: Option<&str>, page: u32) -> AnyView {
    let base = path(import);
    let counts = import.counts;
    let of = |name: &str| match name {
        "rejected" => counts.rejected,
        "changed" => counts.changed,
        "new" => counts.new,
        _ => counts.rejected + counts.effective(),
    };
    let tabs: Vec<_> = SHOWN
        .iter()
        .map(|(name, title)| {
            let here = (*name == shown.unwrap_or_default()).then_some("page");
            let href = if name.is_empty() { format!("{base}#rows") } else { format!("{base}?show={name}#rows") };
            view! {
                <a class="desk__tab" href=href aria-current=here>{*title}<span class="desk-nav__count">{kit::thousands(of(name))}</span></a>
            }
        })
        .collect();
    let rows: Vec<_> = found.rows.iter().map(row).collect();
    let columns = [("Line", true), ("Part", false), ("", false), ("What would change, or why not", false)];
    let way = |page: u32| match shown {
        Some(shown) => format!("{base}?show={shown}&page={page}#rows"),
        None => format!("{base}?page={page}#rows"),
    };
    let before = (page > 1).then(|| view! { <a rel="prev" href=way(page - 1)>"← Rows before"</a>" " });
    let after = found.more.then(|| view! { <a rel="next" href=way(page + 1)>"Rows after →"</a> });
    let left_out = (found.left_out > 0 && !found.more).then(|| {
        let text = format!("{} more are not shown one by one.", kit::count_of(found.left_out.into(), "row", "rows"));
        view! { <p class="desk__quiet">{text}</p> }
    });
    kit::section(
        "rows",
        "Rows",
        Some(format!("{} in the file", kit::thousands(import.row_count))),
        view! {
            <nav class="desk__tabs" aria-label="Outcomes">{tabs}</nav>
            {kit::table("Rows", &columns, rows, "No such row.")}
            {left_out}
            <p class="form__actions">{before}{after}</p>
        },
    )
}

fn row(row: &ImportRow) -> AnyView {
    let word = match row.outcome.as_str() {
        "new" => ("state state--waiting", "New"),
        "rejected" => ("state state--stopped", "Rejected"),
        _ => ("state state--moving", "Changed"),
    };
    let changes: Vec<_> = row.changes.iter().map(change).collect();
    let reasons: Vec<_> = row
        .reasons
        .iter()
        .map(|reason| {
            let column = (!reason.column.is_empty()).then(|| format!("{}: ", reason.column));
            view! { <li>{column}{reason.text.clone()}</li> }
        })
        .collect();
    view! {
        <tr class="table__row">
            <td class="table__number" data-label="Line">{kit::thousands(row.line)}</td>
            <th scope="row" class="table__main"><span class="part-number">{row.label.clone()}</span></th>
            <td class="table__end"><span class=word.0>{word.1}</span></td>
            <td data-label="What"><ul class="audit__changes">{changes}{reasons}</ul></td>
        </tr>
    }
    .into_any()
}

fn change(change: &Change) -> AnyView {
    let (before, after) = (change.before.clone(), change.after.clone());
    let said = match (before.is_empty(), after.is_empty()) {
        (true, _) => view! { <ins class="import__after">{after}</ins> }.into_any(),
        (false, true) => view! { <del class="import__before">{before}</del>" cleared" }.into_any(),
        (false, false) => view! {
            <del class="import__before">{before}</del>" → "<ins class="import__after">{after}</ins>
        }
        .into_any(),
    };
    view! { <li>{change.field.clone()}": "{said}</li> }.into_any()
}
