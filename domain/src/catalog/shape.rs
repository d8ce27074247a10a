//! The geometry of a part, read from its attributes: what drawings and computed masses start from.
//! All lengths are metres, all diameters are full diameters.

use serde::{Deserialize, Serialize};

use super::AttributeSet;

/// The curve of a nose cone or transition.
///
/// Formulas: G. A. Crowell Sr., “The Descriptive Geometry of Nose Cones” (1996).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoseProfile {
    /// A straight cone.
    Conical,
    /// Tangent ogive: the arc meets the body without a corner.
    Ogive,
    /// Half an ellipse.
    Ellipsoid,
    /// Full parabola (K′ = 1).
    Parabolic,
    /// Power series with the given exponent, 0 < n ≤ 1.
    Power(f64),
    /// Haack series with the given C: 0 is LD (Von Kármán), 1/3 is LV.
    Haack(f64),
}

impl NoseProfile {
    /// The word kept as the attribute `profile`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Conical => "conical",
            Self::Ogive => "tangent ogive",
            Self::Ellipsoid => "elliptical",
            Self::Parabolic => "parabolic",
            Self::Power(_) => "power series",
            Self::Haack(0.0) => "Von Kármán",
            Self::Haack(_) => "Haack series",
        }
    }

    /// Reads the attribute `profile`.
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text.trim().to_lowercase().as_str() {
            "conical" => Self::Conical,
            "ogive" | "tangent ogive" => Self::Ogive,
            "ellipsoid" | "elliptical" => Self::Ellipsoid,
            "parabolic" => Self::Parabolic,
            "power" | "power series" => Self::Power(0.5),
            "haack" | "von kármán" | "von karman" => Self::Haack(0.0),
            "haack series" => Self::Haack(1.0 / 3.0),
            _ => return None,
        })
    }

    /// Radius at distance `x` from the tip of a nose of length `length` and base radius `base`,
    /// all in one unit, with 0 ≤ x ≤ length.
    pub fn radius(self, x: f64, length: f64, base: f64) -> f64 {
        let t = (x / length).clamp(0.0, 1.0);
        match self {
            Self::Conical => base * t,
            // No tangent ogive is flatter than a hemisphere; what is called one is half an ellipse.
            Self::Ogive if base > length => Self::Ellipsoid.radius(x, length, base),
            Self::Ogive => {
                // ρ = (R² + L²) / 2R;  y = √(ρ² − (L − x)²) + R − ρ
                let rho = (base * base + length * length) / (2.0 * base);
                let rest = length * (1.0 - t);
                ((rho * rho - rest * rest).max(0.0)).sqrt() + base - rho
            }
            Self::Ellipsoid => base * (1.0 - (1.0 - t) * (1.0 - t)).max(0.0).sqrt(),
            Self::Parabolic => base * (2.0 * t - t * t),
            Self::Power(n) => base * t.powf(n),
            Self::Haack(c) => {
                let theta = (1.0 - 2.0 * t).clamp(-1.0, 1.0).acos();
                let series = theta - (2.0 * theta).sin() / 2.0 + c * theta.sin().powi(3);
                base * (series.max(0.0) / std::f64::consts::PI).sqrt()
            }
        }
    }
}

/// The end of a part that slides into a tube.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Shoulder {
    /// Diameter, m.
    pub diameter: f64,
    /// Length, m.
    pub length: f64,
}

/// A shape that can be drawn to scale.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// Nose cone.
    NoseCone {
        /// The curve.
        profile: NoseProfile,
        /// Exposed length, m.
        length: f64,
        /// Diameter at the base, m.
        base_diameter: f64,
        /// What slides into the tube, if anything.
        shoulder: Option<Shoulder>,
        /// Wall thickness, m; solid when absent.
        wall: Option<f64>,
    },
    /// A hollow cylinder: tube, coupler, launch lug, engine block.
    Tube {
        /// Outer diameter, m.
        outer_diameter: f64,
        /// Inner diameter, m.
        inner_diameter: f64,
        /// Length, m.
        length: f64,
    },
    /// A flat ring.
    Ring {
        /// Outer diameter, m.
        outer_diameter: f64,
        /// Inner diameter, m.
        inner_diameter: f64,
        /// Thickness, m.
        thickness: f64,
    },
    /// A flat disc.
    Disc {
        /// Outer diameter, m.
        outer_diameter: f64,
        /// Thickness, m.
        thickness: f64,
    },
    /// Adapter between two diameters, or a tail cone.
    Transition {
        /// The curve.
        profile: NoseProfile,
        /// Exposed length, m.
        length: f64,
        /// Forward diameter, m.
        fore_diameter: f64,
        /// Rear diameter, m.
        aft_diameter: f64,
        /// Forward shoulder.
        fore_shoulder: Option<Shoulder>,
        /// Rear shoulder.
        aft_shoulder: Option<Shoulder>,
        /// Wall thickness, m; solid when absent.
        wall: Option<f64>,
    },
    /// Parachute, drawn flat.
    Parachute {
        /// Diameter across, m.
        diameter: f64,
        /// Sides of the canopy; drawn round when there are none.
        sides: u32,
        /// Number of shroud lines.
        line_count: u32,
        /// Length of a line, m.
        line_length: f64,
    },
    /// Streamer.
    Streamer {
        /// Width, m.
        width: f64,
        /// Length, m.
        length: f64,
    },
    /// Motor case.
    Motor {
        /// Diameter, m.
        diameter: f64,
        /// Length, m.
        length: f64,
    },
    /// A trapezoidal fin.
    Fin {
        /// Root chord, m.
        root_chord: f64,
        /// Tip chord, m.
        tip_chord: f64,
        /// Span from root to tip, m.
        span: f64,
        /// How far the tip's leading edge lies behind the root's, m.
        sweep: f64,
        /// Thickness, m.
        thickness: f64,
    },
}

