//! From the placed order to the parcel at the door, and back.

use std::sync::Arc;

use chrono::NaiveDate;
use domain::accounts::Actor;
use domain::fulfilment::{
    CreditKind, PurchaseOrderNumber, Queue, Refusal, ReturnReason, ReturnState, ShipmentNumber, ShipmentState,
    StockReason,
};
use domain::money::{Currency, Money};
use domain::orders::{OrderNumber, OrderState};
use sqlx::MySqlPool;
use store::fulfilment::{
    Cancel, DeskOrder, FulfilmentError, Hit, NewPurchaseOrder, OrderEvent, OrderProgress, QueueFilter, Receipt,
    ReturnedPieces,
};

use crate::shop::{Buyer, Shop, moment, sku, tube};

const DESK: Actor = Actor::System("desk");

fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::Eur)
}

/// Why a use-case refused.
fn refused<T: std::fmt::Debug>(result: Result<T, FulfilmentError>) -> Refusal {
    match result {
        Err(FulfilmentError::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

impl Shop {
    /// An order of these parts by a buyer of this number, agreed to.
    pub(crate) async fn approved(&self, number: u64, parts: &[(&str, u32)]) -> OrderNumber {
        let order = self.placed(number, parts).await;
        self.store.approve_order(&order, &DESK, moment(10)).await.expect("approved");
        order
    }

    async fn placed(&self, number: u64, parts: &[(&str, u32)]) -> OrderNumber {
        let buyer = Buyer::number(number);
        for (part, quantity) in parts {
            buyer.wants(self, part, *quantity).await;
        }
        buyer.checks_out(self).await;
        buyer.orders(self, 0).await.expect("ordered")
    }

    async fn desk(&self, order: &OrderNumber) -> DeskOrder {
        self.store.desk_order(order, moment(100)).await.expect("answered").expect("there")
    }

    async fn progress(&self, order: &OrderNumber) -> OrderProgress {
        self.store.order_progress(order, moment(100)).await.expect("answered").expect("there")
    }

    /// Begins to pick an order at a location.
    async fn picks(&self, order: &OrderNumber, location: &str, random: u64) -> ShipmentNumber {
        let orders = std::slice::from_ref(order);
        let started = self.store.start_picking(orders, location, random, &DESK, moment(20)).await.expect("picking");
        started.into_iter().next().expect("one parcel")
    }

    /// Fetches, packs and sends a parcel whole.
    async fn sends(&self, shipment: &ShipmentNumber) -> OrderState {
        self.store.confirm_picked(shipment, &[], &DESK, moment(30)).await.expect("picked");
        let parcels = std::slice::from_ref(shipment);
        self.store.pack(parcels, Some("scanner is broken"), &DESK, moment(40)).await.expect("packed");
        self.store.ship(shipment, "PostNL", "3S-1", &DESK, moment(50)).await.expect("sent")
    }

    /// The reserved pieces of a line turn out not to exist: it waits for others.
    async fn pieces_vanish(&self, order: &OrderNumber) {
        for statement in [
            "INSERT INTO stock_movements (variant_id, location_id, kind, on_hand_delta, allocated_delta, reason, moved_at)
             SELECT l.variant_id, a.location_id, 'adjustment', -CAST(a.quantity AS SIGNED), -CAST(a.quantity AS SIGNED), 'vanished', NOW()
             FROM allocations a JOIN order_lines l ON l.order_id = a.order_id AND l.line_no = a.line_no JOIN orders o ON o.id = a.order_id
             WHERE o.order_number = ?",
            "UPDATE stock_levels s JOIN order_lines l ON l.variant_id = s.variant_id
             JOIN allocations a ON a.order_id = l.order_id AND a.line_no = l.line_no AND a.location_id = s.location_id
             JOIN orders o ON o.id = a.order_id
             SET s.allocated = s.allocated - a.quantity, s.on_hand = s.on_hand - a.quantity WHERE o.order_number = ?",
            "UPDATE order_lines l JOIN orders o ON o.id = l.order_id
             SET l.backordered = (SELECT SUM(a.quantity) FROM allocations a WHERE a.order_id = l.order_id AND a.line_no = l.line_no)
             WHERE o.order_number = ?",
            "DELETE a FROM allocations a JOIN orders o ON o.id = a.order_id WHERE o.order_number = ?",
            "UPDATE orders SET state = IF(approved_at IS NULL, 'placed', 'approved') WHERE order_number = ?",
        ] {
            sqlx::query(statement).bind(order.as_str()).execute(&self.database).await.expect("it runs");
        }
    }

    /// Orders pieces from a supplier, to Denver.
    async fn orders_in_supplies(
        &self,
        parts: &[(&str, u32)],
        expected: Option<NaiveDate>,
        random: u64,
    ) -> PurchaseOrderNumber {
        let new = NewPurchaseOrder {
            supplier: "Tube Works".into(),
            location: "DEN".into(),
            expected_on: expected,
            note: String::new(),
            lines: parts.iter().map(|(part, quantity)| (sku(part), *quantity, eur(400))).collect(),
        };
        self.store.create_purchase_order(&new, random, &DESK, moment(5)).await.expect("ordered")
    }

    async fn level(&self, part: &str, location: &str) -> (u32, u32) {
        let stock = self.store.stock_of(&sku(part)).await.expect("answered").expect("there");
        let level = stock.levels.iter().find(|level| level.location.code == location).expect("a location");
        (level.on_hand, level.allocated)
    }
}

fn receipt(lines: &[(u32, u32)], more_is_right: bool) -> Receipt {
    Receipt { lines: lines.iter().map(|(line, count)| (*line, *count, String::new())).collect(), more_is_right }
}

fn day(day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(2026, 12, day)
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_is_missing_stays_reserved_and_goes_in_a_second_parcel(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.sell(&tube("T-1", None), 8, 0).await;
    let order = shop.placed(1, &[("T-1", 5)]).await;
    let early = shop.store.start_picking(std::slice::from_ref(&order), "DEN", 1, &DESK, moment(9)).await;
    if shop.desk(&order).await.approved_at.is_none() {
        assert!(matches!(refused(early), Refusal::NotApproved(OrderState::Placed)));
    }
    shop.store.approve_order(&order, &DESK, moment(10)).await.expect("approved");
    shop.store.set_bin(&sku("T-1"), "DEN", "A-07", &DESK, moment(11)).await.expect("set");

    let parcel = shop.picks(&order, "DEN", 7).await;
    let list = shop.store.pick_list(std::slice::from_ref(&parcel)).await.expect("a list");
    assert_eq!((list.locations[0].bins[0].bin.as_str(), list.locations[0].bins[0].pieces), ("A-07", 5));
    let short = shop.store.confirm_picked(&parcel, &[(1, 3)], &DESK, moment(30)).await.expect("picked");
    assert_eq!((short[0].missing, short[0].location.as_str()), (2, "DEN"));
    assert_eq!(shop.level("T-1", "DEN").await, (8, 5), "the missing pieces are still promised");
    assert_eq!(shop.desk(&order).await.progress.lines[0].loose, 2);

    let code = |text| shop.store.scan(&parcel, text);
    for left in [2, 1, 0] {
        assert_eq!(code(" m t-1 ").await.expect("the maker's number in any punctuation").left, left);
    }
    assert_eq!(refused(code("t1").await), Refusal::AlreadyComplete { sku: sku("T-1"), quantity: 3 });
    assert_eq!(refused(code("T-2").await), Refusal::NotInParcel("T-2".into()));
    shop.store.pack(std::slice::from_ref(&parcel), None, &DESK, moment(40)).await.expect("all scanned");
    shop.store.unpack(&parcel, &DESK, moment(41)).await.expect("opened");
    assert_eq!(
        refused(shop.store.pack(std::slice::from_ref(&parcel), None, &DESK, moment(42)).await),
        Refusal::NotScanned(3)
    );
    shop.store.pack(std::slice::from_ref(&parcel), Some("in a hurry"), &DESK, moment(43)).await.expect("forced");
    let state = shop.store.ship(&parcel, "PostNL", "3S-1", &DESK, moment(50)).await.expect("sent");
    assert_eq!(state, OrderState::PartlyShipped);
    assert!(matches!(refused(shop.store.ship(&parcel, "PostNL", "", &DESK, moment(51)).await), Refusal::WrongState(_)));
    assert_eq!(shop.level("T-1", "DEN").await, (5, 2));

    let rest = shop.picks(&order, "DEN", 8).await;
    assert_eq!(shop.sends(&rest).await, OrderState::Shipped);
    shop.store.deliver(&rest, &DESK, moment(60)).await.expect("arrived");
    assert_eq!(shop.store.deliver(&parcel, &DESK, moment(61)).await.expect("arrived"), OrderState::Delivered);
    assert_eq!(shop.level("T-1", "DEN").await, (3, 0));
    assert_eq!(shop.number("SELECT COUNT(*) FROM allocations").await, 0);
    assert_eq!(shop.number("SELECT COUNT(*) FROM mails WHERE kind = 'order_shipped'").await, 2);
    let slip = shop.store.packing_slip(&parcel).await.expect("answered").expect("there");
    assert!(slip.to_follow.is_empty() && slip.address.contains(&"Dock 4".to_owned()), "{slip:?}");
    let invoice = shop.store.invoice(&order).await.expect("answered").expect("issued with the first parcel");
    assert_eq!((invoice.number.0, invoice.lines[0].quantity), (1, 5));
    let customer = shop.progress(&order).await;
    assert_eq!(customer.invoice, Some(invoice.number));
    let is_discreet = |event: &OrderEvent| event.actor.is_empty() && !event.detail.contains("missing");
    assert!(customer.events.iter().all(is_discreet), "{:?}", customer.events);
    shop.assert_ledger_adds_up().await;
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_order_from_two_places_is_two_parcels(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.sell(&tube("T-1", None), 3, 2).await;
    shop.sell(&tube("T-2", None), 0, 4).await;
    let order = shop.approved(1, &[("T-1", 5), ("T-2", 1)]).await;
    let queue = shop.store.orders_in(Queue::ToPick, &QueueFilter::default(), 1).await.expect("a queue");
    assert_eq!((queue.total, queue.rows[0].pieces, queue.rows[0].locations.join(" ")), (1, 6, "DEN RTM".to_owned()));
    let denver = shop.store.start_picking_next(5, "DEN", 3, &DESK, moment(20)).await.expect("picking");
    let rotterdam = shop.picks(&order, "RTM", 4).await;
    assert_eq!(shop.store.start_picking_next(5, "RTM", 5, &DESK, moment(21)).await.expect("nothing left"), []);
    let shipment = shop.store.shipment(&rotterdam).await.expect("answered").expect("there");
    assert_eq!(shipment.lines.iter().map(|line| line.quantity).collect::<Vec<_>>(), [2, 1]);
    assert_eq!(shop.sends(&denver[0]).await, OrderState::PartlyShipped);
    assert_eq!(shop.sends(&rotterdam).await, OrderState::Shipped);
    let overview = shop.store.desk_overview(moment(100)).await.expect("counted");
    let count = |queue| overview.queues.iter().find(|(known, _)| *known == queue).map(|(_, count)| *count);
    assert_eq!((count(Queue::ToPick), count(Queue::Shipped)), (Some(0), Some(2)));
    shop.assert_ledger_adds_up().await;
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn cancelled_pieces_go_to_those_who_wait(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.sell(&tube("T-1", None), 7, 0).await;
    let first = shop.approved(1, &[("T-1", 3)]).await;
    let (second, third) = (shop.approved(2, &[("T-1", 2)]).await, shop.approved(3, &[("T-1", 2)]).await);
    shop.pieces_vanish(&second).await;
    shop.pieces_vanish(&third).await;

    let total = shop.desk(&first).await.order.total;
    let state = shop.store.cancel_order(&first, &Cancel::Rest, "ordered twice", &Actor::Guest, moment(20)).await;
    assert_eq!(state.expect("cancelled"), OrderState::Cancelled);
    let cancelled = shop.progress(&first).await;
    assert_eq!((cancelled.credited, cancelled.owed), (total, eur(0)), "with its delivery");
    // Three pieces are free: both of the second order, one of the third.
    assert_eq!(shop.desk(&second).await.progress.state, OrderState::Allocated);
    let third = shop.desk(&third).await.progress;
    assert_eq!((third.state, third.lines[0].backordered), (OrderState::Approved, 1));
    assert_eq!(shop.level("T-1", "DEN").await, (3, 3));
    assert_eq!(shop.part("T-1").await.available(), Some(0));
    assert_eq!(shop.number("SELECT COUNT(*) FROM mails WHERE kind = 'backorder_ready'").await, 2);
    assert_eq!(shop.number("SELECT COUNT(*) FROM mails WHERE kind = 'order_cancelled'").await, 1);
    shop.assert_ledger_adds_up().await;

    // Backordered pieces are cancelled before those that lie reserved.
    let one = Cancel::Pieces(vec![(1, 1)]);
    let state = shop.store.cancel_order(&third.number, &one, "", &Actor::Guest, moment(21)).await;
    assert_eq!(state.expect("cancelled"), OrderState::Allocated);
    assert_eq!(shop.level("T-1", "DEN").await, (3, 3));
    assert_eq!(refused(shop.store.cancel_order(&first, &Cancel::Rest, "", &DESK, moment(22)).await), Refusal::Nothing);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn customers_cancel_until_picking_and_staff_until_packing(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.sell(&tube("T-1", None), 9, 0).await;
    let order = shop.approved(1, &[("T-1", 4)]).await;
    let parcel = shop.picks(&order, "DEN", 1).await;
    assert!(!shop.progress(&order).await.may_cancel());
    let one = Cancel::Pieces(vec![(1, 1)]);
    let late = shop.store.cancel_order(&order, &one, "", &Actor::Guest, moment(21)).await;
    assert_eq!(refused(late), Refusal::TooManyToCancel { line_no: 1, possible: 0 });
    shop.store.cancel_order(&order, &one, "bent", &DESK, moment(22)).await.expect("out of the parcel");
    let shipment = shop.store.shipment(&parcel).await.expect("answered").expect("there");
    assert_eq!(shipment.lines[0].quantity, 3);
    assert_eq!(shop.level("T-1", "DEN").await, (9, 3));
    shop.store.confirm_picked(&parcel, &[], &DESK, moment(30)).await.expect("picked");
    shop.store.pack(&[parcel], Some("-"), &DESK, moment(31)).await.expect("packed");
    assert_eq!(refused(shop.store.cancel_order(&order, &Cancel::Rest, "", &DESK, moment(32)).await), Refusal::Nothing);
    shop.assert_ledger_adds_up().await;
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_parcel_that_loses_all_its_pieces_is_gone(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.sell(&tube("T-1", None), 2, 0).await;
    let order = shop.approved(1, &[("T-1", 2)]).await;
    let parcel = shop.picks(&order, "DEN", 1).await;
    shop.store.confirm_picked(&parcel, &[(1, 0)], &DESK, moment(30)).await.expect("nothing found");
    assert!(shop.store.shipment(&parcel).await.expect("answered").is_none());
    let again = shop.picks(&order, "DEN", 2).await;
    shop.store.cancel_order(&order, &Cancel::Rest, "lost", &DESK, moment(31)).await.expect("cancelled");
    assert!(shop.store.shipment(&again).await.expect("answered").is_none());
    assert_eq!(shop.level("T-1", "DEN").await, (2, 0));
    shop.assert_ledger_adds_up().await;
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn who_waits_longest_is_served_first(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.sell(&tube("T-1", None), 8, 0).await;
    let (first, second) = (shop.approved(1, &[("T-1", 3)]).await, shop.approved(2, &[("T-1", 5)]).await);
    shop.pieces_vanish(&first).await;
    shop.pieces_vanish(&second).await;
    let early = shop.orders_in_supplies(&[("T-1", 4)], day(2), 1).await;
    let late = shop.orders_in_supplies(&[("T-1", 6)], day(9), 2).await;
    assert_eq!(shop.progress(&first).await.promised_for(), day(2));
    assert_eq!(shop.progress(&second).await.promised_for(), day(9));
    shop.store.expect_purchase_order(&late, day(16), &DESK, moment(6)).await.expect("later");
    assert_eq!(shop.progress(&second).await.promised_for(), day(16));
    let queue = shop.store.orders_in(Queue::Backorders, &QueueFilter::default(), 1).await.expect("a queue");
    assert_eq!(
        queue.rows.iter().map(|row| (row.pieces, row.promised_for)).collect::<Vec<_>>(),
        [(3, day(2)), (5, day(16))]
    );

    let served = shop.store.receive_purchase_order(&early, &receipt(&[(1, 4)], false), &DESK, moment(20)).await;
    assert_eq!(served.expect("received").len(), 2);
    assert_eq!(shop.desk(&first).await.progress.state, OrderState::Allocated);
    assert_eq!(shop.desk(&second).await.progress.lines[0].backordered, 4);
    assert!(shop.store.purchase_order(&early).await.expect("answered").expect("there").closed_at.is_some());

    let more = shop.store.receive_purchase_order(&late, &receipt(&[(1, 7)], false), &DESK, moment(21)).await;
    assert_eq!(refused(more), Refusal::OverReceipt { sku: sku("T-1"), count: 7, outstanding: 6 });
    shop.store.receive_purchase_order(&late, &receipt(&[(1, 2)], false), &DESK, moment(22)).await.expect("a part");
    shop.store
        .receive_purchase_order(&late, &receipt(&[(1, 7)], true), &DESK, moment(23))
        .await
        .expect("more is right");
    assert_eq!(shop.desk(&second).await.progress.state, OrderState::Allocated);
    assert_eq!(shop.level("T-1", "DEN").await, (13, 8));
    let closed = shop.store.receive_purchase_order(&late, &receipt(&[(1, 1)], true), &DESK, moment(24)).await;
    assert_eq!(refused(closed), Refusal::WrongState("closed"));
    shop.assert_ledger_adds_up().await;
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn stock_never_falls_below_what_is_promised(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.sell(&tube("T-1", None), 5, 1).await;
    shop.sell(&tube("T-2", None), 5, 0).await;
    let order = shop.approved(1, &[("T-1", 4)]).await;
    let part = sku("T-1");
    let adjust = |delta| shop.store.adjust_stock(&part, "DEN", delta, StockReason::Damaged, "wet", &DESK, moment(20));
    assert_eq!(refused(adjust(-2).await), Refusal::Promised { sku: sku("T-1"), promised: 4, possible: 1 });
    adjust(-1).await.expect("one is free");
    adjust(3).await.expect("found");
    let far = shop.store.transfer_stock(&part, "DEN", "RTM", 4, &DESK, moment(21)).await;
    assert!(matches!(refused(far), Refusal::Promised { possible: 3, .. }));
    shop.store.transfer_stock(&part, "DEN", "RTM", 2, &DESK, moment(22)).await.expect("moved");
    assert_eq!((shop.level("T-1", "DEN").await, shop.level("T-1", "RTM").await), ((5, 4), (3, 0)));

    let count = shop.store.start_stocktake("DEN", &[], "yearly", &DESK, moment(30)).await.expect("begun");
    for (part, counted) in [("T-1", 3), ("T-2", 7)] {
        shop.store.count_stock(count, &sku(part), Some(counted), &DESK, moment(31)).await.expect("counted");
    }
    // Meanwhile a piece of T-2 is broken: that is booked already and not booked again.
    shop.store.adjust_stock(&sku("T-2"), "DEN", -1, StockReason::Lost, "", &DESK, moment(32)).await.expect("lost");
    assert_eq!(shop.store.apply_stocktake(count, &DESK, moment(33)).await.expect("booked"), 1);
    assert_eq!(shop.level("T-2", "DEN").await, (6, 0));
    let (head, lines) = shop.store.stocktake(count).await.expect("answered").expect("there");
    assert!(head.closed_at.is_none());
    assert_eq!((lines[0].difference, lines[1].difference), (None, Some(2)));
    assert!(lines[0].problem.contains("promised"), "{}", lines[0].problem);
    shop.store.cancel_order(&order, &Cancel::Rest, "", &DESK, moment(34)).await.expect("cancelled");
    assert_eq!(shop.store.apply_stocktake(count, &DESK, moment(35)).await.expect("booked"), 0);
    assert_eq!(shop.level("T-1", "DEN").await, (3, 0));
    assert!(shop.store.stocktake(count).await.expect("answered").expect("there").0.closed_at.is_some());
    assert_eq!(shop.store.movements(&part, 1).await.expect("a ledger").len(), 9);
    shop.assert_ledger_adds_up().await;
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_comes_back_is_credited_to_the_cent(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.sell(&tube("T-1", None), 7, 0).await;
    let order = shop.approved(1, &[("T-1", 7)]).await;
    // 19 % on goods and delivery: neither divides by seven.
    let with_tax = "UPDATE orders SET tax_minor = ROUND((goods_minor + delivery_minor) * 0.19),
                    total_minor = goods_minor + delivery_minor + ROUND((goods_minor + delivery_minor) * 0.19)";
    shop.run(with_tax).await;
    let placed = shop.desk(&order).await.order;
    let total = placed.total;
    let parcel = shop.picks(&order, "DEN", 1).await;
    shop.store.cancel_order(&order, &Cancel::Pieces(vec![(1, 1)]), "", &DESK, moment(21)).await.expect("one less");
    shop.sends(&parcel).await;
    assert_eq!(shop.progress(&order).await.lines[0].returnable, 6);

    let ask = |pieces: u32, random| {
        let pieces = [(1, pieces)];
        let (shop, order) = (&shop, &order);
        async move {
            let reason = ReturnReason::Defective;
            shop.store.request_return(order, &pieces, reason, "cracked", random, &Actor::Guest, moment(60)).await
        }
    };
    assert_eq!(refused(ask(7, 1).await), Refusal::TooManyToReturn { line_no: 1, possible: 6 });
    let first = ask(4, 2).await.expect("asked");
    assert_eq!(refused(ask(3, 3).await), Refusal::TooManyToReturn { line_no: 1, possible: 2 });
    let pieces = [ReturnedPieces { line_no: 1, restock: 2, scrap: 1 }];
    let early = shop.store.receive_return(&first, &pieces, "RTM", &DESK, moment(61)).await;
    assert_eq!(refused(early), Refusal::WrongState("Requested"));
    shop.store.decide_return(&first, true, "", &DESK, moment(62)).await.expect("authorised");
    shop.store.receive_return(&first, &pieces, "RTM", &DESK, moment(63)).await.expect("received");
    assert_eq!(shop.level("T-1", "RTM").await, (2, 0));
    shop.assert_ledger_adds_up().await;
    let worth = shop.store.return_of(&first).await.expect("answered").expect("there").worth;
    let less = shop.store.credit_return(&first, Some(eur(1)), "", &DESK, moment(64)).await;
    assert_eq!(refused(less), Refusal::ReasonMissing);
    assert_eq!(shop.store.credit_return(&first, None, "", &DESK, moment(65)).await.expect("credited"), worth);
    let again = shop.store.credit_return(&first, None, "", &DESK, moment(66)).await;
    assert_eq!(refused(again), Refusal::WrongState("Credited"));

    // The other three, one by one: with the cancelled piece they are all of the goods, to the cent.
    for random in 10..13 {
        let back = ask(1, random).await.expect("asked");
        shop.store.decide_return(&back, true, "", &DESK, moment(70)).await.expect("authorised");
        let pieces = [ReturnedPieces { line_no: 1, restock: 0, scrap: 1 }];
        shop.store.receive_return(&back, &pieces, "RTM", &DESK, moment(71)).await.expect("received");
        shop.store.credit_return(&back, None, "", &DESK, moment(72)).await.expect("credited");
    }
    let progress = shop.progress(&order).await;
    // Delivery and its tax are not credited, since the order was sent.
    let (goods, delivery, tax) = (placed.goods.minor, placed.delivery.minor, placed.tax.minor);
    assert_eq!(progress.credited.minor, goods + tax * goods / (goods + delivery));
    let sum: i64 = progress.credits.iter().map(|credit| credit.amount.minor).sum();
    assert_eq!(sum, progress.credited.minor);
    assert_eq!(progress.credits[0].kind, CreditKind::Cancel);
    assert_eq!(shop.store.returns_in(ReturnState::Credited).await.expect("a list").len(), 4);
    let most = refused(shop.store.credit_goodwill(&order, total, "sorry", &DESK, moment(80)).await);
    assert!(matches!(most, Refusal::TooMuchMoney(_)));
    shop.store.credit_goodwill(&order, eur(500), "sorry", &DESK, moment(81)).await.expect("credited");
    shop.assert_ledger_adds_up().await;
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn invoices_are_counted_without_gaps(database: MySqlPool) {
    let shop = Arc::new(Shop::open(database).await);
    shop.sell(&tube("T-1", None), 50, 0).await;
    let mut parcels = Vec::new();
    for number in 0..20 {
        let order = shop.approved(number, &[("T-1", 2)]).await;
        let parcel = shop.picks(&order, "DEN", number + 100).await;
        shop.store.confirm_picked(&parcel, &[], &DESK, moment(30)).await.expect("picked");
        parcels.push(parcel);
    }
    shop.store.pack(&parcels, Some("-"), &DESK, moment(40)).await.expect("all at once");
    let sent: Vec<_> = parcels
        .into_iter()
        .map(|parcel| {
            let shop = shop.clone();
            tokio::spawn(async move { shop.store.ship(&parcel, "PostNL", "", &DESK, moment(50)).await })
        })
        .collect();
    for parcel in sent {
        parcel.await.expect("no panic").expect("sent");
    }
    assert_eq!(shop.number("SELECT COUNT(*) FROM invoices").await, 20);
    assert_eq!(shop.number("SELECT CAST(MAX(invoice_number) AS SIGNED) FROM invoices").await, 20);
    assert_eq!(shop.level("T-1", "DEN").await, (10, 0));
    shop.assert_ledger_adds_up().await;
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_order_paid_in_advance_is_approved_when_all_is_in(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.sell(&tube("T-1", None), 5, 0).await;
    let order = shop.placed(1, &[("T-1", 1)]).await;
    shop.run("UPDATE orders SET payment_method = 'bank_transfer', state = 'placed', approved_at = NULL").await;
    let total = shop.desk(&order).await.order.total;
    let pays = |minor, reference| {
        let (shop, order) = (&shop, &order);
        async move { shop.store.record_payment(order, eur(minor), reference, &DESK, moment(20)).await }
    };
    assert_eq!(pays(1_000, "B-1").await.expect("booked"), OrderState::Placed);
    assert_eq!(pays(1_000, "B-1").await.expect("once"), OrderState::Placed);
    assert_eq!(shop.progress(&order).await.paid, eur(1_000));
    assert_eq!(pays(total.minor - 1_000, "B-2").await.expect("booked"), OrderState::Allocated);
    let progress = shop.desk(&order).await.progress;
    assert_eq!((progress.owed, progress.invoice.map(|number| number.0)), (eur(0), Some(1)));
    assert!(matches!(refused(pays(0, "B-3").await), Refusal::Field(_)));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn services_are_done_where_nothing_is_sent(database: MySqlPool) {
    let shop = Shop::with_demo(database, &["RP-SV-DR-1"]).await;
    let order = shop.approved(1, &[("RP-SV-DR-1", 2)]).await;
    let queue = shop.store.orders_in(Queue::Services, &QueueFilter::default(), 1).await.expect("a queue");
    assert_eq!((queue.total, queue.rows[0].pieces), (1, 2));
    let done = |count, random| shop.store.do_service(&order, 1, count, random, &DESK, moment(20));
    assert_eq!(done(1, 1).await.expect("done"), OrderState::PartlyShipped);
    assert_eq!(refused(done(2, 2).await), Refusal::TooMany { line_no: 1, count: 2, possible: 1 });
    assert_eq!(done(1, 3).await.expect("done"), OrderState::Delivered);
    let progress = shop.progress(&order).await;
    assert!(
        progress.shipments.iter().all(|parcel| parcel.state == ShipmentState::Delivered && parcel.location.is_none())
    );
    assert!(!progress.may_return());
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn anything_is_found_at_the_desk(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.sell(&tube("T-1", None), 9, 0).await;
    let order = shop.approved(1, &[("T-1", 4)]).await;
    let parcel = shop.picks(&order, "DEN", 1).await;
    shop.sends(&parcel).await;
    let supplies = shop.orders_in_supplies(&[("T-1", 4)], None, 1).await;
    let lower = parcel.as_str().to_ascii_lowercase();
    for (text, kind) in [
        (order.as_str(), 'o'),
        ("mira@example.org", 'o'),
        ("Okafor", 'o'),
        (&lower, 's'),
        ("3S-1", 's'),
        (supplies.as_str(), 'u'),
        ("t1", 'p'),
        ("mt1", 'p'),
    ] {
        let hits = shop.store.search_desk(text).await.expect("answered");
        let found = hits.iter().any(|hit| match hit {
            Hit::Order(number, ..) => kind == 'o' && *number == order,
            Hit::Shipment(number, ..) => kind == 's' && *number == parcel,
            Hit::PurchaseOrder(number, _) => kind == 'u' && *number == supplies,
            Hit::Part(number, _) => kind == 'p' && *number == sku("T-1"),
            Hit::Return(..) => false,
        });
        assert!(found, "{text}: {hits:?}");
    }
    assert_eq!(shop.store.search_desk("%").await.expect("answered"), []);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_can_still_be_bought_is_ordered_again(database: MySqlPool) {
    let shop = Shop::open(database).await;
    shop.sell(&tube("T-1", None), 9, 0).await;
    shop.sell(&tube("T-2", None), 3, 0).await;
    shop.sell(&tube("T-3", None), 5, 0).await;
    let order = shop.approved(1, &[("T-1", 2), ("T-2", 3), ("T-3", 3)]).await;
    let buyer = Buyer::number(2);
    let again =
        shop.store.reorder(&order, &buyer.token, uuid::Uuid::from_u128(7), moment(20)).await.expect("reordered");
    assert_eq!(again.added, [(sku("T-1"), 2), (sku("T-3"), 2)]);
    assert_eq!(again.left_out.iter().map(|(sku, _)| sku.as_str()).collect::<Vec<_>>(), ["T-2", "T-3"]);
    assert_eq!(buyer.cart(&shop).await.pieces(), 4);
}
