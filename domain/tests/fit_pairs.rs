//! The table of hand-checked pairs: what the rule says of real parts is what a builder would say.

use domain::catalog::AttributeSet;
use domain::fit::{FitClass, Joint, Piece, Side, Verdict, fits, partners, verdict};
use domain::units::{Quantity, Unit};
use serde::Deserialize;

const PAIRS: &str = include_str!("data/fit_pairs.csv");

#[derive(Debug, Deserialize)]
struct Pair {
    joint: Joint,
    unit: String,
    shaft_maker: String,
    shaft_number: String,
    shaft: f64,
    shaft_outside: Option<f64>,
    shaft_length: Option<f64>,
    hole_maker: String,
    hole_number: String,
    hole: f64,
    hole_outside: Option<f64>,
    hole_length: Option<f64>,
    clearance: f64,
    verdict: String,
    reason: String,
}

/// Category, mating diameter and outside of both parts, as a builder knows them.
fn ends(joint: Joint) -> [(&'static str, &'static str, Option<&'static str>); 2] {
    const TUBE: (&str, &str, Option<&str>) = ("airframe-tubes", "inner_diameter", Some("outer_diameter"));
    const MOUNT: (&str, &str, Option<&str>) = ("motor-tubes", "inner_diameter", Some("outer_diameter"));
    const COUPLER: (&str, &str, Option<&str>) = ("couplers", "inner_diameter", None);
    const RING: (&str, &str, Option<&str>) = ("centering-rings", "outer_diameter", None);
    const BULKHEAD: (&str, &str, Option<&str>) = ("bulkheads", "outer_diameter", None);
    match joint {
        Joint::NoseInTube => [("nose-cones", "shoulder_diameter", Some("base_diameter")), TUBE],
        Joint::ForeShoulderInTube => [("transitions", "fore_shoulder_diameter", Some("fore_diameter")), TUBE],
        Joint::AftShoulderInTube => [("transitions", "aft_shoulder_diameter", Some("aft_diameter")), TUBE],
        Joint::CouplerInTube => [("couplers", "outer_diameter", None), TUBE],
        Joint::RingInTube => [RING, TUBE],
        Joint::RingInCoupler => [RING, COUPLER],
        Joint::TubeInRing => [("motor-tubes", "outer_diameter", None), ("centering-rings", "inner_diameter", None)],
        Joint::MotorInTube => [("motors", "diameter", None), MOUNT],
        Joint::MotorInRetainer => [("motors", "diameter", None), ("retainers", "motor_diameter", None)],
        Joint::TubeInRetainer => [("motor-tubes", "motor_diameter", None), ("retainers", "motor_diameter", None)],
        Joint::BlockInTube => [("engine-blocks", "outer_diameter", None), MOUNT],
        Joint::BulkheadInTube => [BULKHEAD, TUBE],
        Joint::BulkheadInCoupler => [BULKHEAD, COUPLER],
        Joint::ParachuteInTube => [("parachutes", "packed_diameter", None), TUBE],
        Joint::JoinedTubes => [TUBE, TUBE],
        Joint::NestedTubes => [("airframe-tubes", "outer_diameter", None), TUBE],
        Joint::CouplerInCoupler => [("couplers", "outer_diameter", None), COUPLER],
    }
}

impl Pair {
    fn facts(
        &self,
        end: (&str, &str, Option<&str>),
        diameter: f64,
        outside: Option<f64>,
        length: Option<f64>,
    ) -> AttributeSet {
        let unit = Unit::parse(&self.unit).expect("a unit");
        let mut facts = AttributeSet::new();
        facts.state(end.1, Quantity::new(diameter, unit));
        if let Some((code, value)) = end.2.zip(outside) {
            facts.state(code, Quantity::new(value, unit));
        }
        if let Some(length) = length {
            facts.state("length", Quantity::new(length, Unit::Millimetre));
        }
        facts
    }

    fn expected(&self) -> Option<FitClass> {
        Some(match self.verdict.as_str() {
            "sanding" => FitClass::NeedsSanding,
            "press" => FitClass::Press,
            "slip" => FitClass::Slip,
            "loose" => FitClass::Loose,
            "shim" => FitClass::NeedsShim,
            "tight" | "wide" | "long" => return None,
            other => panic!("{other} is no verdict"),
        })
    }

    fn name(&self) -> String {
        let Self { shaft_maker, shaft_number, hole_maker, hole_number, reason, .. } = self;
        format!("{shaft_maker} {shaft_number} in {hole_maker} {hole_number} ({reason})")
    }
}

/// Runs `test` with every pair of the table and the facts of its two parts.
fn each_pair(mut test: impl FnMut(&Pair, Piece<'_>, Piece<'_>)) -> usize {
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(PAIRS.as_bytes());
    let mut count = 0;
    for pair in reader.deserialize() {
        let pair: Pair = pair.expect("a row of the table");
        let [shaft_end, hole_end] = ends(pair.joint);
        let shaft = pair.facts(shaft_end, pair.shaft, pair.shaft_outside, pair.shaft_length);
        let hole = pair.facts(hole_end, pair.hole, pair.hole_outside, pair.hole_length);
        test(&pair, Piece::new(shaft_end.0, &shaft), Piece::new(hole_end.0, &hole));
        count += 1;
    }
    count
}

#[test]
fn every_pair_is_judged_as_by_hand() {
    let mut wrong = Vec::new();
    let count = each_pair(|pair, shaft, hole| {
        assert!(!pair.reason.is_empty(), "{} has no reason", pair.name());
        let judged = verdict(pair.joint, shaft, hole).expect("the joint can be tried");
        let (word, clearance) = match judged {
            Verdict::Fits(fit) => (fit.class.name(), Some(fit.clearance)),
            Verdict::TooTight { interference, .. } => ("tight", Some(-interference)),
            Verdict::TooWide { clearance, .. } => ("wide", Some(clearance)),
            Verdict::TooLong { .. } => ("long", None),
        };
        let expected = pair.expected().map_or(pair.verdict.as_str(), |class| class.name());
        // The table has tenths of a micrometre, the rule whole ones.
        if word != expected || clearance.is_some_and(|found| (found * 1e3 - pair.clearance).abs() > 1.1e-3) {
            wrong.push(format!("{}: {word} {clearance:?}, by hand {expected} {}", pair.name(), pair.clearance));
        }
    });
    assert!(count >= 60, "{count} pairs");
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn the_order_of_two_parts_makes_no_difference() {
    each_pair(|pair, shaft, hole| {
        assert_eq!(fits(shaft, hole), fits(hole, shaft), "{}", pair.name());
    });
}

#[test]
fn what_fits_lies_in_the_windows_of_both_parts_and_what_does_not_lies_outside() {
    let lies_in = |side: Side, part: Piece<'_>, joint: Joint, other: Piece<'_>| {
        partners(part).iter().any(|search| {
            search.joint == joint
                && (joint.is_even() || search.side == side)
                && search.category == other.category
                && search.windows.iter().all(|window| {
                    let figure = other.attributes.number(window.attribute).expect("a dimension that the rule needs");
                    // What an index of whole micrometres may lose.
                    window.from.is_none_or(|from| figure >= from - 1e-6)
                        && window.to.is_none_or(|to| figure <= to + 1e-6)
                })
        })
    };
    each_pair(|pair, shaft, hole| {
        let should = pair.expected().is_some();
        assert_eq!(lies_in(Side::Shaft, shaft, pair.joint, hole), should, "from the shaft: {}", pair.name());
        assert_eq!(lies_in(Side::Hole, hole, pair.joint, shaft), should, "from the hole: {}", pair.name());
    });
}
