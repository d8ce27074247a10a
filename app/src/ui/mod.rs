//! Pieces of pages without shop words of their own. Class names are those of `docs/STYLE.md`.

pub(crate) mod form;
mod qr;

pub(crate) use qr::QrModules;

use domain::catalog::AttributeValue;
use domain::units::{Quantity, QuantityKind, Unit};
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

/// Something said in the metric unit of a kind and, where readers use another, in the imperial one:
/// the page holds both and the style shows the chosen one, so that nothing moves when it changes.
pub(crate) fn in_both<V: IntoAny>(kind: QuantityKind, say: impl Fn(Unit) -> V) -> AnyView {
    match (kind.display_unit(), kind.imperial_unit()) {
        (Some(metric), Some(imperial)) => {
            let (metric, imperial) = (say(metric).into_any(), say(imperial).into_any());
            view! { <span class="mm">{metric}</span><span class="in">{imperial}</span> }.into_any()
        }
        (Some(only), None) => say(only).into_any(),
        (None, _) => ().into_any(),
    }
}

/// The sign of a unit after a word, set smaller.
pub(crate) fn unit_sign(unit: Unit) -> impl IntoView {
    let symbol = unit.symbol();
    (!symbol.is_empty()).then(|| view! { " "<span class="unit">{symbol}</span> })
}

/// A value as a table cell shows it: the figure alone, its unit being in the head.
pub(crate) fn cell(code: &str, kind: QuantityKind, value: &AttributeValue) -> AnyView {
    match value {
        value if word_for(code, value).is_some() => word_for(code, value).into_any(),
        AttributeValue::Number(si) if kind != QuantityKind::Text => {
            in_both(kind, |unit| column_figure(code, kind, *si, unit))
        }
        value => cell_text(code, kind, value).into_any(),
    }
}

/// The same in the unit we print first.
pub(crate) fn cell_text(code: &str, kind: QuantityKind, value: &AttributeValue) -> String {
    if let Some(word) = word_for(code, value) {
        return word.to_owned();
    }
    match (value, kind.display_unit()) {
        (AttributeValue::Text(text), _) => text.clone(),
        (AttributeValue::Number(si), Some(unit)) => column_figure(code, kind, *si, unit),
        (AttributeValue::Number(si), None) => si.to_string(),
    }
}

/// The word that is clearer than the figure: a canopy without sides is round.
pub(crate) fn word_for(code: &str, value: &AttributeValue) -> Option<&'static str> {
    matches!((code, value), ("sides", AttributeValue::Number(0.0))).then_some("round")
}

/// A figure with the decimals of its column, without its unit. `code` is the attribute: walls and foils get a decimal
/// more, down the whole column. What is too small for the column's decimals is not nothing.
pub(crate) fn column_figure(code: &str, kind: QuantityKind, si: f64, unit: Unit) -> String {
    let decimals = kind.decimals(unit) + usize::from(matches!(code, "wall" | "thickness"));
    let figure = Quantity::from_si(si, unit).figure_with(decimals);
    if si > 0.0 && figure.bytes().all(|digit| matches!(digit, b'0' | b'.')) {
        return match decimals {
            0 => "< 1".to_owned(),
            decimals => format!("< 0.{:0>decimals$}", 1),
        };
    }
    figure
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_holds_its_decimals_and_says_no_zero_of_something() {
        let figure = |code, kind, si, unit| column_figure(code, kind, si, unit);
        assert_eq!(figure("length", QuantityKind::Length, 0.054, Unit::Millimetre), "54.0");
        assert_eq!(figure("length", QuantityKind::Length, 0.054, Unit::Inch), "2.126");
        assert_eq!(figure("wall", QuantityKind::Length, 0.000_35, Unit::Millimetre), "0.35");
        assert_eq!(figure("mass", QuantityKind::Mass, 0.000_04, Unit::Gram), "< 0.1");
        assert_eq!(figure("mass", QuantityKind::Mass, 0.000_04, Unit::Ounce), "< 0.01");
        assert_eq!(figure("mass", QuantityKind::Mass, 0.0, Unit::Gram), "0.0");
        assert_eq!(figure("sides", QuantityKind::Count, 8.0, Unit::One), "8");
    }

    #[test]
    fn a_canopy_without_sides_is_round() {
        let shown = |code, sides| cell_text(code, QuantityKind::Count, &AttributeValue::Number(sides));
        assert_eq!(shown("sides", 0.0), "round");
        assert_eq!(shown("sides", 6.0), "6");
        assert_eq!(shown("line_count", 0.0), "0");
    }
}
