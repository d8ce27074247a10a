//! Between DataFusion's columns and the values of a report: each kind of column has one type, whatever the SQL answers.

use std::sync::Arc;

use chrono::{Days, NaiveDate};
use datafusion::arrow::array::{Array, AsArray};
use datafusion::arrow::compute::{CastOptions, cast_with_options};
use datafusion::arrow::datatypes::{DataType, Date32Type, Field, Float64Type, Int64Type, Schema, SchemaRef};
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::scalar::ScalarValue;
use domain::reports::{ColumnKind, Report, Value};
use parquet::arrow::ArrowWriter;

use super::error::ReportError;

/// The day that dates are counted from.
const EPOCH: NaiveDate = NaiveDate::from_ymd_opt(1970, 1, 1).expect("a day");

/// A day as a number of days.
pub(super) fn day_number(day: NaiveDate) -> i32 {
    i32::try_from((day - EPOCH).num_days()).unwrap_or(i32::MAX)
}

/// A day as a value of SQL.
pub(super) fn day(day: Option<NaiveDate>) -> ScalarValue {
    ScalarValue::Date32(day.map(day_number))
}

fn day_of(number: i32) -> Option<NaiveDate> {
    match u64::try_from(number) {
        Ok(days) => EPOCH.checked_add_days(Days::new(days)),
        Err(_) => EPOCH.checked_sub_days(Days::new(u64::from(number.unsigned_abs()))),
    }
}

const fn type_of(kind: ColumnKind) -> DataType {
    match kind {
        ColumnKind::Text | ColumnKind::Sku | ColumnKind::Currency => DataType::Utf8,
        ColumnKind::Day | ColumnKind::Week => DataType::Date32,
        ColumnKind::Count | ColumnKind::Money => DataType::Int64,
        ColumnKind::Percent | ColumnKind::Hours | ColumnKind::Ratio => DataType::Float64,
    }
}

fn schema(report: &Report) -> SchemaRef {
    let field = |column: &domain::reports::Column| Field::new(column.name, type_of(column.kind), true);
    Arc::new(Schema::new(report.columns.iter().map(field).collect::<Vec<_>>()))
}

/// A batch with the columns of the report in their types. What does not fit is an error, never a null.
pub(super) fn plain(batch: &RecordBatch, report: &Report) -> Result<RecordBatch, ReportError> {
    let found = batch.schema();
    let names = || found.fields().iter().map(|field| field.name().as_str());
    if !names().eq(report.columns.iter().map(|column| column.name)) {
        return Err(ReportError::Columns(names().collect::<Vec<_>>().join(", ")));
    }
    let strict = CastOptions { safe: false, ..CastOptions::default() };
    let columns = batch.columns().iter().zip(report.columns);
    let columns = columns.map(|(column, of)| cast_with_options(column, &type_of(of.kind), &strict));
    Ok(RecordBatch::try_new(schema(report), columns.collect::<Result<_, _>>()?)?)
}

/// The rows of plain batches.
pub(super) fn rows(batches: &[RecordBatch], report: &Report) -> Result<Vec<Vec<Value>>, ReportError> {
    let mut rows = Vec::new();
    for batch in batches {
        if batch.num_columns() != report.columns.len() {
            return Err(ReportError::Columns(batch.num_columns().to_string()));
        }
        for row in 0..batch.num_rows() {
            let cells = report.columns.iter().zip(batch.columns());
            rows.push(cells.map(|(column, array)| value(array.as_ref(), column.kind, row)).collect());
        }
    }
    Ok(rows)
}

fn value(array: &dyn Array, kind: ColumnKind, row: usize) -> Value {
    if array.is_null(row) {
        return Value::Nothing;
    }
    match type_of(kind) {
        DataType::Utf8 => Value::Text(array.as_string::<i32>().value(row).to_owned()),
        DataType::Date32 => day_of(array.as_primitive::<Date32Type>().value(row))
            .map_or(Value::Nothing, |day| Value::Text(day.to_string())),
        DataType::Int64 => Value::Whole(array.as_primitive::<Int64Type>().value(row)),
        _ => match array.as_primitive::<Float64Type>().value(row) {
            figure if figure.is_finite() => Value::Figure(figure),
            _ => Value::Nothing,
        },
    }
}

/// Two columns of text as pairs.
pub(super) fn pairs(batches: &[RecordBatch]) -> Result<Vec<(String, String)>, ReportError> {
    let mut pairs = Vec::new();
    for batch in batches {
        let text = |at: usize| {
            let column = batch.columns().get(at).ok_or_else(|| ReportError::Columns(at.to_string()))?;
            Ok::<_, ReportError>(cast_with_options(column, &DataType::Utf8, &CastOptions::default())?)
        };
        let (one, other) = (text(0)?, text(1)?);
        let (one, other) = (one.as_string::<i32>(), other.as_string::<i32>());
        pairs.extend((0..batch.num_rows()).map(|row| (one.value(row).to_owned(), other.value(row).to_owned())));
    }
    Ok(pairs)
}

/// Plain batches as the bytes of a Parquet file.
pub(super) fn parquet(batches: &[RecordBatch], report: &Report) -> Result<Vec<u8>, ReportError> {
    let failed = |error: parquet::errors::ParquetError| ReportError::Lake(error.into());
    let mut writer = ArrowWriter::try_new(Vec::new(), schema(report), None).map_err(failed)?;
    for batch in batches {
        writer.write(batch).map_err(failed)?;
    }
    writer.into_inner().map_err(failed)
}
