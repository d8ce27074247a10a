//! Bodies of revolution: nose cones, transitions, tubes, motors. Millimetres.

use super::part::{across, along, in_words, mm, row};
use super::sheet::{Dimension, Mark, Sheet, Side, View};
use super::svg::{Point, number};
use crate::catalog::NoseProfile;
use crate::catalog::shape::Shoulder;
use crate::units::{Quantity, Unit};

/// Corners that stand for a curve.
const CURVE_STEPS: u32 = 64;

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
    let slope = |a: Point, b: Point| if b.0 > a.0 { (b.1 - a.1) / (b.0 - a.0) } else { 0.0 };
    (0..outer.len())
        .filter_map(|index| {
            let (before, after) = (outer[index.saturating_sub(1)], outer[(index + 1).min(outer.len() - 1)]);
            // Measured square to the surface, so that a steep part is cut further in along the radius.
            let inner = outer[index].1 - wall * (1.0 + slope(before, after).powi(2)).sqrt();
            (inner > 0.0).then_some((outer[index].0, inner))
        })
        .collect()
}

/// The inside of a shoulder with the wall of its part, from one x to another.
fn hollow(diameter: f64, wall: f64, (from, to): Point) -> Option<[Mark; 2]> {
    let inner = diameter / 2.0 - wall;
    (inner > 0.0).then(|| both_sides(&[(from, inner), (to, inner)], Mark::Hidden))
}

pub(super) fn nose_cone(
    profile: NoseProfile,
    length: f64,
    base: f64,
    shoulder: Option<Shoulder>,
    wall: Option<f64>,
) -> Sheet {
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
        marks.extend(shoulder.and_then(|(diameter, _)| hollow(diameter, wall, (length, end))).into_iter().flatten());
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
        note: curve_note(profile, length, radius, wall),
        table,
        broken: false,
    }
}

/// The curve over `length` and `radius` with the figure that makes it this one, and the wall.
fn curve_note(profile: NoseProfile, length: f64, radius: f64, wall: Option<f64>) -> String {
    let curve = match (profile.parameter(), profile.ogive_radius(length, radius)) {
        (Some((letter, value)), _) => format!("{}, {letter} = {}", profile.name(), number(value)),
        (None, Some(rho)) => format!("{}, ρ = {} mm", profile.name(), Quantity::new(rho, Unit::Millimetre).figure()),
        (None, None) => profile.name().to_owned(),
    };
    let wall = wall.map_or_else(|| "solid".to_owned(), |wall| in_words("wall", wall));
    format!("{curve} · {wall}")
}

/// The exposed part of a transition.
pub(super) struct Adapter {
    pub(super) profile: NoseProfile,
    pub(super) length: f64,
    pub(super) fore: f64,
    pub(super) aft: f64,
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

pub(super) fn transition(
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
        let shoulders = [(fore_shoulder, (0.0, start)), (aft_shoulder, (end, width))];
        for (diameter, ends) in shoulders.into_iter().filter_map(|(shoulder, ends)| Some((shoulder?.0, ends))) {
            marks.extend(hollow(diameter, wall, ends).into_iter().flatten());
        }
        table.push(row("Wall", wall));
    }
    marks.push(Mark::Centre((0.0, 0.0), (width, 0.0)));
    Sheet {
        views: vec![View { width, height, marks }],
        dimensions,
        note: curve_note(profile, length, (aft - fore).abs() / 2.0, wall),
        table,
        broken: false,
    }
}

/// The round end of a tube, motor or plate.
pub(super) fn end_view(outer: f64, inner: Option<f64>) -> View {
    let middle = outer / 2.0;
    let mut marks = vec![Mark::Round((middle, 0.0), outer / 2.0)];
    marks.extend(inner.map(|inner| Mark::Round((middle, 0.0), inner / 2.0)));
    marks.push(Mark::Centre((0.0, 0.0), (outer, 0.0)));
    marks.push(Mark::Centre((middle, -outer / 2.0), (middle, outer / 2.0)));
    View { width: outer, height: outer, marks }
}

/// A cylinder from the side, broken in the middle if it is drawn shorter than it is.
pub(super) fn side_view(diameter: f64, bore: Option<f64>, drawn: f64, broken: bool) -> View {
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

pub(super) fn tube(outer: f64, inner: f64, length: f64, drawn_length: Option<f64>) -> Sheet {
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
        note: in_words("wall", wall),
        table: vec![
            row("Inner diameter", inner),
            row("Outer diameter", outer),
            row("Length", length),
            row("Wall", wall),
        ],
        broken: drawn_length.is_some(),
    }
}

pub(super) fn motor(diameter: f64, length: f64, drawn_length: Option<f64>) -> Sheet {
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
