//! `/desk/staff`: who works here and what they may do. For administrators.

use domain::accounts::{Role, Roles};
use domain::ids::StaffId;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use store::accounts::StaffMember;

use super::desk_page;
use crate::AppError;
use crate::page::{PageError, respond};
use crate::ui::form::{Field, done_notice, field, problem_notice};

/// `/desk/staff`
#[component]
pub(crate) fn StaffPage() -> impl IntoView {
    respond(|visit| async move {
        let staff = visit.staff().await?;
        let problems = visit.problems();
        let typed = visit.typed().await;
        let typed = |name: &str| {
            typed.iter().find(|(known, _)| known == name && !problems.is_empty()).map(|(_, value)| value.clone())
        };
        let chosen = typed("roles").and_then(|roles| Roles::parse(&roles).ok()).unwrap_or_default();
        let done = visit.query("done").map(|_| "The invitation is on its way. The link is good for three days.");
        let rows: Vec<_> = visit.store.staff_list().await?.iter().map(row).collect();
        let content = view! {
            <header class="page__head"><div><h1 class="page__title">"Staff"</h1></div></header>
            {done.filter(|_| problems.is_empty()).map(done_notice)}
            {problem_notice(&problems)}
            <table class="table">
                <caption class="visually-hidden">"Everyone on the staff"</caption>
                <thead class="table__head"><tr>
                    <th scope="col">"Name"</th><th scope="col">"Roles"</th><th scope="col">"State"</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
            <section class="section" aria-labelledby="invite">
                <div class="section__head"><h2 class="section__title" id="invite">"Invite somebody"</h2></div>
                <form class="form" method="post" action="/api/desk/staff/invite" novalidate=true>
                    {field(Field::email("E-mail").with_value(typed("email").unwrap_or_default()).with_problem(&problems))}
                    {field(Field::text("name", "Name", "off").with_value(typed("name").unwrap_or_default()).with_problem(&problems))}
                    {role_choice(&chosen, &problems)}
                    <div class="form__actions"><button class="button button--go" type="submit">"Send the invitation"</button></div>
                </form>
            </section>
        };
        let status = problems.first().map_or(200, AppError::status);
        Ok(desk_page(&visit, &staff, "Staff", content).with_status(status))
    })
}

/// `/desk/staff/:id`
#[component]
pub(crate) fn MemberPage() -> impl IntoView {
    let id = use_params_map().read_untracked().get("id").unwrap_or_default();
    respond(|visit| async move {
        let staff = visit.staff().await?;
        let id: StaffId = id.parse().map(StaffId).map_err(|_| PageError::NotFound)?;
        let members = visit.store.staff_list().await?;
        let member = members.into_iter().find(|member| member.id == id).ok_or(PageError::NotFound)?;
        let problems = visit.problems();
        let done = visit.query("done").and_then(|done| match done.as_str() {
            "roles" => Some("The roles are changed."),
            "active" => Some("Whether they may sign in is changed."),
            "sessions" => Some("All their sessions have ended."),
            "reset" => Some("They were sent a link for a new password and a new second factor."),
            _ => None,
        });
        let hidden = || view! { <input type="hidden" name="id" value=id.to_string()/> };
        let (activity, explained) = if member.is_active {
            ("Deactivate", "They can no longer sign in, and their sessions end. What they did stays in the log.")
        } else {
            ("Activate", "They can sign in again.")
        };
        let content = view! {
            <header class="page__head"><div>
                <h1 class="page__title">{member.name.clone()}</h1>
                <p class="page__about">{format!("{} · {}", member.email, state(&member))}</p>
            </div></header>
            {done.filter(|_| problems.is_empty()).map(done_notice)}
            {problem_notice(&problems)}
            <section class="section" aria-labelledby="roles-title">
                <div class="section__head"><h2 class="section__title" id="roles-title">"Roles"</h2></div>
                <form class="form" method="post" action="/api/desk/staff/roles">
                    {hidden()}
                    {role_choice(&member.roles, &problems)}
                    <div class="form__actions"><button class="button button--go" type="submit">"Change the roles"</button></div>
                </form>
            </section>
            <section class="section" aria-labelledby="access">
                <div class="section__head"><h2 class="section__title" id="access">"Signing in"</h2></div>
                <form class="form" method="post" action="/api/desk/staff/active">
                    {hidden()}
                    <input type="hidden" name="active" value=if member.is_active { "0" } else { "1" }/>
                    <div class="form__actions"><button class="button" type="submit">{activity}</button><span>{explained}</span></div>
                </form>
                <form class="form" method="post" action="/api/desk/staff/end-sessions">
                    {hidden()}
                    <div class="form__actions"><button class="button" type="submit">"End all sessions"</button><span>"They sign in anew."</span></div>
                </form>
                <form class="form" method="post" action="/api/desk/staff/reset">
                    {hidden()}
                    <div class="form__actions"><button class="button" type="submit">"Reset the second factor"</button>
                        <span>"For a lost phone: they get a link to choose a password and enrol anew. Make sure that it is them who asks."</span></div>
                </form>
            </section>
            <p><a href=format!("/desk/audit?subject=staff:{id}")>"What was changed here"</a></p>
        };
        let status = problems.first().map_or(200, AppError::status);
        Ok(desk_page(&visit, &staff, member.name.clone(), content).with_status(status))
    })
}

fn state(member: &StaffMember) -> &'static str {
    match (member.is_active, member.has_joined) {
        (false, _) => "Deactivated",
        (true, false) => "Invited",
        (true, true) => "Active",
    }
}

fn row(member: &StaffMember) -> impl IntoView + use<> {
    view! {
        <tr class="table__row">
            <th scope="row" class="table__main"><a href=format!("/desk/staff/{}", member.id)>{member.name.clone()}</a>
                <span class="table__second">{member.email.clone()}</span></th>
            <td data-label="Roles">{member.roles.titles()}</td>
            <td data-label="State">{state(member)}</td>
        </tr>
    }
}

fn role_choice(chosen: &Roles, problems: &[AppError]) -> impl IntoView + use<> {
    let problem = problems.iter().find(|problem| **problem == AppError::InvalidRoles).map(ToString::to_string);
    let described_by = problem.is_some().then_some("roles-error");
    let options: Vec<_> = Role::ALL
        .into_iter()
        .map(|role| {
            view! {
                <label class="field__choice">
                    <input type="checkbox" name="roles[]" value=role.name() checked=chosen.has(role)/>
                    <span>{role.title()}<span class="field__choice-note">{role.help()}</span></span>
                </label>
            }
        })
        .collect();
    view! {
        <fieldset class="checkout__group" id="roles" aria-describedby=described_by>
            <legend class="checkout__legend">"Roles"</legend>
            {problem.map(|problem| view! { <p class="field__error" id="roles-error">{problem}</p> })}
            {options}
        </fieldset>
    }
}
