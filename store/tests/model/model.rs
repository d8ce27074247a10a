//! The shop as a few maps in memory. Slow, plain, and without a database: what each step does, in one place.

use std::collections::BTreeMap;

use domain::fulfilment::{Party, ReturnState, Shares, ShipmentState, Standing, owed, value_of_pieces};
use domain::ids::StockLocationId;
use domain::inventory::{self, StockLevel};
use domain::orders::{LineProgress, OrderState};

use crate::operation::{Operation, Who};

/// Parts that are sold.
pub(crate) const PARTS: usize = 4;
/// People who buy; the first ones for a company on terms.
pub(crate) const BUYERS: usize = 6;
/// Of them, members of the company.
pub(crate) const MEMBERS: usize = 2;
/// What the company may owe, in cents.
pub(crate) const CREDIT_LIMIT: i64 = 60_000;
/// Pieces of each part at each location when the shop opens.
pub(crate) const OPENING: u32 = 20;
/// How long checkouts keep stock, seconds.
const HOLD: i64 = inventory::HOLD_MINUTES * 60;
/// Holds with less than this left are renewed piece by piece.
const NEARLY_EXPIRED: i64 = 10;
/// How long customers may ask to send something back, seconds.
const RETURN_WINDOW: i64 = domain::fulfilment::RETURN_WINDOW_DAYS * 86_400;

/// Why the model does not do it.
pub(crate) type Refused = &'static str;

/// Pieces by place in the list of locations.
pub(crate) type ByLocation = BTreeMap<usize, u32>;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Level {
    pub(crate) on_hand: u32,
    pub(crate) allocated: u32,
    pub(crate) held: u32,
}

#[derive(Debug, Clone, Default)]
struct Hold {
    at: ByLocation,
    until: i64,
}

#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) part: usize,
    pub(crate) quantity: u32,
    pub(crate) cancelled: u32,
    pub(crate) backordered: u32,
    pub(crate) shipped: u32,
    pub(crate) returned: u32,
    credited_back: u32,
    pub(crate) allocated: ByLocation,
}

#[derive(Debug, Clone)]
pub(crate) struct Parcel {
    pub(crate) location: usize,
    pub(crate) state: ShipmentState,
    /// Line, pieces, scanned.
    pub(crate) pieces: Vec<(usize, u32, u32)>,
    at: i64,
}

#[derive(Debug, Clone)]
pub(crate) struct Back {
    pub(crate) line: usize,
    pub(crate) pieces: u32,
    pub(crate) state: ReturnState,
    came: u32,
}

#[derive(Debug, Clone)]
pub(crate) struct Order {
    pub(crate) on_terms: bool,
    pub(crate) is_approved: bool,
    pub(crate) lines: Vec<Line>,
    pub(crate) parcels: Vec<Parcel>,
    pub(crate) backs: Vec<Back>,
    /// What delivery costs and the tax are read from the order of a buyer without terms: the model does not price.
    pub(crate) delivery: i64,
    pub(crate) tax: i64,
    pub(crate) total: i64,
    pub(crate) paid: i64,
    pub(crate) credited: i64,
}

impl Order {
    pub(crate) fn owed(&self) -> i64 {
        owed(self.total, self.credited, self.paid)
    }

    fn goods(&self) -> i64 {
        self.lines.iter().map(|line| i64::from(line.quantity) * PRICE).sum()
    }

    fn in_parcels(&self, line: usize, states: &[ShipmentState]) -> u32 {
        let parcels = self.parcels.iter().filter(|parcel| states.contains(&parcel.state));
        parcels.flat_map(|parcel| &parcel.pieces).filter(|piece| piece.0 == line).map(|piece| piece.1).sum()
    }

    fn standing(&self, line: usize) -> Standing {
        let known = &self.lines[line];
        Standing {
            quantity: known.quantity,
            cancelled: known.cancelled,
            backordered: known.backordered,
            in_open_parcels: self.in_parcels(line, &[ShipmentState::Picking, ShipmentState::Picked]),
            in_closed_parcels: self.in_parcels(line, &[ShipmentState::Packed]),
            shipped: known.shipped,
        }
    }

