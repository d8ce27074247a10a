//! The page of a comparison.

use domain::catalog::comparison::MAX_PARTS;
use domain::catalog::drawing::thumbnail;
use domain::ids::Sku;
use leptos::prelude::*;
use store::catalog::Part;

use super::rows::{Row, rows};
use super::thrust::thrust_comparison;
use super::{Comparison, LeftOut, Unit};

/// The content of the page.
pub(super) fn page(comparison: &Comparison) -> impl IntoView + use<> {
    let count = comparison.parts.len();
    let about = match count {
        0 => "Up to six parts side by side, with what differs marked. Tick parts in any table, or name one here."
            .to_owned(),
        1 => "Add a part to compare it with.".to_owned(),
        count => format!("{count} parts side by side."),
    };
    let table = (count > 0).then(|| filled(comparison));
    view! {
        <header class="page__head">
            <div>
                <h1 class="page__title">"Compare parts"</h1>
                <p class="page__about">{about}</p>
            </div>
            {(count > 0).then(|| units(comparison))}
        </header>
        {left_out(comparison)}
        {table}
        {thrust_comparison(&comparison.parts)}
        {(count < MAX_PARTS).then(|| add(comparison))}
    }
}

/// Millimetres or inches. The address keeps the choice; with scripts the browser does.
fn units(comparison: &Comparison) -> impl IntoView + use<> {
    let choice = |unit: Unit, text: &'static str| {
        let href = Comparison::in_unit(&comparison.address(None, None, comparison.differences), Some(unit));
        let current = comparison.unit.unwrap_or("mm") == unit;
        view! { <a class="switch__choice" href=href rel="nofollow" aria-current=current.then_some("true")>{text}</a> }
    };
    view! { <nav class="switch" aria-label="Units">{choice("mm", "mm")}{choice("in", "inch")}</nav> }
}

fn filled(comparison: &Comparison) -> impl IntoView + use<> {
    let parts = &comparison.parts;
    let all = rows(parts);
    let differing = all.iter().filter(|row| row.differs()).count();
    let count = all.len();
    let only = comparison.differences && parts.len() > 1;
    let shown: Vec<_> =
        all.into_iter().filter(|row| !only || row.differs()).map(|row| line(row, parts.len() > 1)).collect();
    let toggle = (parts.len() > 1).then(|| {
        let text =
            if only { format!("Show all {count} rows") } else { format!("Only the {differing} rows that differ") };
        view! { <a class="button button--small" href=comparison.address(None, None, !only)>{text}</a> }
    });
    let heads: Vec<_> = parts.iter().map(|part| head(part, comparison)).collect();
    let buys: Vec<_> = parts.iter().map(|part| view! { <td>{buy(part)}</td> }).collect();
    let class = format!("compare__table compare__table--{}", parts.len());
    view! {
        <div class="compare__bar">{toggle}</div>
        <div class="compare" role="region" aria-label="Comparison" tabindex="0">
            <table class=class>
                <caption class="visually-hidden">"Parts side by side"</caption>
                <thead><tr class="compare__head"><td class="compare__corner"></td>{heads}</tr></thead>
                <tbody>
                    {shown}
                    <tr class="compare__buy"><th scope="row" class="compare__name">"Order"</th>{buys}</tr>
                </tbody>
            </table>
        </div>
    }
}

fn head(part: &Part, comparison: &Comparison) -> impl IntoView + use<> {
    let sku = part.sku.to_string();
    let outline = part.shape().map(|shape| thumbnail(&shape)).unwrap_or_default();
    let without = comparison.address(Some(&part.sku), None, comparison.differences);
    view! {
        <th scope="col" class="compare__part">
            <span class="compare__shape" inner_html=outline></span>
            <a class="part-number" href=format!("/parts/{sku}")>{sku.clone()}</a>
            <span class="table__second">{part.name.clone()}</span>
            <a class="compare__remove" href=without aria-label=format!("Remove {sku} from the comparison")>"Remove"</a>
        </th>
    }
}

fn line(row: Row, marked: bool) -> impl IntoView {
    let differs = marked && row.differs();
    let class = if differs { "compare__row compare__row--differs" } else { "compare__row" };
    let cells: Vec<_> =
        row.cells.into_iter().map(|cell| view! { <td class="compare__value">{cell.view}</td> }).collect();
    view! {
        <tr class=class>
            <th scope="row" class="compare__name">
                {row.name}
                {differs.then(|| view! { " "<span class="compare__mark">"differs"</span> })}
            </th>
            {cells}
        </tr>
    }
}

