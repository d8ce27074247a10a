//! What lets a browser fetch the next page before it is asked for.

use sqlx::MySqlPool;

use crate::shop::Shop;

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn every_page_names_the_rules_and_the_same_for_everyone(database: MySqlPool) {
    let shop = Shop::open(database).await;
    for path in ["/", "/parts/RP-AT-54-600", "/cart", "/no/such/page"] {
        for headers in [&[][..], &[("save-data", "on")]] {
            let page = shop.get_with(path, headers).await;
            assert_eq!(page.header("speculation-rules"), "\"/speculation-rules.json\"", "{path}");
            assert!(!page.header("vary").to_ascii_lowercase().contains("save-data"), "{path}");
        }
    }
    for path in ["/healthz", "/api/cart/pieces", "/og.png"] {
        assert!(shop.get(path).await.header("speculation-rules").is_empty(), "{path}");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn who_saves_data_gets_no_rules(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let rules = shop.get("/speculation-rules.json").await;
    assert_eq!((rules.status, rules.header("content-type")), (200, "application/speculationrules+json"));
    assert_eq!(rules.header("vary"), "Save-Data");
    let text = rules.json().to_string();
    for word in ["prefetch", "moderate", "/parts/", "/categories/", "/search"] {
        assert!(text.contains(word), "{word}");
    }
    assert!(rules.json().get("prerender").is_none(), "no script runs unseen");
    let saving = shop.get_with("/speculation-rules.json", &[("save-data", "on")]).await;
    assert_eq!((saving.status, saving.json()), (200, serde_json::json!({})));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_caches_may_keep_knows_of_no_session(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let broken = [("cookie", "__Host-session=x")];
    for path in ["/", "/parts/RP-AT-54-600", "/search?q=tube", "/api/inventory/stock?sku=RP-AT-54-600", "/no/such/page"]
    {
        assert!(shop.get_with(path, &broken).await.header("set-cookie").is_empty(), "{path}");
    }
    for path in ["/orders", "/account/sign-in", "/cart"] {
        assert!(shop.get_with(path, &broken).await.header("set-cookie").starts_with("__Host-session="), "{path}");
    }
}
