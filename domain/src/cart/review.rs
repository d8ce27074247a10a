//! A list looked through before any of it goes into a cart: what each line stands for, what it costs
//! at its quantity, and what stands in its way. Pure; the parts and the cart arrive as arguments. What
//! must not live here: reading the list, that is in [`super::quick_order`].

use super::quick_order::AskedLine;
use super::{Cart, CartLine, CartLineProblem, MAX_LINES, MAX_QUANTITY, QuantityError};

/// What stands in the way of adding a line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReviewProblem {
    /// The line has no part number.
    #[error("Enter a part number.")]
    NoNumber,
    /// Nothing carries the number.
    #[error("We have no part with this number.")]
    UnknownNumber,
    /// Makers number their parts as they like.
    #[error("Several parts have this number.")]
    SeveralParts,
    /// Not a quantity.
    #[error("{0}")]
    Quantity(#[from] QuantityError),
    /// No price, or not enough of it.
    #[error("{0}")]
    Line(CartLineProblem),
    /// Not enough of it beside what the cart holds.
    #[error("Only {more} more: {in_cart} in your cart already.")]
    InCart {
        /// Pieces in the cart.
        in_cart: u32,
        /// Pieces that can be added.
        more: u32,
    },
}

impl ReviewProblem {
    /// The quantity that could be added instead, where there is one.
    pub const fn instead(&self) -> Option<u32> {
        match self {
            Self::Line(CartLineProblem::OnlyAvailable(most)) | Self::InCart { more: most, .. } if *most > 0 => {
                Some(*most)
            }
            _ => None,
        }
    }
}

/// A line of the list, looked through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewLine {
    /// The line as asked: what its fields show.
    pub asked: AskedLine,
    /// The part it stands for, with the pieces asked for; 1 where the quantity is none.
    pub part: Option<CartLine>,
    /// Why it cannot be added; none when it can.
    pub problem: Option<ReviewProblem>,
    /// Parts that may be meant, when it is not clear which.
    pub near: Vec<CartLine>,
}

/// A list, looked through.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Review {
    /// Its lines, those of one part merged.
    pub lines: Vec<ReviewLine>,
    /// Lines more than the cart has room for.
    pub overflow: usize,
}

impl Review {
    /// Looks a list through. `find` answers the parts that carry a number, best first, a part of our
    /// own number alone; `cart` is what the lines would be added to.
    pub fn of(asked: Vec<AskedLine>, find: &dyn Fn(&str) -> Vec<CartLine>, cart: &Cart) -> Self {
        let mut lines: Vec<ReviewLine> = Vec::new();
        for asked in asked {
            let line = matched(asked, find);
            let earlier = lines.iter_mut().find(|earlier| may_merge(earlier, &line));
            match earlier {
                Some(earlier) => merge(earlier, &line),
                None => lines.push(line),
            }
        }
        for line in &mut lines {
            line.problem = line.problem.take().or_else(|| obstacle(line.part.as_ref()?, cart));
        }
        let mut review = Self { lines, overflow: 0 };
        let held = |line: &&CartLine| !cart.lines.iter().any(|known| known.variant == line.variant);
        let new_lines = review.ready().filter(held).count();
        review.overflow = (cart.lines.len() + new_lines).saturating_sub(MAX_LINES);
        review
    }

    /// The lines that can be added.
    pub fn ready(&self) -> impl Iterator<Item = &CartLine> {
        self.lines.iter().filter(|line| line.problem.is_none()).filter_map(|line| line.part.as_ref())
    }

    /// The lines that can be added, as a cart of their own.
    pub fn ready_cart(&self) -> Cart {
        Cart { lines: self.ready().cloned().collect() }
    }
}

/// What a line's number stands for.
fn matched(mut asked: AskedLine, find: &dyn Fn(&str) -> Vec<CartLine>) -> ReviewLine {
    let mut found = find(&asked.number);
    if let Some(whole) = asked.whole.take()
        && found.is_empty()
    {
        found = find(&whole);
        if !found.is_empty() {
            (asked.number, asked.quantity) = (whole, String::new());
        }
    }
    let pieces = asked.pieces();
    if let Ok(pieces) = pieces {
        asked.quantity = pieces.to_string();
    }
    let quantity = pieces.as_ref().copied().unwrap_or(1);
    for part in &mut found {
        part.quantity = quantity;
    }
    let (part, problem, near) = match found.len() {
        0 if asked.number.trim().is_empty() => (None, Some(ReviewProblem::NoNumber), found),
        0 => (None, Some(ReviewProblem::UnknownNumber), found),
        1 => (found.pop(), pieces.err().map(ReviewProblem::from), Vec::new()),
        _ => (None, Some(ReviewProblem::SeveralParts), found),
    };
    ReviewLine { asked, part, problem, near }
}

/// Whether two lines ask for the same part, each with a quantity.
fn may_merge(earlier: &ReviewLine, line: &ReviewLine) -> bool {
    let variant = |line: &ReviewLine| line.part.as_ref().filter(|_| line.problem.is_none()).map(|part| part.variant);
    variant(line).is_some() && variant(earlier) == variant(line)
}

fn merge(earlier: &mut ReviewLine, line: &ReviewLine) {
    let (Some(part), Some(more)) = (&mut earlier.part, &line.part) else { return };
    let together = part.quantity.saturating_add(more.quantity);
    part.quantity = together.min(MAX_QUANTITY);
    earlier.asked.quantity = together.to_string();
    earlier.asked.source = format!("{}, {}", earlier.asked.source, line.asked.source);
    if together > MAX_QUANTITY {
        earlier.problem = Some(QuantityError::OutOfRange.into());
    }
}

