//! The line keeps its promises: unique, complete, truthful, and everything fits.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::family::{AIRFRAMES, MOTOR_MOUNTS};
use super::{DemoPart, LOCATIONS, catalog};
use crate::catalog::schema::{attribute_by_code, category_by_slug};
use crate::catalog::{AttributeValue, ProductKind, Shape};
use crate::money::{Currency, Money};
use crate::pricing::{PriceLadder, QuantityBreak};
use crate::units::QuantityKind;

/// Slack for figures that went through metres and back.
const ROUNDING: f64 = 1e-6;

fn of<'a>(parts: &'a [DemoPart], category: &'a str) -> impl Iterator<Item = &'a DemoPart> {
    parts.iter().filter(move |part| part.draft.category == category)
}

/// An attribute in millimetres.
fn millimetres(part: &DemoPart, code: &str) -> f64 {
    let metres = part.draft.attributes.number(code);
    metres.unwrap_or_else(|| panic!("{} has no {code}", part.draft.sku)) * 1000.0
}

fn within(value: f64, low: f64, high: f64) -> bool {
    value >= low - ROUNDING && value <= high + ROUNDING
}

#[test]
fn the_line_is_as_large_as_promised() {
    let parts = catalog();
    let products: HashSet<_> = parts.iter().map(|part| &part.draft.product_slug).collect();
    let goods: BTreeSet<_> =
        parts.iter().filter(|p| p.draft.kind == ProductKind::Part).map(|p| p.draft.category.as_str()).collect();
    let services: HashSet<_> = of(&parts, "services").map(|part| &part.draft.product_slug).collect();
    assert!(parts.len() >= 600, "{} SKUs", parts.len());
    assert!(products.len() >= 250, "{} products", products.len());
    assert!(goods.len() >= 12, "{goods:?}");
    assert!(services.len() >= 8, "{} services", services.len());
}

#[test]
fn part_numbers_are_unique_and_products_agree_with_themselves() {
    let parts = catalog();
    let mut skus = HashSet::new();
    let mut products: HashMap<&str, &DemoPart> = HashMap::new();
    let mut names = HashMap::new();
    let mut options = HashSet::new();
    for part in &parts {
        let draft = &part.draft;
        assert!(skus.insert(&draft.sku), "{} twice", draft.sku);
        assert!(options.insert((&draft.product_slug, &draft.option_value)), "{}: option twice", draft.sku);
        assert_eq!(*names.entry(&draft.product_name).or_insert(&draft.product_slug), &draft.product_slug);
        let first = &products.entry(&draft.product_slug).or_insert(part).draft;
        assert_eq!(
            (
                &first.category,
                &first.product_name,
                &first.summary,
                &first.description,
                first.kind,
                first.lead_time_days
            ),
            (
                &draft.category,
                &draft.product_name,
                &draft.summary,
                &draft.description,
                draft.kind,
                draft.lead_time_days
            ),
        );
        assert_eq!(category_by_slug(&draft.category).map(|c| c.attributes.is_empty()), Some(false));
    }
    // A product with several variants has to say what tells them apart.
    for (slug, first) in &products {
        let variants = parts.iter().filter(|part| part.draft.product_slug == *slug).count();
        assert_eq!(first.draft.option_value.is_empty(), variants == 1, "{slug}");
    }
}

