//! What can happen, and what happens next.

use domain::accounts::Actor;

use crate::model::{BUYERS, Model, PARTS, Parcel};
use domain::fulfilment::{ReturnState, ShipmentState};

/// Reproducible chance (splitmix64).
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below another.
    pub(crate) const fn below(&mut self, most: u64) -> u64 {
        if most == 0 { 0 } else { self.next() % most }
    }

    fn index(&mut self, length: usize) -> usize {
        usize::try_from(self.below(length as u64)).unwrap_or_default()
    }

    fn pieces(&mut self, most: u64) -> u32 {
        u32::try_from(1 + self.below(most)).unwrap_or(1)
    }

    fn of<T: Clone>(&mut self, all: &[T]) -> Option<T> {
        (!all.is_empty()).then(|| all[self.index(all.len())].clone())
    }
}

/// Who cancels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Who {
    Customer,
    Desk,
}

impl Who {
    pub(crate) const fn actor(self) -> Actor {
        match self {
            Self::Customer => Actor::Guest,
            Self::Desk => Actor::System("desk"),
        }
    }
}

/// What can happen. Orders, their parcels and returns, and purchase orders are counted from 0 in the order in which
/// they were made; lines are those of the order.
#[derive(Debug, Clone)]
pub(crate) enum Operation {
    Add { buyer: usize, part: usize, pieces: u32 },
    CheckOut { buyer: usize },
    Look { buyer: usize },
    ExpireHolds,
    Place { buyer: usize },
    PlaceAgain { order: usize },
    Approve { order: usize },
    Pay { order: usize, minor: i64 },
    StartPicking { order: usize, location: usize },
    Picked { order: usize, parcel: usize, missing: u32 },
    Scan { order: usize, parcel: usize, part: usize },
    Pack { order: usize, parcel: usize, force: bool },
    Unpack { order: usize, parcel: usize },
    Ship { order: usize, parcel: usize },
    Deliver { order: usize, parcel: usize },
    CancelRest { order: usize, who: Who },
    Cancel { order: usize, line: usize, pieces: u32, who: Who },
    OrderSupplies { part: usize, pieces: u32, location: usize, is_dated: bool },
    Receive { supply: usize, pieces: u32, more_is_right: bool },
    CloseSupply { supply: usize },
    Adjust { part: usize, location: usize, delta: i32 },
    Transfer { part: usize, from: usize, pieces: u32 },
    Count { part: usize, location: usize, counted: u32 },
    AskBack { order: usize, line: usize, pieces: u32, who: Who },
    DecideBack { order: usize, back: usize, authorise: bool },
    ReceiveBack { order: usize, back: usize, restock: u32, scrap: u32, location: usize },
    CreditBack { order: usize, back: usize },
    Goodwill { order: usize, minor: i64 },
}

impl Operation {
    /// Whether it is one transaction, so that it can be cut off.
    pub(crate) const fn is_one_transaction(&self) -> bool {
        !matches!(self, Self::CheckOut { .. } | Self::Count { .. } | Self::ExpireHolds)
    }

    /// Something that makes sense most of the time.
    pub(crate) fn any(chance: &mut Chance, model: &Model) -> Self {
        loop {
            if let Some(operation) = Self::try_any(chance, model) {
                return operation;
            }
        }
    }

