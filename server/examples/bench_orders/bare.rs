//! Bare clients: the statements that placing an order issues, in the same order, on one connection each, and
//! nothing else. When `store::orders` changes what it asks, this changes with it: the bench counts the
//! statements of an order on both sides and shows when they have grown apart.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use sha2::{Digest, Sha256};
use sqlx::mysql::MySqlRow;
use sqlx::{Connection, MySqlConnection, Row};
use uuid::Uuid;

use crate::checkouts::Checkout;
use crate::{Round, all_at_once};

/// How often a transaction that lost a lock conflict is run again: as the shop does.
const ATTEMPTS: u64 = 5;

pub(crate) async fn round(
    url: &str,
    ready: Arc<Mutex<VecDeque<Checkout>>>,
    buyers: usize,
    limit: Duration,
) -> anyhow::Result<Round> {
    all_at_once(buyers, limit, |end| buy(url.to_owned(), Arc::clone(&ready), end)).await
}

async fn buy(url: String, ready: Arc<Mutex<VecDeque<Checkout>>>, end: Instant) -> anyhow::Result<Round> {
    let mut connection = MySqlConnection::connect(&url).await?;
    sqlx::raw_sql("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED").execute(&mut connection).await?;
    let mut round = Round::default();
    while Instant::now() < end {
        let Some(checkout) = ready.lock().ok().and_then(|mut ready| ready.pop_front()) else { break };
        let mut attempt = 1;
        while let Err(error) = place(&mut connection, &checkout).await {
            ensure!(attempt < ATTEMPTS && is_lock_conflict(&error), error);
            attempt += 1;
            round.retries += 1;
            tokio::time::sleep(Duration::from_millis(attempt * 4)).await;
        }
        round.orders += 1;
    }
    connection.close().await?;
    Ok(round)
}

fn is_lock_conflict(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<sqlx::Error>()
        .and_then(sqlx::Error::as_database_error)
        .and_then(|error| error.try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>())
        .is_some_and(|error| matches!(error.number(), 1213 | 1205 | 1020))
}

/// A line of the cart on its way to the order.
struct Line {
    variant: i64,
    sku: String,
    name: String,
    quantity: u32,
    price: i64,
    location: i64,
}

async fn place(connection: &mut MySqlConnection, checkout: &Checkout) -> anyhow::Result<()> {
    let key = checkout.key.to_string();
    let known = sqlx::query("SELECT order_number FROM orders WHERE idempotency_key = ?")
        .bind(&key)
        .fetch_optional(&mut *connection)
        .await?;
    ensure!(known.is_none(), "the same checkout twice");
    let mut transaction = connection.begin().await?;
    let cart: i64 = sqlx::query_scalar("SELECT COALESCE(merged_into, id) FROM carts WHERE token_hash = ?")
        .bind(Sha256::digest(checkout.token.as_bytes()).to_vec())
        .fetch_one(&mut *transaction)
        .await?;
    let ask = async |transaction: &mut MySqlConnection, statement: &'static str| {
        sqlx::query(statement).bind(cart).fetch_all(transaction).await
    };
    ask(&mut transaction, "SELECT customer_id FROM carts WHERE id = ? FOR UPDATE").await?;
    ask(&mut transaction, "SELECT idempotency_key, form FROM checkouts WHERE cart_id = ? FOR UPDATE").await?;
    let mut lines = read_cart(&mut transaction, cart).await?;
    take_stock(&mut transaction, cart, &mut lines).await?;
    let order = insert_order(&mut transaction, cart, &key, &lines).await?;
    for (line_no, line) in (1u32..).zip(&lines) {
        insert_line(&mut transaction, order, line_no, line).await?;
    }
    settle_state(&mut transaction, order).await?;
    sqlx::query(
        "INSERT INTO jobs (kind, payload, state, attempts, run_at, created_at, priority, max_attempts, dedupe_key, schedule)
         VALUES ('orders.placed', ?, 'queued', 0, NOW(6), NOW(6), 2, 20, NULL, NULL)",
    )
    .bind(format!("{{\"order_number\":\"{key}\"}}"))
    .execute(&mut *transaction)
    .await?;
    ask(&mut transaction, "DELETE FROM checkouts WHERE cart_id = ?").await?;
    ask(&mut transaction, "DELETE FROM cart_lines WHERE cart_id = ?").await?;
    let changed: Vec<i64> = lines.iter().map(|line| line.variant).collect();
    sqlx::query(
        "INSERT INTO catalog_events (variant_id, created_at)
         SELECT wanted.id, UTC_TIMESTAMP(6) FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) wanted",
    )
    .bind(serde_json::to_string(&changed)?)
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(())
}