/// What stands in the way of a part beside what the cart holds.
fn obstacle(part: &CartLine, cart: &Cart) -> Option<ReviewProblem> {
    if let Some(problem) = part.problem() {
        return Some(ReviewProblem::Line(problem));
    }
    let in_cart = cart.lines.iter().find(|line| line.variant == part.variant).map_or(0, |line| line.quantity);
    let most = part.obtainable().unwrap_or(MAX_QUANTITY).min(MAX_QUANTITY);
    let more = most.saturating_sub(in_cart);
    (in_cart > 0 && part.quantity > more).then_some(ReviewProblem::InCart { in_cart, more })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::quick_order::read;
    use super::super::tests::line;
    use super::*;

    /// A shop of three parts: `A-1` with 10 pieces, `B-2` sold out, `C-3` without a price; and two
    /// makers’ `D-4`.
    fn find(number: &str) -> Vec<CartLine> {
        match number.to_ascii_uppercase().as_str() {
            "A-1" | "A 1" => vec![line(1, "A-1", &[(1, 1_000), (5, 900)], Some(10))],
            "B-2" => vec![line(2, "B-2", &[(1, 1_000)], Some(0))],
            "C-3" => vec![line(3, "C-3", &[], Some(9))],
            "D-4" => vec![line(4, "X-D4", &[(1, 1)], Some(9)), line(5, "Y-D4", &[(1, 1)], Some(9))],
            _ => Vec::new(),
        }
    }

    fn review(text: &str, cart: &Cart) -> Review {
        Review::of(read(text).expect("a list"), &find, cart)
    }

    #[test]
    fn each_line_says_what_it_is() {
        let review = review("A-1 5\nB-2 1\nC-3\nD-4 2\nE-5\nA-1 0\n;3", &Cart::default());
        let problems: Vec<_> = review.lines.iter().map(|line| line.problem.clone()).collect();
        assert_eq!(
            problems,
            [
                None,
                Some(ReviewProblem::Line(CartLineProblem::SoldOut)),
                Some(ReviewProblem::Line(CartLineProblem::PriceOnRequest)),
                Some(ReviewProblem::SeveralParts),
                Some(ReviewProblem::UnknownNumber),
                Some(ReviewProblem::Quantity(QuantityError::OutOfRange)),
                Some(ReviewProblem::UnknownNumber),
            ]
        );
        assert_eq!(review.lines[3].near.len(), 2);
        assert_eq!(review.ready_cart().goods().map(|sum| sum.minor), Ok(5 * 900), "at the price of five");
    }

    #[test]
    fn lines_of_one_part_are_one_line() {
        let lines = review("A-1 4\nE-5\na-1 3", &Cart::default()).lines;
        let part = lines[0].part.as_ref().expect("known");
        assert_eq!((lines.len(), lines[0].asked.source.as_str(), part.quantity), (2, "1, 3", 7));
        assert_eq!(part.total().map(|sum| sum.minor), Some(7 * 900), "the break counts for both together");
        let lines = review("A-1 9\nA-1 3", &Cart::default()).lines;
        assert_eq!(lines[0].problem, Some(ReviewProblem::Line(CartLineProblem::OnlyAvailable(10))));
        assert_eq!(lines[0].problem.as_ref().and_then(ReviewProblem::instead), Some(10));
    }

    #[test]
    fn what_the_cart_holds_counts() {
        let held = |quantity| Cart { lines: vec![CartLine { quantity, ..find("A-1").remove(0) }] };
        assert_eq!(review("A-1 6", &held(4)).lines[0].problem, None);
        let problem = review("A-1 7", &held(4)).lines[0].problem.clone().expect("too many");
        assert_eq!(problem, ReviewProblem::InCart { in_cart: 4, more: 6 });
        assert_eq!(problem.instead(), Some(6));
        assert_eq!(review("A-1 1", &held(10)).lines[0].problem.as_ref().and_then(ReviewProblem::instead), None);
    }

    #[test]
    fn a_number_with_blanks_is_tried_whole() {
        let lines = review("a 1", &Cart::default()).lines;
        assert_eq!((lines[0].asked.number.as_str(), lines[0].asked.quantity.as_str()), ("a 1", "1"));
        assert!(lines[0].problem.is_none());
    }

    #[test]
    fn a_cart_has_room_for_so_many_lines() {
        let many = |number: &str| vec![line(number[1..].parse().expect("digits"), number, &[(1, 1)], None)];
        let text = (1..=MAX_LINES + 3).map(|at| format!("N{at}")).collect::<Vec<_>>().join("\n");
        let review = Review::of(read(&text).expect("a list"), &many, &Cart { lines: many("N1") });
        assert_eq!(review.overflow, 3, "the one that is there takes no more room");
    }

    proptest! {
        #[test]
        fn no_piece_is_lost_and_what_is_ready_can_be_had(asked in prop::collection::vec((0usize..5, 1u32..8), 1..20), held in 0u32..12) {
            let numbers = ["A-1", "B-2", "C-3", "D-4", "E-5"];
            let text = asked.iter().map(|(at, quantity)| format!("{} x{quantity}", numbers[*at])).collect::<Vec<_>>().join("\n");
            let cart = Cart { lines: (held > 0).then(|| CartLine { quantity: held, ..find("A-1").remove(0) }).into_iter().collect() };
            let review = review(&text, &cart);
            let sum: u32 = review.lines.iter().filter_map(|line| line.asked.pieces().ok()).sum();
            prop_assert_eq!(sum, asked.iter().map(|line| line.1).sum::<u32>());
            for line in review.ready() {
                prop_assert!(line.problem().is_none() && line.available.is_none_or(|available| available >= line.quantity + held));
            }
        }
    }
}
