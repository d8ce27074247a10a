//! Up to six parts beside one another, at an address of its own that says which: no cookie, no script.
//! Ticked rows of a table, the link of a part’s page and the field for one more all lead to it.

mod rows;
mod table;
mod thrust;
mod tick;

use domain::catalog::comparison::MAX_PARTS;
use domain::ids::{Sku, part_number_key};
use leptos::prelude::*;
use store::catalog::Part;

use crate::page::{Page, PageError, respond};
use crate::request::Visit;

pub(super) use tick::{compare_button, tick, tick_head};

/// Most numbers looked at in one address; more than are shown, so that those left out can be named.
const MAX_NUMBERS: usize = 24;

/// `/compare?parts=…,…&only=differences`
#[component]
pub(crate) fn ComparePage() -> impl IntoView {
    respond(load)
}

/// `mm` or `in`, where the address says in which units figures are shown.
type Unit = &'static str;

/// What the address asks for.
struct Asked {
    /// Part numbers as written, each once.
    numbers: Vec<String>,
    /// Whether they stand in one list, as in the address we give.
    is_plain: bool,
    /// Only the rows in which the parts differ.
    differences: bool,
    unit: Option<Unit>,
}

impl Asked {
    /// Reads `parts`, as one list or from several ticked boxes, and `add`, from the field for one more.
    fn read(query: &str) -> Self {
        let mut asked = Self { numbers: Vec::new(), is_plain: true, differences: false, unit: None };
        let mut lists = 0;
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            match name.as_ref() {
                "parts" => lists += 1,
                "add" => asked.is_plain = false,
                "unit" => asked.unit = ["mm", "in"].into_iter().find(|unit| *unit == value),
                "only" => asked.differences = value == "differences",
                _ => {}
            }
            if matches!(name.as_ref(), "parts" | "add") {
                for number in value.split(',') {
                    let number: String = number.trim().chars().take(Sku::MAX_LEN).collect();
                    let key = part_number_key(&number);
                    if key.is_empty() || asked.numbers.iter().any(|known| part_number_key(known) == key) {
                        asked.is_plain &= number.is_empty() && lists < 2;
                    } else if asked.numbers.len() < MAX_NUMBERS {
                        asked.numbers.push(number);
                    }
                }
            }
        }
        asked.is_plain &= lists < 2;
        asked
    }
}

/// The address of a comparison.
fn address<'a>(numbers: impl IntoIterator<Item = &'a str>, differences: bool) -> String {
    let numbers: Vec<String> =
        numbers.into_iter().map(|number| url::form_urlencoded::byte_serialize(number.as_bytes()).collect()).collect();
    match (numbers.is_empty(), differences) {
        (true, _) => "/compare".to_owned(),
        (false, true) => format!("/compare?parts={}&only=differences", numbers.join(",")),
        (false, false) => format!("/compare?parts={}", numbers.join(",")),
    }
}

/// A number that is not shown, and why.
enum LeftOut {
    /// Nothing carries it; these are near.
    Unknown(String, Vec<Sku>),
    /// These all carry it.
    Several(String, Vec<Sku>),
    /// One more than are shown.
    TooMany(Sku),
}

/// Everything the page shows.
struct Comparison {
    parts: Vec<Part>,
    left_out: Vec<LeftOut>,
    differences: bool,
    unit: Option<Unit>,
}

impl Comparison {
    /// The address of these parts with a change, in the same units.
    fn address(&self, without: Option<&Sku>, with: Option<&Sku>, differences: bool) -> String {
        let kept = self.parts.iter().map(|part| &part.sku).filter(|sku| Some(*sku) != without);
        Self::in_unit(&address(kept.chain(with).map(Sku::as_str), differences), self.unit)
    }

    /// A comparison’s address with the units to show.
    fn in_unit(address: &str, unit: Option<Unit>) -> String {
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let query = query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("unit="));
        let unit = unit.map(|unit| format!("unit={unit}"));
        let query: Vec<&str> = query.chain(unit.as_deref()).collect();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
    }
}