async fn read_cart(transaction: &mut MySqlConnection, cart: i64) -> anyhow::Result<Vec<Line>> {
    let wanted =
        sqlx::query("SELECT variant_id, quantity FROM cart_lines WHERE cart_id = ? ORDER BY added_at, variant_id")
            .bind(cart)
            .fetch_all(&mut *transaction)
            .await?;
    let quantities: BTreeMap<i64, u32> = wanted.iter().map(|row| (row.get(0), row.get(1))).collect();
    let ids = serde_json::to_string(&quantities.keys().collect::<Vec<_>>())?;
    sqlx::query("SELECT customer_id FROM carts WHERE id = ?").bind(cart).fetch_all(&mut *transaction).await?;
    let parts = sqlx::query(
        "SELECT STRAIGHT_JOIN v.id, v.sku, v.mpn, v.name, p.kind, p.hazard_class, p.lead_time_days, c.code AS category,
                CAST((SELECT COALESCE(SUM(s.on_hand - s.allocated - s.held), 0) FROM stock_levels s WHERE s.variant_id = v.id)
                   + (SELECT COALESCE(SUM(h.quantity), 0) FROM stock_holds h WHERE h.cart_id = ? AND h.variant_id = v.id) AS UNSIGNED) AS available
         FROM JSON_TABLE(?, '$[*]' COLUMNS (place FOR ORDINALITY, id BIGINT PATH '$')) wanted
         JOIN variants v ON v.id = wanted.id
         JOIN products p ON p.id = v.product_id
         JOIN categories c ON c.id = p.category_id
         ORDER BY wanted.place",
    )
    .bind(cart)
    .bind(&ids)
    .fetch_all(&mut *transaction)
    .await?;
    let prices = sqlx::query(
        "SELECT STRAIGHT_JOIN pr.variant_id, pr.min_quantity, pr.unit_price_minor, pl.currency, pl.id AS list
         FROM price_lists pl
         JOIN JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) wanted
         JOIN prices pr ON pr.price_list_id = pl.id AND pr.variant_id = wanted.id
         WHERE pl.code = 'standard' OR JSON_CONTAINS(?, CAST(pl.id AS CHAR))
         ORDER BY pr.variant_id, pr.min_quantity",
    )
    .bind(&ids)
    .bind("[]")
    .fetch_all(&mut *transaction)
    .await?;
    let prices: BTreeMap<i64, i64> =
        prices.iter().rev().filter(|row| row.get::<u32, _>(1) == 1).map(|row| (row.get(0), row.get(2))).collect();
    sqlx::query(
        "SELECT STRAIGHT_JOIN f.variant_id, a.code, f.number, f.text
         FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) wanted
         JOIN attribute_values f ON f.variant_id = wanted.id
         JOIN attributes a ON a.id = f.attribute_id
         WHERE JSON_CONTAINS(?, JSON_QUOTE(a.code))",
    )
    .bind(&ids)
    .bind(r#"["mass","length","diameter","outer_diameter","impulse_class"]"#)
    .fetch_all(&mut *transaction)
    .await?;
    let line = |row: &MySqlRow| {
        let variant = row.get(0);
        Some(Line {
            variant,
            sku: row.get(1),
            name: row.get(3),
            quantity: *quantities.get(&variant)?,
            price: *prices.get(&variant)?,
            location: 0,
        })
    };
    parts.iter().map(line).collect::<Option<Vec<_>>>().context("a part without a price")
}

/// In SKU order, as the shop does.
async fn take_stock(transaction: &mut MySqlConnection, cart: i64, lines: &mut [Line]) -> anyhow::Result<()> {
    sqlx::query(
        "SELECT v.sku, h.variant_id, CAST(SUM(h.quantity) AS UNSIGNED) AS quantity, MIN(h.expires_at) AS expires_at
         FROM stock_holds h JOIN variants v ON v.id = h.variant_id WHERE h.cart_id = ? GROUP BY h.variant_id, v.sku",
    )
    .bind(cart)
    .fetch_all(&mut *transaction)
    .await?;
    lines.sort_by(|a, b| a.sku.cmp(&b.sku));
    for line in lines {
        let levels = sqlx::query(
            "SELECT location_id, on_hand, allocated, held FROM stock_levels WHERE variant_id = ? ORDER BY location_id FOR UPDATE",
        )
        .bind(line.variant)
        .fetch_all(&mut *transaction)
        .await?;
        let available = |row: &MySqlRow| {
            row.get::<u32, _>(1).saturating_sub(row.get::<u32, _>(2)).saturating_sub(row.get::<u32, _>(3))
        };
        line.location = levels.iter().max_by_key(|row| available(row)).context("a part without stock")?.get(0);
        let updated = sqlx::query(
            "UPDATE stock_levels SET allocated = allocated + ? WHERE variant_id = ? AND location_id = ? AND on_hand >= allocated + held + ?",
        )
        .bind(line.quantity)
        .bind(line.variant)
        .bind(line.location)
        .bind(line.quantity)
        .execute(&mut *transaction)
        .await?;
        ensure!(updated.rows_affected() == 1, "{} is sold out", line.sku);
    }
    Ok(())
}

