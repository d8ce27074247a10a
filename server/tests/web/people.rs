//! People who sign in: customers with a confirmed address, staff with a second factor.

use domain::accounts::{Actor, Email, Roles};
use store::accounts::LinkToken;
use totp_rs::Builder;
use uuid::Uuid;

use crate::shop::{Answer, Shop, now};

/// A password of everyone in the tests.
pub(crate) const PASSWORD: &str = "correct horse battery";

const SECRET: [u8; 20] = *b"12345678901234567890";

/// The pair of a cookie that an answer sets; empty when it sets none of this name.
pub(crate) fn cookie(answer: &Answer, name: &str) -> String {
    answer
        .headers
        .get_all("set-cookie")
        .iter()
        .filter_map(|value| value.to_str().ok()?.split(';').next())
        .find(|pair| pair.split('=').next() == Some(name))
        .unwrap_or_default()
        .to_owned()
}

fn token() -> LinkToken {
    LinkToken::from_random(Uuid::new_v4().as_u128())
}

/// The code that the authenticator of everyone on the staff shows, some steps from now.
pub(crate) fn code(steps: i64) -> String {
    let totp = Builder::new().with_secret(SECRET).with_account_name("staff").build().expect("a secret");
    totp.generate((now().timestamp() + 30 * steps).unsigned_abs()).to_string()
}

impl Shop {
    /// Makes an account as its owner does: by the form, and by the link out of the letter.
    pub(crate) async fn customer(&self, email: &str) {
        let body = format!("name=Zelda+Quux&email={email}&new_password={PASSWORD}");
        let registered = self.post_form("/api/account/register", "", &body).await;
        assert_eq!(registered.header("location"), "/account/sent?for=register", "{registered:?}");
        let token = self.link_token("confirm_email", email).await;
        let body = format!("token={token}&password={PASSWORD}");
        let confirmed = self.post_form("/api/account/confirm", "", &body).await;
        assert_eq!(confirmed.header("location"), "/account?done=confirmed", "{confirmed:?}");
    }

    /// Signs a customer in and answers the cookies of session and cart.
    pub(crate) async fn signs_in(&self, email: &str, cookies: &str) -> String {
        let body = format!("email={email}&password={PASSWORD}");
        let answer = self.post_form("/api/account/sign-in", cookies, &body).await;
        assert_eq!((answer.status, answer.header("location")), (302, "/account"), "{answer:?}");
        let session = cookie(&answer, "__Host-session");
        assert!(!session.is_empty(), "{answer:?}");
        let cart = match cookie(&answer, "__Host-cart") {
            cart if cart.is_empty() => cookies.to_owned(),
            cart => cart,
        };
        format!("{session}; {cart}")
    }

    /// Takes somebody on, who joins at once.
    pub(crate) async fn joins(&self, email: &str, roles: &str) {
        let (token, then) = (token(), now() - chrono::TimeDelta::minutes(10));
        let roles = Roles::parse(roles).expect("roles");
        let email = Email::parse(email).expect("an address");
        self.store
            .invite_staff(&Actor::System("a test"), &email, "Noor Visser", &roles, &token, then)
            .await
            .expect("invited");
        self.store.begin_joining(&token, PASSWORD, SECRET, then).await.expect("a password");
        self.store.finish_joining(&token, &code(-20), then).await.expect("joined");
    }

    /// Signs an employee in, both halves, and answers the cookie of the session.
    pub(crate) async fn staff_signs_in(&self, email: &str) -> String {
        let half = self.post_form("/api/desk/sign-in", "", &format!("email={email}&password={PASSWORD}")).await;
        assert_eq!(half.header("location"), "/desk/code", "{half:?}");
        let half = cookie(&half, "__Host-session");
        let whole = self.post_form("/api/desk/code", &half, &format!("code={}", code(0))).await;
        assert_eq!(whole.header("location"), "/desk", "{whole:?}");
        let session = cookie(&whole, "__Host-session");
        assert!(!session.is_empty() && session != half, "a new id");
        session
    }

    /// The token in the link of the last letter of a kind to an address.
    pub(crate) async fn link_token(&self, kind: &str, email: &str) -> String {
        let letter: String =
            sqlx::query_scalar("SELECT letter FROM mails WHERE kind = ? AND recipient = ? ORDER BY id DESC LIMIT 1")
                .bind(kind)
                .bind(email)
                .fetch_one(&self.database)
                .await
                .expect("a letter");
        let letter: serde_json::Value = serde_json::from_str(&letter).expect("JSON");
        let link = letter["link_path"].as_str().expect("a link");
        link.rsplit("token=").next().expect("a token").to_owned()
    }
}
