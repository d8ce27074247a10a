//! A shop with a few days of history, written as rows so that every figure is known, and a lake in a folder of its own.

use std::collections::BTreeMap;
use std::path::{Path as FilePath, PathBuf};

use chrono::{DateTime, NaiveDate, Utc};
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::util::pretty::pretty_format_batches;
use object_store::ObjectStoreExt;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use sqlx::MySqlPool;
use store::{DatabaseConfig, Store};
use warehouse::export::{Exported, Which};
use warehouse::schema::Table;
use warehouse::{Lake, export};

/// Nothing listens there: the warehouse needs no cache.
const NOWHERE: &str = "redis://127.0.0.1:1";

/// What stands in every column that is about somebody.
pub(crate) const MARK: &str = "Zebulon";

pub(crate) struct Shop {
    pub(crate) store: Store,
    pub(crate) database: MySqlPool,
    pub(crate) folder: Folder,
    pub(crate) lake: Lake,
}

/// A folder that goes with the test.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new(database: &MySqlPool) -> Self {
        let name = database.connect_options().get_database().expect("a database").to_owned();
        let folder = std::env::temp_dir().join(format!("lake-{}-{name}", std::process::id()));
        // It may be there from a run that was killed.
        _ = std::fs::remove_dir_all(&folder);
        Self(folder)
    }

    /// Every file, and its bytes.
    pub(crate) fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        walk(&self.0, &self.0, &mut files);
        files
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        _ = std::fs::remove_dir_all(&self.0);
    }
}

fn walk(root: &FilePath, folder: &FilePath, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            walk(root, &path, files);
        } else {
            let name = path.strip_prefix(root).expect("below it").to_str().expect("text").to_owned();
            files.insert(name, std::fs::read(&path).expect("read"));
        }
    }
}

pub(crate) fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, day).expect("a day")
}

fn night(of: u32) -> DateTime<Utc> {
    day(of).and_hms_opt(1, 10, 0).expect("a time").and_utc()
}

/// The nights that tests export in.
pub(crate) fn night_27() -> DateTime<Utc> {
    night(27)
}

pub(crate) fn night_28() -> DateTime<Utc> {
    night(28)
}

pub(crate) fn night_29() -> DateTime<Utc> {
    night(29)
}

