//! Motors compared: their thrust over one another, with the figures beside it.

use domain::catalog::ThrustCurve;
use domain::catalog::drawing::{Canvas, MOST_CURVES, thrust_overlay};
use domain::units::{Quantity, QuantityKind};
use leptos::prelude::*;
use store::catalog::Part;

use crate::ui;

/// The thrust of two to four motors over one another, with their figures beside it; none for other parts.
pub(super) fn thrust_comparison(parts: &[Part]) -> Option<impl IntoView + use<>> {
    let curves: Vec<_> =
        parts.iter().filter_map(|part| Some((part.sku.as_str(), part.thrust_curve.as_ref()?))).collect();
    if curves.len() != parts.len() || !(2..=MOST_CURVES).contains(&curves.len()) {
        return None;
    }
    let (wide, phone) = (thrust_overlay(&curves, Canvas::Wide), thrust_overlay(&curves, Canvas::Phone));
    let heads: Vec<_> = parts
        .iter()
        .zip('A'..)
        .map(|(part, letter)| {
            let name = format!(" {}", part.sku);
            view! { <th class="overlay__figure" scope="col"><a href=format!("/parts/{}", part.sku)>{letter}<span class="visually-hidden">{name}</span></a></th> }
        })
        .collect();
    let computed = |name: &'static str, kind: QuantityKind, figure: fn(&ThrustCurve) -> f64| {
        let cells = curves.iter().map(|(_, curve)| {
            let si = figure(curve);
            ui::in_both(kind, |unit| ui::quantity(Quantity::from_si(si, unit)))
        });
        comparison_row(name, cells.collect())
    };
    let stated = |name: &'static str, code: &'static str| {
        let cells = parts.iter().map(|part| {
            let spec = part.specs.iter().find(|spec| spec.column.code == code);
            spec.map_or_else(|| "–".into_any(), |spec| ui::cell(code, spec.column.kind, &spec.entry.value))
        });
        comparison_row(name, cells.collect())
    };
    let classes = curves.iter().map(|(_, curve)| curve.class().to_string().into_any()).collect();
    let rows = [
        comparison_row("Class", classes),
        computed("Total impulse", QuantityKind::Impulse, ThrustCurve::total_impulse),
        computed("Average thrust", QuantityKind::Force, ThrustCurve::average_thrust),
        computed("Peak thrust", QuantityKind::Force, ThrustCurve::peak_thrust),
        computed("Burn time", QuantityKind::Time, ThrustCurve::burn_time),
        stated("Propellant, g", "propellant_mass"),
        stated("Delays", "delays"),
    ];
    Some(view! {
        <section class="section" aria-labelledby="thrust">
            <div class="section__head">
                <h2 class="section__title" id="thrust">"Thrust over one another"</h2>
                <p class="section__note">"computed from the makers’ curves"</p>
            </div>
            <div class="overlay">
                <figure class="drawing">
                    <div class="drawing__sheet" inner_html=format!("{}{}", wide.svg, phone.svg)></div>
                </figure>
                <table class="spec-table">
                    <caption class="visually-hidden">"Figures of the thrust curves"</caption>
                    <thead><tr class="spec-table__row"><td></td>{heads}</tr></thead>
                    <tbody>{rows.into_iter().collect_view()}</tbody>
                </table>
            </div>
        </section>
    })
}

fn comparison_row(name: &'static str, cells: Vec<AnyView>) -> impl IntoView {
    let cells: Vec<_> = cells.into_iter().map(|cell| view! { <td class="overlay__figure">{cell}</td> }).collect();
    view! { <tr class="spec-table__row"><th class="spec-table__name" scope="row">{name}</th>{cells}</tr> }
}
