//! Pieces of pages without shop words of their own. Class names are those of `docs/STYLE.md`.

use domain::catalog::AttributeValue;
use domain::units::{Quantity, QuantityKind};
use leptos::prelude::*;
use store::catalog::Breadcrumb;

/// The way from the top of the tree to where one is.
pub(crate) fn breadcrumb(path: Vec<Breadcrumb>, here: Option<String>) -> impl IntoView {
    view! {
        <nav class="breadcrumb" aria-label="Breadcrumb">
            <ol class="breadcrumb__list">
                <li class="breadcrumb__item"><a class="breadcrumb__link" href="/">"All categories"</a></li>
                {path.into_iter().map(|step| view! {
                    <li class="breadcrumb__item"><a class="breadcrumb__link" href=format!("/categories/{}", step.slug)>{step.name}</a></li>
                }).collect_view()}
                {here.map(|here| view! { <li class="breadcrumb__item" aria-current="page">{here}</li> })}
            </ol>
        </nav>
    }
}

/// A figure with its unit, set smaller.
pub(crate) fn quantity(quantity: Quantity) -> impl IntoView {
    let symbol = quantity.unit.symbol();
    view! {
        {quantity.lone_figure()}
        {(!symbol.is_empty()).then(|| view! { <span class="unit">{symbol}</span> })}
    }
}

/// A value as a table cell shows it: the figure alone, its unit being in the head. `code` is the
/// attribute: walls and foils get a decimal more, down the whole column. What is too small for the
/// column's decimals is not nothing.
pub(crate) fn cell_text(code: &str, kind: QuantityKind, value: &AttributeValue) -> String {
    match (value, kind.display_unit()) {
        (AttributeValue::Text(text), _) => text.clone(),
        (AttributeValue::Number(si), Some(unit)) if matches!(code, "wall" | "thickness") => {
            Quantity::from_si(*si, unit).figure_with(kind.decimals(unit) + 1)
        }
        (AttributeValue::Number(si), Some(unit)) => match Quantity::from_si(*si, unit).figure() {
            figure if *si > 0.0 && figure == "0.0" => "< 0.1".to_owned(),
            figure => figure,
        },
        (AttributeValue::Number(si), None) => si.to_string(),
    }
}

/// Links to the pages of a listing. `href` makes the address of a page number.
pub(crate) fn pagination(
    page: u32,
    page_size: u32,
    total: u64,
    href: &dyn Fn(u32) -> String,
) -> Option<impl IntoView + use<>> {
    let pages = u32::try_from(total.div_ceil(u64::from(page_size))).unwrap_or(u32::MAX);
    if pages < 2 {
        return None;
    }
    let first = u64::from(page - 1) * u64::from(page_size) + 1;
    let last = (u64::from(page) * u64::from(page_size)).min(total);
    let mut numbers: Vec<u32> =
        [1, page.saturating_sub(1), page, page + 1, pages].into_iter().filter(|n| (1..=pages).contains(n)).collect();
    numbers.dedup();
    let mut links = Vec::new();
    let mut before = 0;
    for number in numbers {
        if number > before + 1 {
            links.push(view! { <span class="pagination__link">"…"</span> }.into_any());
        }
        links.push(if number == page {
            view! { <a class="pagination__link" aria-current="page">{number}</a> }.into_any()
        } else {
            view! { <a class="pagination__link" href=href(number) aria-label=format!("Page {number}")>{number}</a> }
                .into_any()
        });
        before = number;
    }
    Some(view! {
        <nav class="pagination" aria-label="Pages">
            <p>{format!("{first}–{last} of {}", domain::money::group_thousands(total))}</p>
            <div class="pagination__links">
                {(page > 1).then(|| view! { <a class="pagination__link" rel="prev" href=href(page - 1)>"← Back"</a> })}
                {links}
                {(page < pages).then(|| view! { <a class="pagination__link" rel="next" href=href(page + 1)>"Next →"</a> })}
            </div>
        </nav>
    })
}