/// Three days: orders of a guest, a customer and a company, a parcel, a ledger, costs, a search.
const HISTORY: &[&str] = &[
    "INSERT INTO makers (id, code, name) VALUES (901, 'TST', 'Test Tubes')",
    "INSERT INTO products (id, slug, category_id, maker_id, kind, name, summary, description, hazard_class, created_at, updated_at)
     SELECT 901, 'tube', id, 901, 'part', 'Tube', '', '', 'none', '2026-11-01', '2026-11-01' FROM categories WHERE code = 'airframe-tubes'",
    "INSERT INTO variants (id, code, product_id, category_id, position, sku, sku_key, mpn, mpn_key, option_value, name, search_text, created_at, updated_at)
     SELECT 901, 'TST-1', 901, category_id, 0, 'TST-1', 'TST1', '', '', 'short', 'Tube, short', '', '2026-11-01', '2026-11-01' FROM products WHERE id = 901",
    "INSERT INTO variants (id, code, product_id, category_id, position, sku, sku_key, mpn, mpn_key, option_value, name, search_text, created_at, updated_at)
     SELECT 902, 'TST-2', 901, category_id, 1, 'TST-2', 'TST2', '', '', 'long', 'Tube, long', '', '2026-11-01', '2026-11-01' FROM products WHERE id = 901",
    "INSERT INTO price_lists (id, code, name, currency) VALUES (1, 'standard', 'Standard', 'EUR')
     ON DUPLICATE KEY UPDATE currency = 'EUR'",
    "INSERT INTO prices (price_list_id, variant_id, min_quantity, unit_price_minor) VALUES (1, 901, 1, 1000), (1, 901, 10, 900)",
    "INSERT INTO stock_locations (id, code, name) VALUES (901, 'TDN', 'Denver'), (902, 'TRM', 'Rotterdam')",
    "INSERT INTO stock_levels (variant_id, location_id, on_hand, allocated, held) VALUES (901, 901, 7, 0, 0), (902, 902, 5, 1, 0)",
    "INSERT INTO purchase_orders (id, po_number, supplier, location_id, currency, note, created_at) VALUES
     (901, 'PO-1', 'Zebulon', 901, 'EUR', 'Zebulon', '2026-11-23 10:00'), (902, 'PO-2', 'Zebulon', 901, 'EUR', '', '2026-11-25 22:00')",
    "INSERT INTO purchase_order_lines (purchase_order_id, line_no, variant_id, quantity, received, cancelled, unit_cost_minor)
     VALUES (901, 1, 901, 10, 10, 0, 400), (902, 1, 901, 10, 0, 0, 450)",
    "INSERT INTO companies (id, name, vat_id, tax_exempt, currency, credit_limit_minor, credit_used_minor, created_at)
     VALUES (901, 'Zebulon', 'Zebulon', 0, 'EUR', 0, 0, '2026-11-01')",
    "INSERT INTO customers (id, email, name, session_epoch, created_at) VALUES (901, 'zebulon@example.org', 'Zebulon', 0, '2026-11-01')",
    "INSERT INTO orders (id, order_number, idempotency_key, state, email, contact_name, phone, company, street, street_2, postal_code, city,
       region, country, delivery_method, payment_method, po_number, note, currency, goods_minor, delivery_minor, tax_minor, total_minor,
       placed_at, customer_id, company_id, approved_at, vat_id, certification, credited_minor)
     VALUES
     (901, 'RP-1', 'k1', 'partly_shipped', 'Zebulon@example.org', 'Zebulon', '+31 Zebulon', 'Zebulon', 'Zebulon', 'Zebulon', 'Zebulon', 'Zebulon',
       'Zebulon', 'NL', 'standard', 'bank_transfer', 'Zebulon', 'Zebulon', 'EUR', 3500, 990, 943, 5433, '2026-11-24 23:59:59.999999', NULL, NULL, '2026-11-25 08:00', 'Zebulon', 'Zebulon', 0),
     (902, 'RP-2', 'k2', 'allocated', 'zebulon@example.org', 'Zebulon', '', 'Zebulon', '', '', '', '', '', 'DE', 'express', 'bank_transfer', '', '',
       'EUR', 2000, 0, 0, 2000, '2026-11-25 00:00', 901, NULL, '2026-11-25 09:00', '', '', 0),
     (903, 'RP-3', 'k3', 'cancelled', 'zebulon@example.org', 'Zebulon', '', 'Zebulon', '', '', '', '', '', 'US', 'standard', 'purchase_order', '', '',
       'EUR', 500, 990, 0, 1490, '2026-11-26 12:00', NULL, 901, NULL, '', '', 1490)",
    "INSERT INTO order_lines (order_id, line_no, variant_id, sku, name, quantity, unit_price_minor, total_minor, cancelled, backordered, shipped)
     VALUES (901, 1, 901, 'TST-1', 'Tube, short', 3, 1000, 3000, 0, 0, 3), (901, 2, 902, 'TST-2', 'Tube, long', 1, 500, 500, 0, 0, 0),
            (902, 1, 901, 'TST-1', 'Tube, short', 2, 1000, 2000, 0, 0, 0), (903, 1, 902, 'TST-2', 'Tube, long', 1, 500, 500, 1, 0, 0)",
    "INSERT INTO order_events (order_id, kind, state, detail, actor, happened_at) VALUES
     (901, 'placed', 'placed', 'Zebulon', 'Zebulon', '2026-11-24 23:59:59.999999'), (901, 'approved', 'allocated', '', 'Zebulon', '2026-11-25 08:00'),
     (901, 'shipped', 'partly_shipped', '', 'Zebulon', '2026-11-26 16:00'), (902, 'placed', 'placed', '', 'Zebulon', '2026-11-25 00:00'),
     (903, 'placed', 'placed', '', 'Zebulon', '2026-11-26 12:00'), (903, 'cancelled', 'cancelled', '', 'Zebulon', '2026-11-26 13:00')",
    "INSERT INTO shipments (id, shipment_number, order_id, location_id, state, carrier, tracking, created_at, shipped_at)
     VALUES (901, 'S-1', 901, 901, 'shipped', 'PostNL', 'Zebulon', '2026-11-26 10:00', '2026-11-26 16:00')",
    "INSERT INTO shipment_lines (shipment_id, order_id, line_no, quantity, scanned) VALUES (901, 901, 1, 3, 3)",
    "INSERT INTO stock_movements (id, variant_id, location_id, kind, on_hand_delta, allocated_delta, order_id, order_line_no, reason, moved_at) VALUES
     (901, 901, 901, 'receipt', 10, 0, NULL, NULL, 'Zebulon', '2026-11-24 08:00'), (902, 902, 902, 'receipt', 5, 0, NULL, NULL, '', '2026-11-24 08:00'),
     (903, 901, 901, 'allocation', 0, 3, 901, 1, '', '2026-11-24 23:59:59.999999'), (904, 902, 902, 'allocation', 0, 1, 901, 2, '', '2026-11-24 23:59:59.999999'),
     (905, 901, 901, 'sale', -3, -3, 901, 1, '', '2026-11-26 16:00')",
    "INSERT INTO searches_without_result (day, words, searches) VALUES ('2026-11-25', 'nose cone 999', 3), ('2026-11-25', 'warp drive', 1)",
];

