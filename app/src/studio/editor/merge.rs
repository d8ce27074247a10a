//! Two editors saved the same document: what each changed, and who is right where both changed a field. Nothing
//! that was typed is lost: it goes along in the form.

use domain::studio::form::Typed;
use domain::studio::{Change, Conflict, diff};
use leptos::prelude::*;
use store::studio::Newer;

use super::work::{CHOICE, END, ONTO, Work};
use crate::desk::kit;
use crate::page::Page;

pub(super) fn page(work: &Work, typed: &Typed, newer: &Newer, mine: &[Change]) -> Page {
    let path = work.key.path();
    let theirs = diff(&newer.base, &newer.theirs);
    let author = newer.newest.author.clone();
    let kept: Vec<_> = typed
        .iter()
        .filter(|(name, _)| *name != "do" && *name != ONTO && *name != END && !name.starts_with(CHOICE))
        .map(|(name, text)| view! { <input type="hidden" name=name.to_owned() value=text.to_owned()/> })
        .collect();
    let conflicts: Vec<_> = newer.merge.conflicts.iter().map(|conflict| choice(conflict, &author)).collect();
    let says = if conflicts.is_empty() {
        "You changed different fields: both can stand.".to_owned()
    } else {
        format!("Both of you changed {}. Choose what counts.", kit::count_of(conflicts.len() as u64, "field", "fields"))
    };
    let save_path = format!("{path}/save");
    let content = view! {
        {kit::head(
            "Two drafts of the same document",
            format!("{author} saved revision {} on {} while you were editing.", newer.newest.number, kit::moment(newer.newest.at)),
            (),
        )}
        <div class="notice notice--warning" role="alert">
            <p class="notice__title">"Nothing is saved yet, and nothing is lost"</p>
            <p>{says}</p>
        </div>
        <form class="form" method="post" action=save_path>
            {kept}
            <input type="hidden" name=ONTO value=newer.newest.number.to_string()/>
            {conflicts}
            <input type="hidden" name=END value="1"/>
            <div class="form__actions">
                <button class="button button--go" type="submit">"Save both as one draft"</button>
                <a href=path>"Leave mine and open theirs"</a>
            </div>
        </form>
        <div class="studio-merge">
            {changes("theirs", &format!("What {author} changed"), &theirs)}
            {changes("mine", "What you changed", mine)}
        </div>
    };
    Page::private("Two drafts of the same document", content).with_status(409)
}

fn choice(conflict: &Conflict, author: &str) -> AnyView {
    let name = format!("{CHOICE}{}", conflict.path);
    let side = |value: &'static str, who: String, text: Option<&String>| {
        let name = name.clone();
        view! {
            <label class="field__choice">
                <input type="radio" name=name value=value required=true/>
                <span>{who}<span class="studio-merge__text">{said(text)}</span></span>
            </label>
        }
    };
    view! {
        <fieldset class="studio-merge__conflict">
            <legend class="studio-merge__label">{conflict.label.clone()}</legend>
            {side("mine", "Yours".to_owned(), conflict.mine.as_ref())}
            {side("theirs", format!("That of {author}"), conflict.theirs.as_ref())}
        </fieldset>
    }
    .into_any()
}

fn said(text: Option<&String>) -> String {
    text.filter(|text| !text.is_empty()).cloned().unwrap_or_else(|| "nothing".to_owned())
}

fn changes(id: &'static str, title: &str, changes: &[Change]) -> AnyView {
    let rows: Vec<_> = changes
        .iter()
        .map(|change| {
            view! {
                <tr class="table__row">
                    <th scope="row" class="table__main">{change.label.clone()}</th>
                    <td data-label="Before"><span class="studio-merge__text">{said(change.before.as_ref())}</span></td>
                    <td data-label="After"><span class="studio-merge__text">{said(change.after.as_ref())}</span></td>
                </tr>
            }
            .into_any()
        })
        .collect();
    let columns = [("Field", false), ("Before", false), ("After", false)];
    kit::section(id, title, None, kit::table("Changes", &columns, rows, "Nothing."))
}
