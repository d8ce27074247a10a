//! What happened, day by day: demand with seasons and favourites, shelves that run empty, suppliers that take their
//! time, parcels, returns.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, NaiveDateTime, TimeDelta};
use domain::orders::OrderNumber;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use crate::tables::Tables;

/// What is sold.
pub(crate) struct Part {
    pub(crate) id: i64,
    pub(crate) sku: String,
    pub(crate) name: String,
    /// For one piece, without tax.
    pub(crate) price: i64,
    pub(crate) currency: String,
}

/// Demand by month: people fly when the weather is good.
const SEASON: [u64; 12] = [60, 70, 95, 120, 135, 130, 110, 105, 110, 95, 80, 75];
/// Demand by weekday, from Monday on.
const WEEK: [u64; 7] = [110, 115, 112, 108, 100, 70, 85];
const COUNTRIES: [&str; 10] = ["NL", "NL", "NL", "NL", "DE", "DE", "DE", "BE", "FR", "DK"];
const REASONS: [&str; 6] =
    ["not_needed", "ordered_by_mistake", "wrong_part", "damaged_in_transit", "defective", "defective"];
const SUPPLIERS: [&str; 4] = ["Noordzee Composites", "Veldhoven Machining", "Ardennes Tube Works", "Kiel Pyrotechnics"];
const COMPANIES: [&str; 12] = [
    "Delft Student Rocketry",
    "Aachen Rocket Team",
    "Twente Launch Club",
    "Kempen Test Range",
    "Leuven Propulsion Lab",
    "Bremen Sounding Rockets",
    "Jutland Rocketry",
    "Toulouse Model Flight",
    "Eindhoven Instruments",
    "Harz Experimental",
    "Antwerp Aerospace School",
    "Limburg Launch Services",
];
/// Who did it all.
const ACTOR: &str = "an invented past";
/// Tax of all orders, hundredths of a percent.
const TAX: i64 = 2_100;

/// A past that is being invented.
pub(crate) struct Past {
    parts: Vec<Part>,
    locations: Vec<i64>,
    /// For each part, how much it is wanted, added up.
    wanted: Vec<u64>,
    /// Pieces that may be sold.
    level: Vec<u32>,
    /// Pieces a supplier has been asked for.
    coming: Vec<u32>,
    /// What reaches the shelves on a day to come: part and pieces, and whether a supplier brings it.
    arrivals: BTreeMap<NaiveDate, Vec<(usize, u32, bool)>>,
    first: NaiveDate,
    days: u32,
    today: u32,
    target: u64,
    weight_done: u64,
    weight_all: u64,
    orders: u64,
    companies: Vec<i64>,
    chance: StdRng,
}

impl Past {
    pub(crate) fn new(
        parts: Vec<Part>,
        locations: Vec<i64>,
        first: NaiveDate,
        days: u32,
        target: u64,
        seed: u64,
    ) -> Self {
        let mut wanted = Vec::with_capacity(parts.len());
        let mut sum = 0;
        for at in 0..parts.len() {
            // A few favourites, a long tail, and every twelfth part that nobody wants.
            let rank = scatter(at as u64) % parts.len() as u64;
            sum += if scatter(at as u64 + 7).is_multiple_of(12) { 0 } else { 1_000_000 / (rank + 8) };
            wanted.push(sum);
        }
        let level = vec![0; parts.len()];
        let mut past = Self {
            coming: level.clone(),
            level,
            parts,
            locations,
            wanted,
            arrivals: BTreeMap::new(),
            first,
            days,
            today: 0,
            target,
            weight_done: 0,
            weight_all: 0,
            orders: 0,
            companies: Vec::new(),
            chance: StdRng::seed_from_u64(seed),
        };
        past.weight_all = (0..days).map(|day| past.weight(day)).sum();
        past
    }

    /// Orders so far.
    pub(crate) fn orders(&self) -> u64 {
        self.orders
    }

