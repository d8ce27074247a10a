//! What holds of fits whatever the parts.

use domain::catalog::AttributeSet;
use domain::fit::{FitClass, Joint, Piece, Verdict, check, fits, partners, rods, verdict};
use domain::units::{Quantity, Unit};
use proptest::prelude::*;

fn facts(figures: &[(&str, f64)], unit: Unit) -> AttributeSet {
    let mut facts = AttributeSet::new();
    for (code, micrometres) in figures {
        let millimetres = micrometres / 1e3;
        facts.state(code, Quantity::new(if unit == Unit::Inch { millimetres / 25.4 } else { millimetres }, unit));
    }
    facts
}

/// All dimensions a part may have, so that every joint of its category can be tried.
const CODES: [&str; 11] = [
    "outer_diameter",
    "inner_diameter",
    "shoulder_diameter",
    "base_diameter",
    "fore_shoulder_diameter",
    "aft_shoulder_diameter",
    "fore_diameter",
    "packed_diameter",
    "motor_diameter",
    "diameter",
    "length",
];

const CATEGORIES: [&str; 11] = [
    "nose-cones",
    "airframe-tubes",
    "couplers",
    "transitions",
    "bulkheads",
    "motor-tubes",
    "centering-rings",
    "engine-blocks",
    "retainers",
    "motors",
    "parachutes",
];

fn part() -> impl Strategy<Value = (&'static str, Vec<f64>)> {
    // Close together, so that many pairs fit.
    (prop::sample::select(&CATEGORIES[..]), prop::collection::vec((50_000u32..58_000).prop_map(f64::from), CODES.len()))
}

fn all(figures: &[f64], unit: Unit) -> AttributeSet {
    facts(&CODES.into_iter().zip(figures.iter().copied()).collect::<Vec<_>>(), unit)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn order_makes_no_difference(a in part(), b in part()) {
        let (one, other) = (all(&a.1, Unit::Millimetre), all(&b.1, Unit::Millimetre));
        let (one, other) = (Piece::new(a.0, &one), Piece::new(b.0, &other));
        prop_assert_eq!(fits(one, other), fits(other, one));
        prop_assert_eq!(check(one, other).len(), check(other, one).len());
    }

    #[test]
    fn the_unit_a_maker_writes_in_makes_no_difference(a in part(), b in part()) {
        let [one, other] = [&a, &b].map(|part| all(&part.1, Unit::Millimetre));
        let [inch_one, inch_other] = [&a, &b].map(|part| all(&part.1, Unit::Inch));
        prop_assert_eq!(
            check(Piece::new(a.0, &one), Piece::new(b.0, &other)),
            check(Piece::new(a.0, &inch_one), Piece::new(b.0, &inch_other))
        );
    }

    #[test]
    fn growing_clearance_goes_from_sanding_to_shim(bore in 3_000u32..300_000, steps in 2u32..200) {
        for joint in [Joint::NoseInTube, Joint::MotorInTube, Joint::ParachuteInTube, Joint::MotorInRetainer] {
            let limits = joint.limits();
            let hole = f64::from(bore) * 1e-6;
            let mut before: Option<FitClass> = None;
            let mut seen_any = false;
            for step in 0..=steps {
                let share = f64::from(step) / f64::from(steps);
                let clearance = hole * (1.2 * share - 0.1);
                let class = limits.class(clearance, hole);
                if let (Some(earlier), Some(now)) = (before, class) {
                    prop_assert!(earlier <= now, "{earlier:?} before {now:?} at {clearance}");
                }
                // Once it has stopped fitting, it does not fit again.
                prop_assert!(!(seen_any && before.is_none() && class.is_some()), "fits again at {clearance}");
                seen_any |= class.is_some();
                before = class;
            }
        }
    }

    #[test]
    fn a_wider_hole_is_never_a_tighter_fit(shaft in 5_000u32..200_000, bore in 5_000u32..200_000, wider in 1u32..3_000) {
        let nose = facts(&[("shoulder_diameter", f64::from(shaft))], Unit::Millimetre);
        let judge = |bore: u32| {
            let tube = facts(&[("inner_diameter", f64::from(bore))], Unit::Millimetre);
            verdict(Joint::NoseInTube, Piece::new("nose-cones", &nose), Piece::new("airframe-tubes", &tube))
                .and_then(|verdict| verdict.fit())
        };
        if let (Some(narrow), Some(wide)) = (judge(bore), judge(bore + wider)) {
            prop_assert!(narrow.class <= wide.class && narrow.position() <= wide.position());
        }
    }

    #[test]
    fn the_mark_lies_on_the_scale(shaft in 50_000u32..56_000, bore in 50_000u32..56_000) {
        let (nose, motor) = (facts(&[("shoulder_diameter", f64::from(shaft))], Unit::Millimetre),
                             facts(&[("diameter", f64::from(shaft)), ("length", 1e5)], Unit::Millimetre));
        let tube = facts(&[("inner_diameter", f64::from(bore)), ("length", 1e5)], Unit::Millimetre);
        for part in [Piece::new("nose-cones", &nose), Piece::new("motors", &motor)] {
            if let Some(fit) = fits(part, Piece::new("airframe-tubes", &tube)) {
                let (from, to) = match fit.class {
                    FitClass::NeedsSanding => (0.0, 0.0),
                    FitClass::Press => (0.0, 0.2),
                    FitClass::Slip => (0.2, 0.8),
                    FitClass::Loose => (0.8, 1.0),
                    FitClass::NeedsShim => (1.0, 1.0),
                };
                prop_assert!((from..=to).contains(&fit.position()), "{fit:?} at {}", fit.position());
            }
        }
    }

    #[test]
    fn whatever_fits_is_found_from_both_sides(a in part(), b in part()) {
        let (one, other) = (all(&a.1, Unit::Millimetre), all(&b.1, Unit::Millimetre));
        let (one, other) = (Piece::new(a.0, &one), Piece::new(b.0, &other));
        let finds = |part: Piece<'_>, wanted: Piece<'_>, joint: Joint| {
            partners(part).iter().any(|search| {
                search.joint == joint
                    && search.category == wanted.category
                    && search.windows.iter().all(|window| {
                        let figure = wanted.attributes.number(window.attribute).unwrap_or_default();
                        window.from.is_none_or(|from| figure >= from - 1e-6) && window.to.is_none_or(|to| figure <= to + 1e-6)
                    })
            })
        };
        for joint in check(one, other).iter().filter_map(Verdict::fit).map(|fit| fit.joint) {
            prop_assert!(finds(one, other, joint), "{joint:?} from the first");
            prop_assert!(finds(other, one, joint), "{joint:?} from the second");
        }
    }
}

