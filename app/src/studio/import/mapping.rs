//! Naming the columns of a table: per column its name, its first values, what it means.

use domain::studio::bulk::field::units_of;
use domain::studio::bulk::{Field, FileKind, KnownAttribute, Mapping};
use domain::units::{QuantityKind, Unit};
use leptos::prelude::*;
use store::studio::bulk::{Import, ImportError};

use super::path;
use crate::desk::entered::{Entered, NotDone, Problem};
use crate::desk::kit;
use crate::posted::PostedForm;

/// The name of the form.
pub(super) const MAP: &str = "map";

/// Reads the form.
pub(super) fn read(import: &Import, attributes: &[KnownAttribute], form: &PostedForm) -> Result<Mapping, NotDone> {
    let mut fields = Vec::with_capacity(import.head.len());
    let mut problems = Vec::new();
    for column in 0..import.head.len() {
        let field = Field::parse(&form.text(&format!("column-{column}")));
        let unit = Unit::parse(&form.text(&format!("unit-{column}")));
        fields.push(match (field, unit) {
            (Some(Field::Attribute { code, .. }), Some(unit)) => {
                let kind = attributes.iter().find(|known| known.code == code).map(|known| known.kind);
                if kind.is_some_and(|kind| kind != unit.kind()) {
                    let text = format!("{} is not a unit of this.", unit.symbol());
                    problems.push(Problem::at(format!("column-{column}"), text));
                }
                Some(Field::Attribute { code, unit: Some(unit) })
            }
            (field, _) => field,
        });
    }
    if problems.is_empty() { Ok(Mapping(fields)) } else { Err(NotDone::Refused(problems)) }
}

/// Why a mapping cannot be used, at its columns.
pub(super) fn refused(error: ImportError) -> NotDone {
    match error {
        ImportError::Mapping(problems) => NotDone::Refused(
            problems
                .into_iter()
                .map(|(column, problem)| match column {
                    Some(column) => Problem::at(format!("column-{column}"), problem.to_string()),
                    None => Problem::general(problem.to_string()),
                })
                .collect(),
        ),
        other => super::refused(other),
    }
}

/// The table of columns.
pub(super) fn form(import: &Import, start: &Mapping, attributes: &[KnownAttribute], entered: &Entered) -> AnyView {
    let has_units = import.kind == FileKind::Products;
    let rows: Vec<_> = import
        .head
        .iter()
        .enumerate()
        .map(|(column, name)| {
            let field = start.0.get(column).cloned().flatten();
            let samples: Vec<_> = import
                .samples
                .iter()
                .filter_map(|row| row.get(column).filter(|cell| !cell.is_empty()).cloned())
                .map(|cell| view! { <li>{cell}</li> })
                .collect();
            let shown = if name.is_empty() { format!("Column {}", column + 1) } else { name.clone() };
            view! {
                <tr class="table__row">
                    <th scope="row" class="table__main">{shown.clone()}</th>
                    <td data-label="First values"><ul class="import__samples">{samples}</ul></td>
                    <td class="table__end">{chooser(import.kind, column, &shown, field.as_ref(), attributes, entered)}</td>
                    {has_units.then(|| view! { <td data-label="In">{unit(column, &shown, field.as_ref(), entered)}</td> })}
                </tr>
            }
            .into_any()
        })
        .collect();
    let mut columns = vec![("Column of the file", false), ("First values", false), ("What it is", false)];
    if has_units {
        columns.push(("In", false));
    }
    view! {
        <form class="desk-action desk-action--next" method="post" action=format!("{}/{MAP}", path(import))>
            {kit::general_problems(entered, MAP)}
            {kit::table("Columns", &columns, rows, "The table has no columns.")}
            <div class="desk__batch"><button class="button button--go" type="submit">"Check the rows"</button></div>
            <p class="desk-action__about">"Only columns that are something change anything. The next table with the same head begins with these choices."</p>
        </form>
    }
    .into_any()
}

fn chooser(
    kind: FileKind,
    column: usize,
    shown: &str,
    start: Option<&Field>,
    attributes: &[KnownAttribute],
    entered: &Entered,
) -> AnyView {
    let name = format!("column-{column}");
    let plain = |field: &Field| match field {
        Field::Attribute { code, .. } => Field::Attribute { code: code.clone(), unit: None }.code(),
        field => field.code(),
    };
    let chosen = entered.value(MAP, &name, start.map(plain).unwrap_or_default());
    let option = |value: String, text: String| {
        let selected = value == chosen;
        view! { <option value=value selected=selected>{text}</option> }
    };
    let fields: Vec<_> = Field::of(kind)
        .iter()
        .map(|(field, code, title)| {
            debug_assert_eq!(field.code(), *code);
            option((*code).to_owned(), (*title).to_owned())
        })
        .collect();
    let facts: Vec<_> = if kind == FileKind::Products {
        attributes
            .iter()
            .map(|known| option(Field::Attribute { code: known.code.clone(), unit: None }.code(), known.name.clone()))
            .collect()
    } else {
        Vec::new()
    };
    let facts = (!facts.is_empty()).then(|| view! { <optgroup label="Facts">{facts}</optgroup> });
    let problem = entered.problem(MAP, &name).map(|problem| problem.text.clone());
    let (id, error_id) = (format!("{MAP}-{name}"), format!("{MAP}-{name}-error"));
    let (described, invalid) = (problem.is_some().then(|| error_id.clone()), problem.is_some().then_some("true"));
    let ignore = chosen.is_empty();
    view! {
        <label class="visually-hidden" for=id.clone()>{format!("What {shown} is")}</label>
        <select class="field__input" id=id name=name aria-invalid=invalid aria-describedby=described>
            <option value="" selected=ignore>"Ignore"</option>
            {fields}
            {facts}
        </select>
        {problem.map(|problem| view! { <span class="desk__cell-error" id=error_id>{problem}</span> })}
    }
    .into_any()
}

fn unit(column: usize, shown: &str, start: Option<&Field>, entered: &Entered) -> AnyView {
    const KINDS: [QuantityKind; 8] = [
        QuantityKind::Length,
        QuantityKind::Mass,
        QuantityKind::Force,
        QuantityKind::Impulse,
        QuantityKind::Time,
        QuantityKind::Density,
        QuantityKind::Temperature,
        QuantityKind::Voltage,
    ];
    let name = format!("unit-{column}");
    let start = match start {
        Some(Field::Attribute { unit: Some(unit), .. }) => unit.symbol(),
        _ => "",
    };
    let chosen = entered.value(MAP, &name, start);
    let options: Vec<_> = KINDS
        .iter()
        .flat_map(|kind| units_of(*kind))
        .map(|unit| {
            let selected = unit.symbol() == chosen;
            view! { <option value=unit.symbol() selected=selected>{unit.symbol()}</option> }
        })
        .collect();
    let id = format!("{MAP}-{name}");
    let none = chosen.is_empty();
    view! {
        <label class="visually-hidden" for=id.clone()>{format!("The unit of {shown}")}</label>
        <select class="field__input import__unit" id=id name=name>
            <option value="" selected=none>"as the shop"</option>
            {options}
        </select>
    }
    .into_any()
}
