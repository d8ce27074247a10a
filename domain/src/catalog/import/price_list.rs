//! Price lists as CSV: columns `sku`, `min_quantity`, `unit_price`, `currency`, one line per
//! quantity break. A SKU is taken with all its breaks or not at all.

use std::collections::BTreeMap;

use super::{FileError, SourceLine, table};
use crate::ids::{InvalidSku, Sku};
use crate::money::{Currency, Money, MoneyError};
use crate::pricing::{PriceLadder, PriceLadderError, QuantityBreak};

/// A price list as read, by SKU and currency in the order of SKUs, rejected lines first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceListFile {
    /// One entry per SKU and currency, and one per line rejected on its own.
    pub entries: Vec<PriceEntry>,
}

/// The prices of a SKU, or why they are not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceEntry {
    /// The first line of the SKU, or the line rejected.
    pub source: SourceLine,
    /// What became of it.
    pub outcome: Result<SkuPrices, PriceRejection>,
}

/// All quantity breaks of one SKU in one currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkuPrices {
    /// Whose prices.
    pub sku: Sku,
    /// In which money.
    pub currency: Currency,
    /// The breaks.
    pub ladder: PriceLadder,
}

/// Why prices are not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PriceRejection {
    /// The SKU does not parse.
    #[error(transparent)]
    Sku(#[from] InvalidSku),
    /// The quantity is not a whole number from 1 on.
    #[error("quantity “{0}” is not a whole number of at least 1")]
    Quantity(String),
    /// Amount or currency do not parse.
    #[error(transparent)]
    Money(#[from] MoneyError),
    /// `1,234` in a file with semicolons may mean either.
    #[error("“{0}” may mean thousands or three decimals; write a point for decimals and no thousands sign")]
    AmbiguousAmount(String),
    /// Nothing is given away by a price list.
    #[error("the price is zero or negative")]
    NotPositive,
    /// The breaks contradict each other.
    #[error(transparent)]
    Ladder(#[from] PriceLadderError),
    /// A ladder with a rung missing would be a wrong price.
    #[error("not taken, because line {0} of the same part number was rejected")]
    OtherLineRejected(u32),
}

/// Reads a price list.
pub fn read(file_name: &str, bytes: &[u8]) -> Result<PriceListFile, FileError> {
    let table = table::read(bytes, ["sku", "min_quantity", "unit_price", "currency"])?;
    let mut rejected = Vec::new();
    let mut refused_skus: BTreeMap<String, u32> = BTreeMap::new();
    let mut ladders: BTreeMap<(Sku, &'static str), (SourceLine, Currency, Vec<QuantityBreak>)> = BTreeMap::new();
    for (line, cells) in &table.rows {
        let source = SourceLine { file: file_name.to_owned(), line: *line, label: super::text::shown(&cells[0]) };
        match quantity_break(cells, table.semicolons) {
            Ok((sku, price)) => {
                let currency = price.unit_price.currency;
                ladders.entry((sku, currency.code())).or_insert_with(|| (source, currency, Vec::new())).2.push(price);
            }
            Err(rejection) => {
                refused_skus.entry(cells[0].to_ascii_uppercase()).or_insert(*line);
                rejected.push(PriceEntry { source, outcome: Err(rejection) });
            }
        }
    }
    let taken = ladders.into_iter().map(|((sku, _), (source, currency, breaks))| {
        let outcome = match refused_skus.get(&sku.as_str().to_ascii_uppercase()) {
            Some(line) => Err(PriceRejection::OtherLineRejected(*line)),
            None => match PriceLadder::new(breaks) {
                Ok(ladder) => Ok(SkuPrices { sku, currency, ladder }),
                Err(error) => Err(error.into()),
            },
        };
        PriceEntry { source, outcome }
    });
    rejected.extend(taken);
    Ok(PriceListFile { entries: rejected })
}

fn quantity_break(cells: &[String; 4], semicolons: bool) -> Result<(Sku, QuantityBreak), PriceRejection> {
    let [sku, quantity, price, currency] = cells;
    let sku = Sku::parse(sku)?;
    let min_quantity = quantity
        .parse::<u32>()
        .ok()
        .filter(|quantity| *quantity > 0)
        .ok_or_else(|| PriceRejection::Quantity(super::text::shown(quantity)))?;
    let currency = Currency::parse(currency)?;
    let unit_price = Money::parse(&decimal_point(price, semicolons)?, currency)?;
    if unit_price.minor <= 0 {
        return Err(PriceRejection::NotPositive);
    }
    Ok((sku, QuantityBreak { min_quantity, unit_price }))
}

/// Where semicolons divide cells, a comma divides decimals.
pub(crate) fn decimal_point(amount: &str, semicolons: bool) -> Result<String, PriceRejection> {
    if !semicolons || amount.contains('.') {
        return Ok(amount.to_owned());
    }
    match amount.split_once(',') {
        Some((_, decimals)) if decimals.len() == 3 || decimals.contains(',') => {
            Err(PriceRejection::AmbiguousAmount(super::text::shown(amount)))
        }
        Some((whole, decimals)) => Ok(format!("{whole}.{decimals}")),
        None => Ok(amount.to_owned()),
    }
}
