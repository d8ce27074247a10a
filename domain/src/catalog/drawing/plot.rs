//! The axes of a thrust chart: seconds to the right, newtons upwards.

use super::Canvas;
use super::scale::{round_step, ticks};
use super::svg::{Anchor, Path, Point, Svg, number, text_width};

/// Where seconds and newtons are on the paper.
pub(super) struct Plot {
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) top: f64,
    pub(super) bottom: f64,
    /// Seconds and newtons at the far ends of the axes, and between two ticks.
    end: Point,
    step: Point,
}

impl Plot {
    /// Axes for curves that last until `time` and reach `peak`, under `top` px of other things.
    pub(super) fn new(time: f64, peak: f64, canvas: Canvas, top: f64) -> Self {
        let (width, height) = canvas.size();
        let (step_count, right, foot) = match canvas {
            Canvas::Wide => ((8.0, 5.0), width - 28.0, 36.0),
            Canvas::Phone => ((4.0, 4.0), width - 20.0, 36.0),
            Canvas::Print => ((10.0, 8.0), width - 28.0, 60.0),
        };
        let step = (round_step(time / step_count.0), round_step(peak * 1.12 / step_count.1));
        let end = ((time / step.0).ceil() * step.0, (peak * 1.12 / step.1).ceil() * step.1);
        let left = 20.0 + text_width(&tick_text(end.1 - step.1, step.1)).max(text_width(&tick_text(end.1, step.1)));
        Self { left, right, top, bottom: height - foot, end, step }
    }

    /// The last newton of the axis.
    pub(super) fn highest(&self) -> f64 {
        self.end.1
    }

    pub(super) fn at(&self, (time, thrust): Point) -> Point {
        (
            self.left + time / self.end.0 * (self.right - self.left),
            self.bottom - thrust / self.end.1 * (self.bottom - self.top),
        )
    }

    pub(super) fn axes(&self, svg: &mut Svg) {
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
}

/// A figure on an axis, with the decimals that `step` asks for.
fn tick_text(value: f64, step: f64) -> String {
    number((value / step).round() * step)
}