async fn insert_order(transaction: &mut MySqlConnection, cart: i64, key: &str, lines: &[Line]) -> anyhow::Result<i64> {
    let goods: i64 = lines.iter().map(|line| line.price * i64::from(line.quantity)).sum();
    let inserted = sqlx::query(
        "INSERT INTO orders (order_number, idempotency_key, cart_id, customer_id, company_id, state, email, contact_name, phone, company,
                             vat_id, certification, street, street_2, postal_code, city, region, country, delivery_method, payment_method,
                             po_number, note, currency, goods_minor, delivery_minor, tax_minor, tax_basis_points, tax_note, total_minor,
                             terms_days, approved_at, placed_at)
         VALUES (?, ?, ?, NULL, NULL, 'placed', 'bench@example.org', 'Bench', '', '', '', '', 'Dock 4', '', '3011 AB', 'Rotterdam', '',
                 'NL', 'standard', 'bank_transfer', '', '', 'EUR', ?, 0, 0, 0, '', ?, NULL, NULL, NOW(6))",
    )
    .bind(Uuid::new_v4().simple().to_string()[..16].to_owned())
    .bind(key)
    .bind(cart)
    .bind(goods)
    .bind(goods)
    .execute(transaction)
    .await?;
    Ok(inserted.last_insert_id().cast_signed())
}

async fn insert_line(transaction: &mut MySqlConnection, order: i64, line_no: u32, line: &Line) -> anyhow::Result<()> {
    sqlx::query(
        "INSERT INTO order_lines (order_id, line_no, variant_id, sku, name, quantity, backordered, unit_price_minor, total_minor)
         VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?)",
    )
    .bind(order)
    .bind(line_no)
    .bind(line.variant)
    .bind(&line.sku)
    .bind(&line.name)
    .bind(line.quantity)
    .bind(line.price)
    .bind(line.price * i64::from(line.quantity))
    .execute(&mut *transaction)
    .await?;
    sqlx::query(
        "INSERT INTO stock_movements (variant_id, location_id, kind, on_hand_delta, allocated_delta, order_id, order_line_no, reason, moved_at)
         VALUES (?, ?, 'allocation', 0, ?, ?, ?, 'order placed', NOW(6))",
    )
    .bind(line.variant)
    .bind(line.location)
    .bind(line.quantity)
    .bind(order)
    .bind(line_no)
    .execute(&mut *transaction)
    .await?;
    sqlx::query(
        "INSERT INTO allocations (order_id, line_no, location_id, quantity) VALUES (?, ?, ?, ?)
         ON DUPLICATE KEY UPDATE quantity = quantity + VALUES(quantity)",
    )
    .bind(order)
    .bind(line_no)
    .bind(line.location)
    .bind(line.quantity)
    .execute(transaction)
    .await?;
    Ok(())
}

async fn settle_state(transaction: &mut MySqlConnection, order: i64) -> anyhow::Result<()> {
    let ask = async |transaction: &mut MySqlConnection, statement: &'static str| {
        sqlx::query(statement).bind(order).fetch_all(transaction).await
    };
    ask(transaction, "SELECT state, approved_at FROM orders WHERE id = ? FOR UPDATE").await?;
    ask(
        transaction,
        "SELECT l.quantity, l.cancelled, l.backordered, l.shipped,
                CAST(COALESCE(SUM(IF(s.state <> 'picking', p.quantity, 0)), 0) AS UNSIGNED) AS picked,
                CAST(COALESCE(SUM(IF(s.state IN ('packed', 'shipped', 'delivered'), p.quantity, 0)), 0) AS UNSIGNED) AS packed,
                CAST(COALESCE(SUM(IF(s.state = 'delivered', p.quantity, 0)), 0) AS UNSIGNED) AS delivered
         FROM order_lines l
         LEFT JOIN shipment_lines p ON p.order_id = l.order_id AND p.line_no = l.line_no
         LEFT JOIN shipments s ON s.id = p.shipment_id
         WHERE l.order_id = ?
         GROUP BY l.line_no, l.quantity, l.cancelled, l.backordered, l.shipped ORDER BY l.line_no",
    )
    .await?;
    ask(transaction, "UPDATE orders SET state = 'placed' WHERE id = ?").await?;
    ask(
        transaction,
        "INSERT INTO order_events (order_id, kind, state, detail, actor, happened_at) VALUES (?, 'placed', 'placed', '', 'customer', NOW(6))",
    )
    .await?;
    Ok(())
}
