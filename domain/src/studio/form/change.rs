//! What the buttons inside a form do to it before it is read: add, remove and move rows. A button is named
//! `verb:path`, such as `remove:variants/RP-AT-54-600` or `up:blocks/2`.

use super::{Misread, Typed};
use crate::ids::Sku;
use crate::studio::Block;

/// What a button led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// The field to go to afterwards.
    pub at: String,
}

/// Does what a button says. An unknown one does nothing.
pub fn change(typed: &mut Typed, button: &str) -> Result<Option<Changed>, Misread> {
    let Some((verb, path)) = button.split_once(':') else { return Ok(None) };
    let changed = match (verb, path) {
        ("add", "variants") => Some(add_variant(typed)?),
        ("add", "attributes") => Some(add_attribute(typed)?),
        ("add", "blocks") => Some(add_block(typed)?),
        ("fact", variant) => Some(add_fact(typed, variant)?),
        ("remove" | "up" | "down", path) => match path.strip_prefix("variants/") {
            Some(code) => arrange_variant(typed, verb, code),
            None => arrange_row(typed, verb, path),
        },
        _ => None,
    };
    Ok(changed.map(|at| Changed { at }))
}

/// Puts a row at the end of a list: its fields and their texts.
pub(super) fn add_row(typed: &mut Typed, list: &str, fields: &[(&str, &str)]) -> String {
    let row = typed.rows(list).last().map_or(0, |last| last + 1);
    for (field, text) in fields {
        typed.set(format!("{list}/{row}/{field}"), *text);
    }
    format!("{list}/{row}")
}

impl Typed {
    /// Puts a picture behind the others and answers the name of its row.
    pub fn add_image(&mut self, asset: &str, alt: &str) -> String {
        add_row(self, "images", &[("asset", asset), ("alt", alt)])
    }
}

fn add_variant(typed: &mut Typed) -> Result<String, Misread> {
    const FIELD: &str = "new/sku";
    let sku = Sku::parse(typed.get(FIELD)).map_err(|error| match typed.get(FIELD).trim() {
        "" => Misread::at(FIELD, "Enter our number of the new variant."),
        _ => Misread::at(FIELD, format!("{error}.")),
    })?;
    let code = sku.as_str();
    if typed.variants().any(|known| known.eq_ignore_ascii_case(code)) {
        return Err(Misread::at(FIELD, format!("{code} is here already.")));
    }
    let list = format!("{} {code}", typed.get("variants"));
    typed.set("variants", list.trim());
    for (field, text) in [("sku", code), ("mpn", code), ("option_value", "")] {
        typed.set(format!("variants/{code}/{field}"), text);
    }
    typed.set(FIELD, "");
    Ok(format!("variants/{code}/option_value"))
}

fn add_attribute(typed: &mut Typed) -> Result<String, Misread> {
    const FIELD: &str = "new/attribute";
    let code = typed.get(FIELD).trim().to_owned();
    if code.is_empty() {
        return Err(Misread::at(FIELD, "Choose an attribute."));
    }
    if typed.rows("attributes").iter().any(|row| typed.get(&format!("attributes/{row}/code")) == code) {
        return Err(Misread::at(FIELD, "It is in the list already."));
    }
    typed.set(FIELD, "");
    let row = add_row(typed, "attributes", &[("code", &code)]);
    Ok(format!("{row}/code"))
}

fn add_block(typed: &mut Typed) -> Result<String, Misread> {
    const FIELD: &str = "new/block";
    let kind = typed.get(FIELD).to_owned();
    if !Block::KINDS.iter().any(|(name, _)| *name == kind) {
        return Err(Misread::at(FIELD, "Choose what to add."));
    }
    typed.set(FIELD, "");
    Ok(add_row(typed, "blocks", &[("block", &kind)]))
}

/// A fact that the schema does not ask for.
fn add_fact(typed: &mut Typed, variant: &str) -> Result<String, Misread> {
    let (attribute, value) = (format!("new/{variant}/attribute"), format!("new/{variant}/value"));
    let (code, text) = (typed.get(&attribute).trim().to_owned(), typed.get(&value).trim().to_owned());
    if code.is_empty() {
        return Err(Misread::at(attribute, "Choose an attribute."));
    }
    if text.is_empty() {
        return Err(Misread::at(value, "Enter its value."));
    }
    let path = format!("variants/{variant}/attributes/{code}");
    typed.set(path.clone(), text);
    typed.set(attribute, "");
    typed.set(value, "");
    Ok(path)
}

fn arrange_variant(typed: &mut Typed, verb: &str, code: &str) -> Option<String> {
    let mut codes: Vec<String> = typed.variants().map(str::to_owned).collect();
    let at = codes.iter().position(|known| known == code)?;
    let target = arranged(verb, at, codes.len());
    match target {
        Some(to) => codes.swap(at, to),
        None if verb == "remove" => {
            codes.remove(at);
            typed.take_below(&format!("variants/{code}/"));
        }
        None => {}
    }
    typed.set("variants", codes.join(" "));
    Some(if verb == "remove" { "variants".to_owned() } else { format!("variants/{code}/sku") })
}

fn arrange_row(typed: &mut Typed, verb: &str, path: &str) -> Option<String> {
    let (list, row) = path.rsplit_once('/')?;
    let rows = typed.rows(list);
    let at = rows.iter().position(|known| row.parse() == Ok(*known))?;
    // Rows are taken out and put back, so that they are numbered without gaps.
    let mut taken: Vec<_> = rows.iter().map(|row| typed.take_below(&format!("{list}/{row}/"))).collect();
    let target = arranged(verb, at, taken.len());
    match target {
        Some(to) => taken.swap(at, to),
        None if verb == "remove" => _ = taken.remove(at),
        None => {}
    }
    for (row, fields) in taken.into_iter().enumerate() {
        for (field, text) in fields {
            typed.set(format!("{list}/{row}/{field}"), text);
        }
    }
    let name = list.split('/').next().unwrap_or(list);
    Some(if verb == "remove" { name.to_owned() } else { format!("{list}/{}", target.unwrap_or(at)) })
}

/// Where a row goes to; none where it stays or is removed.
fn arranged(verb: &str, at: usize, count: usize) -> Option<usize> {
    match verb {
        "up" => at.checked_sub(1),
        "down" => Some(at + 1).filter(|to| *to < count),
        _ => None,
    }
}
