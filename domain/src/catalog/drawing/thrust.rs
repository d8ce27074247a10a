//! The thrust curve: newtons over seconds, with the figures that sum it up drawn where they are
//! read off. The figures themselves are [`ThrustCurve`]'s.

use super::sheet::ticks;
use super::svg::{Anchor, Path, Point, Svg, number, text_width};
use super::{Canvas, Drawing, DrawingRow};
use crate::catalog::ThrustCurve;
use crate::units::{Quantity, Unit};

/// Rows of the table; a curve with more points is thinned.
const MOST_ROWS: usize = 24;

/// Draws `curve` with average thrust, peak, burn time and class; `label` says in words whose it is.
pub fn thrust_chart(curve: &ThrustCurve, label: &str, canvas: Canvas) -> Drawing {
    let plot = Plot::new(curve, canvas);
    let mut svg = Svg::new(canvas, label);
    plot.axes(&mut svg);
    plot.curve(&mut svg, curve);
    plot.figures(&mut svg, curve, canvas);
    Drawing { svg: svg.finish(), scale: String::new(), table: table(curve) }
}

/// Where seconds and newtons are on the paper.
struct Plot {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    /// Seconds and newtons at the far ends of the axes, and between two ticks.
    end: (f64, f64),
    step: (f64, f64),
}

impl Plot {
    fn new(curve: &ThrustCurve, canvas: Canvas) -> Self {
        let (width, height) = canvas.size();
        let (step_count, last) = match canvas {
            Canvas::Wide => ((8.0, 5.0), width - 28.0),
            Canvas::Phone => ((4.0, 4.0), width - 20.0),
        };
        let time = curve.points().last().map_or(1.0, |point| point.0);
        let (peak, step_t) = (curve.peak_thrust(), round_step(time / step_count.0));
        let step_f = round_step(peak * 1.12 / step_count.1);
        let end = ((time / step_t).ceil() * step_t, (peak * 1.12 / step_f).ceil() * step_f);
        let left = 20.0 + text_width(&tick_text(end.1 - step_f, step_f)).max(text_width(&tick_text(end.1, step_f)));
        Self { left, right: last, top: 56.0, bottom: height - 36.0, end, step: (step_t, step_f) }
    }

    fn at(&self, (time, thrust): Point) -> Point {
        (
            self.left + time / self.end.0 * (self.right - self.left),
            self.bottom - thrust / self.end.1 * (self.bottom - self.top),
        )
    }

    fn axes(&self, svg: &mut Svg) {
        let mut grid = Path::default();
        let half = (self.step.0 / 2.0, self.step.1 / 2.0);
        for time in ticks(self.step.0, self.step.0, self.end.0 + half.0) {
            grid = grid.line([self.at((time, 0.0)), self.at((time, self.end.1))]);
        }
        for thrust in ticks(self.step.1, self.step.1, self.end.1 + half.1) {
            grid = grid.line([self.at((0.0, thrust)), self.at((self.end.0, thrust))]);
        }
        svg.path("chart__grid", &grid);
        let origin = (self.left, self.bottom);
        svg.path("chart__axis", &Path::default().line([(self.left, self.top), origin, (self.right, self.bottom)]));
        for time in ticks(0.0, self.step.0, self.end.0 + half.0) {
            let text = tick_text(time, self.step.0);
            let last = time + half.0 > self.end.0;
            let (anchor, text) = if last { (Anchor::End, format!("{text} s")) } else { (Anchor::Middle, text) };
            let x = if last { self.right + 8.0 } else { self.at((time, 0.0)).0 };
            svg.text("chart__tick", (x, self.bottom + 20.0), anchor, &text);
        }
        for thrust in ticks(self.step.1, self.step.1, self.end.1 + half.1) {
            let y = self.at((0.0, thrust)).1;
            svg.text("chart__tick", (self.left - 8.0, y + 4.5), Anchor::End, &tick_text(thrust, self.step.1));
        }
        svg.text("chart__tick", (self.left - 8.0, self.top - 12.0), Anchor::End, "N");
    }

    fn curve(&self, svg: &mut Svg, curve: &ThrustCurve) {
        let points: Vec<_> = curve.points().iter().map(|point| self.at(*point)).collect();
        let foot =
            points.first().zip(points.last()).map(|(first, last)| [(last.0, self.bottom), (first.0, self.bottom)]);
        let area = points.iter().copied().chain(foot.into_iter().flatten());
        svg.path("chart__area", &Path::default().line(area).close());
        svg.path("chart__curve", &Path::default().line(points));
    }