#[test]
fn attributes_belong_to_their_category_and_shapes_can_be_drawn() {
    const SHAPED: &[&str] = &[
        "nose-cones",
        "airframe-tubes",
        "couplers",
        "transitions",
        "bulkheads",
        "fins",
        "motor-tubes",
        "centering-rings",
        "engine-blocks",
        "motors",
        "parachutes",
        "streamers",
        "launch-lugs",
    ];
    for part in catalog() {
        let draft = &part.draft;
        let category = category_by_slug(&draft.category).expect("known category");
        for entry in draft.attributes.iter() {
            assert!(category.attributes.contains(&entry.code.as_str()), "{}: {}", draft.sku, entry.code);
            let kind = attribute_by_code(&entry.code).expect("known attribute").kind;
            match &entry.value {
                AttributeValue::Number(n) => {
                    assert!(kind != QuantityKind::Text && n.is_finite() && *n >= 0.0, "{}", draft.sku);
                }
                AttributeValue::Text(text) => assert!(kind == QuantityKind::Text && !text.is_empty(), "{}", draft.sku),
            }
        }
        // Tables look full: only electronics have columns that mean nothing for some parts.
        if draft.category != "electronics" {
            for column in &category.attributes[..category.columns] {
                assert!(draft.attributes.get(column).is_some(), "{} lacks {column}", draft.sku);
            }
        }
        if SHAPED.contains(&draft.category.as_str()) {
            assert!(Shape::from_attributes(&draft.category, &draft.attributes).is_some(), "{} has no shape", draft.sku);
        }
        if category.attributes.contains(&"mass") {
            let mass = draft.attributes.number("mass").unwrap_or_default();
            assert!(mass > 5e-5 && mass < 10.0, "{} weighs {mass} kg", draft.sku);
        }
    }
}

#[test]
fn what_slides_into_a_tube_slips_into_every_tube_of_its_size() {
    let parts = catalog();
    let sliding = [
        ("couplers", "outer_diameter"),
        ("nose-cones", "shoulder_diameter"),
        ("centering-rings", "outer_diameter"),
        ("transitions", "fore_shoulder_diameter"),
    ];
    for (category, code) in sliding {
        for part in of(&parts, category) {
            let plug = millimetres(part, code);
            let size =
                AIRFRAMES.iter().find(|a| (a.slip - plug).abs() < ROUNDING).expect("a slip diameter of the family");
            let tubes: Vec<_> = of(&parts, "airframe-tubes")
                .filter(|t| (millimetres(t, "outer_diameter") - size.outer).abs() < ROUNDING)
                .collect();
            assert!(!tubes.is_empty(), "{} has no tube", part.draft.sku);
            for tube in tubes {
                let clearance = millimetres(tube, "inner_diameter") - plug;
                assert!(within(clearance, 0.05, 0.6), "{} in {}: {clearance:.2}", part.draft.sku, tube.draft.sku);
            }
        }
    }
}

#[test]
fn noses_and_transitions_sit_flush() {
    let parts = catalog();
    let ends = [
        ("nose-cones", "base_diameter", "shoulder_diameter"),
        ("transitions", "fore_diameter", "fore_shoulder_diameter"),
        ("transitions", "aft_diameter", "aft_shoulder_diameter"),
    ];
    for (category, skin, shoulder) in ends {
        for part in of(&parts, category).filter(|part| part.draft.attributes.number(shoulder).is_some()) {
            let (skin, shoulder) = (millimetres(part, skin), millimetres(part, shoulder));
            let fits = of(&parts, "airframe-tubes").any(|tube| {
                within((millimetres(tube, "outer_diameter") - skin).abs(), 0.0, 0.2)
                    && within(millimetres(tube, "inner_diameter") - shoulder, 0.05, 0.6)
            });
            assert!(fits, "{} sits on no tube", part.draft.sku);
        }
    }
}

#[test]
fn tail_cones_let_their_motor_tube_through() {
    let parts = catalog();
    let tails: Vec<_> = of(&parts, "transitions").filter(|p| p.draft.sku.as_str().starts_with("RP-TC")).collect();
    assert!(tails.len() >= 5);
    for tail in tails {
        let opening = millimetres(tail, "aft_diameter") - 2.0 * millimetres(tail, "wall");
        let fits = MOTOR_MOUNTS.iter().any(|mount| within(opening - mount.outer, 0.05, 0.6));
        assert!(fits, "{}: {opening:.1} mm opening", tail.draft.sku);
    }
}

