//! How pages of the studio are answered: who is asking, what a posted form led to, what publishing refuses.

use std::future::Future;

use chrono::{DateTime, NaiveDateTime, Utc};
use domain::accounts::{Actor, Permission};
use domain::studio::{Conflict, DocumentKey, Finding, Severity};
use leptos::prelude::*;
use store::Store;
use store::accounts::StaffAccount;
use store::studio::{Document, PublishError};

use crate::AppError;
use crate::desk::DeskFrame;
use crate::desk::entered::{Entered, NotDone, Problem, text};
use crate::page::{self, Page, PageError};
use crate::posted::PostedForm;
use crate::request::Visit;

/// A visit by somebody who may see what they ask for.
pub(super) struct Studio {
    /// The visit.
    pub(super) visit: Visit,
    /// Who is asking.
    pub(super) staff: StaffAccount,
}

impl Studio {
    pub(super) fn store(&self) -> &Store {
        &self.visit.store
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        self.visit.now()
    }

    /// Who acts, for history and audit.
    pub(super) fn actor(&self) -> Actor {
        self.staff.actor()
    }

    /// The form that was posted to this page, if one was.
    pub(super) fn posted(&self) -> Option<PostedForm> {
        self.visit.posted()
    }

    /// Whether who asks may decide what is seen. What they may not do is not offered; that it is refused is up to
    /// the table.
    pub(super) fn may_publish(&self) -> bool {
        self.staff.may(Permission::PublishCatalog)
    }

    /// Refuses those who may not. The table has a line of its own for each form that publishes; a path can be
    /// written in more ways than one.
    pub(super) fn must_publish(&self) -> Result<(), PageError> {
        if self.may_publish() { Ok(()) } else { Err(AppError::Forbidden.into()) }
    }

    /// A document that has to be there.
    pub(super) async fn document(&self, key: &DocumentKey) -> Result<Document, PageError> {
        self.store().document(key).await?.ok_or(PageError::NotFound)
    }

    /// The number of a page of a list, from 1.
    pub(super) fn page(&self) -> u32 {
        self.visit.query("page").and_then(|page| page.parse().ok()).unwrap_or(1).clamp(1, 100_000)
    }

    /// What a form that was posted led to: where it was done the way on, else the form as it was sent. `way` is the
    /// page's own address, for those who ask for that of a form.
    pub(super) async fn answer<F>(
        &self,
        action: Option<&str>,
        way: impl FnOnce() -> String,
        act: impl FnOnce(PostedForm) -> F,
    ) -> Result<Entered, PageError>
    where
        F: Future<Output = Result<String, NotDone>>,
    {
        let (action, form) = match (action, self.posted()) {
            (None, _) => return Ok(Entered::default()),
            (Some(_), None) => return Err(PageError::Elsewhere(way())),
            (Some(action), Some(form)) => (action, form),
        };
        let done = act(form.clone()).await;
        Entered::after(action, form, done)
    }

    /// What was done, as the page that it led to says it: looked up by code.
    pub(super) fn done(&self) -> Option<String> {
        let code = self.visit.query("done")?;
        DONE.iter().find(|(known, _)| *known == code).map(|(_, text)| (*text).to_owned())
    }
}

const DONE: &[(&str, &str)] = &[
    ("added", "Put into the release."),
    ("cancelled", "The release is cancelled. Its drafts stay as they are."),
    ("created", "The release is made. Put drafts into it."),
    ("dropped", "Taken out of the release. The draft stays as it is."),
    ("link_made", "The link is made. Whoever has it sees the draft."),
    ("link_revoked", "The link is revoked and opens nothing any more."),
    ("proposed", "Proposed. A publisher decides."),
    ("published", "Published. Visitors see it within seconds."),
    ("restored", "The old revision is a draft now. Visitors see what they saw before."),
    ("rolled_back", "Rolled back. Visitors see what was there before."),
    ("rolled_back_left", "Rolled back, but for what was published again since: that stays as it is."),
    ("scheduled", "Scheduled."),
    ("sent_back", "Sent back. Its editors read why."),
    ("taken", "The newer draft is in the release now."),
    ("unpublished", "Unpublished. Visitors no longer find it."),
    ("view_deleted", "The view is deleted."),
    ("view_saved", "The view is saved."),
];

