//! The panel beside a list: a facet for each thing it can be narrowed by. A GET form: without scripts
//! a button applies it, with scripts a ticked box does (`early.js`). On a phone it is a page of its own
//! that the bar leads to (`#facets`).

use domain::money::group_thousands;
use domain::search::{Field, FieldKind, Limit, Vocabulary};
use domain::units::Quantity;
use leptos::prelude::*;
use store::search::{Facet, FacetCounts, Histogram, ValueCount};

use super::Address;
use crate::ui;

/// Values of a facet that are in sight; the rest is a click away.
const IN_SIGHT: usize = 8;
/// The size of a histogram in its own units; the style stretches it to the panel.
const WIDTH: f64 = 170.0;
const HEIGHT: f64 = 40.0;

/// The panel, unless there is nothing to narrow by.
pub(super) fn panel(address: &Address, facets: &[Facet], vocabulary: &Vocabulary) -> Option<impl IntoView + use<>> {
    let shown: Vec<_> = facets.iter().filter(|facet| is_useful(facet, address)).collect();
    if shown.is_empty() && address.query.is_empty() {
        return None;
    }
    // What the panel has no field for is handed on as it is.
    let rest =
        shown.iter().fold(address.query.without_field("stock"), |rest, facet| rest.without_field(&facet.field.code));
    let in_stock = address.query.in_stock;
    let fields: Vec<_> = shown.into_iter().map(|facet| fieldset(facet, address, vocabulary)).collect();
    let path = address.path.clone();
    Some(view! {
        <form class="facets" id="facets" method="get" action=path autocomplete="off" aria-label="Narrow down">
            <div class="facets__head">
                <h2 class="facets__title">"Narrow down"</h2>
                <a class="facets__close" href="#results">"Close"</a>
            </div>
            {carried(&Address { query: rest, ..address.clone() }, vocabulary)}
            <fieldset class="facet">
                <legend class="facet__title">"Availability"</legend>
                <div>
                    <label class="facet__option">
                        <input type="checkbox" name="stock" value="in" checked=in_stock/>
                        <span>"In stock"</span>
                    </label>
                </div>
            </fieldset>
            {fields}
            <button class="button facets__apply" type="submit">"Show parts"</button>
        </form>
    })
}

/// What a form hands on without showing it: pieces of the query, the order and the units.
pub(super) fn carried(address: &Address, vocabulary: &Vocabulary) -> impl IntoView + use<> {
    let mut fields = address.query.parameters(vocabulary);
    fields.extend(address.sort.as_ref().map(|sort| ("sort".to_owned(), super::address::sort_name(sort))));
    // Always there, so that a script can fill in what the browser remembers.
    fields.push(("unit".to_owned(), address.unit().unwrap_or_default().to_owned()));
    fields.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view()
}

/// Whether a facet tells parts apart, or is narrowed by already.
fn is_useful(facet: &Facet, address: &Address) -> bool {
    let code = facet.field.code.as_str();
    let is_asked = address.query.ranges.contains_key(code) || address.query.choices.contains_key(code);
    is_asked
        || match &facet.counts {
            FacetCounts::Values(values) => values.len() > 1,
            FacetCounts::Histogram(histogram) => histogram.greatest > histogram.least,
        }
}

fn fieldset(facet: &Facet, address: &Address, vocabulary: &Vocabulary) -> impl IntoView + use<> {
    let key = vocabulary.key(&facet.field.code);
    let body = match &facet.counts {
        FacetCounts::Values(values) => choices(&key, values).into_any(),
        FacetCounts::Histogram(histogram) => range(&key, &facet.field, histogram, address).into_any(),
    };
    let unit = match facet.field.kind {
        FieldKind::Quantity(kind) => ui::in_both(kind, ui::unit_sign),
        FieldKind::Price => view! { " "<span class="unit">"€"</span> }.into_any(),
        FieldKind::Choice => ().into_any(),
    };
    view! {
        <fieldset class="facet">
            <legend class="facet__title">{facet.field.name.clone()}{unit}</legend>
            {body}
        </fieldset>
    }
}

