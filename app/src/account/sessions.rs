//! The list of somebody's sessions, for customers and staff alike.

use leptos::prelude::*;
use store::accounts::SessionSummary;

/// Where somebody is signed in, with a button to end each but this one.
pub(crate) fn session_list(sessions: &[SessionSummary], end: &'static str) -> impl IntoView + use<> {
    let rows: Vec<_> = sessions
        .iter()
        .map(|session| {
            let seen = session.note.seen;
            let since = session.note.since.format("%-d %B %Y, %H:%M UTC").to_string();
            let control = if session.is_this {
                view! { <span class="badge badge--quiet">"This one"</span> }.into_any()
            } else {
                view! {
                    <form method="post" action=end>
                        <input type="hidden" name="session" value=session.handle.clone()/>
                        <button class="button button--small" type="submit" aria-label=format!("End the session of {since}")>"End"</button>
                    </form>
                }
                .into_any()
            };
            view! {
                <tr class="table__row">
                    <th scope="row" class="table__main">{session.note.browser.clone()}<span class="table__second">{format!("since {since}")}</span></th>
                    <td data-label="Last seen"><time datetime=seen.to_rfc3339()>{seen.format("%-d %b, %H:%M UTC").to_string()}</time></td>
                    <td data-label="">{control}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <section class="section" aria-labelledby="sessions">
            <div class="section__head"><h2 class="section__title" id="sessions">"Where you are signed in"</h2></div>
            <table class="table">
                <caption class="visually-hidden">"Sessions, the last seen first"</caption>
                <thead class="table__head"><tr>
                    <th scope="col">"Browser"</th><th scope="col">"Last seen"</th><th scope="col"><span class="visually-hidden">"End"</span></th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
}
