//! Part drawings: metres come in, millimetres go on; `bodies` and `flats` have the views and
//! dimensions of each shape. Long parts are broken here.

use super::bodies::{Adapter, motor, nose_cone, transition, tube};
use super::flats::{fin, parachute, plate, streamer};
use super::scale::Scale;
use super::sheet::{Dimension, Sheet, Side};
use super::svg::Point;
use super::{Canvas, Drawing, DrawingRow};
use crate::catalog::Shape;
use crate::units::{Quantity, Unit};

/// Lengths outside of this are drawn as if they were at its ends; the catalog refuses them anyway.
pub(super) const DRAWABLE_MM: (f64, f64) = (0.01, 100_000.0);

/// Draws `shape` to scale with its dimensions; `label` says what it is to those who cannot see it.
///
/// A part so long that nothing could be read off its ends is drawn broken: both ends at the scale
/// named, the middle left out, the dimension still the real one.
pub fn part_drawing(shape: &Shape, label: &str, canvas: Canvas) -> Drawing {
    // Thinner than this on paper, a part is only a line; broken, it becomes this thick.
    let (readable, broken) = match canvas {
        Canvas::Wide => (36.0, 72.0),
        Canvas::Phone => (28.0, 48.0),
        Canvas::Print => (36.0, 140.0),
    };
    let whole = sheet(shape, canvas, None);
    let Some((length, thickness)) = breakable(shape) else { return whole.draw(canvas, label) };
    if thickness * whole.scale(canvas).0 >= readable {
        return whole.draw(canvas, label);
    }
    let others: f64 = whole.views.iter().skip(1).map(|view| view.width).sum();
    let drawn = whole.room(canvas).0 / Scale::at_most(canvas, broken / thickness).0 - others;
    if drawn > 0.0 && drawn < length * 0.9 {
        sheet(shape, canvas, Some(drawn)).draw(canvas, label)
    } else {
        whole.draw(canvas, label)
    }
}

/// Length and thickness of a shape that is the same all along its length, mm.
fn breakable(shape: &Shape) -> Option<(f64, f64)> {
    match *shape {
        Shape::Tube { outer_diameter: thickness, length, .. }
        | Shape::Motor { diameter: thickness, length }
        | Shape::Streamer { width: thickness, length } => Some((mm(length), mm(thickness))),
        _ => None,
    }
}

pub(super) fn mm(metres: f64) -> f64 {
    let mm = metres * 1000.0;
    if mm.is_finite() { mm.clamp(DRAWABLE_MM.0, DRAWABLE_MM.1) } else { DRAWABLE_MM.0 }
}

fn sheet(shape: &Shape, canvas: Canvas, drawn_length: Option<f64>) -> Sheet {
    let mut sheet = match *shape {
        Shape::NoseCone { profile, length, base_diameter, shoulder, wall } => {
            nose_cone(profile, mm(length), mm(base_diameter), shoulder, wall.map(mm))
        }
        Shape::Tube { outer_diameter, inner_diameter, length } => {
            tube(mm(outer_diameter), mm(inner_diameter), mm(length), drawn_length)
        }
        Shape::Ring { outer_diameter, inner_diameter, thickness } => {
            plate(mm(outer_diameter), Some(mm(inner_diameter)), mm(thickness))
        }
        Shape::Disc { outer_diameter, thickness } => plate(mm(outer_diameter), None, mm(thickness)),
        Shape::Transition { profile, length, fore_diameter, aft_diameter, fore_shoulder, aft_shoulder, wall } => {
            transition(
                &Adapter { profile, length: mm(length), fore: mm(fore_diameter), aft: mm(aft_diameter) },
                fore_shoulder,
                aft_shoulder,
                wall.map(mm),
            )
        }
        Shape::Parachute { diameter, sides, line_count, line_length } => {
            parachute(mm(diameter), sides, line_count, (line_length > 0.0).then(|| mm(line_length)))
        }
        Shape::Streamer { width, length } => streamer(mm(width), mm(length), drawn_length),
        Shape::Motor { diameter, length } => motor(mm(diameter), mm(length), drawn_length),
        Shape::Fin { root_chord, tip_chord, span, sweep, thickness } => {
            let sweep = if sweep.is_finite() { (sweep * 1000.0).clamp(-DRAWABLE_MM.1, DRAWABLE_MM.1) } else { 0.0 };
            fin(mm(root_chord), mm(tip_chord), mm(span), sweep, mm(thickness))
        }
    };
    // A view without dimensions of its own only repeats what a phone has no room to repeat.
    if canvas == Canvas::Phone {
        let last = sheet.dimensions.iter().map(|dimension| dimension.view).max().unwrap_or(0);
        sheet.views.truncate(last + 1);
    }
    sheet
}

/// A row of the table beside the drawing.
pub(super) fn row(label: &str, mm: f64) -> DrawingRow {
    let imperial = Quantity::from_si(mm / 1000.0, Unit::Inch);
    DrawingRow { label: label.to_owned(), metric: Quantity::new(mm, Unit::Millimetre), imperial: Some(imperial) }
}

pub(super) fn count_row(label: &str, count: u32) -> DrawingRow {
    DrawingRow { label: label.to_owned(), metric: Quantity::new(f64::from(count), Unit::One), imperial: None }
}

/// A length along the axis, from `from` to `to`, under the part.
pub(super) fn along(view: usize, from: Point, to: Point, mm: f64) -> Dimension {
    Dimension { side: Side::Below, view, from, to, sign: "", mm, on_phone: true }
}

/// A diameter about the axis, with extension lines from `x`.
pub(super) fn across(side: Side, view: usize, x: f64, mm: f64) -> Dimension {
    let (from, to) = ((x, -mm / 2.0), (x, mm / 2.0));
    Dimension { side, view, from, to, sign: "⌀", mm, on_phone: true }
}

/// A small measure in words, in both systems: `wall 2.40 mm, 0.094 in`.
pub(super) fn in_words(what: &str, mm: f64) -> String {
    let (metric, inch) = (Quantity::new(mm, Unit::Millimetre), Quantity::from_si(mm / 1000.0, Unit::Inch));
    format!("{what} {} mm, {inch}", metric.lone_figure())
}
