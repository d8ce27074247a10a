//! The HTTP surface for the customer who is signed in.

use domain::accounts::{Email, parse_name};
use leptos::prelude::*;
use store::accounts::{LinkToken, SessionOwner};

use super::doors_api::enter;
use crate::AppError;
use crate::request::{Visit, problem_query, random_bits};

/// Signs a customer out of this browser. The cart stays with the account.
#[server(prefix = "/api", endpoint = "account/sign-out")]
pub async fn sign_out() -> Result<(), AppError> {
    let visit = Visit::current()?;
    let result = leave(&visit).await;
    answer(&visit, result, "/account/sign-in", "/account/sign-in?done=out")
}

/// Ends every session of the customer, this one too.
#[server(prefix = "/api", endpoint = "account/sign-out-everywhere")]
pub async fn sign_out_everywhere() -> Result<(), AppError> {
    let visit = Visit::current()?;
    let result = async {
        let customer = visit.need_customer().await?;
        visit.store.end_customer_sessions(customer.id, random_bits()).await.map_err(|error| visit.fault(&error))?;
        leave(&visit).await
    }
    .await;
    answer(&visit, result, "/account/sessions", "/account/sign-in?done=everywhere")
}

/// Ends one of the customer's sessions.
#[server(prefix = "/api", endpoint = "account/end-session")]
pub async fn end_session(#[server(default)] session: String) -> Result<(), AppError> {
    let visit = Visit::current()?;
    let result = async {
        let customer = visit.need_customer().await?;
        let owner = SessionOwner::Customer(customer.id);
        visit.store.end_session(owner, &session, random_bits()).await.map_err(|error| visit.fault(&error))
    }
    .await;
    answer(&visit, result, "/account/sessions", "/account/sessions?done=session")
}

/// Changes what the customer is called.
#[server(prefix = "/api", endpoint = "account/name")]
pub async fn change_name(#[server(default)] name: String) -> Result<(), AppError> {
    let visit = Visit::current()?;
    let result = async {
        let customer = visit.need_customer().await?;
        let called = parse_name(&name).ok_or(AppError::InvalidName)?;
        visit.store.rename_customer(customer.id, &called).await.map_err(|error| visit.fault(&error))
    }
    .await;
    if result.is_err() {
        visit.keep_typed("/account/profile", &[("name", &name)]).await;
    }
    answer(&visit, result, "/account/profile", "/account/profile?done=name")
}

/// Changes the customer's password. Their other sessions end.
#[server(prefix = "/api", endpoint = "account/password")]
pub async fn change_password(
    #[server(default)] password: String,
    #[server(default)] new_password: String,
) -> Result<(), AppError> {
    let visit = Visit::current()?;
    let result = async {
        let customer = visit.need_customer().await?;
        let tries = visit.try_once("password", &customer.id.to_string()).await?;
        let token = LinkToken::from_random(random_bits());
        let changed = visit
            .store
            .change_password(&customer, &password, &new_password, &token, random_bits(), visit.now())
            .await
            .map_err(|error| visit.account_fault(&error))?;
        enter(&visit, &changed).await?;
        visit.succeeded(&tries).await
    }
    .await;
    answer(&visit, result, "/account/profile", "/account/profile?done=password")
}

/// Sends a link to a new e-mail address.
#[server(prefix = "/api", endpoint = "account/email")]
pub async fn change_email(
    #[server(default)] email: String,
    #[server(default)] password: String,
) -> Result<(), AppError> {
    let visit = Visit::current()?;
    let result = async {
        let customer = visit.need_customer().await?;
        let new = Email::parse(&email).map_err(|_| AppError::InvalidEmail)?;
        let tries = visit.try_once("password", &customer.id.to_string()).await?;
        let token = LinkToken::from_random(random_bits());
        visit
            .store
            .request_new_email(&customer, &password, &new, &token, visit.now())
            .await
            .map_err(|error| visit.account_fault(&error))?;
        visit.succeeded(&tries).await
    }
    .await;
    if result.is_err() {
        visit.keep_typed("/account/profile", &[("email", &email)]).await;
    }
    answer(&visit, result, "/account/profile", "/account/sent?for=email")
}

/// Deletes the customer's account.
#[server(prefix = "/api", endpoint = "account/delete")]
pub async fn delete_account(#[server(default)] password: String) -> Result<(), AppError> {
    let visit = Visit::current()?;
    let result = async {
        let customer = visit.need_customer().await?;
        let tries = visit.try_once("password", &customer.id.to_string()).await?;
        visit
            .store
            .delete_customer(customer.id, &password, random_bits(), visit.now())
            .await
            .map_err(|error| visit.account_fault(&error))?;
        leave(&visit).await?;
        visit.succeeded(&tries).await
    }
    .await;
    answer(&visit, result, "/account/delete", "/account/sign-in?done=deleted")
}

/// Ends the session of this browser and takes the account's cart from it. A guest's cart stays.
async fn leave(visit: &Visit) -> Result<(), AppError> {
    if visit.is_customers_session().await {
        if let Some(token) = visit.cart_token() {
            visit.store.leave_cart(&token, random_bits()).await.map_err(|error| visit.fault(&error))?;
        }
        visit.drop_cart();
    }
    visit.end_customer_session().await;
    Ok(())
}

fn answer(visit: &Visit, result: Result<(), AppError>, wrong: &str, done: &str) -> Result<(), AppError> {
    visit.answer(result, |error| match error {
        Some(error) => format!("{wrong}?{}", problem_query(std::slice::from_ref(error))),
        None => done.to_owned(),
    })
}