/// Loads a page for those who may see it and answers with it, in the desk's frame.
pub(super) fn respond<F>(load: impl FnOnce(Studio) -> F + Send + 'static) -> impl IntoView
where
    F: Future<Output = Result<Page, PageError>> + Send + 'static,
{
    page::respond(|visit| async move {
        let staff = visit.staff().await?;
        let frame = DeskFrame::new(&visit, &staff, None);
        let page = load(Studio { visit, staff }).await?;
        Ok(Page { desk: Some(Box::new(frame)), ..page })
    })
}

/// Why nothing was published, for the form that asked for it.
pub(super) fn refused(error: PublishError) -> NotDone {
    match error {
        PublishError::Empty => Problem::general("There is nothing in it. Put a draft in first.").into(),
        PublishError::WrongState(state) => Problem {
            status: 409,
            ..Problem::general(format!(
                "The release has changed since this page was shown: it is now “{}”.",
                state.title()
            ))
        }
        .into(),
        PublishError::Findings(found) => NotDone::Refused(findings(&found)),
        PublishError::Conflicts(found) => NotDone::Refused(found.iter().map(conflict).collect()),
        PublishError::TimePast => {
            Problem::at("publish_at", "This time has passed. Enter one that is still to come.").into()
        }
        PublishError::Unknown => PageError::NotFound.into(),
        PublishError::Store(error) => error.into(),
    }
}

/// What has to be mended first or, where there are only warnings, agreed to.
fn findings(found: &[(DocumentKey, String, Finding)]) -> Vec<Problem> {
    let mut problems: Vec<_> =
        found.iter().map(|(_, title, finding)| Problem::general(format!("{title}: {}", finding.text))).collect();
    if found.iter().all(|(.., finding)| finding.severity == Severity::Warning) {
        problems.push(Problem::at("accept", "Tick this to publish it all the same."));
    }
    problems
}

fn conflict((_, title, conflicts): &(DocumentKey, String, Vec<Conflict>)) -> Problem {
    let labels: Vec<_> = conflicts.iter().map(|conflict| conflict.label.to_lowercase()).collect();
    let text = format!(
        "{title}: somebody has published another {} since this draft was begun. Open it in the editor and save it once more, then choose.",
        if labels.is_empty() { "revision".to_owned() } else { labels.join(", ") }
    );
    Problem { status: 409, ..Problem::general(text) }
}

/// A moment in UTC out of a field, as `2026-12-09T09:00`; empty is none.
pub(super) fn moment(form: &PostedForm, field: &str) -> Result<Option<DateTime<Utc>>, Problem> {
    let typed = text(form, field);
    if typed.is_empty() {
        return Ok(None);
    }
    ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"]
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(&typed, format).ok())
        .map(|moment| Some(moment.and_utc()))
        .ok_or_else(|| Problem::at(field, "Enter a day and a time such as 2026-12-09 09:00."))
}

/// When something begins to be seen, and when it ends.
pub(super) type Times = (Option<DateTime<Utc>>, Option<DateTime<Utc>>);

/// When something begins and ends to be seen, out of the fields `publish_at` and `end_at`. Nothing is at once, and
/// without an end.
pub(super) fn times(form: &PostedForm, now: DateTime<Utc>) -> Result<Times, NotDone> {
    let (begin, end) = (moment(form, "publish_at"), moment(form, "end_at"));
    let mut problems: Vec<_> = [begin.as_ref().err(), end.as_ref().err()].into_iter().flatten().cloned().collect();
    let (begin, end) = (begin.unwrap_or_default(), end.unwrap_or_default());
    if begin.is_some_and(|begin| begin <= now) {
        problems.push(Problem::at("publish_at", "This time has passed. Enter one that is still to come."));
    }
    if end.is_some_and(|end| end <= begin.unwrap_or(now)) {
        problems.push(Problem::at("end_at", "The end has to come after the beginning."));
    }
    if problems.is_empty() { Ok((begin, end)) } else { Err(NotDone::Refused(problems)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(begin: &str, end: &str) -> Result<Times, Vec<String>> {
        let field = |name: &str, value: &str| (name.to_owned(), value.as_bytes().to_vec());
        let form = PostedForm::new(vec![field("publish_at", begin), field("end_at", end)], true);
        let now = "2026-12-01T12:00:00Z".parse().expect("a moment");
        times(&form, now).map_err(|not_done| match not_done {
            NotDone::Refused(problems) => problems.into_iter().filter_map(|problem| problem.field).collect(),
            NotDone::Page(_) => Vec::new(),
        })
    }

    #[test]
    fn times_come_in_their_order() {
        let at = |text: &str| Some(text.parse::<DateTime<Utc>>().expect("a moment"));
        assert_eq!(read("", ""), Ok((None, None)));
        assert_eq!(read("2026-12-09T09:00", ""), Ok((at("2026-12-09T09:00:00Z"), None)));
        assert_eq!(
            read("2026-12-09 09:00", "2026-12-10T00:00"),
            Ok((at("2026-12-09T09:00:00Z"), at("2026-12-10T00:00:00Z")))
        );
        assert_eq!(read("", "2026-12-01T13:00"), Ok((None, at("2026-12-01T13:00:00Z"))));
        assert_eq!(read("2026-12-01T11:59", ""), Err(vec!["publish_at".to_owned()]));
        assert_eq!(read("2026-12-09T09:00", "2026-12-09T09:00"), Err(vec!["end_at".to_owned()]));
        assert_eq!(read("", "2026-12-01T12:00"), Err(vec!["end_at".to_owned()]));
        assert_eq!(read("soon", "later"), Err(vec!["publish_at".to_owned(), "end_at".to_owned()]));
    }
}
