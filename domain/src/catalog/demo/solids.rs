//! Masses of the line's parts. A part with a shape is weighed by [`mass`]; the formulas here are
//! for what has none: a retainer, a sled, the tab of a fin. Dimensions are millimetres, densities
//! kg/m³, masses kilograms.

use std::f64::consts::PI;

use super::family::Material;
use crate::catalog::mass::{self, Density};
use crate::catalog::{AttributeSet, Shape};

const CUBIC_MM: f64 = 1e-9;

/// Adds the mass of the shape that `attributes` describe for a part of `category`.
pub(super) fn weigh(attributes: &mut AttributeSet, category: &str, material: Material) {
    let shape = Shape::from_attributes(category, attributes);
    if let Some(mass) = shape.and_then(|shape| mass::computed_mass(&shape, Density::Bulk(material.density()))) {
        attributes.compute("mass", mass);
    }
}

/// A hollow cylinder; a disc when there is no hole in it.
pub(super) fn tube(outer: f64, inner: f64, length: f64, density: f64) -> f64 {
    PI / 4.0 * (outer * outer - inner * inner) * length * CUBIC_MM * density
}

/// A flat plate of `area` mm².
pub(super) fn plate(area: f64, thickness: f64, density: f64) -> f64 {
    area * thickness * CUBIC_MM * density
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masses_of_bodies_with_known_volume() {
        // 54 mm phenolic tube, 600 mm: 158.06 cm³.
        assert!((tube(57.4, 54.4, 600.0, 1000.0) - 0.158_06).abs() < 1e-4);
        assert!((plate(10_000.0, 3.0, 700.0) - 0.021).abs() < 1e-9);
    }
}
