//! What pages of the desk and of customers show, and what the desk asks for.

use chrono::{DateTime, NaiveDate, Utc};
use domain::catalog::{HazardClass, ProductKind};
use domain::checkout::{DeliveryMethod, PaymentMethod};
use domain::fulfilment::{
    ApprovalReason, CreditKind, InvoiceNumber, PurchaseOrderNumber, Queue, ReturnNumber, ReturnReason, ReturnState,
    ShipmentNumber, ShipmentState,
};
use domain::ids::{Sku, StocktakeId};
use domain::inventory::StockMovementKind;
use domain::money::Money;
use domain::orders::{OrderEventKind, OrderNumber, OrderState};
use serde::{Deserialize, Serialize};

/// A place that holds stock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// Short: `RTM`.
    pub code: String,
    /// In full: `Rotterdam`.
    pub name: String,
}

/// What waits at the desk, counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeskOverview {
    /// Orders or parcels per queue, in the order of [`Queue::ALL`].
    pub queues: Vec<(Queue, u64)>,
    /// Orders to approve by what they wait for; an order may wait for several things.
    pub to_approve: Vec<(ApprovalReason, u64)>,
    /// Pieces that wait for goods to come in.
    pub backordered_pieces: u64,
    /// Purchase orders that are open.
    pub purchase_orders_open: u64,
    /// Of them, expected today.
    pub purchase_orders_due: u64,
    /// Of them, expected before today.
    pub purchase_orders_overdue: u64,
    /// Returns that customers asked for.
    pub returns_to_decide: u64,
    /// Returns on their way to us.
    pub returns_to_receive: u64,
    /// Returns here and not credited.
    pub returns_to_credit: u64,
    /// Counts under way.
    pub stocktakes_open: u64,
    /// Parts with stock somewhere, but fewer available than [`domain::inventory::LOW_STOCK`].
    pub low_stock: u64,
}

/// What narrows a queue down.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QueueFilter {
    /// Code of a stock location.
    pub location: Option<String>,
    /// Part of a number, a name or a company.
    pub text: String,
}

/// Rows of a queue on one page.
pub const QUEUE_PAGE: u32 = 50;

/// A page of a queue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QueuePage {
    /// Rows in all.
    pub total: u64,
    /// Those of this page, the oldest order first.
    pub rows: Vec<QueueRow>,
}

/// An order, or a parcel of it, in a queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueRow {
    /// The order.
    pub number: OrderNumber,
    /// The parcel, in queues of parcels.
    pub shipment: Option<ShipmentNumber>,
    /// Where the order stands.
    pub state: OrderState,
    /// Who ordered.
    pub customer: String,
    /// For which company; may be empty.
    pub company: String,
    /// When.
    pub placed_at: DateTime<Utc>,
    /// Pieces to be done in this queue.
    pub pieces: u32,
    /// Codes of the locations where they lie.
    pub locations: Vec<String>,
    /// How it travels.
    pub delivery_method: DeliveryMethod,
    /// The strictest class among its parts.
    pub hazard_class: HazardClass,
    /// What it waits for, in the queue of orders to approve.
    pub waits_for: Vec<ApprovalReason>,
    /// When the last of its backordered pieces is expected, where that can be said.
    pub promised_for: Option<NaiveDate>,
}

/// What is to be fetched, location by location, bin by bin.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PickList {
    /// The parcels it is for.
    pub shipments: Vec<ShipmentNumber>,
    /// Where to go.
    pub locations: Vec<PickLocation>,
}

/// What is to be fetched at one location.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PickLocation {
    /// Where.
    pub location: Location,
    /// Its bins, in order, and in a bin its parts by SKU.
    pub bins: Vec<PickBin>,
}

/// What is to be fetched from one bin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PickBin {
    /// The bin; empty when the part has none.
    pub bin: String,
    /// Pieces in all.
    pub pieces: u32,
    /// Its parts, by SKU.
    pub parts: Vec<PickPart>,
}