    /// Companies, and shelves that are full.
    pub(crate) fn begin(&mut self, tables: &mut Tables) {
        let begun = self.at(0, 6 * 60);
        for name in COMPANIES {
            let id = tables.companies.id();
            self.companies.push(id);
            let currency = &self.parts[0].currency;
            tables.companies.add(format_args!("{id},'{name}','',0,30,'{currency}',5000000,0,'{begun}'"));
        }
        let all: Vec<usize> = (0..self.parts.len()).collect();
        for &location in &self.locations.clone() {
            let stored: Vec<(usize, u32)> = all
                .iter()
                .filter(|&&at| self.location(at) == location)
                .map(|&at| (at, 5 + self.demand(at, 60).max(if self.share(at) == 0 { 35 } else { 0 })))
                .collect();
            self.order_supplies(tables, location, &stored, 0, 0);
        }
        self.arrive();
    }

    /// One more day; none when the past has reached the present.
    pub(crate) fn day(&mut self, tables: &mut Tables) -> Option<NaiveDate> {
        if self.today >= self.days {
            return None;
        }
        self.arrive();
        self.weight_done += self.weight(self.today);
        let due = self.target * self.weight_done / self.weight_all;
        let before = self.target * (self.weight_done - self.weight(self.today)) / self.weight_all;
        for _ in before..due {
            self.sell(tables);
        }
        self.review(tables);
        let day = self.date(self.today);
        self.today += 1;
        Some(day)
    }

    /// What is left on the shelves in the end is there now.
    pub(crate) fn end(&mut self, tables: &mut Tables) {
        self.arrive();
        for at in 0..self.parts.len() {
            tables.stock_levels.add(format_args!("{},{},{},0,0", self.parts[at].id, self.location(at), self.level[at]));
        }
    }

    fn date(&self, day: u32) -> NaiveDate {
        self.first + TimeDelta::days(i64::from(day))
    }

    fn at(&self, day: u32, minute: u32) -> NaiveDateTime {
        self.date(day).and_time(chrono::NaiveTime::MIN) + TimeDelta::minutes(i64::from(minute))
    }

    /// The last moment of the past.
    fn last(&self) -> NaiveDateTime {
        self.at(self.days, 0) - TimeDelta::minutes(1)
    }

    /// How much a day is worth: the shop grows by two thirds from its first day to its last.
    fn weight(&self, day: u32) -> u64 {
        let date = self.date(day);
        let growth = 60 + 40 * u64::from(day) / u64::from(self.days);
        growth * SEASON[date.month0() as usize] * WEEK[date.weekday().num_days_from_monday() as usize]
    }

    fn location(&self, at: usize) -> i64 {
        let few = scatter(at as u64 + 3).is_multiple_of(5);
        self.locations[usize::from(few && self.locations.len() > 1)]
    }

    fn share(&self, at: usize) -> u64 {
        self.wanted[at] - if at == 0 { 0 } else { self.wanted[at - 1] }
    }

    /// Pieces that some days will ask for.
    fn demand(&self, at: usize, days: u64) -> u32 {
        let all = self.wanted.last().copied().unwrap_or(1).max(1);
        let pieces = self.target * 6 * days * self.share(at) / (all * u64::from(self.days));
        u32::try_from(pieces).unwrap_or(u32::MAX)
    }

    fn arrive(&mut self) {
        let later = self.arrivals.split_off(&self.date(self.today + 1));
        for (at, pieces, is_supply) in std::mem::replace(&mut self.arrivals, later).into_values().flatten() {
            self.level[at] += pieces;
            if is_supply {
                self.coming[at] = self.coming[at].saturating_sub(pieces);
            }
        }
    }