#[test]
fn lugs_run_on_the_rods_they_are_sold_for() {
    // Makers' bores in thousandths of an inch and the rod on the package: Estes, BMS, LOC, Public
    // Missiles (brass and copper tube), Giant Leap.
    let lugs = [
        (156.0, "1/8 in rod"),
        (210.0, "3/16 in rod"),
        (281.0, "1/4 in rod"),
        (290.0, "1/4 in rod"),
        (257.0, "1/4 in rod"),
        (409.0, "3/8 in rod"),
        (400.0, "3/8 in rod"),
        (507.0, "1/2 in rod"),
        (525.0, "1/2 in rod"),
        (760.0, "3/4 in rod"),
        (800.0, "3/4 in rod"),
        (967.0, "15/16 in rod"),
    ];
    for (mil, name) in lugs {
        let lug = facts(&[("inner_diameter", mil * 25.4)], Unit::Inch);
        let found = rods(Piece::new("launch-lugs", &lug));
        let rod = found.iter().find(|fit| fit.rod.name == name).unwrap_or_else(|| panic!("{mil}: {found:?}"));
        assert_eq!(rod.class, FitClass::Slip, "{mil}");
    }
    let lug = facts(&[("inner_diameter", 156.0 * 25.4)], Unit::Inch);
    assert!(rods(Piece::new("launch-lugs", &lug)).iter().all(|fit| fit.rod.size < 0.004), "3/16 in does not go in");
}

#[test]
fn guides_run_on_the_rail_they_are_made_for() {
    let guide = facts(&[("rod_diameter", 25_400.0)], Unit::Millimetre);
    let found = rods(Piece::new("rail-guides", &guide));
    assert_eq!(found.iter().map(|fit| fit.rod.name).collect::<Vec<_>>(), ["1 in rail (1010)"]);
}

#[test]
fn parts_without_the_dimension_say_nothing() {
    let nothing = AttributeSet::new();
    let nose = Piece::new("nose-cones", &nothing);
    assert!(partners(nose).is_empty() && check(nose, Piece::new("airframe-tubes", &nothing)).is_empty());
    assert!(partners(Piece::new("bonding", &nothing)).is_empty());
}

#[test]
fn advice_says_what_to_do() {
    let judge = |shoulder: f64| {
        let nose = facts(&[("shoulder_diameter", shoulder), ("base_diameter", 57_000.0)], Unit::Millimetre);
        let tube = facts(&[("inner_diameter", 54_000.0), ("outer_diameter", 55_800.0)], Unit::Millimetre);
        fits(Piece::new("nose-cones", &nose), Piece::new("airframe-tubes", &tube))
    };
    let advice = |shoulder| judge(shoulder).expect("fits").advice();
    assert_eq!(advice(54_100.0).as_deref(), Some("sand 0.10 mm off the diameter"));
    assert_eq!(advice(53_800.0), None);
    assert_eq!(advice(53_600.0).as_deref(), Some("a turn of tape"));
    assert_eq!(advice(53_000.0).as_deref(), Some("shim 0.50 mm a side"));
    assert_eq!(judge(53_800.0).and_then(|fit| fit.step_in_words()).as_deref(), Some("1.2 mm wider than the tube"));
    assert_eq!(judge(55_000.0), None);
}
