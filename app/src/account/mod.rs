//! A customer's account: registering, signing in, what they signed up with, their orders and sessions. What
//! must not live here: what staff see of customers.

mod addresses;
mod addresses_api;
mod company;
mod company_api;
mod doors;
mod doors_api;
mod home;
mod own_api;
mod profile;
mod sessions;

pub(crate) use addresses::{AddressPage, AddressesPage};
pub(crate) use company::{CompanyPage, credit_bar, role_select};
pub(crate) use doors::{ConfirmPage, ForgottenPage, NewEmailPage, RegisterPage, ResetPage, SentPage, SignInPage};
pub(crate) use home::AccountPage;
pub(crate) use profile::{DeletePage, ProfilePage, SessionsPage};
pub(crate) use sessions::session_list;

use leptos::prelude::*;
use store::accounts::CustomerAccount;

use crate::AppError;
use crate::page::Page;
use crate::request::Visit;

/// Where the account's navigation leads.
const LINKS: &[(&str, &str)] = &[
    ("/account", "Orders"),
    ("/account/company", "Company"),
    ("/account/addresses", "Addresses"),
    ("/account/profile", "Profile"),
    ("/account/sessions", "Sessions"),
];

/// A page of a customer's account: its navigation, who is signed in, and the content.
pub(crate) fn account_page(
    visit: &Visit,
    customer: &CustomerAccount,
    title: impl Into<String>,
    content: impl IntoAny,
) -> Page {
    let here = visit.path();
    let links: Vec<_> = LINKS
        .iter()
        .map(|(path, text)| {
            let current = (*path == here).then_some("page");
            view! { <li><a href=*path aria-current=current>{*text}</a></li> }
        })
        .collect();
    let content = view! {
        <div class="account-bar">
            <nav aria-label="Account"><ul class="account-bar__links">{links}</ul></nav>
            <div class="account-bar__who">
                <span>{customer.name.clone()}</span>
                <form method="post" action="/api/account/sign-out"><button class="button button--text" type="submit">"Sign out"</button></form>
            </div>
        </div>
        {content.into_any()}
    };
    Page::private(title, content)
}

/// A narrow page for those who are not in yet, with the status of what is wrong.
fn door(title: &str, content: impl IntoAny, problems: &[AppError]) -> Page {
    Page::private(title, content).narrow().with_status(problems.first().map_or(200, AppError::status))
}

/// What was typed into a field, out of all that was typed.
fn typed(fields: &[(String, String)], name: &str) -> String {
    fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone()).unwrap_or_default()
}
