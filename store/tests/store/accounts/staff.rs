//! Staff: joining, both halves of signing in, and who may change whom.

use chrono::{DateTime, Utc};
use domain::accounts::{Actor, Roles};
use domain::ids::StaffId;
use sqlx::MySqlPool;
use store::accounts::{AccountError, AuditFilter};
use totp_rs::Builder;

use super::customers::{PASSWORD, email, link};
use crate::shop::{Shop, moment};

const SECRET: [u8; 20] = *b"12345678901234567890";
const OPERATOR: Actor = Actor::System("a test");

fn code(at: DateTime<Utc>) -> String {
    let totp = Builder::new().with_secret(SECRET).with_account_name("staff").build().expect("a secret");
    totp.generate(at.timestamp().unsigned_abs()).to_string()
}

fn roles(text: &str) -> Roles {
    Roles::parse(text).expect("roles")
}

/// An employee who has joined at the moment 0.
async fn employee(shop: &Shop, address: &str, allowed: &str, number: u128) -> StaffId {
    let token = link(number);
    let id = shop
        .store
        .invite_staff(&OPERATOR, &email(address), "Noor Visser", &roles(allowed), &token, moment(0))
        .await
        .expect("invited");
    shop.store.begin_joining(&token, PASSWORD, SECRET, moment(0)).await.expect("a password");
    shop.store.finish_joining(&token, &code(moment(0)), moment(0)).await.expect("joined");
    id
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn joining_takes_a_link_a_password_and_a_code(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let (noor, token) = (email("noor@example.org"), link(1));
    let invite = async |number| {
        shop.store.invite_staff(&OPERATOR, &noor, "Noor Visser", &roles("editor"), &link(number), moment(0)).await
    };
    let id = invite(1).await.expect("invited");
    assert!(matches!(invite(2).await, Err(AccountError::EmailTaken)));
    let half = async |password| shop.store.staff_of_password("Noor@example.org", password).await.expect("answered");
    assert_eq!(half("").await, None);
    let joining = shop.store.joining(&token, moment(1)).await.expect("answered").expect("good");
    assert!(joining.enrolment.is_none() && joining.name == "Noor Visser");
    let short = shop.store.begin_joining(&token, "short", SECRET, moment(1)).await;
    assert!(matches!(short, Err(AccountError::Password(_))));
    shop.store.begin_joining(&token, PASSWORD, SECRET, moment(1)).await.expect("a password");
    assert_eq!(half(PASSWORD).await, None, "not before the code");
    let joining = shop.store.joining(&token, moment(1)).await.expect("answered").expect("good");
    assert!(joining.enrolment.is_some_and(|enrolment| enrolment.uri.contains("noor")));
    let finish = async |code: &str, at| shop.store.finish_joining(&token, code, moment(at)).await;
    assert!(matches!(finish("000000", 1).await, Err(AccountError::WrongCode)));
    assert!(matches!(finish(&code(moment(300_000)), 300_000).await, Err(AccountError::LinkGone)), "three days");
    finish(&code(moment(1)), 1).await.expect("joined");
    assert!(matches!(finish(&code(moment(60)), 60).await, Err(AccountError::LinkGone)), "once");
    assert_eq!(half(PASSWORD).await.map(|staff| staff.id), Some(id));
    assert_eq!(half("another password").await, None);
    assert_eq!(shop.store.staff_of_password("nobody@example.org", PASSWORD).await.expect("answered"), None);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_code_is_used_once_even_at_once(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let id = employee(&shop, "noor@example.org", "operations", 1).await;
    let take = async |code: &str, at| shop.store.take_code(id, code, moment(at)).await.expect("answered");
    assert!(!take(&code(moment(0)), 5).await, "that of joining");
    assert!(!take("123456", 60).await && !take("", 60).await);
    let tries: Vec<_> = (0..8)
        .map(|_| {
            let store = shop.store.clone();
            tokio::spawn(async move { store.take_code(id, &code(moment(60)), moment(60)).await.expect("answered") })
        })
        .collect();
    let mut taken = 0;
    for one in tries {
        taken += u32::from(one.await.expect("no panic"));
    }
    assert_eq!(taken, 1);
    assert!(!take(&code(moment(30)), 60).await, "an older one is used up with it");
    assert!(take(&code(moment(120)), 100).await, "one step early");
    assert!(!take(&code(moment(600)), 700).await, "too late");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn there_is_always_an_administrator_and_every_change_is_in_the_log(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let boss = employee(&shop, "boss@example.org", "administrator", 1).await;
    let noor = employee(&shop, "noor@example.org", "editor", 2).await;
    let by_boss = shop.store.staff(boss).await.expect("answered").expect("there").actor();
    let set = async |id, allowed| shop.store.set_roles(&by_boss, id, &roles(allowed), moment(9)).await;
    assert!(matches!(set(boss, "editor").await, Err(AccountError::LastAdministrator)));
    let off = shop.store.set_staff_active(&by_boss, boss, false, moment(9)).await;
    assert!(matches!(off, Err(AccountError::LastAdministrator)));
    assert!(matches!(set(StaffId(0), "editor").await, Err(AccountError::Unknown)));
    set(noor, "editor,administrator").await.expect("changed");
    set(boss, "analyst").await.expect("changed, since there is another");
    let log = shop.store.audit_log(&AuditFilter::default(), 50, 0).await.expect("answered");
    let actions: Vec<_> = log.entries.iter().map(|entry| entry.action.as_str()).collect();
    assert_eq!(
        actions,
        ["staff.set_roles", "staff.set_roles", "staff.join", "staff.invite", "staff.join", "staff.invite"]
    );
    let last = &log.entries[0];
    assert_eq!((last.actor.as_str(), last.subject.clone()), ("Noor Visser", format!("staff:{boss}")));
    assert_eq!(last.before.as_ref().map(|before| &before["roles"]), Some(&"administrator".into()));
    assert_eq!(last.after.as_ref().map(|after| &after["roles"]), Some(&"analyst".into()));
    let filter = AuditFilter { subject: format!("staff:{noor}"), actor: "a_test".to_owned() };
    assert_eq!(shop.store.audit_log(&filter, 50, 0).await.expect("answered").total, 0, "_ is no pattern");
    let filter = AuditFilter { actor: "a test".to_owned(), ..filter };
    assert_eq!(shop.store.audit_log(&filter, 50, 0).await.expect("answered").total, 1);
    let secrets = "SELECT COUNT(*) FROM audit_entries WHERE CONCAT_WS('', before_value, after_value) LIKE '%argon2%'";
    assert_eq!(shop.number(secrets).await, 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_ends_a_session_raises_its_epoch(database: MySqlPool) {
    let shop = Shop::open(database).await;
    employee(&shop, "boss@example.org", "administrator", 1).await;
    let noor = employee(&shop, "noor@example.org", "editor", 2).await;
    let epoch = async || shop.store.staff(noor).await.expect("answered").map(|staff| staff.epoch);
    let first = epoch().await;
    shop.store.set_roles(&OPERATOR, noor, &roles("analyst"), moment(9)).await.expect("changed");
    assert_eq!(epoch().await, first, "roles are looked up at every step");
    shop.store.end_staff_sessions(&OPERATOR, noor, moment(9)).await.expect("ended");
    let second = epoch().await;
    assert!(second > first);
    let account = shop.store.staff(noor).await.expect("answered").expect("there");
    let changed = shop
        .store
        .change_staff_password(&account, PASSWORD, "a wholly new password", moment(9))
        .await
        .expect("changed");
    assert!(Some(changed.epoch) > second);
    shop.store.reset_second_factor(&OPERATOR, noor, &link(7), moment(9)).await.expect("reset");
    assert!(epoch().await > Some(changed.epoch));
    let gone = shop.store.staff_of_password("noor@example.org", "a wholly new password").await.expect("answered");
    assert_eq!(gone, None);
    assert!(shop.store.joining(&link(7), moment(10)).await.expect("answered").is_some());
    shop.store.set_staff_active(&OPERATOR, noor, false, moment(10)).await.expect("deactivated");
    assert_eq!(epoch().await, None);
    assert!(shop.store.joining(&link(7), moment(10)).await.expect("answered").is_none(), "nor joins");
}
