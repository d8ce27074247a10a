//! The search field of the header: a GET form that works as it is, and with scripts a combobox with
//! a grouped list after the ARIA Authoring Practices (list autocomplete, manual selection).

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::api::Marked;
use super::{Suggestion, SuggestionGroup};

/// The field, its button, and what is offered while one types.
#[island]
pub fn SearchBox(
    /// What was searched for.
    query: String,
) -> impl IntoView {
    let list = SuggestionList::new();
    let (groups, chosen) = (list.groups, list.chosen);
    view! {
        <form class="site-header__search" action="/search" method="get" role="search">
            <label class="visually-hidden" for="site-query">"Search parts"</label>
            <input
                class="site-header__query"
                id="site-query"
                name="q"
                type="search"
                autocomplete="off"
                enterkeyhint="search"
                maxlength="200"
                placeholder="Part number, words or a dimension: id:54mm..55mm"
                value=query
                role="combobox"
                aria-autocomplete="list"
                aria-controls="suggestions"
                aria-expanded=move || if list.is_open() { "true" } else { "false" }
                aria-activedescendant=move || chosen.get().map(option_id)
                on:input=move |event| list.ask(event_target_value(&event))
                on:keydown=move |event| list.press(&event)
                on:blur=move |_| list.close()
            />
            <button class="site-header__find" type="submit">"Find"</button>
            <p class="visually-hidden" role="status">{move || list.announcement()}</p>
            <div class="suggestions" id="suggestions" role="listbox" aria-label="Suggestions" hidden=move || !list.is_open()>
                {move || {
                    let mut first = 0;
                    groups
                        .get()
                        .into_iter()
                        .map(|group| {
                            let at = first;
                            first += group.options.len();
                            list_group(group, at, chosen)
                        })
                        .collect_view()
                }}
            </div>
        </form>
    }
}

/// A group of the list; its first option is number `first` of all.
fn list_group(group: SuggestionGroup, first: usize, chosen: RwSignal<Option<usize>>) -> impl IntoView {
    let title_id = format!("suggestions-{first}");
    let is_titled = !group.title.is_empty();
    let labelled_by = is_titled.then(|| title_id.clone());
    view! {
        <ul
            class="suggestions__group"
            role=if is_titled { "group" } else { "presentation" }
            aria-labelledby=labelled_by
        >
            {is_titled.then(|| view! { <li class="suggestions__title" role="presentation" id=title_id>{group.title}</li> })}
            {group.options.into_iter().enumerate().map(|(at, option)| list_option(option, first + at, chosen)).collect_view()}
        </ul>
    }
}

fn list_option(option: Suggestion, number: usize, chosen: RwSignal<Option<usize>>) -> impl IntoView {
    let Suggestion { href, code, name, note } = option;
    view! {
        <li
            class="suggestions__option"
            id=option_id(number)
            role="option"
            aria-selected=move || if chosen.get() == Some(number) { "true" } else { "false" }
            // The press comes before the field's blur, which would close the list.
            on:mousedown=move |event| {
                event.prevent_default();
                visit(&href);
            }
        >
            {(!code.is_empty()).then(|| view! { <span class="part-number">{marked(code)}" "</span> })}
            <span class="suggestions__name">{marked(name)}</span>
            <span class="suggestions__kind">" "{note}</span>
        </li>
    }
}

fn marked(text: Marked) -> impl IntoView {
    text.into_iter()
        .enumerate()
        .map(|(at, piece)| if at % 2 == 1 { view! { <mark>{piece}</mark> }.into_any() } else { piece.into_any() })
        .collect_view()
}

fn option_id(number: usize) -> String {
    format!("suggestion-{number}")
}

/// What is offered, and which of it is chosen by keyboard.
#[derive(Clone, Copy)]
struct SuggestionList {
    groups: RwSignal<Vec<SuggestionGroup>>,
    /// Counted through all groups.
    chosen: RwSignal<Option<usize>>,
    /// Whether an answer has come for what stands in the field.
    is_answered: RwSignal<bool>,
    /// The number of the last thing typed: an answer that comes late for an older one is dropped.
    typed: StoredValue<u32>,
}