    #[expect(clippy::too_many_lines, reason = "one arm per operation, side by side")]
    fn try_any(chance: &mut Chance, model: &Model) -> Option<Self> {
        let buyer = chance.index(BUYERS);
        let part = chance.index(PARTS);
        let location = chance.index(model.locations.len());
        let any_order = |chance: &mut Chance| {
            let all: Vec<usize> = (0..model.orders.len()).collect();
            // Most of what happens, happens to what is new.
            let recent = &all[all.len().saturating_sub(12)..];
            if chance.below(4) == 0 { chance.of(&all) } else { chance.of(recent) }
        };
        let parcel_in = |chance: &mut Chance, state: ShipmentState| {
            let all: Vec<(usize, usize)> =
                parcels(model).filter(|found| found.2.state == state).map(|found| (found.0, found.1)).collect();
            chance.of(&all)
        };
        let back_in = |chance: &mut Chance, state: ReturnState| {
            let orders = model.orders.iter().enumerate();
            let all: Vec<(usize, usize)> = orders
                .flat_map(|(order, known)| (0..known.backs.len()).map(move |back| (order, back)))
                .filter(|(order, back)| model.orders[*order].backs[*back].state == state)
                .collect();
            chance.of(&all)
        };
        Some(match chance.below(100) {
            0..8 => Self::Add { buyer, part, pieces: chance.pieces(9) },
            8..11 => Self::CheckOut { buyer },
            11..14 => Self::Look { buyer },
            14..16 => Self::ExpireHolds,
            16..28 => {
                let ready: Vec<usize> = (0..BUYERS).filter(|buyer| model.is_ready(*buyer)).collect();
                let Some(buyer) = chance.of(&ready) else { return Some(Self::CheckOut { buyer }) };
                Self::Place { buyer }
            }
            28 => Self::PlaceAgain { order: any_order(chance)? },
            29..35 => {
                let waiting: Vec<usize> =
                    (0..model.orders.len()).filter(|order| !model.orders[*order].is_approved).collect();
                Self::Approve { order: chance.of(&waiting).or_else(|| any_order(chance))? }
            }
            35..39 => {
                let order = any_order(chance)?;
                let owed = model.orders[order].owed();
                let part = i64::try_from(1 + chance.below(5_000)).unwrap_or(1);
                Self::Pay { order, minor: if chance.below(2) == 0 { owed } else { part } }
            }
            39..47 => {
                let loose: Vec<(usize, usize)> = (0..model.orders.len())
                    .flat_map(|order| (0..model.locations.len()).map(move |location| (order, location)))
                    .filter(|(order, location)| {
                        model.orders[*order].is_approved && model.loose_at(*order, *location) > 0
                    })
                    .collect();
                let (order, location) =
                    chance.of(&loose).or_else(|| any_order(chance).map(|order| (order, location)))?;
                Self::StartPicking { order, location }
            }
            47..54 => {
                let (order, parcel) = parcel_in(chance, ShipmentState::Picking)?;
                let missing = if chance.below(4) == 0 { chance.pieces(4) } else { 0 };
                Self::Picked { order, parcel, missing }
            }
            54..57 => {
                let (order, parcel) = parcel_in(chance, ShipmentState::Picked)?;
                Self::Scan { order, parcel, part }
            }
            57..63 => {
                let (order, parcel) = parcel_in(chance, ShipmentState::Picked)?;
                Self::Pack { order, parcel, force: chance.below(5) > 0 }
            }
            63 => {
                let (order, parcel) = parcel_in(chance, ShipmentState::Packed)?;
                Self::Unpack { order, parcel }
            }
            64..70 => {
                let (order, parcel) = parcel_in(chance, ShipmentState::Packed)?;
                Self::Ship { order, parcel }
            }
            70..73 => {
                let (order, parcel) = parcel_in(chance, ShipmentState::Shipped)?;
                Self::Deliver { order, parcel }
            }
            73..78 => {
                let order = any_order(chance)?;
                let who = chance.of(&[Who::Customer, Who::Desk])?;
                if chance.below(3) == 0 {
                    Self::CancelRest { order, who }
                } else {
                    let line = chance.index(model.orders[order].lines.len());
                    Self::Cancel { order, line, pieces: chance.pieces(5), who }
                }
            }
            78..81 => Self::OrderSupplies { part, pieces: chance.pieces(30), location, is_dated: chance.below(3) > 0 },
            81..85 => {
                let open: Vec<usize> =
                    (0..model.supplies.len()).filter(|supply| model.supplies[*supply].is_open).collect();
                let supply = chance.of(&open)?;
                if chance.below(12) == 0 {
                    Self::CloseSupply { supply }
                } else {
                    let pieces = chance.pieces(u64::from(model.supplies[supply].outstanding()) + 2);
                    Self::Receive { supply, pieces, more_is_right: chance.below(2) == 0 }
                }
            }
            85..88 => {
                let delta = i32::try_from(chance.below(14)).unwrap_or_default() - 6;
                Self::Adjust { part, location, delta }
            }
            88..90 => Self::Transfer { part, from: location, pieces: chance.pieces(6) },
            90..92 => {
                let there = u64::from(model.level(part, location).on_hand);
                let counted = u32::try_from(there.saturating_sub(4) + chance.below(8)).unwrap_or_default();
                Self::Count { part, location, counted }
            }
            92..94 => {
                let sent: Vec<usize> = (0..model.orders.len())
                    .filter(|order| model.orders[*order].lines.iter().any(|line| line.shipped > 0))
                    .collect();
                let order = chance.of(&sent)?;
                let line = chance.index(model.orders[order].lines.len());
                Self::AskBack { order, line, pieces: chance.pieces(4), who: chance.of(&[Who::Customer, Who::Desk])? }
            }
            94..96 => {
                let (order, back) = back_in(chance, ReturnState::Requested)?;
                Self::DecideBack { order, back, authorise: chance.below(5) > 0 }
            }
            96..98 => {
                let (order, back) = back_in(chance, ReturnState::Authorised)?;
                let most = u64::from(model.orders[order].backs[back].pieces);
                let restock = u32::try_from(chance.below(most + 1)).unwrap_or_default();
                let scrap = u32::try_from(chance.below(most + 2 - u64::from(restock))).unwrap_or_default();
                Self::ReceiveBack { order, back, restock, scrap, location }
            }
            98 => {
                let (order, back) = back_in(chance, ReturnState::Received)?;
                Self::CreditBack { order, back }
            }
            _ => Self::Goodwill { order: any_order(chance)?, minor: i64::try_from(1 + chance.below(300)).unwrap_or(1) },
        })
    }
}

/// All parcels: order, place in it, parcel.
fn parcels(model: &Model) -> impl Iterator<Item = (usize, usize, &Parcel)> {
    let orders = model.orders.iter().enumerate();
    orders.flat_map(|(order, known)| known.parcels.iter().enumerate().map(move |(at, parcel)| (order, at, parcel)))
}
