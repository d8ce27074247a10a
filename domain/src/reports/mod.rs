//! Reports: which there are and what each answers, how one is asked for, the table it is answered with, and the
//! pictures drawn from it. The SQL is the warehouse's, one file per report under the name of its code. What must not
//! live here: SQL, HTML around a picture, how the lake is kept.

mod chart;
mod days;
mod list;
mod report;
mod request;
mod table;

pub use chart::{Picture, draw};
pub use days::{DayRange, ranges};
pub use list::{REPORTS, report};
pub use report::{Chart, Column, ColumnKind, Filter, Mark, Report, Total};
pub use request::{FieldProblem, LEAST_DAY, MOST_DAY, Period, Preset, ReportRequest};
pub use table::{Choice, Choices, MOST_ROWS, MismatchedColumns, ReportTable, Value};
