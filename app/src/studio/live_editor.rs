//! The editing form while scripts run. The form is the page's own and works without this.

use leptos::prelude::*;

/// Around the form of a document, which the server rendered.
#[island]
pub fn StudioEditor(
    /// The form.
    children: Children,
) -> impl IntoView {
    let live = RwSignal::new(false);
    Effect::new(move |_| live.set(true));
    view! {
        <div class="studio-editor" data-live=move || live.get().then_some("")>
            {children()}
        </div>
    }
}
