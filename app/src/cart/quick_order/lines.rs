//! The list looked through: line by line what it is, costs and lacks, with what can be done about it,
//! and the button that adds all that can be had.

use domain::cart::quick_order::ListError;
use domain::cart::review::{Review, ReviewLine, ReviewProblem};
use domain::cart::{CartLine, MAX_LINES};
use domain::money::Money;
use leptos::prelude::*;
use uuid::Uuid;

use super::entry::sentence;
use super::{capital, count_of_lines, list_hint};
use crate::cart::cart_totals;
use crate::inventory::stock_state;

/// What there is to say before the list.
pub(super) enum Said {
    /// So many lines were added; those left are shown.
    Added(usize),
    /// What can be added is no longer what the button said.
    Changed,
    /// What was new could not be read; it stays in its field.
    Refused(ListError, String),
}

/// The page's content. `key` makes adding this list twice the same as once.
pub(super) fn looked_through(review: &Review, key: Uuid, said: Option<&Said>) -> impl IntoView + use<> {
    let ready = review.ready().count();
    let open = review.lines.len() - ready;
    let (more, more_problem) = match said {
        Some(Said::Refused(error, typed)) => (typed.clone(), Some(sentence(error))),
        _ => (String::new(), None),
    };
    let notice = notice(review, said);
    let state = match (ready, open) {
        (ready, 0) => format!("{} can be added.", count_of_lines(ready)),
        (0, _) => "No line can be added yet.".to_owned(),
        (ready, open) => {
            let verb = if open == 1 { "needs" } else { "need" };
            format!("{} can be added, {open} {verb} a change.", count_of_lines(ready))
        }
    };
    let addable = ready > 0 && review.overflow == 0;
    let totals = cart_totals(&review.ready_cart(), None);
    let rows: Vec<_> = review.lines.iter().enumerate().map(|(at, line)| row(at, line)).collect();
    let table = (!rows.is_empty()).then(|| table(rows));
    view! {
        <header class="page__head">
            <div>
                <h1 class="page__title">"Your list"</h1>
                <p class="page__about" role="status">{state}</p>
            </div>
            <p class="page__tools"><a href="/quick-order">"Another list"</a></p>
        </header>
        {notice}
        <form method="post" action="/quick-order" enctype="multipart/form-data">
            <input type="hidden" name="key" value=key.to_string()/>
            // The first button is the one that Enter presses in any field.
            <button class="visually-hidden" type="submit" tabindex="-1" aria-hidden="true">"Look through again"</button>
            <div class="cart">
                <div>
                    {table}
                    {more_lines(&more, more_problem)}
                </div>
                <aside aria-label="Total">
                    {totals}
                    {addable.then(|| view! {
                        <button class="button button--go cart__next" type="submit" name="add" value=ready>
                            {format!("Add {} to the cart", count_of_lines(ready))}
                        </button>
                    })}
                    <button class="button quick-order__again" type="submit">"Look through again"</button>
                    {(addable && open > 0).then(|| view! { <p class="quick-order__rest">"Lines that need a change are not added; they stay here."</p> })}
                </aside>
            </div>
        </form>
    }
}

fn notice(review: &Review, said: Option<&Said>) -> Option<AnyView> {
    let overflow = (review.overflow > 0).then(|| {
        format!(
            "A cart holds {MAX_LINES} different parts; these are {} too many. Remove some, or order what is in the cart first.",
            review.overflow
        )
    });
    let (class, role, title, text) = match (said, overflow) {
        (_, Some(overflow)) => ("notice notice--error", "alert", "The list does not fit into your cart".to_owned(), Some(overflow)),
        (Some(Said::Added(count)), _) => {
            let verb = if *count == 1 { "is" } else { "are" };
            let title = format!("{} {verb} in your cart", count_of_lines(*count));
            return Some(
                view! {
                    <div class="notice notice--success" role="status">
                        <p class="notice__title">{title}</p>
                        <p>"The lines below were not added. "<a href="/cart">"See the cart"</a></p>
                    </div>
                }
                .into_any(),
            );
        }
        (Some(Said::Changed), _) => (
            "notice notice--warning",
            "alert",
            "Nothing was added yet".to_owned(),
            Some("What can be added is not what it was when you pressed the button. Look at the lines and press it again.".to_owned()),
        ),
        (Some(Said::Refused(error, _)), _) => ("notice notice--error", "alert", sentence(error), None),
        (None, None) => return None,
    };
    Some(
        view! {
            <div class=class role=role>
                <p class="notice__title">{title}</p>
                {text.map(|text| view! { <p>{text}</p> })}
            </div>
        }
        .into_any(),
    )
}

