//! The page beside the form: shown anew without a flash, at the width and in the colours that were chosen.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::{Edited, all, by_id, ignore, jump, listen, listen_first};

/// The frame.
pub(super) struct Frame {
    edited: Rc<Edited>,
    element: web_sys::HtmlIFrameElement,
    stage: web_sys::HtmlElement,
    /// The page in it.
    page: RefCell<String>,
    /// The revision in it.
    shown: Cell<u32>,
}

impl Frame {
    pub(super) fn start(edited: &Rc<Edited>, page: &str) -> Option<Self> {
        let frame: web_sys::HtmlIFrameElement = by_id("studio-frame")?;
        let stage: web_sys::HtmlElement = by_id("studio-stage")?;
        for choice in all(&document(), "[data-look]") {
            let (stage, clicked) = (stage.clone(), choice.clone());
            listen(&choice, "click", move |event| {
                event.prevent_default();
                choose(&stage, &clicked);
                fit(&stage);
            });
        }
        {
            let stage = stage.clone();
            listen(&window(), "resize", move |_| fit(&stage));
        }
        fit(&stage);
        {
            let (loaded, edited) = (frame.clone(), Rc::clone(edited));
            listen(&frame, "load", move |_| watch(&loaded, &edited));
        }
        watch(&frame, edited);
        let this = Self {
            edited: Rc::clone(edited),
            element: frame,
            stage,
            page: RefCell::new(page.to_owned()),
            shown: Cell::new(0),
        };
        Some(this)
    }

    /// Shows a revision.
    pub(super) fn show(self: &Rc<Self>, number: u32, page: &str) {
        if page.is_empty() || number <= self.shown.get() {
            return;
        }
        self.shown.set(number);
        let address = format!("/studio/preview/{}/{}/{number}{page}", self.edited.kind, self.edited.name);
        if let Ok(Some(link)) = document().query_selector(".studio-preview__open") {
            ignore(link.set_attribute("href", &address));
        }
        let moved = self.page.replace(page.to_owned()) != page;
        let this = Rc::clone(self);
        leptos::task::spawn_local(async move {
            let swapped = match crate::fetch::get_text(&address).await {
                Ok(html) if !moved => this.shown.get() != number || this.swap(&html, &address).is_some(),
                _ => false,
            };
            if !swapped {
                this.element.set_src(&address);
            }
            fit(&this.stage);
        });
    }

    /// Puts the main part of a page in the place of that which is shown; none where it cannot be done.
    fn swap(&self, html: &str, address: &str) -> Option<()> {
        let parser = web_sys::DomParser::new().ok()?;
        let fresh = parser.parse_from_string(html, web_sys::SupportedType::TextHtml).ok()?;
        let (inside, window) = (self.element.content_document()?, self.element.content_window()?);
        let (old, new) = (inside.query_selector("main").ok()??, fresh.query_selector("main").ok()??);
        let top = window.scroll_y().unwrap_or(0.0);
        old.replace_with_with_node_1(&new).ok()?;
        inside.set_title(&fresh.title());
        window.scroll_to_with_x_and_y(0.0, top);
        // Who loads the frame again sees the same.
        let history = window.history().ok()?;
        ignore(history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(address)));
        Some(())
    }
}

/// Clicks inside of the frame lead to fields, and nowhere else.
fn watch(frame: &web_sys::HtmlIFrameElement, edited: &Rc<Edited>) {
    let Some(inside) = frame.content_document() else { return };
    let Some(root) = inside.document_element() else { return };
    if root.has_attribute("data-watched") {
        return;
    }
    ignore(root.set_attribute("data-watched", ""));
    let edited = Rc::clone(edited);
    listen_first(&inside, "click", move |event| {
        // Elements of another document are not instances of our classes.
        let Some(target) = event.target() else { return };
        let target: web_sys::Element = target.unchecked_into();
        let is_control = target.closest("summary, label").ok().flatten().is_some();
        if !is_control {
            event.prevent_default();
            event.stop_propagation();
        }
        jump::from(&target, &edited);
    });
    listen_first(&inside, "submit", |event| event.prevent_default());
}

/// Remembers a choice of width or colours; the same one again takes it back.
fn choose(stage: &web_sys::HtmlElement, choice: &web_sys::Element) {
    let (Some(name), Some(value)) = (choice.get_attribute("data-look"), choice.get_attribute("data-value")) else {
        return;
    };
    let attribute = format!("data-{name}");
    let is_back = stage.get_attribute(&attribute).as_deref() == Some(&value);
    for other in all(&document(), &format!("[data-look='{name}']")) {
        ignore(other.remove_attribute("aria-current"));
    }
    if is_back {
        ignore(stage.remove_attribute(&attribute));
    } else {
        ignore(stage.set_attribute(&attribute, &value));
        ignore(choice.set_attribute("aria-current", "true"));
    }
    // A button that loads the page keeps it.
    let chosen = ["width", "scheme"]
        .map(|name| stage.get_attribute(&format!("data-{name}")).map(|value| format!("{name}={value}")));
    let query = chosen.into_iter().flatten().collect::<Vec<_>>().join("&");
    if let Some(form) = by_id::<web_sys::HtmlFormElement>("studio-form") {
        let action = form.get_attribute("action").unwrap_or_default();
        let path = action.split('?').next().unwrap_or_default();
        let joint = if query.is_empty() { "" } else { "?" };
        ignore(form.set_attribute("action", &format!("{path}{joint}{query}")));
    }
}

/// Makes the frame as wide as was chosen and as small as it has to be to fit.
fn fit(stage: &web_sys::HtmlElement) {
    let style = stage.style();
    let room = f64::from(stage.client_width());
    match stage.get_attribute("data-width").and_then(|width| width.parse::<f64>().ok()) {
        Some(width) if room > 0.0 => {
            ignore(style.set_property("--frame-width", &format!("{width}px")));
            ignore(style.set_property("--frame-scale", &(room / width).min(1.0).to_string()));
            ignore(stage.set_attribute("data-fitted", ""));
        }
        _ => ignore(stage.remove_attribute("data-fitted")),
    }
}
