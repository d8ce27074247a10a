//! Flat things: rings and discs, fins, cloth laid flat. Millimetres.

use super::bodies::{end_view, side_view};
use super::part::{DRAWABLE_MM, across, along, count_row, in_words, row};
use super::sheet::{Dimension, Mark, Sheet, Side, View};
use crate::units::{Quantity, Unit};

/// More gores or shroud lines than this only blacken the picture.
const MOST_GORES: u32 = 48;

pub(super) fn plate(outer: f64, inner: Option<f64>, thickness: f64) -> Sheet {
    let inner = inner.map(|inner| inner.min(outer));
    let mut dimensions: Vec<_> = inner.map(|inner| across(Side::Left, 0, outer / 2.0, inner)).into_iter().collect();
    dimensions.push(across(Side::Left, 0, outer / 2.0, outer));
    dimensions.push(along(1, (0.0, outer / 2.0), (thickness, outer / 2.0), thickness));
    let mut table = vec![row("Outer diameter", outer)];
    table.extend(inner.map(|inner| row("Inner diameter", inner)));
    table.push(row("Thickness", thickness));
    Sheet {
        views: vec![end_view(outer, inner), side_view(outer, inner, thickness, false)],
        dimensions,
        note: String::new(),
        table,
        broken: false,
    }
}

pub(super) fn parachute(diameter: f64, sides: u32, line_count: u32, line_length: Option<f64>) -> Sheet {
    let radius = diameter / 2.0;
    let rim = |step: u32, steps: u32| {
        let angle = std::f64::consts::TAU * f64::from(step) / f64::from(steps);
        (radius + radius * angle.cos(), radius * angle.sin())
    };
    // A canopy of one or two sides is a slip of the pen; so many that it looks round is drawn round.
    let polygon = (3..=MOST_GORES).contains(&sides);
    let canopy = if polygon {
        Mark::Outline((0..sides).map(|side| rim(side, sides)).collect())
    } else {
        Mark::Round((radius, 0.0), radius)
    };
    let gores = if polygon { sides } else { line_count.min(MOST_GORES) };
    let mut marks = vec![canopy];
    marks.extend((0..gores).map(|gore| Mark::Edge(vec![(radius, 0.0), rim(gore, gores)])));
    let mut table = vec![row("Diameter", diameter)];
    let mut notes = Vec::new();
    if polygon {
        notes.push(format!("{sides} gores"));
        table.push(count_row("Sides", sides));
    } else {
        notes.push("round".to_owned());
    }
    if line_count > 0 {
        table.push(count_row("Shroud lines", line_count));
        let length = line_length.map(|length| format!(" of {}", Quantity::new(length, Unit::Millimetre)));
        notes.push(format!("{line_count} lines{}", length.unwrap_or_default()));
    }
    table.extend(line_length.map(|length| row("Line length", length)));
    Sheet {
        views: vec![View { width: diameter, height: diameter, marks }],
        dimensions: vec![along(0, (0.0, 0.0), (diameter, 0.0), diameter)],
        note: notes.join(" · "),
        table,
        broken: false,
    }
}

pub(super) fn streamer(width: f64, length: f64, drawn_length: Option<f64>) -> Sheet {
    let drawn = drawn_length.unwrap_or(length);
    let half = width / 2.0;
    let mut marks = vec![Mark::Outline(vec![(0.0, -half), (drawn, -half), (drawn, half), (0.0, half)])];
    if drawn_length.is_some() {
        marks.push(Mark::Break(drawn / 2.0, width));
    }
    Sheet {
        views: vec![View { width: drawn, height: width, marks }],
        dimensions: vec![
            Dimension { sign: "", ..across(Side::Left, 0, 0.0, width) },
            along(0, (0.0, half), (drawn, half), length),
        ],
        note: "laid flat".to_owned(),
        table: vec![row("Width", width), row("Length", length)],
        broken: drawn_length.is_some(),
    }
}

pub(super) fn fin(root: f64, tip: f64, span: f64, sweep: f64, thickness: f64) -> Sheet {
    let half = span / 2.0;
    // A tip ahead of the root moves the root to the right.
    let root_from = (-sweep).max(0.0);
    let tip_from = root_from + sweep;
    let (root_to, tip_to) = (root_from + root, tip_from + tip);
    let width = root_to.max(tip_to);
    let outline = vec![(root_from, half), (tip_from, -half), (tip_to, -half), (root_to, half)];
    let mut dimensions = vec![
        along(0, (root_from, half), (root_to, half), root),
        Dimension { side: Side::Above, ..along(0, (tip_from, -half), (tip_to, -half), tip) },
        Dimension { sign: "", side: Side::Right, ..along(0, (tip_to, -half), (root_to, half), span) },
    ];
    let mut table = vec![row("Root chord", root), row("Tip chord", tip), row("Span", span)];
    if sweep.abs() >= DRAWABLE_MM.0 {
        let (root, tip) = ((root_from, half), (tip_from, -half));
        let (from, to) = if sweep > 0.0 { (root, tip) } else { (tip, root) };
        let swept = along(0, from, to, sweep.abs());
        dimensions.push(Dimension { side: Side::Above, on_phone: false, ..swept });
        table.push(row("Sweep", sweep));
    }
    table.push(row("Thickness", thickness));
    Sheet {
        views: vec![View { width, height: span, marks: vec![Mark::Outline(outline)] }],
        dimensions,
        note: in_words("thickness", thickness),
        table,
        broken: false,
    }
}
