//! What a table of standard prices would change: a row per quantity break. All rows of a part number are taken
//! together or not at all, since a ladder with a rung missing would be a wrong price. A part whose only row has a
//! lone `-` for its price is “on request” again.

use std::collections::{BTreeMap, HashMap};

use super::cell::{self, Cell};
use super::products::{Checked, sentence};
use super::{Change, CheckedRow, Field, Mapping, Outcome, Reason, Sheet, SheetRow, shown};
use crate::catalog::import::price_list::decimal_point;
use crate::ids::Sku;
use crate::money::{Currency, Money};
use crate::pricing::{PriceLadder, QuantityBreak};
use crate::studio::PricesContent;

/// What the shop knows that a file may speak of.
#[derive(Debug, Clone)]
pub struct PriceBook {
    /// The currency of the standard list.
    pub currency: Currency,
    /// Part numbers in capitals, those of before as well: which product, and which variant by its code.
    pub numbers: HashMap<String, (String, String)>,
    /// The standard prices as visitors see them, by product.
    pub prices: BTreeMap<String, PricesContent>,
}

/// The rows of one part number.
#[derive(Default)]
struct Ladder {
    sku: Option<Sku>,
    /// Places in the list of rows.
    rows: Vec<usize>,
    breaks: Vec<(usize, QuantityBreak)>,
    cleared: bool,
    refused: Option<u32>,
}

/// What a row says.
enum Said {
    Break(QuantityBreak),
    Clear,
}

/// Checks a table of prices.
pub fn check(sheet: &Sheet, mapping: &Mapping, book: &PriceBook) -> Checked<PricesContent> {
    let mut done = Checked { rows: Vec::with_capacity(sheet.rows.len()), contents: BTreeMap::new() };
    let mut ladders: BTreeMap<String, Ladder> = BTreeMap::new();
    for (place, row) in sheet.rows.iter().enumerate() {
        let written = mapping.column(&Field::Sku).map(|at| cell::unguarded(row.cell(at))).unwrap_or_default();
        done.rows.push(CheckedRow { line: row.line, label: shown(&written), outcome: Outcome::Unchanged });
        let ladder = ladders.entry(written.trim().to_ascii_uppercase()).or_default();
        ladder.rows.push(place);
        match read(sheet, row, mapping, book) {
            Ok((sku, Said::Break(found))) => {
                ladder.sku = Some(sku);
                ladder.breaks.push((place, found));
            }
            Ok((sku, Said::Clear)) => {
                ladder.sku = Some(sku);
                ladder.cleared = true;
            }
            Err(reasons) => {
                ladder.refused.get_or_insert(row.line);
                done.rows[place].outcome = Outcome::Rejected(reasons);
            }
        }
    }
    for ladder in ladders.into_values() {
        settle(ladder, book, &mut done);
    }
    done
}

fn read(sheet: &Sheet, row: &SheetRow, mapping: &Mapping, book: &PriceBook) -> Result<(Sku, Said), Vec<Reason>> {
    if row.overflows(sheet.head.len()) {
        return Err(vec![Reason::row("The row has more cells than the head has names.")]);
    }
    let column = |field: &Field| mapping.column(field).map(|at| (sheet.head[at].clone(), cell::read(row.cell(at))));
    let Some((head, Cell::Text(text))) = column(&Field::Sku) else {
        return Err(vec![Reason::row("The part number is missing.")]);
    };
    let sku = Sku::parse(&text).map_err(|error| vec![Reason::at(head.clone(), sentence(&error.to_string()))])?;
    if !book.numbers.contains_key(&sku.as_str().to_ascii_uppercase()) {
        return Err(vec![Reason::at(head, format!("There is no part {sku}."))]);
    }
    let mut reasons = Vec::new();
    let min_quantity = match column(&Field::FromQuantity) {
        None | Some((_, Cell::Keep)) => 1,
        Some((head, said)) => {
            let number = match &said {
                Cell::Text(text) => text.trim().parse::<u32>().ok().filter(|number| (1..=1_000_000).contains(number)),
                _ => None,
            };
            number.unwrap_or_else(|| {
                reasons.push(Reason::at(head, "Write a whole number of at least 1."));
                1
            })
        }
    };
    if let Some((head, Cell::Text(text))) = column(&Field::Currency) {
        match Currency::parse(&text) {
            Ok(currency) if currency == book.currency => {}
            Ok(_) => reasons.push(Reason::at(head, format!("The standard prices are in {}.", book.currency.code()))),
            Err(error) => reasons.push(Reason::at(head, sentence(&error.to_string()))),
        }
    }
    let said = match column(&Field::UnitPrice) {
        Some((_, Cell::Clear)) => Some(Said::Clear),
        Some((head, Cell::Text(text))) => match amount(&text, sheet.semicolons, book.currency) {
            Ok(unit_price) => Some(Said::Break(QuantityBreak { min_quantity, unit_price })),
            Err(text) => {
                reasons.push(Reason::at(head, text));
                None
            }
        },
        Some((head, Cell::Keep)) => {
            reasons.push(Reason::at(head, "The price is missing. Write “-” to take it away."));
            None
        }
        None => None,
    };
    match said {
        Some(said) if reasons.is_empty() => Ok((sku, said)),
        _ => Err(reasons),
    }
}

