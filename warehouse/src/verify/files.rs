//! Files read back.

use chrono::NaiveDate;
use datafusion::arrow::array::{AsArray, RecordBatch};
use datafusion::arrow::compute::sum;
use datafusion::arrow::datatypes::{DataType, Int32Type, Int64Type};
use object_store::ObjectStoreExt;
use object_store::path::Path;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use sha2::{Digest, Sha256};
use store::reports::{DayTotals, Difference};

use crate::lake::hexadecimal;
use crate::schema::Table;
use crate::{Error, FileEntry, Lake, Result};

/// A file that was read back.
pub(crate) struct Found {
    pub(crate) bytes: u64,
    pub(crate) sha256: String,
    pub(crate) batches: Vec<RecordBatch>,
}

/// Reads a file, if it is there. A day's file is small; the largest file is a dimension.
pub(crate) async fn read(lake: &Lake, path: &Path) -> Result<Option<Found>> {
    let bytes = match lake.store().get(path).await {
        Ok(found) => found.bytes().await?,
        Err(object_store::Error::NotFound { .. }) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let (length, sha256) = (bytes.len() as u64, hexadecimal(&Sha256::digest(&bytes)));
    let reader = ParquetRecordBatchReaderBuilder::try_new(bytes).and_then(ParquetRecordBatchReaderBuilder::build);
    let batches = reader.map_err(|error| Error::content(path, error))?.collect::<Result<Vec<_>, _>>();
    let batches = batches.map_err(|error| Error::content(path, error))?;
    Ok(Some(Found { bytes: length, sha256, batches }))
}

/// What a file holds, and how it differs from what was written.
pub(super) struct ComparedFile {
    pub(super) batches: Vec<RecordBatch>,
    pub(super) differences: Vec<Difference>,
}

/// Compares a file with its entry in a manifest.
pub(crate) async fn compare_file(lake: &Lake, day: Option<NaiveDate>, entry: &FileEntry) -> Result<Vec<Difference>> {
    Ok(compare(lake, day, entry).await?.differences)
}

pub(super) async fn compare(lake: &Lake, day: Option<NaiveDate>, entry: &FileEntry) -> Result<ComparedFile> {
    let path = day.map_or_else(|| lake.dimension(entry.table), |day| lake.fact(entry.table, day));
    let differs = |what: &str, lake: String, shop: String| Difference {
        day,
        what: format!("{what} of {}", entry.table.name()),
        lake,
        shop,
    };
    let found = match read(lake, &path).await {
        Ok(Some(found)) => found,
        Ok(None) => {
            let differences = vec![differs("file", "missing".to_owned(), "there".to_owned())];
            return Ok(ComparedFile { batches: Vec::new(), differences });
        }
        Err(Error::Content { reason, .. }) => {
            let differences = vec![differs("file", reason, "readable".to_owned())];
            return Ok(ComparedFile { batches: Vec::new(), differences });
        }
        Err(error) => return Err(error),
    };
    let rows: u64 = found.batches.iter().map(|batch| batch.num_rows() as u64).sum();
    let mut differences = Vec::new();
    if rows != entry.rows {
        differences.push(differs("rows", rows.to_string(), entry.rows.to_string()));
    }
    if found.bytes != entry.bytes || found.sha256 != entry.sha256 {
        differences.push(differs("checksum", found.sha256, entry.sha256.clone()));
    }
    Ok(ComparedFile { batches: found.batches, differences })
}

/// Adds rows of a fact to the totals of their day.
pub(crate) fn add_up(table: Table, batch: &RecordBatch, totals: &mut DayTotals) {
    let rows = i64::try_from(batch.num_rows()).unwrap_or(i64::MAX);
    let column = |name: &str| {
        let Some(column) = batch.column_by_name(name) else { return 0 };
        match column.data_type() {
            DataType::Int64 => sum(column.as_primitive::<Int64Type>()).unwrap_or_default(),
            DataType::Int32 => column.as_primitive::<Int32Type>().iter().flatten().map(i64::from).sum(),
            _ => 0,
        }
    };
    match table {
        Table::Orders => {
            totals.orders += rows;
            totals.goods_minor += column("goods_minor");
            totals.delivery_minor += column("delivery_minor");
            totals.tax_minor += column("tax_minor");
            totals.total_minor += column("total_minor");
            totals.credited_minor += column("credited_minor");
        }
        Table::OrderLines => {
            totals.order_lines += rows;
            totals.pieces += column("quantity");
            totals.cancelled_pieces += column("cancelled");
            totals.lines_minor += column("total_minor");
        }
        Table::Shipments => {
            totals.shipment_lines += rows;
            totals.shipped_pieces += column("quantity");
        }
        Table::Returns => {
            totals.return_lines += rows;
            totals.returned_pieces += column("quantity");
            totals.returned_minor += column("value_minor");
        }
        Table::StockMovements => {
            totals.movements += rows;
            totals.on_hand_delta += column("on_hand_delta");
            totals.allocated_delta += column("allocated_delta");
        }
        Table::StockDaily => {
            totals.on_hand += column("on_hand");
            totals.allocated += column("allocated");
        }
        Table::SearchesWithoutResult => totals.searches += column("searches"),
        Table::Product | Table::Category | Table::Customer | Table::Location | Table::Date => {}
    }
}
