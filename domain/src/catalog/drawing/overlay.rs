//! Up to four thrust curves over one another. Each is told from the others by its dashes, by a letter
//! on the curve and in the key above, and by its colour; any one of them is enough.

use super::plot::Plot;
use super::svg::{Anchor, CHARACTER, Path, Point, Svg, fitted};
use super::thrust::title;
use super::{Canvas, Drawing, DrawingRow};
use crate::catalog::ThrustCurve;
use crate::units::{Quantity, Unit};

/// Letter, and the classes of its line and its text.
const KEYS: [(&str, &str, &str); 4] = [
    ("A", "chart__curve chart__curve--1", "chart__label chart__label--1"),
    ("B", "chart__curve chart__curve--2", "chart__label chart__label--2"),
    ("C", "chart__curve chart__curve--3", "chart__label chart__label--3"),
    ("D", "chart__curve chart__curve--4", "chart__label chart__label--4"),
];
/// More curves than this hide one another.
pub const MOST_CURVES: usize = KEYS.len();
/// Length of the line in the key, px.
const SAMPLE: f64 = 40.0;
/// From one line of the key to the next, px.
const KEY_ROW: f64 = 20.0;
/// Places on each curve that are tried for its letter.
const PLACES: u32 = 60;
/// Half the box that a letter keeps to itself, px.
const LETTER_BOX: Point = (7.0, 9.0);

/// Draws `curves` on common axes, each with the name it goes by; the letters A to D follow their order.
/// A fifth and further ones are left out.
pub fn thrust_overlay(curves: &[(&str, &ThrustCurve)], canvas: Canvas) -> Drawing {
    let shown = &curves[..curves.len().min(MOST_CURVES)];
    let names: Vec<_> = shown.iter().map(|(name, _)| *name).collect();
    let label = format!("Thrust of {} over one another", names.join(", "));
    let mut svg = Svg::new(canvas, &label);
    let key_height = key(&mut svg, &names, canvas);
    let most = |figure: fn(&ThrustCurve) -> f64| shown.iter().map(|(_, curve)| figure(curve)).fold(0.0, f64::max);
    let (time, peak) = (most(ThrustCurve::end), most(ThrustCurve::peak_thrust));
    // Without a curve the axes still have an end.
    let plot = Plot::new(if time > 0.0 { time } else { 1.0 }, if peak > 0.0 { peak } else { 1.0 }, canvas, key_height);
    plot.axes(&mut svg);
    for ((_, curve), (_, class, _)) in shown.iter().zip(KEYS) {
        svg.path(class, &Path::default().line(curve.points().iter().map(|point| plot.at(*point))));
    }
    let mut taken = Vec::new();
    for (index, (letter, _, class)) in KEYS.into_iter().enumerate().take(shown.len()) {
        let at = place(index, shown, &plot, &taken);
        taken.push(at);
        svg.text(class, (at.0, at.1 + 4.5), Anchor::Middle, letter);
    }
    title(&mut svg, canvas, &label);
    let table = shown.iter().map(|(name, curve)| row(name, curve)).collect();
    Drawing { svg: svg.finish(), scale: String::new(), table }
}

/// Line, letter and name of every curve, at the head; returns where the plot may begin.
fn key(svg: &mut Svg, names: &[&str], canvas: Canvas) -> f64 {
    const LEFT: f64 = 20.0;
    let columns = if canvas == Canvas::Phone { 1 } else { 2 };
    let width = (canvas.size().0 - 2.0 * LEFT) / f64::from(columns);
    let (mut x, mut y) = (LEFT, 20.0);
    for (name, (letter, line, text)) in names.iter().zip(KEYS) {
        if x + width > canvas.size().0 - LEFT + 1.0 {
            (x, y) = (LEFT, y + KEY_ROW);
        }
        svg.path(line, &Path::default().line([(x, y), (x + SAMPLE, y)]));
        let name = fitted(&format!("{letter}  {name}"), width - SAMPLE - 2.0 * CHARACTER);
        svg.text(text, (x + SAMPLE + CHARACTER, y + 4.5), Anchor::Start, &name);
        x += width;
    }
    y + 44.0
}

/// Where the letter of a curve stands: over it, as far from the others as can be, on no other letter.
fn place(index: usize, curves: &[(&str, &ThrustCurve)], plot: &Plot, taken: &[Point]) -> Point {
    let curve = curves[index].1;
    let free = |at: Point| {
        let inside = at.0 - LETTER_BOX.0 >= plot.left && at.0 + LETTER_BOX.0 <= plot.right && at.1 > plot.top;
        let apart = |other: &Point| {
            (at.0 - other.0).abs() >= 2.0 * LETTER_BOX.0 || (at.1 - other.1).abs() >= 2.0 * LETTER_BOX.1
        };
        inside && taken.iter().all(apart)
    };
    let over = |time: f64, thrust: f64| {
        let at = plot.at((time, thrust));
        (at.0, at.1 - LETTER_BOX.1 - 3.0)
    };
    let mut best: Option<(f64, Point)> = None;
    for step in 1..PLACES {
        let time = curve.end() * f64::from(step) / f64::from(PLACES);
        let at = over(time, curve.thrust_at(time));
        // Distance to the nearest other curve, up or down, px.
        let clear = curves
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != index)
            .map(|(_, (_, other))| (plot.at((time, other.thrust_at(time))).1 - at.1).abs())
            .fold(f64::INFINITY, f64::min);
        if free(at) && best.is_none_or(|(most, _)| clear > most) {
            best = Some((clear, at));
        }
    }
    // Curves that hide one another, or burn out within a letter's width: in a row beside the peak.
    best.map_or_else(
        || {
            let (time, thrust) =
                curve.points().iter().copied().fold((0.0, 0.0), |best, p| if p.1 > best.1 { p } else { best });
            let peak = over(time, thrust);
            let mut x = (peak.0 + 2.0 * LETTER_BOX.0).max(plot.left + LETTER_BOX.0);
            while x + LETTER_BOX.0 <= plot.right && !free((x, peak.1)) {
                x += 2.0 * LETTER_BOX.0;
            }
            (x, peak.1)
        },
        |(_, at)| at,
    )
}

fn row(name: &str, curve: &ThrustCurve) -> DrawingRow {
    let average = curve.average_thrust();
    DrawingRow {
        label: name.to_owned(),
        metric: Quantity::new(average, Unit::Newton),
        imperial: Some(Quantity::from_si(average, Unit::PoundForce)),
    }
}
