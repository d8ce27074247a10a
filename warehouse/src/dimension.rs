//! The dimensions. Products change slowly, and each state of one is a row with the days that it was so (type 2); the
//! others are as they are now. What must not live here: where files lie.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, Weekday};
use datafusion::arrow::array::{Array, AsArray, RecordBatch};
use datafusion::arrow::datatypes::{Date32Type, Int64Type};
use store::reports::{CategoryRow, Costs, ProductRow};

use crate::columns::{CategoryInTree, batch, days, ints, maybe_ints, smalls, texts, yes_no};
use crate::schema::Table;
use crate::{Error, Result};

/// When what was always so began.
const ALWAYS: NaiveDate = NaiveDate::from_ymd_opt(1970, 1, 1).expect("a day");
/// When what is still so ends.
const STILL: NaiveDate = NaiveDate::from_ymd_opt(9999, 12, 31).expect("a day");
/// The years of the date dimension.
const YEARS: (i32, i32) = (2015, 2040);

/// What is known of a variant, from one day to before another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Product {
    variant_id: i64,
    facts: Facts,
    valid_from: NaiveDate,
    valid_to: NaiveDate,
}

/// What changes slowly.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Facts {
    /// SKU, name, name of the product, code and name of the category, name of the top one, maker, kind, currency.
    texts: [String; 9],
    list_price_minor: Option<i64>,
    unit_cost_minor: Option<i64>,
}

impl Product {
    /// The products as they are now.
    pub(crate) fn now(rows: Vec<ProductRow>, tree: &Tree<'_>, costs: &Costs) -> Vec<Self> {
        rows.into_iter()
            .map(|row| {
                let category = tree.named(&row.category_code);
                let (name, top) = category.map_or(("", ""), |found| (&found.row.name, &found.top.name));
                let unit_cost_minor = costs.minor(row.variant_id, &row.currency);
                let (name, top) = (name.to_owned(), top.to_owned());
                let texts = [
                    row.sku,
                    row.name,
                    row.product_name,
                    row.category_code,
                    name,
                    top,
                    row.maker,
                    row.kind,
                    row.currency,
                ];
                let facts = Facts { texts, list_price_minor: row.list_price_minor, unit_cost_minor };
                Self { variant_id: row.variant_id, facts, valid_from: ALWAYS, valid_to: STILL }
            })
            .collect()
    }

    /// What was known and what is so now, from `day` on. The same again changes nothing; what the same day said before
    /// is replaced; a variant that is gone keeps its last row.
    pub(crate) fn merged(known: Vec<Self>, now: Vec<Self>, day: NaiveDate) -> Vec<Self> {
        let mut by_variant = BTreeMap::<i64, Vec<Self>>::new();
        for row in known {
            by_variant.entry(row.variant_id).or_default().push(row);
        }
        for mut new in now {
            let rows = by_variant.entry(new.variant_id).or_default();
            rows.sort_by_key(|row| row.valid_from);
            match rows.last_mut() {
                None => rows.push(new),
                Some(last) if last.facts == new.facts || last.valid_from > day => {}
                Some(last) if last.valid_from == day => {
                    last.facts = new.facts;
                    // Changed, and back again on the same day.
                    let [.., before, last] = rows.as_mut_slice() else { continue };
                    if before.facts == last.facts && before.valid_to == last.valid_from {
                        before.valid_to = STILL;
                        rows.pop();
                    }
                }
                Some(last) => {
                    last.valid_to = day;
                    new.valid_from = day;
                    rows.push(new);
                }
            }
        }
        by_variant.into_values().flatten().collect()
    }

    /// As columns.
    pub(crate) fn columns(rows: &[Self]) -> Result<RecordBatch> {
        let mut columns = vec![ints(rows, |row| row.variant_id)];
        columns.extend((0..9).map(|place| texts(rows, move |row: &Self| &row.facts.texts[place])));
        columns.push(maybe_ints(rows, |row| row.facts.list_price_minor));
        columns.push(maybe_ints(rows, |row| row.facts.unit_cost_minor));
        columns.push(days(rows, |row| row.valid_from));
        columns.push(days(rows, |row| row.valid_to));
        batch(Table::Product, columns)
    }

