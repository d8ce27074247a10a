//! The lake's tables as DataFusion sees them: facts with the day out of the path, and only days that have a manifest.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};
use datafusion::arrow::array::Date32Array;
use datafusion::arrow::datatypes::{DataType, Field, Schema};
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::datasource::MemTable;
use datafusion::datasource::file_format::parquet::ParquetFormat;
use datafusion::datasource::listing::{ListingOptions, ListingTable, ListingTableConfig, ListingTableUrl};
use datafusion::execution::runtime_env::RuntimeEnv;
use datafusion::logical_expr::{Expr, lit};
use datafusion::prelude::{SessionConfig, SessionContext, col};
use domain::reports::{DayRange, ranges};
use url::Url;

use super::convert;
use super::error::ReportError;
use crate::Lake;
use crate::schema::Table;

/// The name under which sessions know the store of the lake.
const STORE: &str = "lake://store/";
/// Parts of a query that run at once.
const PARTS: usize = 2;

/// What is known of the lake when a report begins.
pub(super) struct Known {
    /// The days that are there.
    pub(super) days: BTreeSet<NaiveDate>,
    /// The last of them up to the end of the period.
    pub(super) stock_day: Option<NaiveDate>,
    /// The moment that day's figures are of.
    pub(super) read_at: Option<DateTime<Utc>>,
    /// How far the server they were read from was behind then.
    pub(super) lag: Option<Duration>,
}

impl Known {
    async fn of(lake: &Lake, to: Option<NaiveDate>) -> Result<Self, ReportError> {
        let days = lake.day_list().await?;
        let stock_day = to.and_then(|to| days.range(..=to).next_back().copied());
        let manifest = match stock_day.or(days.last().copied()) {
            Some(day) => lake.day(day).await?,
            None => None,
        };
        Ok(Self {
            stock_day,
            read_at: manifest.as_ref().map(|manifest| manifest.snapshot_at),
            lag: manifest.and_then(|manifest| manifest.lag_milliseconds).map(Duration::from_millis),
            days,
        })
    }
}

/// A session over the lake as it is now, for a period that ends with `to`.
pub(super) async fn open(
    lake: &Lake,
    runtime: &Arc<RuntimeEnv>,
    to: Option<NaiveDate>,
) -> Result<(SessionContext, Known), ReportError> {
    let known = Known::of(lake, to).await?;
    let config = SessionConfig::new()
        .with_target_partitions(PARTS)
        // The footers of thousands of files are read for nothing otherwise: the path says which are needed.
        .with_collect_statistics(false);
    let session = SessionContext::new_with_config_rt(config, Arc::clone(runtime));
    let store = Url::parse(STORE).map_err(|error| ReportError::Columns(error.to_string()))?;
    session.register_object_store(&store, lake.store());
    for table in Table::FACTS {
        let files = listing(lake, table, vec![("day".to_owned(), DataType::Date32)])?;
        let there = session.read_table(Arc::new(files))?.filter(any_of(&ranges(known.days.iter().copied())))?;
        session.register_table(table.name(), there.into_view())?;
    }
    for table in Table::DIMENSIONS {
        session.register_table(table.name(), Arc::new(listing(lake, table, Vec::new())?))?;
    }
    session.register_table("lake_days", Arc::new(lake_days(&known.days)?))?;
    Ok((session, known))
}

fn listing(lake: &Lake, table: Table, partitions: Vec<(String, DataType)>) -> Result<ListingTable, ReportError> {
    let url = ListingTableUrl::parse(format!("{STORE}{}/", lake.table(table)))?;
    let options = ListingOptions::new(Arc::new(ParquetFormat::default()))
        .with_file_extension(".parquet")
        .with_table_partition_cols(partitions);
    let config = ListingTableConfig::new(url).with_listing_options(options).with_schema(table.schema());
    Ok(ListingTable::try_new(config)?)
}

/// Whether a file's day is one that is there. Days that follow one another are one condition.
fn any_of(ranges: &[DayRange]) -> Expr {
    let within =
        |range: &DayRange| col("day").between(lit(convert::day(Some(range.from))), lit(convert::day(Some(range.to))));
    ranges.iter().map(within).reduce(Expr::or).unwrap_or_else(|| lit(false))
}

/// The days that are there, as a table.
fn lake_days(days: &BTreeSet<NaiveDate>) -> Result<MemTable, ReportError> {
    let schema = Arc::new(Schema::new(vec![Field::new("day", DataType::Date32, false)]));
    let column = Date32Array::from_iter_values(days.iter().copied().map(convert::day_number));
    let batch = RecordBatch::try_new(Arc::clone(&schema), vec![Arc::new(column)])?;
    Ok(MemTable::try_new(schema, vec![vec![batch]])?)
}
