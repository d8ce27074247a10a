//! `/desk/mail/templates/:name`: a template with a sample, as text and as HTML.

use domain::mail::Letter;
use http::request::Parts;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use store::Store;

use crate::desk::desk_page;
use crate::mail::render;
use crate::page::{PageError, respond};
use crate::request::{PublicUrl, Visit};

/// `/desk/mail/templates/:name`
#[component]
pub(crate) fn TemplatePage() -> impl IntoView {
    let name = use_params_map().read_untracked().get("name").unwrap_or_default();
    respond(|visit| async move {
        let staff = visit.staff().await?;
        let letter = sample(&name).ok_or(PageError::NotFound)?;
        let text =
            render(&letter, &visit.absolute("")).map_or_else(|error| error.to_string(), |rendered| rendered.text);
        let subject = letter.subject();
        let html = format!("/desk/mail/templates/{name}/html");
        let content = view! {
            <header class="page__head"><div><h1 class="page__title">{subject.clone()}</h1>
                <p class="page__about">{format!("The template {name} with a sample.")}</p></div></header>
            <section class="section" aria-labelledby="html">
                <div class="section__head"><h2 class="section__title" id="html">"HTML"</h2><p class="section__note"><a href=html.clone()>"alone"</a></p></div>
                <iframe class="mail-frame" title="The mail as HTML" src=html sandbox=""></iframe>
            </section>
            <section class="section" aria-labelledby="text">
                <div class="section__head"><h2 class="section__title" id="text">"Text"</h2></div>
                <pre class="mail-text">{text}</pre>
            </section>
            <p><a href="/desk/mail">"All mails and templates"</a></p>
        };
        Ok(desk_page(&visit, &staff, subject, content))
    })
}

/// The HTML of a template with a sample, for staff; otherwise the status that says why not. Mails have inline styles,
/// so whoever serves this gives it a content security policy of its own.
pub async fn mail_preview(store: Store, public_url: PublicUrl, parts: Parts, name: &str) -> Result<String, u16> {
    let visit = Visit::outside_of_pages(store, public_url, parts);
    visit.staff().await.map_err(|error| error.status())?;
    let letter = sample(name).ok_or(404_u16)?;
    render(&letter, &visit.absolute("")).map(|rendered| rendered.html).map_err(|error| {
        tracing::error!(request_id = visit.request_id(), %error, name, "a sample cannot be written out");
        500
    })
}

fn sample(name: &str) -> Option<Letter> {
    Letter::samples().into_iter().find(|letter| letter.kind() == name)
}
