//! The shop itself, and what it says of its rows.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::time::Duration;

use domain::checkout::CheckoutForm;
use domain::fulfilment::{
    PurchaseOrderNumber, Refusal, ReturnNumber, ReturnReason, ReturnState, ShipmentNumber, ShipmentState, StockReason,
};
use domain::ids::{Sku, StockLocationId};
use domain::money::{Currency, Money};
use domain::orders::{OrderNumber, OrderState};
use sha2::{Digest, Sha256};
use sqlx::MySqlPool;
use store::fulfilment::{Cancel, FulfilmentError, NewPurchaseOrder, Receipt, ReturnedPieces};
use store::{DatabaseConfig, Store};
use uuid::Uuid;

use crate::model::{BUYERS, CREDIT_LIMIT, MEMBERS, Model, OPENING, PARTS};
use crate::operation::{Operation, Who};
use crate::shop::{Buyer, Shop, complete_form, moment, redis_url, sku, tube};

/// Codes of the locations, by id.
const LOCATIONS: [&str; 2] = ["DEN", "RTM"];

/// Why the shop did not do it.
#[derive(Debug)]
pub(crate) enum Refused {
    /// As it should.
    ByRule(#[expect(dead_code, reason = "shown when the model differs")] String),
    /// By a fault.
    ByFault(#[expect(dead_code, reason = "shown when the model differs")] String),
}

impl From<FulfilmentError> for Refused {
    fn from(error: FulfilmentError) -> Self {
        match error {
            FulfilmentError::Refused(refusal) => Self::ByRule(refusal.to_string()),
            FulfilmentError::Store(error) => Self::ByFault(error.to_string()),
        }
    }
}

fn part_number(part: usize) -> Sku {
    sku(&format!("T-{}", part + 1))
}

/// The shop and who buys there.
pub(crate) struct Real {
    shop: Shop,
    buyers: Vec<Buyer>,
    /// Random bits are never the same twice.
    random: Cell<u64>,
    /// The newest row of the orders' histories that was looked at, and the states up to there.
    seen: Cell<i64>,
    states: RefCell<BTreeMap<i64, OrderState>>,
}

impl Real {
    pub(crate) async fn open(database: MySqlPool) -> Self {
        let shop = Shop::open(database).await;
        for part in 0..PARTS {
            shop.sell(&tube(part_number(part).as_str(), None), OPENING, OPENING).await;
        }
        let company = shop.company("Delft Rocketry", Some(CREDIT_LIMIT)).await;
        let mut buyers = Vec::new();
        for number in (1u64..).take(BUYERS) {
            let is_member = buyers.len() < MEMBERS;
            let buyer = if is_member { Buyer::of_company(&shop, number, company).await } else { Buyer::number(number) };
            buyers.push(buyer);
        }
        Self { shop, buyers, random: Cell::new(1), seen: Cell::new(0), states: RefCell::default() }
    }

    pub(crate) async fn locations(&self) -> Vec<StockLocationId> {
        let ids: Vec<i64> = sqlx::query_scalar("SELECT id FROM stock_locations ORDER BY id")
            .fetch_all(&self.shop.database)
            .await
            .expect("read");
        ids.into_iter().map(StockLocationId).collect()
    }

    fn random(&self) -> u64 {
        self.random.set(self.random.get() + 1);
        self.random.get().wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }

    /// A buyer with the key of their n-th order.
    fn buyer(&self, buyer: usize, nth: u64) -> Buyer {
        let known = self.buyers[buyer].clone();
        Buyer { key: Uuid::from_u64_pair(buyer as u64 + 1, nth), ..known }
    }

    async fn nth<T>(&self, statement: &'static str, of: Option<i64>, nth: usize) -> Option<T>
    where
        T: Send + Unpin + for<'row> sqlx::Decode<'row, sqlx::MySql> + sqlx::Type<sqlx::MySql>,
    {
        let query = sqlx::query_scalar(statement);
        let query = if let Some(of) = of { query.bind(of) } else { query };
        let nth = i64::try_from(nth).expect("few");
        query.bind(nth).fetch_optional(&self.shop.database).await.expect("read")
    }

    async fn order(&self, order: usize) -> (i64, OrderNumber) {
        let id: i64 =
            self.nth("SELECT id FROM orders ORDER BY id LIMIT 1 OFFSET ?", None, order).await.expect("an order");
        let number: String = self
            .nth("SELECT order_number FROM orders ORDER BY id LIMIT 1 OFFSET ?", None, order)
            .await
            .expect("an order");
        (id, OrderNumber::parse(&number).expect("a number"))
    }

    async fn parcel(&self, order: usize, parcel: usize) -> Option<ShipmentNumber> {
        let (id, _) = self.order(order).await;
        let statement = "SELECT shipment_number FROM shipments WHERE order_id = ? ORDER BY id LIMIT 1 OFFSET ?";
        let number: Option<String> = self.nth(statement, Some(id), parcel).await;
        number.map(|number| ShipmentNumber::parse(&number).expect("a number"))
    }

    async fn back(&self, order: usize, back: usize) -> ReturnNumber {
        let (id, _) = self.order(order).await;
        let statement = "SELECT rma_number FROM return_authorizations WHERE order_id = ? ORDER BY id LIMIT 1 OFFSET ?";
        let number: String = self.nth(statement, Some(id), back).await.expect("a return");
        ReturnNumber::parse(&number).expect("a number")
    }

    async fn supply(&self, supply: usize) -> PurchaseOrderNumber {
        let statement = "SELECT po_number FROM purchase_orders ORDER BY id LIMIT 1 OFFSET ?";
        let number: String = self.nth(statement, None, supply).await.expect("a purchase order");
        PurchaseOrderNumber::parse(&number).expect("a number")
    }

    /// Does a step.
    pub(crate) async fn run(&self, operation: &Operation, now: i64) -> Result<(), Refused> {
        self.run_on(&self.shop, operation, now).await
    }

    /// Does a step on connections of its own and cuts it off, then waits until the server has settled.
    pub(crate) async fn cut_off(&self, operation: &Operation, now: i64, after: Duration) {
        let options = self.shop.database.connect_options().as_ref().clone();
        let config = DatabaseConfig { options, max_connections: 2 };
        let store = Store::connect(&config, &redis_url()).await.expect("connected");
        let shop = Shop { store, database: self.shop.database.clone() };
        let _ = tokio::time::timeout(after, self.run_on(&shop, operation, now)).await;
        shop.store.close().await;
        // Whatever is still being committed holds some of these rows.
        let mut barrier = self.shop.database.begin().await.expect("begun");
        for table in [
            "SELECT COUNT(*) FROM (SELECT id FROM carts FOR UPDATE) held",
            "SELECT COUNT(*) FROM (SELECT on_hand FROM stock_levels FOR UPDATE) held",
            "SELECT COUNT(*) FROM (SELECT id FROM orders FOR UPDATE) held",
            "SELECT COUNT(*) FROM (SELECT id FROM shipments FOR UPDATE) held",
            "SELECT COUNT(*) FROM (SELECT id FROM purchase_orders FOR UPDATE) held",
        ] {
            let _: i64 = sqlx::query_scalar(table).fetch_one(&mut *barrier).await.expect("settled");
        }
        barrier.rollback().await.expect("let go");
    }

    #[expect(clippy::too_many_lines, reason = "one arm for each operation")]
    async fn run_on(&self, shop: &Shop, operation: &Operation, now: i64) -> Result<(), Refused> {
        let desk = Who::Desk.actor();
        let (store, at) = (&shop.store, moment(now));
        match *operation {
            Operation::Add { buyer, part, pieces } => {
                self.buyer(buyer, 0).add(shop, part_number(part).as_str(), pieces).await.map_err(by_fault)?;
            }
            Operation::CheckOut { buyer } => self.check_out(buyer).await?,
            Operation::Look { buyer } => {
                let buyer = &self.buyers[buyer];
                let open = store.open_checkout(&buyer.token, buyer.customer, at).await.map_err(by_fault)?;
                open.ok_or_else(|| Refused::ByRule("empty".to_owned()))?;
            }
            Operation::ExpireHolds => {
                store.release_expired_holds(at, 100).await.map_err(by_fault)?;
            }
            Operation::Place { buyer } => {
                let buyer = self.buyer(buyer, self.orders_of(buyer).await);
                buyer.orders_at(shop, self.random(), now).await.map_err(placing)?;
            }
            Operation::PlaceAgain { order } => {
                let (id, number) = self.order(order).await;
                let key: String = self
                    .nth("SELECT idempotency_key FROM orders WHERE id = ? LIMIT 1 OFFSET ?", Some(id), 0)
                    .await
                    .expect("a key");
                let key = Uuid::parse_str(&key).expect("a key");
                let buyer = Buyer { key, ..self.buyers[0].clone() };
                let again = buyer.orders_at(shop, self.random(), now).await.map_err(placing)?;
                assert_eq!(again, number, "the same key is the same order");
            }
            Operation::Approve { order } => {
                store.approve_order(&self.order(order).await.1, &desk, at).await?;
            }
            Operation::Pay { order, minor } => {
                let reference = format!("B-{}", self.random());
                store.record_payment(&self.order(order).await.1, eur(minor), &reference, &desk, at).await?;
            }
            Operation::StartPicking { order, location } => {
                let orders = [self.order(order).await.1];
                store.start_picking(&orders, LOCATIONS[location], self.random(), &desk, at).await?;
            }
            Operation::Picked { order, parcel, missing } => {
                let number = self.parcel(order, parcel).await.ok_or_else(gone)?;
                let parcel = store.shipment(&number).await.map_err(by_fault)?.ok_or_else(gone)?;
                let first = &parcel.lines[0];
                let Some(count) = first.quantity.checked_sub(missing) else { return Err(gone()) };
                store.confirm_picked(&number, &[(first.line_no, count)], &desk, at).await?;
            }
            Operation::Scan { order, parcel, part } => {
                let number = self.parcel(order, parcel).await.ok_or_else(gone)?;
                store.scan(&number, part_number(part).as_str()).await?;
            }
            Operation::Pack { order, parcel, force } => {
                let number = self.parcel(order, parcel).await.ok_or_else(gone)?;
                store.pack(&[number], force.then_some("no scanner"), &desk, at).await?;
            }
            Operation::Unpack { order, parcel } => {
                let number = self.parcel(order, parcel).await.ok_or_else(gone)?;
                store.unpack(&number, &desk, at).await?;
            }
            Operation::Ship { order, parcel } => {
                let number = self.parcel(order, parcel).await.ok_or_else(gone)?;
                store.ship(&number, "PostNL", "3S", &desk, at).await?;
            }
            Operation::Deliver { order, parcel } => {
                let number = self.parcel(order, parcel).await.ok_or_else(gone)?;
                store.deliver(&number, &desk, at).await?;
            }
            Operation::CancelRest { order, who } => {
                store.cancel_order(&self.order(order).await.1, &Cancel::Rest, "", &who.actor(), at).await?;
            }
            Operation::Cancel { order, line, pieces, who } => {
                let what = Cancel::Pieces(vec![(line_no(line), pieces)]);
                store.cancel_order(&self.order(order).await.1, &what, "", &who.actor(), at).await?;
            }
            Operation::OrderSupplies { part, pieces, location, is_dated } => {
                let new = NewPurchaseOrder {
                    supplier: "Tube Works".into(),
                    location: LOCATIONS[location].into(),
                    expected_on: is_dated.then(|| at.date_naive()),
                    note: String::new(),
                    lines: vec![(part_number(part), pieces, eur(400))],
                };
                store.create_purchase_order(&new, self.random(), &desk, at).await?;
            }
            Operation::Receive { supply, pieces, more_is_right } => {
                let receipt = Receipt { lines: vec![(1, pieces, String::new())], more_is_right };
                store.receive_purchase_order(&self.supply(supply).await, &receipt, &desk, at).await?;
            }
            Operation::CloseSupply { supply } => {
                store.cancel_purchase_order_rest(&self.supply(supply).await, &desk, at).await?;
            }
            Operation::Adjust { part, location, delta } => {
                let (part, reason) = (part_number(part), StockReason::Correction);
                store.adjust_stock(&part, LOCATIONS[location], delta, reason, "", &desk, at).await?;
            }
            Operation::Transfer { part, from, pieces } => {
                let (from, to) = (LOCATIONS[from], LOCATIONS[(from + 1) % LOCATIONS.len()]);
                store.transfer_stock(&part_number(part), from, to, pieces, &desk, at).await?;
            }
            Operation::Count { part, location, counted } => {
                let count = store.start_stocktake(LOCATIONS[location], &[], "", &desk, at).await?;
                store.count_stock(count, &part_number(part), Some(counted), &desk, at).await?;
                let refused = store.apply_stocktake(count, &desk, at).await?;
                store.close_stocktake(count, &desk, at).await?;
                if refused > 0 {
                    return Err(Refused::ByRule("promised".to_owned()));
                }
            }
            Operation::AskBack { order, line, pieces, who } => {
                let (number, pieces) = (self.order(order).await.1, [(line_no(line), pieces)]);
                store
                    .request_return(&number, &pieces, ReturnReason::Other, "", self.random(), &who.actor(), at)
                    .await?;
            }
            Operation::DecideBack { order, back, authorise } => {
                store.decide_return(&self.back(order, back).await, authorise, "", &desk, at).await?;
            }
            Operation::ReceiveBack { order, back, restock, scrap, location } => {
                let number = self.back(order, back).await;
                let (id, _) = self.order(order).await;
                let statement = "SELECT CAST(l.line_no AS SIGNED) FROM return_lines l JOIN return_authorizations r ON r.id = l.return_id
                                 WHERE r.order_id = ? ORDER BY r.id LIMIT 1 OFFSET ?";
                let line: i64 = self.nth(statement, Some(id), back).await.expect("a line");
                let pieces = [ReturnedPieces { line_no: u32::try_from(line).expect("small"), restock, scrap }];
                store.receive_return(&number, &pieces, LOCATIONS[location], &desk, at).await?;
            }
            Operation::CreditBack { order, back } => {
                store.credit_return(&self.back(order, back).await, None, "", &desk, at).await?;
            }
            Operation::Goodwill { order, minor } => {
                store.credit_goodwill(&self.order(order).await.1, eur(minor), "sorry", &desk, at).await?;
            }
        }
        Ok(())
    }

    /// Fills every step of a checkout in.
    async fn check_out(&self, buyer: usize) -> Result<(), Refused> {
        let buyer = self.buyer(buyer, self.orders_of(buyer).await);
        let (form, first) = (form(&buyer), domain::checkout::Step::ALL[0]);
        let store = &self.shop.store;
        let saved = store.save_checkout_step(&buyer.token, first, &form, buyer.customer, buyer.key, moment(1)).await;
        if saved.map_err(by_fault)?.is_none() {
            return Err(Refused::ByRule("no cart".to_owned()));
        }
        buyer.checks_out_as(&self.shop, &form).await;
        Ok(())
    }

    async fn orders_of(&self, buyer: usize) -> u64 {
        let keys: Vec<String> = sqlx::query_scalar("SELECT idempotency_key FROM orders")
            .fetch_all(&self.shop.database)
            .await
            .expect("read");
        let theirs = |key: &&String| Uuid::parse_str(key).expect("a key").as_u64_pair().0 == buyer as u64 + 1;
        keys.iter().filter(theirs).count() as u64
    }

    /// Reads what orders cost whose price is not the model's to know.
    pub(crate) async fn price(&self, model: &mut Model) {
        let unpriced = model.orders.iter().position(|order| order.total == 0);
        let Some(order) = unpriced else { return };
        let row: Option<(i64, i64, i64)> =
            sqlx::query_as("SELECT delivery_minor, tax_minor, total_minor FROM orders ORDER BY id LIMIT 1 OFFSET ?")
                .bind(i64::try_from(order).expect("few"))
                .fetch_optional(&self.shop.database)
                .await
                .expect("read");
        if let Some((delivery, tax, total)) = row {
            let known = &mut model.orders[order];
            (known.delivery, known.tax, known.total) = (delivery, tax, total);
        }
    }

    /// Whether all rows are as the model has them.
    pub(crate) async fn compare(&self, model: &Model) -> Result<(), String> {
        self.compare_stock(model).await?;
        self.compare_carts(model).await?;
        self.compare_orders(model).await?;
        self.compare_lines(model).await?;
        self.compare_parcels(model).await?;
        self.compare_returns(model).await?;
        self.check_sums().await
    }

    async fn compare_stock(&self, model: &Model) -> Result<(), String> {
        let rows: Vec<(String, i64, u32, u32, u32)> = sqlx::query_as(
            "SELECT v.sku, l.location_id, l.on_hand, l.allocated, l.held FROM stock_levels l JOIN variants v ON v.id = l.variant_id",
        )
        .fetch_all(&self.shop.database)
        .await
        .expect("read");
        for (number, location, on_hand, allocated, held) in rows {
            let part = (0..PARTS).find(|part| part_number(*part).as_str() == number).expect("a part");
            let place = model.locations.iter().position(|known| known.0 == location).expect("a location");
            let level = model.level(part, place);
            let known = (level.on_hand, level.allocated, level.held);
            if known != (on_hand, allocated, held) {
                let there = (on_hand, allocated, held);
                return Err(format!("{number} at {}: the model has {known:?}, the shop {there:?}", LOCATIONS[place]));
            }
        }
        Ok(())
    }

    async fn compare_carts(&self, model: &Model) -> Result<(), String> {
        let rows: Vec<(Vec<u8>, String, u32)> = sqlx::query_as(
            "SELECT c.token_hash, v.sku, l.quantity FROM carts c JOIN cart_lines l ON l.cart_id = c.id JOIN variants v ON v.id = l.variant_id",
        )
        .fetch_all(&self.shop.database)
        .await
        .expect("read");
        let mut there: Vec<(usize, String, u32)> = rows
            .into_iter()
            .map(|(hash, number, pieces)| {
                let owner = |buyer: &Buyer| Sha256::digest(buyer.token.reveal().as_bytes()).as_slice() == hash;
                (self.buyers.iter().position(owner).expect("a buyer"), number, pieces)
            })
            .collect();
        there.sort();
        first_difference("cart line", &model.cart_lines(|part| part_number(part).to_string()), &there)
    }

    async fn compare_orders(&self, model: &Model) -> Result<(), String> {
        let rows: Vec<(String, bool, i64, i64, i64)> = sqlx::query_as(
            "SELECT state, approved_at IS NOT NULL, total_minor, paid_minor, credited_minor FROM orders ORDER BY id",
        )
        .fetch_all(&self.shop.database)
        .await
        .expect("read");
        if rows.len() != model.orders.len() {
            return Err(format!("the model has {} orders, the shop {}", model.orders.len(), rows.len()));
        }
        for (nth, ((state, is_approved, total, paid, credited), order)) in
            rows.into_iter().zip(&model.orders).enumerate()
        {
            let there = (OrderState::parse(&state), is_approved, total, paid, credited);
            let known = (Some(order.state()), order.is_approved, order.total, order.paid, order.credited);
            if known != there {
                return Err(format!("order {nth}: the model has {known:?}, the shop {there:?}"));
            }
        }
        let used: i64 = self.shop.number("SELECT credit_used_minor FROM companies").await;
        if used != model.credit_used {
            return Err(format!("the company owes {} in the model, {used} in the shop", model.credit_used));
        }
        Ok(())
    }

    async fn compare_lines(&self, model: &Model) -> Result<(), String> {
        type Row = (String, u32, u32, u32, u32, u32);
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT sku, quantity, cancelled, backordered, shipped, returned FROM order_lines ORDER BY order_id, line_no",
        )
        .fetch_all(&self.shop.database)
        .await
        .expect("read");
        let known: Vec<Row> = model
            .orders
            .iter()
            .flat_map(|order| &order.lines)
            .map(|line| {
                let number = part_number(line.part).to_string();
                (number, line.quantity, line.cancelled, line.backordered, line.shipped, line.returned)
            })
            .collect();
        first_difference("line", &known, &rows)?;
        let rows: Vec<(i64, u32)> =
            sqlx::query_as("SELECT location_id, quantity FROM allocations ORDER BY order_id, line_no, location_id")
                .fetch_all(&self.shop.database)
                .await
                .expect("read");
        let known: Vec<(i64, u32)> = model
            .orders
            .iter()
            .flat_map(|order| &order.lines)
            .flat_map(|line| &line.allocated)
            .map(|(location, pieces)| (model.locations[*location].0, *pieces))
            .collect();
        first_difference("allocation", &known, &rows)
    }

    async fn compare_parcels(&self, model: &Model) -> Result<(), String> {
        type Row = (Option<ShipmentState>, i64, u32, u32, u32);
        let rows: Vec<(String, i64, u32, u32, u32)> = sqlx::query_as(
            "SELECT s.state, s.location_id, c.line_no, c.quantity, c.scanned FROM shipments s JOIN shipment_lines c ON c.shipment_id = s.id
             ORDER BY s.order_id, s.id, c.line_no",
        )
        .fetch_all(&self.shop.database)
        .await
        .expect("read");
        let rows: Vec<Row> =
            rows.into_iter().map(|row| (ShipmentState::parse(&row.0), row.1, row.2, row.3, row.4)).collect();
        let known: Vec<Row> = model
            .orders
            .iter()
            .flat_map(|order| &order.parcels)
            .flat_map(|parcel| parcel.pieces.iter().map(move |piece| (parcel, piece)))
            .map(|(parcel, piece)| {
                (Some(parcel.state), model.locations[parcel.location].0, line_no(piece.0), piece.1, piece.2)
            })
            .collect();
        first_difference("parcel", &known, &rows)
    }

    async fn compare_returns(&self, model: &Model) -> Result<(), String> {
        type Row = (Option<ReturnState>, u32, u32);
        let rows: Vec<(String, u32, u32)> = sqlx::query_as(
            "SELECT r.state, l.line_no, l.quantity FROM return_authorizations r JOIN return_lines l ON l.return_id = r.id ORDER BY r.order_id, r.id",
        )
        .fetch_all(&self.shop.database)
        .await
        .expect("read");
        let rows: Vec<Row> = rows.into_iter().map(|row| (ReturnState::parse(&row.0), row.1, row.2)).collect();
        let backs = model.orders.iter().flat_map(|order| &order.backs);
        let known: Vec<Row> = backs.map(|back| (Some(back.state), line_no(back.line), back.pieces)).collect();
        first_difference("return", &known, &rows)?;
        let rows: Vec<(u32, bool)> = sqlx::query_as(
            "SELECT l.received, p.closed_at IS NULL FROM purchase_orders p JOIN purchase_order_lines l ON l.purchase_order_id = p.id ORDER BY p.id",
        )
        .fetch_all(&self.shop.database)
        .await
        .expect("read");
        let known: Vec<(u32, bool)> = model.supplies.iter().map(|supply| (supply.received, supply.is_open)).collect();
        first_difference("purchase order", &known, &rows)
    }

    /// What must hold of the rows among themselves.
    async fn check_sums(&self) -> Result<(), String> {
        if !self.shop.store.stock_discrepancies().await.expect("answered").is_empty() {
            return Err("the ledger does not explain the stock".to_owned());
        }
        if !self.shop.store.credit_discrepancies().await.expect("answered").is_empty() {
            return Err("the ledger does not explain what the company owes".to_owned());
        }
        for (what, statement) in [
            (
                "allocations are not what is promised",
                "SELECT COUNT(*) FROM stock_levels l LEFT JOIN (
                   SELECT o.variant_id, a.location_id, SUM(a.quantity) AS pieces FROM allocations a
                   JOIN order_lines o ON o.order_id = a.order_id AND o.line_no = a.line_no GROUP BY o.variant_id, a.location_id) x
                 ON x.variant_id = l.variant_id AND x.location_id = l.location_id WHERE COALESCE(x.pieces, 0) <> l.allocated",
            ),
            (
                "holds are not what is held",
                "SELECT COUNT(*) FROM stock_levels l LEFT JOIN (
                   SELECT variant_id, location_id, SUM(quantity) AS pieces FROM stock_holds GROUP BY variant_id, location_id) x
                 ON x.variant_id = l.variant_id AND x.location_id = l.location_id WHERE COALESCE(x.pieces, 0) <> l.held",
            ),
            (
                "more is promised than there is",
                "SELECT COUNT(*) FROM stock_levels WHERE allocated + held > on_hand",
            ),
            (
                "credits are not what is credited",
                "SELECT COUNT(*) FROM orders o WHERE o.credited_minor <> (SELECT COALESCE(SUM(c.amount_minor), 0) FROM credits c WHERE c.order_id = o.id)",
            ),
            (
                "payments are not what is paid",
                "SELECT COUNT(*) FROM orders o WHERE o.paid_minor <> (SELECT COALESCE(SUM(p.amount_minor), 0) FROM payments p WHERE p.order_id = o.id)",
            ),
            (
                "history ends in another state",
                "SELECT COUNT(*) FROM orders o WHERE o.state <> (SELECT e.state FROM order_events e WHERE e.order_id = o.id ORDER BY e.id DESC LIMIT 1)",
            ),
            (
                "invoices have gaps",
                "SELECT CAST(COALESCE(MAX(invoice_number), 0) AS SIGNED) - COUNT(*) FROM invoices",
            ),
            ("a parcel is empty", "SELECT COUNT(*) FROM shipments s WHERE NOT EXISTS (SELECT 1 FROM shipment_lines c WHERE c.shipment_id = s.id)"),
        ] {
            if self.shop.number(statement).await != 0 {
                return Err(what.to_owned());
            }
        }
        self.check_histories().await
    }