impl Shape {
    /// The shape that `attributes` describe for a part of category `category`, if they suffice.
    pub fn from_attributes(category: &str, attributes: &AttributeSet) -> Option<Self> {
        let number = |code: &str| attributes.number(code).filter(|n| *n > 0.0);
        let shoulder =
            |diameter: &str, length: &str| Some(Shoulder { diameter: number(diameter)?, length: number(length)? });
        let profile = || NoseProfile::parse(attributes.text("profile")?);
        let count = |code: &str| {
            // Counts are small whole numbers, checked on import.
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..=1000")]
            number(code).map(|n| n.clamp(0.0, 1000.0).round() as u32)
        };
        Some(match category {
            "nose-cones" => Self::NoseCone {
                profile: profile()?,
                length: number("length")?,
                base_diameter: number("base_diameter")?,
                shoulder: shoulder("shoulder_diameter", "shoulder_length"),
                wall: number("wall"),
            },
            "airframe-tubes" | "couplers" | "motor-tubes" | "launch-lugs" | "engine-blocks" => Self::Tube {
                outer_diameter: number("outer_diameter")?,
                inner_diameter: number("inner_diameter")?,
                length: number("length")?,
            },
            "centering-rings" => Self::Ring {
                outer_diameter: number("outer_diameter")?,
                inner_diameter: number("inner_diameter")?,
                thickness: number("thickness")?,
            },
            "bulkheads" => Self::Disc { outer_diameter: number("outer_diameter")?, thickness: number("thickness")? },
            "transitions" => Self::Transition {
                profile: profile()?,
                length: number("length")?,
                fore_diameter: number("fore_diameter")?,
                aft_diameter: number("aft_diameter")?,
                fore_shoulder: shoulder("fore_shoulder_diameter", "fore_shoulder_length"),
                aft_shoulder: shoulder("aft_shoulder_diameter", "aft_shoulder_length"),
                wall: number("wall"),
            },
            "parachutes" => Self::Parachute {
                diameter: number("diameter")?,
                sides: count("sides").unwrap_or(0),
                line_count: count("line_count").unwrap_or(0),
                line_length: number("line_length").unwrap_or(0.0),
            },
            "streamers" => Self::Streamer { width: number("width")?, length: number("length")? },
            "motors" => Self::Motor { diameter: number("diameter")?, length: number("length")? },
            "fins" => Self::Fin {
                root_chord: number("root_chord")?,
                tip_chord: number("tip_chord")?,
                span: number("span")?,
                sweep: number("sweep").unwrap_or(0.0),
                thickness: number("thickness")?,
            },
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn known_points_of_the_profiles() {
        // Tangent ogive, L = 4, R = 0.5: ρ = 16.25, and half-way y = √(16.25² − 2²) + 0.5 − 16.25.
        let y = NoseProfile::Ogive.radius(2.0, 4.0, 0.5);
        assert!((y - 0.376_45).abs() < 1e-4, "{y}");
        // Von Kármán half-way: θ = π/2, so y = R·√(1/2).
        let y = NoseProfile::Haack(0.0).radius(2.0, 4.0, 0.5);
        assert!((y - 0.353_55).abs() < 1e-4, "{y}");
    }

    proptest! {
        #[test]
        fn every_profile_runs_from_the_tip_to_the_base(length in 0.01f64..2.0, ratio in 0.05f64..3.0, n in 0.1f64..1.0) {
            let base = length * ratio;
            for profile in [NoseProfile::Conical, NoseProfile::Ogive, NoseProfile::Ellipsoid, NoseProfile::Parabolic,
                            NoseProfile::Power(n), NoseProfile::Haack(0.0), NoseProfile::Haack(1.0 / 3.0)] {
                prop_assert!(profile.radius(0.0, length, base).abs() < base * 1e-6);
                prop_assert!((profile.radius(length, length, base) - base).abs() < base * 1e-6);
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