    pub(crate) fn state(&self) -> OrderState {
        use ShipmentState::{Delivered, Packed, Picked, Shipped};
        let progress = |line: usize| {
            let known = &self.lines[line];
            LineProgress {
                quantity: known.quantity,
                cancelled: known.cancelled,
                backordered: known.backordered,
                picked: self.in_parcels(line, &[Picked, Packed, Shipped, Delivered]),
                packed: self.in_parcels(line, &[Packed, Shipped, Delivered]),
                shipped: known.shipped,
                delivered: self.in_parcels(line, &[Delivered]),
            }
        };
        OrderState::of(self.is_approved, &(0..self.lines.len()).map(progress).collect::<Vec<_>>())
    }

    fn shares(&self) -> Shares {
        let nets: Vec<i64> = self.lines.iter().map(|line| i64::from(line.quantity) * PRICE).collect();
        Shares::of(&nets, self.delivery, self.tax)
    }

    fn value(&self, line: usize, pieces: u32) -> i64 {
        let known = &self.lines[line];
        value_of_pieces(self.shares().lines[line], known.quantity, known.cancelled + known.credited_back, pieces)
    }

    /// Pieces of a line that lie promised at a location and are in no parcel.
    fn loose_at(&self, line: usize, location: usize) -> u32 {
        let parcels = self.parcels.iter().filter(|parcel| parcel.location == location && parcel.state.is_in_house());
        let inside: u32 =
            parcels.flat_map(|parcel| &parcel.pieces).filter(|piece| piece.0 == line).map(|piece| piece.1).sum();
        self.lines[line].allocated.get(&location).copied().unwrap_or_default() - inside
    }
}

/// What a piece of any part costs, in cents.
pub(crate) const PRICE: i64 = 1_000;

#[derive(Debug, Clone)]
pub(crate) struct Supply {
    pub(crate) part: usize,
    pub(crate) location: usize,
    pub(crate) pieces: u32,
    pub(crate) received: u32,
    pub(crate) is_dated: bool,
    pub(crate) is_open: bool,
}