impl Shop {
    /// An empty shop and an empty lake.
    pub(crate) async fn empty(database: MySqlPool) -> Self {
        let options = database.connect_options().as_ref().clone();
        let config = DatabaseConfig { options, max_connections: 16 };
        let store = Store::connect(&config, NOWHERE).await.expect("the database answers");
        store.migrate().await.expect("the built-in schema");
        let folder = Folder::new(&database);
        let lake = Lake::open(folder.0.to_str().expect("text"), &[]).expect("a lake");
        Self { store, database, folder, lake }
    }

    /// A shop with three days of history.
    pub(crate) async fn open(database: MySqlPool) -> Self {
        let shop = Self::empty(database).await;
        for statement in HISTORY {
            shop.run(statement).await;
        }
        shop
    }

    pub(crate) async fn run(&self, statement: &'static str) {
        sqlx::query(statement).execute(&self.database).await.expect(statement);
    }

    /// Exports what is missing.
    pub(crate) async fn export(&self, clock: fn() -> DateTime<Utc>) -> Exported {
        self.export_which(Which::Missing, clock).await
    }

    pub(crate) async fn export_which(&self, which: Which, clock: fn() -> DateTime<Utc>) -> Exported {
        export::run(&self.store, &self.lake, which, clock, &|_| {}).await.expect("exported")
    }

    /// The rows of a fact, a line of text each, without the frame.
    pub(crate) async fn fact(&self, table: Table, of: u32) -> Vec<String> {
        lines(&read(&self.lake, &self.lake.fact(table, day(of))).await)
    }

    /// The rows of a dimension.
    pub(crate) async fn dimension(&self, table: Table) -> Vec<String> {
        lines(&read(&self.lake, &self.lake.dimension(table)).await)
    }
}

pub(crate) async fn read(lake: &Lake, path: &object_store::path::Path) -> Vec<RecordBatch> {
    let bytes = lake.store().get(path).await.expect("there").bytes().await.expect("read");
    let reader = ParquetRecordBatchReaderBuilder::try_new(bytes)
        .and_then(ParquetRecordBatchReaderBuilder::build)
        .expect("Parquet");
    reader.collect::<Result<_, _>>().expect("rows")
}

/// Rows as text: cells with one bar between them.
pub(crate) fn lines(batches: &[RecordBatch]) -> Vec<String> {
    let table = pretty_format_batches(batches).expect("text").to_string();
    let rows = table.lines().filter(|line| line.starts_with('|')).skip(1);
    rows.map(|line| line.trim_matches('|').split('|').map(str::trim).collect::<Vec<_>>().join("|")).collect()
}
