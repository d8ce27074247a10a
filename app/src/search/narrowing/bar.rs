//! The line above a list: what is asked for, how much there is, in which units.

use domain::money::group_thousands;
use domain::search::{Query, QueryProblem, Vocabulary};
use leptos::prelude::*;
use store::search::Correction;

use super::Address;
use super::address::Units;

/// The query as chips that take a piece of it away, the count, the units, and on a phone the way to
/// the panel. `whole` is how many parts there are without narrowing.
pub(super) fn bar(
    address: &Address,
    vocabulary: &Vocabulary,
    thing: &str,
    total: u64,
    whole: Option<u64>,
    has_panel: bool,
) -> impl IntoView + use<> {
    view! {
        <div class="category__bar">
            {chips(address, vocabulary)}
            <div class="category__tools">
                <p class="category__count" role="status">{count(thing, total, whole)}</p>
                {switch(address, vocabulary)}
                {has_panel.then(|| view! { <a class="button button--small category__open" href="#facets">"Narrow down"</a> })}
            </div>
        </div>
    }
}

/// `12 of 1,101 parts`.
fn count(thing: &str, total: u64, whole: Option<u64>) -> String {
    let plural = if whole.unwrap_or(total) == 1 { "" } else { "s" };
    match whole {
        Some(whole) => format!("{} of {} {thing}{plural}", group_thousands(total), group_thousands(whole)),
        None => format!("{} {thing}{plural}", group_thousands(total)),
    }
}

fn chips(address: &Address, vocabulary: &Vocabulary) -> impl IntoView + use<> {
    let chips: Vec<_> = address
        .query
        .constraints(vocabulary)
        .into_iter()
        .map(|constraint| {
            let href = address.asking(constraint.without).href(vocabulary);
            view! {
                <li>
                    <a class="chip" href=href>
                        {constraint.text}<span aria-hidden="true">"×"</span><span class="visually-hidden">"remove"</span>
                    </a>
                </li>
            }
        })
        .collect();
    let clear = address.asking(Query::default()).href(vocabulary);
    (!chips.is_empty()).then(|| {
        view! { <ul class="chips" aria-label="Query">{chips}<li><a href=clear>"clear"</a></li></ul> }
    })
}

/// Millimetres or inches. The address keeps the choice; with scripts the browser does (`early.js`).
fn switch(address: &Address, vocabulary: &Vocabulary) -> impl IntoView + use<> {
    let choices: Vec<_> = Units::ALL
        .into_iter()
        .map(|units| {
            let href = address.shown_in(units).href(vocabulary);
            let current = address.units.unwrap_or(Units::Metric) == units;
            let text = match units {
                Units::Metric => "mm",
                Units::Imperial => "inch",
            };
            view! { <a class="switch__choice" href=href rel="nofollow" aria-current=current.then_some("true")>{text}</a> }
        })
        .collect();
    view! { <nav class="switch" aria-label="Units">{choices}</nav> }
}

/// What could not be made of a query. What was understood stands in the chips below.
pub(in crate::search) fn problems_notice(problems: &[QueryProblem]) -> Option<impl IntoView + use<>> {
    let items: Vec<_> = problems.iter().map(|problem| view! { <li>{problem.to_string()}</li> }).collect();
    (!items.is_empty()).then(|| {
        view! {
            <div class="notice notice--warning" role="status">
                <p class="notice__title">"Not all of this could be read"</p>
                <ul class="notice__list">{items}</ul>
                <p><a href="/help/search">"How to write dimensions"</a></p>
            </div>
        }
    })
}

/// Words that nothing is called, and what was searched for in their place.
pub(super) fn read_as(corrections: &[Correction]) -> Option<impl IntoView + use<>> {
    let items: Vec<_> =
        corrections.iter().map(|correction| format!("“{}” as “{}”", correction.typed, correction.read_as)).collect();
    (!items.is_empty()).then(|| view! { <p class="search__read-as">{format!("Read {}.", items.join(", "))}</p> })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_said_in_words() {
        assert_eq!(count("part", 12, Some(1101)), "12 of 1,101 parts");
        assert_eq!(count("part", 1, None), "1 part");
        assert_eq!(count("part", 0, Some(1)), "0 of 1 part");
        assert_eq!(count("service", 11, None), "11 services");
    }
}