async fn load(visit: Visit) -> Result<Page, PageError> {
    let asked = Asked::read(visit.query_string());
    let matches = visit.store.match_numbers(&asked.numbers).await?;
    let mut shown: Vec<Sku> = Vec::new();
    let mut left_out = Vec::new();
    let mut written = Vec::new();
    for (number, found) in asked.numbers.iter().zip(matches) {
        let (mut parts, near) = (found.parts, found.near);
        let name = if parts.len() == 1 { parts[0].to_string() } else { number.clone() };
        if !written.contains(&name) {
            written.push(name);
        }
        match (parts.len(), parts.pop()) {
            (1, Some(sku)) if shown.contains(&sku) => {}
            (1, Some(sku)) if shown.len() < MAX_PARTS => shown.push(sku),
            (1, Some(sku)) => left_out.push(LeftOut::TooMany(sku)),
            (_, Some(last)) => {
                parts.push(last);
                left_out.push(LeftOut::Several(number.clone(), parts));
            }
            (_, None) => left_out.push(LeftOut::Unknown(number.clone(), near)),
        }
    }
    // One comparison has one address.
    if !asked.is_plain || written != asked.numbers {
        let plain = address(written.iter().map(String::as_str), asked.differences);
        return Err(PageError::Elsewhere(Comparison::in_unit(&plain, asked.unit)));
    }
    let mut parts = Vec::new();
    for sku in &shown {
        parts.extend(visit.store.part(sku).await?);
    }
    let comparison = Comparison { parts, left_out, differences: asked.differences, unit: asked.unit };
    let status = if comparison.parts.is_empty() && !comparison.left_out.is_empty() { 404 } else { 200 };
    let title = match comparison.parts.as_slice() {
        [] => "Compare parts".to_owned(),
        parts => {
            let numbers: Vec<_> = parts.iter().map(|part| part.sku.as_str()).collect();
            format!("Compare {}", numbers.join(", "))
        }
    };
    let page = Page::public(title, "Up to six parts side by side, with what differs marked.", table::page(&comparison))
        .with_canonical(Comparison::in_unit(&comparison.address(None, None, false), None))
        .with_status(status);
    Ok(Page { unlisted: !asked.numbers.is_empty(), unit: asked.unit, ..page })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_from_lists_boxes_and_the_field() {
        let read = |query: &str| {
            let asked = Asked::read(query);
            (asked.numbers.join("|"), asked.is_plain, asked.differences)
        };
        assert_eq!(read("parts=A-1,B-2&only=differences"), ("A-1|B-2".to_owned(), true, true));
        assert_eq!(read("parts=A-1&parts=B-2"), ("A-1|B-2".to_owned(), false, false));
        assert_eq!(read("parts=A-1&add=b+2"), ("A-1|b 2".to_owned(), false, false));
        assert_eq!(read("parts=A-1,a1"), ("A-1".to_owned(), false, false));
        assert_eq!(read("only=everything&x=1"), (String::new(), true, false));
        assert_eq!(read("add="), (String::new(), false, false));
        let many: Vec<_> = (0..60).map(|at| format!("A-{at}")).collect();
        assert_eq!(Asked::read(&format!("parts={}", many.join(","))).numbers.len(), MAX_NUMBERS);
    }

    #[test]
    fn its_own_address_is_read_back_as_it_is() {
        for numbers in [vec!["RP-AT-54-600"], vec!["A+1", "b 2"], vec!["Ä1", "A&B=C", "1/2"]] {
            let address = address(numbers.iter().copied(), true);
            let asked = Asked::read(address.split_once('?').expect("a query").1);
            assert_eq!(
                (asked.numbers.iter().map(String::as_str).collect(), asked.is_plain, asked.differences),
                (numbers, true, true)
            );
        }
        assert_eq!(address([], true), "/compare");
    }
}
