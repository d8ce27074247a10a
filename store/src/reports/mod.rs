//! What the warehouse and its reports need of the shop: the rows of an export out of one snapshot ([`Snapshot`]), what
//! they have to come to ([`DayTotals`]), what has changed since, the runs and their hold on the lake, the jobs of the
//! warehouse, the count of searches that found nothing; and how the shop asks the warehouse ([`ReportsClient`]).
//!
//! What must not live here: files, Parquet, and anything personal in a row: customers are keys ([`CustomerKey`]).

mod ask;
mod changes;
mod client;
mod dimensions;
mod facts;
mod hold;
mod jobs;
mod key;
mod runs;
mod searches;
mod snapshot;
mod stock;
mod totals;

pub use changes::ChangedDay;
pub use client::{LakeDays, ReportFormat, ReportsClient, ReportsError};
pub use dimensions::{CategoryRow, CustomerRow, LocationRow, ProductRow};
pub use facts::{Cursor, OrderFact, OrderLineFact, PAGE, ReturnFact, SearchFact, ShipmentFact, StockMovementFact};
pub use hold::LakeHold;
pub use jobs::{ExportDays, ExportNight, Verify, Warehouse};
pub use key::CustomerKey;
pub use runs::{Difference, Run, RunKind, RunProgress, RunState, WarehouseStatus};
pub use snapshot::Snapshot;
pub use stock::{Costs, StockAtDay, UnitCost};
pub use totals::{DayTotals, LedgerSums};
