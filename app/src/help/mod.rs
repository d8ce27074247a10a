//! Help: short pages on finding, measuring and ordering. Each is a function of what `domain` says, so
//! that what it promises is what the shop does. The index also lists the content pages of the studio. What must not
//! live here: rules, and anything live.

mod fit;
mod measuring;
mod motors;
mod ordering;
mod pages;
mod searching;

use leptos::prelude::*;

pub(crate) use pages::{HelpIndexPage, HelpPage};

/// A page of help.
pub(crate) struct HelpTopic {
    /// Name in URLs.
    pub(crate) slug: &'static str,
    /// Its heading.
    pub(crate) title: &'static str,
    /// One sentence about it.
    summary: &'static str,
    /// Other words people look for it by.
    words: &'static str,
    /// What stands under the heading.
    content: fn() -> AnyView,
}

impl HelpTopic {
    /// Its address.
    pub(crate) fn path(&self) -> String {
        format!("/help/{}", self.slug)
    }

    /// Whether every word typed begins one of its own.
    fn is_about(&self, typed: &str) -> bool {
        let words = format!("{} {}", self.title, self.words).to_lowercase();
        typed
            .split_whitespace()
            .all(|typed| words.split_whitespace().any(|word| word.starts_with(&typed.to_lowercase())))
    }
}

/// Every page of help, in the order of the index.
const TOPICS: [HelpTopic; 5] = [
    HelpTopic {
        slug: "search",
        title: "How to search",
        summary: "Part numbers, words, and dimensions with bounds: id:54mm..55.2mm.",
        words: "help find query filter narrow expression dimensions units inches part number",
        content: searching::content,
    },
    HelpTopic {
        slug: "measuring",
        title: "How to measure a tube or a shoulder",
        summary: "The two diameters that decide whether parts go together, and how to take them.",
        words: "help caliper diameter size inner outer bore nose cone",
        content: measuring::content,
    },
    HelpTopic {
        slug: "fit",
        title: "Fit classes",
        summary: "Press, slip, loose: what the words beside a clearance mean, and what to do.",
        words: "help fits clearance press slip loose sanding shim tolerance what fits",
        content: fit::content,
    },
    HelpTopic {
        slug: "motors",
        title: "Motors and their classes",
        summary: "What a motor’s letter, numbers and sizes say.",
        words: "help engines impulse thrust burn delay letter class hazard",
        content: motors::content,
    },
    HelpTopic {
        slug: "ordering",
        title: "Ordering",
        summary: "From the cart to the order, how it travels and how it is paid.",
        words: "help order delivery shipping payment invoice purchase returns cart quantity",
        content: ordering::content,
    },
];

/// The pages for words that are still being typed.
pub(crate) fn topics_about(typed: &str) -> impl Iterator<Item = &'static HelpTopic> {
    let typed = if typed.trim().chars().count() < 2 { None } else { Some(typed) };
    TOPICS.iter().filter(move |topic| typed.is_some_and(|typed| topic.is_about(typed)))
}

/// A query in the running text, as a link to what it finds.
fn example(query: &str) -> impl IntoView + use<> {
    view! { <a class="part-number" href=searching::address(query)>{query.to_owned()}</a> }
}

/// The addresses of all pages of help, for the sitemap.
pub fn help_paths() -> impl Iterator<Item = String> {
    std::iter::once("/help".to_owned()).chain(TOPICS.iter().map(HelpTopic::path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_are_found_by_the_beginnings_of_their_words() {
        let slugs = |typed: &str| topics_about(typed).map(|topic| topic.slug).collect::<Vec<_>>();
        assert_eq!(slugs("measu"), ["measuring"]);
        assert_eq!(slugs("Fit cla"), ["fit"]);
        assert_eq!(slugs("help").len(), TOPICS.len());
        assert!(slugs("h").is_empty() && slugs("").is_empty() && slugs("fit zzz").is_empty());
    }
}
