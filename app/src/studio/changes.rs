//! What differs between two revisions, field by field: what went out struck through, what came in underlined.

use std::time::Duration;

use domain::studio::Change;
use leptos::prelude::*;
use similar::{ChangeTag, TextDiff};

/// A piece of a compared text.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Mark {
    /// Stands in both.
    Same(String),
    /// Stood in the older one.
    Out(String),
    /// Stands in the newer one.
    In(String),
}

/// Longest time to look for the smallest difference of two texts; after it, a larger one will do.
const LONGEST: Duration = Duration::from_millis(200);
/// Less than this alike, and the two texts are shown one after the other.
const ALIKE: f32 = 0.5;
/// What stays the same is shown so far around what differs, in characters.
const AROUND: usize = 120;

/// The changes, or a sentence that there are none.
pub(super) fn changes(changes: &[Change]) -> AnyView {
    if changes.is_empty() {
        return view! { <p class="desk__empty">"Nothing differs."</p> }.into_any();
    }
    let fields: Vec<_> = changes
        .iter()
        .map(|change| {
            let marks: Vec<_> =
                marks(change.before.as_deref(), change.after.as_deref()).into_iter().map(mark).collect();
            view! {
                <div class="changes__field">
                    <dt class="changes__name">{change.label.clone()}</dt>
                    <dd class="changes__text">{marks}</dd>
                </div>
            }
        })
        .collect();
    view! { <dl class="changes">{fields}</dl> }.into_any()
}

fn mark(mark: Mark) -> AnyView {
    match mark {
        Mark::Same(text) => text.into_any(),
        Mark::Out(text) => view! { <del class="changes__out">{text}</del> }.into_any(),
        Mark::In(text) => view! { <ins class="changes__in">{text}</ins> }.into_any(),
    }
}

fn marks(before: Option<&str>, after: Option<&str>) -> Vec<Mark> {
    let (before, after) = (before.unwrap_or_default(), after.unwrap_or_default());
    let diff = TextDiff::configure().timeout(LONGEST).diff_words(before, after);
    if diff.ratio() < ALIKE {
        let whole = [Mark::Out(before.to_owned()), Mark::In(after.to_owned())];
        return whole
            .into_iter()
            .filter(|mark| !matches!(mark, Mark::Out(text) | Mark::In(text) if text.is_empty()))
            .collect();
    }
    let mut marks: Vec<Mark> = Vec::new();
    for change in diff.iter_all_changes() {
        let text = change.value();
        match (change.tag(), marks.last_mut()) {
            (ChangeTag::Equal, Some(Mark::Same(last)))
            | (ChangeTag::Delete, Some(Mark::Out(last)))
            | (ChangeTag::Insert, Some(Mark::In(last))) => last.push_str(text),
            (ChangeTag::Equal, _) => marks.push(Mark::Same(text.to_owned())),
            (ChangeTag::Delete, _) => marks.push(Mark::Out(text.to_owned())),
            (ChangeTag::Insert, _) => marks.push(Mark::In(text.to_owned())),
        }
    }
    let last = marks.len().saturating_sub(1);
    for (at, mark) in marks.iter_mut().enumerate() {
        if let Mark::Same(text) = mark {
            *text = shortened(text, at == 0, at == last);
        }
    }
    marks
}

/// A long text that is the same on both sides, without its middle. Of the first piece only the end matters, of the
/// last only the beginning.
fn shortened(text: &str, is_first: bool, is_last: bool) -> String {
    let length = text.chars().count();
    let (head, tail) = (if is_first { 0 } else { AROUND }, if is_last { 0 } else { AROUND });
    if length <= head + tail + AROUND {
        return text.to_owned();
    }
    let head: String = text.chars().take(head).collect();
    let tail: String = text.chars().skip(length - tail).collect();
    format!("{head} … {tail}").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(text: &str) -> Mark {
        Mark::Same(text.to_owned())
    }

    fn out(text: &str) -> Mark {
        Mark::Out(text.to_owned())
    }

    fn r#in(text: &str) -> Mark {
        Mark::In(text.to_owned())
    }

    #[test]
    fn words_that_changed_are_marked() {
        assert_eq!(
            marks(Some("A light tube of paper"), Some("A stiff tube of paper")),
            [same("A "), out("light"), r#in("stiff"), same(" tube of paper")]
        );
        assert_eq!(marks(None, Some("new")), [r#in("new")]);
        assert_eq!(marks(Some("gone"), None), [out("gone")]);
        assert_eq!(marks(Some("one thing"), Some("quite another")), [out("one thing"), r#in("quite another")]);
    }

    #[test]
    fn what_stays_the_same_is_shown_around_what_differs() {
        let long = "word ".repeat(400);
        let marks = marks(Some(&format!("{long}old {long}")), Some(&format!("{long}new {long}")));
        let [Mark::Same(head), Mark::Out(_), Mark::In(_), Mark::Same(tail)] = marks.as_slice() else {
            panic!("{marks:?}")
        };
        assert!(head.starts_with('…') && head.chars().count() <= AROUND + 3, "{head}");
        assert!(tail.ends_with('…') && tail.chars().count() <= AROUND + 3, "{tail}");
    }
}
