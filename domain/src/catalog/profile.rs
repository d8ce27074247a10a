//! The curves of nose cones and transitions: their words and their formulas. Sizes are `shape`'s.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The curve of a nose cone or transition.
///
/// Formulas: G. A. Crowell Sr., “The Descriptive Geometry of Nose Cones” (1996), the same that
/// `OpenRocket` uses for its component files.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoseProfile {
    /// A straight cone.
    Conical,
    /// Tangent ogive: the arc meets the body without a corner.
    Ogive,
    /// Half an ellipse.
    Ellipsoid,
    /// Parabolic series with the given K′, 0 ≤ K′ ≤ 1: 0 is a cone, 1 the full parabola, which meets
    /// the body without a corner.
    Parabolic(f64),
    /// Power series with the given exponent, 0 < n ≤ 1: 1 is a cone, 0.5 a parabola across the axis.
    Power(f64),
    /// Haack series with the given C, 0 ≤ C ≤ 2/3: 0 is LD (Von Kármán), 1/3 is LV.
    Haack(f64),
}

impl NoseProfile {
    /// The word for the family, as kept in the attribute `profile`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Conical => "conical",
            Self::Ogive => "tangent ogive",
            Self::Ellipsoid => "elliptical",
            Self::Parabolic(_) => "parabolic",
            Self::Power(_) => "power series",
            Self::Haack(0.0) => "Von Kármán",
            Self::Haack(_) => "Haack series",
        }
    }

    /// Reads the attribute `profile`: a family, and after a comma its parameter where it is not the
    /// usual one: `power series, n = 0.6`. Without it, K′ is 1, n is 0.5, and the C of a Haack series
    /// that is not called Von Kármán is 1/3.
    pub fn parse(text: &str) -> Option<Self> {
        let (name, parameter) = match text.split_once(',') {
            Some((name, parameter)) => (name, Some(parameter.rsplit_once('=')?.1.trim().parse::<f64>().ok()?)),
            None => (text, None),
        };
        let within = |most: f64, usual: f64| {
            let value = parameter.unwrap_or(usual);
            (0.0..=most).contains(&value).then_some(value)
        };
        let profile = match name.trim().to_lowercase().as_str() {
            "parabolic" => return within(1.0, 1.0).map(Self::Parabolic),
            "power" | "power series" => return within(1.0, 0.5).filter(|n| *n > 0.0).map(Self::Power),
            "haack series" => return within(2.0 / 3.0, 1.0 / 3.0).map(Self::Haack),
            "conical" => Self::Conical,
            "ogive" | "tangent ogive" => Self::Ogive,
            "ellipsoid" | "elliptical" => Self::Ellipsoid,
            "haack" | "von kármán" | "von karman" => Self::Haack(0.0),
            _ => return None,
        };
        parameter.is_none().then_some(profile)
    }

    /// The letter and the figure that single this curve out of its family.
    pub const fn parameter(self) -> Option<(&'static str, f64)> {
        match self {
            Self::Parabolic(k) => Some(("K′", k)),
            Self::Power(n) => Some(("n", n)),
            Self::Haack(c) => Some(("C", c)),
            Self::Conical | Self::Ogive | Self::Ellipsoid => None,
        }
    }

    /// Radius ρ of the arc of a tangent ogive, in the unit of the two lengths: ρ = (R² + L²) / 2R.
    /// None for other curves, and where the ogive would be flatter than a hemisphere.
    pub fn ogive_radius(self, length: f64, base: f64) -> Option<f64> {
        (self == Self::Ogive && base <= length).then(|| (base * base + length * length) / (2.0 * base))
    }

    /// Radius at distance `x` from the tip of a nose of length `length` and base radius `base`,
    /// all in one unit, with 0 ≤ x ≤ length.
    pub fn radius(self, x: f64, length: f64, base: f64) -> f64 {
        let t = (x / length).clamp(0.0, 1.0);
        match self {
            Self::Conical => base * t,
            Self::Ogive => match self.ogive_radius(length, base) {
                // y = √(ρ² − (L − x)²) + R − ρ
                Some(rho) => {
                    let rest = length * (1.0 - t);
                    ((rho * rho - rest * rest).max(0.0)).sqrt() + base - rho
                }
                // No tangent ogive is flatter than a hemisphere; what is called one is half an ellipse.
                None => Self::Ellipsoid.radius(x, length, base),
            },
            Self::Ellipsoid => base * (1.0 - (1.0 - t) * (1.0 - t)).max(0.0).sqrt(),
            Self::Parabolic(k) => base * (2.0 * t - k * t * t) / (2.0 - k),
            Self::Power(n) => base * t.powf(n),
            Self::Haack(c) => {
                let theta = (1.0 - 2.0 * t).clamp(-1.0, 1.0).acos();
                let series = theta - (2.0 * theta).sin() / 2.0 + c * theta.sin().powi(3);
                base * (series.max(0.0) / std::f64::consts::PI).sqrt()
            }
        }
    }
}

