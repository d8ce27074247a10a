//! What is done with a release, by who may.

use domain::studio::{ReleaseState, Severity};
use leptos::prelude::*;
use store::studio::Release;

use super::items::{Looked, would_stay};
use crate::desk::entered::Entered;
use crate::desk::kit::{self, Input};
use crate::studio::answering::Studio;
use crate::studio::publishing::{accept, time_fields, to_tick};
use crate::studio::words::release_path;

/// The forms for the state that the release is in.
pub(super) fn forms(studio: &Studio, release: &Release, looked: &[Looked], entered: &Entered) -> AnyView {
    let state = release.row.state;
    let may_publish = studio.may_publish();
    let is_empty = release.items.is_empty();
    let is_blocked = release
        .items
        .iter()
        .any(|item| !item.conflicts.is_empty() || item.findings.iter().any(|found| found.severity == Severity::Error));
    let stopped = is_blocked.then(|| {
        kit::nothing(
            "It can be published once what is marked at its documents is mended: nothing of it goes without the rest.",
        )
    });
    let content = match state {
        _ if is_empty && state == ReleaseState::Open => {
            view! { {kit::nothing("Put a draft in first.")}{cancel(release, entered)} }.into_any()
        }
        ReleaseState::Open | ReleaseState::Proposed | ReleaseState::Scheduled => {
            let is_open = state == ReleaseState::Open;
            let is_proposed = state == ReleaseState::Proposed;
            view! {
                {stopped}
                {(may_publish && !is_blocked).then(|| publisher(release, entered))}
                {(!may_publish && is_open).then(|| propose(release, entered))}
                {(!may_publish && is_proposed).then(|| kit::nothing("A publisher decides."))}
                {(may_publish && is_proposed).then(|| send_back(release, entered))}
                {cancel(release, entered)}
            }
            .into_any()
        }
        ReleaseState::Published if may_publish => roll_back(release, looked, entered),
        ReleaseState::Published => kit::nothing("Visitors see it. A publisher can roll it back."),
        ReleaseState::Ended => kit::nothing("Its end has come: what was there before is there again."),
        ReleaseState::RolledBack => kit::nothing("It was rolled back. Its drafts can be put into another release."),
        ReleaseState::Cancelled => kit::nothing("It was cancelled. Its drafts can be put into another release."),
    };
    kit::section("do", "What to do", None, content)
}

fn address(release: &Release, action: &str) -> String {
    format!("{}/{action}", release_path(release.row.id))
}

fn propose(release: &Release, entered: &Entered) -> AnyView {
    view! {
        <form class="desk-action desk-action--next" method="post" action=address(release, "propose")>
            {kit::general_problems(entered, "propose")}
            <p class="desk-action__about">"A publisher looks at it and publishes it, or sends it back with a reason."</p>
            <button class="button button--go" type="submit">"Propose to a publisher"</button>
        </form>
    }
    .into_any()
}

fn publisher(release: &Release, entered: &Entered) -> AnyView {
    let warns = release.items.iter().any(|item| !item.findings.is_empty());
    let start = |at: Option<chrono::DateTime<chrono::Utc>>| {
        at.map(|at| at.format("%Y-%m-%dT%H:%M").to_string()).unwrap_or_default()
    };
    let schedule = if release.row.state == ReleaseState::Scheduled { "Change the time" } else { "Publish at a time" };
    view! {
        <form class="desk-action desk-action--next" method="post" action=address(release, "publish")>
            {kit::general_problems(entered, "publish")}
            {(warns || entered.is("publish")).then(|| accept(entered, "publish"))}
            <button class="button button--go" type="submit">"Publish now"</button>
        </form>
        {kit::folded(entered.is("schedule"), schedule, view! {
            <form class="desk-action" method="post" action=address(release, "schedule")>
                {kit::general_problems(entered, "schedule")}
                {time_fields(entered, "schedule", start(release.row.publish_at), start(release.row.end_at))}
                {(warns || entered.is("schedule")).then(|| accept(entered, "schedule"))}
                <button class="button" type="submit">"Schedule"</button>
            </form>
        })}
    }
    .into_any()
}

fn send_back(release: &Release, entered: &Entered) -> AnyView {
    kit::folded(
        entered.is("send-back"),
        "Send it back",
        view! {
            <form class="desk-action" method="post" action=address(release, "send-back")>
                {kit::general_problems(entered, "send-back")}
                {Input { most: 500, ..Input::text("send-back", "note", "Why") }.view(entered)}
                <button class="button" type="submit">"Send it back"</button>
            </form>
        },
    )
}

fn cancel(release: &Release, entered: &Entered) -> AnyView {
    kit::folded(
        entered.is("cancel"),
        "Cancel the release",
        view! {
            <form class="desk-action" method="post" action=address(release, "cancel")>
                {kit::general_problems(entered, "cancel")}
                <p class="desk-action__about">"Nothing is published, and its drafts stay as they are."</p>
                <button class="button" type="submit">"Cancel the release"</button>
            </form>
        },
    )
}

fn roll_back(release: &Release, looked: &[Looked], entered: &Entered) -> AnyView {
    let stays = would_stay(release, looked);
    let stays = (!stays.is_empty()).then(|| {
        let items: Vec<_> = stays.into_iter().map(|title| view! { <li>{title}</li> }).collect();
        view! {
            <div class="notice notice--warning" role="status">
                <p class="notice__title">"Published again since, and left as it is"</p>
                <ul class="notice__list">{items}</ul>
            </div>
        }
    });
    kit::folded(
        entered.is("roll-back"),
        "Roll back",
        view! {
            <form class="desk-action" method="post" action=address(release, "roll-back")>
                {kit::general_problems(entered, "roll-back")}
                <p class="desk-action__about">"Visitors see what they saw before this release. What was published again since stays as it is."</p>
                {stays}
                {to_tick(entered, "roll-back", "sure", "Yes, roll it back")}
                <button class="button" type="submit">"Roll back"</button>
            </form>
        },
    )
}
