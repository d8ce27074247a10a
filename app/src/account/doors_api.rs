//! The HTTP surface for customers who are not in yet. Whether an address has an account is told to its
//! owner by mail and to nobody else: every answer here is the same with and without one, and takes as long.

use domain::accounts::{Email, check_password, parse_name};
use leptos::prelude::*;
use store::accounts::{Carts, CustomerAccount, LinkToken, Registration};
use store::cart::CartToken;

use crate::AppError;
use crate::request::{Visit, local_path, next_query, problem_query, random_bits, with_next};

/// Keeps a registration and sends the link that confirms it.
#[server(prefix = "/api", endpoint = "account/register")]
pub async fn register(
    #[server(default)] name: String,
    #[server(default)] email: String,
    #[server(default)] new_password: String,
) -> Result<(), AppError> {
    let visit = Visit::current()?;
    let mut problems = Vec::new();
    let result = async {
        let called = parse_name(&name).ok_or_else(|| problems.push(AppError::InvalidName));
        let address = Email::parse(&email).map_err(|_| problems.push(AppError::InvalidEmail));
        let nobody = Email::parse("nobody@example.org").map_err(|_| AppError::Internal)?;
        let name = called.as_deref().unwrap_or_default();
        if let Err(problem) = check_password(&new_password, name, address.as_ref().unwrap_or(&nobody)) {
            problems.push(problem.into());
        }
        let (Ok(called), Ok(address), []) = (called, address, problems.as_slice()) else {
            return Err(problems.first().cloned().unwrap_or(AppError::Unreadable));
        };
        visit.try_once("register", address.as_str()).await?;
        let token = LinkToken::from_random(random_bits());
        let registration = Registration { name: &called, email: &address, password: &new_password, token: &token };
        visit.store.register(&registration, visit.now()).await.map_err(|error| visit.account_fault(&error))
    }
    .await;
    if let Err(error) = &result {
        if problems.is_empty() {
            problems.push(error.clone());
        }
        visit.keep_typed("/account/register", &[("name", &name), ("email", &email)]).await;
    }
    visit.answer(result, |error| match error {
        Some(_) => format!("/account/register?{}", problem_query(&problems)),
        None => "/account/sent?for=register".to_owned(),
    })
}

/// Makes an account of a registration, and signs its owner in.
#[server(prefix = "/api", endpoint = "account/confirm")]
pub async fn confirm_registration(
    #[server(default)] token: String,
    #[server(default)] password: String,
) -> Result<(), AppError> {
    let visit = Visit::current()?;
    let link = LinkToken::parse(&token);
    let shown = link.as_ref().map(|link| link.reveal().to_owned()).unwrap_or_default();
    let result = async {
        // Before the link is used up.
        visit.can_sign_in().await?;
        let tries = visit.try_once("confirm", &shown).await?;
        let link = link.as_ref().ok_or(AppError::LinkGone)?;
        let customer = visit
            .store
            .confirm_registration(link, &password, visit.now())
            .await
            .map_err(|error| visit.account_fault(&error))?;
        enter(&visit, &customer).await?;
        visit.succeeded(&tries).await
    }
    .await;
    visit.answer(result, |error| match error {
        Some(error) => format!("/account/confirm?token={shown}&{}", problem_query(std::slice::from_ref(error))),
        None => "/account?done=confirmed".to_owned(),
    })
}

/// Signs a customer in; what they put into the cart and ordered as a guest comes along.
#[server(prefix = "/api", endpoint = "account/sign-in")]
pub async fn sign_in(
    #[server(default)] email: String,
    #[server(default)] password: String,
    #[server(default)] next: String,
) -> Result<(), AppError> {
    let visit = Visit::current()?;
    let result = async {
        visit.can_sign_in().await?;
        let tries = visit.try_once("customer", &email).await?;
        let found = visit.store.sign_in_customer(&email, &password).await.map_err(|error| visit.fault(&error))?;
        let customer = found.ok_or(AppError::WrongSignIn)?;
        enter(&visit, &customer).await?;
        visit.succeeded(&tries).await
    }
    .await;
    if result.is_err() {
        visit.keep_typed("/account/sign-in", &[("email", &email)]).await;
    }
    visit.answer(result, |error| match error {
        Some(error) => with_next("/account/sign-in", &next_query(&next), &problem_query(std::slice::from_ref(error))),
        None => local_path(&next).unwrap_or("/account").to_owned(),
    })
}

