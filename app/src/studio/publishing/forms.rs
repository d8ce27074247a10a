//! The ways to publish a draft: at once, at a time, with others, by asking a publisher; and the way back.

use domain::studio::{Finding, Kind, ReleaseState, Severity};
use leptos::prelude::*;
use store::studio::{Document, ReleaseRef, RevisionInfo};

use crate::desk::entered::Entered;
use crate::desk::kit::{self, Input};
use crate::page::PageError;
use crate::studio::answering::Studio;
use crate::studio::words::{has_errors, release_path, release_state};

/// All that can be done with the document by who is asking.
pub(super) async fn forms(
    studio: &Studio,
    document: &Document,
    findings: &[Finding],
    entered: &Entered,
) -> Result<AnyView, PageError> {
    let open = studio.store().releases(Some(ReleaseState::Open), 1).await?;
    let mut choices = vec![(String::new(), "A new release".to_owned())];
    choices.extend(open.into_iter().map(|release| (release.id.to_string(), release.name)));
    let path = format!("{}/publish", document.key.path());
    let address = |action: &str| format!("{path}/{action}");
    let may_publish = studio.may_publish();
    let draft = document.draft.as_ref().map(|draft| {
        let form = Form { draft, findings, entered };
        let add = kit::folded(
            entered.is("add"),
            "Add to a release",
            view! {
                <form class="desk-action" method="post" action=address("add")>
                    {form.head("add")}
                    {kit::chooser(entered, "add", "release", "Release", choices, Some(""))}
                    {Input { most: 120, ..Input::text("add", "name", "Name of a new release") }.view(entered)}
                    <button class="button" type="submit">"Add to the release"</button>
                </form>
            },
        );
        let main = if has_errors(findings) {
            view! {
                <p class="desk__empty">"It can be published once what is marked as an error is mended. "<a href=document.key.path()>"To the editor"</a></p>
            }
            .into_any()
        } else if may_publish {
            publisher(&form, address("now"), address("schedule"))
        } else {
            view! {
                <form class="desk-action desk-action--next" method="post" action=address("propose")>
                    {form.head("propose")}
                    <p class="desk-action__about">"A publisher looks at it and publishes it, or sends it back with a reason."</p>
                    <button class="button button--go" type="submit">"Propose to a publisher"</button>
                </form>
            }
            .into_any()
        };
        view! { {main}{add} }
    });
    let going = going(&document.releases);
    // The home page is always there; a category and prices go with what stands in them.
    let can_go = may_publish && document.is_public && matches!(document.key.kind, Kind::Product | Kind::Page);
    let unpublish = can_go.then(|| unpublish(document, entered, address("unpublish")));
    let nothing = (draft.is_none() && unpublish.is_none() && document.releases.is_empty())
        .then(|| kit::nothing("Nothing: there is no draft."));
    Ok(view! {
        {kit::section("do", "What to do", None, view! { {draft}{unpublish}{nothing} })}
        {going}
    }
    .into_any())
}

/// What all forms about a draft begin with.
struct Form<'a> {
    draft: &'a RevisionInfo,
    findings: &'a [Finding],
    entered: &'a Entered,
}

impl Form<'_> {
    fn head(&self, form: &str) -> AnyView {
        view! {
            <input type="hidden" name="revision" value=self.draft.number.to_string()/>
            {kit::general_problems(self.entered, form)}
        }
        .into_any()
    }

    /// A box that agrees to the warnings; none where there are none.
    fn accept(&self, form: &str) -> AnyView {
        let any = self.findings.iter().any(|finding| finding.severity == Severity::Warning);
        any.then(|| accept(self.entered, form)).into_any()
    }
}

/// A box that agrees to warnings.
pub(crate) fn accept(entered: &Entered, form: &str) -> AnyView {
    to_tick(entered, form, "accept", "Publish it with these warnings")
}

pub(crate) fn to_tick(entered: &Entered, form: &str, name: &'static str, text: &'static str) -> AnyView {
    let ticked = entered.is_ticked(form, name, "yes");
    let id = format!("{form}-{name}-error");
    let problem = entered.problem(form, name).map(|problem| problem.text.clone());
    let (described, invalid) = (problem.is_some().then(|| id.clone()), problem.is_some().then_some("true"));
    view! {
        <div class="field">
            {problem.map(|problem| view! { <span class="field__error" id=id>{problem}</span> })}
            <label class="field__choice">
                <input type="checkbox" name=name value="yes" checked=ticked aria-invalid=invalid aria-describedby=described/>
                <span>{text}</span>
            </label>
        </div>
    }
    .into_any()
}

fn publisher(form: &Form<'_>, now: String, schedule: String) -> AnyView {
    view! {
        <form class="desk-action desk-action--next" method="post" action=now>
            {form.head("now")}
            {form.accept("now")}
            <button class="button button--go" type="submit">"Publish now"</button>
        </form>
        {kit::folded(form.entered.is("schedule"), "Publish at a time", view! {
            <form class="desk-action" method="post" action=schedule>
                {form.head("schedule")}
                {times(form.entered, "schedule", String::new(), String::new())}
                {form.accept("schedule")}
                <button class="button" type="submit">"Schedule"</button>
            </form>
        })}
    }
    .into_any()
}

/// Fields for a beginning and an end.
pub(crate) fn times(entered: &Entered, form: &str, begin: String, end: String) -> AnyView {
    let moment = |name, label| Input { kind: "datetime-local", most: 19, ..Input::text(form, name, label) };
    view! {
        {moment("publish_at", "Begins").hint("Day and time in UTC. Empty: at once.").starts_with(begin).view(entered)}
        {moment("end_at", "Ends").hint("In UTC. What is there now comes back then. Empty: never.").starts_with(end).view(entered)}
    }
    .into_any()
}

/// The releases that the document is in.
fn going(releases: &[ReleaseRef]) -> AnyView {
    let items: Vec<_> = releases
        .iter()
        .map(|release| {
            let what = match release.revision {
                Some(number) => format!("revision {number}"),
                None => "unpublish".to_owned(),
            };
            let when = release.publish_at.map(|at| format!(", {} UTC", kit::moment(at)));
            view! {
                <div class="ledger__row">
                    <dt class="ledger__name"><a href=release_path(release.id)>{release.name.clone()}</a><span class="table__second">{what}{when}</span></dt>
                    <dd class="ledger__value">{release_state(release.state)}</dd>
                </div>
            }
        })
        .collect();
    if items.is_empty() {
        return ().into_any();
    }
    kit::section("going", "In releases", None, view! { <dl class="ledger">{items}</dl> })
}

fn unpublish(document: &Document, entered: &Entered, action: String) -> AnyView {
    let what = match document.key.kind {
        Kind::Product => {
            "Its pages answer that they are gone, it leaves categories and the search, and a cart that holds it says that it is no longer sold. Orders that were placed keep it. It can be published again at any time."
        }
        _ => "Its page answers that it is gone and leaves every list. It can be published again at any time.",
    };
    kit::folded(
        entered.is("unpublish"),
        "Unpublish",
        view! {
            <form class="desk-action" method="post" action=action>
                {kit::general_problems(entered, "unpublish")}
                <p class="desk-action__about">{what}</p>
                {to_tick(entered, "unpublish", "sure", "Yes, take it out of the shop")}
                <button class="button" type="submit">"Unpublish"</button>
            </form>
        },
    )
}