/// What [`NoseProfile::parse`] reads: the family, with the parameter where it is not the usual one.
impl fmt::Display for NoseProfile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        match self.parameter() {
            Some((letter, value)) if Self::parse(self.name()) != Some(*self) => write!(f, ", {letter} = {value}"),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn known_points_of_the_profiles() {
        // L = 4, R = 0.5 at x = 2. Tangent ogive: ρ = 16.25, y = √(16.25² − 2²) + 0.5 − 16.25.
        for (profile, half_way) in [
            (NoseProfile::Conical, 0.25),
            (NoseProfile::Ogive, 0.376_45),
            (NoseProfile::Ellipsoid, 0.5 * 0.75f64.sqrt()),
            // R·(2·½ − K′·¼) / (2 − K′); with K′ = 0 it is a cone.
            (NoseProfile::Parabolic(1.0), 0.375),
            (NoseProfile::Parabolic(0.5), 0.5 * 0.875 / 1.5),
            (NoseProfile::Parabolic(0.0), 0.25),
            (NoseProfile::Power(0.5), 0.5 * 0.5f64.sqrt()),
            (NoseProfile::Power(0.75), 0.5 * 0.5f64.powf(0.75)),
            // θ = π/2: R·√(1/2) for C = 0, R·√((π/2 + 1/3)/π) for C = 1/3.
            (NoseProfile::Haack(0.0), 0.353_55),
            (NoseProfile::Haack(1.0 / 3.0), 0.389_26),
        ] {
            let y = profile.radius(2.0, 4.0, 0.5);
            assert!((y - half_way).abs() < 1e-4, "{profile}: {y}");
        }
        assert_eq!(NoseProfile::Ogive.ogive_radius(4.0, 0.5), Some(16.25));
        assert_eq!(NoseProfile::Ogive.ogive_radius(1.0, 2.0), None);
    }

    #[test]
    fn what_is_no_curve_is_not_read() {
        for text in
            ["", "secant ogive", "conical, n = 1", "power series, n = 0", "power series, n = 2", "parabolic, K′"]
        {
            assert_eq!(NoseProfile::parse(text), None, "{text}");
        }
        assert_eq!(NoseProfile::parse("Power"), Some(NoseProfile::Power(0.5)));
        assert_eq!(NoseProfile::Power(0.6).to_string(), "power series, n = 0.6");
        assert_eq!(NoseProfile::Haack(1.0 / 3.0).to_string(), "Haack series");
    }

    proptest! {
        #[test]
        fn every_profile_runs_from_the_tip_to_the_base(length in 0.01f64..2.0, ratio in 0.05f64..3.0, n in 0.1f64..1.0) {
            let base = length * ratio;
            for profile in [NoseProfile::Conical, NoseProfile::Ogive, NoseProfile::Ellipsoid, NoseProfile::Parabolic(n),
                            NoseProfile::Power(n), NoseProfile::Haack(0.0), NoseProfile::Haack(1.0 / 3.0)] {
                prop_assert!(profile.radius(0.0, length, base).abs() < base * 1e-6);
                prop_assert!((profile.radius(length, length, base) - base).abs() < base * 1e-6);
                prop_assert_eq!(NoseProfile::parse(&profile.to_string()), Some(profile));
                let mut before = 0.0;
                for step in 1..=50 {
                    let r = profile.radius(length * f64::from(step) / 50.0, length, base);
                    prop_assert!(r >= before - base * 1e-9, "{profile:?} narrows");
                    before = r;
                }
            }
        }
    }
}
