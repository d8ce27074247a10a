//! A list of parts, narrowed step by step: what a category's page and the page of results share.
//! The address is the whole state ([`Address`]): chips, facets, column heads, the unit switch and the
//! page links are links to a changed address, and the panel is a GET form. What must not live here:
//! what a page says above its list, how an address is read (`domain::search`), and how parts are found
//! (`store::search`).

mod address;
mod bar;
mod facets;
mod listing;
mod nothing_found;

pub(super) use address::Address;
pub(super) use bar::problems_notice;
pub(super) use listing::{Listing, Place};
