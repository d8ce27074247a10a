//! Use-cases whose statements are still being written; each answers that it is not there yet.

use chrono::{DateTime, NaiveDate, Utc};
use domain::accounts::Actor;
use domain::fulfilment::{
    PurchaseOrderNumber, Queue, ReturnNumber, ReturnReason, ReturnState, ShipmentNumber, StockReason,
};
use domain::ids::{Sku, StocktakeId};
use domain::money::Money;
use domain::orders::{OrderNumber, OrderState};

use super::FulfilmentError;
use super::views::{
    Cancel, DeskOrder, DeskOverview, Hit, Invoice, Location, MovementView, NewPurchaseOrder, OrderProgress,
    PackingSlip, PickList, PurchaseOrder, PurchaseOrders, QueueFilter, QueuePage, Receipt, Reordered, Return,
    ReturnedPieces, Scan, Shipment, ShortPick, StockView, Stocktake, StocktakeLine,
};
use crate::cart::CartToken;
use crate::{Error, Result, Store};

type Done<T> = std::result::Result<T, FulfilmentError>;

fn pending<T, E: From<Error>>() -> std::result::Result<T, E> {
    Err(Error::inconsistent("use-case", "not there yet").into())
}

#[expect(unused_variables, clippy::unused_async, clippy::too_many_arguments, reason = "statements follow")]
impl Store {
    /// The places that hold stock, by code.
    pub async fn locations(&self) -> Result<Vec<Location>> {
        pending()
    }

    /// What waits at the desk, counted.
    pub async fn desk_overview(&self, now: DateTime<Utc>) -> Result<DeskOverview> {
        pending()
    }

    /// A page of a queue, pages counted from 1.
    pub async fn orders_in(&self, queue: Queue, filter: &QueueFilter, page: u32) -> Result<QueuePage> {
        pending()
    }

    /// An order as the desk sees it.
    pub async fn desk_order(&self, number: &OrderNumber, now: DateTime<Utc>) -> Result<Option<DeskOrder>> {
        pending()
    }

    /// An order's progress as its customer sees it. Whoever calls this has made sure that it may be shown.
    pub async fn order_progress(&self, number: &OrderNumber, now: DateTime<Utc>) -> Result<Option<OrderProgress>> {
        pending()
    }

    /// Agrees to an order.
    pub async fn approve_order(&self, number: &OrderNumber, actor: &Actor, now: DateTime<Utc>) -> Done<OrderState> {
        pending()
    }

