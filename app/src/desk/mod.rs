//! The desk: pages and server functions of the staff. Every one of them begins with `visit.staff()`, which
//! asks the table of `crate::policy`. What must not live here: what customers see.

mod audit;
mod forms;
mod home;
mod jobs;
mod mail;
mod own_account;
mod sign_in;
mod staff;
mod staff_api;

pub(crate) use audit::AuditPage;
pub(crate) use home::DeskPage;
pub(crate) use jobs::JobsPage;
pub use mail::mail_preview;
pub(crate) use mail::{MailFilePage, MailFilesPage, MailListPage, MailPage, TemplatePage};
pub(crate) use own_account::OwnAccountPage;
pub(crate) use sign_in::{CodePage, JoinCodePage, JoinPage, SignInPage};
pub(crate) use staff::{MemberPage, StaffPage};

use leptos::prelude::*;
use store::accounts::StaffAccount;

use crate::page::Page;
use crate::policy::{Access, access};
use crate::request::Visit;

/// Where the desk's navigation leads; each employee sees what they may open.
const LINKS: &[(&str, &str)] = &[
    ("/desk", "Desk"),
    ("/desk/jobs", "Jobs"),
    ("/desk/mail", "Mail"),
    ("/desk/staff", "Staff"),
    ("/desk/audit", "Audit log"),
];

/// A page of the desk: navigation, who is signed in, and the content.
pub(crate) fn desk_page(visit: &Visit, staff: &StaffAccount, title: impl Into<String>, content: impl IntoAny) -> Page {
    let here = visit.path();
    let links: Vec<_> = LINKS
        .iter()
        .filter(|(path, _)| matches!(access(path), Access::Staff(permission) if staff.may(permission)))
        .map(|(path, text)| {
            let current = (*path == here).then_some("page");
            view! { <li><a href=*path aria-current=current>{*text}</a></li> }
        })
        .collect();
    let content = view! {
        <div class="desk-bar">
            <nav aria-label="Desk"><ul class="desk-bar__links">{links}</ul></nav>
            <div class="desk-bar__who">
                <a href="/desk/account">{staff.name.clone()}</a>
                <form method="post" action="/api/desk/sign-out"><button class="button button--text" type="submit">"Sign out"</button></form>
            </div>
        </div>
        {content.into_any()}
    };
    Page::private(title, content)
}
