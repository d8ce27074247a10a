//! Pictures of parts with what belongs to them: caption, files, and the same facts as a table.

use domain::catalog::ThrustCurve;
use domain::catalog::drawing::{Canvas, Drawing, part_drawing, thrust_chart};
use leptos::prelude::*;
use store::catalog::Part;

use super::Download;
use crate::ui;

/// The picture of the part: its thrust for a motor, its drawing for everything with a shape.
pub(super) fn figure(part: &Part) -> Option<AnyView> {
    if let Some(curve) = &part.thrust_curve {
        return Some(thrust_figure(part, curve).into_any());
    }
    let shape = part.shape()?;
    let (wide, phone) =
        (part_drawing(&shape, &part.name, Canvas::Wide), part_drawing(&shape, &part.name, Canvas::Phone));
    let caption = if wide.scale == phone.scale {
        format!("Scale {} · dimensions in mm and inch", wide.scale)
    } else {
        "To scale · dimensions in mm and inch".to_owned()
    };
    Some(drawing_figure(part, &wide, &phone, caption, "Dimensions as a table").into_any())
}

fn thrust_figure(part: &Part, curve: &ThrustCurve) -> impl IntoView + use<> {
    let (wide, phone) = (thrust_chart(curve, &part.name, Canvas::Wide), thrust_chart(curve, &part.name, Canvas::Phone));
    let caption = format!(
        "Class {}: {:.1} Ns in {:.2} s · average {:.1} N, peak {:.1} N",
        curve.class(),
        curve.total_impulse(),
        curve.burn_time(),
        curve.average_thrust(),
        curve.peak_thrust()
    );
    drawing_figure(part, &wide, &phone, caption, "Thrust as a table")
}

fn drawing_figure(
    part: &Part,
    wide: &Drawing,
    phone: &Drawing,
    caption: String,
    table_title: &'static str,
) -> impl IntoView + use<> {
    let rows: Vec<_> = wide
        .table
        .iter()
        .map(|row| {
            let imperial = row.imperial.map(ui::quantity);
            view! {
                <tr class="spec-table__row">
                    <th class="spec-table__name" scope="row">{row.label.clone()}</th>
                    <td class="spec-table__value">{ui::quantity(row.metric)}</td>
                    <td class="spec-table__value">{imperial}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <figure class="drawing">
            <div class="drawing__sheet" inner_html=format!("{}{}", wide.svg, phone.svg)></div>
            <figcaption class="drawing__caption"><span>{caption}</span>{files(part)}</figcaption>
            <details class="disclosure">
                <summary class="disclosure__summary">{table_title}</summary>
                <div class="disclosure__body">
                    <table class="spec-table"><caption class="visually-hidden">{table_title}</caption><tbody>{rows}</tbody></table>
                </div>
            </details>
        </figure>
    }
}

/// Links to the files that the part has.
fn files(part: &Part) -> impl IntoView + use<> {
    let links: Vec<_> = Download::ALL
        .into_iter()
        .filter(|file| file.make(part).is_some())
        .map(|file| {
            let (text, more) = file.link();
            let href = format!("/parts/{}/{}", part.sku, file.name());
            view! { <a href=href download="">{text}<span class="visually-hidden">" "{more}</span></a> }
        })
        .collect();
    view! { <span class="drawing__files">{links}</span> }
}
