//! The form of a category.

use super::{Reading, Typed};
use crate::studio::{CategoryContent, SchemaEntry};

/// The name of the list of attributes.
const LIST: &str = "attributes";

pub(super) fn write(category: &CategoryContent, typed: &mut Typed) {
    for (name, text) in [("slug", &category.slug), ("name", &category.name), ("summary", &category.summary)] {
        typed.set(name, text);
    }
    typed.set("parent", category.parent.as_deref().unwrap_or_default());
    typed.set("position", category.position.to_string());
    for (row, entry) in category.attributes.iter().enumerate() {
        typed.set(format!("{LIST}/{row}/code"), &entry.code);
        if entry.is_column {
            typed.set(format!("{LIST}/{row}/is_column"), "yes");
        }
    }
}

pub(super) fn read(reading: &mut Reading<'_>, before: &CategoryContent) -> CategoryContent {
    let typed = reading.typed;
    let position = match typed.get("position").trim() {
        _ if !typed.has("position") => before.position,
        "" => 0,
        text => text.parse().ok().filter(|position| *position <= 100_000).unwrap_or_else(|| {
            reading
                .refuse("position", "Enter a whole number, such as 3. Categories stand in the order of their numbers.");
            before.position
        }),
    };
    let parent = if typed.has("parent") { Some(typed.get("parent").trim()) } else { before.parent.as_deref() };
    let entry = |row: usize| SchemaEntry {
        code: typed.get(&format!("{LIST}/{row}/code")).trim().to_owned(),
        is_column: typed.has(&format!("{LIST}/{row}/is_column")),
    };
    CategoryContent {
        slug: reading.text("slug", &before.slug),
        name: reading.text("name", &before.name),
        summary: reading.text("summary", &before.summary),
        parent: parent.filter(|code| !code.is_empty()).map(str::to_owned),
        position,
        attributes: typed.rows(LIST).into_iter().map(entry).filter(|entry| !entry.code.is_empty()).collect(),
    }
}