    /// Once a week each part is looked at: what runs low is ordered, and some suppliers are slow.
    fn review(&mut self, tables: &mut Tables) {
        for &location in &self.locations.clone() {
            let low: Vec<(usize, u32)> = (0..self.parts.len())
                .filter(|&at| at as u64 % 7 == u64::from(self.today % 7) && self.location(at) == location)
                .filter(|&at| self.level[at] + self.coming[at] < 2 + self.demand(at, 18) && self.share(at) > 0)
                .map(|at| (at, 3 + self.demand(at, 45)))
                .collect();
            let takes = if self.chance.random_ratio(1, 5) { 34 } else { self.chance.random_range(6..18) };
            if !low.is_empty() && self.today + takes < self.days {
                self.order_supplies(tables, location, &low, self.today, takes);
            }
        }
    }

    fn order_supplies(&mut self, tables: &mut Tables, location: i64, wanted: &[(usize, u32)], day: u32, takes: u32) {
        let id = tables.purchase_orders.id();
        let (ordered, received) = (self.at(day, 7 * 60), self.at(day + takes, 7 * 60 + 30));
        let supplier = SUPPLIERS[self.chance.random_range(0..SUPPLIERS.len())];
        let currency = &self.parts[0].currency;
        tables.purchase_orders.add(format_args!(
            "{id},'PH-{id:06}','{supplier}',{location},'{currency}','{}','','{ordered}','{received}'",
            received.date()
        ));
        for (number, &(at, pieces)) in (1..).zip(wanted) {
            let part = &self.parts[at];
            let percent =
                46 + i64::try_from(scatter(at as u64 + 11) % 22).unwrap_or(0) + self.chance.random_range(-3..4);
            let cost = (part.price * percent / 100).max(1);
            tables.purchase_order_lines.add(format_args!("{id},{number},{},{pieces},{pieces},0,{cost}", part.id));
            tables
                .stock_movements
                .add(format_args!("{},{location},'receipt',{pieces},0,NULL,NULL,'PH-{id:06}','{received}'", part.id));
            self.coming[at] += pieces;
            self.arrivals.entry(received.date()).or_default().push((at, pieces, true));
        }
    }

    /// What one customer puts together: favourites, and what goes with the part before. Empty shelves are passed by.
    fn basket(&mut self, is_company: bool) -> Vec<(usize, u32)> {
        let size = [1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5, 6][self.chance.random_range(0..12)];
        let most = if is_company { 14 } else { 4 };
        let mut basket: Vec<(usize, u32)> = Vec::with_capacity(size);
        for _ in 0..size {
            let at = match basket.last() {
                Some((before, _)) if self.chance.random_ratio(2, 5) => (before + 1 + before % 3) % self.parts.len(),
                _ => {
                    let all = self.wanted.last().copied().unwrap_or(1).max(1);
                    let point = self.chance.random_range(0..all);
                    self.wanted.partition_point(|sum| *sum <= point)
                }
            };
            let pieces = self.chance.random_range(1..=most).min(self.level[at]);
            if pieces > 0 && basket.iter().all(|(other, _)| *other != at) {
                basket.push((at, pieces));
            }
        }
        basket
    }

    fn sell(&mut self, tables: &mut Tables) {
        let is_company = self.chance.random_ratio(9, 20);
        let basket = self.basket(is_company);
        if basket.is_empty() {
            return;
        }
        self.orders += 1;
        let minute = (self.chance.random_range(6 * 60..16 * 60) + self.chance.random_range(0..7 * 60)).min(1_439);
        let placed = self.at(self.today, minute);
        let order = tables.orders.id();
        // Prices have risen by a tenth since the beginning.
        let risen = 900 + 100 * i64::from(self.today) / i64::from(self.days);
        let lines: Vec<Line> = (1..)
            .zip(basket)
            .map(|(number, (at, pieces))| {
                let price = (self.parts[at].price * risen / 1_000).max(1);
                Line { order, number, at, pieces, price, returned: 0 }
            })
            .collect();
        for line in &lines {
            self.moved(tables, line, "allocation", 0, i64::from(line.pieces), placed);
        }
        if self.chance.random_ratio(3, 200) {
            self.cancel(tables, &lines, placed, is_company);
        } else {
            self.deliver(tables, lines, placed, is_company);
        }
    }