    fn figures(&self, svg: &mut Svg, curve: &ThrustCurve, canvas: Canvas) {
        let newton = |value| Quantity::new(value, Unit::Newton).to_string();
        // Burn time: a bracket above the plot, with feet at the 5 % points.
        let (start, end) = curve.burn_interval();
        let threshold = curve.peak_thrust() * 0.05;
        let (from, to) = (self.at((start, threshold)), self.at((end, threshold)));
        let bracket = self.top - 14.0;
        let feet = Path::default().line([from, (from.0, bracket), (to.0, bracket), to]);
        svg.path("chart__bracket", &feet);
        let burn = format!("burn {}", Quantity::new(curve.burn_time(), Unit::Second));
        let class = format!("class {} · {}", curve.class(), Quantity::new(curve.total_impulse(), Unit::NewtonSecond));
        svg.text("chart__label", (self.right, 20.0), Anchor::End, &class);
        let half = text_width(&burn) / 2.0;
        let middle = f64::midpoint(from.0, to.0).clamp(self.left + half, (self.right - half).max(self.left + half));
        svg.label("chart__label", (middle, bracket + 4.5), Anchor::Middle, &burn, None);

        let peak_point = curve.points().iter().copied().fold((0.0, 0.0), |best, p| if p.1 > best.1 { p } else { best });
        let peak = self.at(peak_point);
        svg.circle("chart__peak", peak, 4.0);
        let text = match canvas {
            Canvas::Wide => format!("peak {} at {}", newton(peak_point.1), Quantity::new(peak_point.0, Unit::Second)),
            Canvas::Phone => format!("peak {}", newton(peak_point.1)),
        };
        let to_the_right = peak.0 + 10.0 + text_width(&text) <= self.right;
        let (x, anchor) = if to_the_right { (peak.0 + 10.0, Anchor::Start) } else { (peak.0 - 10.0, Anchor::End) };
        let x = if to_the_right { x } else { x.max(self.left + text_width(&text) + 4.0) };
        svg.text("chart__label", (x, peak.1 - 6.0), anchor, &text);

        let average = curve.average_thrust().min(self.end.1);
        let line = [self.at((0.0, average)), self.at((self.end.0, average))];
        svg.path("chart__average", &Path::default().line(line));
        // Above its line, unless the label of the peak is there.
        let above = line[0].1 - 6.0;
        let y = if (above - (peak.1 - 6.0)).abs() < 18.0 { line[0].1 + 16.0 } else { above };
        svg.label("chart__label", (self.right - 4.0, y), Anchor::End, &format!("average {}", newton(average)), None);
    }
}

/// 1, 2 or 5 times a power of ten, at least `least`.
fn round_step(least: f64) -> f64 {
    let unit = 10f64.powf(least.log10().floor());
    [1.0, 2.0, 5.0].into_iter().map(|n| n * unit).find(|step| *step >= least).unwrap_or(10.0 * unit)
}

/// A figure on an axis, with the decimals that `step` asks for.
fn tick_text(value: f64, step: f64) -> String {
    number((value / step).round() * step)
}

/// The points, thinned evenly to [`MOST_ROWS`] with the peak kept.
fn table(curve: &ThrustCurve) -> Vec<DrawingRow> {
    let points = curve.points();
    let peak = curve.peak_thrust();
    let rows: Vec<_> = if points.len() <= MOST_ROWS {
        points.to_vec()
    } else {
        // One chunk of points per row, each shown by its peak or else its first; the last ends it.
        let body = &points[..points.len() - 1];
        let size = body.len().div_ceil(MOST_ROWS - 1);
        let chosen = |chunk: &[Point]| chunk.iter().copied().find(|p| p.1 >= peak).or(chunk.first().copied());
        body.chunks(size).filter_map(chosen).chain(points.last().copied()).collect()
    };
    rows.into_iter()
        .map(|(time, thrust)| DrawingRow {
            label: Quantity::new(time, Unit::Second).to_string(),
            metric: Quantity::new(thrust, Unit::Newton),
            imperial: Some(Quantity::from_si(thrust, Unit::PoundForce)),
        })
        .collect()
}
