//! Accounts over HTTP: what is told about them and what is not, and what a session is worth.

use sqlx::MySqlPool;

use crate::people::{PASSWORD, code, cookie};
use crate::shop::{Answer, FORM, NOWHERE, Settings, Shop};

/// All that an answer tells, but for what differs each time.
fn told(answer: &Answer) -> (u16, Vec<(String, String)>, String) {
    let mut headers: Vec<_> = answer
        .headers
        .iter()
        .filter(|(name, _)| !matches!(name.as_str(), "x-request-id" | "date"))
        .map(|(name, value)| (name.to_string(), value.to_str().expect("plain").to_owned()))
        .collect();
    headers.sort();
    (answer.status, headers, answer.text().to_owned())
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn whether_there_is_an_account_is_not_told(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.customer("known@example.org").await;
    shop.joins("noor@example.org", "editor").await;
    for (path, body) in [
        ("/api/account/register", format!("name=Ada&new_password={PASSWORD}")),
        ("/api/account/forgotten", String::new()),
        ("/api/account/sign-in", "password=another+password".to_owned()),
        ("/api/desk/sign-in", "password=another+password".to_owned()),
    ] {
        let known = if path.contains("desk") { "noor@example.org" } else { "known@example.org" };
        for headers in [FORM.to_vec(), vec![("accept", "application/json"), FORM[1]]] {
            let mut answers = Vec::new();
            for email in [known, "nobody@example.org"] {
                let mut answer = shop.post(path, &headers, &format!("{body}&email={email}")).await;
                // What was typed is remembered under an id of chance.
                if !cookie(&answer, "__Host-session").is_empty() {
                    answer.headers.remove("set-cookie");
                    answer.headers.insert("x-session", http::HeaderValue::from_static("set"));
                }
                answers.push(told(&answer));
            }
            assert_eq!(answers[0], answers[1], "{path}");
        }
    }
    assert_eq!(shop.number("SELECT COUNT(*) FROM customers").await, 1);
    assert_eq!(shop.number("SELECT COUNT(*) FROM mails WHERE kind = 'email_in_use'").await, 2);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_guest_becomes_a_customer_and_finds_cart_and_orders_there(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let buyer = shop.buyer(1, "RP-AT-54-600", 2).await;
    let placed = shop.post_form("/api/checkout/place", &buyer.cookie, &format!("key={}", buyer.key)).await;
    let order = placed.header("location").to_owned();
    shop.post_form("/api/cart/add", &buyer.cookie, "sku=RP-AT-54-900&quantity=3").await;
    shop.customer("mira@example.org").await;
    let cookies = shop.signs_in("mira@example.org", &buyer.cookie).await;
    let account = shop.get_with("/account", &[("cookie", &cookies)]).await;
    let number = order.rsplit('/').next().expect("a number");
    assert!(account.status == 200 && account.text().contains(number), "{}", account.status);
    assert_eq!(account.header("cache-control"), "private, no-store");
    // Elsewhere: the same cart, the same order.
    let phone = shop.signs_in("mira@example.org", "").await;
    assert_eq!(shop.get_with("/api/cart/pieces", &[("cookie", &phone)]).await.text(), "3");
    assert_eq!(shop.get_with(&order, &[("cookie", &phone)]).await.status, 200);
    let session = phone.split("; ").next().expect("a session");
    assert_eq!(shop.get_with(&order, &[("cookie", session)]).await.status, 200, "by the session alone");
    // Signed out, this browser has neither.
    let out = shop.post_form("/api/account/sign-out", &phone, "").await;
    assert_eq!(out.header("location"), "/account/sign-in?done=out");
    assert!(cookie(&out, "__Host-cart").ends_with('='), "{out:?}");
    assert_eq!(shop.get_with("/api/cart/pieces", &[("cookie", &phone)]).await.text(), "0");
    assert_eq!(shop.get_with(&order, &[("cookie", &phone)]).await.status, 403);
    assert_eq!(shop.get_with("/api/cart/pieces", &[("cookie", &cookies)]).await.text(), "3");
    // A stranger sees none of it.
    shop.customer("eve@example.org").await;
    let eve = shop.signs_in("eve@example.org", "").await;
    assert_eq!(shop.get_with(&order, &[("cookie", &eve)]).await.status, 403);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_session_is_bound_to_its_sign_in(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.customer("zelda@example.org").await;
    let body = format!("email=zelda@example.org&password={PASSWORD}");
    // A session that somebody else knows, given to the victim before.
    let wrong = shop.post_form("/api/account/sign-in", "", "email=zelda@example.org&password=wrong").await;
    let planted = cookie(&wrong, "__Host-session");
    assert!(!planted.is_empty(), "what was typed is remembered: {wrong:?}");
    let answer = shop.post_form("/api/account/sign-in", &planted, &body).await;
    let whole = answer
        .headers
        .get_all("set-cookie")
        .iter()
        .find_map(|value| value.to_str().ok().filter(|value| value.starts_with("__Host-session=")));
    let whole = whole.expect("a session");
    for part in ["; Path=/", "; Secure", "; HttpOnly", "; SameSite=Lax"] {
        assert!(whole.contains(part), "{part} is missing in {whole}");
    }
    assert!(!whole.contains("Domain"));
    let session = cookie(&answer, "__Host-session");
    assert_ne!(session, planted);
    let open = async |cookie: &str| shop.get_with("/account", &[("cookie", cookie)]).await.status;
    assert_eq!((open(&planted).await, open(&session).await), (302, 200));
    for forged in ["__Host-session=x", "__Host-session=AAAAAAAAAAAAAAAAAAAAAA", "__Host-session="] {
        assert_eq!(open(forged).await, 302, "{forged}");
    }
    // Catalog pages neither read nor set it.
    let page = shop.get_with("/parts/RP-AT-54-600", &[("cookie", &session)]).await;
    assert!(page.header("set-cookie").is_empty() && page.header("cache-control").starts_with("public"));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn sessions_end_one_by_one_and_all_at_once(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.customer("zelda@example.org").await;
    let open = async |cookies: &str| shop.get_with("/account", &[("cookie", cookies)]).await.status == 200;
    let (one, two) = (shop.signs_in("zelda@example.org", "").await, shop.signs_in("zelda@example.org", "").await);
    let list = shop.get_with("/account/sessions", &[("cookie", &one)]).await;
    let handles: Vec<_> =
        list.text().split("name=\"session\" value=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    // The one of the confirmation, and the second; the first is this one. Redis may know others of this test, run
    // before on a database of the same name.
    assert!(handles.len() >= 2, "{}", list.text());
    for handle in handles {
        let ended = shop.post_form("/api/account/end-session", &one, &format!("session={handle}")).await;
        assert_eq!(ended.header("location"), "/account/sessions?done=session");
    }
    assert!(open(&one).await && !open(&two).await);

    let three = shop.signs_in("zelda@example.org", "").await;
    let body = format!("password={PASSWORD}&new_password=a+wholly+new+password");
    let changed = shop.post_form("/api/account/password", &one, &body).await;
    assert_eq!(changed.header("location"), "/account/profile?done=password", "{changed:?}");
    let anew = cookie(&changed, "__Host-session");
    assert!(open(&anew).await && !open(&one).await && !open(&three).await);

    let out = shop.post_form("/api/account/sign-out-everywhere", &anew, "").await;
    assert_eq!(out.header("location"), "/account/sign-in?done=everywhere");
    assert!(!open(&anew).await);
    // Also where Redis would still know it: the row's epoch decides.
    let body = "email=zelda@example.org&password=a+wholly+new+password";
    let last = cookie(&shop.post_form("/api/account/sign-in", "", body).await, "__Host-session");
    assert!(open(&last).await);
    shop.run("UPDATE customers SET session_epoch = session_epoch + 1").await;
    assert!(!open(&last).await);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn nobody_is_led_to_another_site(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.customer("zelda@example.org").await;
    for (next, expected) in [
        ("/orders", "/orders"),
        ("//evil.example", "/account"),
        ("https://evil.example", "/account"),
        ("/%5Cevil.example", "/account"),
        ("javascript:alert(1)", "/account"),
        ("/api/account/sign-out", "/account"),
    ] {
        let body = format!("email=zelda@example.org&password={PASSWORD}&next={next}");
        let answer = shop.post_form("/api/account/sign-in", "", &body).await;
        assert_eq!(answer.header("location"), expected, "{next}");
        let page = shop.get(&format!("/account/sign-in?next={next}")).await;
        assert!(!page.text().contains("evil"), "{next}");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn who_fails_too_often_waits_and_is_told_how_long(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.customer("zelda@example.org").await;
    let wrong = "email=zelda@example.org&password=wrong";
    for _ in 0..5 {
        let answer = shop.post("/api/account/sign-in", &[("accept", "application/json"), FORM[1]], wrong).await;
        assert_eq!((answer.status, &answer.json()["code"]), (422, &"wrong_sign_in".into()));
    }
    let right = format!("email=zelda@example.org&password={PASSWORD}");
    let script = shop.post("/api/account/sign-in", &[("accept", "application/json"), FORM[1]], &right).await;
    assert_eq!((script.status, &script.json()["code"]), (429, &"too_often".into()));
    let wait: u32 = script.header("retry-after").parse().expect("seconds");
    assert!((1..=31).contains(&wait), "{wait}");
    let form = shop.post_form("/api/account/sign-in", "", &right).await;
    assert!(form.header("location").starts_with("/account/sign-in?problem=too_often&wait="), "{form:?}");
    let page = shop.get(form.header("location")).await;
    assert_eq!(page.status, 429);
    assert!(page.text().contains("Too many tries. Wait ") && !page.header("retry-after").is_empty());
    // An order is not guessed either.
    for _ in 0..5 {
        shop.post_form("/api/orders/look-up", "", "number=RP-00000000&email=a@example.org").await;
    }
    let sixth = shop.post_form("/api/orders/look-up", "", "number=RP-00000000&email=a@example.org").await;
    assert!(sixth.header("location").starts_with("/orders?problem=too_often&wait="), "{sixth:?}");
    assert_eq!(shop.get(sixth.header("location")).await.status, 429);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_was_typed_comes_back_with_what_is_wrong(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let body = "name=Zelda+Quux&email=nobody&new_password=short";
    let answer = shop.post_form("/api/account/register", "", body).await;
    assert_eq!(answer.header("location"), "/account/register?problem=invalid_email,password_short");
    let session = cookie(&answer, "__Host-session");
    let page = shop.get_with(answer.header("location"), &[("cookie", &session)]).await;
    assert_eq!(page.status, 422);
    for part in ["value=\"Zelda Quux\"", "value=\"nobody\"", "name@example.org", "2 things need a change"] {
        assert!(page.text().contains(part), "{part}");
    }
    assert!(!page.text().contains("value=\"short\""), "a password is never shown again");
    let body = "name=&email=zelda@example.org&new_password=short";
    let several = shop.post_form("/api/account/register", "", body).await;
    assert_eq!(several.header("location"), "/account/register?problem=invalid_name,password_short");
    let body = "name=Zelda&email=zelda@example.org&new_password=short";
    let short = shop.post_form("/api/account/register", "", body).await;
    assert_eq!(short.header("location"), "/account/register?problem=password_short");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn half_a_sign_in_opens_nothing(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.joins("noor@example.org", "administrator").await;
    let half = shop
        .post_form("/api/desk/sign-in", "", &format!("email=noor@example.org&password={PASSWORD}&next=/desk/staff"))
        .await;
    assert_eq!(half.header("location"), "/desk/code?next=%2Fdesk%2Fstaff");
    let session = cookie(&half, "__Host-session");
    let desk = shop.get_with("/desk", &[("cookie", &session)]).await;
    assert!(desk.status == 302 && desk.header("location").starts_with("/desk/sign-in"));
    let wrong = shop.post_form("/api/desk/code", &session, "code=000000").await;
    assert_eq!(wrong.header("location"), "/desk/code?problem=wrong_code");
    let body = format!("code={}&next=//evil.example", code(0));
    let whole = shop.post_form("/api/desk/code", &session, &body).await;
    assert_eq!(whole.header("location"), "/desk");
    // The same code again, in another sign-in.
    let half = shop.post_form("/api/desk/sign-in", "", &format!("email=noor@example.org&password={PASSWORD}")).await;
    let again = shop.post_form("/api/desk/code", &cookie(&half, "__Host-session"), &body).await;
    assert!(again.header("location").starts_with("/desk/code?problem=wrong_code"), "{again:?}");
    // Without the first half there is no second.
    let alone = shop.post_form("/api/desk/code", "", &format!("code={}", code(1))).await;
    assert_eq!(alone.header("location"), "/desk/sign-in");
    let staff = cookie(&whole, "__Host-session");
    let list = shop.get_with("/desk/staff", &[("cookie", &staff)]).await;
    assert!(list.status == 200 && list.text().contains("Noor Visser"));
    let body = "email=ada@example.org&name=Ada+Quill&roles[0]=editor&roles[1]=analyst";
    let invited = shop.post_form("/api/desk/staff/invite", &staff, body).await;
    assert_eq!(invited.header("location"), "/desk/staff?done=invited", "{invited:?}");
    assert_eq!(shop.number("SELECT COUNT(*) FROM staff WHERE roles = 'editor,analyst'").await, 1);
    let token = shop.link_token("staff_invitation", "ada@example.org").await;
    assert_eq!(shop.get(&format!("/desk/join?token={token}")).await.status, 200);
    let log = shop.get_with("/desk/audit", &[("cookie", &staff)]).await;
    assert!(log.text().contains("staff.invite") && log.text().contains("editor,analyst"));
    let out = shop.post_form("/api/desk/sign-out", &staff, "").await;
    assert_eq!(out.header("location"), "/desk/sign-in?done=out");
    assert_eq!(shop.get_with("/desk", &[("cookie", &staff)]).await.status, 302);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn without_redis_nobody_signs_in_and_the_cart_stays(database: MySqlPool) {
    let shop = Shop::open_with(database, Settings { redis_url: NOWHERE.to_owned(), ..Settings::default() }).await;
    let body = format!("name=Zelda+Quux&email=zelda@example.org&new_password={PASSWORD}");
    assert_eq!(
        shop.post_form("/api/account/register", "", &body).await.header("location"),
        "/account/sent?for=register"
    );
    let token = shop.link_token("confirm_email", "zelda@example.org").await;
    let body = format!("token={token}&password={PASSWORD}");
    let confirmed = shop.post_form("/api/account/confirm", "", &body).await;
    assert!(confirmed.header("location").contains("problem=unavailable"), "{confirmed:?}");
    let buyer = shop.buyer(1, "RP-AT-54-600", 2).await;
    let body = format!("email=zelda@example.org&password={PASSWORD}");
    let refused = shop.post_form("/api/account/sign-in", &buyer.cookie, &body).await;
    assert!(refused.header("location").starts_with("/account/sign-in?problem=unavailable"), "{refused:?}");
    assert_eq!(shop.get_with("/api/cart/pieces", &[("cookie", &buyer.cookie)]).await.text(), "2");
    assert_eq!(shop.get("/account").await.status, 302);
}
