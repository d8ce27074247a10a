//! The form of the home page: a row per block.

use super::{Reading, Typed};
use crate::studio::{Block, HomeContent};

/// The kinds of blocks: their name in forms and what people call them.
impl Block {
    /// The names of all kinds, and what people call them, in the order in which they are offered.
    pub const KINDS: [(&'static str, &'static str); 5] = [
        ("text", "Text"),
        ("parts", "A few parts"),
        ("facts", "Short texts side by side"),
        ("categories", "The categories"),
        ("lead", "The heading of the page"),
    ];

    /// The name of its kind.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Lead { .. } => "lead",
            Self::Categories => "categories",
            Self::Facts { .. } => "facts",
            Self::Parts { .. } => "parts",
            Self::Text { .. } => "text",
        }
    }
}

pub(super) fn write(home: &HomeContent, typed: &mut Typed) {
    for (row, block) in home.blocks.iter().enumerate() {
        let mut set = |field: &str, text: &str| typed.set(format!("blocks/{row}/{field}"), text);
        set("block", block.kind());
        match block {
            Block::Lead { title, claim, tries, part } => {
                set("title", title);
                set("claim", claim);
                set("tries", &tries.join("\n"));
                set("part", part.as_deref().unwrap_or_default());
            }
            Block::Categories => {}
            Block::Facts { title, items } => {
                set("title", title);
                for (item, (title, text)) in items.iter().enumerate() {
                    set(&format!("items/{item}/title"), title);
                    set(&format!("items/{item}/text"), text);
                }
            }
            Block::Parts { title, skus } => {
                set("title", title);
                set("skus", &skus.join("\n"));
            }
            Block::Text { title, body } => {
                set("title", title);
                set("body", body);
            }
        }
    }
}

pub(super) fn read(reading: &mut Reading<'_>) -> HomeContent {
    let rows = reading.typed.rows("blocks");
    HomeContent { blocks: rows.into_iter().filter_map(|row| block(reading, row)).collect() }
}

fn block(reading: &mut Reading<'_>, row: usize) -> Option<Block> {
    let path = |field: &str| format!("blocks/{row}/{field}");
    let text = |field: &str| reading.text(&path(field), "");
    Some(match reading.typed.get(&path("block")) {
        "lead" => Block::Lead {
            title: text("title"),
            claim: text("claim"),
            tries: reading.lines(&path("tries")),
            part: Some(text("part")).filter(|part| !part.is_empty()),
        },
        "categories" => Block::Categories,
        "facts" => Block::Facts { title: text("title"), items: items(reading, &path("items")) },
        "parts" => Block::Parts { title: text("title"), skus: reading.lines(&path("skus")) },
        "text" => Block::Text { title: text("title"), body: text("body") },
        _ => {
            reading.refuse(path("block"), "There is no such block.");
            return None;
        }
    })
}

fn items(reading: &Reading<'_>, list: &str) -> Vec<(String, String)> {
    let item = |row: usize| {
        let text = |field: &str| reading.text(&format!("{list}/{row}/{field}"), "");
        (text("title"), text("text"))
    };
    let rows = reading.typed.rows(list);
    rows.into_iter().map(item).filter(|(title, text)| !title.is_empty() || !text.is_empty()).collect()
}