/// One part on a pick list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PickPart {
    /// Our number.
    pub sku: Sku,
    /// Its name.
    pub name: String,
    /// Pieces in all.
    pub pieces: u32,
    /// Who gets them.
    pub shares: Vec<PickShare>,
}

/// Who gets how many of a picked part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PickShare {
    /// The parcel.
    pub shipment: ShipmentNumber,
    /// The order it belongs to.
    pub order: OrderNumber,
    /// The line.
    pub line_no: u32,
    /// Pieces.
    pub pieces: u32,
}

/// A parcel with what is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shipment {
    /// Its number.
    pub number: ShipmentNumber,
    /// The order it belongs to.
    pub order: OrderNumber,
    /// Where it stands.
    pub state: ShipmentState,
    /// Where it is made up; none for services.
    pub location: Option<Location>,
    /// Who carries it; may be empty.
    pub carrier: String,
    /// The carrier's number; may be empty.
    pub tracking: String,
    /// When picking began.
    pub created_at: DateTime<Utc>,
    /// When it left.
    pub shipped_at: Option<DateTime<Utc>>,
    /// When it arrived.
    pub delivered_at: Option<DateTime<Utc>>,
    /// What is in it.
    pub lines: Vec<ShipmentLine>,
}

impl Shipment {
    /// Pieces that are still to be scanned.
    pub fn unscanned(&self) -> u32 {
        self.lines.iter().map(|line| line.quantity - line.scanned).sum()
    }
}

/// Pieces of an order line in a parcel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShipmentLine {
    /// The line of the order.
    pub line_no: u32,
    /// Our number.
    pub sku: Sku,
    /// The maker's number.
    pub mpn: String,
    /// Its name.
    pub name: String,
    /// Pieces.
    pub quantity: u32,
    /// Pieces seen while packing.
    pub scanned: u32,
    /// The bin they lie in at the parcel's location; may be empty.
    pub bin: String,
}

/// What a scan did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scan {
    /// The part that was scanned.
    pub sku: Sku,
    /// Its name.
    pub name: String,
    /// Pieces of it seen so far.
    pub scanned: u32,
    /// Pieces of it in the parcel.
    pub quantity: u32,
    /// Pieces of any part that are still to be scanned.
    pub left: u32,
}

/// What was not where it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShortPick {
    /// The line.
    pub line_no: u32,
    /// Our number.
    pub sku: Sku,
    /// Code of the location; its stock wants to be looked at.
    pub location: String,
    /// Pieces missing.
    pub missing: u32,
}

/// An order's whole progress, as customers may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderProgress {
    /// The order.
    pub number: OrderNumber,
    /// Where it stands.
    pub state: OrderState,
    /// When it was placed.
    pub placed_at: DateTime<Utc>,
    /// Its lines, in order.
    pub lines: Vec<LineView>,
    /// Its parcels, the oldest first.
    pub shipments: Vec<Shipment>,
    /// What happened, the oldest first.
    pub events: Vec<OrderEvent>,
    /// Money given back, the oldest first.
    pub credits: Vec<Credit>,
    /// Goods that come back, the oldest first.
    pub returns: Vec<Return>,
    /// Its invoice, once issued.
    pub invoice: Option<InvoiceNumber>,
    /// What is to be paid, tax and all.
    pub total: Money,
    /// What has been paid.
    pub paid: Money,
    /// What has been credited.
    pub credited: Money,
    /// What is still owed.
    pub owed: Money,
}

impl OrderProgress {
    /// Whether the customer may cancel anything.
    pub fn may_cancel(&self) -> bool {
        self.lines.iter().any(|line| line.cancellable > 0)
    }

    /// Whether the customer may ask to send anything back.
    pub fn may_return(&self) -> bool {
        self.lines.iter().any(|line| line.returnable > 0)
    }

    /// The last day on which a backordered piece is expected; none when nothing waits or no date is known.
    pub fn promised_for(&self) -> Option<NaiveDate> {
        let waiting = || self.lines.iter().filter(|line| line.backordered > 0);
        if waiting().any(|line| line.promised_for.is_none()) {
            return None;
        }
        waiting().filter_map(|line| line.promised_for).max()
    }
}

