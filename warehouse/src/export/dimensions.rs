//! The dimensions: each one file, then their manifest.

use chrono::NaiveDate;
use datafusion::arrow::array::RecordBatch;
use store::reports::{Costs, Difference, Snapshot};

use super::lag_milliseconds;
use crate::columns;
use crate::dimension::{Product, Tree, dates};
use crate::lake::FileSink;
use crate::schema::{SCHEMA_VERSION, Table};
use crate::verify::{compare_file, read};
use crate::{DimensionsManifest, FileEntry, Lake, Result};

/// Rows of a dimension written at a time.
const BATCH: usize = 8_192;

/// Writes the dimensions as of a day. The products known so far are read back first: what is wrong with their file is
/// the answer, and they are begun anew only where there were none.
pub(super) async fn export(snapshot: &mut Snapshot, lake: &Lake, day: NaiveDate) -> Result<Vec<Difference>> {
    let before = lake.dimensions().await?;
    let mut differences = Vec::new();
    let mut known = Vec::new();
    let product = lake.dimension(Table::Product);
    let entry = before.iter().flat_map(|manifest| &manifest.files).find(|file| file.table == Table::Product);
    // A run that died between the file and the manifest left a file that is whole, and as good.
    if let Some(found) = read(lake, &product).await? {
        for batch in &found.batches {
            known.extend(Product::read(batch)?);
        }
        drop(found);
    } else if let Some(entry) = entry {
        differences.extend(compare_file(lake, None, entry).await?);
    }
    let mut costs = Costs::default();
    snapshot.carry_costs(&mut costs, day).await?;
    let categories = snapshot.categories().await?;
    let tree = Tree::of(&categories);
    let now = Product::now(snapshot.products().await?, &tree, &costs);
    let products = Product::merged(known, now, day);
    let mut files = vec![write_rows(lake, Table::Product, &products, Product::columns).await?];
    drop(products);
    files.push(write(lake, Table::Category, &columns::categories(&tree.all())?).await?);
    let customers = snapshot.customers(day).await?;
    files.push(write_rows(lake, Table::Customer, &customers, columns::customers).await?);
    drop(customers);
    files.push(write(lake, Table::Location, &columns::locations(&snapshot.locations().await?)?).await?);
    files.push(write(lake, Table::Date, &dates()?).await?);
    let manifest = DimensionsManifest {
        schema_version: SCHEMA_VERSION,
        day,
        snapshot_at: snapshot.taken_at(),
        lag_milliseconds: lag_milliseconds(snapshot),
        files,
    };
    lake.write_dimensions(&manifest).await?;
    Ok(differences)
}

async fn write(lake: &Lake, table: Table, batch: &RecordBatch) -> Result<FileEntry> {
    let mut sink = FileSink::create(lake, table, lake.dimension(table))?;
    sink.write(batch).await?;
    sink.finish().await
}

async fn write_rows<T>(
    lake: &Lake,
    table: Table,
    rows: &[T],
    columns: impl Fn(&[T]) -> Result<RecordBatch>,
) -> Result<FileEntry> {
    let mut sink = FileSink::create(lake, table, lake.dimension(table))?;
    for rows in rows.chunks(BATCH) {
        sink.write(&columns(rows)?).await?;
    }
    sink.finish().await
}