    /// Out of columns.
    pub(crate) fn read(batch: &RecordBatch) -> Result<Vec<Self>> {
        if batch.schema().fields() != Table::Product.schema().fields() {
            return Err(Error::content("the product dimension", "its columns are others"));
        }
        let int = |column: usize| batch.column(column).as_primitive::<Int64Type>();
        let maybe = |column: usize, row: usize| int(column).is_valid(row).then(|| int(column).value(row));
        let day = |column: usize, row: usize| {
            let days = batch.column(column).as_primitive::<Date32Type>().value(row);
            NaiveDate::from_epoch_days(days).ok_or_else(|| Error::content("the product dimension", "a day is none"))
        };
        (0..batch.num_rows())
            .map(|row| {
                let texts =
                    std::array::from_fn(|place| batch.column(place + 1).as_string::<i32>().value(row).to_owned());
                Ok(Self {
                    variant_id: int(0).value(row),
                    facts: Facts { texts, list_price_minor: maybe(10, row), unit_cost_minor: maybe(11, row) },
                    valid_from: day(12, row)?,
                    valid_to: day(13, row)?,
                })
            })
            .collect()
    }
}

/// The tree of categories.
pub(crate) struct Tree<'a>(BTreeMap<&'a str, &'a CategoryRow>);

impl<'a> Tree<'a> {
    pub(crate) fn of(rows: &'a [CategoryRow]) -> Self {
        Self(rows.iter().map(|row| (row.code.as_str(), row)).collect())
    }

    fn named(&self, code: &str) -> Option<CategoryInTree<'a>> {
        let row = *self.0.get(code)?;
        let mut top = row;
        // No branch is deeper than there are categories, so that a circle ends too.
        for _ in 0..self.0.len() {
            match top.parent_code.as_deref().and_then(|parent| self.0.get(parent)) {
                Some(parent) => top = parent,
                None => break,
            }
        }
        Some(CategoryInTree { row, top })
    }

    /// All of it, by code.
    pub(crate) fn all(&self) -> Vec<CategoryInTree<'a>> {
        self.0.keys().filter_map(|code| self.named(code)).collect()
    }
}

/// The days of the date dimension.
pub(crate) fn dates() -> Result<RecordBatch> {
    let first = NaiveDate::from_yo_opt(YEARS.0, 1).unwrap_or(ALWAYS);
    let all: Vec<NaiveDate> = first.iter_days().take_while(|day| day.year() <= YEARS.1).collect();
    let number = |number: u32| i32::try_from(number).map_err(|error| Error::content("a date", error));
    batch(
        Table::Date,
        vec![
            days(&all, |day| *day),
            smalls(&all, |day| Ok(day.year()))?,
            smalls(&all, |day| number(day.month0() / 3 + 1))?,
            smalls(&all, |day| number(day.month()))?,
            smalls(&all, |day| number(day.iso_week().week()))?,
            smalls(&all, |day| number(day.weekday().number_from_monday()))?,
            yes_no(&all, |day| matches!(day.weekday(), Weekday::Sat | Weekday::Sun)),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn product(variant_id: i64, name: &str) -> Product {
        let mut texts: [String; 9] = Default::default();
        name.clone_into(&mut texts[1]);
        let facts = Facts { texts, list_price_minor: Some(100), unit_cost_minor: None };
        Product { variant_id, facts, valid_from: ALWAYS, valid_to: STILL }
    }

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, day).expect("a day")
    }

    #[test]
    fn a_change_ends_one_row_and_begins_another() {
        let first = Product::merged(Vec::new(), vec![product(1, "Tube"), product(2, "Fin")], day(20));
        assert_eq!(first, [product(1, "Tube"), product(2, "Fin")]);
        let again = Product::merged(first.clone(), vec![product(1, "Tube"), product(2, "Fin")], day(21));
        assert_eq!(again, first, "nothing new");
        let renamed = Product::merged(first.clone(), vec![product(1, "Airframe"), product(3, "New")], day(21));
        let old = Product { valid_to: day(21), ..product(1, "Tube") };
        let new = Product { valid_from: day(21), ..product(1, "Airframe") };
        assert_eq!(renamed, [old, new, product(2, "Fin"), product(3, "New")]);
        let same_day = Product::merged(renamed.clone(), vec![product(1, "Airframe"), product(3, "New")], day(21));
        assert_eq!(same_day, renamed, "the same day again");
        let back = Product::merged(renamed.clone(), vec![product(1, "Tube")], day(21));
        assert_eq!(back, [product(1, "Tube"), product(2, "Fin"), product(3, "New")], "and back on the same day");
        let earlier = Product::merged(renamed.clone(), vec![product(1, "Else")], day(20));
        assert_eq!(earlier, renamed, "the past is not written again");
    }

    #[test]
    fn what_is_written_is_read_again() {
        let rows = vec![product(1, "Tube"), Product { valid_from: day(3), ..product(2, "Fin") }];
        let read = Product::read(&Product::columns(&rows).expect("columns")).expect("read");
        assert_eq!(read, rows);
    }

    #[test]
    fn there_is_a_row_for_each_day() {
        assert_eq!(dates().expect("columns").num_rows(), 26 * 365 + 7);
    }
}