    /// Every state follows from the one before it. Each row of the history is read once.
    async fn check_histories(&self) -> Result<(), String> {
        let rows: Vec<(i64, i64, String)> =
            sqlx::query_as("SELECT id, order_id, state FROM order_events WHERE id > ? ORDER BY id")
                .bind(self.seen.get())
                .fetch_all(&self.shop.database)
                .await
                .expect("read");
        for (id, order, state) in rows {
            let state = OrderState::parse(&state).ok_or("no such state")?;
            self.seen.set(id);
            if let Some(before) = self.states.borrow_mut().insert(order, state)
                && !before.may_become(state)
            {
                return Err(format!("order of row {order} went from {before:?} to {state:?}"));
            }
        }
        Ok(())
    }
}

fn first_difference<T: PartialEq + std::fmt::Debug>(what: &str, known: &[T], there: &[T]) -> Result<(), String> {
    if known == there {
        return Ok(());
    }
    let at = known.iter().zip(there).position(|(one, other)| one != other).unwrap_or(known.len().min(there.len()));
    Err(format!("{what} {at}: the model has {:?}, the shop {:?}", known.get(at), there.get(at)))
}

fn form(buyer: &Buyer) -> CheckoutForm {
    if buyer.customer.is_some() {
        let payment_method = "purchase_order".into();
        return CheckoutForm { payment_method, delivery_method: "collect".into(), ..complete_form() };
    }
    complete_form()
}

fn line_no(line: usize) -> u32 {
    u32::try_from(line).expect("few") + 1
}

fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::Eur)
}

fn gone() -> Refused {
    Refused::ByRule(Refusal::NotThere.to_string())
}

fn by_fault(error: impl std::fmt::Display) -> Refused {
    Refused::ByFault(error.to_string())
}

fn placing(error: store::orders::PlaceOrderError) -> Refused {
    match error {
        store::orders::PlaceOrderError::Store(error) => Refused::ByFault(error.to_string()),
        rule => Refused::ByRule(format!("{rule:?}")),
    }
}
