//! The thrust curve: newtons over seconds, with the figures that sum it up drawn where they are
//! read off. The figures themselves are [`ThrustCurve`]'s.

use super::plot::Plot;
use super::svg::{Anchor, Path, Point, Svg, fitted, text_width};
use super::{Canvas, Drawing, DrawingRow};
use crate::catalog::ThrustCurve;
use crate::units::{Quantity, Unit};

/// Rows of the table; a curve with more points is thinned.
const MOST_ROWS: usize = 24;

/// Draws `curve` with average thrust, peak, burn time and class; `label` says in words whose it is.
pub fn thrust_chart(curve: &ThrustCurve, label: &str, canvas: Canvas) -> Drawing {
    let plot = Plot::new(curve.end(), curve.peak_thrust(), canvas, 56.0);
    let mut svg = Svg::new(canvas, label);
    plot.axes(&mut svg);
    plot.curve(&mut svg, curve);
    plot.figures(&mut svg, curve, canvas);
    title(&mut svg, canvas, label);
    Drawing { svg: svg.finish(), scale: String::new(), table: table(curve) }
}

impl Plot {
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
            Canvas::Wide | Canvas::Print => {
                format!("peak {} at {}", newton(peak_point.1), Quantity::new(peak_point.0, Unit::Second))
            }
            Canvas::Phone => format!("peak {}", newton(peak_point.1)),
        };
        let to_the_right = peak.0 + 10.0 + text_width(&text) <= self.right;
        let (x, anchor) = if to_the_right { (peak.0 + 10.0, Anchor::Start) } else { (peak.0 - 10.0, Anchor::End) };
        let x = if to_the_right { x } else { x.max(self.left + text_width(&text) + 4.0) };
        svg.text("chart__label", (x, peak.1 - 6.0), anchor, &text);

        let average = curve.average_thrust().min(self.highest());
        let y = self.at((0.0, average)).1;
        let line = [(self.left, y), (self.right, y)];
        svg.path("chart__average", &Path::default().line(line));
        // Above its line, unless the label of the peak is there.
        let above = line[0].1 - 6.0;
        let y = if (above - (peak.1 - 6.0)).abs() < 18.0 { line[0].1 + 16.0 } else { above };
        svg.label("chart__label", (self.right - 4.0, y), Anchor::End, &format!("average {}", newton(average)), None);
    }
}

/// The name under a chart that is printed, where no page says it.
pub(super) fn title(svg: &mut Svg, canvas: Canvas, label: &str) {
    if canvas == Canvas::Print {
        let (width, height) = canvas.size();
        svg.text("drawing__title", (20.0, height - 14.0), Anchor::Start, &fitted(label, width - 40.0));
    }
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
