//! One day: a file for each fact, then the manifest.

use chrono::NaiveDate;
use datafusion::arrow::array::RecordBatch;
use store::reports::{DayTotals, PAGE, Snapshot};

use super::{Carried, lag_milliseconds};
use crate::columns;
use crate::lake::FileSink;
use crate::schema::{SCHEMA_VERSION, Table};
use crate::verify::add_up;
use crate::{DayManifest, Error, Lake, Result};

/// Writes pages of a fact until one is short; `$after` is behind which row the next page begins.
macro_rules! write_pages {
    ($sink:expr, $after:ident = $first:expr, $read:expr, |$rows:ident| $columns:expr, |$last:ident| $next:expr) => {{
        let mut sink = $sink;
        let mut $after = $first;
        loop {
            let $rows = $read.await?;
            if let Some($last) = $rows.last() {
                sink.write(&$columns?).await?;
                $after = $next;
            }
            if $rows.len() < PAGE {
                break sink.finish().await?;
            }
        }
    }};
}

/// Exports a day; answers how many rows it has.
pub(super) async fn export(snapshot: &mut Snapshot, lake: &Lake, day: NaiveDate, carried: &mut Carried) -> Result<u64> {
    snapshot.carry_stock(&mut carried.stock, day).await?;
    snapshot.carry_costs(&mut carried.costs, day).await?;
    let mut totals = DayTotals::default();
    let mut counted = |table, batch: Result<RecordBatch>| {
        let batch = batch?;
        add_up(table, &batch, &mut totals);
        Ok::<_, Error>(batch)
    };
    let files = vec![
        write_pages!(
            create(lake, Table::Orders, day)?,
            after = (0, 0),
            snapshot.orders(day, after),
            |rows| counted(Table::Orders, columns::orders(&rows)),
            |last| (last.order_id, 0)
        ),
        write_pages!(
            create(lake, Table::OrderLines, day)?,
            after = (0, 0),
            snapshot.order_lines(day, after),
            |rows| counted(Table::OrderLines, columns::order_lines(&rows, &carried.costs)),
            |last| (last.order_id, last.line_no)
        ),
        write_pages!(
            create(lake, Table::Shipments, day)?,
            after = (0, 0),
            snapshot.shipments(day, after),
            |rows| counted(Table::Shipments, columns::shipments(&rows)),
            |last| (last.shipment_id, last.line_no)
        ),
        write_pages!(
            create(lake, Table::Returns, day)?,
            after = (0, 0),
            snapshot.returns(day, after),
            |rows| counted(Table::Returns, columns::returns(&rows)),
            |last| (last.return_id, last.line_no)
        ),
        write_pages!(
            create(lake, Table::StockMovements, day)?,
            after = (0, 0),
            snapshot.stock_movements(day, after),
            |rows| counted(Table::StockMovements, columns::stock_movements(&rows)),
            |last| (last.movement_id, 0)
        ),
        {
            let mut sink = create(lake, Table::StockDaily, day)?;
            sink.write(&counted(Table::StockDaily, columns::stock_daily(&carried.stock))?).await?;
            sink.finish().await?
        },
        write_pages!(
            create(lake, Table::SearchesWithoutResult, day)?,
            after = String::new(),
            snapshot.searches_without_result(day, &after),
            |rows| counted(Table::SearchesWithoutResult, columns::searches_without_result(&rows)),
            |last| last.words.clone()
        ),
    ];
    let rows = files.iter().map(|file| file.rows).sum();
    let manifest = DayManifest {
        schema_version: SCHEMA_VERSION,
        day,
        snapshot_at: snapshot.taken_at(),
        lag_milliseconds: lag_milliseconds(snapshot),
        files,
        totals,
    };
    lake.write_day(&manifest).await?;
    Ok(rows)
}

fn create(lake: &Lake, table: Table, day: NaiveDate) -> Result<FileSink> {
    FileSink::create(lake, table, lake.fact(table, day))
}
