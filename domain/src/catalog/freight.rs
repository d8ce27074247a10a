//! What a piece weighs and how much room it takes on a carrier's truck, from its facts.

use serde::{Deserialize, Serialize};

/// One piece, as a carrier sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Freight {
    /// Mass, grams.
    pub mass_g: u32,
    /// Longest side, millimetres.
    pub longest_mm: u32,
    /// Room it takes, cubic centimetres.
    pub volume_cm3: u32,
}

/// Sizes across, of which the largest counts; metres in the database.
const ACROSS: [&str; 8] = [
    "outer_diameter",
    "base_diameter",
    "fore_diameter",
    "aft_diameter",
    "diameter",
    "width",
    "span",
    "shoulder_diameter",
];
/// Sizes along, of which the largest counts.
const ALONG: [&str; 2] = ["length", "root_chord"];
/// Flat or rolled things, whose sizes say nothing about their packing: by the code of their category.
const SOFT: [&str; 3] = ["parachutes", "streamers", "shock-cords"];

impl Freight {
    /// A part nothing is known of: half a kilogram and three and a half litres, a cautious guess for parts that
    /// mostly weigh less, so that it is seldom to our cost.
    pub const UNKNOWN: Self = Self { mass_g: 500, longest_mm: 300, volume_cm3: 3_500 };
    /// Nothing: services.
    pub const NOTHING: Self = Self { mass_g: 0, longest_mm: 0, volume_cm3: 0 };
    /// What [`Freight::of`] asks for.
    pub const ATTRIBUTES: [&str; 13] = [
        "mass",
        "loaded_mass",
        "thickness",
        "length",
        "root_chord",
        "outer_diameter",
        "base_diameter",
        "fore_diameter",
        "aft_diameter",
        "diameter",
        "width",
        "span",
        "shoulder_diameter",
    ];

    /// The piece of a category with these facts, in SI units.
    pub fn of(category: &str, fact: &dyn Fn(&str) -> Option<f64>) -> Self {
        let known = |code: &&str| fact(code).filter(|value| value.is_finite() && *value > 0.0);
        let mass_g =
            ["mass", "loaded_mass"].iter().find_map(known).map_or(Self::UNKNOWN.mass_g, |kg| whole(kg * 1_000.0));
        if SOFT.contains(&category) {
            // Packed by hand: a quarter of the density of water.
            return Self { mass_g, longest_mm: 200, volume_cm3: mass_g.saturating_mul(4) };
        }
        let largest = |codes: &[&str]| codes.iter().filter_map(known).fold(0.0, f64::max);
        let (along, across) = (largest(&ALONG), largest(&ACROSS));
        if along.max(across) <= 0.0 {
            return Self { mass_g, ..Self::UNKNOWN };
        }
        // Without a size across it is as wide as long, without one along as long as wide.
        let across_or = if across > 0.0 { across } else { along };
        let along_or = if along > 0.0 { along } else { across };
        let third = known(&"thickness").map_or(across_or, |thickness| thickness.min(across_or));
        Self {
            mass_g,
            longest_mm: whole(along.max(across) * 1_000.0),
            volume_cm3: whole(along_or * across_or * third * 1e6),
        }
    }
}

/// Rounded, within what a piece may have.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped just before")]
fn whole(value: f64) -> u32 {
    value.clamp(1.0, 10_000_000.0).round() as u32
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(category: &str, facts: &[(&str, f64)]) -> Freight {
        Freight::of(category, &|code| facts.iter().find(|fact| fact.0 == code).map(|fact| fact.1))
    }

    #[test]
    fn a_piece_is_what_its_facts_say() {
        let tube = of("airframe-tubes", &[("mass", 0.148), ("length", 0.6), ("outer_diameter", 0.057)]);
        assert_eq!(tube, Freight { mass_g: 148, longest_mm: 600, volume_cm3: 1_949 });
        let ring = of("centering-rings", &[("mass", 0.01), ("outer_diameter", 0.1), ("thickness", 0.005)]);
        assert_eq!(ring, Freight { mass_g: 10, longest_mm: 100, volume_cm3: 50 });
        let motor = of("motors", &[("loaded_mass", 0.2), ("length", 0.2), ("diameter", 0.038)]);
        assert_eq!((motor.mass_g, motor.longest_mm), (200, 200));
        let cord = of("shock-cords", &[("mass", 0.1), ("length", 9.0)]);
        assert_eq!(cord, Freight { mass_g: 100, longest_mm: 200, volume_cm3: 400 });
    }

    #[test]
    fn what_is_not_known_is_guessed_high() {
        assert_eq!(of("electronics", &[]), Freight::UNKNOWN);
        assert_eq!(of("electronics", &[("mass", 0.02)]), Freight { mass_g: 20, ..Freight::UNKNOWN });
        assert_eq!(of("fins", &[("mass", f64::NAN), ("length", -1.0)]), Freight::UNKNOWN);
    }

    proptest! {
        #[test]
        fn no_figure_breaks_it(mass in any::<f64>(), length in any::<f64>(), width in any::<f64>()) {
            let piece = of("fins", &[("mass", mass), ("length", length), ("width", width)]);
            prop_assert!(piece.mass_g > 0 && piece.volume_cm3 > 0);
        }
    }
}
