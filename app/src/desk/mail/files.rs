//! `/desk/mail/files`: where mails go to a folder, what is in it, newest first. On a developer's machine this is where
//! links with tokens are found.

use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::eml::{Eml, read};
use crate::desk::desk_page;
use crate::desk::jobs::moment;
use crate::page::{PageError, respond};
use crate::request::Visit;

/// Files shown.
const LIMIT: usize = 100;
/// Largest file read.
const LARGEST: u64 = 1024 * 1024;

/// `/desk/mail/files`
#[component]
pub(crate) fn MailFilesPage() -> impl IntoView {
    respond(|visit| async move {
        let staff = visit.staff().await?;
        let folder = folder(&visit)?;
        let rows: Vec<_> = newest(&folder)
            .into_iter()
            .map(|(name, at)| {
                let mail = open(&folder, &name).unwrap_or_default();
                let href = format!("/desk/mail/files/{name}");
                view! {
                    <tr class="table__row">
                        <th scope="row" class="table__main"><a href=href>{mail.subject}</a></th>
                        <td data-label="To">{mail.to}</td>
                        <td data-label="Written">{moment(DateTime::<Utc>::from(at))}</td>
                    </tr>
                }
            })
            .collect();
        let nothing = rows.is_empty().then(|| view! { <p>"No mail was written yet. Does a worker run?"</p> });
        let content = view! {
            <header class="page__head"><div><h1 class="page__title">"Mail files"</h1>
                <p class="page__about">{format!("No mail server is set, so mails are files in {}.", folder.display())}</p></div></header>
            {nothing}
            {(!rows.is_empty()).then(|| view! {
                <table class="table">
                    <caption class="visually-hidden">"Files, newest first"</caption>
                    <thead class="table__head"><tr><th scope="col">"Subject"</th><th scope="col">"To"</th><th scope="col">"Written"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            })}
            <p><a href="/desk/mail">"All mails"</a></p>
        };
        Ok(desk_page(&visit, &staff, "Mail files", content))
    })
}

/// `/desk/mail/files/:name`
#[component]
pub(crate) fn MailFilePage() -> impl IntoView {
    let name = use_params_map().read_untracked().get("name").unwrap_or_default();
    respond(|visit| async move {
        let staff = visit.staff().await?;
        let mail = open(&folder(&visit)?, &name).ok_or(PageError::NotFound)?;
        let content = view! {
            <header class="page__head"><div><h1 class="page__title">{mail.subject.clone()}</h1>
                <p class="page__about">{format!("To {}, from {}, {}", mail.to, mail.from, mail.date)}</p></div></header>
            <pre class="mail-text">{mail.text}</pre>
            <p><a href="/desk/mail/files">"All files"</a></p>
        };
        Ok(desk_page(&visit, &staff, mail.subject, content))
    })
}

fn folder(visit: &Visit) -> Result<Arc<Path>, PageError> {
    visit.mail_folder().ok_or(PageError::NotFound)
}

fn newest(folder: &Path) -> Vec<(String, SystemTime)> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<_> = entries
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok().filter(|name| is_ours(name))?;
            Some((name, entry.metadata().ok()?.modified().ok()?))
        })
        .collect();
    files.sort_by_key(|(_, at)| std::cmp::Reverse(*at));
    files.truncate(LIMIT);
    files
}

fn open(folder: &Path, name: &str) -> Option<Eml> {
    if !is_ours(name) {
        return None;
    }
    let path = folder.join(name);
    let metadata = std::fs::symlink_metadata(&path).ok()?;
    (metadata.is_file() && metadata.len() <= LARGEST)
        .then(|| std::fs::read(path).ok())
        .flatten()
        .map(|file| read(&file))
}

/// Names as the worker gives them; nothing that could lead out of the folder.
fn is_ours(name: &str) -> bool {
    name.strip_suffix(".eml")
        .is_some_and(|id| !id.is_empty() && id.len() <= 64 && id.bytes().all(|b| b.is_ascii_alphanumeric()))
}