fn amount(text: &str, semicolons: bool, currency: Currency) -> Result<Money, String> {
    let plain: String = text.trim().trim_end_matches(currency.symbol()).trim_end().to_owned();
    let plain = decimal_point(&plain, semicolons).map_err(|error| sentence(&error.to_string()))?;
    let money = Money::parse(&plain, currency).map_err(|error| sentence(&error.to_string()))?;
    if money.minor > 0 { Ok(money) } else { Err("A price is more than zero.".to_owned()) }
}

/// Says of the rows of a part number what they change together.
fn settle(ladder: Ladder, book: &PriceBook, done: &mut Checked<PricesContent>) {
    let Some(sku) = ladder.sku else { return };
    let mut refuse = |text: String| {
        for place in &ladder.rows {
            if !matches!(done.rows[*place].outcome, Outcome::Rejected(_)) {
                done.rows[*place].outcome = Outcome::Rejected(vec![Reason::row(text.clone())]);
            }
        }
    };
    if let Some(line) = ladder.refused {
        return refuse(format!("Not taken, because line {line} of the same part number was rejected."));
    }
    if ladder.cleared && ladder.rows.len() > 1 {
        return refuse("A part whose price is taken away has one row.".to_owned());
    }
    let breaks = ladder.breaks.iter().map(|(_, found)| *found).collect();
    let after = match PriceLadder::new(breaks) {
        Ok(ladder) => ladder,
        Err(error) => return refuse(sentence(&error.to_string())),
    };
    let Some((slug, code)) = book.numbers.get(&sku.as_str().to_ascii_uppercase()) else { return };
    let published = book.prices.get(slug);
    let before = published.and_then(|prices| prices.ladders.get(code)).cloned().unwrap_or_default();
    if before == after {
        return;
    }
    let is_new = before.breaks().is_empty();
    let mut changes: HashMap<usize, Vec<Change>> = HashMap::new();
    for (place, found) in &ladder.breaks {
        let known = before.breaks().iter().find(|known| known.min_quantity == found.min_quantity);
        if known.is_none_or(|known| known.unit_price != found.unit_price) {
            let before = known.map(|known| known.unit_price.to_string()).unwrap_or_default();
            changes.entry(*place).or_default().push(change(found.min_quantity, before, found.unit_price.to_string()));
        }
    }
    let first = ladder.rows.first().copied().unwrap_or_default();
    for gone in
        before.breaks().iter().filter(|known| after.breaks().iter().all(|b| b.min_quantity != known.min_quantity))
    {
        changes.entry(first).or_default().push(change(gone.min_quantity, gone.unit_price.to_string(), String::new()));
    }
    for (place, changes) in changes {
        done.rows[place].outcome = if is_new { Outcome::New(changes) } else { Outcome::Changed(changes) };
    }
    let content = done.contents.entry(slug.clone()).or_insert_with(|| published.cloned().unwrap_or_default());
    if after.breaks().is_empty() {
        content.ladders.remove(code);
    } else {
        content.ladders.insert(code.clone(), after);
    }
}

fn change(min_quantity: u32, before: String, after: String) -> Change {
    Change { field: format!("Price from {min_quantity}"), before, after }
}
