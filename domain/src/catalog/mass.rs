//! Mass from geometry and density, for parts whose maker states no mass. Figures from here are
//! always labelled as computed. What must not live here: which density a material has.

use std::f64::consts::PI;

use serde::{Deserialize, Serialize};

use super::shape::Shoulder;
use super::{NoseProfile, Shape};

/// How heavy a material is, in the measure its form calls for.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Density {
    /// Solid stuff, kg/m³.
    Bulk(f64),
    /// Cloth and film, kg/m².
    Surface(f64),
    /// Cord, kg/m.
    Line(f64),
}

/// Slices a curved body is cut into; 400 keep the error of the steepest profile under 0.1 %.
const SLICES: u32 = 400;

/// Mass of one piece in kilograms: volume × bulk density, or area × surface density. `None` when
/// shape and density do not go together (a cone of cloth) or when the figures are not a body.
/// Shroud lines are extra: see [`shroud_line_mass`].
pub fn computed_mass(shape: &Shape, density: Density) -> Option<f64> {
    let mass = match density {
        Density::Bulk(density) => volume(shape)? * density,
        Density::Surface(density) => area(shape)? * density,
        Density::Line(_) => return None,
    };
    (mass.is_finite() && mass > 0.0).then_some(mass)
}

/// Mass of a parachute's shroud lines in kilograms; `None` for other shapes.
pub fn shroud_line_mass(shape: &Shape, kilograms_per_metre: f64) -> Option<f64> {
    match *shape {
        Shape::Parachute { line_count, line_length, .. } => {
            Some(f64::from(line_count) * line_length * kilograms_per_metre)
        }
        _ => None,
    }
}

/// Kilograms per cubic metre of a canopy with its lines, folded by hand: our own measure.
const PACKED_DENSITY: f64 = 350.0;

/// Diameter in metres of the roll that a parachute of `mass` kilograms, lines included, is packed into
/// by hand: four times as long as wide, so that m = ρ·π·d³.
pub fn packed_diameter(mass: f64) -> f64 {
    (mass / PACKED_DENSITY / PI).cbrt()
}

/// Volume of the material in cubic metres; `None` for cloth, motors and impossible bodies.
pub fn volume(shape: &Shape) -> Option<f64> {
    let volume = match *shape {
        Shape::NoseCone { profile, length, base_diameter, shoulder, wall } => {
            let base = base_diameter / 2.0;
            revolved(length, wall, |x| profile.radius(x, length, base)) + shoulder_volume(shoulder, wall)
        }
        Shape::Transition { profile, length, fore_diameter, aft_diameter, fore_shoulder, aft_shoulder, wall } => {
            let radius = |x: f64| transition_radius(profile, x, length, fore_diameter / 2.0, aft_diameter / 2.0);
            revolved(length, wall, radius) + shoulder_volume(fore_shoulder, wall) + shoulder_volume(aft_shoulder, wall)
        }
        Shape::Tube { outer_diameter, inner_diameter, length } => annulus(outer_diameter, inner_diameter) * length,
        Shape::Ring { outer_diameter, inner_diameter, thickness } => {
            annulus(outer_diameter, inner_diameter) * thickness
        }
        Shape::Disc { outer_diameter, thickness } => annulus(outer_diameter, 0.0) * thickness,
        Shape::Fin { root_chord, tip_chord, span, thickness, .. } => {
            f64::midpoint(root_chord, tip_chord) * span * thickness
        }
        Shape::Parachute { .. } | Shape::Streamer { .. } | Shape::Motor { .. } => return None,
    };
    (volume.is_finite() && volume > 0.0).then_some(volume)
}

/// Area of the cloth in square metres; `None` for everything else. A canopy counts as the disc of
/// its diameter, which lies between a polygon measured across its corners and one across its flats.
pub fn area(shape: &Shape) -> Option<f64> {
    match *shape {
        Shape::Parachute { diameter, .. } => Some(annulus(diameter, 0.0)),
        Shape::Streamer { width, length } => Some(width * length),
        _ => None,
    }
}

/// Area between two circles given by their diameters.
fn annulus(outer: f64, inner: f64) -> f64 {
    PI / 4.0 * (outer * outer - inner * inner)
}

fn shoulder_volume(shoulder: Option<Shoulder>, wall: Option<f64>) -> f64 {
    shoulder.map_or(0.0, |Shoulder { diameter, length }| {
        let bore = wall.map_or(0.0, |wall| (diameter - 2.0 * wall).max(0.0));
        annulus(diameter, bore) * length
    })
}

/// Radius of a transition: the profile rises from the smaller end to the larger.
fn transition_radius(profile: NoseProfile, x: f64, length: f64, fore: f64, aft: f64) -> f64 {
    let (small, large) = (fore.min(aft), fore.max(aft));
    let from_small = if fore <= aft { x } else { length - x };
    // A profile of no height is a cylinder; its formula would divide by zero.
    if large - small <= 0.0 { small } else { small + profile.radius(from_small, length, large - small) }
}

