//! Lists that go into a cart as a whole: what their lines stand for, and that none goes in alone.

use domain::cart::quick_order::read;
use domain::cart::review::{Review, ReviewProblem};
use domain::cart::{CartLineProblem, MAX_LINES, MAX_QUANTITY};
use sqlx::MySqlPool;
use store::cart::AddLinesError;
use uuid::Uuid;

use crate::shop::{Buyer, Shop, ladder, moment, sku, tube};

const KEY: Uuid = Uuid::from_u128(1);
const OTHER_KEY: Uuid = Uuid::from_u128(2);

async fn review(shop: &Shop, text: &str, buyer: Option<&Buyer>) -> Review {
    let asked = read(text).expect("a list");
    shop.store.review_list(asked, buyer.map(|buyer| &buyer.token)).await.expect("answered")
}

async fn add(shop: &Shop, buyer: &Buyer, key: Uuid, lines: &[(&str, u32)]) -> Result<(), AddLinesError> {
    let lines: Vec<_> = lines.iter().map(|(number, quantity)| (sku(number), *quantity)).collect();
    shop.store.add_lines_to_cart(&buyer.token, key, &lines, moment(0)).await
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn numbers_are_found_in_any_punctuation_and_priced_at_their_quantity(database: MySqlPool) {
    let shop = Shop::with_demo(database, &["RP-BH-29", "RP-NC-54-OG5"]).await;
    let review = review(&shop, "rp bh 29 x 10\nRPNC54OG5;2\nRP/BH/29\nRP-BH-92 4\nnothing like it 2", None).await;
    let numbers: Vec<_> =
        review.lines.iter().map(|line| line.part.as_ref().map(|part| (part.sku.to_string(), part.quantity))).collect();
    assert_eq!(numbers, [Some(("RP-BH-29".into(), 11)), Some(("RP-NC-54-OG5".into(), 2)), None, None]);
    let bulkheads = review.lines[0].part.as_ref().expect("known");
    assert_eq!(bulkheads.total().map(|total| total.minor), Some(11 * 133), "at the price of ten and more");
    assert_eq!(bulkheads.available, Some(495));
    assert_eq!(review.lines[2].problem, Some(ReviewProblem::UnknownNumber));
    let near: Vec<_> = review.lines[2].near.iter().map(|part| (part.sku.to_string(), part.quantity)).collect();
    assert_eq!(near, [("RP-BH-29".to_owned(), 4)]);
    assert!(review.lines[3].near.is_empty());
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_makers_number_finds_too_and_two_makers_make_a_choice(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.sell(&tube("T-1", None), 9, 0).await;
    for number in ["T-2", "T-3"] {
        let mut draft = tube(number, None);
        draft.mpn = "BT-20 J".to_owned();
        shop.sell(&draft, 9, 0).await;
    }
    let mut ours = tube("T-4", None);
    ours.mpn = "T-1".to_owned();
    shop.sell(&ours, 9, 0).await;
    let review = review(&shop, "m-t-1 2\nbt20j\nT-1", None).await;
    assert_eq!(
        review.lines[0].part.as_ref().map(|part| (part.sku.as_str(), part.quantity)),
        Some(("T-1", 3)),
        "our number goes before a maker’s"
    );
    assert_eq!(review.lines[1].problem, Some(ReviewProblem::SeveralParts));
    assert_eq!(review.lines[1].near.len(), 2);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_list_goes_in_as_a_whole_and_in_its_order(database: MySqlPool) {
    let shop = Shop::open(database).await;
    for number in ["T-1", "T-2", "T-3"] {
        shop.sell(&tube(number, None), 9, 0).await;
    }
    let buyer = Buyer::number(1);
    buyer.wants(&shop, "T-2", 1).await;
    add(&shop, &buyer, KEY, &[("T-3", 4), ("T-1", 9), ("T-2", 2)]).await.expect("added");
    let cart = buyer.cart(&shop).await;
    let lines: Vec<_> = cart.lines.iter().map(|line| (line.sku.as_str(), line.quantity)).collect();
    assert_eq!(lines, [("T-2", 3), ("T-3", 4), ("T-1", 9)]);
    assert_eq!(cart.lines[0].mpn, "M-T-2");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn one_line_that_cannot_be_had_keeps_all_of_them_out(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.sell(&tube("T-1", None), 9, 0).await;
    shop.sell(&tube("T-OUT", None), 0, 0).await;
    let mut session = shop.import().await;
    session.part(&tube("T-UNPRICED", None)).await.expect("taken");
    session.commit().await.expect("written");
    let buyer = Buyer::number(1);
    buyer.wants(&shop, "T-1", 4).await;
    for (bad, problem) in [
        (("T-NONE", 1), ReviewProblem::UnknownNumber),
        (("T-UNPRICED", 1), ReviewProblem::Line(CartLineProblem::PriceOnRequest)),
        (("T-OUT", 1), ReviewProblem::Line(CartLineProblem::SoldOut)),
        (("T-1", 5), ReviewProblem::InCart { in_cart: 4, more: 5 }),
        (("T-1", MAX_QUANTITY + 1), ReviewProblem::Quantity(domain::cart::QuantityError::OutOfRange)),
    ] {
        let refused = add(&shop, &buyer, KEY, &[("T-1", 1), bad]).await;
        let Err(AddLinesError::Refused(review)) = refused else { panic!("{bad:?}: {refused:?}") };
        assert!(review.lines.iter().any(|line| line.problem.as_ref() == Some(&problem)), "{bad:?}: {review:?}");
        assert_eq!(buyer.cart(&shop).await.pieces(), 4, "{bad:?}");
    }
    let stranger = Buyer::number(2);
    assert!(add(&shop, &stranger, KEY, &[("T-1", 1), ("T-NONE", 1)]).await.is_err());
    assert_eq!(shop.number("SELECT COUNT(*) FROM carts").await, 1, "not even an empty cart is left");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_list_that_does_not_fit_stays_out(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let mut session = shop.import().await;
    for number in 0..=MAX_LINES {
        let draft = tube(&format!("T-{number}"), None);
        session.part(&draft).await.expect("taken");
        session.prices(&draft.sku, &ladder(&[(1, 100)])).await.expect("priced");
        session.stock(&draft.sku, "DEN", 9, "opening stock").await.expect("stocked");
    }
    session.commit().await.expect("written");
    let buyer = Buyer::number(1);
    buyer.wants(&shop, "T-0", 1).await;
    let numbers: Vec<String> = (0..=MAX_LINES).map(|number| format!("T-{number}")).collect();
    let lines: Vec<_> = numbers.iter().map(|number| (number.as_str(), 1)).collect();
    let refused = add(&shop, &buyer, KEY, &lines).await;
    assert!(matches!(&refused, Err(AddLinesError::Refused(review)) if review.overflow == 1), "{refused:?}");
    add(&shop, &buyer, KEY, &lines[..MAX_LINES]).await.expect("just full");
    assert_eq!(buyer.cart(&shop).await.lines.len(), MAX_LINES);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_same_list_sent_twice_is_added_once(database: MySqlPool) {
    let shop = std::sync::Arc::new(Shop::open(database).await);
    shop.sell(&tube("T-1", None), 900, 0).await;
    shop.sell(&tube("T-2", None), 900, 0).await;
    let buyer = Buyer::number(1);
    let presses: Vec<_> = (0..12)
        .map(|_| {
            let (shop, buyer) = (shop.clone(), buyer.clone());
            tokio::spawn(async move { add(&shop, &buyer, KEY, &[("T-1", 3), ("T-2", 1)]).await })
        })
        .collect();
    for press in presses {
        press.await.expect("no panic").expect("added");
    }
    assert_eq!(buyer.cart(&shop).await.pieces(), 4);
    add(&shop, &buyer, OTHER_KEY, &[("T-1", 3)]).await.expect("another list");
    assert_eq!(buyer.cart(&shop).await.pieces(), 7);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn lists_added_at_once_are_both_whole_or_refused(database: MySqlPool) {
    let shop = std::sync::Arc::new(Shop::open(database).await);
    shop.sell(&tube("T-1", None), 10, 0).await;
    shop.sell(&tube("T-2", None), 900, 0).await;
    let buyer = Buyer::number(1);
    // Ten pieces are enough for three of these lists; each brings one piece of the other part.
    let lists: Vec<_> = (0..8u128)
        .map(|number| {
            let (shop, buyer) = (shop.clone(), buyer.clone());
            let lines = if number % 2 == 0 { [("T-1", 3), ("T-2", 1)] } else { [("T-2", 1), ("T-1", 3)] };
            tokio::spawn(async move { add(&shop, &buyer, Uuid::from_u128(10 + number), &lines).await })
        })
        .collect();
    let mut added = 0;
    for list in lists {
        match list.await.expect("no panic") {
            Ok(()) => added += 1,
            Err(AddLinesError::Refused(_)) => {}
            Err(AddLinesError::Store(error)) => panic!("{error}"),
        }
    }
    let cart = buyer.cart(&shop).await;
    let pieces = |number: &str| cart.lines.iter().find(|line| line.sku.as_str() == number).map(|line| line.quantity);
    assert_eq!((added, pieces("T-1"), pieces("T-2")), (3, Some(9), Some(3)));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn numbers_are_matched_one_by_one(database: MySqlPool) {
    let shop = Shop::with_demo(database, &["RP-BH-29", "RP-NC-54-OG5"]).await;
    let numbers = ["rp nc 54 og5", "RP-BH-28", "", "zz", "rp-bh-29"].map(str::to_owned);
    let found = shop.store.match_numbers(&numbers).await.expect("answered");
    let parts: Vec<Vec<&str>> =
        found.iter().map(|found| found.parts.iter().map(domain::ids::Sku::as_str).collect()).collect();
    assert_eq!(parts, [vec!["RP-NC-54-OG5"], vec![], vec![], vec![], vec!["RP-BH-29"]]);
    assert_eq!(found[1].near, [sku("RP-BH-29")]);
    assert!(found[2].near.is_empty() && found[3].near.is_empty());
}