    fn cancel(&mut self, tables: &mut Tables, lines: &[Line], placed: NaiveDateTime, is_company: bool) {
        let cancelled = (placed + TimeDelta::hours(3)).min(self.last());
        for line in lines {
            self.moved(tables, line, "release", 0, -i64::from(line.pieces), cancelled);
        }
        self.write_order(tables, lines, placed, is_company, None);
        happened(tables, lines[0].order, "cancelled", "cancelled", cancelled);
    }

    fn deliver(&mut self, tables: &mut Tables, mut lines: Vec<Line>, placed: NaiveDateTime, is_company: bool) {
        for line in &lines {
            self.level[line.at] -= line.pieces;
        }
        let hours = match self.chance.random_range(0..100) {
            0..70 => self.chance.random_range(3..30),
            70..92 => self.chance.random_range(30..80),
            _ => self.chance.random_range(80..200),
        };
        let first = (placed + TimeDelta::hours(hours)).min(self.last());
        // Some orders come in two parcels.
        let whole = if lines.len() > 1 && self.chance.random_ratio(1, 12) { lines.len() - 1 } else { lines.len() };
        let order = lines[0].order;
        let mut arrived = first;
        for (some, hours) in [(0..whole, 0), (whole..lines.len(), self.chance.random_range(60..200))] {
            if some.is_empty() {
                continue;
            }
            let shipped = (first + TimeDelta::hours(hours)).min(self.last());
            arrived = arrived.max((shipped + TimeDelta::hours(self.chance.random_range(20..90))).min(self.last()));
            let id = tables.shipments.id();
            let location = self.location(lines[some.start].at);
            tables.shipments.add(format_args!(
                "{id},'SH-{id:08}',{order},{location},'delivered','Post','','{placed}','{shipped}','{shipped}','{shipped}','{arrived}'"
            ));
            for line in &lines[some] {
                tables.shipment_lines.add(format_args!("{id},{order},{},{1},{1}", line.number, line.pieces));
                let pieces = -i64::from(line.pieces);
                self.moved(tables, line, "sale", pieces, pieces, shipped);
            }
            happened(tables, order, "shipped", "shipped", shipped);
        }
        happened(tables, order, "delivered", "delivered", arrived);
        let credit = if self.chance.random_ratio(3, 100) { self.take_back(tables, &mut lines, arrived) } else { None };
        self.write_order(tables, &lines, placed, is_company, Some(credit.unwrap_or(0)));
    }

    /// One line comes back, in part or whole. Answers what was credited for it.
    fn take_back(&mut self, tables: &mut Tables, lines: &mut [Line], arrived: NaiveDateTime) -> Option<i64> {
        let asked = arrived + TimeDelta::hours(self.chance.random_range(30..500));
        let received = asked + TimeDelta::hours(self.chance.random_range(48..240));
        if received > self.last() {
            return None;
        }
        let which = self.chance.random_range(0..lines.len());
        let line = &mut lines[which];
        line.returned = self.chance.random_range(1..=line.pieces);
        let restocked = if self.chance.random_ratio(3, 4) { line.returned } else { 0 };
        let scrapped = line.returned - restocked;
        let reason = REASONS[self.chance.random_range(0..REASONS.len())];
        let (order, number, amount) = (line.order, line.number, line.price * i64::from(line.returned));
        let id = tables.returns.id();
        tables.returns.add(format_args!(
            "{id},'RMA-{id:08}',{order},'credited','{reason}','','','{asked}','{asked}','{received}','{received}'"
        ));
        tables.return_lines.add(format_args!("{id},{order},{number},{},{restocked},{scrapped}", line.returned));
        tables.credits.add(format_args!("{order},{id},'return',{amount},'','{ACTOR}','{received}'"));
        for (kind, state) in [("return_received", "delivered"), ("credited", "delivered")] {
            happened(tables, order, kind, state, received);
        }
        if restocked > 0 {
            let line = &lines[which];
            self.moved(tables, line, "return", i64::from(restocked), 0, received);
            // On sale from the next morning on: it came in some time during the day.
            self.arrivals.entry(received.date() + TimeDelta::days(1)).or_default().push((line.at, restocked, false));
        }
        Some(amount)
    }

