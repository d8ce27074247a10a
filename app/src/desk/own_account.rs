//! `/desk/account`: an employee's own password and sessions.

use leptos::prelude::*;
use store::accounts::SessionOwner;

use super::desk_page;
use crate::AppError;
use crate::account::session_list;
use crate::page::respond;
use crate::request::{Visit, problem_query};
use crate::ui::form::{Field, done_notice, field, problem_notice};

/// `/desk/account`
#[component]
pub(crate) fn OwnAccountPage() -> impl IntoView {
    respond(|visit| async move {
        let staff = visit.staff().await?;
        let problems = visit.problems();
        let done = visit.query("done").and_then(|done| match done.as_str() {
            "password" => Some("Your password is changed. Your other sessions have ended."),
            "session" => Some("The session has ended."),
            _ => None,
        });
        let sessions = visit.store.sessions_of(SessionOwner::Staff(staff.id), &visit.session_id()).await;
        let sessions = sessions.inspect_err(|error| _ = visit.fault(error)).unwrap_or_default();
        let content = view! {
            <header class="page__head"><div>
                <h1 class="page__title">{staff.name.clone()}</h1>
                <p class="page__about">{format!("{} · {}", staff.email, staff.roles.titles())}</p>
            </div></header>
            {done.filter(|_| problems.is_empty()).map(done_notice)}
            {problem_notice(&problems)}
            <section class="section" aria-labelledby="change">
                <div class="section__head"><h2 class="section__title" id="change">"Change the password"</h2></div>
                <form class="form" method="post" action="/api/desk/account/password" novalidate=true>
                    {field(Field::password("password", "Password now").with_problem(&problems))}
                    {field(Field::new_password("new_password", "New password").with_problem(&problems))}
                    <div class="form__actions"><button class="button button--go" type="submit">"Change the password"</button></div>
                </form>
            </section>
            {session_list(&sessions, "/api/desk/account/end-session")}
        };
        let status = problems.first().map_or(200, AppError::status);
        Ok(desk_page(&visit, &staff, "Your account", content).with_status(status))
    })
}

/// Changes the password of the employee who asks.
#[server(prefix = "/api", endpoint = "desk/account/password")]
pub async fn change_own_password(
    #[server(default)] password: String,
    #[server(default)] new_password: String,
) -> Result<(), AppError> {
    let visit = Visit::current()?;
    let result = async {
        let staff = visit.staff().await?;
        let tries = visit.try_once("staff-password", &staff.id.to_string()).await?;
        let changed = visit
            .store
            .change_staff_password(&staff, &password, &new_password, visit.now())
            .await
            .map_err(|error| visit.account_fault(&error))?;
        visit.begin_staff_session(&changed).await?;
        visit.succeeded(&tries).await
    }
    .await;
    visit.answer(result, |error| match error {
        Some(error) => format!("/desk/account?{}", problem_query(std::slice::from_ref(error))),
        None => "/desk/account?done=password".to_owned(),
    })
}

/// Ends one of the sessions of the employee who asks.
#[server(prefix = "/api", endpoint = "desk/account/end-session")]
pub async fn end_own_session(#[server(default)] session: String) -> Result<(), AppError> {
    let visit = Visit::current()?;
    let result = async {
        let staff = visit.staff().await?;
        let owner = SessionOwner::Staff(staff.id);
        let bits = crate::request::random_bits();
        visit.store.end_session(owner, &session, bits).await.map_err(|error| visit.fault(&error))
    }
    .await;
    visit.answer(result, |error| match error {
        Some(error) => format!("/desk/account?{}", problem_query(std::slice::from_ref(error))),
        None => "/desk/account?done=session".to_owned(),
    })
}
