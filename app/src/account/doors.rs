//! The pages for customers who are not in yet.

use leptos::prelude::*;
use store::accounts::{LinkPurpose, LinkToken};

use super::{door, typed};
use crate::AppError;
use crate::page::{PageError, respond};
use crate::request::{Visit, local_path, next_query};
use crate::ui::form::{Field, done_notice, field, problem_notice};

/// `/account/sign-in`
#[component]
pub(crate) fn SignInPage() -> impl IntoView {
    respond(|visit| async move {
        let next = visit.query("next").filter(|next| local_path(next).is_some());
        if visit.customer().await?.is_some() {
            return Err(PageError::Elsewhere(next.unwrap_or_else(|| "/account".to_owned())));
        }
        let problems = visit.problems();
        let fields = visit.typed().await;
        let done = visit.query("done").and_then(|done| match done.as_str() {
            "out" => Some("You are signed out. What was in your cart stays with your account."),
            "everywhere" => Some("You are signed out everywhere."),
            "reset" => Some("Your new password is set. Sign in with it."),
            "deleted" => Some("Your account is deleted."),
            _ => None,
        });
        let register = format!("/account/register{}", next_query(next.as_deref().unwrap_or_default()));
        let content = view! {
            <header class="page__head"><div>
                <h1 class="page__title">"Sign in"</h1>
                <p class="page__about">"Your cart comes along, and your orders are in one place. You can order without an account too."</p>
            </div></header>
            {done.filter(|_| problems.is_empty()).map(done_notice)}
            {problem_notice(&problems)}
            <form class="form" method="post" action="/api/account/sign-in" novalidate=true>
                {next.map(|next| view! { <input type="hidden" name="next" value=next/> })}
                {field(Field::email("E-mail").with_value(typed(&fields, "email")).with_problem(&problems))}
                {field(Field::password("password", "Password").with_problem(&problems))}
                <div class="form__actions">
                    <button class="button button--go" type="submit">"Sign in"</button>
                    <a href="/account/forgotten">"Password forgotten?"</a>
                    <a href=register>"Make an account"</a>
                    <a href="/orders">"Look up an order"</a>
                </div>
            </form>
        };
        Ok(door("Sign in", content, &problems))
    })
}

/// `/account/register`
#[component]
pub(crate) fn RegisterPage() -> impl IntoView {
    respond(|visit| async move {
        let problems = visit.problems();
        let fields = if problems.is_empty() { Vec::new() } else { visit.typed().await };
        let content = view! {
            <header class="page__head"><div>
                <h1 class="page__title">"Make an account"</h1>
                <p class="page__about">"For one place for your orders and a cart that is the same on every device. We write to you to confirm the address."</p>
            </div></header>
            {problem_notice(&problems)}
            <form class="form" method="post" action="/api/account/register" novalidate=true>
                {field(Field::text("name", "Name", "name").with_value(typed(&fields, "name")).with_problem(&problems))}
                {field(Field::email("E-mail").with_value(typed(&fields, "email")).with_problem(&problems))}
                {field(Field::new_password("new_password", "Password").with_problem(&problems))}
                <div class="form__actions">
                    <button class="button button--go" type="submit">"Make the account"</button>
                    <a href="/account/sign-in">"Sign in"</a>
                </div>
            </form>
        };
        Ok(door("Make an account", content, &problems))
    })
}

/// `/account/sent`: the same whatever became of what was asked for.
#[component]
pub(crate) fn SentPage() -> impl IntoView {
    respond(|visit| async move {
        let text = match visit.query("for").as_deref() {
            Some("reset") => {
                "If there is an account with this address, a letter is on its way to it, with a link to choose a new password. The link is good for one hour."
            }
            Some("email") => {
                "A letter is on its way to the new address, with a link to confirm it. Until then the old one stays."
            }
            _ => "A letter is on its way to this address, with a link to confirm it. The link is good for three days.",
        };
        let content = view! {
            <header class="page__head"><div><h1 class="page__title">"Look into your mail"</h1></div></header>
            <p>{text}</p>
            <p>"Nothing there after some minutes? Look where unwanted mail goes, or try again with another address."</p>
        };
        Ok(door("Look into your mail", content, &[]))
    })
}