fn table(rows: Vec<impl IntoView + 'static>) -> impl IntoView {
    view! {
        <table class="table">
            <caption class="visually-hidden">"The lines of your list"</caption>
            <thead class="table__head">
                <tr>
                    <th scope="col">"Line"</th>
                    <th scope="col">"Part"</th>
                    <th scope="col">"Quantity"</th>
                    <th scope="col" class="table__number">"€ each"</th>
                    <th scope="col" class="table__number">"€"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

fn row(at: usize, line: &ReviewLine) -> impl IntoView + use<> {
    let source = line.asked.source.clone();
    let merged = source.contains(',').then(|| format!("Lines {source} together. "));
    let ready = line.part.as_ref().filter(|_| line.problem.is_none());
    let figure = |money: Option<Money>| money.map(Money::figure);
    let (each, total) = (figure(ready.and_then(CartLine::unit_price)), figure(ready.and_then(CartLine::total)));
    let unit = total.is_some().then_some("€");
    let part = match &line.part {
        Some(part) => known(part, line, merged).into_any(),
        None => unknown(at, line).into_any(),
    };
    let remove = format!("Remove line {source}");
    view! {
        <tr class="table__row">
            <td class="quick-order__source" data-label="Line">{source.clone()}</td>
            <th scope="row" class="table__main">
                <input type="hidden" name="line" value=source/>
                {part}
            </th>
            <td data-label="Quantity">
                {quantity(at, line)}
                <button class="button button--text cart__remove" type="submit" name="remove" value=at aria-label=remove>"Remove"</button>
            </td>
            <td class="table__number" data-label="€ each">{each}</td>
            <td class="table__number table__end" data-unit=unit>{total}</td>
        </tr>
    }
}

/// A line whose part is known.
fn known(part: &CartLine, line: &ReviewLine, merged: Option<String>) -> impl IntoView + use<> {
    let sku = part.sku.to_string();
    // What is wrong with the quantity is said at its field.
    let problem = line
        .problem
        .as_ref()
        .filter(|problem| !matches!(problem, ReviewProblem::Quantity(_)) && problem.instead().is_none())
        .map(|problem| view! { <span class="cart__problem">{problem.to_string()}</span> });
    let stock = part.available.filter(|_| line.problem.is_none()).map(|available| {
        let (class, words) = stock_state(available);
        view! { <span class=class>{words}</span> }
    });
    view! {
        <input type="hidden" name="number" value=sku.clone()/>
        <a class="part-number" href=format!("/parts/{sku}")>{sku.clone()}</a>
        <span class="table__second">{part.name.clone()}</span>
        <span class="table__second">{merged}{stock}</span>
        {problem}
    }
}

/// A line whose part is not: its number can be written anew, or chosen.
fn unknown(at: usize, line: &ReviewLine) -> impl IntoView + use<> {
    let source = line.asked.source.clone();
    let problem = line.problem.as_ref().map(ToString::to_string);
    let (field, error) = (format!("number-{at}"), format!("number-{at}-error"));
    let choices: Vec<_> = line
        .near
        .iter()
        .map(|part| {
            let price = part.unit_price().map_or_else(|| "price on request".to_owned(), |price| price.to_string());
            let text = format!("{}, {price}", part.name);
            view! {
                <li>
                    <button class="chip chip--suggested quick-order__choice" type="submit" name="choose" value=format!("{at}:{}", part.sku)>
                        <span class="part-number">{part.sku.to_string()}</span>" "<span>{text}</span>
                    </button>
                </li>
            }
        })
        .collect();
    let choices = (!choices.is_empty()).then(|| {
        let title = if line.problem == Some(ReviewProblem::SeveralParts) { "Which one?" } else { "Did you mean" };
        let name = format!("{title} Line {source}");
        view! { <p class="quick-order__mean">{title}</p><ul class="quick-order__choices" aria-label=name>{choices}</ul> }
    });
    view! {
        <label class="visually-hidden" for=field.clone()>{format!("Part number of line {source}")}</label>
        <input class="field__input field__input--code quick-order__number" id=field name="number" type="text" value=line.asked.number.clone()
            autocomplete="off" spellcheck="false" aria-invalid="true" aria-describedby=error.clone()/>
        <p class="field__error" id=error>{problem}</p>
        {choices}
    }
}

fn quantity(at: usize, line: &ReviewLine) -> impl IntoView + use<> {
    let source = line.asked.source.clone();
    let instead = line.problem.as_ref().and_then(ReviewProblem::instead);
    let problem = line
        .problem
        .as_ref()
        .filter(|problem| matches!(problem, ReviewProblem::Quantity(_)) || instead.is_some())
        .map(|problem| capital(&problem.to_string()));
    let (field, error) = (format!("quantity-{at}"), format!("quantity-{at}-error"));
    let described = problem.is_some().then(|| error.clone());
    let invalid = problem.is_some().then_some("true");
    view! {
        <label class="visually-hidden" for=field.clone()>{format!("Quantity of line {source}")}</label>
        <input class="field__input field__input--number quick-order__quantity" id=field name="quantity" type="text" inputmode="numeric"
            autocomplete="off" value=line.asked.quantity.clone() aria-invalid=invalid aria-describedby=described/>
        {problem.map(|problem| view! { <p class="field__error" id=error>{problem}</p> })}
        {instead.map(|most| view! {
            <button class="button button--small quick-order__take" type="submit" name="take" value=format!("{at}:{most}") aria-label=format!("Take {most} on line {source}")>
                {format!("Take {most}")}
            </button>
        })}
    }
}

/// Where more lines are pasted or chosen.
fn more_lines(typed: &str, problem: Option<String>) -> impl IntoView + use<> {
    let invalid = problem.is_some().then_some("true");
    let open = problem.is_some();
    let described = if problem.is_some() { "list-hint list-error" } else { "list-hint" };
    view! {
        <details class="disclosure" open=open>
            <summary class="disclosure__summary">"More lines"</summary>
            <div class="disclosure__body form">
                <div class="field">
                    <label class="field__label" for="list">"Part numbers and quantities"</label>
                    <p class="field__hint" id="list-hint">{list_hint()}</p>
                    {problem.map(|problem| view! { <p class="field__error" id="list-error">{problem}</p> })}
                    <textarea class="field__input field__input--code" id="list" name="list" rows="4" autocomplete="off" spellcheck="false"
                        aria-describedby=described aria-invalid=invalid>{format!("\n{typed}")}</textarea>
                </div>
                <div class="field">
                    <label class="field__label" for="file">"Or a file "<span class="field__optional">"CSV or text, up to 64 KB"</span></label>
                    <input class="quick-order__file" id="file" name="file" type="file" accept=".csv,.tsv,.txt,text/csv,text/plain,text/tab-separated-values"/>
                </div>
                <p><button class="button" type="submit">"Add to the list"</button></p>
            </div>
        </details>
    }
}
