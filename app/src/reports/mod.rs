//! `/desk/reports`: what the business steers by, out of the warehouse. Pages ask it by HTTP and say so when it does not
//! answer. What must not live here: what a report counts (`domain::reports`, `warehouse/reports`), how it is drawn.

mod filters;
mod index;
mod lake;
mod one;
mod table;
mod told;

pub(crate) use index::ReportsPage;
pub(crate) use lake::LakePage;
pub(crate) use one::ReportPage;