fn buy(part: &Part) -> impl IntoView + use<> {
    let sku = part.sku.to_string();
    let quantity = part.prices.first().map(|first| first.min_quantity);
    match (quantity, part.available()) {
        (None, _) => view! { <a href=format!("/parts/{sku}")>"See the part"</a> }.into_any(),
        (_, Some(0)) => view! { <span class="compare__nothing">"sold out"</span> }.into_any(),
        (Some(quantity), _) => view! {
            <form method="post" action="/api/cart/add">
                <input type="hidden" name="sku" value=sku.clone()/>
                <input type="hidden" name="quantity" value=quantity/>
                <button class="button button--small" type="submit" aria-label=format!("Add to cart: {sku}")>"Add to cart"</button>
            </form>
        }
        .into_any(),
    }
}

/// What the address names and the table does not show.
fn left_out(comparison: &Comparison) -> Option<impl IntoView + use<>> {
    let instead = |skus: &[Sku]| {
        let room = comparison.parts.len() < MAX_PARTS;
        let links: Vec<_> = skus
            .iter()
            .filter(|sku| room && !comparison.parts.iter().any(|part| part.sku == **sku))
            .map(|sku| {
                let href = comparison.address(None, Some(sku), comparison.differences);
                view! { " "<a class="part-number" href=href>{sku.to_string()}</a> }
            })
            .collect();
        links
    };
    let lines: Vec<_> = comparison
        .left_out
        .iter()
        .map(|left_out| match left_out {
            LeftOut::Unknown(number, near) => {
                let links = instead(near);
                let ask = (!links.is_empty()).then_some(" Did you mean");
                view! { <li>{format!("We have no part “{number}”.")}{ask}{links}</li> }.into_any()
            }
            LeftOut::Several(number, parts) => {
                view! { <li>{format!("Several parts have the number “{number}”:")}{instead(parts)}</li> }.into_any()
            }
            LeftOut::TooMany(sku) => {
                view! { <li><a class="part-number" href=format!("/parts/{sku}")>{sku.to_string()}</a>" is one more than fit side by side. Remove another to see it."</li> }
                    .into_any()
            }
        })
        .collect();
    (!lines.is_empty()).then(|| {
        view! {
            <div class="notice notice--warning" role="status">
                <p class="notice__title">"Not all of these parts are shown"</p>
                <ul class="notice__list">{lines}</ul>
            </div>
        }
    })
}

/// The field for one more part, and the siblings of those that are there.
fn add(comparison: &Comparison) -> impl IntoView + use<> {
    let parts: Vec<_> = comparison.parts.iter().map(|part| part.sku.as_str()).collect();
    let parts = (!parts.is_empty()).then(|| parts.join(","));
    let mut siblings: Vec<&Sku> =
        comparison.parts.iter().flat_map(|part| &part.siblings).map(|sibling| &sibling.sku).collect();
    siblings.sort_unstable();
    siblings.dedup();
    siblings.retain(|sku| !comparison.parts.iter().any(|part| part.sku == **sku));
    siblings.truncate(MAX_PARTS);
    let siblings: Vec<_> = siblings
        .into_iter()
        .map(|sku| {
            let href = comparison.address(None, Some(sku), comparison.differences);
            view! { <li><a class="chip chip--suggested" href=href>{sku.to_string()}</a></li> }
        })
        .collect();
    let siblings = (!siblings.is_empty()).then(|| {
        view! {
            <div>
                <h2 class="compare__siblings" id="siblings">"Also available of these"</h2>
                <ul class="chips" aria-labelledby="siblings">{siblings}</ul>
            </div>
        }
    });
    view! {
        <div class="compare__add">
            <form class="compare__field" method="get" action="/compare">
                {parts.map(|parts| view! { <input type="hidden" name="parts" value=parts/> })}
                {comparison.unit.map(|unit| view! { <input type="hidden" name="unit" value=unit/> })}
                {comparison.differences.then(|| view! { <input type="hidden" name="only" value="differences"/> })}
                <label class="field__label" for="add">"Add a part number"</label>
                <input class="field__input field__input--code" id="add" name="add" type="text" maxlength="64" autocomplete="off" spellcheck="false" required=true/>
                <button class="button" type="submit">"Add"</button>
            </form>
            {siblings}
        </div>
    }
}
