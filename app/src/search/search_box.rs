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
    let options = RwSignal::new(Vec::<Suggestion>::new());
    let chosen = RwSignal::new(None::<usize>);
    let is_open = move || options.with(|options| !options.is_empty());
    let close = move || {
        options.set(Vec::new());
        chosen.set(None);
    };
    let on_input = {
        // The number of the last thing typed: an answer that comes late for an older one is dropped.
        let typed = StoredValue::new(0u32);
        move |event| {
            let text = event_target_value(&event);
            typed.update_value(|number| *number += 1);
            let number = typed.get_value();
            chosen.set(None);
            if text.trim().chars().count() < 2 {
                options.set(Vec::new());
                return;
            }
            set_timeout(
                move || {
                    if typed.get_value() != number {
                        return;
                    }
                    leptos::task::spawn_local(async move {
                        if let Ok(found) = super::suggest(text).await
                            && typed.get_value() == number
                        {
                            options.set(found);
                        }
                    });
                },
                std::time::Duration::from_millis(120),
            );
        }
    };
    let on_keydown = move |event: KeyboardEvent| {
        let count = options.with(Vec::len);
        let next = match (event.key().as_str(), chosen.get_untracked()) {
            ("Escape", _) => return close(),
            ("ArrowDown", _) if count == 0 => return,
            ("ArrowUp", _) if count == 0 => return,
            ("ArrowDown", at) => at.map_or(Some(0), |at| (at + 1 < count).then_some(at + 1)),
            ("ArrowUp", at) => at.map_or(Some(count - 1), |at| at.checked_sub(1)),
            ("Enter", Some(at)) => {
                event.prevent_default();
                if let Some(sku) = options.with(|options| options.get(at).map(|option| option.sku.clone())) {
                    _ = window().location().set_href(&format!("/parts/{sku}"));
                }
                return;
            }
            _ => return,
        };
        event.prevent_default();
        chosen.set(next);
    };
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
                on:input=on_input
                on:keydown=on_keydown
                on:blur=move |_| close()
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
                                _ = window().location().set_href(&href);
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
