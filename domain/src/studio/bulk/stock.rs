//! What a table of counted stock would change: a row per part and location. Whether so many pieces are promised
//! that fewer cannot lie there is asked again when it is applied, under the locks of the levels.

use std::collections::HashMap;

use super::cell::{self, Cell};
use super::products::sentence;
use super::{Change, CheckedRow, Field, Mapping, Outcome, Reason, Sheet, SheetRow, shown};
use crate::catalog::import::stock_list::{MAX_ON_HAND, StockCount};
use crate::ids::Sku;

/// What the shop knows that a file may speak of.
#[derive(Debug, Clone, Default)]
pub struct StockBook {
    /// The codes of the stock locations.
    pub locations: Vec<String>,
    /// The parts by their numbers in capitals, those of before as well.
    pub parts: HashMap<String, StockedPart>,
}

/// A part and what lies where.
#[derive(Debug, Clone)]
pub struct StockedPart {
    /// Its number.
    pub sku: Sku,
    /// A service has no stock.
    pub is_service: bool,
    /// By location: pieces on hand, and of those promised or held.
    pub levels: HashMap<String, (u32, u32)>,
}

/// What a file would change.
#[derive(Debug, Clone, Default)]
pub struct CheckedStock {
    /// The rows, in the order of the file.
    pub rows: Vec<CheckedRow>,
    /// The counts that differ from what is on hand, in the order of part numbers.
    pub counts: Vec<StockCount>,
}

/// Checks a table of stock.
pub fn check(sheet: &Sheet, mapping: &Mapping, book: &StockBook) -> CheckedStock {
    let mut done = CheckedStock::default();
    let mut seen: HashMap<(String, String), u32> = HashMap::new();
    for row in &sheet.rows {
        let written = mapping.column(&Field::Sku).map(|at| cell::unguarded(row.cell(at))).unwrap_or_default();
        let outcome = match read(sheet, row, mapping, book, &mut seen) {
            Ok((count, before)) => {
                let change = Change {
                    field: format!("On hand at {}", count.location),
                    before: before.map(|pieces| pieces.to_string()).unwrap_or_default(),
                    after: count.on_hand.to_string(),
                };
                match before {
                    Some(before) if before == count.on_hand => Outcome::Unchanged,
                    before => {
                        done.counts.push(count);
                        if before.is_none() { Outcome::New(vec![change]) } else { Outcome::Changed(vec![change]) }
                    }
                }
            }
            Err(reasons) => Outcome::Rejected(reasons),
        };
        done.rows.push(CheckedRow { line: row.line, label: shown(&written), outcome });
    }
    done.counts.sort_by(|one, other| (&one.sku, &one.location).cmp(&(&other.sku, &other.location)));
    done
}

/// The count of a row and what is on hand so far.
fn read(
    sheet: &Sheet,
    row: &SheetRow,
    mapping: &Mapping,
    book: &StockBook,
    seen: &mut HashMap<(String, String), u32>,
) -> Result<(StockCount, Option<u32>), Vec<Reason>> {
    if row.overflows(sheet.head.len()) {
        return Err(vec![Reason::row("The row has more cells than the head has names.")]);
    }
    let column = |field: &Field| {
        let at = mapping.column(field)?;
        let text = match cell::read(row.cell(at)) {
            Cell::Text(text) => text.trim().to_owned(),
            Cell::Keep | Cell::Clear => String::new(),
        };
        Some((sheet.head[at].clone(), text))
    };
    let (Some(number), Some(place), Some(pieces)) =
        (column(&Field::Sku), column(&Field::Location), column(&Field::OnHand))
    else {
        return Err(vec![Reason::row("The row is not complete.")]);
    };
    let mut reasons = Vec::new();
    let part = match Sku::parse(&number.1) {
        Ok(sku) => {
            let part = book.parts.get(&sku.as_str().to_ascii_uppercase());
            match part {
                None => reasons.push(Reason::at(number.0, format!("There is no part {sku}."))),
                Some(part) if part.is_service => {
                    reasons.push(Reason::at(number.0, format!("{sku} is a service and has no stock.")));
                }
                Some(_) => {}
            }
            part
        }
        Err(error) => {
            reasons.push(Reason::at(number.0, sentence(&error.to_string())));
            None
        }
    };
    let location = book.locations.iter().find(|known| known.eq_ignore_ascii_case(&place.1));
    if location.is_none() {
        reasons.push(Reason::at(place.0, format!("There is no stock location “{}”.", shown(&place.1))));
    }
    let on_hand = pieces.1.parse::<u32>().ok().filter(|pieces| *pieces <= MAX_ON_HAND);
    if on_hand.is_none() {
        reasons.push(Reason::at(pieces.0.clone(), "Write a whole number of pieces, 0 or more."));
    }
    let (Some(part), Some(location), Some(on_hand)) = (part, location, on_hand) else { return Err(reasons) };
    if !reasons.is_empty() {
        return Err(reasons);
    }
    let key = (part.sku.as_str().to_ascii_uppercase(), location.clone());
    let first = *seen.entry(key).or_insert(row.line);
    if first != row.line {
        return Err(vec![Reason::row(format!("The same part at the same location stands in line {first}."))]);
    }
    let level = part.levels.get(location);
    if let Some((_, promised)) = level.filter(|(_, promised)| *promised > on_hand) {
        let text = format!("{promised} pieces are promised to customers, more than the {on_hand} counted.");
        return Err(vec![Reason::at(pieces.0, text)]);
    }
    let count = StockCount { sku: part.sku.clone(), location: location.clone(), on_hand };
    Ok((count, level.map(|(on_hand, _)| *on_hand)))
}
