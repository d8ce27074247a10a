//! Thrust over time and the figures drawn from it.
//!
//! Definitions follow NAR Standards & Testing and NFPA 1125: **total impulse** is the area under
//! the curve; **burn time** runs from the first to the last moment at which thrust is at least 5 %
//! of its peak; **average thrust** is total impulse over burn time; the **class** is the letter of
//! the doubling scale that total impulse falls into.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why points do not make a thrust curve.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ThrustCurveError {
    /// Fewer than three points, the start at zero included.
    #[error("a thrust curve needs at least three points, its start at zero included")]
    TooFewPoints,
    /// Times that go back or stand still.
    #[error("time does not rise at point {0}")]
    TimeDoesNotRise(usize),
    /// Negative, infinite or absurd numbers.
    #[error("point {0} is not a possible time and thrust")]
    ImpossiblePoint(usize),
    /// The last point must be zero thrust.
    #[error("the curve does not end at zero thrust")]
    DoesNotEndAtZero,
    /// All points are zero.
    #[error("the curve has no thrust at all")]
    NoThrust,
}

/// A checked curve: times in seconds rise strictly, thrust in newtons is never negative and ends
/// at zero. The curve starts at (0, 0) whether or not that point is listed, as RASP files mean it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ThrustCurve {
    points: Vec<(f64, f64)>,
}

impl ThrustCurve {
    /// Longest burn believed, seconds.
    pub const MAX_TIME: f64 = 600.0;
    /// Largest thrust believed, newtons.
    pub const MAX_THRUST: f64 = 1.0e6;

    /// Checks points of (seconds, newtons). A first point at time zero replaces the implied (0, 0).
    pub fn new(points: Vec<(f64, f64)>) -> Result<Self, ThrustCurveError> {
        let possible = |(t, f): &(f64, f64)| (0.0..=Self::MAX_TIME).contains(t) && (0.0..=Self::MAX_THRUST).contains(f);
        if let Some(index) = points.iter().position(|p| !possible(p)) {
            return Err(ThrustCurveError::ImpossiblePoint(index + 1));
        }
        if let Some(index) = points.windows(2).position(|w| w[1].0 <= w[0].0) {
            return Err(ThrustCurveError::TimeDoesNotRise(index + 2));
        }
        let mut points = points;
        if points.first().is_some_and(|p| p.0 > 0.0) {
            points.insert(0, (0.0, 0.0));
        }
        match points.last() {
            None => return Err(ThrustCurveError::TooFewPoints),
            Some(_) if points.len() < 3 => return Err(ThrustCurveError::TooFewPoints),
            Some(last) if last.1 != 0.0 => return Err(ThrustCurveError::DoesNotEndAtZero),
            Some(_) => {}
        }
        if points.iter().all(|p| p.1 == 0.0) {
            return Err(ThrustCurveError::NoThrust);
        }
        Ok(Self { points })
    }

    /// The points, from time zero on.
    pub fn points(&self) -> &[(f64, f64)] {
        &self.points
    }

    /// The moment of the last point, seconds.
    pub fn end(&self) -> f64 {
        self.points.last().map_or(0.0, |last| last.0)
    }

    /// Thrust at a moment, newtons: straight lines between the points, nothing outside of them.
    pub fn thrust_at(&self, time: f64) -> f64 {
        let after = self.points.partition_point(|point| point.0 < time);
        match (after.checked_sub(1).and_then(|before| self.points.get(before)), self.points.get(after)) {
            (Some(a), Some(b)) => a.1 + (b.1 - a.1) * (time - a.0) / (b.0 - a.0),
            (None, Some(first)) if first.0 <= time => first.1,
            _ => 0.0,
        }
    }

    /// Area under the curve by the trapezoidal rule, newton seconds.
    pub fn total_impulse(&self) -> f64 {
        self.points.windows(2).map(|w| (w[1].0 - w[0].0) * (w[0].1 + w[1].1) / 2.0).sum()
    }

    /// Largest thrust, newtons.
    pub fn peak_thrust(&self) -> f64 {
        self.points.iter().map(|p| p.1).fold(0.0, f64::max)
    }

    /// The first and the last moment at 5 % of peak thrust, seconds.
    pub fn burn_interval(&self) -> (f64, f64) {
        let threshold = self.peak_thrust() * 0.05;
        let crossing = |a: (f64, f64), b: (f64, f64)| a.0 + (b.0 - a.0) * (threshold - a.1) / (b.1 - a.1);
        let start = self
            .points
            .windows(2)
            .find(|w| w[1].1 >= threshold)
            .map_or(0.0, |w| if w[0].1 >= threshold { w[0].0 } else { crossing(w[0], w[1]) });
        let end = self
            .points
            .windows(2)
            .rev()
            .find(|w| w[0].1 >= threshold)
            .map_or(0.0, |w| if w[1].1 >= threshold { w[1].0 } else { crossing(w[0], w[1]) });
        (start, end.max(start))
    }

    /// Seconds between the first and the last moment at 5 % of peak thrust.
    pub fn burn_time(&self) -> f64 {
        let (start, end) = self.burn_interval();
        end - start
    }

    /// Total impulse over burn time, newtons.
    pub fn average_thrust(&self) -> f64 {
        let time = self.burn_time();
        if time > 0.0 { self.total_impulse() / time } else { 0.0 }
    }

