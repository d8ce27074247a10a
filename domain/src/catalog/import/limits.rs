//! What sizes and masses a part can have. One table, so that nothing absurd reaches the shop.

use std::ops::RangeInclusive;

use super::Rejection;
use super::text::figure;
use crate::units::Quantity;

/// Smallest and largest SI figure believed for an attribute: by category, or for all of them.
struct Limit {
    category: &'static str,
    code: &'static str,
    min: f64,
    max: f64,
}

const ANY: &str = "";

const fn limit(category: &'static str, code: &'static str, min: f64, max: f64) -> Limit {
    Limit { category, code, min, max }
}

/// The first row that fits applies: those of one category stand above those of all. The thinnest
/// tubes sold are 4 mm across; a smaller body is a figure in inches marked as millimetres.
const LIMITS: &[Limit] = &[
    limit("motors", "diameter", 0.006, 0.3),
    limit("motors", "length", 0.02, 3.0),
    limit("motors", "propellant_mass", 0.000_1, 100.0),
    limit("motors", "loaded_mass", 0.000_5, 200.0),
    limit("parachutes", "diameter", 0.05, 15.0),
    limit("parachutes", "line_length", 0.0, 30.0),
    limit("parachutes", "line_count", 0.0, 64.0),
    limit("parachutes", "sides", 0.0, 64.0),
    limit("streamers", "width", 0.005, 1.0),
    limit("streamers", "length", 0.05, 30.0),
    limit("streamers", "thickness", 0.000_005, 0.002),
    limit("shock-cords", "length", 0.05, 200.0),
    limit("igniters", "length", 0.005, 50.0),
    limit("bulkheads", "thickness", 0.000_3, 0.3),
    limit(ANY, "outer_diameter", 0.003_5, 1.0),
    limit(ANY, "inner_diameter", 0.001, 1.0),
    limit(ANY, "base_diameter", 0.003_5, 1.0),
    limit(ANY, "shoulder_diameter", 0.002, 1.0),
    limit(ANY, "fore_diameter", 0.002, 1.0),
    limit(ANY, "aft_diameter", 0.002, 1.0),
    limit(ANY, "fore_shoulder_diameter", 0.002, 1.0),
    limit(ANY, "aft_shoulder_diameter", 0.002, 1.0),
    limit(ANY, "shoulder_length", 0.000_5, 1.0),
    limit(ANY, "fore_shoulder_length", 0.000_5, 1.0),
    limit(ANY, "aft_shoulder_length", 0.000_5, 1.0),
    limit(ANY, "length", 0.000_5, 6.0),
    limit(ANY, "thickness", 0.000_3, 0.1),
    limit(ANY, "wall", 0.000_1, 0.05),
    limit(ANY, "mass", 0.000_01, 100.0),
];

/// Density of a whole part that is believed, kg/m³: from the lightest foam to lead.
pub(super) const DENSITY: RangeInclusive<f64> = 5.0..=12_000.0;

/// The SI figures believed for an attribute of a category's parts; none where it has no limits of its own.
pub fn believed(category: &str, code: &str) -> Option<RangeInclusive<f64>> {
    let fits = |limit: &&Limit| limit.code == code && (limit.category == category || limit.category == ANY);
    LIMITS.iter().find(fits).map(|limit| limit.min..=limit.max)
}

/// Refuses a figure outside the limits of its attribute. `field` is what the source calls it.
pub(super) fn check(category: &str, code: &str, field: &str, quantity: Quantity) -> Result<(), Rejection> {
    // An attribute without a row has no sense of its own and only has to be a number.
    let (min, max) = believed(category, code).map_or((f64::MIN, f64::MAX), RangeInclusive::into_inner);
    // A unit's rounding must not refuse the limit itself.
    let si = quantity.si();
    if si.is_finite() && si >= min * (1.0 - 1e-9) && si <= max * (1.0 + 1e-9) {
        return Ok(());
    }
    let say = |si: f64| with_unit(Quantity::from_si(si, quantity.unit));
    Err(Rejection::OutOfRange { field: field.to_owned(), value: with_unit(quantity), min: say(min), max: say(max) })
}

/// A quantity in a message, with more decimals than the shop's pages print.
pub(super) fn with_unit(quantity: Quantity) -> String {
    let text = format!("{} {}", figure(quantity.value), quantity.unit.symbol());
    text.trim_end().to_owned()
}

/// Density believed for a material of this name, kg/m³. Names come first that say more: a plywood
/// may be called “paper-faced”, but hardly the other way round.
pub(super) fn density_of(material: &str) -> RangeInclusive<f64> {
    const WORDS: &[(&[&str], f64, f64)] = &[
        (&["honeycomb"], 30.0, 700.0),
        (&["foam", "styrofoam"], 5.0, 600.0),
        (&["balsa"], 40.0, 400.0),
        (&["fiberglass", "carbon", "composite", "phenolic", "vulcanized"], 400.0, 2_300.0),
        (&["plywood", "ply,", "basswood", "birch", "spruce", "pine", "beech"], 200.0, 1_200.0),
        (&["paper", "kraft", "cardboard", "poster board", "fiber"], 100.0, 1_700.0),
        (&["poly", "nylon", "abs", "styrene", "acetate", "plastic", "pvc", "delrin", "urethane"], 500.0, 2_300.0),
    ];
    let name = material.to_lowercase();
    WORDS
        .iter()
        .find(|(words, ..)| words.iter().any(|word| name.contains(word)))
        .map_or(DENSITY, |(_, min, max)| *min..=*max)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::schema;
    use crate::units::Unit;

    #[test]
    fn limits_name_known_attributes_and_leave_room() {
        for limit in LIMITS {
            assert!(schema::attribute_by_code(limit.code).is_some(), "{}", limit.code);
            assert!(limit.category == ANY || schema::category_by_slug(limit.category).is_some(), "{}", limit.category);
            assert!(limit.min < limit.max, "{}", limit.code);
        }
    }

    #[test]
    fn limits_bite_on_both_sides_and_at_no_number() {
        let tube =
            |value, unit| check("airframe-tubes", "outer_diameter", "OutsideDiameter", Quantity::new(value, unit));
        assert_eq!(tube(1.0, Unit::Metre), Ok(()));
        for (value, unit) in [
            (0.0, Unit::Inch),
            (-1.0, Unit::Inch),
            (2.558, Unit::Millimetre),
            (40.0, Unit::Inch),
            (f64::NAN, Unit::Inch),
        ] {
            assert!(tube(value, unit).is_err(), "{value} {unit:?}");
        }
        assert_eq!(
            tube(0.422, Unit::Millimetre).expect_err("too thin").to_string(),
            "OutsideDiameter is 0.422 mm; 3.5 mm to 1000 mm is possible"
        );
    }

    #[test]
    fn paper_is_not_brass() {
        assert!(density_of("Paper, spiral kraft, bulk").contains(&894.4));
        assert!(!density_of("Paper, spiral kraft, Motor Mount, BT-50, bulk").contains(&9072.0));
        assert!(!density_of("Paper, bulk").contains(&0.0011));
        assert!(density_of("Brass").contains(&8554.0));
    }
}
