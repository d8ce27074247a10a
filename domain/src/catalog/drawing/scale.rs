//! Round figures: scales, squares and axis steps.

use super::{Canvas, PX_PER_MM};

/// Nothing is enlarged more than this.
const MAX_ENLARGEMENT: f64 = 8.0;

/// Pixels per millimetre, such that the ratio has two digits at most; on paper a ratio that a scale
/// ruler has (ISO 5455: 1, 2 or 5 times a power of ten), and never larger than life.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scale(pub(super) f64);

impl Scale {
    pub(super) fn at_most(canvas: Canvas, px_per_mm: f64) -> Self {
        let ratio = px_per_mm / PX_PER_MM;
        let ratio = match canvas {
            Canvas::Print if ratio >= 1.0 => 1.0,
            Canvas::Print => 1.0 / round_step(1.0 / ratio),
            _ if ratio >= 1.0 => two_digits(ratio, f64::floor).min(MAX_ENLARGEMENT),
            _ => 1.0 / two_digits(1.0 / ratio, f64::ceil),
        };
        Self(PX_PER_MM * ratio)
    }

    /// `1:1.7`, `2:1`.
    pub(super) fn name(self) -> String {
        let ratio = self.0 / PX_PER_MM;
        let (up, down) = (two_digits(ratio, f64::round), two_digits(1.0 / ratio, f64::round));
        if ratio >= 1.0 { format!("{}:1", super::svg::number(up)) } else { format!("1:{}", super::svg::number(down)) }
    }
}

/// `value` with two significant digits.
fn two_digits(value: f64, round: fn(f64) -> f64) -> f64 {
    let unit = 10f64.powf(value.log10().floor() - 1.0);
    // A hair's breadth off a round number is that number.
    let steps = value / unit;
    let steps = if (steps - steps.round()).abs() < 1e-9 * steps { steps.round() } else { round(steps) };
    steps * unit
}

/// 1, 2 or 5 times a power of ten, at least `least`.
pub(crate) fn round_step(least: f64) -> f64 {
    let unit = 10f64.powf(least.log10().floor());
    [1.0, 2.0, 5.0].into_iter().map(|n| n * unit).find(|step| *step >= least * (1.0 - 1e-9)).unwrap_or(10.0 * unit)
}

/// `first`, `first + step` … up to `end`; `step` is positive.
pub(crate) fn ticks(first: f64, step: f64, end: f64) -> impl Iterator<Item = f64> {
    std::iter::successors(Some(first), move |x| Some(x + step)).take_while(move |x| *x <= end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paper_has_the_scales_of_a_ruler() {
        let name = |ratio: f64| Scale::at_most(Canvas::Print, ratio * PX_PER_MM).name();
        for (room_for, scale) in [(7.0, "1:1"), (1.0, "1:1"), (0.99, "1:2"), (0.5, "1:2"), (0.3, "1:5"), (0.06, "1:20")]
        {
            assert_eq!(name(room_for), scale, "{room_for}");
        }
    }

    #[test]
    fn screens_have_two_digits() {
        let name = |ratio: f64| Scale::at_most(Canvas::Wide, ratio * PX_PER_MM).name();
        for (room_for, scale) in [(70.0, "8:1"), (2.37, "2.3:1"), (1.0, "1:1"), (0.6, "1:1.7"), (0.0123, "1:82")] {
            assert_eq!(name(room_for), scale, "{room_for}");
        }
    }
}
