//! The geometry of a part, read from its attributes: what drawings and computed masses start from.
//! All lengths are metres, all diameters are full diameters.

use serde::{Deserialize, Serialize};

use super::{AttributeSet, NoseProfile};

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