#[test]
fn motors_go_into_tubes_and_tubes_into_rings() {
    let parts = catalog();
    for motor in of(&parts, "motors") {
        let diameter = millimetres(motor, "diameter");
        let mut tubes =
            of(&parts, "motor-tubes").filter(|t| (millimetres(t, "motor_diameter") - diameter).abs() < ROUNDING);
        assert!(tubes.any(|t| millimetres(t, "length") + 60.0 >= millimetres(motor, "length")), "{}", motor.draft.sku);
    }
    for tube in of(&parts, "motor-tubes") {
        let clearance = millimetres(tube, "inner_diameter") - millimetres(tube, "motor_diameter");
        assert!(within(clearance, 0.2, 1.2), "{}: {clearance:.2}", tube.draft.sku);
        let taken = of(&parts, "centering-rings")
            .any(|ring| within(millimetres(ring, "inner_diameter") - millimetres(tube, "outer_diameter"), 0.05, 0.6));
        assert!(taken, "{} has no ring", tube.draft.sku);
    }
    for ring in of(&parts, "centering-rings") {
        let takes = of(&parts, "motor-tubes")
            .any(|tube| within(millimetres(ring, "inner_diameter") - millimetres(tube, "outer_diameter"), 0.05, 0.6));
        assert!(takes, "{} takes no motor tube", ring.draft.sku);
    }
    for block in of(&parts, "engine-blocks") {
        let stops = of(&parts, "motor-tubes").any(|tube| {
            within(millimetres(tube, "inner_diameter") - millimetres(block, "outer_diameter"), 0.05, 0.4)
                && millimetres(block, "inner_diameter") < millimetres(tube, "motor_diameter") - 2.0
        });
        assert!(stops, "{} stops no motor", block.draft.sku);
    }
}

#[test]
fn bulkheads_close_a_tube_or_a_coupler() {
    let parts = catalog();
    for bulkhead in of(&parts, "bulkheads") {
        let category = if bulkhead.draft.sku.as_str().starts_with("RP-BC") { "couplers" } else { "airframe-tubes" };
        let closes = of(&parts, category).any(|tube| {
            within(millimetres(tube, "inner_diameter") - millimetres(bulkhead, "outer_diameter"), 0.05, 0.6)
        });
        assert!(closes, "{} closes no {category}", bulkhead.draft.sku);
    }
}

#[test]
fn sleds_go_into_a_coupler() {
    let parts = catalog();
    let sleds: Vec<_> = of(&parts, "electronics").filter(|part| part.draft.sku.as_str().starts_with("RP-AV")).collect();
    assert!(sleds.len() >= 5);
    for sled in sleds {
        let fits = of(&parts, "couplers").any(|coupler| {
            within(millimetres(coupler, "inner_diameter") - millimetres(sled, "width"), 1.0, 8.0)
                && within(millimetres(coupler, "length") - millimetres(sled, "length"), 10.0, 40.0)
        });
        assert!(fits, "{} goes into no coupler", sled.draft.sku);
    }
}

#[test]
fn prices_are_ladders_that_fall() {
    for part in catalog() {
        let breaks = part.prices.iter().map(|(min_quantity, cents)| QuantityBreak {
            min_quantity: *min_quantity,
            unit_price: Money::new(*cents, Currency::Eur),
        });
        let ladder = PriceLadder::new(breaks.collect()).unwrap_or_else(|error| panic!("{}: {error}", part.draft.sku));
        assert!((2..=4).contains(&ladder.breaks().len()), "{}", part.draft.sku);
        assert!(ladder.breaks().iter().all(|b| b.unit_price.minor > 0), "{}", part.draft.sku);
        assert_eq!(ladder.first().map(|b| b.min_quantity), Some(1), "{}", part.draft.sku);
    }
}

#[test]
fn longer_parts_of_one_product_cost_more() {
    let parts = catalog();
    for category in ["airframe-tubes", "couplers", "motor-tubes", "launch-lugs", "shock-cords"] {
        let listed: Vec<_> = of(&parts, category).collect();
        for pair in listed.windows(2).filter(|pair| pair[0].draft.product_slug == pair[1].draft.product_slug) {
            assert!(millimetres(pair[0], "length") < millimetres(pair[1], "length"), "{}", pair[1].draft.sku);
            assert!(pair[0].prices[0].1 < pair[1].prices[0].1, "{} is cheaper than a shorter one", pair[1].draft.sku);
        }
    }
}

