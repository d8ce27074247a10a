//! Saving while one types: a moment after the last key, one at a time, and never losing what was typed.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;
use std::time::Duration;

use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use serde::Serialize;
use wasm_bindgen::JsCast;

use super::frame::Frame;
use super::{Edited, all, by_id, ignore, jump, listen};
use crate::AppError;
use crate::studio::AutoSaved;

/// How long after the last key it is saved, milliseconds.
const PAUSE_MS: u64 = 600;
/// How long after a failure it is tried again, milliseconds.
const RETRY_MS: u64 = 5_000;
/// How often it is noted that somebody is here, milliseconds.
const HEARTBEAT_MS: u64 = 20_000;

/// What is sent: the fields of the form.
#[derive(Serialize)]
struct Sent<'a> {
    kind: &'a str,
    name: &'a str,
    fields: Vec<(String, String)>,
}

#[derive(Serialize)]
struct Here<'a> {
    kind: &'a str,
    name: &'a str,
}

/// The form and how far it is saved.
pub(super) struct Saving {
    edited: Rc<Edited>,
    form: web_sys::HtmlFormElement,
    frame: Option<Rc<Frame>>,
    /// Counts what was typed.
    typed: Cell<u64>,
    /// What of it is saved.
    saved: Cell<u64>,
    /// Whether an answer is waited for.
    is_sending: Cell<bool>,
    /// Whether somebody else saved: the form has to be posted, and the page that answers shows both.
    is_behind: Cell<bool>,
    /// Whether the page is being left by a button of its own.
    is_leaving: Cell<bool>,
    /// The button that was pressed while an answer was waited for.
    pressed: RefCell<Option<web_sys::HtmlElement>>,
    timer: Cell<Option<TimeoutHandle>>,
    /// Fields that an answer called wrong.
    wrong: RefCell<BTreeSet<String>>,
}

impl Saving {
    pub(super) fn start(edited: &Rc<Edited>, form: &web_sys::HtmlFormElement, frame: Option<Rc<Frame>>) -> Rc<Self> {
        let saving = Rc::new(Self {
            edited: Rc::clone(edited),
            form: form.clone(),
            frame,
            typed: Cell::new(0),
            saved: Cell::new(0),
            is_sending: Cell::new(false),
            is_behind: Cell::new(false),
            is_leaving: Cell::new(false),
            pressed: RefCell::new(None),
            timer: Cell::new(None),
            wrong: RefCell::new(BTreeSet::new()),
        });
        for event in ["input", "change"] {
            let saving = Rc::clone(&saving);
            listen(form, event, move |event| {
                if name_of(&event).is_some_and(|name| !name.starts_with("new/")) {
                    saving.note_typed();
                }
            });
        }
        {
            let saving = Rc::clone(&saving);
            listen(form, "submit", move |event| saving.on_submit(&event));
        }
        {
            let saving = Rc::clone(&saving);
            listen(&document(), "keydown", move |event| {
                let Some(press) = event.dyn_ref::<web_sys::KeyboardEvent>() else { return };
                if (press.ctrl_key() || press.meta_key()) && press.key().eq_ignore_ascii_case("s") {
                    event.prevent_default();
                    saving.save_now();
                }
            });
        }
        {
            let saving = Rc::clone(&saving);
            listen(&window(), "beforeunload", move |event| {
                if saving.is_unsaved() && !saving.is_leaving.get() {
                    event.prevent_default();
                }
            });
        }
        listen(form, "click", |event| {
            // What the checks say leads into parts that are folded away.
            let link = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
            let link = link.and_then(|target| target.closest("a[href^='#field-']").ok().flatten());
            if let Some(path) = link.and_then(|link| link.get_attribute("href"))
                && jump::to(path.trim_start_matches("#field-"))
            {
                event.prevent_default();
            }
        });
        saving.stay_present();
        saving
    }

    fn is_unsaved(&self) -> bool {
        self.typed.get() != self.saved.get() || self.is_sending.get()
    }

    /// Something was typed: it is saved in a moment.
    pub(super) fn note_typed(self: &Rc<Self>) {
        self.typed.set(self.typed.get() + 1);
        if !self.is_behind.get() {
            self.save_in(PAUSE_MS);
        }
    }

    fn save_in(self: &Rc<Self>, milliseconds: u64) {
        let saving = Rc::clone(self);
        let timer = set_timeout_with_handle(move || saving.save_now(), Duration::from_millis(milliseconds)).ok();
        if let Some(earlier) = self.timer.replace(timer) {
            earlier.clear();
        }
    }

    fn stop_timer(&self) {
        if let Some(timer) = self.timer.take() {
            timer.clear();
        }
    }

    /// A button of the form. That which only saves does it here; the others, and all once somebody else has
    /// saved, are answered by a page.
    fn on_submit(self: &Rc<Self>, event: &web_sys::Event) {
        let button = event.dyn_ref::<web_sys::SubmitEvent>().and_then(web_sys::SubmitEvent::submitter);
        let only_saves = button.as_ref().is_none_or(|button| !button.has_attribute("name"));
        if only_saves && !self.is_behind.get() {
            event.prevent_default();
            self.save_now();
        } else if self.is_sending.get() {
            // Its answer says which revision the form goes on from.
            event.prevent_default();
            self.pressed.replace(button);
        } else {
            self.stop_timer();
            self.is_leaving.set(true);
        }
    }

