//! The shop's own line: what a fresh installation sells, with prices, stock and copy.
//!
//! The parts are one family. Every fit comes from the tables in `family`: a coupler, a nose
//! shoulder, a ring and a bulkhead of one size are all turned to the same slip diameter, so that
//! they go into every tube of that size. Each theme has its file; `listing` turns a theme's
//! figures into drafts, prices and stock. Everything is computed, nothing is random: the same
//! code gives the same catalog. What must not live here: parts of other makers, database rows.

mod airframe;
mod bonding;
mod electronics;
mod family;
mod launch;
mod listing;
mod motor_mount;
mod motors;
mod nose;
mod pages;
mod recovery;
mod recovery_hardware;
mod services;
mod solids;
mod structure;
mod supply;
#[cfg(test)]
mod tests;

pub use pages::{DemoPage, PAGES};
pub use supply::{DemoPurchaseOrder, bin, purchase_orders};

use super::PartDraft;

/// One variant of the shop's own line.
#[derive(Debug, Clone, PartialEq)]
pub struct DemoPart {
    /// What it is.
    pub draft: PartDraft,
    /// Quantity breaks: smallest quantity and the price of one piece in euro cents.
    pub prices: Vec<(u32, i64)>,
    /// Pieces on hand per location, by the codes of [`LOCATIONS`]. Services have none.
    pub stock: Vec<(&'static str, u32)>,
}

/// Where stock is kept: code and name.
pub const LOCATIONS: &[(&str, &str)] = &[("DEN", "Denver"), ("RTM", "Rotterdam")];

/// A price list for a group of companies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DemoPriceList {
    /// Its code.
    pub code: &'static str,
    /// Its name.
    pub name: &'static str,
    /// The group that buys by it.
    pub group: &'static str,
    /// Of the standard price, in percent.
    pub percent: i64,
    /// What has a price in it, by the slugs of categories.
    pub categories: &'static [&'static str],
}

/// Price lists beside the standard one.
pub const PRICE_LISTS: &[DemoPriceList] = &[
    DemoPriceList {
        code: "club",
        name: "Club prices",
        group: "Clubs",
        percent: 92,
        categories: &["airframe-tubes", "nose-cones", "fins", "parachutes", "motors"],
    },
    DemoPriceList {
        code: "university",
        name: "University prices",
        group: "Universities",
        percent: 88,
        categories: &["airframe-tubes", "couplers", "bulkheads", "electronics", "motors"],
    },
];

/// The whole line, variants of one product next to each other.
pub fn catalog() -> Vec<DemoPart> {
    let themes = [
        nose::nose_cones,
        airframe::tubes,
        airframe::couplers,
        nose::transitions,
        structure::bulkheads,
        structure::fins,
        motor_mount::tubes,
        motor_mount::centering_rings,
        motor_mount::engine_blocks,
        motor_mount::retainers,
        motors::motors,
        recovery::parachutes,
        recovery::streamers,
        recovery_hardware::shock_cords,
        recovery_hardware::hardware,
        launch::lugs,
        launch::rail_guides,
        launch::igniters,
        electronics::electronics,
        bonding::bonding,
        services::services,
    ];
    listing::without_lone_options(themes.iter().flat_map(|theme| theme()).collect())
}