    /// The order itself; `credited` is none for one that was cancelled.
    fn write_order(
        &mut self,
        tables: &mut Tables,
        lines: &[Line],
        placed: NaiveDateTime,
        is_company: bool,
        credited: Option<i64>,
    ) {
        let order = lines[0].order;
        let company = is_company.then(|| self.chance.random_range(0..COMPANIES.len()));
        // The same few come again and again.
        let most = 20 + self.target / 8;
        let guest = self.chance.random_range(0..most).min(self.chance.random_range(0..most));
        let (email, name) = match company {
            Some(at) => (format!("buyer{at}@past.example"), COMPANIES[at]),
            None => (format!("guest{guest}@past.example"), ""),
        };
        let country = COUNTRIES[usize::try_from(company.map_or(guest, |at| at as u64) % 10).unwrap_or(0)];
        let company = company.map_or("NULL".to_owned(), |at| self.companies[at].to_string());
        for line in lines {
            let part = &self.parts[line.at];
            let (cancelled, shipped) = if credited.is_some() { (0, line.pieces) } else { (line.pieces, 0) };
            tables.order_lines.add(format_args!(
                "{order},{},{},'{}','{}',{},{},{},{cancelled},{shipped},{}",
                line.number,
                part.id,
                quoted(&part.sku),
                quoted(&part.name),
                line.pieces,
                line.price,
                line.price * i64::from(line.pieces),
                line.returned
            ));
        }
        let goods: i64 = lines.iter().map(|line| line.price * i64::from(line.pieces)).sum();
        let delivery = if goods > 15_000 { 0 } else { 695 };
        let tax = (goods + delivery) * TAX / 10_000;
        let total = goods + delivery + tax;
        let state = if credited.is_some() { "delivered" } else { "cancelled" };
        let paid = if credited.is_some() { total } else { 0 };
        // Multiplied by an odd number, no two ids agree in their lowest forty bits.
        let number = OrderNumber::from_random(order.unsigned_abs().wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let currency = &self.parts[lines[0].at].currency;
        tables.orders.add(format_args!(
            "{order},'{number}','00000000-0000-4000-8000-{order:012x}','{state}','{email}','Invented buyer','','{name}','Invented street 1','',\
             '1000 AA','Rotterdam','','{country}','standard','bank_transfer','','','{currency}',{goods},{delivery},{tax},{total},'{placed}',{company},\
             '{placed}',{TAX},'',{paid},{},NULL",
            credited.unwrap_or(0)
        ));
        happened(tables, order, "placed", "allocated", placed);
        if paid > 0 {
            tables.payments.add(format_args!("{order},{paid},'P{order}','{ACTOR}','{placed}'"));
        }
    }

    fn moved(&self, tables: &mut Tables, line: &Line, kind: &str, on_hand: i64, allocated: i64, at: NaiveDateTime) {
        tables.stock_movements.add(format_args!(
            "{},{},'{kind}',{on_hand},{allocated},{},{},'','{at}'",
            self.parts[line.at].id,
            self.location(line.at),
            line.order,
            line.number
        ));
    }
}

/// A line of an order that is being invented.
struct Line {
    order: i64,
    number: u32,
    at: usize,
    pieces: u32,
    price: i64,
    returned: u32,
}

/// A step in an order's history.
fn happened(tables: &mut Tables, order: i64, kind: &str, state: &str, at: NaiveDateTime) {
    tables.order_events.add(format_args!("{order},'{kind}','{state}','','{ACTOR}','{at}'"));
}

/// A text inside quotes of SQL.
fn quoted(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\'', "''")
}

/// Some number for a number, the same each time (the finishing steps of `SplitMix64`).
fn scatter(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}
