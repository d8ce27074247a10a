//! `/desk/audit`: who changed what, before and after.

use leptos::prelude::*;
use serde_json::Value;
use store::accounts::{AuditEntry, AuditFilter};

use super::desk_page;
use crate::page::respond;
use crate::ui::pagination;

const PAGE_SIZE: u32 = 50;

/// `/desk/audit`
#[component]
pub(crate) fn AuditPage() -> impl IntoView {
    respond(|visit| async move {
        let staff = visit.staff().await?;
        let filter = AuditFilter {
            subject: visit.query("subject").unwrap_or_default(),
            actor: visit.query("actor").unwrap_or_default(),
        };
        let page = visit.query("page").and_then(|page| page.parse().ok()).unwrap_or(1).clamp(1, 100_000_u32);
        let log = visit.store.audit_log(&filter, PAGE_SIZE, u64::from(page - 1) * u64::from(PAGE_SIZE)).await?;
        let encode = crate::request::encode;
        let href = {
            let (subject, actor) = (encode(&filter.subject), encode(&filter.actor));
            move |page: u32| format!("/desk/audit?subject={subject}&actor={actor}&page={page}")
        };
        let rows: Vec<_> = log.entries.iter().map(row).collect();
        let nothing = rows.is_empty().then(|| view! { <p>"Nothing was changed that fits."</p> });
        let content = view! {
            <header class="page__head"><div>
                <h1 class="page__title">"Audit log"</h1>
                <p class="page__about">"Every change by staff: who, what, before and after. Nobody can edit it."</p>
            </div></header>
            <form class="form" method="get" action="/desk/audit">
                <div class="form__row">
                    <div class="field">
                        <label class="field__label" for="subject">"Subject"</label>
                        <input class="field__input field__input--code" id="subject" name="subject" maxlength="120" value=filter.subject/>
                    </div>
                    <div class="field">
                        <label class="field__label" for="actor">"Who"</label>
                        <input class="field__input" id="actor" name="actor" maxlength="120" value=filter.actor/>
                    </div>
                    <div class="field"><button class="button" type="submit">"Show"</button></div>
                </div>
            </form>
            <table class="table">
                <caption class="visually-hidden">"Changes, newest first"</caption>
                <thead class="table__head"><tr>
                    <th scope="col">"When"</th><th scope="col">"Who"</th><th scope="col">"What"</th><th scope="col">"Change"</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
            {nothing}
            {pagination(page, PAGE_SIZE, log.total, &href)}
        };
        Ok(desk_page(&visit, &staff, "Audit log", content))
    })
}

fn row(entry: &AuditEntry) -> impl IntoView + use<> {
    let at = entry.happened_at;
    let changes: Vec<_> = changes(entry.before.as_ref(), entry.after.as_ref())
        .into_iter()
        .map(|change| {
            let (name, before, after) = change;
            let sides = match (before, after) {
                (Some(before), Some(after)) => format!("{before} → {after}"),
                (None, Some(after)) => after,
                (Some(before), None) => format!("{before} → nothing"),
                (None, None) => String::new(),
            };
            view! { <li>{if name.is_empty() { sides } else { format!("{name}: {sides}") }}</li> }
        })
        .collect();
    view! {
        <tr class="table__row">
            <th scope="row" class="table__main"><time datetime=at.to_rfc3339()>{at.format("%-d %b %Y, %H:%M:%S").to_string()}</time></th>
            <td data-label="Who">{entry.actor.clone()}</td>
            <td data-label="What">{entry.action.clone()}
                <span class="table__second"><a href=format!("/desk/audit?subject={}", crate::request::encode(&entry.subject))>{entry.subject.clone()}</a></span></td>
            <td data-label="Change"><ul class="audit__changes">{changes}</ul></td>
        </tr>
    }
}

/// The fields that differ, by name, with what they were and what they are.
fn changes(before: Option<&Value>, after: Option<&Value>) -> Vec<(String, Option<String>, Option<String>)> {
    let mut changes = Vec::new();
    diff("", before, after, &mut changes);
    changes
}

fn diff(
    name: &str,
    before: Option<&Value>,
    after: Option<&Value>,
    changes: &mut Vec<(String, Option<String>, Option<String>)>,
) {
    if before == after {
        return;
    }
    let object = |value: Option<&Value>| value.and_then(Value::as_object).cloned().unwrap_or_default();
    let is_object = |value: Option<&Value>| value.is_none_or(Value::is_object);
    if is_object(before) && is_object(after) {
        let (before, after) = (object(before), object(after));
        let names: std::collections::BTreeSet<_> = before.keys().chain(after.keys()).collect();
        for key in names {
            let inner = if name.is_empty() { key.clone() } else { format!("{name}.{key}") };
            diff(&inner, before.get(key), after.get(key), changes);
        }
        return;
    }
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    changes.push((name.replace('_', " "), before.map(text), after.map(text)));
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_change_is_told_field_by_field() {
        let before = json!({ "roles": "editor", "is_active": true, "terms": { "days": 30 } });
        let after = json!({ "roles": "editor,analyst", "is_active": true, "terms": { "days": 60, "limit": 5 } });
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(
            changes(Some(&before), Some(&after)),
            [
                ("roles".to_owned(), text("editor"), text("editor,analyst")),
                ("terms.days".to_owned(), text("30"), text("60")),
                ("terms.limit".to_owned(), None, text("5")),
            ]
        );
        assert_eq!(changes(None, None), []);
        assert_eq!(changes(None, Some(&json!({ "name": "Ada" }))), [("name".to_owned(), None, text("Ada"))]);
    }
}
