//! `/desk/mail` and `/desk/mail/letters/:id`: what was sent, waits, or failed.

use domain::mail::Letter;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use store::mail::{MailRow, MailState};

use crate::desk::desk_page;
use crate::desk::jobs::moment;
use crate::mail::render;
use crate::page::{PageError, respond};

/// Mails on the page.
const LIMIT: u32 = 200;

/// `/desk/mail`
#[component]
pub(crate) fn MailListPage() -> impl IntoView {
    respond(|visit| async move {
        let staff = visit.staff().await?;
        let state = visit.query("state").and_then(|name| MailState::parse(&name));
        let mails = visit.store.mails(state, LIMIT).await?;
        let choices: Vec<_> = [("All", None)]
            .into_iter()
            .chain(MailState::ALL.map(|state| (title(state), Some(state))))
            .map(|(text, choice)| {
                let href = choice.map_or_else(|| "/desk/mail".to_owned(), |choice| format!("/desk/mail?state={}", choice.name()));
                view! { <a class="switch__choice" href=href aria-current=(choice == state).then_some("true")>{text}</a> }
            })
            .collect();
        let rows: Vec<_> = mails.iter().map(row).collect();
        let nothing = rows.is_empty().then(|| view! { <p>"No mail."</p> });
        let files = visit.mail_folder().map(|_| view! { <li><a href="/desk/mail/files">"Files"</a></li> });
        let samples: Vec<_> = Letter::samples()
            .iter()
            .map(|letter| view! { <li><a class="chip chip--suggested" href=format!("/desk/mail/templates/{}", letter.kind())>{letter.subject()}</a></li> })
            .collect();
        let content = view! {
            <header class="page__head">
                <div><h1 class="page__title">"Mail"</h1>
                    <p class="page__about">"Each cause sends one mail. What waits or failed is a job too: "<a href="/desk/jobs">"jobs"</a>". Times are UTC."</p></div>
                <div class="page__tools"><nav class="switch" aria-label="State">{choices}</nav></div>
            </header>
            <section class="section" aria-labelledby="mails">
                <div class="section__head"><h2 class="section__title" id="mails">"Mails"</h2><p class="section__note">{format!("the latest {LIMIT}")}</p></div>
                {nothing}
                {(!rows.is_empty()).then(|| view! {
                    <table class="table">
                        <caption class="visually-hidden">"Mails, newest first"</caption>
                        <thead class="table__head"><tr>
                            <th scope="col">"Subject"</th><th scope="col">"To"</th><th scope="col">"State"</th><th scope="col">"Cause"</th><th scope="col">"Caused"</th>
                        </tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                })}
            </section>
            <section class="section" aria-labelledby="templates">
                <div class="section__head"><h2 class="section__title" id="templates">"Templates"</h2><p class="section__note">"with samples"</p></div>
                <ul class="chips" aria-labelledby="templates">{samples}{files}</ul>
            </section>
        };
        Ok(desk_page(&visit, &staff, "Mail", content))
    })
}

const fn title(state: MailState) -> &'static str {
    match state {
        MailState::Queued => "Waiting",
        MailState::Sent => "Sent",
        MailState::Failed => "Failed",
    }
}

fn row(mail: &MailRow) -> impl IntoView + use<> {
    let state = match (mail.state, mail.sent_at) {
        (MailState::Sent, Some(at)) => format!("Sent {}", moment(at)),
        (state, _) => format!("{}, {} attempts", title(state), mail.attempts),
    };
    let error = mail.error.clone().map(|error| view! { <span class="table__second">{error}</span> });
    view! {
        <tr class="table__row">
            <th scope="row" class="table__main"><a href=format!("/desk/mail/letters/{}", mail.id)>{mail.subject.clone()}</a></th>
            <td data-label="To">{mail.recipient.clone()}</td>
            <td data-label="State">{state}{error}</td>
            <td data-label="Cause"><span class="part-number">{mail.cause.clone()}</span></td>
            <td data-label="Caused">{moment(mail.created_at)}</td>
        </tr>
    }
}

/// `/desk/mail/letters/:id`
#[component]
pub(crate) fn MailPage() -> impl IntoView {
    let id = use_params_map().read_untracked().get("id").unwrap_or_default();
    respond(|visit| async move {
        let staff = visit.staff().await?;
        let id: i64 = id.parse().map_err(|_| PageError::NotFound)?;
        let (mail, letter) = visit.store.mail(id).await?.ok_or(PageError::NotFound)?;
        // Links that hold a token are not for the staff, sent or not.
        let text = letter
            .and_then(|letter| render(&letter.without_secrets(), &visit.absolute("")).ok())
            .map_or_else(|| "The letter is no longer kept.".to_owned(), |rendered| rendered.text);
        let row = row(&mail);
        let content = view! {
            <header class="page__head"><div><h1 class="page__title">{mail.subject.clone()}</h1>
                <p class="page__about">"As it reads. Links with a token are left out."</p></div></header>
            <table class="table"><caption class="visually-hidden">"This mail"</caption><tbody>{row}</tbody></table>
            <pre class="mail-text">{text}</pre>
            <p><a href="/desk/mail">"All mails"</a></p>
        };
        Ok(desk_page(&visit, &staff, mail.subject, content))
    })
}
