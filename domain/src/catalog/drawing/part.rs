//! Part drawings: which views and dimensions each shape has. Metres come in, millimetres go on.

use super::sheet::{Dimension, Mark, Sheet, Side, View};
use super::svg::{Point, number};
use super::{Canvas, Drawing, DrawingRow};
use crate::catalog::shape::Shoulder;
use crate::catalog::{NoseProfile, Shape};
use crate::units::{Quantity, Unit};

/// Lengths outside of this are drawn as if they were at its ends; the catalog refuses them anyway.
const DRAWABLE_MM: (f64, f64) = (0.01, 100_000.0);
/// Corners that stand for a curve.
const CURVE_STEPS: u32 = 64;
/// More gores or shroud lines than this only blacken the picture.
const MOST_GORES: u32 = 48;

/// Draws `shape` to scale with its dimensions; `label` says what it is to those who cannot see it.
///
/// A part so long that nothing could be read off its ends is drawn broken: both ends at the scale
/// named, the middle left out, the dimension still the real one.
pub fn part_drawing(shape: &Shape, label: &str, canvas: Canvas) -> Drawing {
    // Thinner than this on paper, a part is only a line; broken, it becomes this thick.
    let (readable, broken) = match canvas {
        Canvas::Wide => (36.0, 72.0),
        Canvas::Phone => (28.0, 48.0),
    };
    let whole = sheet(shape, canvas, None);
    let Some((length, thickness)) = breakable(shape) else { return whole.draw(canvas, label) };
    if thickness * whole.scale(canvas).0 >= readable {
        return whole.draw(canvas, label);
    }
    let others: f64 = whole.views.iter().skip(1).map(|view| view.width).sum();
    let drawn = whole.room(canvas).0 / (broken / thickness) - others;
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

fn mm(metres: f64) -> f64 {
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
fn row(label: &str, mm: f64) -> DrawingRow {
    let imperial = Quantity::from_si(mm / 1000.0, Unit::Inch);
    DrawingRow { label: label.to_owned(), metric: Quantity::new(mm, Unit::Millimetre), imperial: Some(imperial) }
}

fn count_row(label: &str, count: u32) -> DrawingRow {
    DrawingRow { label: label.to_owned(), metric: Quantity::new(f64::from(count), Unit::One), imperial: None }
}

/// A length along the axis, from `from` to `to`, under the part.
fn along(view: usize, from: Point, to: Point, mm: f64) -> Dimension {
    Dimension { side: Side::Below, view, from, to, sign: "", mm, on_phone: true }
}

/// A diameter about the axis, with extension lines from `x`.
fn across(side: Side, view: usize, x: f64, mm: f64) -> Dimension {
    let (from, to) = ((x, -mm / 2.0), (x, mm / 2.0));
    Dimension { side, view, from, to, sign: "⌀", mm, on_phone: true }
}

fn shoulder_mm(shoulder: Option<Shoulder>) -> Option<(f64, f64)> {
    shoulder.map(|s| (mm(s.diameter), mm(s.length)))
}

/// The two halves of a body of revolution as one closed outline.
fn revolved(upper: &[Point]) -> Mark {
    let lower = upper.iter().rev().map(|(x, r)| (*x, *r));
    Mark::Outline(upper.iter().map(|(x, r)| (*x, -r)).chain(lower).collect())
}

/// A line on both sides of the axis.
fn both_sides(half: &[Point], mark: fn(Vec<Point>) -> Mark) -> [Mark; 2] {
    [mark(half.iter().map(|(x, r)| (*x, -r)).collect()), mark(half.to_vec())]
}

fn curve(from: f64, length: f64, radius: impl Fn(f64) -> f64) -> Vec<Point> {
    (0..=CURVE_STEPS)
        .map(|step| f64::from(step) / f64::from(CURVE_STEPS))
        // Half a cosine: close together at both ends, where blunt profiles turn.
        .map(|t| length * (1.0 - (std::f64::consts::PI * t).cos()) / 2.0)
        .map(|x| (from + x, radius(x).max(0.0)))
        .collect()
}

/// The inside of a wall of even thickness under `outer`, where there is an inside.
fn inside_of(outer: &[Point], wall: f64) -> Vec<Point> {
    outer
        .windows(2)
        .filter_map(|pair| {
            let ((x0, r0), (x1, r1)) = (pair[0], pair[1]);
            let slope = if x1 > x0 { (r1 - r0) / (x1 - x0) } else { 0.0 };
            // Measured square to the surface, so that a steep part is cut further in along the radius.
            let inner = f64::midpoint(r0, r1) - wall * (1.0 + slope * slope).sqrt();
            (inner > 0.0).then(|| (f64::midpoint(x0, x1), inner))
        })
        .collect()
}

fn nose_cone(profile: NoseProfile, length: f64, base: f64, shoulder: Option<Shoulder>, wall: Option<f64>) -> Sheet {
    let shoulder = shoulder_mm(shoulder);
    let radius = base / 2.0;
    let surface = curve(0.0, length, |x| profile.radius(x, length, radius).min(radius));
    let mut marks = vec![revolved(&surface)];
    let mut end = length;
    if let Some((diameter, shoulder_length)) = shoulder {
        end += shoulder_length;
        marks.push(revolved(&[(length, diameter / 2.0), (end, diameter / 2.0)]));
    }
    if let Some(wall) = wall.filter(|wall| *wall < radius) {
        let inner = inside_of(&surface, wall);
        marks.extend(both_sides(&inner, Mark::Hidden));
        if let Some((diameter, _)) = shoulder.filter(|s| s.0 / 2.0 > wall) {
            let inner = diameter / 2.0 - wall;
            marks.extend(both_sides(&[(length, inner), (end, inner)], Mark::Hidden));
        }
    }
    marks.push(Mark::Centre((0.0, 0.0), (end, 0.0)));

    let height = shoulder.map_or(base, |s| s.0.max(base));
    let mut dimensions = vec![along(0, (0.0, 0.0), (length, radius), length)];
    let mut table = vec![row("Length, exposed", length), row("Base diameter", base)];
    if let Some((diameter, shoulder_length)) = shoulder {
        dimensions.push(along(0, (length, radius), (end, diameter / 2.0), shoulder_length));
        dimensions.push(across(Side::Right, 0, end, diameter));
        table.extend([row("Shoulder diameter", diameter), row("Shoulder length", shoulder_length)]);
    }
    dimensions.push(across(Side::Right, 0, length, base));
    table.extend(wall.map(|wall| row("Wall", wall)));
    Sheet {
        views: vec![View { width: end, height, marks }],
        dimensions,
        note: with_wall(profile.name(), wall),
        table,
        broken: false,
    }
}

fn with_wall(text: &str, wall: Option<f64>) -> String {
    match wall {
        Some(wall) => format!("{text} · wall {} mm", number(wall)),
        None => format!("{text} · solid"),
    }
}

/// The round end of a tube, motor or plate.
fn end_view(outer: f64, inner: Option<f64>) -> View {
    let middle = outer / 2.0;
    let mut marks = vec![Mark::Round((middle, 0.0), outer / 2.0)];
    marks.extend(inner.map(|inner| Mark::Round((middle, 0.0), inner / 2.0)));
    marks.push(Mark::Centre((0.0, 0.0), (outer, 0.0)));
    marks.push(Mark::Centre((middle, -outer / 2.0), (middle, outer / 2.0)));
    View { width: outer, height: outer, marks }
}

/// A cylinder from the side, broken in the middle if it is drawn shorter than it is.
fn side_view(diameter: f64, bore: Option<f64>, drawn: f64, broken: bool) -> View {
    let radius = diameter / 2.0;
    let mut marks = vec![revolved(&[(0.0, radius), (drawn, radius)])];
    if let Some(bore) = bore {
        marks.extend(both_sides(&[(0.0, bore / 2.0), (drawn, bore / 2.0)], Mark::Hidden));
    }
    marks.push(Mark::Centre((0.0, 0.0), (drawn, 0.0)));
    if broken {
        marks.push(Mark::Break(drawn / 2.0, diameter));
    }
    View { width: drawn, height: diameter, marks }
}

fn tube(outer: f64, inner: f64, length: f64, drawn_length: Option<f64>) -> Sheet {
    let bore = inner.min(outer);
    let drawn = drawn_length.unwrap_or(length);
    let wall = (outer - inner).max(0.0) / 2.0;
    Sheet {
        views: vec![side_view(outer, Some(bore), drawn, drawn_length.is_some()), end_view(outer, Some(bore))],
        dimensions: vec![
            across(Side::Left, 0, 0.0, bore),
            across(Side::Left, 0, 0.0, outer),
            along(0, (0.0, outer / 2.0), (drawn, outer / 2.0), length),
        ],
        note: format!("wall {} mm", number(wall)),
        table: vec![
            row("Inner diameter", inner),
            row("Outer diameter", outer),
            row("Length", length),
            row("Wall", wall),
        ],
        broken: drawn_length.is_some(),
    }
}

fn motor(diameter: f64, length: f64, drawn_length: Option<f64>) -> Sheet {
    let drawn = drawn_length.unwrap_or(length);
    Sheet {
        views: vec![side_view(diameter, None, drawn, drawn_length.is_some()), end_view(diameter, None)],
        dimensions: vec![
            across(Side::Left, 0, 0.0, diameter),
            along(0, (0.0, diameter / 2.0), (drawn, diameter / 2.0), length),
        ],
        note: String::new(),
        table: vec![row("Diameter", diameter), row("Length", length)],
        broken: drawn_length.is_some(),
    }
}

fn plate(outer: f64, inner: Option<f64>, thickness: f64) -> Sheet {
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

/// The exposed part of a transition.
struct Adapter {
    profile: NoseProfile,
    length: f64,
    fore: f64,
    aft: f64,
}

impl Adapter {
    /// Radius at `x` from the forward end: the profile spans the difference of the two radii.
    fn radius(&self, x: f64) -> f64 {
        let (small, step) = (self.fore.min(self.aft) / 2.0, (self.aft - self.fore).abs() / 2.0);
        if step < 1e-9 {
            return small;
        }
        let from_small_end = if self.aft > self.fore { x } else { self.length - x };
        small + self.profile.radius(from_small_end, self.length, step).clamp(0.0, step)
    }
}

fn transition(
    adapter: &Adapter,
    fore_shoulder: Option<Shoulder>,
    aft_shoulder: Option<Shoulder>,
    wall: Option<f64>,
) -> Sheet {
    let Adapter { profile, length, fore, aft } = *adapter;
    let (fore_shoulder, aft_shoulder) = (shoulder_mm(fore_shoulder), shoulder_mm(aft_shoulder));
    let start = fore_shoulder.map_or(0.0, |s| s.1);
    let end = start + length;
    let surface = curve(start, length, |x| adapter.radius(x));
    let mut marks = vec![revolved(&surface)];
    let mut dimensions = Vec::new();
    let mut table = vec![row("Length, exposed", length), row("Forward diameter", fore), row("Rear diameter", aft)];
    let (mut height, mut width) = (fore.max(aft), end);
    if let Some((diameter, shoulder_length)) = fore_shoulder {
        marks.push(revolved(&[(0.0, diameter / 2.0), (start, diameter / 2.0)]));
        dimensions.push(Dimension { on_phone: false, ..across(Side::Left, 0, 0.0, diameter) });
        dimensions.push(along(0, (0.0, diameter / 2.0), (start, fore / 2.0), shoulder_length));
        table.extend([row("Forward shoulder diameter", diameter), row("Forward shoulder length", shoulder_length)]);
        height = height.max(diameter);
    }
    dimensions.push(across(Side::Left, 0, start, fore));
    dimensions.push(along(0, (start, fore / 2.0), (end, aft / 2.0), length));
    if let Some((diameter, shoulder_length)) = aft_shoulder {
        width += shoulder_length;
        marks.push(revolved(&[(end, diameter / 2.0), (width, diameter / 2.0)]));
        dimensions.push(Dimension { on_phone: false, ..across(Side::Right, 0, width, diameter) });
        dimensions.push(along(0, (end, aft / 2.0), (width, diameter / 2.0), shoulder_length));
        table.extend([row("Rear shoulder diameter", diameter), row("Rear shoulder length", shoulder_length)]);
        height = height.max(diameter);
    }
    dimensions.push(across(Side::Right, 0, end, aft));
    if let Some(wall) = wall {
        marks.extend(both_sides(&inside_of(&surface, wall), Mark::Hidden));
        table.push(row("Wall", wall));
    }
    marks.push(Mark::Centre((0.0, 0.0), (width, 0.0)));
    Sheet {
        views: vec![View { width, height, marks }],
        dimensions,
        note: with_wall(profile.name(), wall),
        table,
        broken: false,
    }
}

fn parachute(diameter: f64, sides: u32, line_count: u32, line_length: Option<f64>) -> Sheet {
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

fn streamer(width: f64, length: f64, drawn_length: Option<f64>) -> Sheet {
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

fn fin(root: f64, tip: f64, span: f64, sweep: f64, thickness: f64) -> Sheet {
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
        note: format!("thickness {} mm", number(thickness)),
        table,
        broken: false,
    }
}
