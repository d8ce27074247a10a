//! The editing form while scripts run: it saves while one types and shows the page anew. The form is the page's
//! own and works without this.

use leptos::prelude::*;

/// Around the form of a document, which the server rendered.
#[island]
pub fn StudioEditor(
    /// Its kind, as in addresses of the studio.
    kind: String,
    /// Its name.
    name: String,
    /// Path of the page that shows it; empty for none.
    page: String,
    /// The form.
    children: Children,
) -> impl IntoView {
    let live = RwSignal::new(false);
    #[cfg(feature = "studio")]
    Effect::new(move |_| {
        // Without its elements there is nothing to do: the form is posted as it is.
        live.set(super::live::start(&kind, &name, &page).is_some());
    });
    #[cfg(not(feature = "studio"))]
    drop((kind, name, page));
    view! {
        <div class="studio__form" data-live=move || live.get().then_some("")>
            {children()}
        </div>
    }
}