/// A line of an order and where its pieces are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineView {
    /// Its place in the order.
    pub line_no: u32,
    /// Our number.
    pub sku: Sku,
    /// Its name when it was ordered.
    pub name: String,
    /// Part or service.
    pub kind: ProductKind,
    /// How it may travel.
    pub hazard_class: HazardClass,
    /// Price of one piece.
    pub unit_price: Money,
    /// Price of the line.
    pub total: Money,
    /// Pieces ordered.
    pub quantity: u32,
    /// Not wanted any more.
    pub cancelled: u32,
    /// Still to come in.
    pub backordered: u32,
    /// Reserved, or a service to be done, and in no parcel.
    pub loose: u32,
    /// In parcels that have not left.
    pub in_parcels: u32,
    /// Sent, or done.
    pub shipped: u32,
    /// Came back.
    pub returned: u32,
    /// When the last of the backordered pieces is expected, where that can be said.
    pub promised_for: Option<NaiveDate>,
    /// Pieces the one who looks may cancel.
    pub cancellable: u32,
    /// Pieces the one who looks may ask to send back.
    pub returnable: u32,
    /// Where its pieces lie reserved: code of the location, bin, pieces. For the desk alone.
    pub allocations: Vec<(String, String, u32)>,
}

/// A step in an order's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderEvent {
    /// What happened.
    pub kind: OrderEventKind,
    /// Where the order stood after it.
    pub state: OrderState,
    /// More about it; may be empty.
    pub detail: String,
    /// Who did it; empty for customers, who are not told names of staff.
    pub actor: String,
    /// When.
    pub happened_at: DateTime<Utc>,
}

/// Money given back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credit {
    /// Why.
    pub kind: CreditKind,
    /// How much.
    pub amount: Money,
    /// In words; may be empty.
    pub reason: String,
    /// When.
    pub credited_at: DateTime<Utc>,
}

/// Money that came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// How much.
    pub amount: Money,
    /// What the bank statement says.
    pub reference: String,
    /// When it was booked.
    pub received_at: DateTime<Utc>,
}

/// Goods that come back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Return {
    /// Its number.
    pub number: ReturnNumber,
    /// The order it belongs to.
    pub order: OrderNumber,
    /// Who ordered.
    pub customer: String,
    /// Where it stands.
    pub state: ReturnState,
    /// Why.
    pub reason: ReturnReason,
    /// What the customer says.
    pub note: String,
    /// What we say.
    pub answer: String,
    /// When it was asked for.
    pub requested_at: DateTime<Utc>,
    /// What comes back.
    pub lines: Vec<ReturnLine>,
    /// What the pieces that came are worth, tax and all; nothing before they came.
    pub worth: Money,
    /// What was credited, once it was.
    pub credited: Option<Money>,
}

/// Pieces of an order line that come back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnLine {
    /// The line of the order.
    pub line_no: u32,
    /// Our number.
    pub sku: Sku,
    /// Its name.
    pub name: String,
    /// Pieces asked for.
    pub quantity: u32,
    /// Pieces that came and can be sold.
    pub restocked: u32,
    /// Pieces that came and were thrown away.
    pub scrapped: u32,
}

/// What came of a line of a return.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReturnedPieces {
    /// The line of the order.
    pub line_no: u32,
    /// Pieces that can be sold.
    pub restock: u32,
    /// Pieces that are thrown away.
    pub scrap: u32,
}

/// An order as the desk sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskOrder {
    /// The order and its address, frozen.
    pub order: domain::orders::Order,
    /// Its progress, with everything that staff may do and see.
    pub progress: OrderProgress,
    /// Money that came in, the oldest first.
    pub payments: Vec<Payment>,
    /// What it waits for, while nobody has agreed to it.
    pub waits_for: Vec<ApprovalReason>,
    /// When it was agreed to.
    pub approved_at: Option<DateTime<Utc>>,
    /// The certificate given for motors; may be empty.
    pub certification: String,
    /// Days until its invoice is due, on terms.
    pub terms_days: Option<u16>,
}

