//! Parts side by side, at one address for one comparison.

use sqlx::MySqlPool;

use crate::shop::Shop;

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn one_comparison_has_one_address(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let plain = "/compare?parts=RP-AT-54-600,RP-AT-54-900";
    for asked in [
        "/compare?parts=RP-AT-54-600&parts=RP-AT-54-900",
        "/compare?parts=RP-AT-54-600&add=rp+at+54+900",
        "/compare?parts=rpat54600,RP-AT-54-900",
        "/compare?parts=RP-AT-54-600,RP-AT-54-900,rpat54600",
    ] {
        let answer = shop.get(asked).await;
        assert_eq!((answer.status, answer.header("location")), (302, plain), "{asked}");
    }
    let page = shop.get(plain).await;
    assert_eq!(page.status, 200);
    assert!(page.header("cache-control").starts_with("public") && page.header("set-cookie").is_empty());
    assert_eq!(
        page.body,
        shop.get_with(plain, &[("cookie", "__Host-cart=00000000000000000000000000000001")]).await.body
    );
    assert!(page.text().contains("name=\"robots\" content=\"noindex\""));
    let rows = |text: &str| text.matches("compare__row ").count() + text.matches("\"compare__row\"").count();
    let differing = page.text().matches("compare__row--differs").count();
    assert!(differing > 0 && differing < rows(page.text()), "tubes of two lengths");
    let only = shop.get(&format!("{plain}&only=differences")).await;
    assert_eq!(rows(only.text()), differing);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_is_not_shown_is_said_and_the_rest_is_shown(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let page = shop.get("/compare?parts=RP-AT-54-600,RP-AT-54-901").await;
    assert_eq!(page.status, 200);
    assert!(page.text().contains("We have no part “RP-AT-54-901”.") && page.text().contains("Did you mean"));
    assert!(page.text().contains("href=\"/compare?parts=RP-AT-54-600,RP-AT-54-900\""), "one press mends it");
    let none = shop.get("/compare?parts=RP-NONE,%00,nothing").await;
    assert!([302, 404].contains(&none.status), "{}", none.status);
    let none = shop.get("/compare?parts=nothing").await;
    assert!(none.status == 404 && none.text().contains("Add a part number"));
    assert_eq!(shop.get("/compare").await.status, 200);
    let long = "A-1,".repeat(5_000);
    assert_eq!(shop.get(&format!("/compare?parts={long}")).await.status, 302);
    let seven = shop.get("/compare?parts=RP-AT-54-600,RP-AT-54-900,RP-M38-G58-14A,RP-SV-DR-1,X-1,Y-2,Z-3").await;
    assert_eq!(seven.status, 200);
    assert_eq!(seven.text().matches("We have no part").count(), 3);
}
