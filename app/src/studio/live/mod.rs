//! What the editor does while scripts run. It works on the elements of the page by their ids, which
//! `studio::editor` gives them: nothing of the form is drawn here. What must not live here: what a document holds.

mod drop;
mod frame;
mod jump;
mod saving;

use std::rc::Rc;

use leptos::prelude::*;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

use frame::Frame;
use saving::Saving;

/// The document that is edited.
pub(super) struct Edited {
    /// Its kind, as in addresses of the studio.
    kind: String,
    /// Its name.
    name: String,
}

/// Starts everything; none where the page has no form.
pub(super) fn start(kind: &str, name: &str, page: &str) -> Option<()> {
    let edited = Rc::new(Edited { kind: kind.to_owned(), name: name.to_owned() });
    let form: web_sys::HtmlFormElement = by_id("studio-form")?;
    let frame = Frame::start(&edited, page).map(Rc::new);
    let saving = Saving::start(&edited, &form, frame);
    drop::start(&saving);
    Some(())
}

/// An element of the page.
fn by_id<T: JsCast>(id: &str) -> Option<T> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// Listens for as long as the page is there.
fn listen(target: &web_sys::EventTarget, event: &str, handle: impl FnMut(web_sys::Event) + 'static) {
    let closure = Closure::<dyn FnMut(web_sys::Event)>::new(handle);
    // Where a browser refuses to listen, the page works as without scripts.
    let _ = target.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
    closure.forget();
}

/// The same before what is inside of the target hears of it.
fn listen_first(target: &web_sys::EventTarget, event: &str, handle: impl FnMut(web_sys::Event) + 'static) {
    let closure = Closure::<dyn FnMut(web_sys::Event)>::new(handle);
    let _ = target.add_event_listener_with_callback_and_bool(event, closure.as_ref().unchecked_ref(), true);
    closure.forget();
}

/// All elements that a selector finds.
fn all(root: &web_sys::Document, selector: &str) -> Vec<web_sys::Element> {
    let Ok(found) = root.query_selector_all(selector) else { return Vec::new() };
    (0..found.length()).filter_map(|at| found.item(at)?.dyn_into().ok()).collect()
}

/// Nothing of use to anybody came back.
#[expect(clippy::needless_pass_by_value, reason = "it ends here")]
fn ignore(result: Result<(), JsValue>) {
    let _ = result;
}
