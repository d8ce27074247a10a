//! Where the shop's own line lies, and what of it is on its way: what little is left of is on order.

use chrono::{Days, NaiveDate};

use super::DemoPart;
use crate::catalog::ProductKind;
use crate::ids::Sku;

/// A purchase order of a fresh installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoPurchaseOrder {
    /// Who delivers.
    pub supplier: &'static str,
    /// Code of the location it goes to.
    pub location: &'static str,
    /// When it is expected.
    pub expected_on: NaiveDate,
    /// Number, pieces, and what a piece costs us in euro cents.
    pub lines: Vec<(Sku, u32, i64)>,
}

/// Suppliers, where they deliver to, and in how many days from today; the last one is late.
const SUPPLIERS: [(&str, &str, i64); 4] = [
    ("Maas Tube Winding", "RTM", 6),
    ("Front Range Turning", "DEN", 11),
    ("Delta Composites", "RTM", 19),
    ("Mesa Textiles", "DEN", -2),
];
/// Pieces left, in all, below which a part is on order.
const REORDER_BELOW: u32 = 30;
/// Most lines of a purchase order.
const LINES: usize = 8;

/// What is on order on a day: the parts with the least left, dealt out to the suppliers in turn.
pub fn purchase_orders(parts: &[DemoPart], today: NaiveDate) -> Vec<DemoPurchaseOrder> {
    let mut orders = SUPPLIERS.map(|(supplier, location, days)| {
        let span = Days::new(days.unsigned_abs());
        let expected_on = if days < 0 { today.checked_sub_days(span) } else { today.checked_add_days(span) };
        DemoPurchaseOrder { supplier, location, expected_on: expected_on.unwrap_or(today), lines: Vec::new() }
    });
    let left = |part: &DemoPart| part.stock.iter().map(|stock| stock.1).sum::<u32>();
    let mut scarce: Vec<&DemoPart> = parts
        .iter()
        .filter(|part| part.draft.kind == ProductKind::Part && !part.stock.is_empty() && left(part) < REORDER_BELOW)
        .collect();
    scarce.sort_by_key(|part| (left(part), part.draft.sku.clone()));
    for (place, part) in scarce.into_iter().take(LINES * SUPPLIERS.len()).enumerate() {
        let Some((_, price)) = part.prices.first() else { continue };
        // Bought for a little more than half of what it is sold for.
        orders[place % SUPPLIERS.len()].lines.push((part.draft.sku.clone(), 40, price * 11 / 20));
    }
    orders.into_iter().filter(|order| !order.lines.is_empty()).collect()
}

/// The bin of the part at a place of the catalog: aisle, rack, shelf.
pub fn bin(place: usize) -> String {
    let aisle = char::from(b"ABCDEFGH"[place / 96 % 8]);
    format!("{aisle}-{:02}-{}", place / 8 % 12 + 1, place % 8 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::demo::catalog;

    #[test]
    fn what_little_is_left_of_is_on_order() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 27).expect("a day");
        let parts = catalog();
        let orders = purchase_orders(&parts, today);
        assert_eq!(orders.len(), SUPPLIERS.len());
        assert!(orders.iter().any(|order| order.expected_on < today), "one is late");
        for (sku, pieces, cost) in orders.iter().flat_map(|order| &order.lines) {
            let part = parts.iter().find(|part| part.draft.sku == *sku).expect("a part of ours");
            assert!(*pieces > 0 && *cost > 0 && *cost < part.prices[0].1, "{sku}");
        }
    }

    #[test]
    fn every_part_has_a_bin_of_its_own() {
        let bins: std::collections::HashSet<_> = (0..768).map(bin).collect();
        assert_eq!((bins.len(), bin(0).as_str(), bin(9).as_str()), (768, "A-01-1", "A-02-2"));
    }
}
