//! Mails: written with their cause, sent by a worker once, into a folder.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use domain::mail::{Letter, Rendered};
use sqlx::MySqlPool;
use store::edge::Edge;
use store::jobs::{Outside, Registry, Worker, WorkerEvent, WorkerSettings};
use store::mail::{MailState, Mailer, PostOffice};
use tokio::sync::oneshot;

use crate::shop::{Buyer, Shop, tube};

fn now() -> DateTime<Utc> {
    #[expect(clippy::disallowed_methods, reason = "a test's edge is its clock")]
    Utc::now()
}

fn chance() -> u64 {
    uuid::Uuid::new_v4().as_u64_pair().0
}

fn render(letter: &Letter) -> Rendered {
    Rendered { subject: letter.subject(), text: format!("{letter:?}"), html: "<p>Grüße</p>".to_owned() }
}

/// A folder of the test's own.
fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(uuid::Uuid::new_v4().simple().to_string())
}

/// Runs a worker until no mail waits.
async fn send_all(shop: &Shop, folder: &Path) {
    let post =
        PostOffice::open(&Mailer::Folder(folder.to_owned()), "Shop <shop@example.org>", |letter| Ok(render(letter)))
            .expect("open");
    let outside = Outside {
        clock: now,
        chance,
        post,
        operations_email: Some("ops@example.org".to_owned()),
        edge: Edge::None,
        warehouse: None,
    };
    let settings = WorkerSettings {
        name: format!("worker-{:x}", chance()),
        version: "test".to_owned(),
        slots: 8,
        lease: Duration::from_secs(30),
        grace: Duration::from_secs(5),
    };
    let worker = Worker::new(shop.store.clone(), Registry::shop(), settings, outside, |_: WorkerEvent<'_>| {});
    let (end, told) = oneshot::channel::<()>();
    let ended = tokio::spawn(worker.run(async move { _ = told.await }));
    let started = Instant::now();
    while shop.number("SELECT COUNT(*) FROM jobs WHERE state IN ('queued', 'running')").await > 0 {
        assert!(started.elapsed() < Duration::from_secs(20), "jobs wait");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    _ = end.send(());
    ended.await.expect("no panic").expect("ended in order");
}

fn files(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    entries.map(|entry| std::fs::read_to_string(entry.expect("an entry").path()).expect("a mail")).collect()
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_cause_has_one_mail_and_its_link_is_forgotten(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let letter = Letter::ResetPassword { name: "Mira".to_owned(), link_path: "/account/reset?token=S3CRET".to_owned() };
    for (cause, is_new) in [("reset/1", true), ("reset/1", false), ("reset/2", true)] {
        assert_eq!(shop.store.send_later(cause, "mira@example.org", &letter, now()).await.expect("written"), is_new);
    }
    let folder = folder();
    send_all(&shop, &folder).await;
    let mails = files(&folder);
    assert_eq!(mails.len(), 2);
    for mail in &mails {
        assert!(mail.contains("To: mira@example.org") && mail.contains("Auto-Submitted: auto-generated"), "{mail}");
        assert!(mail.contains("Message-ID: <") && mail.contains("@example.org>"), "{mail}");
        assert!(mail.contains("text/plain") && mail.contains("text/html"), "{mail}");
    }
    let sent = shop.store.mails(Some(MailState::Sent), 10).await.expect("read");
    assert_eq!((sent.len(), sent[0].attempts), (2, 1));
    assert_eq!(shop.number("SELECT COUNT(*) FROM mails WHERE letter LIKE '%S3CRET%'").await, 0);
    assert_eq!(shop.number("SELECT COUNT(*) FROM jobs WHERE payload LIKE '%S3CRET%'").await, 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn who_cannot_be_written_to_is_given_up(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let letter = Letter::EmailInUse { name: "Mira".to_owned(), link_path: "/".to_owned() };
    assert!(shop.store.send_later("x", "not an address", &letter, now()).await.expect("written"));
    send_all(&shop, &folder()).await;
    let failed = shop.store.mails(Some(MailState::Failed), 10).await.expect("read");
    assert_eq!(failed.len(), 1);
    assert!(failed[0].error.as_deref().is_some_and(|error| error.contains("is not an address")), "{failed:?}");
    assert_eq!(shop.number("SELECT COUNT(*) FROM jobs WHERE state = 'dead' AND kind = 'mail.send'").await, 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_order_is_confirmed_once(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.sell(&tube("T-1", None), 5, 0).await;
    let buyer = Buyer::number(1);
    buyer.wants(&shop, "T-1", 2).await;
    buyer.checks_out(&shop).await;
    let number = buyer.orders(&shop, 0).await.expect("ordered");
    let folder = folder();
    send_all(&shop, &folder).await;
    // As if its worker had died before it could say that the job was done.
    shop.run("UPDATE jobs SET state = 'queued', finished_at = NULL WHERE kind = 'orders.placed'").await;
    shop.run("UPDATE jobs SET state = 'queued', finished_at = NULL WHERE kind = 'mail.send'").await;
    send_all(&shop, &folder).await;
    let mails = files(&folder);
    assert_eq!(mails.len(), 1);
    assert!(mails[0].contains(&format!("Subject: Your order {number}")), "{}", mails[0]);
    let rows = shop.store.mails(None, 10).await.expect("read");
    assert_eq!(
        (rows.len(), rows[0].attempts, rows[0].cause.as_str()),
        (1, 1, format!("order-received/{number}").as_str())
    );
}
