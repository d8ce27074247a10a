//! What fits a part, on the demo catalog: the right groups, the best first, and nothing that does not.

use domain::catalog::PartDraft;
use domain::fit::{FitClass, Joint, Side};
use domain::search::Query;
use domain::units::{Quantity, Unit};
use sqlx::MySqlPool;
use store::Error;
use store::fit::FitGroup;

use crate::shop::{Shop, demo_part, sku, tube};

const ALL: usize = 1_000;

async fn indexed(database: MySqlPool, numbers: &[&str]) -> Shop {
    let shop = Shop::with_demo(database, numbers).await;
    shop.store.rebuild_search().await.expect("built");
    shop
}

async fn groups(shop: &Shop, number: &str) -> Vec<FitGroup> {
    let part = shop.part(number).await;
    shop.store.what_fits(&part, ALL, 1).await.expect("answered")
}

fn numbers(group: &FitGroup) -> Vec<&str> {
    group.rows.iter().map(|fit| fit.row.sku.as_str()).collect()
}

/// A tube of this bore, 57.4 mm outside.
fn bored(number: &str, bore: f64) -> PartDraft {
    let mut draft = tube(number, Some(600.0));
    draft.attributes.state("inner_diameter", Quantity::new(bore, Unit::Millimetre));
    draft.attributes.state("outer_diameter", Quantity::new(57.4, Unit::Millimetre));
    draft
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_nose_cone_slips_into_the_tubes_of_its_size_and_sits_flush(database: MySqlPool) {
    let shop =
        indexed(database, &["RP-NC-54-OG4", "RP-AT-54-600", "RP-AT-54F-600", "RP-AT-66-600", "RP-CP-54-110"]).await;
    let groups = groups(&shop, "RP-NC-54-OG4").await;
    assert_eq!(groups.len(), 1, "tubes and nothing else");
    let group = &groups[0];
    assert_eq!((group.joint, group.side, group.total), (Joint::NoseInTube, Side::Shaft, 2));
    assert_eq!(numbers(group), ["RP-AT-54F-600", "RP-AT-54-600"], "the closer one first");
    for (fit, clearance) in group.rows.iter().map(|row| row.fit).zip([0.1e-3, 0.3e-3]) {
        assert_eq!(fit.class, FitClass::Slip);
        assert!((fit.clearance - clearance).abs() < 1e-7 && fit.step == Some(0.0), "{fit:?}");
    }
    let [(category, query)] = group.within.as_slice() else { panic!("one category") };
    let listed = shop.store.find_parts(query, Some(category), None, 50, 0).await.expect("answered");
    assert_eq!(listed.total, 2, "the category narrowed to the same window");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_one_part_names_names_it_back(database: MySqlPool) {
    let shop = indexed(
        database,
        &[
            "RP-NC-54-OG4",
            "RP-AT-54-600",
            "RP-AT-54-900",
            "RP-CP-54-110",
            "RP-CR-54-38",
            "RP-MT-38-200",
            "RP-RT-38A",
            "RP-M38-G58-14A",
            "RP-BH-54",
            "RP-BC-54",
            "RP-EB-38",
            "RP-TR-54-75",
            "RP-AT-75-600",
            "RP-TC-54-38",
        ],
    )
    .await;
    let mut pairs = Vec::new();
    for row in shop.store.find_parts(&Query::default(), None, None, 50, 0).await.expect("answered").rows {
        for group in groups(&shop, row.sku.as_str()).await {
            assert_eq!(group.rows.len(), group.total);
            pairs.extend(group.rows.iter().map(|fit| (row.sku.to_string(), fit.row.sku.to_string(), fit.fit)));
        }
    }
    for (one, other, fit) in &pairs {
        assert_ne!(one, other, "a part does not fit itself");
        assert!(
            pairs.iter().any(|(a, b, back)| (a, b, back) == (other, one, fit)),
            "{other} does not name {one}: {fit:?}"
        );
    }
    let joints = |number: &str| {
        let mut joints: Vec<Joint> =
            pairs.iter().filter(|(one, ..)| one == number).map(|(.., fit)| fit.joint).collect();
        joints.sort_unstable();
        joints.dedup();
        joints
    };
    assert_eq!(
        joints("RP-MT-38-200"),
        [Joint::TubeInRing, Joint::MotorInTube, Joint::TubeInRetainer, Joint::BlockInTube]
    );
    assert_eq!(joints("RP-TR-54-75"), [Joint::ForeShoulderInTube, Joint::AftShoulderInTube]);
    assert!(joints("RP-AT-54-600").contains(&Joint::JoinedTubes));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn class_comes_first_then_stock_then_price_then_clearance(database: MySqlPool) {
    let shop = Shop::with_demo(database, &["RP-NC-54-OG4"]).await;
    // The shoulder is 54.1 mm.
    shop.sell(&bored("LOOSE", 54.55), 5, 0).await;
    shop.sell(&bored("SOLD-OUT", 54.2), 0, 0).await;
    shop.sell(&bored("IN-STOCK", 54.35), 0, 3).await;
    shop.sell(&bored("NEARER", 54.25), 2, 0).await;
    shop.sell(&bored("SANDED", 54.0), 2, 0).await;
    shop.sell(&bored("PRESSED", 54.1), 2, 0).await;
    shop.sell(&bored("SHIMMED", 55.1), 2, 0).await;
    shop.sell(&bored("TOO-TIGHT", 53.8), 2, 0).await;
    shop.sell(&bored("TOO-WIDE", 56.0), 2, 0).await;
    let mut session = shop.import().await;
    session.part(&bored("ON-REQUEST", 54.21)).await.expect("taken");
    session.commit().await.expect("written");
    shop.store.rebuild_search().await.expect("built");
    let groups = groups(&shop, "RP-NC-54-OG4").await;
    assert_eq!(
        numbers(&groups[0]),
        ["NEARER", "IN-STOCK", "SOLD-OUT", "ON-REQUEST", "PRESSED", "LOOSE", "SANDED", "SHIMMED"]
    );
    let part = shop.part("RP-NC-54-OG4").await;
    let few = shop.store.what_fits(&part, 3, 1).await.expect("answered");
    assert_eq!((numbers(&few[0]), few[0].total), (vec!["NEARER", "IN-STOCK", "SOLD-OUT"], 8));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn motors_fit_by_diameter_and_length(database: MySqlPool) {
    let shop = Shop::with_demo(database, &["RP-MT-38-200", "RP-RT-38A"]).await;
    let motor = demo_part("RP-M38-G58-14A").draft;
    let of_length = |number: &str, diameter: f64, length: f64| {
        let mut draft = motor.clone();
        draft.sku = sku(number);
        number.clone_into(&mut draft.mpn);
        number.to_lowercase().clone_into(&mut draft.product_slug);
        draft.attributes.state("diameter", Quantity::new(diameter, Unit::Millimetre));
        draft.attributes.state("length", Quantity::new(length, Unit::Millimetre));
        draft
    };
    for (number, diameter, length) in
        [("AS-LONG", 38.0, 200.0), ("OVERHANGS", 38.0, 212.0), ("TOO-LONG", 38.0, 220.0), ("SLIM", 29.0, 100.0)]
    {
        shop.sell(&of_length(number, diameter, length), 5, 0).await;
    }
    shop.store.rebuild_search().await.expect("built");
    let tube = groups(&shop, "RP-MT-38-200").await;
    let motors = tube.iter().find(|group| group.joint == Joint::MotorInTube).expect("motors");
    assert_eq!(numbers(motors), ["AS-LONG", "OVERHANGS"]);
    let retainer = groups(&shop, "RP-RT-38A").await;
    let motors = retainer.iter().find(|group| group.joint == Joint::MotorInRetainer).expect("motors");
    assert_eq!(numbers(motors), ["AS-LONG", "OVERHANGS", "TOO-LONG"], "a retainer has no length to mind");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn some_parts_fit_nothing_and_nothing_is_known_before_the_index(database: MySqlPool) {
    let shop = Shop::with_demo(database, &["RP-NC-54-OG4"]).await;
    let nose = shop.part("RP-NC-54-OG4").await;
    let early = shop.store.what_fits(&nose, ALL, 1).await.expect_err("no index");
    assert!(matches!(early, Error::SearchNotReady));
    shop.sell(&tube("BARE", None), 1, 0).await;
    assert_eq!(groups(&shop, "BARE").await, [], "nothing to look for needs no index");
    shop.store.rebuild_search().await.expect("built");
    assert_eq!(groups(&shop, "RP-NC-54-OG4").await, [], "a nose cone alone");
}
