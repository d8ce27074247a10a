//! Pieces that the desk's pages are put together from. Class names are those of `docs/STYLE.md`. What must
//! not live here: what a queue or a parcel is.

mod bars;
mod code;
mod fields;
mod words;

pub(crate) use bars::{age_bar, progress_bar, stock_bar, stock_legend};
pub(crate) use code::qr;
pub(crate) use fields::{Choice, Input, chooser, general_problems, tick};
pub(crate) use words::{age, count_of, day, moment, thousands};

use leptos::prelude::*;

/// A section with its head.
pub(crate) fn section(
    id: &'static str,
    title: impl Into<String>,
    note: Option<String>,
    content: impl IntoAny,
) -> AnyView {
    let (title, content) = (title.into(), content.into_any());
    view! {
        <section class="section" aria-labelledby=id>
            <div class="section__head">
                <h2 class="section__title" id=id>{title}</h2>
                {note.map(|note| view! { <p class="section__note">{note}</p> })}
            </div>
            {content}
        </section>
    }
    .into_any()
}

/// The head of a page.
pub(crate) fn head(title: impl IntoAny, about: impl IntoAny, tools: impl IntoAny) -> AnyView {
    let (title, about, tools) = (title.into_any(), about.into_any(), tools.into_any());
    view! {
        <header class="page__head">
            <div>
                <h1 class="page__title">{title}</h1>
                <p class="page__about">{about}</p>
            </div>
            <div class="page__tools">{tools}</div>
        </header>
    }
    .into_any()
}

/// Says what was done, above the page that it led to.
pub(crate) fn done(text: Option<String>) -> AnyView {
    text.map(|text| {
        view! { <div class="notice notice--success" role="status"><p class="notice__title">{text}</p></div> }
    })
    .into_any()
}

/// What would be here.
pub(crate) fn nothing(text: impl Into<String>) -> AnyView {
    let text = text.into();
    view! { <p class="desk__empty">{text}</p> }.into_any()
}

/// The heads of a table's columns: a word and whether figures stand under it.
pub(crate) fn table_head(columns: &[(&'static str, bool)]) -> AnyView {
    let columns: Vec<_> = columns
        .iter()
        .map(|(name, number)| match *name {
            // What has no head is no head.
            "" => view! { <td></td> }.into_any(),
            name => view! { <th scope="col" class=number.then_some("table__number")>{name}</th> }.into_any(),
        })
        .collect();
    view! { <thead class="table__head"><tr>{columns}</tr></thead> }.into_any()
}

/// A table of rows, or what would be here.
pub(crate) fn table(
    caption: &'static str,
    columns: &[(&'static str, bool)],
    rows: Vec<AnyView>,
    empty: &'static str,
) -> AnyView {
    if rows.is_empty() {
        return nothing(empty);
    }
    view! {
        <table class="table">
            <caption class="visually-hidden">{caption}</caption>
            {table_head(columns)}
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

/// A link to something by its number.
pub(crate) fn number(href: String, number: String) -> AnyView {
    view! { <a class="desk__number" href=href>{number}</a> }.into_any()
}

/// A row of a ledger.
pub(crate) fn ledger_row(name: &'static str, value: impl IntoAny, sum: bool) -> AnyView {
    let class = if sum { "ledger__row ledger__row--sum" } else { "ledger__row" };
    let value = value.into_any();
    view! { <div class=class><dt class="ledger__name">{name}</dt><dd class="ledger__value">{value}</dd></div> }
        .into_any()
}

/// Something to do that is folded away until it is wanted, or that came back refused.
pub(crate) fn folded(open: bool, summary: &'static str, content: impl IntoAny) -> AnyView {
    let content = content.into_any();
    view! {
        <details class="disclosure desk-action__fold" open=open>
            <summary class="disclosure__summary">{summary}</summary>
            <div class="disclosure__body">{content}</div>
        </details>
    }
    .into_any()
}
