//! The page beside the form: the real one, with the draft, in a frame.

use domain::studio::DocumentKey;
use leptos::prelude::*;

use crate::request::Visit;

/// How wide the frame is and whether it is dark, as the address of the editor says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Look {
    width: Option<&'static str>,
    scheme: Option<&'static str>,
}

/// Widths in CSS pixels, and what people call them.
const WIDTHS: [(&str, &str); 3] = [("390", "Phone"), ("768", "Tablet"), ("1280", "Desktop")];
const SCHEMES: [(&str, &str); 2] = [("light", "Light"), ("dark", "Dark")];

impl Look {
    pub(super) fn asked(visit: &Visit) -> Self {
        let of = |choices: &[(&'static str, &'static str)], asked: Option<String>| {
            choices.iter().map(|(name, _)| *name).find(|name| Some(*name) == asked.as_deref())
        };
        Self { width: of(&WIDTHS, visit.query("width")), scheme: of(&SCHEMES, visit.query("scheme")) }
    }

    /// As the query of an address; empty where nothing was chosen.
    pub(super) fn query(self) -> String {
        let width = self.width.map(|width| format!("width={width}"));
        let scheme = self.scheme.map(|scheme| format!("scheme={scheme}"));
        let query: Vec<_> = width.into_iter().chain(scheme).collect();
        if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) }
    }
}

/// The address of a page as a revision would have it, for editors.
pub(super) fn preview_path(key: &DocumentKey, revision: u32, page: &str) -> String {
    format!("/studio/preview/{}/{}/{revision}{page}", key.kind.path(), key.name)
}

/// The frame and what chooses how it is looked at.
pub(super) fn preview(key: &DocumentKey, revision: u32, page: Option<&str>, look: Look) -> AnyView {
    let Some(page) = page.filter(|_| revision > 0) else {
        return view! {
            <section class="studio-preview" id="preview" aria-label="Preview">
                <p class="desk__empty">"The page is shown here once there is something to show."</p>
            </section>
        }
        .into_any();
    };
    let address = preview_path(key, revision, page);
    let path = key.path();
    let choice = |look: Look, name: &'static str, value: &'static str, text: &'static str, current: bool| {
        view! {
            <a class="switch__choice" href=format!("{path}{}#preview", look.query()) data-look=name data-value=value
                aria-current=current.then_some("true")>{text}</a>
        }
    };
    let widths = WIDTHS.map(|(width, text)| {
        choice(Look { width: Some(width), ..look }, "width", width, text, look.width == Some(width))
    });
    let schemes = SCHEMES.map(|(scheme, text)| {
        choice(Look { scheme: Some(scheme), ..look }, "scheme", scheme, text, look.scheme == Some(scheme))
    });
    view! {
        <section class="studio-preview" id="preview" aria-label="Preview">
            <div class="studio-preview__bar">
                <span class="switch" role="group" aria-label="Width">{widths}</span>
                <span class="switch" role="group" aria-label="Colours">{schemes}</span>
                <a class="studio-preview__open" href=address.clone() target="_blank">"Open the preview"<span class="visually-hidden">" in a new window"</span></a>
            </div>
            <div class="studio-preview__stage" id="studio-stage" data-width=look.width data-scheme=look.scheme>
                <iframe class="studio-preview__frame" id="studio-frame" title="The page with this draft" src=address></iframe>
            </div>
        </section>
    }
    .into_any()
}
