//! Companies by forms alone: kept at the desk, bought for on terms, seen by their members.

use domain::accounts::{Actor, CompanyRole, Email};
use sqlx::MySqlPool;
use store::accounts::CompanyTerms;

use crate::shop::{Shop, now};

const MEMBER: &str = "zelda@example.org";

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_member_buys_on_terms_within_the_credit(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.customer(MEMBER).await;
    let desk = Actor::System("a test");
    let terms = CompanyTerms {
        name: "Alto Works".into(),
        terms_days: Some(30),
        credit_limit_minor: 20_000,
        ..CompanyTerms::default()
    };
    let company = shop.store.create_company(&desk, &terms, now()).await.expect("kept");
    let email = Email::parse(MEMBER).expect("an address");
    shop.store.add_member(&desk, company, &email, CompanyRole::Manager, now()).await.expect("a member");
    let cookies = shop.signs_in(MEMBER, "").await;
    let page = async |path: &str| shop.get_with(path, &[("cookie", &cookies)]).await;

    let kept = shop
        .post_form(
            "/api/account/addresses/add",
            &cookies,
            "form[label]=Works&form[street]=Dock+4&form[postal_code]=3011+AB&form[city]=Rotterdam&form[country]=NL",
        )
        .await;
    assert_eq!(kept.header("location"), "/account/addresses?done=added");
    let wrong = shop.post_form("/api/account/addresses/add", &cookies, "form[street]=Dock+5&form[country]=US").await;
    let wrong = page(wrong.header("location")).await;
    assert!(wrong.status == 422 && wrong.text().contains("Dock 5") && wrong.text().contains("Enter the town or city."));

    shop.post_form("/api/cart/add", &cookies, "sku=RP-AT-54-600&quantity=2").await;
    // Name, mail, company and address are known: the first open step is the delivery.
    let start = page("/checkout").await;
    assert_eq!(start.header("location"), "/checkout/delivery");
    let delivery = page("/checkout/delivery").await;
    assert!(delivery.text().contains("Reserved for you until") && delivery.text().contains("Next working day."));
    let address = page("/checkout/address").await;
    assert!(address.text().contains("Works") && address.text().contains("name=\"address\""), "to choose from");
    let step =
        async |body: &str| shop.post_form("/api/checkout/step", &cookies, body).await.header("location").to_owned();
    assert_eq!(step("step=delivery&form[delivery_method]=standard").await, "/checkout/payment");
    let payment = page("/checkout/payment").await;
    assert!(payment.text().contains("Purchase order, 30 days net") && payment.text().contains("200.00 €"));
    let on_terms = "step=payment&form[payment_method]=purchase_order&form[po_number]=PO-7";
    assert_eq!(step(on_terms).await, "/checkout/review");
    let review = page("/checkout/review").await;
    assert!(review.status == 200 && review.text().contains("VAT 21 %") && review.text().contains("Total, incl. tax"));
    let (_, rest) = review.text().split_once("name=\"key\"").expect("the key");
    let key = rest.split("value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a value");
    let placed = shop.post_form("/api/checkout/place", &cookies, &format!("key={key}")).await;
    assert!(placed.header("location").starts_with("/orders/RP-"), "{placed:?}");
    assert_eq!(shop.number("SELECT COUNT(*) FROM orders WHERE state = 'allocated' AND terms_days = 30").await, 1);
    let company = page("/account/company").await;
    assert!(
        company.text().contains("30 days net") && company.text().contains("of 200.00 € used"),
        "{}",
        company.text()
    );

    // More than the credit: said at the field, and what was typed stays.
    shop.post_form("/api/cart/add", &cookies, "sku=RP-AT-54-600&quantity=20").await;
    step("step=delivery&form[delivery_method]=standard").await;
    assert_eq!(step(on_terms).await, "/checkout/payment?check=1");
    let refused = page("/checkout/payment?check=1").await;
    assert!(refused.status == 422 && refused.text().contains("of its credit left.") && refused.text().contains("PO-7"));

    // Signed out, the cart is nobody's and terms are not offered.
    let guest = shop.get("/account/company").await;
    assert!(guest.header("location").starts_with("/account/sign-in?next="), "{guest:?}");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_desk_keeps_companies(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.joins("noor@example.org", "administrator").await;
    let session = shop.staff_signs_in("noor@example.org").await;
    let page = async |path: &str| shop.get_with(path, &[("cookie", &session)]).await;
    let create = async |body: &str| {
        let answer = shop.post_form("/api/desk/companies/create", &session, body).await;
        answer.header("location").to_owned()
    };
    let wrong = create("name=Alto+Works&vat_id=DE1&terms_days=30&limit=2500").await;
    let wrong = page(&wrong).await;
    assert!(wrong.status == 422 && wrong.text().contains("DE123456789") && wrong.text().contains("Alto Works"));
    let kept = create("name=Alto+Works&vat_id=DE123456789&terms_days=30&limit=2500.00").await;
    assert!(kept.starts_with("/desk/companies/") && kept.ends_with("?done=created"), "{kept}");
    let taken = create("name=Alto+Works").await;
    assert!(taken.contains("problem=company_taken"), "{taken}");
    let company = page(&kept).await;
    assert!(company.status == 200 && company.text().contains("0.00 € of 2,500.00 € used"), "{}", company.status);
    assert!(page("/desk/companies?q=alto").await.text().contains("Alto Works"));
    assert!(page("/desk/price-lists").await.text().contains("Standard prices"));
    assert_eq!(shop.number("SELECT COUNT(*) FROM audit_entries WHERE action = 'company.create'").await, 1);
}