impl SuggestionList {
    fn new() -> Self {
        Self {
            groups: RwSignal::new(Vec::new()),
            chosen: RwSignal::new(None),
            is_answered: RwSignal::new(false),
            typed: StoredValue::new(0),
        }
    }

    fn is_open(self) -> bool {
        self.groups.with(|groups| !groups.is_empty())
    }

    /// What a screen reader says when the list changes.
    fn announcement(self) -> String {
        if !self.is_answered.get() {
            return String::new();
        }
        // The search itself, in the group without a title, suggests nothing.
        let of_group = |group: &SuggestionGroup| if group.title.is_empty() { 0 } else { group.options.len() };
        match self.groups.with(|groups| groups.iter().map(of_group).sum::<usize>()) {
            0 => "No suggestions".to_owned(),
            1 => "1 suggestion".to_owned(),
            count => format!("{count} suggestions"),
        }
    }

    /// Closes the list; what is still under way will not open it again.
    fn close(self) {
        self.typed.update_value(|number| *number += 1);
        self.is_answered.set(false);
        self.groups.set(Vec::new());
        self.chosen.set(None);
    }

    /// Asks for suggestions once typing pauses.
    fn ask(self, text: String) {
        self.typed.update_value(|number| *number += 1);
        let number = self.typed.get_value();
        self.chosen.set(None);
        if text.trim().chars().count() < 2 {
            self.close();
            return;
        }
        let pause = std::time::Duration::from_millis(120);
        set_timeout(
            move || {
                if self.typed.get_value() == number {
                    self.fetch(text, number);
                }
            },
            pause,
        );
    }

    fn fetch(self, text: String, number: u32) {
        #[cfg(feature = "hydrate")]
        leptos::task::spawn_local(async move {
            if let Ok(found) = crate::fetch::get("/api/search/suggest", &[("q", &text)]).await
                && self.typed.get_value() == number
            {
                self.chosen.set(None);
                self.groups.set(found);
                self.is_answered.set(true);
            }
        });
        #[cfg(not(feature = "hydrate"))]
        drop((self, text, number));
    }

    /// Up and down go round through all groups, Enter goes to what is chosen (or searches), Escape
    /// closes, and empties the field when there is nothing to close. All else is the field's own.
    fn press(self, event: &KeyboardEvent) {
        let count = self.groups.with_untracked(|groups| groups.iter().map(|group| group.options.len()).sum::<usize>());
        let at = self.chosen.get_untracked();
        match event.key().as_str() {
            "Escape" => {
                event.prevent_default();
                if count == 0 {
                    clear(event);
                }
                self.close();
            }
            "ArrowDown" | "ArrowUp" if count == 0 => self.ask(event_target_value(event)),
            "ArrowDown" => self.choose(event, at.map_or(0, |at| (at + 1) % count)),
            "ArrowUp" => self.choose(event, at.unwrap_or(0).checked_sub(1).unwrap_or(count - 1)),
            // The caret moves in the text, so that is where one is.
            "ArrowLeft" | "ArrowRight" | "Home" | "End" => self.chosen.set(None),
            "Enter" => {
                let href = at.and_then(|at| {
                    self.groups.with_untracked(|groups| {
                        groups.iter().flat_map(|group| &group.options).nth(at).map(|option| option.href.clone())
                    })
                });
                if let Some(href) = href {
                    event.prevent_default();
                    visit(&href);
                }
            }
            _ => {}
        }
    }

    fn choose(self, event: &KeyboardEvent, number: usize) {
        event.prevent_default();
        self.chosen.set(Some(number));
        show(&option_id(number));
    }
}

/// Empties the field. (`type=search` does so by itself in some browsers only.)
fn clear(event: &KeyboardEvent) {
    event_target::<leptos::web_sys::HtmlInputElement>(event).set_value("");
}

/// Scrolls the list, and nothing else, so far that an option is in sight.
fn show(id: &str) {
    #[cfg(feature = "hydrate")]
    if let Some(option) = document().get_element_by_id(id) {
        let nearest = web_sys::ScrollIntoViewOptions::new();
        nearest.set_block(web_sys::ScrollLogicalPosition::Nearest);
        option.scroll_into_view_with_scroll_into_view_options(&nearest);
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = id;
}

fn visit(href: &str) {
    // A browser that refuses to go there leaves the page as it is.
    _ = window().location().set_href(href);
}
