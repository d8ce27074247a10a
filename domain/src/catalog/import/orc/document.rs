//! The XML of an `.orc` file as lists of elements with their fields, nothing understood yet.

use quick_xml::Reader;
use quick_xml::errors::Error as XmlError;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

use crate::catalog::import::text::shown;
use crate::catalog::import::{FileError, MAX_ROWS, MAX_TEXT};

/// Most fields of one component or material.
const MAX_FIELDS: usize = 64;

/// A component or material as written.
#[derive(Default)]
pub(super) struct Element {
    pub(super) name: String,
    pub(super) line: u32,
    pub(super) fields: Vec<Field>,
    pub(super) too_long: bool,
}

#[derive(Default)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) unit: Option<String>,
    pub(super) kind: Option<String>,
    pub(super) text: String,
}

impl Element {
    /// The texts of all fields of a name, empty ones left out.
    pub(super) fn texts(&self, name: &str) -> impl Iterator<Item = &str> {
        self.fields.iter().filter(move |f| f.name == name).map(|f| f.text.trim()).filter(|text| !text.is_empty())
    }
}

#[derive(Default)]
pub(super) struct Document {
    pub(super) materials: Vec<Element>,
    pub(super) components: Vec<Element>,
}

/// The two lists of a file that matter here.
#[derive(Clone, Copy, PartialEq)]
enum Section {
    Materials,
    Components,
    Other,
}

/// Walks the XML once. Depth 1 is the root, 2 a list, 3 an element of it, 4 a field; whatever lies
/// deeper belongs to the field's text or to nothing.
pub(super) fn parse(text: &str) -> Result<Document, FileError> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut lines = LineCounter { text, offset: 0, line: 1 };
    let mut document = Document::default();
    let mut section = Section::Other;
    let mut element = Element::default();
    let mut field = Field::default();
    let mut depth = 0usize;
    let mut rooted = false;
    loop {
        let line = lines.at(reader.buffer_position());
        let malformed = |error: &dyn std::fmt::Display| FileError::NotXml { line, message: shown(&error.to_string()) };
        match reader.read_event().map_err(|error: XmlError| malformed(&error))? {
            Event::Start(start) => {
                depth += 1;
                let name = start.local_name().as_ref().to_owned();
                match depth {
                    1 if name != "OpenRocketComponent" => return Err(FileError::NotOpenRocket { found: shown(&name) }),
                    1 => rooted = true,
                    2 => {
                        section = match name.as_str() {
                            "Materials" => Section::Materials,
                            "Components" => Section::Components,
                            _ => Section::Other,
                        }
                    }
                    3 => element = Element { name, line, ..Element::default() },
                    4 => {
                        field = Field {
                            unit: attribute(&start, "Unit").map_err(|error| malformed(&error))?,
                            kind: attribute(&start, "Type").map_err(|error| malformed(&error))?,
                            name,
                            text: String::new(),
                        }
                    }
                    _ => {}
                }
            }
            Event::End(_) => {
                match depth {
                    3 => {
                        let list = match section {
                            Section::Materials => &mut document.materials,
                            Section::Components => &mut document.components,
                            Section::Other => &mut Vec::new(),
                        };
                        if list.len() >= MAX_ROWS {
                            return Err(FileError::TooManyRows);
                        }
                        list.push(std::mem::take(&mut element));
                    }
                    4 if element.fields.len() >= MAX_FIELDS => element.too_long = true,
                    4 => element.fields.push(std::mem::take(&mut field)),
                    _ => {}
                }
                depth = depth.saturating_sub(1);
            }
            Event::Text(chunk) if depth == 4 => append(&mut field, &mut element, &chunk.xml10_content()),
            Event::CData(chunk) if depth == 4 => append(&mut field, &mut element, &chunk.xml10_content()),
            Event::GeneralRef(reference) if depth == 4 => {
                if let Ok(Some(character)) = reference.resolve_char_ref() {
                    append(&mut field, &mut element, character.encode_utf8(&mut [0; 4]));
                } else if let Some(resolved) = resolve_predefined_entity(&reference) {
                    append(&mut field, &mut element, resolved);
                } else {
                    return Err(malformed(&format!("unknown entity &{};", &*reference)));
                }
            }
            Event::Eof if depth > 0 => return Err(malformed(&"the file ends inside an element")),
            Event::Eof if !rooted => return Err(malformed(&"there is no element")),
            Event::Eof => return Ok(document),
            _ => {}
        }
    }
}

fn append(field: &mut Field, element: &mut Element, chunk: &str) {
    if field.text.len() + chunk.len() > MAX_TEXT {
        element.too_long = true;
    } else {
        field.text.push_str(chunk);
    }
}

fn attribute(start: &BytesStart<'_>, name: &str) -> Result<Option<String>, XmlError> {
    let found = start.try_get_attribute(name)?;
    Ok(found.map(|attribute| attribute.value.chars().take(MAX_TEXT).collect()))
}

/// Line numbers of rising offsets, counting each newline once.
struct LineCounter<'a> {
    text: &'a str,
    offset: usize,
    line: u32,
}

impl LineCounter<'_> {
    fn at(&mut self, position: u64) -> u32 {
        let position = usize::try_from(position).unwrap_or(usize::MAX).min(self.text.len());
        let between = self.text.as_bytes().get(self.offset..position).unwrap_or_default();
        let newlines = between.split(|byte| *byte == b'\n').skip(1).count();
        self.line = self.line.saturating_add(u32::try_from(newlines).unwrap_or(u32::MAX));
        self.offset = position.max(self.offset);
        self.line
    }
}