impl Supply {
    pub(crate) const fn outstanding(&self) -> u32 {
        if self.is_open { self.pieces.saturating_sub(self.received) } else { 0 }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Model {
    pub(crate) now: i64,
    pub(crate) locations: Vec<StockLocationId>,
    levels: BTreeMap<(usize, usize), Level>,
    carts: BTreeMap<usize, BTreeMap<usize, u32>>,
    /// Whose checkout is filled in.
    checkouts: BTreeMap<usize, bool>,
    holds: BTreeMap<(usize, usize), Hold>,
    pub(crate) orders: Vec<Order>,
    pub(crate) supplies: Vec<Supply>,
    pub(crate) credit_used: i64,
}

impl Model {
    pub(crate) fn new(locations: Vec<StockLocationId>) -> Self {
        let places = (0..PARTS).flat_map(|part| (0..locations.len()).map(move |location| (part, location)));
        let levels = places.map(|place| (place, Level { on_hand: OPENING, ..Level::default() })).collect();
        Self {
            now: 100,
            locations,
            levels,
            carts: BTreeMap::new(),
            checkouts: BTreeMap::new(),
            holds: BTreeMap::new(),
            orders: Vec::new(),
            supplies: Vec::new(),
            credit_used: 0,
        }
    }

    /// Lets time pass.
    pub(crate) fn pass(&mut self, seconds: u64) {
        self.now += 1 + i64::try_from(seconds).unwrap_or_default();
    }

    pub(crate) fn level(&self, part: usize, location: usize) -> &Level {
        &self.levels[&(part, location)]
    }

    fn level_mut(&mut self, part: usize, location: usize) -> &mut Level {
        self.levels.entry((part, location)).or_default()
    }

    /// Whether a buyer can place an order.
    pub(crate) fn is_ready(&self, buyer: usize) -> bool {
        self.checkouts.get(&buyer).is_some_and(|filled| *filled)
            && self.carts.get(&buyer).is_some_and(|cart| !cart.is_empty())
    }

    /// Pieces of an order that could be picked at a location.
    pub(crate) fn loose_at(&self, order: usize, location: usize) -> u32 {
        let order = &self.orders[order];
        (0..order.lines.len()).map(|line| order.loose_at(line, location)).sum()
    }

    /// What lies in carts: whose, the part's number, pieces.
    pub(crate) fn cart_lines(&self, number: impl Fn(usize) -> String) -> Vec<(usize, String, u32)> {
        let carts = self.carts.iter();
        carts.flat_map(|(buyer, cart)| cart.iter().map(|(part, pieces)| (*buyer, number(*part), *pieces))).collect()
    }

    pub(crate) fn held(&self) -> u32 {
        self.levels.values().map(|level| level.held).sum()
    }

    pub(crate) fn summary(&self) -> String {
        let mut states: BTreeMap<OrderState, u32> = BTreeMap::new();
        for order in &self.orders {
            *states.entry(order.state()).or_default() += 1;
        }
        let waiting: u32 = self.orders.iter().flat_map(|order| &order.lines).map(|line| line.backordered).sum();
        let backs: usize = self.orders.iter().map(|order| order.backs.len()).sum();
        let stops = format!(
            "{} supplies, {backs} returns, {waiting} pieces waiting, {} held",
            self.supplies.len(),
            self.held()
        );
        format!("{} orders {states:?}, {stops}, {} owed on terms", self.orders.len(), self.credit_used)
    }

    /// What a step does, or why it does nothing.
    pub(crate) fn apply(&mut self, operation: &Operation) -> Result<(), Refused> {
        let mut next = self.clone();
        next.change(operation)?;
        *self = next;
        Ok(())
    }

    #[expect(clippy::too_many_lines, reason = "one arm per operation, side by side")]
    fn change(&mut self, operation: &Operation) -> Result<(), Refused> {
        match *operation {
            Operation::Add { buyer, part, pieces } => {
                let line = self.carts.entry(buyer).or_default().entry(part).or_default();
                *line = (*line + pieces).min(domain::cart::MAX_QUANTITY);
                Ok(())
            }
            Operation::CheckOut { buyer } => {
                self.carts.get(&buyer).ok_or("no cart")?;
                self.checkouts.insert(buyer, true);
                Ok(())
            }
            Operation::Look { buyer } => self.look(buyer),
            Operation::ExpireHolds => {
                for part in 0..PARTS {
                    self.free_expired(part, None);
                }
                Ok(())
            }
            Operation::Place { buyer } => self.place(buyer),
            // The same key is the same order.
            Operation::PlaceAgain { .. } => Ok(()),
            Operation::Approve { order } => {
                let known = &mut self.orders[order];
                if !known.is_approved && known.state() == OrderState::Cancelled {
                    return Err("cancelled");
                }
                known.is_approved = true;
                Ok(())
            }
            Operation::Pay { order, minor } => self.pay(order, minor),
            Operation::StartPicking { order, location } => self.start_picking(order, location),
            Operation::Picked { order, parcel, missing } => self.picked(order, parcel, missing),
            Operation::Scan { order, parcel, part } => {
                let lines: Vec<usize> = self.orders[order].lines.iter().map(|line| line.part).collect();
                let parcel = self.parcel(order, parcel, ShipmentState::Picked)?;
                let piece = parcel.pieces.iter_mut().find(|piece| lines[piece.0] == part).ok_or("not in the parcel")?;
                if piece.2 == piece.1 {
                    return Err("complete");
                }
                piece.2 += 1;
                Ok(())
            }
            Operation::Pack { order, parcel, force } => {
                let parcel = self.parcel(order, parcel, ShipmentState::Picked)?;
                if !force && parcel.pieces.iter().any(|piece| piece.1 > piece.2) {
                    return Err("not scanned");
                }
                parcel.state = ShipmentState::Packed;
                Ok(())
            }
            Operation::Unpack { order, parcel } => {
                let parcel = self.parcel(order, parcel, ShipmentState::Packed)?;
                parcel.state = ShipmentState::Picked;
                parcel.pieces.iter_mut().for_each(|piece| piece.2 = 0);
                Ok(())
            }
            Operation::Ship { order, parcel } => self.ship(order, parcel),
            Operation::Deliver { order, parcel } => {
                let now = self.now;
                let parcel = self.parcel(order, parcel, ShipmentState::Shipped)?;
                (parcel.state, parcel.at) = (ShipmentState::Delivered, now);
                Ok(())
            }
            Operation::CancelRest { order, who } => {
                let party = party(who);
                let known = &self.orders[order];
                let lines = (0..known.lines.len()).map(|line| (line, known.standing(line).cancellable(party)));
                let wanted: Vec<_> = lines.filter(|wanted| wanted.1 > 0).collect();
                self.cancel(order, &wanted, who)
            }
            Operation::Cancel { order, line, pieces, who } => self.cancel(order, &[(line, pieces)], who),
            Operation::OrderSupplies { part, pieces, location, is_dated } => {
                self.supplies.push(Supply { part, location, pieces, received: 0, is_dated, is_open: true });
                Ok(())
            }
            Operation::Receive { supply, pieces, more_is_right } => {
                let known = self.supplies.get_mut(supply).filter(|supply| supply.is_open).ok_or("closed")?;
                if pieces > known.outstanding() && !more_is_right {
                    return Err("more than ordered");
                }
                known.received += pieces;
                known.is_open = known.received < known.pieces;
                let (part, location) = (known.part, known.location);
                self.level_mut(part, location).on_hand += pieces;
                self.serve(part);
                Ok(())
            }
            Operation::CloseSupply { supply } => {
                let known = self.supplies.get_mut(supply).filter(|supply| supply.is_open).ok_or("closed")?;
                known.is_open = false;
                Ok(())
            }
            Operation::Adjust { part, location, delta } => self.adjust(part, location, i64::from(delta)),
            Operation::Transfer { part, from, pieces } => {
                let to = (from + 1) % self.locations.len();
                self.take(part, from, pieces)?;
                self.level_mut(part, to).on_hand += pieces;
                Ok(())
            }
            Operation::Count { part, location, counted } => {
                let difference = i64::from(counted) - i64::from(self.level(part, location).on_hand);
                if difference == 0 { Ok(()) } else { self.adjust(part, location, difference) }
            }
            Operation::AskBack { order, line, pieces, who } => self.ask_back(order, line, pieces, who),
            Operation::DecideBack { order, back, authorise } => {
                let known = &mut self.orders[order].backs[back];
                let next = if authorise { ReturnState::Authorised } else { ReturnState::Refused };
                if !known.state.may_become(next) {
                    return Err("decided");
                }
                known.state = next;
                Ok(())
            }
            Operation::ReceiveBack { order, back, restock, scrap, location } => {
                let known = &mut self.orders[order].backs[back];
                if known.state != ReturnState::Authorised || restock + scrap == 0 || restock + scrap > known.pieces {
                    return Err("not these pieces");
                }
                (known.state, known.came) = (ReturnState::Received, restock + scrap);
                let line = known.line;
                let line = &mut self.orders[order].lines[line];
                line.returned += restock + scrap;
                let part = line.part;
                self.level_mut(part, location).on_hand += restock;
                if restock > 0 {
                    self.serve(part);
                }
                Ok(())
            }
            Operation::CreditBack { order, back } => {
                let known = &self.orders[order];
                let came = known.backs[back].clone();
                if came.state != ReturnState::Received {
                    return Err("not received");
                }
                let amount = known.value(came.line, came.came).min(known.total - known.credited);
                self.credit(order, amount);
                let known = &mut self.orders[order];
                known.backs[back].state = ReturnState::Credited;
                known.lines[came.line].credited_back += came.came;
                Ok(())
            }
            Operation::Goodwill { order, minor } => {
                let known = &self.orders[order];
                if minor > known.total - known.credited {
                    return Err("more than it cost");
                }
                self.credit(order, minor);
                Ok(())
            }
        }
    }

    fn parcel(&mut self, order: usize, parcel: usize, state: ShipmentState) -> Result<&mut Parcel, Refused> {
        self.orders[order].parcels.get_mut(parcel).filter(|parcel| parcel.state == state).ok_or("no such parcel")
    }

    fn stock(&self, part: usize) -> Vec<StockLevel> {
        let level = |location: usize| {
            let level = self.level(part, location);
            let (on_hand, allocated, held) = (level.on_hand, level.allocated, level.held);
            StockLevel { location: self.locations[location], on_hand, allocated, held }
        };
        (0..self.locations.len()).map(level).collect()
    }

    fn available(&self, part: usize) -> u32 {
        self.stock(part).iter().map(StockLevel::available).sum()
    }

    fn place_of(&self, location: StockLocationId) -> usize {
        self.locations.iter().position(|known| *known == location).expect("a known location")
    }

    /// Promises pieces that are there.
    fn allocate(&mut self, part: usize, pieces: u32) -> ByLocation {
        let taken = inventory::allocate(&self.stock(part), pieces).expect("they are there");
        let taken: ByLocation = taken.into_iter().map(|(location, pieces)| (self.place_of(location), pieces)).collect();
        for (location, pieces) in &taken {
            self.level_mut(part, *location).allocated += pieces;
        }
        taken
    }

    /// Those who wait longest get what is there.
    fn serve(&mut self, part: usize) {
        for order in 0..self.orders.len() {
            for line in 0..self.orders[order].lines.len() {
                let known = &self.orders[order].lines[line];
                if known.part != part || known.backordered == 0 {
                    continue;
                }
                let pieces = known.backordered.min(self.available(part));
                let taken = self.allocate(part, pieces);
                let known = &mut self.orders[order].lines[line];
                known.backordered -= pieces;
                for (location, pieces) in taken {
                    *known.allocated.entry(location).or_default() += pieces;
                }
            }
        }
    }

    fn take(&mut self, part: usize, location: usize, pieces: u32) -> Result<(), Refused> {
        let level = self.level_mut(part, location);
        if level.on_hand < level.allocated + level.held + pieces {
            return Err("promised");
        }
        level.on_hand -= pieces;
        Ok(())
    }

    fn adjust(&mut self, part: usize, location: usize, delta: i64) -> Result<(), Refused> {
        let pieces = u32::try_from(delta.unsigned_abs()).expect("few");
        match delta {
            0 => Err("no change"),
            1.. => {
                self.level_mut(part, location).on_hand += pieces;
                self.serve(part);
                Ok(())
            }
            _ => self.take(part, location, pieces),
        }
    }

    fn free_expired(&mut self, part: usize, except: Option<usize>) -> bool {
        let now = self.now;
        let expired: Vec<usize> = self
            .holds
            .iter()
            .filter(|((buyer, held), hold)| *held == part && hold.until <= now && Some(*buyer) != except)
            .map(|((buyer, _), _)| *buyer)
            .collect();
        for buyer in &expired {
            self.give_back(*buyer, part);
        }
        !expired.is_empty()
    }

    fn give_back(&mut self, buyer: usize, part: usize) {
        for (location, pieces) in self.holds.remove(&(buyer, part)).unwrap_or_default().at {
            self.level_mut(part, location).held -= pieces;
        }
    }

    /// Looking at the checkout keeps its stock.
    fn look(&mut self, buyer: usize) -> Result<(), Refused> {
        let cart = self.carts.get(&buyer).filter(|cart| !cart.is_empty()).cloned().ok_or("empty")?;
        for (part, wanted) in cart {
            let own = self.holds.get(&(buyer, part)).cloned().unwrap_or_default();
            let kept: u32 = own.at.values().sum();
            if kept == wanted && own.until > self.now + NEARLY_EXPIRED {
                continue;
            }
            let mut target = self.hold_target(part, &own.at, wanted);
            if target.values().sum::<u32>() < wanted && self.free_expired(part, Some(buyer)) {
                target = self.hold_target(part, &own.at, wanted);
            }
            for (location, pieces) in &own.at {
                self.level_mut(part, *location).held -= pieces;
            }
            for (location, pieces) in &target {
                self.level_mut(part, *location).held += pieces;
            }
            if target.is_empty() {
                self.holds.remove(&(buyer, part));
            } else {
                self.holds.insert((buyer, part), Hold { at: target, until: 0 });
            }
        }
        let until = self.now + HOLD;
        self.holds.iter_mut().filter(|((owner, _), _)| *owner == buyer).for_each(|(_, hold)| hold.until = until);
        Ok(())
    }

    fn hold_target(&self, part: usize, own: &ByLocation, wanted: u32) -> ByLocation {
        let own: Vec<_> = own.iter().map(|(location, pieces)| (self.locations[*location], *pieces)).collect();
        let target = inventory::hold(&self.stock(part), &own, wanted);
        target.into_iter().map(|(location, pieces)| (self.place_of(location), pieces)).collect()
    }

    fn place(&mut self, buyer: usize) -> Result<(), Refused> {
        if !self.is_ready(buyer) {
            return Err("not ready");
        }
        let cart = self.carts.get(&buyer).cloned().unwrap_or_default();
        let mut lines = Vec::new();
        for (part, wanted) in cart {
            self.give_back(buyer, part);
            if self.available(part) < wanted {
                self.free_expired(part, None);
            }
            let there = self.available(part).min(wanted);
            let backordered = wanted - there;
            if backordered > 0 && self.coming(part) < backordered {
                return Err("cannot be had");
            }
            let allocated = self.allocate(part, there);
            lines.push(Line {
                part,
                quantity: wanted,
                cancelled: 0,
                backordered,
                shipped: 0,
                returned: 0,
                credited_back: 0,
                allocated,
            });
        }
        let on_terms = buyer < MEMBERS;
        let mut order = Order {
            on_terms,
            is_approved: on_terms,
            lines,
            parcels: Vec::new(),
            backs: Vec::new(),
            delivery: 0,
            tax: 0,
            total: 0,
            paid: 0,
            credited: 0,
        };
        if on_terms {
            // Collected, so that it is the goods and their tax.
            order.tax = order.goods() * 21 / 100;
            order.total = order.goods() + order.tax;
            if self.credit_used + order.total > CREDIT_LIMIT {
                return Err("beyond its credit");
            }
            self.credit_used += order.total;
        }
        self.orders.push(order);
        self.carts.remove(&buyer);
        self.carts.insert(buyer, BTreeMap::new());
        self.checkouts.remove(&buyer);
        Ok(())
    }

    /// Pieces on their way on a known day that are promised to nobody.
    fn coming(&self, part: usize) -> u32 {
        let dated = self.supplies.iter().filter(|supply| supply.part == part && supply.is_dated);
        let coming: u32 = dated.map(Supply::outstanding).sum();
        let lines = self.orders.iter().flat_map(|order| &order.lines).filter(|line| line.part == part);
        coming.saturating_sub(lines.map(|line| line.backordered).sum())
    }

    fn pay(&mut self, order: usize, minor: i64) -> Result<(), Refused> {
        if minor <= 0 {
            return Err("no money");
        }
        let known = &mut self.orders[order];
        let before = known.owed();
        known.paid += minor;
        let (after, on_terms) = (known.owed(), known.on_terms);
        if after == 0 && !on_terms && known.state() != OrderState::Cancelled {
            known.is_approved = true;
        }
        if on_terms {
            self.credit_used -= before - after;
        }
        Ok(())
    }

    fn credit(&mut self, order: usize, minor: i64) {
        let known = &mut self.orders[order];
        let before = known.owed();
        known.credited += minor;
        if known.on_terms {
            self.credit_used -= before - known.owed();
        }
    }

    fn start_picking(&mut self, order: usize, location: usize) -> Result<(), Refused> {
        let known = &mut self.orders[order];
        if !known.is_approved {
            return Err("not approved");
        }
        let lines = (0..known.lines.len()).map(|line| (line, known.loose_at(line, location), 0));
        let pieces: Vec<_> = lines.filter(|piece| piece.1 > 0).collect();
        if !pieces.is_empty() {
            known.parcels.push(Parcel { location, state: ShipmentState::Picking, pieces, at: 0 });
        }
        Ok(())
    }

    fn picked(&mut self, order: usize, parcel: usize, missing: u32) -> Result<(), Refused> {
        let held = self.parcel(order, parcel, ShipmentState::Picking)?;
        // What is missing is missing of the first line.
        let first = held.pieces.first_mut().expect("a parcel has pieces");
        first.1 = first.1.checked_sub(missing).ok_or("more missing than there was")?;
        held.pieces.retain(|piece| piece.1 > 0);
        held.state = ShipmentState::Picked;
        if held.pieces.is_empty() {
            self.orders[order].parcels.remove(parcel);
        }
        Ok(())
    }

    fn ship(&mut self, order: usize, parcel: usize) -> Result<(), Refused> {
        let now = self.now;
        let sent = self.parcel(order, parcel, ShipmentState::Packed)?;
        (sent.state, sent.at) = (ShipmentState::Shipped, now);
        let (location, pieces) = (sent.location, sent.pieces.clone());
        for (line, pieces, _) in pieces {
            let known = &mut self.orders[order].lines[line];
            known.shipped += pieces;
            lower(&mut known.allocated, location, pieces);
            let part = known.part;
            let level = self.level_mut(part, location);
            level.on_hand -= pieces;
            level.allocated -= pieces;
        }
        Ok(())
    }

    fn cancel(&mut self, order: usize, wanted: &[(usize, u32)], who: Who) -> Result<(), Refused> {
        if wanted.is_empty() {
            return Err("nothing");
        }
        let mut amount = 0;
        let mut freed = Vec::new();
        for (line, pieces) in wanted {
            let known = &self.orders[order];
            let from = known.standing(*line).cancel(*pieces, party(who)).ok_or("too many")?;
            amount += known.value(*line, *pieces);
            let part = known.lines[*line].part;
            self.orders[order].lines[*line].backordered -= from.backordered;
            self.orders[order].lines[*line].cancelled += pieces;
            let mut rest = from.loose;
            for location in 0..self.locations.len() {
                let here = rest.min(self.orders[order].loose_at(*line, location));
                rest -= here;
                self.release(order, *line, location, here);
            }
            let mut rest = from.in_open_parcels;
            for parcel in (0..self.orders[order].parcels.len()).rev() {
                let held = &mut self.orders[order].parcels[parcel];
                if !matches!(held.state, ShipmentState::Picking | ShipmentState::Picked) {
                    continue;
                }
                let location = held.location;
                let Some(piece) = held.pieces.iter_mut().find(|piece| piece.0 == *line) else { continue };
                let here = rest.min(piece.1);
                piece.1 -= here;
                piece.2 = piece.2.min(piece.1);
                rest -= here;
                held.pieces.retain(|piece| piece.1 > 0);
                self.release(order, *line, location, here);
            }
            self.orders[order].parcels.retain(|parcel| !parcel.pieces.is_empty());
            if from.loose + from.in_open_parcels > 0 {
                freed.push(part);
            }
        }
        let known = &self.orders[order];
        if known.state() == OrderState::Cancelled {
            amount += known.shares().delivery;
        }
        let amount = amount.min(known.total - known.credited);
        self.credit(order, amount);
        for part in freed {
            self.serve(part);
        }
        Ok(())
    }

    fn release(&mut self, order: usize, line: usize, location: usize, pieces: u32) {
        if pieces == 0 {
            return;
        }
        let known = &mut self.orders[order].lines[line];
        lower(&mut known.allocated, location, pieces);
        let part = known.part;
        self.level_mut(part, location).allocated -= pieces;
    }

    fn ask_back(&mut self, order: usize, line: usize, pieces: u32, who: Who) -> Result<(), Refused> {
        let now = self.now;
        let known = &self.orders[order];
        let pending = known.backs.iter().filter(|back| back.line == line && back.state.is_pending());
        let spoken_for = known.lines[line].returned + pending.map(|back| back.pieces).sum::<u32>();
        let mut possible = known.lines[line].shipped.saturating_sub(spoken_for);
        if who == Who::Customer {
            let recent =
                known.parcels.iter().filter(|parcel| !parcel.state.is_in_house() && now - parcel.at <= RETURN_WINDOW);
            let recent = recent.flat_map(|parcel| &parcel.pieces).filter(|piece| piece.0 == line).map(|piece| piece.1);
            possible = possible.min(recent.sum());
        }
        if pieces > possible {
            return Err("too many");
        }
        self.orders[order].backs.push(Back { line, pieces, state: ReturnState::Requested, came: 0 });
        Ok(())
    }
}

fn lower(allocated: &mut ByLocation, location: usize, pieces: u32) {
    let left = allocated.get(&location).copied().unwrap_or_default() - pieces;
    if left == 0 {
        allocated.remove(&location);
    } else {
        allocated.insert(location, left);
    }
}

const fn party(who: Who) -> Party {
    match who {
        Who::Customer => Party::Customer,
        Who::Desk => Party::Staff,
    }
}
