//! What of the list is asked for: in its address, as tabs, as a form.

use domain::studio::{Kind, Problem};
use leptos::prelude::*;
use store::studio::{CategoryChoice, DocumentFilter, DocumentList, DocumentStatus};

use crate::desk::kit;

/// What an address asks for.
pub(super) struct Asked {
    /// It, for the store.
    pub(super) filter: DocumentFilter,
    /// Whether it holds words and nothing else, as the field of the bar sends them.
    pub(super) is_search: bool,
}

impl Asked {
    /// Reads the query string of an address. What is unknown in it is not asked for.
    pub(super) fn read(query: &str) -> Self {
        let pairs: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes())
            .map(|(name, value)| (name.into_owned(), value.trim().chars().take(200).collect()))
            .collect();
        let value = |name: &str| {
            pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone()).unwrap_or_default()
        };
        let filter = DocumentFilter {
            words: value("q"),
            kind: Kind::of_path(&value("kind")),
            state: DocumentStatus::parse(&value("state")),
            category: Some(value("category")).filter(|code| !code.is_empty()),
            problem: Problem::parse(&value("problem")),
            page: value("page").parse().unwrap_or(1).clamp(1, 100_000),
        };
        let is_search = !filter.words.is_empty() && pairs.len() == 1;
        Self { filter, is_search }
    }

    /// Whether it asks for less than everything.
    pub(super) fn is_narrow(&self) -> bool {
        !self.query(1).is_empty()
    }

    /// It, as the query string of an address.
    pub(super) fn query(&self, page: u32) -> String {
        self.query_with(self.filter.state, page)
    }

    fn query_with(&self, state: Option<DocumentStatus>, page: u32) -> String {
        let filter = &self.filter;
        let page = (page > 1).then(|| page.to_string());
        let parts = [
            ("q", Some(filter.words.as_str()).filter(|words| !words.is_empty())),
            ("kind", filter.kind.map(Kind::path)),
            ("state", state.map(DocumentStatus::name)),
            ("category", filter.category.as_deref()),
            ("problem", filter.problem.map(Problem::name)),
            ("page", page.as_deref()),
        ];
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in parts {
            if let Some(value) = value {
                query.append_pair(name, value);
            }
        }
        query.finish()
    }

    /// The address of a page of the list.
    pub(super) fn address(&self, page: u32) -> String {
        address(&self.query(page))
    }
}

/// The address of the list that a query asks for.
pub(super) fn address(query: &str) -> String {
    if query.is_empty() { "/studio".to_owned() } else { format!("/studio?{query}") }
}

/// Tabs of the states, each with how many documents are in it.
pub(super) fn status_tabs(asked: &Asked, list: &DocumentList) -> AnyView {
    let tab = |state: Option<DocumentStatus>, text: &'static str, count: u64| {
        let here = (state == asked.filter.state).then_some("page");
        view! {
            <a class="desk__tab" href=address(&asked.query_with(state, 1)) aria-current=here>
                {text}<span class="desk-nav__count">{kit::thousands(count)}</span>
            </a>
        }
    };
    let all = list.counts.values().sum();
    let tabs: Vec<_> = DocumentStatus::ALL
        .into_iter()
        .map(|state| tab(Some(state), state.title(), list.counts.get(&state).copied().unwrap_or_default()))
        .collect();
    view! { <nav class="desk__tabs" aria-label="States">{tab(None, "All", all)}{tabs}</nav> }.into_any()
}

/// The form that narrows the list down.
pub(super) fn filter_form(asked: &Asked, categories: &[CategoryChoice]) -> AnyView {
    let filter = &asked.filter;
    let kinds = [Kind::Product, Kind::Prices, Kind::Category, Kind::Page, Kind::Home]
        .map(|kind| (kind.path().to_owned(), kind.title().to_owned()));
    let categories = categories
        .iter()
        .map(|choice| (choice.code.clone(), format!("{}{}", "– ".repeat(choice.depth as usize), choice.name)))
        .collect();
    let problems = Problem::ALL.map(|problem| (problem.name().to_owned(), problem.title().to_owned()));
    let state = filter.state.map(|state| view! { <input type="hidden" name="state" value=state.name()/> });
    view! {
        <form class="desk__filter studio-list__filter" method="get" action="/studio" role="search" aria-label="Filter">
            <label class="visually-hidden" for="studio-words">"Part number or title"</label>
            <input class="field__input" id="studio-words" name="q" type="search" maxlength="120" autocomplete="off" placeholder="Part number or title" value=filter.words.clone()/>
            {choices("kind", "Kind", "Every kind", kinds.to_vec(), filter.kind.map(Kind::path))}
            {choices("category", "Category", "Every category", categories, filter.category.as_deref())}
            {choices("problem", "Problem", "With and without problems", problems.to_vec(), filter.problem.map(Problem::name))}
            {state}
            <button class="button button--small" type="submit">"Narrow down"</button>
        </form>
    }
    .into_any()
}

fn choices(
    name: &'static str,
    label: &'static str,
    all: &'static str,
    choices: Vec<kit::Choice>,
    chosen: Option<&str>,
) -> AnyView {
    let id = format!("studio-{name}");
    let options: Vec<_> = choices
        .into_iter()
        .map(|(value, text)| {
            let selected = chosen == Some(value.as_str());
            view! { <option value=value selected=selected>{text}</option> }
        })
        .collect();
    view! {
        <label class="visually-hidden" for=id.clone()>{label}</label>
        <select class="field__input" id=id name=name><option value="">{all}</option>{options}</select>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_what_is_asked_for() {
        let asked = Asked::read("q=RP+54&kind=products&problem=no_mass&category=tubes&page=3&x=1");
        assert_eq!(asked.filter.words, "RP 54");
        assert_eq!(asked.filter.kind, Some(Kind::Product));
        assert_eq!(asked.query(3), "q=RP+54&kind=products&category=tubes&problem=no_mass&page=3");
        assert_eq!(asked.address(1), "/studio?q=RP+54&kind=products&category=tubes&problem=no_mass");
        assert!(asked.is_narrow() && !asked.is_search);
    }

    #[test]
    fn words_alone_are_a_search() {
        assert!(Asked::read("q=RP-AT-54").is_search);
        assert!(!Asked::read("q=RP-AT-54&kind=").is_search);
        assert!(!Asked::read("q=").is_search);
        let all = Asked::read("kind=nothing&state=&problem=x&page=0");
        assert!(!all.is_narrow() && !all.is_search);
        assert_eq!((all.address(1), all.filter.page), ("/studio".to_owned(), 1));
    }
}