/// What is cancelled of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cancel {
    /// All that may still be cancelled; refused when that is nothing.
    Rest,
    /// Lines and pieces.
    Pieces(Vec<(u32, u32)>),
    /// Lines and pieces, unless other pieces of the order were cancelled since this many had been: so the same form
    /// sent twice cancels once.
    Since {
        /// Pieces of the whole order that had been cancelled.
        cancelled: u32,
        /// Lines and pieces.
        pieces: Vec<(u32, u32)>,
    },
}

/// An invoice, frozen when it was issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invoice {
    /// Its number.
    pub number: InvoiceNumber,
    /// The order.
    pub order: OrderNumber,
    /// When it was ordered.
    pub placed_on: NaiveDate,
    /// When it was issued.
    pub issued_on: NaiveDate,
    /// When it is due; at once where nothing is said.
    pub due_on: Option<NaiveDate>,
    /// The customer's own number; may be empty.
    pub po_number: String,
    /// Whom it is for: name, company, street, city, country, line by line.
    pub address: Vec<String>,
    /// The customer's VAT id; may be empty.
    pub vat_id: String,
    /// How it is paid.
    pub payment_method: PaymentMethod,
    /// Its lines.
    pub lines: Vec<InvoiceLine>,
    /// What the lines come to.
    pub goods: Money,
    /// What delivery costs.
    pub delivery: Money,
    /// The tax.
    pub tax: Money,
    /// The rate of the tax, in hundredths of a percent.
    pub tax_basis_points: u32,
    /// What is to be said about the tax; may be empty.
    pub tax_note: String,
    /// Credited before it was issued: cancelled pieces, tax and all.
    pub credited: Money,
    /// What is to be paid.
    pub total: Money,
}

/// A line of an invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceLine {
    /// Our number.
    pub sku: Sku,
    /// Its name.
    pub name: String,
    /// Pieces ordered.
    pub quantity: u32,
    /// Of them, cancelled before the invoice was issued.
    pub cancelled: u32,
    /// Price of one piece.
    pub unit_price: Money,
    /// Price of the line.
    pub total: Money,
}

/// What lies in a parcel, for who opens it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackingSlip {
    /// The parcel.
    pub shipment: Shipment,
    /// The customer's own number; may be empty.
    pub po_number: String,
    /// Where it goes, line by line.
    pub address: Vec<String>,
    /// What the customer asked for; may be empty.
    pub note: String,
    /// How it travels.
    pub delivery_method: DeliveryMethod,
    /// The strictest class in the parcel.
    pub hazard_class: HazardClass,
    /// When it was ordered.
    pub placed_at: DateTime<Utc>,
    /// What follows in other parcels: SKU, name, pieces.
    pub to_follow: Vec<(Sku, String, u32)>,
}

/// What ordering again did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reordered {
    /// Lines that are in the cart now.
    pub added: Vec<(Sku, u32)>,
    /// Lines that are not, or not whole, with the reason in a sentence.
    pub left_out: Vec<(Sku, String)>,
}

/// A purchase order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PurchaseOrder {
    /// Its number.
    pub number: PurchaseOrderNumber,
    /// Who delivers.
    pub supplier: String,
    /// Where to.
    pub location: Location,
    /// When it is expected.
    pub expected_on: Option<NaiveDate>,
    /// A remark; may be empty.
    pub note: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was closed: all received, or the rest cancelled.
    pub closed_at: Option<DateTime<Utc>>,
    /// What it holds.
    pub lines: Vec<PurchaseOrderLine>,
}

/// A line of a purchase order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PurchaseOrderLine {
    /// Its place.
    pub line_no: u32,
    /// Our number.
    pub sku: Sku,
    /// Its name.
    pub name: String,
    /// Pieces ordered.
    pub quantity: u32,
    /// Pieces that came.
    pub received: u32,
    /// Pieces that will not come.
    pub cancelled: u32,
    /// What a piece costs us.
    pub unit_cost: Money,
    /// The bin the part lies in at the location; may be empty.
    pub bin: String,
    /// Pieces that customers wait for.
    pub waited_for: u32,
}

