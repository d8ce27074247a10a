//! Companies: kept by staff with every change in the log, joined by invitation, never left without a manager.

use domain::accounts::{Actor, CompanyRole, Email};
use domain::ids::CustomerId;
use sqlx::MySqlPool;
use store::accounts::{CompanyError, CompanyTerms, CustomerAccount, LinkToken};

use crate::shop::{Shop, moment};

const DESK: Actor = Actor::System("test");

async fn account(shop: &Shop, id: CustomerId) -> CustomerAccount {
    shop.store.customer(id).await.expect("answered").expect("there")
}

fn email(text: &str) -> Email {
    Email::parse(text).expect("an address")
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn staff_keep_companies_and_the_log_knows(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let terms = CompanyTerms { name: "Alto Works".into(), terms_days: Some(30), ..CompanyTerms::default() };
    let id = shop.store.create_company(&DESK, &terms, moment(0)).await.expect("kept");
    let twice = shop.store.create_company(&DESK, &terms, moment(0)).await;
    assert!(matches!(twice, Err(CompanyError::NameTaken)), "{twice:?}");
    let changed = CompanyTerms { credit_limit_minor: 250_000, vat_id: "DE123456789".into(), ..terms.clone() };
    assert!(shop.store.change_company(&DESK, id, &changed, moment(1)).await.expect("changed"));
    let company = shop.store.company(id).await.expect("answered").expect("there");
    assert_eq!((company.terms, company.limit.minor, company.used.minor), (changed, 250_000, 0));
    assert_eq!(shop.number("SELECT COUNT(*) FROM audit_entries WHERE subject LIKE 'company:%'").await, 2);
    for (text, found) in [("alto", 1), ("DE1234", 1), ("", 1), ("basso", 0), ("%", 1)] {
        assert_eq!(shop.store.companies(text, 10).await.expect("answered").len(), found, "{text}");
    }
    let lists = shop.store.price_lists().await.expect("answered");
    assert_eq!(lists.iter().map(|list| list.code.as_str()).collect::<Vec<_>>(), ["standard"]);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn members_are_invited_join_and_leave(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let company = shop.company("Alto Works", None).await;
    let (manager, buyer) =
        (shop.customer("manager@example.org", None).await, shop.customer("buyer@example.org", None).await);
    shop.store
        .add_member(&DESK, company, &email("manager@example.org"), CompanyRole::Manager, moment(0))
        .await
        .expect("made a member");
    let nobody =
        shop.store.add_member(&DESK, company, &email("nobody@example.org"), CompanyRole::Buyer, moment(0)).await;
    assert!(matches!(nobody, Err(CompanyError::NoSuchCustomer)), "{nobody:?}");

    let (token, stranger) = (LinkToken::from_random(7), shop.customer("other@example.org", None).await);
    let from = account(&shop, manager).await;
    assert!(from.is_manager);
    for _ in 0..2 {
        shop.store
            .invite_member(&from, company, &email("buyer@example.org"), CompanyRole::Buyer, &token, moment(1))
            .await
            .expect("invited");
    }
    assert_eq!(shop.number("SELECT COUNT(*) FROM mails WHERE kind = 'company_invitation'").await, 1);
    let (invited, other) = (account(&shop, buyer).await, account(&shop, stranger).await);
    let seen = shop.store.company_invitation(&invited, &token, moment(2)).await.expect("answered");
    assert_eq!(seen.as_deref(), Some("Alto Works"));
    for (who, now) in [(&other, moment(2)), (&invited, moment(8 * 86_400))] {
        let joined = shop.store.join_company(who, &token, now).await;
        assert!(matches!(joined, Err(CompanyError::InvitationGone)), "somebody else's, or too late: {joined:?}");
    }
    shop.store.join_company(&invited, &token, moment(2)).await.expect("joined");
    let again = shop.store.join_company(&invited, &token, moment(3)).await;
    assert!(matches!(again, Err(CompanyError::InvitationGone)), "{again:?}");
    assert_eq!(account(&shop, buyer).await.company, Some(company));

    let left = shop.store.leave_company(company, manager).await;
    assert!(matches!(left, Err(CompanyError::LastManager)), "{left:?}");
    shop.store.leave_company(company, buyer).await.expect("left");
    shop.store.remove_member(&DESK, company, manager, moment(4)).await.expect("the last one may go");
    assert!(shop.store.company_members(company).await.expect("answered").is_empty());
}
