//! What a customer signed up with, where they are signed in, and how to leave.

use leptos::prelude::*;
use store::accounts::SessionOwner;

use super::{account_page, session_list, typed};
use crate::AppError;
use crate::page::respond;
use crate::ui::form::{Field, done_notice, field, problem_notice};

/// `/account/profile`
#[component]
pub(crate) fn ProfilePage() -> impl IntoView {
    respond(|visit| async move {
        let customer = visit.need_customer().await?;
        let problems = visit.problems();
        let fields = if problems.is_empty() { Vec::new() } else { visit.typed().await };
        let done = visit.query("done").and_then(|done| match done.as_str() {
            "name" => Some("Your name is changed."),
            "password" => Some("Your password is changed. Your other sessions have ended."),
            "email" => Some("Your e-mail address is changed."),
            _ => None,
        });
        let name = match typed(&fields, "name") {
            name if name.is_empty() => customer.name.clone(),
            name => name,
        };
        // Two forms ask for the password; what is wrong with it is said above them.
        let (above, at_fields): (Vec<_>, Vec<_>) =
            problems.iter().cloned().partition(|problem| *problem == AppError::WrongPassword);
        let content = view! {
            <header class="page__head"><div>
                <h1 class="page__title">"Profile"</h1>
                <p class="page__about">{format!("You sign in as {}.", customer.email)}</p>
            </div></header>
            {done.filter(|_| problems.is_empty()).map(done_notice)}
            {above.first().map(|problem| view! {
                <div class="notice notice--error" role="alert"><p class="notice__title">{problem.to_string()}</p></div>
            })}
            {problem_notice(&at_fields)}
            <section class="section" aria-labelledby="name-title">
                <div class="section__head"><h2 class="section__title" id="name-title">"Name"</h2></div>
                <form class="form" method="post" action="/api/account/name" novalidate=true>
                    {field(Field::text("name", "Name", "name").with_value(name).with_problem(&at_fields))}
                    <div class="form__actions"><button class="button" type="submit">"Change the name"</button></div>
                </form>
            </section>
            <section class="section" aria-labelledby="password-title">
                <div class="section__head"><h2 class="section__title" id="password-title">"Password"</h2></div>
                <form class="form" method="post" action="/api/account/password" novalidate=true>
                    {field(Field::password("password", "Password now"))}
                    {field(Field::new_password("new_password", "New password").with_problem(&at_fields))}
                    <div class="form__actions"><button class="button" type="submit">"Change the password"</button></div>
                </form>
            </section>
            <section class="section" aria-labelledby="email-title">
                <div class="section__head"><h2 class="section__title" id="email-title">"E-mail"</h2></div>
                <form class="form" method="post" action="/api/account/email" novalidate=true>
                    {field(Field::email("New e-mail").with_value(typed(&fields, "email")).with_problem(&at_fields))}
                    <div class="field">
                        <label class="field__label" for="email-password">"Password"</label>
                        <input class="field__input" id="email-password" name="password" type="password" autocomplete="current-password" maxlength="300"/>
                    </div>
                    <div class="form__actions"><button class="button" type="submit">"Send a link to the new address"</button></div>
                </form>
            </section>
            <section class="section" aria-labelledby="delete-title">
                <div class="section__head"><h2 class="section__title" id="delete-title">"Leave"</h2></div>
                <p><a href="/account/delete">"Delete the account"</a></p>
            </section>
        };
        let status = problems.first().map_or(200, AppError::status);
        Ok(account_page(&visit, &customer, "Profile", content).narrow().with_status(status))
    })
}

/// `/account/sessions`
#[component]
pub(crate) fn SessionsPage() -> impl IntoView {
    respond(|visit| async move {
        let customer = visit.need_customer().await?;
        let problems = visit.problems();
        let done = visit.query("done").map(|_| "The session has ended.");
        let sessions = visit.store.sessions_of(SessionOwner::Customer(customer.id), &visit.session_id()).await;
        let sessions = sessions.inspect_err(|error| _ = visit.fault(error)).unwrap_or_default();
        let content = view! {
            <header class="page__head"><div>
                <h1 class="page__title">"Sessions"</h1>
                <p class="page__about">"If one of them is not yours, end it and choose a new password."</p>
            </div></header>
            {done.filter(|_| problems.is_empty()).map(done_notice)}
            {problem_notice(&problems)}
            {session_list(&sessions, "/api/account/end-session")}
            <form class="form" method="post" action="/api/account/sign-out-everywhere">
                <div class="form__actions"><button class="button" type="submit">"Sign out everywhere"</button></div>
            </form>
        };
        let status = problems.first().map_or(200, AppError::status);
        Ok(account_page(&visit, &customer, "Sessions", content).with_status(status))
    })
}

/// `/account/delete`
#[component]
pub(crate) fn DeletePage() -> impl IntoView {
    respond(|visit| async move {
        let customer = visit.need_customer().await?;
        let problems = visit.problems();
        let content = view! {
            <header class="page__head"><div>
                <h1 class="page__title">"Delete the account"</h1>
                <p class="page__about">"Your name, e-mail address and password are deleted, and what is in your cart. Orders stay with what is on their invoices, as the law asks; with number and address you can still look them up. There is no way back."</p>
            </div></header>
            {problem_notice(&problems)}
            <form class="form" method="post" action="/api/account/delete" novalidate=true>
                {field(Field::password("password", "Password").with_problem(&problems))}
                <div class="form__actions">
                    <button class="button" type="submit">"Delete the account for good"</button>
                    <a href="/account/profile">"Keep it"</a>
                </div>
            </form>
        };
        let status = problems.first().map_or(200, AppError::status);
        Ok(account_page(&visit, &customer, "Delete the account", content).narrow().with_status(status))
    })
}