    /// Saves what stands in the form, unless an answer is waited for: then it is saved after that.
    pub(super) fn save_now(self: &Rc<Self>) {
        self.stop_timer();
        if self.is_sending.get() || self.is_leaving.get() {
            return;
        }
        if self.is_behind.get() {
            ignore(self.form.request_submit());
            return;
        }
        self.is_sending.set(true);
        say("Saving…", false);
        let saving = Rc::clone(self);
        leptos::task::spawn_local(async move {
            let typed = saving.typed.get();
            let sent = Sent { kind: &saving.edited.kind, name: &saving.edited.name, fields: fields(&saving.form) };
            let answer = crate::fetch::post_json::<AutoSaved>("/api/studio/save", &sent).await;
            saving.is_sending.set(false);
            saving.on_answer(typed, answer);
            if let Some(button) = saving.pressed.take() {
                ignore(saving.form.request_submit_with_submitter(Some(&button)));
            }
        });
    }

    fn on_answer(self: &Rc<Self>, typed: u64, answer: Result<AutoSaved, AppError>) {
        match answer {
            Ok(AutoSaved::Saved { number, at, page, findings }) => {
                self.saved.set(typed);
                self.mark(&[]);
                // That of discarding too.
                for seen in all(&document(), "input[name='seen']") {
                    seen.unchecked_into::<web_sys::HtmlInputElement>().set_value(&number.to_string());
                }
                let rest = match findings {
                    0 => String::new(),
                    1 => " · 1 thing to look at before it is published".to_owned(),
                    count => format!(" · {count} things to look at before it is published"),
                };
                say(&format!("Saved {at}{rest}"), false);
                if self.typed.get() != typed {
                    self.save_in(PAUSE_MS);
                }
                if let Some(frame) = &self.frame {
                    frame.show(number, &page);
                }
            }
            Ok(AutoSaved::Misread(problems)) => {
                self.mark(&problems);
                let said = match problems.as_slice() {
                    [(path, text)] if path.is_empty() => text.clone(),
                    [_] => "one field needs a change".to_owned(),
                    several => format!("{} fields need a change", several.len()),
                };
                say(&format!("Not saved: {said}"), true);
            }
            Ok(AutoSaved::Newer { by }) => {
                self.is_behind.set(true);
                say(&format!("Not saved: {by} saved in the meantime. “Save draft” shows both."), true);
            }
            Err(error) => {
                say(&format!("Not saved: {error} It is tried again; nothing typed is lost."), true);
                self.save_in(RETRY_MS);
            }
        }
    }

    /// Says at the fields what is wrong there, and no longer where it was.
    fn mark(&self, problems: &[(String, String)]) {
        for path in self.wrong.take() {
            mark_field(&path, None);
        }
        for (path, text) in problems.iter().filter(|(path, _)| !path.is_empty()) {
            mark_field(path, Some(text));
        }
        self.wrong.replace(problems.iter().map(|(path, _)| path.clone()).collect());
    }

    /// Notes now and then that somebody is here, and says who else is.
    fn stay_present(self: &Rc<Self>) {
        let edited = Rc::clone(&self.edited);
        let note = move || {
            if document().hidden() {
                return;
            }
            let edited = Rc::clone(&edited);
            leptos::task::spawn_local(async move {
                let here = Here { kind: &edited.kind, name: &edited.name };
                if let Ok(others) = crate::fetch::post_json::<String>("/api/studio/present", &here).await
                    && let Some(line) = by_id::<web_sys::Element>("studio-others")
                    && line.text_content().unwrap_or_default() != others
                {
                    line.set_text_content(Some(&others));
                }
            });
        };
        let _ = set_interval_with_handle(note, Duration::from_millis(HEARTBEAT_MS));
    }
}

/// The line that says how far it is saved.
fn say(text: &str, is_bad: bool) {
    if let Some(line) = by_id::<web_sys::Element>("studio-status") {
        line.set_text_content(Some(text));
        ignore(line.class_list().toggle_with_force("studio-form__status--bad", is_bad).map(drop));
    }
}

/// Says at a field what is wrong; none where nothing is.
pub(super) fn mark_field(path: &str, text: Option<&str>) {
    let id = format!("field-{path}");
    if let Some(error) = by_id::<web_sys::HtmlElement>(&format!("{id}-error")) {
        error.set_text_content(text);
        error.set_hidden(text.is_none());
    }
    if let Some(field) = by_id::<web_sys::Element>(&id) {
        ignore(match text {
            Some(_) => field.set_attribute("aria-invalid", "true"),
            None => field.remove_attribute("aria-invalid"),
        });
        let described = field.get_attribute("aria-describedby").unwrap_or_default();
        let error = format!("{id}-error");
        if !described.split(' ').any(|known| known == error) {
            ignore(field.set_attribute("aria-describedby", format!("{described} {error}").trim()));
        }
    }
}

/// The name of the field that an event is about.
fn name_of(event: &web_sys::Event) -> Option<String> {
    event.target()?.dyn_into::<web_sys::Element>().ok()?.get_attribute("name")
}

/// The fields that are saved: all but those of buttons that add something, and files.
fn fields(form: &web_sys::HtmlFormElement) -> Vec<(String, String)> {
    let Ok(data) = web_sys::FormData::new_with_form(form) else { return Vec::new() };
    let mut fields = Vec::new();
    for entry in data.entries() {
        let Ok(entry) = entry else { break };
        let entry: js_sys::Array = entry.unchecked_into();
        if let (Some(name), Some(text)) = (entry.get(0).as_string(), entry.get(1).as_string())
            && !name.starts_with("new/")
        {
            fields.push((name, text));
        }
    }
    fields
}
