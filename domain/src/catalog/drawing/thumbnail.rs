//! Outlines as high as a line of text, for rows of a table. No figures, and only roughly to scale:
//! a sliver is drawn thick enough to be told from a rule.

use super::svg::{Path, Point, Svg};
use crate::catalog::Shape;

const WIDTH: f64 = 56.0;
const HEIGHT: f64 = 20.0;
/// The box the outline fills, and the least thickness of it.
const BOX: (f64, f64, f64) = (52.0, 16.0, 7.0);
const MIDDLE: Point = (WIDTH / 2.0, HEIGHT / 2.0);

/// The outline of `shape`, 56 × 20 px, hidden from screen readers: the row's text names the part.
pub fn thumbnail(shape: &Shape) -> String {
    let mut svg = Svg::decorative("thumbnail", WIDTH, HEIGHT);
    match *shape {
        Shape::NoseCone { profile, length, base_diameter, shoulder, .. } => {
            let tail = shoulder.map_or(0.0, |s| s.length);
            let fit = Fit::new(length + tail, base_diameter);
            let nose = fit.width * share(length, length + tail);
            let radius = |x: f64| (profile.radius(x, length, base_diameter / 2.0) / base_diameter).clamp(0.0, 0.5);
            let half: Vec<_> =
                (0..=16).map(|i| f64::from(i) / 16.0).map(|t| (nose * t, radius(length * t) * fit.height)).collect();
            if let Some(shoulder) = shoulder {
                let half_shoulder = share(shoulder.diameter, base_diameter) / 2.0 * fit.height;
                svg.path("thumbnail__outline", &fit.revolved(&[(nose, half_shoulder), (fit.width, half_shoulder)]));
            }
            svg.path("thumbnail__outline", &fit.revolved(&half));
        }
        Shape::Transition { length, fore_diameter, aft_diameter, fore_shoulder, aft_shoulder, .. } => {
            let largest = fore_diameter.max(aft_diameter);
            let ends = [fore_shoulder, aft_shoulder].map(|shoulder| shoulder.map_or(0.0, |s| s.length));
            let whole = ends[0] + length + ends[1];
            let fit = Fit::new(whole, largest);
            let half = |diameter: f64| share(diameter, largest) / 2.0 * fit.height;
            let (from, to) = (share(ends[0], whole) * fit.width, share(ends[0] + length, whole) * fit.width);
            for (shoulder, start, end) in [(fore_shoulder, 0.0, from), (aft_shoulder, to, fit.width)] {
                let half = shoulder.map(|shoulder| half(shoulder.diameter));
                let outline = half.map(|half| fit.revolved(&[(start, half), (end, half)])).unwrap_or_default();
                svg.path("thumbnail__outline", &outline);
            }
            svg.path("thumbnail__outline", &fit.revolved(&[(from, half(fore_diameter)), (to, half(aft_diameter))]));
        }
        Shape::Tube { outer_diameter: thickness, length, .. } => cylinder(&mut svg, length, thickness, 0.92),
        Shape::Motor { diameter: thickness, length } => cylinder(&mut svg, length, thickness, 0.82),
        Shape::Streamer { width, length } => cylinder(&mut svg, length, width, 0.06),
        Shape::Ring { outer_diameter, inner_diameter, .. } => {
            svg.circle("thumbnail__outline", MIDDLE, BOX.1 / 2.0);
            svg.circle("thumbnail__outline", MIDDLE, share(inner_diameter, outer_diameter) * BOX.1 / 2.0);
        }
        Shape::Disc { .. } => svg.circle("thumbnail__outline", MIDDLE, BOX.1 / 2.0),
        Shape::Parachute { .. } => {
            // The canopy in the air, with its lines drawn together.
            let dome: Vec<_> = (0..=16).map(|i| std::f64::consts::PI * f64::from(i) / 16.0).collect();
            let dome = dome.iter().map(|a| (MIDDLE.0 - 14.0 * a.cos(), 10.0 - 8.0 * a.sin()));
            svg.path("thumbnail__outline", &Path::default().line(dome).close());
            let knot = (MIDDLE.0, 18.5);
            let line = |x: f64| [(MIDDLE.0 + x, 10.0), knot];
            svg.path(
                "thumbnail__detail",
                &Path::default().line(line(-14.0)).line(line(-5.0)).line(line(5.0)).line(line(14.0)),
            );
        }
        Shape::Fin { root_chord, tip_chord, span, sweep, .. } => {
            let start = (-sweep).max(0.0);
            let reach = (start + root_chord).max(start + sweep + tip_chord);
            let fit = Fit::new(reach, span);
            let x = |mm: f64| share(mm, reach) * fit.width;
            let half = fit.height / 2.0;
            svg.path(
                "thumbnail__outline",
                &fit.polygon(&[
                    (x(start), half),
                    (x(start + sweep), -half),
                    (x(start + sweep + tip_chord), -half),
                    (x(start + root_chord), half),
                ]),
            );
        }
    }
    svg.finish()
}

/// A rectangle with a line near one end.
fn cylinder(svg: &mut Svg, length: f64, thickness: f64, line_at: f64) {
    let fit = Fit::new(length, thickness);
    let half = fit.height / 2.0;
    svg.path("thumbnail__outline", &fit.revolved(&[(0.0, half), (fit.width, half)]));
    let x = (fit.width * line_at).round();
    svg.path("thumbnail__detail", &fit.line(&[(x, -half), (x, half)]));
}

/// `part` of `whole`, from 0 to 1.
fn share(part: f64, whole: f64) -> f64 {
    let share = part / whole;
    if share.is_finite() { share.clamp(0.0, 1.0) } else { 1.0 }
}

/// A part of the given length and thickness in the middle of the thumbnail, px.
struct Fit {
    width: f64,
    height: f64,
}

impl Fit {
    fn new(length: f64, thickness: f64) -> Self {
        let ratio = thickness / length;
        let ratio = if ratio.is_finite() && ratio > 0.0 { ratio } else { 1.0 };
        if ratio * BOX.0 <= BOX.1 {
            Self { width: BOX.0, height: (ratio * BOX.0).max(BOX.2) }
        } else {
            Self { width: (BOX.1 / ratio).max(BOX.2), height: BOX.1 }
        }
    }

    fn line(&self, points: &[Point]) -> Path {
        Path::default().line(points.iter().map(|(x, y)| (MIDDLE.0 - self.width / 2.0 + x, MIDDLE.1 + y)))
    }

    fn polygon(&self, points: &[Point]) -> Path {
        self.line(points).close()
    }

    fn revolved(&self, half: &[Point]) -> Path {
        let upper = half.iter().map(|(x, r)| (*x, -r));
        self.polygon(&upper.chain(half.iter().rev().copied()).collect::<Vec<_>>())
    }
}
