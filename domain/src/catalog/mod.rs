//! Parts: what they are called, the typed facts known about them, their shape and thrust.
//!
//! A **product** is what a page describes, a **variant** the buyable thing with one SKU, an
//! **attribute** a typed fact with a unit and a provenance. Reading supplier files is in
//! [`import`], the shop's own line in [`demo`]. What must not live here: prices and stock.

pub mod asset;
pub mod attribute;
pub mod certification;
pub mod comparison;
pub mod demo;
pub mod drawing;
pub mod freight;
pub mod import;
pub mod mass;
pub mod near_number;
pub mod part;
pub mod profile;
pub mod schema;
pub mod shape;
pub mod thrust_curve;
pub mod thrust_file;

pub use attribute::{Attribute, AttributeEntry, AttributeSet, AttributeValue, Original, Provenance};
pub use certification::{CERTIFIERS, CertificationLevel};
pub use freight::Freight;
pub use part::{HazardClass, Maker, PartDraft, ProductKind};
pub use profile::NoseProfile;
pub use shape::{Shape, Shoulder};
pub use thrust_curve::{ImpulseClass, ThrustCurve};