#[test]
fn stock_is_varied_and_only_where_it_belongs() {
    let parts = catalog();
    let codes: Vec<_> = LOCATIONS.iter().map(|location| location.0).collect();
    let (mut stocked, mut none, mut few, mut made_to_order) = (0, 0, 0, 0);
    for part in &parts {
        let total: u32 = part.stock.iter().map(|(_, pieces)| pieces).sum();
        match (part.draft.kind, part.draft.lead_time_days) {
            (ProductKind::Service, lead_time) => {
                assert!(part.stock.is_empty() && lead_time.is_some(), "{}", part.draft.sku);
                continue;
            }
            (ProductKind::Part, Some(_)) => {
                made_to_order += 1;
                assert_eq!(total, 0, "{} is made to order", part.draft.sku);
            }
            (ProductKind::Part, None) => {
                stocked += 1;
                none += u32::from(total == 0);
                few += u32::from((1..15).contains(&total));
            }
        }
        assert_eq!(part.stock.iter().map(|(code, _)| *code).collect::<Vec<_>>(), codes, "{}", part.draft.sku);
    }
    assert!(made_to_order >= 5, "{made_to_order} made to order");
    assert!((stocked / 50..stocked / 12).contains(&none), "{none} of {stocked} sold out");
    assert!((stocked / 14..stocked / 4).contains(&few), "{few} of {stocked} low");
}

#[test]
fn thrust_curves_agree_with_the_table() {
    let parts = catalog();
    let mut classes = BTreeSet::new();
    for part in &parts {
        let Some(curve) = &part.draft.thrust_curve else {
            assert_ne!(part.draft.category, "motors", "{} has no curve", part.draft.sku);
            continue;
        };
        let attributes = &part.draft.attributes;
        assert_eq!(attributes.text("impulse_class"), Some(curve.class().to_string().as_str()), "{}", part.draft.sku);
        assert_eq!(attributes.number("total_impulse"), Some(curve.total_impulse()));
        assert_eq!(attributes.number("peak_thrust"), Some(curve.peak_thrust()));
        let impulse = curve.total_impulse() / (attributes.number("propellant_mass").expect("stated") * 9.806_65);
        assert!((175.0..225.0).contains(&impulse), "{}: specific impulse {impulse:.0} s", part.draft.sku);
        assert!(attributes.number("loaded_mass") > attributes.number("propellant_mass"), "{}", part.draft.sku);
        classes.insert(curve.class());
    }
    assert_eq!(classes.len(), 14, "classes A to N");
}

#[test]
fn copy_is_written_for_every_product_and_only_once() {
    let parts = catalog();
    let mut seen: HashMap<&str, &str> = HashMap::new();
    for part in &parts {
        let draft = &part.draft;
        assert!(!draft.summary.trim().is_empty() && draft.summary.ends_with('.'), "{}: {:?}", draft.sku, draft.summary);
        assert!(draft.summary.chars().count() <= 120, "{}: {:?}", draft.sku, draft.summary);
        let paragraphs: Vec<_> = draft.description.split("\n\n").collect();
        assert!((2..=4).contains(&paragraphs.len()), "{}: {} paragraphs", draft.sku, paragraphs.len());
        assert!(paragraphs.iter().all(|p| p.len() > 40 && !p.contains("  ") && p.ends_with('.')), "{}", draft.sku);
        let other = seen.entry(&draft.description).or_insert(&draft.product_slug);
        assert_eq!(*other, draft.product_slug, "one description for two products");
    }
}

#[test]
fn part_numbers_in_the_copy_exist() {
    let parts = catalog();
    let skus: Vec<_> = parts.iter().map(|part| part.draft.sku.as_str()).collect();
    let mut checked = HashSet::new();
    for part in &parts {
        let words = part.draft.description.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
        for number in words.filter(|word| word.starts_with("RP-")) {
            // A shortened number stands for a family: “RP-QL” for all quick links.
            let known = skus.iter().any(|sku| {
                sku.strip_prefix(number).is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()))
            });
            assert!(known, "{} mentions {number}", part.draft.sku);
            checked.insert(number);
        }
    }
    assert!(checked.len() > 50, "{} numbers mentioned", checked.len());
}

#[test]
fn the_catalog_is_the_same_every_time() {
    assert_eq!(catalog(), catalog());
}
