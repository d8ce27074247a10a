//! The search field of the header: a GET form that works as it is, and with scripts a combobox
//! after the ARIA Authoring Practices (list autocomplete, manual selection).

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::Suggestion;

/// The field, its button, and the parts offered while one types.
#[island]
pub fn SearchBox(
    /// What was searched for.
    query: String,
) -> impl IntoView {
    let list = SuggestionList::new();
    let (options, chosen) = (list.options, list.chosen);
    let is_open = move || options.with(|options| !options.is_empty());
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
                placeholder="Part number or words: BT-60, ogive 54"
                value=query
                role="combobox"
                aria-autocomplete="list"
                aria-controls="suggestions"
                aria-expanded=move || if is_open() { "true" } else { "false" }
                aria-activedescendant=move || chosen.get().map(|at| format!("suggestion-{at}"))
                on:input=move |event| list.ask(event_target_value(&event))
                on:keydown=move |event| list.press(&event)
                on:blur=move |_| list.close()
            />
            <button class="site-header__find" type="submit">"Find"</button>
            <ul class="suggestions" id="suggestions" role="listbox" aria-label="Parts" hidden=move || !is_open()>
                {move || options.get().into_iter().enumerate().map(|(at, option)| {
                    let href = format!("/parts/{}", option.sku);
                    view! {
                        <li
                            class="suggestions__option"
                            id=format!("suggestion-{at}")
                            role="option"
                            aria-selected=move || if chosen.get() == Some(at) { "true" } else { "false" }
                            // The press comes before the field's blur, which would close the list.
                            on:mousedown=move |event| {
                                event.prevent_default();
                                visit(&href);
                            }
                        >
                            <span class="part-number">{option.sku.clone()}</span>
                            <span class="suggestions__name">{option.name.clone()}</span>
                            <span class="suggestions__kind">{option.state.clone()}</span>
                        </li>
                    }
                }).collect_view()}
            </ul>
        </form>
    }
}

/// What is offered, and which of it is chosen by keyboard.
#[derive(Clone, Copy)]
struct SuggestionList {
    options: RwSignal<Vec<Suggestion>>,
    chosen: RwSignal<Option<usize>>,
    /// The number of the last thing typed: an answer that comes late for an older one is dropped.
    typed: StoredValue<u32>,
}

impl SuggestionList {
    fn new() -> Self {
        Self { options: RwSignal::new(Vec::new()), chosen: RwSignal::new(None), typed: StoredValue::new(0) }
    }

    fn close(self) {
        self.options.set(Vec::new());
        self.chosen.set(None);
    }

    /// Asks for suggestions once typing pauses.
    fn ask(self, text: String) {
        self.typed.update_value(|number| *number += 1);
        let number = self.typed.get_value();
        self.chosen.set(None);
        if text.trim().chars().count() < 2 {
            self.options.set(Vec::new());
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
                self.options.set(found);
            }
        });
        #[cfg(not(feature = "hydrate"))]
        drop((self, text, number));
    }

    /// Arrows choose, Enter goes to what is chosen (or searches), Escape closes.
    fn press(self, event: &KeyboardEvent) {
        let count = self.options.with(Vec::len);
        let at = self.chosen.get_untracked();
        match event.key().as_str() {
            "Escape" => self.close(),
            "ArrowDown" if count > 0 => {
                event.prevent_default();
                self.chosen.set(at.map_or(Some(0), |at| (at + 1 < count).then_some(at + 1)));
            }
            "ArrowUp" if count > 0 => {
                event.prevent_default();
                self.chosen.set(at.map_or(Some(count - 1), |at| at.checked_sub(1)));
            }
            "Enter" => {
                let sku =
                    at.and_then(|at| self.options.with(|options| options.get(at).map(|option| option.sku.clone())));
                if let Some(sku) = sku {
                    event.prevent_default();
                    visit(&format!("/parts/{sku}"));
                }
            }
            _ => {}
        }
    }
}

fn visit(href: &str) {
    // A browser that refuses to go there leaves the page as it is.
    _ = window().location().set_href(href);
}