/// Volume of the body that `radius` sweeps round the axis, less the hollow that a wall leaves.
/// The wall is measured square to the surface.
fn revolved(length: f64, wall: Option<f64>, radius: impl Fn(f64) -> f64) -> f64 {
    let step = length / f64::from(SLICES);
    let frustum = |a: f64, b: f64| PI * step / 3.0 * (a * a + a * b + b * b);
    (0..SLICES)
        .map(|slice| {
            let (a, b) = (radius(f64::from(slice) * step), radius(f64::from(slice + 1) * step));
            let hollow = wall.map_or(0.0, |wall| {
                let across = wall * (1.0 + ((b - a) / step).powi(2)).sqrt();
                frustum((a - across).max(0.0), (b - across).max(0.0))
            });
            frustum(a, b) - hollow
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PROFILES: [NoseProfile; 7] = [
        NoseProfile::Conical,
        NoseProfile::Ogive,
        NoseProfile::Ellipsoid,
        NoseProfile::Parabolic(1.0),
        NoseProfile::Power(0.5),
        NoseProfile::Haack(0.0),
        NoseProfile::Haack(1.0 / 3.0),
    ];

    fn close(a: f64, b: f64, tolerance: f64) -> bool {
        (a - b).abs() <= tolerance * a.abs().max(b.abs())
    }

    fn nose(profile: NoseProfile, length: f64, base_diameter: f64, wall: Option<f64>) -> Shape {
        let shoulder = Some(Shoulder { diameter: base_diameter * 0.9, length: base_diameter * 0.5 });
        Shape::NoseCone { profile, length, base_diameter, shoulder, wall }
    }

    #[test]
    fn closed_formulas_agree() {
        let body = |profile| Shape::NoseCone { profile, length: 0.3, base_diameter: 0.1, shoulder: None, wall: None };
        let cylinder = PI * 0.05 * 0.05 * 0.3;
        for (profile, share) in [
            (NoseProfile::Conical, 1.0 / 3.0),
            (NoseProfile::Ellipsoid, 2.0 / 3.0),
            (NoseProfile::Power(0.5), 0.5),
            (NoseProfile::Haack(0.0), 0.5),
            (NoseProfile::Parabolic(1.0), 8.0 / 15.0),
        ] {
            let volume = volume(&body(profile)).expect("a body");
            assert!(close(volume, cylinder * share, 1e-3), "{profile:?}: {volume}");
        }
    }

    #[test]
    fn a_known_tube_weighs_what_the_scale_says() {
        // A 34-inch BT-20: 18.69 mm outside, 18.03 mm inside, 894.4 kg/m³ of kraft paper: 14.7 g.
        let tube = Shape::Tube { outer_diameter: 0.018_694, inner_diameter: 0.018_034, length: 0.8636 };
        let mass = computed_mass(&tube, Density::Bulk(894.4)).expect("a body");
        assert!((mass - 0.0147).abs() < 0.0002, "{mass}");
    }

    #[test]
    fn cloth_weighs_by_area_and_bodies_by_volume() {
        let chute = Shape::Parachute { diameter: 1.0, sides: 6, line_count: 6, line_length: 1.5 };
        assert!(close(computed_mass(&chute, Density::Surface(0.04)).expect("cloth"), PI / 4.0 * 0.04, 1e-9));
        assert!(close(shroud_line_mass(&chute, 0.001).expect("lines"), 0.009, 1e-9));
        assert_eq!(computed_mass(&chute, Density::Bulk(1000.0)), None);
        let disc = Shape::Disc { outer_diameter: 0.1, thickness: 0.003 };
        assert_eq!(computed_mass(&disc, Density::Surface(1.0)), None);
        assert_eq!(computed_mass(&disc, Density::Line(1.0)), None);
        assert_eq!(volume(&Shape::Ring { outer_diameter: 0.1, inner_diameter: 0.2, thickness: 0.01 }), None);
    }

    proptest! {
        #[test]
        fn hollow_is_never_heavier_than_solid(index in 0usize..7, length in 0.02f64..1.0, ratio in 0.1f64..1.0, wall in 0.01f64..0.6) {
            let base = length * ratio;
            let hollow = volume(&nose(PROFILES[index], length, base, Some(wall * base))).expect("a body");
            let solid = volume(&nose(PROFILES[index], length, base, None)).expect("a body");
            prop_assert!(hollow <= solid * (1.0 + 1e-12), "{hollow} > {solid}");
        }

        #[test]
        fn twice_the_size_is_eight_times_the_volume(index in 0usize..7, length in 0.02f64..1.0, ratio in 0.1f64..1.0, k in 0.1f64..10.0) {
            let base = length * ratio;
            let one = volume(&nose(PROFILES[index], length, base, Some(base * 0.05))).expect("a body");
            let scaled = volume(&nose(PROFILES[index], length * k, base * k, Some(base * k * 0.05))).expect("a body");
            prop_assert!(close(scaled, one * k.powi(3), 1e-9));
        }

        #[test]
        fn a_transition_without_taper_is_a_cylinder(index in 0usize..7, diameter in 0.01f64..0.3, length in 0.01f64..1.0, share in 0.05f64..0.5) {
            let wall = diameter * share;
            let straight = Shape::Transition {
                profile: PROFILES[index], length, fore_diameter: diameter, aft_diameter: diameter,
                fore_shoulder: None, aft_shoulder: None, wall: Some(wall),
            };
            let tube = Shape::Tube { outer_diameter: diameter, inner_diameter: diameter - 2.0 * wall, length };
            prop_assert!(close(volume(&straight).expect("a body"), volume(&tube).expect("a body"), 1e-9));
        }

        #[test]
        fn a_transition_weighs_the_same_turned_round(index in 0usize..7, fore in 0.01f64..0.3, aft in 0.01f64..0.3, length in 0.01f64..1.0) {
            let transition = |fore_diameter, aft_diameter| Shape::Transition {
                profile: PROFILES[index], length, fore_diameter, aft_diameter,
                fore_shoulder: None, aft_shoulder: None, wall: Some(0.002),
            };
            let one = volume(&transition(fore, aft)).expect("a body");
            // Where a profile starts at a right angle, rounding of the last slice shows.
            prop_assert!(close(one, volume(&transition(aft, fore)).expect("a body"), 1e-6));
        }
    }
}