/// Sends a link for a new password, if there is such an account.
#[server(prefix = "/api", endpoint = "account/forgotten")]
pub async fn request_reset(#[server(default)] email: String) -> Result<(), AppError> {
    let visit = Visit::current()?;
    let result = async {
        let address = Email::parse(&email).map_err(|_| AppError::InvalidEmail)?;
        visit.try_once("reset-mail", address.as_str()).await?;
        let token = LinkToken::from_random(random_bits());
        visit.store.request_reset(address.as_str(), &token, visit.now()).await.map_err(|error| visit.fault(&error))
    }
    .await;
    if result.is_err() {
        visit.keep_typed("/account/forgotten", &[("email", &email)]).await;
    }
    visit.answer(result, |error| match error {
        Some(error) => format!("/account/forgotten?{}", problem_query(std::slice::from_ref(error))),
        None => "/account/sent?for=reset".to_owned(),
    })
}

/// Sets a new password by a link. Whoever was signed in with the old one is not any more.
#[server(prefix = "/api", endpoint = "account/reset")]
pub async fn reset_password(
    #[server(default)] token: String,
    #[server(default)] new_password: String,
) -> Result<(), AppError> {
    let visit = Visit::current()?;
    let link = LinkToken::parse(&token);
    let shown = link.as_ref().map(|link| link.reveal().to_owned()).unwrap_or_default();
    let result = async {
        visit.try_from_here("reset").await?;
        let link = link.as_ref().ok_or(AppError::LinkGone)?;
        visit
            .store
            .reset_password(link, &new_password, random_bits(), visit.now())
            .await
            .map_err(|error| visit.account_fault(&error))
    }
    .await;
    visit.answer(result, |error| match error {
        Some(error) => format!("/account/reset?token={shown}&{}", problem_query(std::slice::from_ref(error))),
        None => "/account/sign-in?done=reset".to_owned(),
    })
}

/// Takes a new e-mail address by the link that was sent to it.
#[server(prefix = "/api", endpoint = "account/new-email")]
pub async fn confirm_new_email(#[server(default)] token: String) -> Result<(), AppError> {
    let visit = Visit::current()?;
    let result = async {
        visit.try_from_here("new-email").await?;
        let link = LinkToken::parse(&token).ok_or(AppError::LinkGone)?;
        visit.store.confirm_new_email(&link, visit.now()).await.map_err(|error| visit.account_fault(&error))
    }
    .await;
    visit.answer(result, |error| match error {
        Some(error) => format!("/account/new-email?{}", problem_query(std::slice::from_ref(error))),
        None => "/account/profile?done=email".to_owned(),
    })
}

/// Begins a customer's session, and gives them the cart of this browser.
pub(super) async fn enter(visit: &Visit, customer: &CustomerAccount) -> Result<(), AppError> {
    let (carried, spare) = (visit.cart_token(), CartToken::from_random(random_bits()));
    // First what can fail without Redis: who cannot sign in keeps the cart as it was.
    visit.begin_customer_session(customer).await?;
    let carts = Carts { carried: carried.as_ref(), spare: &spare };
    let token = visit.store.bring_cart(customer.id, &carts, visit.now()).await.map_err(|error| visit.fault(&error))?;
    if carried.as_ref() != Some(&token) {
        visit.carry_cart(&token);
    }
    visit.note_cart(customer, &token.name()).await;
    Ok(())
}
