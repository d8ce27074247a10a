//! Texts that editors write: Markdown with tables, turned into HTML that can do no harm.
//!
//! What comes out is made of a fixed list of elements and attributes, whatever went in: HTML in a text is shown
//! as it is typed, pictures leave their words, links lead to `http`, `https`, `mailto` and our own paths or
//! nowhere. Nothing of this is compiled for the browser. What must not live here: what a text is about.

mod escape;
mod target;
#[cfg(test)]
mod tests;
mod writer;

pub use escape::escape;
pub use target::may_lead_to;

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag};

/// The dialect: the standard’s, and tables.
fn events(text: &str) -> Parser<'_> {
    Parser::new_ext(text, Options::ENABLE_TABLES)
}

/// The text as HTML. Its largest headings stand on level `top` of the page (2 to 6), the others below.
pub fn render(text: &str, top: u8) -> String {
    writer::write(text, top.clamp(2, 6))
}

/// Where the text’s links lead, as they are written, each once: also those that [`render`] leaves out
/// because they lead nowhere they [may](may_lead_to).
pub fn links(text: &str) -> Vec<String> {
    let mut links = Vec::new();
    for event in events(text) {
        if let Event::Start(Tag::Link { link_type, dest_url, .. }) = event {
            let link = address(link_type, &dest_url);
            if !links.contains(&link) {
                links.push(link);
            }
        }
    }
    links
}

/// A mail address between angle brackets has no scheme.
fn address(link_type: LinkType, target: &str) -> String {
    if link_type == LinkType::Email { format!("mailto:{target}") } else { target.to_owned() }
}
