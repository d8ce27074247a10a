//! Pictures, dropped or chosen: each is sent on its own and stands in the form once it is kept.

use std::rc::Rc;

use leptos::prelude::*;
use serde::Deserialize;
use wasm_bindgen::JsCast;

use super::saving::{Saving, mark_field};
use super::{all, by_id, ignore, jump, listen};

/// The field for a picture.
const FIELD: &str = "new/image";

/// A picture that is kept.
#[derive(Deserialize)]
struct Kept {
    asset: String,
    url: String,
}

/// Why one is not.
#[derive(Deserialize)]
struct Refused {
    error: String,
}

/// Takes pictures in where the form has a place for them.
pub(super) fn start(saving: &Rc<Saving>) {
    let (Some(place), Some(field)) =
        (by_id::<web_sys::Element>("studio-drop"), by_id::<web_sys::HtmlInputElement>(&format!("field-{FIELD}")))
    else {
        return;
    };
    for (event, is_over) in [("dragenter", true), ("dragover", true), ("dragleave", false)] {
        let over = place.clone();
        listen(&place, event, move |event| {
            event.prevent_default();
            ignore(over.toggle_attribute_with_force("data-over", is_over).map(drop));
        });
    }
    {
        let (saving, over) = (Rc::clone(saving), place.clone());
        listen(&place, "drop", move |event| {
            event.prevent_default();
            ignore(over.remove_attribute("data-over"));
            let files = event.dyn_ref::<web_sys::DragEvent>().and_then(web_sys::DragEvent::data_transfer);
            if let Some(files) = files.and_then(|transfer| transfer.files()) {
                send_all(&saving, &files);
            }
        });
    }
    let (saving, chosen) = (Rc::clone(saving), field.clone());
    listen(&field, "change", move |_| {
        if let Some(files) = chosen.files() {
            send_all(&saving, &files);
            chosen.set_value("");
        }
    });
}

fn send_all(saving: &Rc<Saving>, files: &web_sys::FileList) {
    mark_field(FIELD, None);
    for at in 0..files.length() {
        if let Some(file) = files.item(at) {
            send(saving, &file);
        }
    }
}

/// Sends a picture and says how far it is.
fn send(saving: &Rc<Saving>, file: &web_sys::File) {
    let (Ok(request), Ok(body)) = (web_sys::XmlHttpRequest::new(), web_sys::FormData::new()) else { return };
    let name = file.name();
    ignore(body.append_with_blob("file", file));
    ignore(request.open("POST", "/api/studio/images"));
    ignore(request.set_request_header("Accept", "application/json"));
    if let Ok(upload) = request.upload() {
        let name = name.clone();
        listen(&upload, "progress", move |event| {
            if let Some(progress) = event.dyn_ref::<web_sys::ProgressEvent>()
                && progress.total() > 0.0
            {
                say(&format!("{name}: {:.0} % sent", 100.0 * progress.loaded() / progress.total()));
            }
        });
    }
    let (saving, answered) = (Rc::clone(saving), request.clone());
    listen(&request, "loadend", move |_| {
        let text = answered.response_text().ok().flatten().unwrap_or_default();
        if let (Ok(200..=299), Ok(kept)) = (answered.status(), serde_json::from_str::<Kept>(&text)) {
            say(&format!("{name} is kept. Say what is to be seen on it."));
            add(&saving, &kept);
        } else {
            let why = serde_json::from_str::<Refused>(&text)
                .map_or_else(|_| "the connection was lost. Send it again.".to_owned(), |refused| refused.error);
            say("");
            mark_field(FIELD, Some(&format!("{name}: {why}")));
        }
    });
    ignore(request.send_with_opt_form_data(Some(&body)));
}

/// How far it is.
fn say(text: &str) {
    if let Some(line) = by_id::<web_sys::Element>("studio-upload") {
        line.set_text_content(Some(text));
    }
}

/// Puts a picture behind the others in the form.
fn add(saving: &Rc<Saving>, kept: &Kept) -> Option<()> {
    let rows = all(&document(), "#studio-form input[name^='images/'][name$='/asset']");
    let row = rows
        .iter()
        .filter_map(|input| input.get_attribute("name")?.split('/').nth(1)?.parse::<usize>().ok())
        .max()
        .map_or(0, |last| last + 1);
    let place: web_sys::Element = by_id("studio-drop")?;
    let list = if let Some(list) = document().query_selector(".studio-form__pictures").ok()? {
        list
    } else {
        let list = element("ol", "studio-form__pictures")?;
        place.parent_element()?.insert_before(&list, Some(&place)).ok()?;
        list
    };
    let item = element("li", "studio-form__picture")?;
    let picture = element("img", "studio-form__thumbnail")?;
    ignore(picture.set_attribute("src", &kept.url));
    ignore(picture.set_attribute("alt", ""));
    let fields = element("div", "studio-form__fields")?;
    let asset = element("input", "")?;
    for (name, value) in [("type", "hidden"), ("name", &format!("images/{row}/asset")), ("value", &kept.asset)] {
        ignore(asset.set_attribute(name, value));
    }
    let field = element("div", "field")?;
    let label = element("label", "field__label")?;
    label.set_text_content(Some("What is to be seen on it"));
    let path = format!("images/{row}/alt");
    ignore(label.set_attribute("for", &format!("field-{path}")));
    let alt = element("input", "field__input")?;
    for (name, value) in [("type", "text"), ("maxlength", "300"), ("name", path.as_str()), ("autocomplete", "off")] {
        ignore(alt.set_attribute(name, value));
    }
    alt.set_id(&format!("field-{path}"));
    field.append_child(&label).ok()?;
    field.append_child(&alt).ok()?;
    let remove = element("button", "button button--text")?;
    for (name, value) in [("type", "submit"), ("name", "do"), ("value", &format!("remove:images/{row}"))] {
        ignore(remove.set_attribute(name, value));
    }
    remove.set_text_content(Some("Remove"));
    for child in [&asset, &field, &remove] {
        fields.append_child(child).ok()?;
    }
    item.append_child(&picture).ok()?;
    item.append_child(&fields).ok()?;
    list.append_child(&item).ok()?;
    saving.note_typed();
    jump::to(&path);
    Some(())
}

fn element(tag: &str, class: &str) -> Option<web_sys::Element> {
    let element = document().create_element(tag).ok()?;
    if !class.is_empty() {
        element.set_class_name(class);
    }
    Some(element)
}
