//! Rows on their way into the database, many to a statement.

use std::fmt::{Arguments, Write as _};

use sqlx::{AssertSqlSafe, MySqlConnection};

/// Bytes of a statement, from which on it is sent.
const FULL: usize = 512 * 1024;

/// A table that gets rows.
pub(crate) struct Table {
    name: &'static str,
    columns: &'static str,
    on_duplicate: &'static str,
    rows: String,
    written: u64,
    next_id: i64,
}

impl Table {
    fn new(name: &'static str, columns: &'static str) -> Self {
        Self { name, columns, on_duplicate: "", rows: String::new(), written: 0, next_id: 0 }
    }

    /// The id of a row to come.
    pub(crate) fn id(&mut self) -> i64 {
        self.next_id += 1;
        self.next_id
    }

    /// Adds a row: its values as SQL, of our own making.
    pub(crate) fn add(&mut self, values: Arguments<'_>) {
        if !self.rows.is_empty() {
            self.rows.push(',');
        }
        // Writing to a string does not fail.
        let _ = write!(self.rows, "({values})");
        self.written += 1;
    }
}

macro_rules! tables {
    ($($field:ident: $name:literal, $columns:literal;)+) => {
        /// All tables that get rows.
        pub(crate) struct Tables { $(pub(crate) $field: Table,)+ }

        impl Tables {
            fn empty() -> Self { Self { $($field: Table::new($name, $columns),)+ } }
            fn all(&mut self) -> Vec<&mut Table> { vec![$(&mut self.$field,)+] }
        }
    };
}

tables! {
    companies: "companies", "id, name, vat_id, tax_exempt, terms_days, currency, credit_limit_minor, credit_used_minor, created_at";
    orders: "orders", "id, order_number, idempotency_key, state, email, contact_name, phone, company, street, street_2, postal_code, city, region, country,
        delivery_method, payment_method, po_number, note, currency, goods_minor, delivery_minor, tax_minor, total_minor, placed_at, company_id,
        approved_at, tax_basis_points, tax_note, paid_minor, credited_minor, terms_days";
    order_lines: "order_lines", "order_id, line_no, variant_id, sku, name, quantity, unit_price_minor, total_minor, cancelled, shipped, returned";
    order_events: "order_events", "order_id, kind, state, detail, actor, happened_at";
    payments: "payments", "order_id, amount_minor, reference, actor, received_at";
    shipments: "shipments", "id, shipment_number, order_id, location_id, state, carrier, tracking, created_at, picked_at, packed_at, shipped_at, delivered_at";
    shipment_lines: "shipment_lines", "shipment_id, order_id, line_no, quantity, scanned";
    returns: "return_authorizations", "id, rma_number, order_id, state, reason, note, answer, requested_at, decided_at, received_at, credited_at";
    return_lines: "return_lines", "return_id, order_id, line_no, quantity, restocked, scrapped";
    credits: "credits", "order_id, return_id, kind, amount_minor, reason, actor, credited_at";
    purchase_orders: "purchase_orders", "id, po_number, supplier, location_id, currency, expected_on, note, created_at, closed_at";
    purchase_order_lines: "purchase_order_lines", "purchase_order_id, line_no, variant_id, quantity, received, cancelled, unit_cost_minor";
    stock_levels: "stock_levels", "variant_id, location_id, on_hand, allocated, held";
    stock_movements: "stock_movements", "variant_id, location_id, kind, on_hand_delta, allocated_delta, order_id, order_line_no, reason, moved_at";
}

impl Tables {
    /// Tables whose rows come after those that are there.
    pub(crate) async fn after(database: &mut MySqlConnection) -> anyhow::Result<Self> {
        let mut tables = Self::empty();
        tables.stock_levels.on_duplicate = " ON DUPLICATE KEY UPDATE on_hand = on_hand + VALUES(on_hand)";
        for table in tables.all().into_iter().filter(|table| table.columns.starts_with("id,")) {
            let newest = format!("SELECT COALESCE(MAX(id), 0) FROM {}", table.name);
            (table.next_id,) = sqlx::query_as(AssertSqlSafe(newest)).fetch_one(&mut *database).await?;
        }
        Ok(tables)
    }

    /// Sends what is full, or everything.
    pub(crate) async fn write(&mut self, database: &mut MySqlConnection, everything: bool) -> anyhow::Result<()> {
        for table in self.all() {
            if table.rows.len() > FULL || everything && !table.rows.is_empty() {
                let rows = std::mem::take(&mut table.rows);
                let statement =
                    format!("INSERT INTO {} ({}) VALUES {rows}{}", table.name, table.columns, table.on_duplicate);
                sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut *database).await?;
            }
        }
        Ok(())
    }

    /// Rows so far.
    pub(crate) fn written(&mut self) -> u64 {
        self.all().iter().map(|table| table.written).sum()
    }
}
