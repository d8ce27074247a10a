//! Motors that fly the same rocket: of the same diameter and class, those of nearly the same thrust first.

use domain::catalog::drawing::MOST_CURVES;
use domain::search::{Query, Range};
use domain::units::{Quantity, QuantityKind, Unit};
use leptos::prelude::*;
use store::catalog::{Part, PartRow};

use crate::page::PageError;
use crate::request::Visit;
use crate::ui;

/// Most motors looked at; there are fewer of one diameter and class than this.
const LOOKED_AT: u32 = 100;

/// As many as can be drawn over one another with `part`, each curve once. None for what is no motor, and
/// none while the index is being built.
pub(super) async fn similar_motors(visit: &Visit, part: &Part) -> Result<Vec<PartRow>, PageError> {
    let (Some(curve), Some(diameter)) = (&part.thrust_curve, part.facts().number("diameter")) else {
        return Ok(Vec::new());
    };
    let query = Query::default()
        .with_range("diameter", Range::exactly(Quantity::from_si(diameter, Unit::Millimetre)))
        .with_choice("impulse_class", &curve.class().to_string());
    let found = match visit.store.find_parts(&query, Some(&part.category), None, LOOKED_AT, 0).await {
        Ok(found) => found.rows,
        Err(store::Error::SearchNotReady) => return Ok(Vec::new()),
        Err(error) => return Err(error.into()),
    };
    let average = curve.average_thrust();
    let mut others: Vec<(f64, PartRow)> = found
        .into_iter()
        .filter(|row| part.siblings.iter().all(|sibling| sibling.sku != row.sku))
        .filter_map(|row| Some(((row.attributes.number("average_thrust")? - average).abs(), row)))
        .collect();
    others.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.sku.as_str().cmp(b.1.sku.as_str())));
    // Variants of one motor differ in their delay only.
    let curve_of = |row: &PartRow| (row.maker.clone(), row.attributes.number("total_impulse").map(f64::to_bits));
    others.dedup_by(|a, b| curve_of(&a.1) == curve_of(&b.1));
    Ok(others.into_iter().map(|(_, row)| row).take(MOST_CURVES - 1).collect())
}

/// The list, with the way to their curves over one another.
pub(super) fn similar_motors_section(part: &Part, others: Vec<PartRow>) -> Option<impl IntoView + use<>> {
    let class = part.thrust_curve.as_ref()?.class();
    if others.is_empty() {
        return None;
    }
    let numbers: Vec<String> = std::iter::once(&part.sku)
        .chain(others.iter().map(|row| &row.sku))
        .map(|sku| url::form_urlencoded::byte_serialize(sku.as_str().as_bytes()).collect())
        .collect();
    let rows: Vec<_> = others
        .into_iter()
        .map(|row| {
            let figure = |code: &str, kind: QuantityKind| {
                let si = row.attributes.number(code)?;
                Some(ui::in_both(kind, |unit| ui::quantity(Quantity::from_si(si, unit))))
            };
            view! {
                <tr class="spec-table__row">
                    <th class="spec-table__name" scope="row"><a class="part-number" href=format!("/parts/{}", row.sku)>{row.sku.to_string()}</a></th>
                    <td class="overlay__figure">{figure("total_impulse", QuantityKind::Impulse)}</td>
                    <td class="overlay__figure">{figure("average_thrust", QuantityKind::Force)}</td>
                </tr>
            }
        })
        .collect();
    Some(view! {
        <section class="section" aria-labelledby="similar">
            <div class="section__head">
                <h2 class="section__title" id="similar">"Similar motors"</h2>
                <p class="section__note">{format!("same diameter, class {class}")}</p>
            </div>
            <table class="spec-table">
                <caption class="visually-hidden">"Motors of the same diameter and class"</caption>
                <thead><tr class="spec-table__row"><th class="spec-table__name" scope="col">"Motor"</th><th class="overlay__figure" scope="col">"Impulse"</th><th class="overlay__figure" scope="col">"Average"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
            <p><a class="button button--small" href=format!("/compare?parts={}", numbers.join(","))>"Thrust over one another"</a></p>
        </section>
    })
}
