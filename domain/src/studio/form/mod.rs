//! A document as the fields of a form, and back: what editors type is read here, and what cannot be read is said
//! at its field. A field is named by its path in [`Content::fields`] where it has one; rows of lists are numbered
//! from 0. Whether a document may be published is not asked here: a draft may lack anything.
//!
//! What must not live here: how fields look, where drafts are kept.

mod category;
mod change;
mod fact;
mod home;
mod prices;
mod product;

pub use change::{Changed, change};
pub use fact::{fact_text, range_of, units_of};

use std::collections::BTreeMap;

use super::{Content, PageContent};
use crate::catalog::Maker;

/// What stands in a form: texts by the names of their fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed(BTreeMap<String, String>);

/// A field that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misread {
    /// The name of the field.
    pub path: String,
    /// What is wrong, as a sentence.
    pub text: String,
}

impl Misread {
    /// What is wrong at a field.
    pub fn at(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: path.into(), text: text.into() }
    }
}

impl FromIterator<(String, String)> for Typed {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(fields: I) -> Self {
        Self(fields.into_iter().collect())
    }
}

impl Typed {
    /// The text of a field; empty where it is not there.
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// Whether the form has a field.
    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Puts a text into a field.
    pub fn set(&mut self, name: impl Into<String>, text: impl Into<String>) {
        self.0.insert(name.into(), text.into());
    }

    /// All fields, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// What follows `prefix` in the names that begin with it, with the texts.
    pub fn below<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.0
            .range(prefix.to_owned()..)
            .map_while(move |(name, text)| Some((name.strip_prefix(prefix)?, text.as_str())))
    }

    /// The numbers of the rows of a list, in order.
    pub fn rows(&self, list: &str) -> Vec<usize> {
        let prefix = format!("{list}/");
        let mut rows: Vec<usize> =
            self.below(&prefix).filter_map(|(rest, _)| rest.split('/').next()?.parse().ok()).collect();
        rows.sort_unstable();
        rows.dedup();
        rows
    }

    /// The codes of a product's variants, in order.
    pub fn variants(&self) -> impl Iterator<Item = &str> {
        self.get("variants").split_whitespace()
    }

    /// Takes everything below a prefix out of the form.
    fn take_below(&mut self, prefix: &str) -> Vec<(String, String)> {
        let names: Vec<String> = self.below(prefix).map(|(rest, _)| rest.to_owned()).collect();
        names.into_iter().filter_map(|rest| Some((rest.clone(), self.0.remove(&format!("{prefix}{rest}"))?))).collect()
    }
}

/// The fields of a document.
pub fn write(content: &Content) -> Typed {
    let mut typed = Typed::default();
    match content {
        Content::Product(product) => product::write(product, &mut typed),
        Content::Prices(prices) => prices::write(prices, &mut typed),
        Content::Category(category) => category::write(category, &mut typed),
        Content::Page(page) => {
            for (name, text) in
                [("slug", &page.slug), ("title", &page.title), ("summary", &page.summary), ("body", &page.body)]
            {
                typed.set(name, text);
            }
        }
        Content::Home(home) => home::write(home, &mut typed),
    }
    typed
}

/// The document that a form makes of `before`, which it began from. What the form does not show stays, and so
/// does, to the last digit, what was not changed.
pub fn read(typed: &Typed, before: &Content, makers: &[Maker]) -> Result<Content, Vec<Misread>> {
    let mut reading = Reading { typed, misread: Vec::new() };
    let content = match before {
        Content::Product(before) => Content::Product(product::read(&mut reading, before, makers)),
        Content::Prices(before) => Content::Prices(prices::read(&mut reading, before)),
        Content::Category(before) => Content::Category(category::read(&mut reading, before)),
        Content::Page(before) => Content::Page(PageContent {
            slug: reading.text("slug", &before.slug),
            title: reading.text("title", &before.title),
            summary: reading.text("summary", &before.summary),
            body: reading.text("body", &before.body),
        }),
        Content::Home(_) => Content::Home(home::read(&mut reading)),
    };
    if reading.misread.is_empty() { Ok(content) } else { Err(reading.misread) }
}

/// A form that is being read, and what could not be.
struct Reading<'a> {
    typed: &'a Typed,
    misread: Vec<Misread>,
}

impl Reading<'_> {
    /// The text of a field; what was before where the form does not have it or only ends lines otherwise.
    fn text(&self, name: &str, before: &str) -> String {
        if !self.typed.has(name) {
            return before.to_owned();
        }
        let text = tidy(self.typed.get(name));
        if text == tidy(before) { before.to_owned() } else { text }
    }

    /// The lines of a field that have something in them.
    fn lines(&self, name: &str) -> Vec<String> {
        let text = tidy(self.typed.get(name));
        text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
    }

    fn refuse(&mut self, path: impl Into<String>, text: impl Into<String>) {
        self.misread.push(Misread::at(path, text));
    }
}

/// A name for a new document, made of its title: small letters and digits, in words joined by hyphens.
pub fn name_of(title: &str) -> String {
    let letters = title.chars().flat_map(char::to_lowercase).map(|c| match c {
        'ä' | 'à' | 'á' | 'â' => 'a',
        'ö' | 'ó' | 'ô' => 'o',
        'ü' | 'ú' | 'û' => 'u',
        'é' | 'è' | 'ê' => 'e',
        c if c.is_ascii_alphanumeric() => c,
        _ => '-',
    });
    let letters: String = letters.collect();
    let words: Vec<&str> = letters.split('-').filter(|word| !word.is_empty()).collect();
    let name: String = words.join("-").chars().take(80).collect();
    name.trim_end_matches('-').to_owned()
}

/// A text without white space around it, its lines ended in one way.
fn tidy(text: &str) -> String {
    text.replace("\r\n", "\n").trim().to_owned()
}

#[cfg(test)]
mod tests;