    /// The letter of the total impulse.
    pub fn class(&self) -> ImpulseClass {
        ImpulseClass::of(self.total_impulse())
    }
}

/// The doubling scale of total impulse: A up to 2.5 Ns, B up to 5, C up to 10 …; below A come 1/2A,
/// 1/4A and 1/8A; past Z, doubled letters (AA, AB …).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ImpulseClass(i8);

impl ImpulseClass {
    /// The class of a total impulse in newton seconds.
    pub fn of(total_impulse: f64) -> Self {
        let mut class = -3;
        let mut upper = 0.3125; // 1/8A ends here, 1/4A at 0.625, 1/2A at 1.25, A at 2.5
        // Makers round their figures, so a motor 0.1 % over its class still belongs to it.
        while total_impulse > upper * 1.001 && class < 40 {
            upper *= 2.0;
            class += 1;
        }
        Self(class)
    }

    /// Upper end of the class, newton seconds.
    pub fn upper(self) -> f64 {
        2.5 * 2f64.powi(i32::from(self.0))
    }
}

impl fmt::Display for ImpulseClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            ..=-3 => f.write_str("1/8A"),
            -2 => f.write_str("1/4A"),
            -1 => f.write_str("1/2A"),
            n @ 0..=25 => write!(f, "{}", char::from(b'A' + n.unsigned_abs())),
            n => write!(f, "A{}", char::from(b'A' + (n.unsigned_abs() - 26))),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn triangle(time: f64, peak: f64) -> ThrustCurve {
        ThrustCurve::new(vec![(time / 2.0, peak), (time, 0.0)]).expect("a triangle is a curve")
    }

    #[test]
    fn the_letters_double() {
        for (impulse, letter) in [
            (0.3, "1/8A"),
            (1.25, "1/2A"),
            (2.5, "A"),
            (2.6, "B"),
            (5.0, "B"),
            (10.0, "C"),
            (20.0, "D"),
            (40.0, "E"),
            (80.0, "F"),
            (160.0, "G"),
            (320.0, "H"),
            (640.0, "I"),
            (1280.0, "J"),
            (40_960.0, "O"),
        ] {
            assert_eq!(ImpulseClass::of(impulse).to_string(), letter, "{impulse} Ns");
        }
    }

    #[test]
    fn a_triangle_has_the_area_of_a_triangle() {
        let curve = triangle(2.0, 100.0);
        assert!((curve.total_impulse() - 100.0).abs() < 1e-9);
        // 5 % of the peak is reached 5 % into each flank.
        assert!((curve.burn_time() - 1.9).abs() < 1e-9);
    }

    #[test]
    fn thrust_between_points_is_on_the_line_between_them() {
        let curve = ThrustCurve::new(vec![(0.0, 20.0), (1.0, 40.0), (3.0, 0.0)]).expect("a curve");
        for (time, thrust) in [(-1.0, 0.0), (0.0, 20.0), (0.5, 30.0), (1.0, 40.0), (2.5, 10.0), (3.0, 0.0), (9.0, 0.0)]
        {
            assert!((curve.thrust_at(time) - thrust).abs() < 1e-9, "{time}");
        }
        assert!((curve.end() - 3.0).abs() < 1e-9);
    }

    #[test]
    fn impossible_curves_are_refused() {
        let new = ThrustCurve::new;
        assert_eq!(new(vec![]), Err(ThrustCurveError::TooFewPoints));
        assert_eq!(new(vec![(0.1, 5.0), (0.1, 6.0), (0.2, 0.0)]), Err(ThrustCurveError::TimeDoesNotRise(2)));
        assert_eq!(new(vec![(0.1, 5.0), (0.2, 1.0)]), Err(ThrustCurveError::DoesNotEndAtZero));
        assert_eq!(new(vec![(0.1, -5.0), (0.2, 0.0)]), Err(ThrustCurveError::ImpossiblePoint(1)));
        assert_eq!(new(vec![(0.1, f64::NAN), (0.2, 0.0)]), Err(ThrustCurveError::ImpossiblePoint(1)));
        assert_eq!(new(vec![(0.1, 0.0), (0.2, 0.0)]), Err(ThrustCurveError::NoThrust));
    }

    proptest! {
        #[test]
        fn figures_agree_with_each_other(steps in prop::collection::vec((0.001f64..0.5, 0.0f64..5000.0), 1..40)) {
            let mut time = 0.0;
            let mut points: Vec<_> = steps.iter().map(|(dt, f)| { time += dt; (time, *f) }).collect();
            points.push((time + 0.01, 0.0));
            if let Ok(curve) = ThrustCurve::new(points) {
                prop_assert!(curve.burn_time() <= time + 0.01 + 1e-9);
                prop_assert!(curve.total_impulse() <= curve.peak_thrust() * (time + 0.01) + 1e-6);
                prop_assert!((curve.average_thrust() * curve.burn_time() - curve.total_impulse()).abs() <= 1e-6 * curve.total_impulse().max(1.0));
                prop_assert!(curve.class().upper() * 1.002 >= curve.total_impulse());
            }
        }

        #[test]
        fn impulse_scales_with_thrust_and_time(time in 0.1f64..10.0, peak in 0.1f64..5000.0) {
            let (one, double) = (triangle(time, peak), triangle(time * 2.0, peak * 3.0));
            prop_assert!((double.total_impulse() / one.total_impulse() - 6.0).abs() < 1e-9);
        }
    }
}
