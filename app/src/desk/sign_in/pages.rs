//! The pages of the desk's doors.

use leptos::prelude::*;
use qrcode::QrCode;
use qrcode::render::svg;
use store::accounts::{Enrolment, Joining, LinkToken};

use crate::AppError;
use crate::page::{Page, PageError, respond};
use crate::request::Visit;
use crate::ui::form::{Field, done_notice, field, problem_notice};

/// `/desk/sign-in`
#[component]
pub(crate) fn SignInPage() -> impl IntoView {
    respond(|visit| async move {
        let problems = visit.problems();
        let typed = visit.typed().await;
        let email = typed.into_iter().find(|(name, _)| name == "email").map(|(_, value)| value).unwrap_or_default();
        let done = visit.query("done").and_then(|done| match done.as_str() {
            "out" => Some("You are signed out."),
            "joined" => Some("Your password and your second factor are set. Sign in with them."),
            _ => None,
        });
        let content = view! {
            <header class="page__head"><div>
                <h1 class="page__title">"Sign in to the desk"</h1>
                <p class="page__about">"For staff. First your password, then a code from your authenticator."</p>
            </div></header>
            {done.filter(|_| problems.is_empty()).map(done_notice)}
            {problem_notice(&problems)}
            <form class="form" method="post" action="/api/desk/sign-in" novalidate=true>
                {next_field(&visit)}
                {field(Field { autocomplete: "username", ..Field::email("E-mail") }.with_value(email).with_problem(&problems))}
                {field(Field::password("password", "Password").with_problem(&problems))}
                <div class="form__actions"><button class="button button--go" type="submit">"Continue to the code"</button></div>
            </form>
        };
        Ok(door("Sign in to the desk", content, &problems))
    })
}

/// `/desk/code`, for those who gave their password.
#[component]
pub(crate) fn CodePage() -> impl IntoView {
    respond(|visit| async move {
        if visit.half_signed_in().await?.is_none() {
            return Err(PageError::Elsewhere("/desk/sign-in".to_owned()));
        }
        let problems = visit.problems();
        let content = view! {
            <header class="page__head"><div><h1 class="page__title">"Your code"</h1></div></header>
            {problem_notice(&problems)}
            <form class="form" method="post" action="/api/desk/code" novalidate=true>
                {next_field(&visit)}
                {code_field(&problems)}
                <div class="form__actions">
                    <button class="button button--go" type="submit">"Sign in"</button>
                    <a href="/desk/sign-in">"Back to the password"</a>
                </div>
            </form>
        };
        Ok(door("Your code", content, &problems))
    })
}

/// `/desk/join?token=…`: a password for who was invited.
#[component]
pub(crate) fn JoinPage() -> impl IntoView {
    respond(|visit| async move {
        let Some((token, joining)) = joining(&visit).await? else { return Ok(gone()) };
        let problems = visit.problems();
        let content = view! {
            <header class="page__head"><div>
                <h1 class="page__title">"Join the desk"</h1>
                <p class="page__about">{format!("Hello {}. You will sign in as {}.", joining.name, joining.email)}</p>
            </div></header>
            {problem_notice(&problems)}
            <form class="form" method="post" action="/api/desk/join" novalidate=true>
                <input type="hidden" name="token" value=token/>
                <input type="hidden" name="username" autocomplete="username" value=joining.email/>
                {field(Field::new_password("new_password", "Choose a password").with_problem(&problems))}
                <div class="form__actions"><button class="button button--go" type="submit">"Continue to the second factor"</button></div>
            </form>
        };
        Ok(door("Join the desk", content, &problems))
    })
}

/// `/desk/join/code?token=…`: the second factor for who chose a password.
#[component]
pub(crate) fn JoinCodePage() -> impl IntoView {
    respond(|visit| async move {
        let Some((token, joining)) = joining(&visit).await? else { return Ok(gone()) };
        let Some(enrolment) = joining.enrolment else {
            return Err(PageError::Elsewhere(format!("/desk/join?token={token}")));
        };
        let problems = visit.problems();
        let content = view! {
            <header class="page__head"><div>
                <h1 class="page__title">"Your second factor"</h1>
                <p class="page__about">"Take this into an authenticator on your phone, then type the code that it shows."</p>
            </div></header>
            {problem_notice(&problems)}
            {picture(&enrolment)}
            <dl class="ledger"><div class="ledger__row">
                <dt class="ledger__name">"Or type this key"</dt>
                <dd class="ledger__value"><code class="part-number" id="secret">{in_fours(&enrolment.secret)}</code></dd>
            </div></dl>
            <form class="form" method="post" action="/api/desk/join/code" novalidate=true>
                <input type="hidden" name="token" value=token/>
                {code_field(&problems)}
                <div class="form__actions"><button class="button button--go" type="submit">"Finish"</button></div>
            </form>
        };
        Ok(door("Your second factor", content, &problems))
    })
}

async fn joining(visit: &Visit) -> Result<Option<(String, Joining)>, PageError> {
    let Some(token) = visit.query("token").and_then(|token| LinkToken::parse(&token)) else { return Ok(None) };
    let joining = visit.store.joining(&token, visit.now()).await?;
    Ok(joining.map(|joining| (token.reveal().to_owned(), joining)))
}

fn gone() -> Page {
    let problems = [AppError::LinkGone];
    let content = view! {
        <header class="page__head"><div><h1 class="page__title">"Join the desk"</h1></div></header>
        {problem_notice(&problems)}
        <p>"An administrator can send you another link. "<a href="/desk/sign-in">"Sign in"</a>" if you have joined already."</p>
    };
    door("Join the desk", content, &problems)
}

/// A narrow page with the status of what is wrong.
fn door(title: &str, content: impl IntoAny, problems: &[AppError]) -> Page {
    Page::private(title, content).narrow().with_status(problems.first().map_or(200, AppError::status))
}

fn next_field(visit: &Visit) -> Option<impl IntoView + use<>> {
    visit.query("next").map(|next| view! { <input type="hidden" name="next" value=next/> })
}

fn code_field(problems: &[AppError]) -> impl IntoView + use<> {
    let code = Field::text("code", "Code", "one-time-code").with_hint("Six digits, a new one every half minute.");
    field(code.with_problem(problems))
}

/// The picture that an authenticator reads: dark on light whatever the page's colours are.
fn picture(enrolment: &Enrolment) -> impl IntoView + use<> {
    let code = QrCode::new(enrolment.uri.as_bytes()).ok();
    let drawn = code.map(|code| code.render::<svg::Color<'_>>().min_dimensions(220, 220).build());
    let svg = drawn.and_then(|drawn| drawn.split_once("?>").map(|(_, svg)| svg.to_owned()));
    view! { <div class="qr-code" role="img" aria-label="Code to scan with an authenticator" inner_html=svg></div> }
}

fn in_fours(secret: &str) -> String {
    let letters: Vec<char> = secret.chars().collect();
    letters.chunks(4).map(String::from_iter).collect::<Vec<_>>().join(" ")
}
