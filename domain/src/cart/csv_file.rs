//! A cart as a file for a spreadsheet, which the quick order reads back.

use super::Cart;
use crate::money::Money;

/// What the columns are called; [`super::quick_order::read`] finds number and quantity by these names.
const HEAD: [&str; 7] = ["Number", "Maker number", "Name", "Quantity", "Unit price", "Line total", "Currency"];

/// The lines of a cart as CSV (RFC 4180), with the mark that tells spreadsheets it is UTF-8. Prices
/// have a point and no groups; those on request are empty.
pub fn cart_csv(cart: &Cart) -> String {
    let amount = |money: Option<Money>| {
        money.map(|money| format!("{}.{:02}", money.minor / 100, money.minor % 100)).unwrap_or_default()
    };
    let rows = cart.lines.iter().map(|line| {
        [
            harmless(line.sku.as_str()),
            harmless(&line.mpn),
            harmless(&line.name),
            line.quantity.to_string(),
            amount(line.unit_price()),
            amount(line.total()),
            line.unit_price().map(|price| price.currency.code().to_owned()).unwrap_or_default(),
        ]
    });
    let mut file = "\u{feff}".to_owned();
    for row in std::iter::once(HEAD.map(str::to_owned)).chain(rows) {
        file.push_str(&row.map(|cell| quoted(&cell)).join(","));
        file.push_str("\r\n");
    }
    file
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', ';', '"']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}

/// A text that no spreadsheet takes for a formula, on one line: those begin with `= + - @` or a tab.
fn harmless(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let text = text.trim();
    if text.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::CartLine;
    use super::super::quick_order::{decode, read};
    use super::super::tests::line;
    use super::*;

    fn with_name(name: &str, quantity: u32) -> CartLine {
        CartLine { name: name.to_owned(), quantity, ..line(1, "RP-AT-54-600", &[(1, 1_234), (5, 1_200)], Some(9)) }
    }

    #[test]
    fn a_cart_is_written_for_a_spreadsheet() {
        let cart = Cart { lines: vec![with_name("Tube 54, \"phenolic\"", 5), line(2, "C-3", &[], None)] };
        assert_eq!(
            cart_csv(&cart),
            "\u{feff}Number,Maker number,Name,Quantity,Unit price,Line total,Currency\r\n\
             RP-AT-54-600,M-RP-AT-54-600,\"Tube 54, \"\"phenolic\"\"\",5,12.00,60.00,EUR\r\n\
             C-3,M-C-3,Part C-3,1,,,\r\n"
        );
    }

    #[test]
    fn no_cell_is_a_formula() {
        for name in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " \r\n=1", "＝1"] {
            let csv = cart_csv(&Cart { lines: vec![with_name(name, 1)] });
            let row = csv.lines().nth(1).expect("a row");
            assert!(row.contains(",'"), "{row}");
        }
    }

    proptest! {
        #[test]
        fn the_quick_order_reads_it_back(names in prop::collection::vec(("[^\\x00]{0,40}", 1u32..=9_999), 1..20)) {
            let lines: Vec<_> = names.iter().map(|(name, quantity)| with_name(name, *quantity)).collect();
            let csv = cart_csv(&Cart { lines });
            let read = read(&decode(csv.as_bytes()).expect("text")).expect("a list");
            let back: Vec<_> = read.iter().map(|line| (line.number.as_str(), line.pieces())).collect();
            let asked: Vec<_> = names.iter().map(|(_, quantity)| ("RP-AT-54-600", Ok(*quantity))).collect();
            prop_assert_eq!(back, asked);
        }
    }
}
