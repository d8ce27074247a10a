//! Views: what somebody asks the list for time and again, under a name, for themselves or for everyone.

use leptos::prelude::*;
use store::studio::SavedView;

use super::Asked;
use super::filter::address;
use crate::desk::entered::{Entered, NotDone, Problem, some_text};
use crate::desk::kit::{self, Input};
use crate::page::PageError;
use crate::posted::PostedForm;
use crate::studio::answering::Studio;

/// The views as chips, and a form that keeps the present one.
pub(super) fn saved_views(views: &[SavedView], asked: &Asked, entered: &Entered) -> AnyView {
    let query = asked.query(1);
    let chips: Vec<_> = views
        .iter()
        .map(|view| {
            let here = (view.query == query).then_some("true");
            let shared = view.is_shared.then(|| view! { <span class="visually-hidden">", for everyone"</span> });
            view! { <li><a class="chip chip--suggested" href=address(&view.query) aria-current=here>{view.name.clone()}{shared}</a></li> }
        })
        .collect();
    let chips = (!chips.is_empty()).then(|| view! { <ul class="chips" aria-label="Views">{chips}</ul> });
    let is_kept = views.iter().any(|view| view.query == query);
    let save = (asked.is_narrow() && !is_kept || entered.is("save-view")).then(|| save_form(&query, entered));
    let delete: Vec<_> = views
        .iter()
        .filter(|view| view.query == query)
        .map(|view| {
            view! {
                <form class="desk-action" method="post" action="/studio/list/delete-view">
                    <input type="hidden" name="query" value=query.clone()/>
                    <input type="hidden" name="view" value=view.id.to_string()/>
                    <button class="button button--text" type="submit">{format!("Delete the view “{}”", view.name)}</button>
                </form>
            }
        })
        .collect();
    view! { <div class="studio-list__views">{chips}{save}{delete}</div> }.into_any()
}

fn save_form(query: &str, entered: &Entered) -> AnyView {
    let shared = entered.is_ticked("save-view", "shared", "yes");
    kit::folded(
        entered.is("save-view"),
        "Keep this view",
        view! {
            <form class="desk-action desk__narrow" method="post" action="/studio/list/save-view">
                <input type="hidden" name="query" value=query.to_owned()/>
                {kit::general_problems(entered, "save-view")}
                <div class="desk-action__row">
                    {Input { most: 60, ..Input::text("save-view", "view_name", "Name") }.view(entered)}
                    <label class="field__choice"><input type="checkbox" name="shared" value="yes" checked=shared/><span>"For everyone"</span></label>
                    <button class="button" type="submit">"Keep it"</button>
                </div>
            </form>
        },
    )
}

pub(super) async fn act(studio: &Studio, action: &str, form: &PostedForm) -> Result<String, NotDone> {
    let query = Asked::read(&form.text("query")).query(1);
    let back =
        |done: &str| address(&if query.is_empty() { format!("done={done}") } else { format!("{query}&done={done}") });
    match action {
        "save-view" => {
            let name = some_text(form, "view_name", "Give the view a name.")?;
            if name.chars().count() > 60 {
                return Err(Problem::at("view_name", "At most 60 characters.").into());
            }
            let is_shared = form.text("shared") == "yes";
            studio.store().save_view(studio.staff.id, &name, &query, is_shared, studio.now()).await?;
            Ok(back("view_saved"))
        }
        "delete-view" => {
            let id = form.text("view").parse().map_err(|_| PageError::NotFound)?;
            studio.store().delete_view(studio.staff.id, id).await?;
            Ok(back("view_deleted"))
        }
        _ => Err(PageError::NotFound.into()),
    }
}