fn choices(key: &str, values: &[ValueCount]) -> impl IntoView + use<> {
    let (first, more) = values.split_at(values.len().min(IN_SIGHT));
    let is_open = more.iter().any(|value| value.chosen);
    let options = |values: &[ValueCount]| values.iter().map(|value| choice(key, value)).collect_view();
    let more = (!more.is_empty()).then(|| {
        let summary = format!("{} more", more.len());
        view! {
            <details class="disclosure facet__more" open=is_open>
                <summary class="disclosure__summary">{summary}</summary>
                {options(more)}
            </details>
        }
    });
    view! { <div>{options(first)}{more}</div> }
}

/// A value with how many parts have it; one that no part has can be taken back but not asked for.
fn choice(key: &str, value: &ValueCount) -> impl IntoView + use<> {
    let is_none = value.count == 0 && !value.chosen;
    view! {
        <label class=if is_none { "facet__option facet__option--none" } else { "facet__option" }>
            <input type="checkbox" name=key.to_owned() value=value.value.clone() checked=value.chosen disabled=is_none/>
            <span>{value.label.clone()}</span>
            <span class="facet__count">{group_thousands(value.count)}</span>
        </label>
    }
}

/// Two bounds under a picture of what there is. A bare figure is in the units shown; a bound keeps the
/// figure and the unit it was asked for with.
fn range(key: &str, field: &Field, histogram: &Histogram, address: &Address) -> impl IntoView + use<> {
    let asked = address.query.ranges.get(&field.code).copied().unwrap_or_default();
    let input = |end: &str, beyond: char, limit: Option<Limit>| {
        view! {
            <input
                class="field__input field__input--number"
                name=format!("{key}-{end}")
                value=limit.map(|limit| written(limit, beyond))
                aria-label=format!("{} {end}", field.name)
                inputmode="decimal"
                maxlength="20"
                autocomplete="off"
            />
        }
    };
    view! {
        <div>
            {(histogram.greatest > histogram.least).then(|| picture(field.kind, histogram))}
            <div class="facet__range">{input("from", '>', asked.from)}<span>"to"</span>{input("to", '<', asked.to)}</div>
        </div>
    }
}

fn picture(kind: FieldKind, histogram: &Histogram) -> impl IntoView + use<> {
    let most = histogram.bars.iter().map(|bar| bar.count).max().unwrap_or(1).max(1);
    #[expect(clippy::cast_precision_loss, reason = "pixels")]
    let bars: Vec<_> = histogram
        .bars
        .iter()
        .enumerate()
        .filter(|(_, bar)| bar.count > 0)
        .map(|(at, bar)| {
            let step = WIDTH / histogram.bars.len() as f64;
            // A single part is still to be seen.
            let height = (bar.count as f64 / most as f64 * (HEIGHT - 2.0)).max(1.5);
            let class = if bar.chosen { "facet__bar facet__bar--chosen" } else { "facet__bar" };
            view! {
                <rect
                    class=class
                    x=format!("{:.1}", at as f64 * step)
                    y=format!("{:.1}", HEIGHT - height)
                    width=format!("{:.1}", step - 1.0)
                    height=format!("{height:.1}")
                />
            }
        })
        .collect();
    view! {
        <svg
            class="facet__histogram"
            viewBox=format!("0 0 {WIDTH} {HEIGHT}")
            width=WIDTH
            height=HEIGHT
            preserveAspectRatio="none"
            aria-hidden="true"
        >
            {bars}
        </svg>
        <p class="facet__scale"><span>{end_figure(kind, histogram.least)}</span><span>{end_figure(kind, histogram.greatest)}</span></p>
    }
}

/// The figure at one end of a histogram.
fn end_figure(kind: FieldKind, figure: f64) -> AnyView {
    match kind {
        FieldKind::Quantity(kind) => ui::in_both(kind, |unit| Quantity::from_si(figure, unit).lone_figure()),
        FieldKind::Price => format!("{:.2}", figure / 100.0).into_any(),
        FieldKind::Choice => ().into_any(),
    }
}

/// `55.2mm` as it was asked for, with `beyond` in front where the figure itself is not meant.
fn written(limit: Limit, beyond: char) -> String {
    let figure = format!("{}{}", limit.quantity.value, limit.quantity.unit.symbol());
    if limit.inclusive { figure } else { format!("{beyond}{figure}") }
}