    /// Books money that came in; the same reference counts once. An order paid in advance is approved when all of it
    /// is in, unless its papers are still to be looked at.
    pub async fn record_payment(
        &self,
        number: &OrderNumber,
        amount: Money,
        reference: &str,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Done<OrderState> {
        pending()
    }

    /// Writes a remark into an order's history, for staff alone.
    pub async fn note_order(&self, number: &OrderNumber, text: &str, actor: &Actor, now: DateTime<Utc>) -> Done<()> {
        pending()
    }

    /// Begins to pick these orders at a location: a parcel for each, of all reserved pieces there that are in none.
    /// Orders that have none there are left out.
    pub async fn start_picking(
        &self,
        orders: &[OrderNumber],
        location: &str,
        random: u64,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Done<Vec<ShipmentNumber>> {
        pending()
    }

    /// Begins to pick the oldest orders with reserved pieces at a location, `count` of them at most.
    pub async fn start_picking_next(
        &self,
        count: u32,
        location: &str,
        random: u64,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Done<Vec<ShipmentNumber>> {
        pending()
    }

    /// What is to be fetched for parcels.
    pub async fn pick_list(&self, shipments: &[ShipmentNumber]) -> Result<PickList> {
        pending()
    }

    /// Says what was fetched, line by line; lines that are not named were fetched whole. What is missing stays
    /// reserved for the order, but leaves the parcel.
    pub async fn confirm_picked(
        &self,
        shipment: &ShipmentNumber,
        counts: &[(u32, u32)],
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Done<Vec<ShortPick>> {
        pending()
    }

    /// A parcel.
    pub async fn shipment(&self, number: &ShipmentNumber) -> Result<Option<Shipment>> {
        pending()
    }

    /// Counts a piece that is put into a parcel. The code is a SKU or a maker's number, in any punctuation.
    pub async fn scan(&self, shipment: &ShipmentNumber, code: &str) -> Done<Scan> {
        pending()
    }

    /// Closes parcels, all of them or none. Pieces that were not scanned need a reason.
    pub async fn pack(
        &self,
        shipments: &[ShipmentNumber],
        unscanned_because: Option<&str>,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Done<()> {
        pending()
    }

    /// Opens a closed parcel again; its pieces are to be scanned anew.
    pub async fn unpack(&self, shipment: &ShipmentNumber, actor: &Actor, now: DateTime<Utc>) -> Done<()> {
        pending()
    }

    /// Sends a closed parcel: its pieces leave stock, the customer hears of it, and the order has its invoice.
    pub async fn ship(
        &self,
        shipment: &ShipmentNumber,
        carrier: &str,
        tracking: &str,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Done<OrderState> {
        pending()
    }

    /// Notes that a parcel arrived.
    pub async fn deliver(&self, shipment: &ShipmentNumber, actor: &Actor, now: DateTime<Utc>) -> Done<OrderState> {
        pending()
    }

    /// Notes that services of a line were done.
    pub async fn do_service(
        &self,
        number: &OrderNumber,
        line_no: u32,
        quantity: u32,
        random: u64,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Done<OrderState> {
        pending()
    }

    /// Cancels an order in whole or in part: customers until picking starts, staff until parcels are closed.
    pub async fn cancel_order(
        &self,
        number: &OrderNumber,
        what: &Cancel,
        reason: &str,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Done<OrderState> {
        pending()
    }

    /// Gives money back without goods.
    pub async fn credit_goodwill(
        &self,
        number: &OrderNumber,
        amount: Money,
        reason: &str,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Done<()> {
        pending()
    }

    /// Asks to send pieces back. Customers within the time allowed, staff at any time.
    pub async fn request_return(
        &self,
        number: &OrderNumber,
        pieces: &[(u32, u32)],
        reason: ReturnReason,
        note: &str,
        random: u64,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Done<ReturnNumber> {
        pending()
    }

    /// Says whether goods may come back, and what the customer is told.
    pub async fn decide_return(
        &self,
        number: &ReturnNumber,
        authorise: bool,
        answer: &str,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Done<()> {
        pending()
    }

    /// Books what came back: into stock at a location, or thrown away.
    pub async fn receive_return(
        &self,
        number: &ReturnNumber,
        pieces: &[ReturnedPieces],
        location: &str,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Done<()> {
        pending()
    }

    /// Credits what came back: what it is worth, or less for a reason.
    pub async fn credit_return(
        &self,
        number: &ReturnNumber,
        amount: Option<Money>,
        reason: &str,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Done<Money> {
        pending()
    }

    /// Returns in a state, the oldest first; at most 200.
    pub async fn returns_in(&self, state: ReturnState) -> Result<Vec<Return>> {
        pending()
    }

    /// A return.
    pub async fn return_of(&self, number: &ReturnNumber) -> Result<Option<Return>> {
        pending()
    }

    /// The invoice of an order, once issued.
    pub async fn invoice(&self, number: &OrderNumber) -> Result<Option<Invoice>> {
        pending()
    }

    /// What is printed and put into a parcel.
    pub async fn packing_slip(&self, shipment: &ShipmentNumber) -> Result<Option<PackingSlip>> {
        pending()
    }

    /// Puts what an order held into a cart, as far as it can be bought now.
    pub async fn reorder(&self, number: &OrderNumber, token: &CartToken, now: DateTime<Utc>) -> Done<Reordered> {
        pending()
    }

    /// Finds what a text may mean at the desk: numbers of all kinds, e-mail, name, company, tracking.
    pub async fn search_desk(&self, text: &str) -> Result<Vec<Hit>> {
        pending()
    }

    /// Makes a purchase order.
    pub async fn create_purchase_order(
        &self,
        new: &NewPurchaseOrder,
        random: u64,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Done<PurchaseOrderNumber> {
        pending()
    }

    /// Purchase orders with their lines; at most 200.
    pub async fn purchase_orders(&self, which: PurchaseOrders) -> Result<Vec<PurchaseOrder>> {
        pending()
    }

    /// A purchase order.
    pub async fn purchase_order(&self, number: &PurchaseOrderNumber) -> Result<Option<PurchaseOrder>> {
        pending()
    }

    /// Sets when a purchase order is expected.
    pub async fn expect_purchase_order(
        &self,
        number: &PurchaseOrderNumber,
        expected_on: Option<NaiveDate>,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Done<()> {
        pending()
    }

    /// Books what came of a purchase order; waiting backorders get it first. Answers the orders that got pieces.
    pub async fn receive_purchase_order(
        &self,
        number: &PurchaseOrderNumber,
        receipt: &Receipt,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Done<Vec<OrderNumber>> {
        pending()
    }

    /// Closes a purchase order: what has not come will not come.
    pub async fn cancel_purchase_order_rest(
        &self,
        number: &PurchaseOrderNumber,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Done<()> {
        pending()
    }

    /// A part's stock at every location.
    pub async fn stock_of(&self, sku: &Sku) -> Result<Option<StockView>> {
        pending()
    }

    /// Parts with stock somewhere but few available, the fewest first; at most 200.
    pub async fn low_stock(&self) -> Result<Vec<StockView>> {
        pending()
    }

    /// Changes what is on hand, never below what is promised.
    pub async fn adjust_stock(
        &self,
        sku: &Sku,
        location: &str,
        delta: i32,
        reason: StockReason,
        note: &str,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Done<()> {
        pending()
    }

    /// Moves available pieces to another location.
    pub async fn transfer_stock(
        &self,
        sku: &Sku,
        from: &str,
        to: &str,
        quantity: u32,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Done<()> {
        pending()
    }

    /// Says where a part lies at a location.
    pub async fn set_bin(&self, sku: &Sku, location: &str, bin: &str, actor: &Actor, now: DateTime<Utc>) -> Done<()> {
        pending()
    }

    /// The ledger of a part, the newest row first, 100 to a page, pages counted from 1.
    pub async fn movements(&self, sku: &Sku, page: u32) -> Result<Vec<MovementView>> {
        pending()
    }

    /// Begins a count at a location: of the bins named, or of all.
    pub async fn start_stocktake(
        &self,
        location: &str,
        bins: &[String],
        note: &str,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Done<StocktakeId> {
        pending()
    }

    /// Counts, the open ones first, then the newest; at most 50.
    pub async fn stocktakes(&self) -> Result<Vec<Stocktake>> {
        pending()
    }

    /// A count with its parts, by bin and SKU.
    pub async fn stocktake(&self, id: StocktakeId) -> Result<Option<(Stocktake, Vec<StocktakeLine>)>> {
        pending()
    }

    /// Enters what was counted of a part; nothing takes the entry back. A part not in the count joins it.
    pub async fn count_stock(
        &self,
        id: StocktakeId,
        sku: &Sku,
        counted: Option<u32>,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Done<()> {
        pending()
    }

    /// Books the differences of what was counted. Lines whose count is below what customers were promised stay open
    /// with a message; answers how many. Without any left the count is closed.
    pub async fn apply_stocktake(&self, id: StocktakeId, actor: &Actor, now: DateTime<Utc>) -> Done<u32> {
        pending()
    }
}
