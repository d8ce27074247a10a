//! The desk's pages of jobs and mail: who may see them, what they show, what their buttons do.

use std::sync::Arc;

use domain::mail::Letter;
use serde_json::json;
use sqlx::MySqlPool;
use tower_sessions::Session;

use crate::shop::{Shop, now};

/// The cookie of somebody on the staff who is signed in.
pub(crate) async fn signed_in(shop: &Shop, role: &str) -> String {
    let inserted = sqlx::query(
        "INSERT INTO staff (email, name, roles, totp_last_step, session_epoch, is_active, created_at) VALUES (?, 'Ada Lind', ?, 0, 0, 1, ?)",
    )
    .bind(format!("{role}@example.org"))
    .bind(role)
    .bind(now().naive_utc())
    .execute(&shop.database)
    .await
    .expect("written");
    let session = Session::new(None, Arc::new(shop.store.sessions()), None);
    let known = json!({ "id": inserted.last_insert_id(), "epoch": 0, "since": now(), "seen": now() });
    session.insert("staff", known).await.expect("noted");
    session.save().await.expect("saved");
    format!("__Host-session={}", session.id().expect("saved"))
}

async fn dead_job(shop: &Shop) -> u64 {
    sqlx::query(
        "INSERT INTO jobs (kind, payload, state, attempts, last_error, run_at, created_at, finished_at)
         VALUES ('mail.send', '{\"mail\":1}', 'dead', 20, 'the mailbox <is> full', '2026-01-01', '2026-01-01', '2026-01-01')",
    )
    .execute(&shop.database)
    .await
    .expect("written")
    .last_insert_id()
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn jobs_are_for_those_who_may(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let (administrator, analyst) = (signed_in(&shop, "administrator").await, signed_in(&shop, "analyst").await);
    let job = dead_job(&shop).await;
    for path in ["/desk/jobs", "/desk/mail", "/desk/mail/templates/order_received"] {
        let stranger = shop.get(path).await;
        assert!(
            stranger.status == 302 && stranger.header("location").starts_with("/desk/sign-in"),
            "{path}: {stranger:?}"
        );
        assert_eq!(shop.get_with(path, &[("cookie", &analyst)]).await.status, 403, "{path}");
        assert_eq!(shop.get_with(path, &[("cookie", &administrator)]).await.status, 200, "{path}");
    }
    let refused = shop.post_form("/api/desk/jobs/retry", &analyst, &format!("job={job}")).await;
    assert_ne!(refused.header("location"), "/desk/jobs?done=retry");
    assert_eq!(shop.number("SELECT COUNT(*) FROM jobs WHERE state = 'dead'").await, 1, "nothing was changed");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_failure_is_shown_retried_and_discarded(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let cookie = signed_in(&shop, "administrator").await;
    let (first, second) = (dead_job(&shop).await, dead_job(&shop).await);
    let page = shop.get_with("/desk/jobs", &[("cookie", &cookie)]).await;
    assert_eq!(page.header("cache-control"), "private, no-store");
    for shown in ["No worker runs", "the mailbox &lt;is&gt; full", "mail.send", &format!("job {first}")] {
        assert!(page.text().contains(shown), "{shown} is missing");
    }
    let retried = shop.post_form("/api/desk/jobs/retry", &cookie, &format!("job={first}")).await;
    assert_eq!((retried.status, retried.header("location")), (302, "/desk/jobs?done=retry"));
    assert_eq!(shop.number("SELECT COUNT(*) FROM jobs WHERE state = 'queued' AND attempts = 0").await, 1);
    let discarded = shop.post_form("/api/desk/jobs/discard", &cookie, &format!("job={second}")).await;
    assert_eq!(discarded.header("location"), "/desk/jobs?done=discard");
    assert_eq!(shop.number("SELECT COUNT(*) FROM jobs").await, 1);
    let again = shop.post_form("/api/desk/jobs/discard", &cookie, &format!("job={second}")).await;
    assert!(again.header("location").contains("unknown_job"), "{again:?}");
    assert_eq!(shop.number("SELECT COUNT(*) FROM audit_entries WHERE actor = 'Ada Lind'").await, 2);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn templates_are_previewed_under_a_policy_of_their_own(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let cookie = signed_in(&shop, "administrator").await;
    let with_cookie = [("cookie", cookie.as_str())];
    for letter in Letter::samples() {
        let path = format!("/desk/mail/templates/{}", letter.kind());
        let page = shop.get_with(&path, &with_cookie).await;
        assert!(page.text().contains(&format!("src=\"{path}/html\"")), "{path}");
        assert!(!page.text().contains(" style="), "{path}: no inline styles on our own pages");
        let html = shop.get_with(&format!("{path}/html"), &with_cookie).await;
        assert_eq!((html.status, html.header("cache-control")), (200, "private, no-store"));
        assert!(html.header("content-security-policy").contains("style-src 'unsafe-inline'"), "{path}");
        assert!(html.header("content-security-policy").ends_with("sandbox"), "{path}");
        assert_eq!(html.header("x-content-type-options"), "nosniff");
    }
    assert_eq!(shop.get_with("/desk/mail/templates/none/html", &with_cookie).await.status, 404);
    assert_eq!(shop.get("/desk/mail/templates/order_received/html").await.status, 401);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn mails_are_shown_without_what_gives_power(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let cookie = signed_in(&shop, "administrator").await;
    let letter = Letter::ResetPassword { name: "Mira".to_owned(), link_path: "/account/reset?token=S3CRET".to_owned() };
    shop.store.send_later("reset/1", "mira@example.org", &letter, now()).await.expect("written");
    let id = shop.number("SELECT id FROM mails").await;
    let list = shop.get_with("/desk/mail?state=queued", &[("cookie", &cookie)]).await;
    for shown in ["Choose a new password", "mira@example.org", "reset/1", "Waiting"] {
        assert!(list.text().contains(shown), "{shown} is missing");
    }
    let mail = shop.get_with(&format!("/desk/mail/letters/{id}"), &[("cookie", &cookie)]).await;
    assert!(mail.text().contains("Hello Mira,") && !mail.text().contains("S3CRET"));
    assert_eq!(shop.get_with("/desk/mail/letters/999999", &[("cookie", &cookie)]).await.status, 404);
    for name in ["..%2f..%2fetc%2fpasswd", "none.eml", "%00.eml"] {
        assert_eq!(
            shop.get_with(&format!("/desk/mail/files/{name}"), &[("cookie", &cookie)]).await.status,
            404,
            "{name}"
        );
    }
}