impl PurchaseOrderLine {
    /// Pieces still to come.
    pub const fn outstanding(&self) -> u32 {
        self.quantity.saturating_sub(self.received).saturating_sub(self.cancelled)
    }
}

/// What a new purchase order holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPurchaseOrder {
    /// Who delivers.
    pub supplier: String,
    /// Code of the location it goes to.
    pub location: String,
    /// When it is expected.
    pub expected_on: Option<NaiveDate>,
    /// A remark; may be empty.
    pub note: String,
    /// Part number, pieces, cost of a piece in euro.
    pub lines: Vec<(Sku, u32, Money)>,
}

/// What came of a purchase order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Line, pieces, and the bin they were put into; an empty bin leaves it as it is.
    pub lines: Vec<(u32, u32, String)>,
    /// Whether more than was ordered is right.
    pub more_is_right: bool,
}

/// Which purchase orders are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PurchaseOrders {
    /// Those under way, the earliest expected first.
    Open,
    /// Those that are closed, the newest first.
    Closed,
}

/// A part with its stock, as the desk sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StockView {
    /// Our number.
    pub sku: Sku,
    /// The maker's number.
    pub mpn: String,
    /// Its name.
    pub name: String,
    /// Stock per location, every location in it.
    pub levels: Vec<LevelView>,
    /// Pieces on their way to us.
    pub incoming: u32,
    /// Pieces that customers wait for.
    pub backordered: u32,
}

/// Stock of a part at one location.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LevelView {
    /// Where.
    pub location: Location,
    /// The bin; may be empty.
    pub bin: String,
    /// Physically there.
    pub on_hand: u32,
    /// Promised to orders.
    pub allocated: u32,
    /// Reserved by checkouts.
    pub held: u32,
}

impl LevelView {
    /// What may still be sold from here.
    pub const fn available(&self) -> u32 {
        self.on_hand.saturating_sub(self.allocated).saturating_sub(self.held)
    }
}

/// A row of the ledger, readable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovementView {
    /// Why.
    pub kind: StockMovementKind,
    /// Code of the location.
    pub location: String,
    /// Change of what is on hand.
    pub on_hand: i64,
    /// Change of what is promised.
    pub allocated: i64,
    /// For which order.
    pub order: Option<OrderNumber>,
    /// In words.
    pub reason: String,
    /// When.
    pub moved_at: DateTime<Utc>,
}

/// A count of what is really there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stocktake {
    /// Which.
    pub id: StocktakeId,
    /// Where.
    pub location: Location,
    /// What it is about; may be empty.
    pub note: String,
    /// Who began it.
    pub started_by: String,
    /// When.
    pub started_at: DateTime<Utc>,
    /// When it was closed.
    pub closed_at: Option<DateTime<Utc>>,
    /// Parts to count.
    pub to_count: u32,
    /// Parts counted.
    pub counted: u32,
}

/// A part in a count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StocktakeLine {
    /// Our number.
    pub sku: Sku,
    /// Its name.
    pub name: String,
    /// The bin when the count began; may be empty.
    pub bin: String,
    /// What was counted.
    pub counted: Option<u32>,
    /// What the books said then.
    pub recorded: Option<u32>,
    /// What was booked, once it was.
    pub difference: Option<i32>,
    /// Why it was not booked; may be empty.
    pub problem: String,
}

/// Something found at the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hit {
    /// An order: number, who ordered, state.
    Order(OrderNumber, String, OrderState),
    /// A part: number and name.
    Part(Sku, String),
    /// A parcel, its order, and where it stands.
    Shipment(ShipmentNumber, OrderNumber, ShipmentState),
    /// A return, its order, and where it stands.
    Return(ReturnNumber, OrderNumber, ReturnState),
    /// A purchase order and its supplier.
    PurchaseOrder(PurchaseOrderNumber, String),
}
