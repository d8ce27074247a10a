//! Companies buy: on terms within their credit, at their prices, with the tax of the destination.

use std::sync::Arc;

use domain::checkout::{CheckoutForm, Field};
use domain::money::Currency;
use domain::orders::{Order, OrderNumber, OrderState};
use sqlx::MySqlPool;
use store::orders::PlaceOrderError;

use crate::shop::{Buyer, Shop, complete_form, ladder, moment, sku, tube};

fn on_terms() -> CheckoutForm {
    CheckoutForm { payment_method: "purchase_order".into(), ..complete_form() }
}

async fn read(shop: &Shop, number: &OrderNumber) -> Order {
    shop.store.order(number).await.expect("answered").expect("there")
}

fn fields(error: PlaceOrderError) -> Vec<Field> {
    let PlaceOrderError::Incomplete(problems) = error else { panic!("{error:?}") };
    problems.into_iter().map(|problem| problem.field).collect()
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_order_on_terms_is_approved_and_owed(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.sell(&tube("T-1", None), 9, 0).await;
    // 10.00 and 9.80 of delivery, with 21 % of tax: 23.96.
    let company = shop.company("Alto Works", Some(2 * 2_396)).await;
    let mut orders = Vec::new();
    for number in 1..=2 {
        let buyer = Buyer::of_company(&shop, number, company).await;
        buyer.wants(&shop, "T-1", 1).await;
        buyer.checks_out_as(&shop, &on_terms()).await;
        orders.push(buyer.orders(&shop, 0).await.expect("within the credit"));
    }
    let order = read(&shop, &orders[0]).await;
    assert_eq!((order.state, order.total.minor, order.terms_days), (OrderState::Allocated, 2_396, Some(30)));
    let owed = "SELECT credit_used_minor FROM companies";
    assert_eq!(shop.number(owed).await, 2 * 2_396);
    assert_eq!(
        shop.number("SELECT COUNT(*) FROM orders WHERE company_id IS NOT NULL AND customer_id IS NOT NULL").await,
        2
    );
    shop.assert_ledger_adds_up().await;

    let buyer = Buyer::of_company(&shop, 3, company).await;
    buyer.wants(&shop, "T-1", 1).await;
    buyer.checks_out_as(&shop, &on_terms()).await;
    let before = shop.traces().await;
    assert_eq!(fields(buyer.orders(&shop, 0).await.expect_err("beyond the credit")), [Field::PaymentMethod]);
    assert_eq!((shop.traces().await, shop.number(owed).await), (before, 2 * 2_396));
    // Paying in advance is always possible, and waits for the money.
    buyer.checks_out(&shop).await;
    let order = read(&shop, &buyer.orders(&shop, 1).await.expect("in advance")).await;
    assert_eq!((order.state, order.terms_days), (OrderState::Placed, None));
    assert_eq!(shop.number(owed).await, 2 * 2_396);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn terms_are_for_members_who_are_signed_in(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.sell(&tube("T-1", None), 9, 0).await;
    let company = shop.company("Alto Works", Some(100_000)).await;
    let guest = Buyer::number(1);
    guest.wants(&shop, "T-1", 1).await;
    guest.checks_out_as(&shop, &on_terms()).await;
    assert_eq!(fields(guest.orders(&shop, 0).await.expect_err("no company")), [Field::PaymentMethod]);

    let member = Buyer::of_company(&shop, 2, company).await;
    member.wants(&shop, "T-1", 1).await;
    member.checks_out_as(&shop, &on_terms()).await;
    let signed_out = Buyer { customer: None, ..member.clone() };
    assert_eq!(fields(signed_out.orders(&shop, 0).await.expect_err("signed out")), [Field::PaymentMethod]);
    let open = signed_out.looks(&shop, 0).await;
    assert!(open.company.is_none() && open.addresses.is_empty());
    assert!(member.looks(&shop, 0).await.company.is_some());

    let in_advance = shop.company("Cash Only", None).await;
    let member = Buyer::of_company(&shop, 3, in_advance).await;
    member.wants(&shop, "T-1", 1).await;
    member.checks_out_as(&shop, &on_terms()).await;
    assert_eq!(fields(member.orders(&shop, 0).await.expect_err("no terms")), [Field::PaymentMethod]);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_hundred_orders_at_once_never_owe_more_than_the_limit(database: MySqlPool) {
    let shop = Arc::new(Shop::open(database).await);
    shop.sell(&tube("T-1", None), 90, 60).await;
    let limit = 10 * 2_396 + 2_395;
    let company = shop.company("Alto Works", Some(limit)).await;
    let mut buyers = Vec::new();
    for number in 0..100 {
        let buyer = Buyer::of_company(&shop, number, company).await;
        buyer.wants(&shop, "T-1", 1).await;
        buyer.checks_out_as(&shop, &on_terms()).await;
        buyers.push(buyer);
    }
    let start = Arc::new(tokio::sync::Barrier::new(buyers.len()));
    let rush: Vec<_> = buyers
        .into_iter()
        .map(|buyer| {
            let (shop, start) = (Arc::clone(&shop), Arc::clone(&start));
            tokio::spawn(async move {
                start.wait().await;
                buyer.orders(&shop, 0).await
            })
        })
        .collect();
    let mut ordered = 0;
    for order in rush {
        match order.await.expect("no panic") {
            Ok(_) => ordered += 1,
            Err(error) => assert_eq!(fields(error), [Field::PaymentMethod]),
        }
    }
    assert_eq!(ordered, 10);
    assert_eq!(shop.number("SELECT credit_used_minor FROM companies").await, 10 * 2_396);
    assert_eq!(shop.part("T-1").await.available(), Some(140));
    shop.assert_ledger_adds_up().await;
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_most_specific_list_that_has_a_price_counts(database: MySqlPool) {
    let shop = Shop::open(database).await;
    for number in ["T-1", "T-2", "T-3", "T-4"] {
        shop.sell(&tube(number, None), 9, 0).await;
    }
    let mut session = shop.import().await;
    for (code, prices) in [("alto", &[("T-1", 100)][..]), ("clubs", &[("T-1", 200), ("T-2", 220)][..])] {
        assert!(session.price_list(code, code, Currency::Eur).await.expect("answered"));
        assert!(!session.price_list(code, code, Currency::Eur).await.expect("answered"), "once");
        for (number, cents) in prices {
            session.prices_in(code, &sku(number), &ladder(&[(1, *cents), (5, *cents - 10)])).await.expect("priced");
        }
    }
    session.commit().await.expect("written");
    let company = shop.company("Alto Works", None).await;
    shop.run(
        "INSERT INTO customer_groups (name, price_list_id) SELECT 'Clubs', id FROM price_lists WHERE code = 'clubs'",
    )
    .await;
    shop.run("UPDATE companies SET group_id = (SELECT id FROM customer_groups), price_list_id = (SELECT id FROM price_lists WHERE code = 'alto')").await;
    shop.run("DELETE FROM prices WHERE variant_id = (SELECT id FROM variants WHERE sku = 'T-4')").await;

    let (member, guest) = (Buyer::of_company(&shop, 1, company).await, Buyer::number(2));
    let mut seen = Vec::new();
    for buyer in [&member, &guest] {
        for number in ["T-1", "T-2", "T-3"] {
            buyer.wants(&shop, number, 5).await;
        }
        let cart = buyer.cart(&shop).await;
        seen.push(cart.lines.iter().map(|line| line.unit_price().expect("priced").minor).collect::<Vec<_>>());
    }
    assert_eq!(seen, [[90, 210, 1_000], [1_000, 1_000, 1_000]]);
    member.checks_out(&shop).await;
    let order = read(&shop, &member.orders(&shop, 0).await.expect("ordered")).await;
    assert_eq!(order.goods.minor, 5 * (90 + 210 + 1_000));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn tax_follows_destination_vat_id_and_certificate(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.sell(&tube("T-1", None), 99, 0).await;
    let exempt = shop.company("University", None).await;
    shop.run("UPDATE companies SET tax_exempt = TRUE").await;
    // 10.00 and delivery into the zone.
    for (number, country, vat_id, company, tax, note) in [
        (1, "NL", "", None, 416, ""),
        (2, "DE", "", None, 471, ""),
        (3, "DE", "de 123 456 789", None, 0, "Reverse charge"),
        (4, "NL", "DE123456789", None, 416, ""),
        (5, "US", "", None, 0, "Export"),
        (6, "NL", "", Some(exempt), 0, "Exempt"),
    ] {
        let buyer = match company {
            Some(company) => Buyer::of_company(&shop, number, company).await,
            None => Buyer::number(number),
        };
        buyer.wants(&shop, "T-1", 1).await;
        let form = CheckoutForm {
            country: country.into(),
            region: "X".into(),
            company: "Alto".into(),
            vat_id: vat_id.into(),
            ..complete_form()
        };
        buyer.checks_out_as(&shop, &form).await;
        let order = read(&shop, &buyer.orders(&shop, 0).await.expect("ordered")).await;
        assert_eq!(order.tax.minor, tax, "{country} {vat_id}");
        assert!(order.tax_note.starts_with(note) && order.tax_note.is_empty() == note.is_empty(), "{}", order.tax_note);
        assert_eq!(order.total.minor, order.goods.minor + order.delivery.minor + order.tax.minor);
        assert_eq!(order.vat_id, vat_id.replace(' ', "").to_uppercase());
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn motors_need_papers_that_somebody_looks_at(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let mut motor = tube("T-1", None);
    motor.category = "motors".into();
    motor.attributes.state_text("impulse_class", "J");
    shop.sell(&motor, 9, 0).await;
    let company = shop.company("Alto Works", Some(1_000_000)).await;
    let buyer = Buyer::of_company(&shop, 1, company).await;
    buyer.wants(&shop, "T-1", 1).await;
    buyer.checks_out_as(&shop, &on_terms()).await;
    let papers = [Field::CertificationBody, Field::CertificationNumber, Field::CertificationLevel];
    assert_eq!(fields(buyer.orders(&shop, 0).await.expect_err("no papers")), papers);
    let form = CheckoutForm {
        certification_body: "nar".into(),
        certification_number: "98765".into(),
        certification_level: "2".into(),
        ..on_terms()
    };
    buyer.checks_out_as(&shop, &form).await;
    let order = read(&shop, &buyer.orders(&shop, 1).await.expect("ordered")).await;
    assert_eq!((order.certification.as_str(), order.state), ("NAR 98765, level 2", OrderState::Placed));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_is_on_its_way_is_promised_once(database: MySqlPool) {
    let shop = Arc::new(Shop::open(database).await);
    shop.sell(&tube("T-1", None), 3, 1).await;
    shop.run(
        "INSERT INTO purchase_orders (po_number, supplier, location_id, currency, expected_on, note, created_at)
         SELECT 'PO-1', 'Tubes', id, 'EUR', '2026-12-12', '', '2026-11-01' FROM stock_locations WHERE code = 'RTM'",
    )
    .await;
    shop.run(
        "INSERT INTO purchase_order_lines (purchase_order_id, line_no, variant_id, quantity, received, cancelled, unit_cost_minor)
         SELECT p.id, 1, v.id, 12, 1, 1, 100 FROM purchase_orders p, variants v",
    )
    .await;
    let first = Buyer::number(1);
    first.wants(&shop, "T-1", 6).await;
    let line = first.looks(&shop, 0).await.cart.lines.remove(0);
    assert_eq!(line.problem(), None);
    assert_eq!(line.backorder().expect("two come later").to_string(), "4 now, 2 expected 12 December");
    first.checks_out(&shop).await;
    first.orders(&shop, 0).await.expect("ordered");
    let split = "SELECT CAST(SUM(backordered) AS SIGNED) FROM order_lines";
    assert_eq!(shop.number(split).await, 2);
    assert_eq!(shop.number("SELECT CAST(SUM(quantity) AS SIGNED) FROM allocations").await, 4);

    // Eight are left for twenty who want one each.
    let mut rush = Vec::new();
    for number in 2..22 {
        let buyer = Buyer::number(number);
        buyer.wants(&shop, "T-1", 1).await;
        buyer.checks_out(&shop).await;
        let shop = Arc::clone(&shop);
        rush.push(tokio::spawn(async move { buyer.orders_at(&shop, 0, 30).await.is_ok() }));
    }
    let mut ordered = 0;
    for order in rush {
        ordered += i64::from(order.await.expect("no panic"));
    }
    assert_eq!((ordered, shop.number(split).await), (8, 10));
    shop.assert_ledger_adds_up().await;
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_customers_checkout_begins_with_what_is_known(database: MySqlPool) {
    use domain::checkout::{AddressForm, Step};
    use store::checkout::AddressOwner;

    let shop = Shop::open(database).await;
    shop.sell(&tube("T-1", None), 9, 0).await;
    let company = shop.company("Alto Works", None).await;
    let buyer = Buyer::of_company(&shop, 1, company).await;
    let customer = buyer.customer.expect("signed in");
    let dock = AddressForm {
        street: "Dock 4".into(),
        postal_code: "3011 AB".into(),
        city: "Rotterdam".into(),
        country: "NL".into(),
        ..AddressForm::default()
    };
    let works = AddressForm { street: "Hall 9".into(), ..dock.clone() };
    for (owner, address) in [(AddressOwner::Customer(customer), &dock), (AddressOwner::Company(company), &works)] {
        for _ in 0..2 {
            assert!(shop.store.add_address(owner, address, false, moment(0)).await.expect("answered"));
        }
    }
    buyer.wants(&shop, "T-1", 1).await;
    let open = buyer.looks(&shop, 0).await;
    assert_eq!(open.addresses.len(), 2, "the same address is kept once");
    assert_eq!((open.form.contact_name.as_str(), open.form.company.as_str()), ("Noor Bakker", "Alto Works"));
    assert_eq!(open.form.first_open_step(&open.basis()), Step::Delivery);
    // The first step that is saved begins with the same.
    let form = CheckoutForm { delivery_method: "collect".into(), ..CheckoutForm::default() };
    let saved =
        shop.store.save_checkout_step(&buyer.token, Step::Delivery, &form, buyer.customer, buyer.key, moment(1));
    assert_eq!(saved.await.expect("answered").expect("there").form.street, "Dock 4");

    let theirs = AddressOwner::Customer(customer);
    let companys = open.addresses.iter().find(|address| address.is_companys).expect("there").id;
    assert!(!shop.store.change_address(theirs, companys, &dock).await.expect("answered"), "not theirs to change");
    shop.store.delete_address(theirs, companys).await.expect("answered");
    assert_eq!(shop.store.addresses(customer).await.expect("answered").len(), 2);
}