/// `/account/confirm?token=…`
#[component]
pub(crate) fn ConfirmPage() -> impl IntoView {
    respond(|visit| async move {
        let mut problems = visit.problems();
        let token = good_link(&visit, LinkPurpose::Confirm, &mut problems).await?;
        let form = token.map(|token| view! {
            <form class="form" method="post" action="/api/account/confirm" novalidate=true>
                <input type="hidden" name="token" value=token/>
                {field(Field::password("password", "Password").with_hint("The one that you chose for this account.").with_problem(&problems))}
                <div class="form__actions"><button class="button button--go" type="submit">"Confirm and sign in"</button></div>
            </form>
        });
        let content = view! {
            <header class="page__head"><div><h1 class="page__title">"Confirm your address"</h1></div></header>
            {problem_notice(&problems)}
            {form}
            <p><a href="/account/register">"Make an account"</a>" · "<a href="/account/sign-in">"Sign in"</a></p>
        };
        Ok(door("Confirm your address", content, &problems))
    })
}

/// `/account/forgotten`
#[component]
pub(crate) fn ForgottenPage() -> impl IntoView {
    respond(|visit| async move {
        let problems = visit.problems();
        let fields = if problems.is_empty() { Vec::new() } else { visit.typed().await };
        let content = view! {
            <header class="page__head"><div>
                <h1 class="page__title">"Password forgotten"</h1>
                <p class="page__about">"We send a link to choose a new one."</p>
            </div></header>
            {problem_notice(&problems)}
            <form class="form" method="post" action="/api/account/forgotten" novalidate=true>
                {field(Field::email("E-mail").with_value(typed(&fields, "email")).with_problem(&problems))}
                <div class="form__actions">
                    <button class="button button--go" type="submit">"Send the link"</button>
                    <a href="/account/sign-in">"Back to signing in"</a>
                </div>
            </form>
        };
        Ok(door("Password forgotten", content, &problems))
    })
}

/// `/account/reset?token=…`
#[component]
pub(crate) fn ResetPage() -> impl IntoView {
    respond(|visit| async move {
        let mut problems = visit.problems();
        let token = good_link(&visit, LinkPurpose::Reset, &mut problems).await?;
        let form = token.map(|token| view! {
            <form class="form" method="post" action="/api/account/reset" novalidate=true>
                <input type="hidden" name="token" value=token/>
                {field(Field::new_password("new_password", "New password").with_problem(&problems))}
                <div class="form__actions"><button class="button button--go" type="submit">"Set the password"</button></div>
            </form>
        });
        let content = view! {
            <header class="page__head"><div>
                <h1 class="page__title">"Choose a new password"</h1>
                <p class="page__about">"Wherever you are signed in with the old one, you will be signed out."</p>
            </div></header>
            {problem_notice(&problems)}
            {form}
            <p><a href="/account/forgotten">"Ask for another link"</a></p>
        };
        Ok(door("Choose a new password", content, &problems))
    })
}

/// `/account/new-email?token=…`
#[component]
pub(crate) fn NewEmailPage() -> impl IntoView {
    respond(|visit| async move {
        let mut problems = visit.problems();
        let token = good_link(&visit, LinkPurpose::Email, &mut problems).await?;
        let form = token.map(|token| view! {
            <form class="form" method="post" action="/api/account/new-email">
                <input type="hidden" name="token" value=token/>
                <div class="form__actions"><button class="button button--go" type="submit">"Use this address"</button></div>
            </form>
        });
        let content = view! {
            <header class="page__head"><div>
                <h1 class="page__title">"Your new address"</h1>
                <p class="page__about">"From now on you sign in with it. We tell the old address that it was changed."</p>
            </div></header>
            {problem_notice(&problems)}
            {form}
            <p><a href="/account/profile">"To your profile"</a></p>
        };
        Ok(door("Your new address", content, &problems))
    })
}

/// The token of this page's link, if the link is good; that it is not joins what is wrong.
async fn good_link(
    visit: &Visit,
    purpose: LinkPurpose,
    problems: &mut Vec<AppError>,
) -> Result<Option<String>, PageError> {
    let token = visit.query("token").and_then(|token| LinkToken::parse(&token));
    if let Some(token) = token
        && visit.store.is_link_good(purpose, &token, visit.now()).await?
    {
        return Ok(Some(token.reveal().to_owned()));
    }
    if problems.is_empty() {
        problems.push(AppError::LinkGone);
    }
    Ok(None)
}
