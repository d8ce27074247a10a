//! What could not be made of a query, in words for the one who typed it.

use thiserror::Error;

/// A piece of a query that was left out, or cannot be met.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("“{piece}”: {fault}")]
pub struct QueryProblem {
    /// What was typed, at most [`QueryProblem::LONGEST_PIECE`] characters of it.
    pub piece: String,
    /// What is wrong with it.
    pub fault: QueryFault,
}

/// What is wrong with a piece of a query.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum QueryFault {
    /// The text is longer than anyone types.
    #[error("only the first {0} characters were read")]
    TooLong(usize),
    /// Nothing is called that; the piece is searched for as words.
    #[error("we know no dimension called {0}, so it is searched for as words")]
    UnknownField(String),
    /// The field is there, its figure is not.
    #[error("a figure is missing, such as 54mm or 54mm..55.2mm")]
    NoFigure,
    /// Something is there, but not a figure.
    #[error("not a figure such as 54mm, nor bounds such as 54mm..55.2mm")]
    NotAFigure,
    /// `1,234` is a thousand in one country and one in the next.
    #[error("write 1234 or 1.234 without a comma, either could be meant")]
    AmbiguousComma,
    /// A unit nobody here knows.
    #[error("{0} is not a unit we know")]
    UnknownUnit(String),
    /// A unit of something else.
    #[error("{field} is not measured in {unit}")]
    WrongUnit {
        /// The field's name.
        field: String,
        /// The unit as typed.
        unit: String,
    },
    /// Prices are kept in euros.
    #[error("prices are compared in euros")]
    NotEuros,
    /// The field is there, its word is not.
    #[error("a word is missing, such as phenolic")]
    NoChoice,
    /// Words have no order.
    #[error("{0} is a word: write a colon and the word")]
    NoOrder(String),
    /// The only question about stock is whether there is any.
    #[error("write stock:in for parts that can be sent today")]
    NotStock,
    /// The ends of the bounds have passed each other.
    #[error("nothing can be within these bounds")]
    Contradictory,
}

impl QueryProblem {
    /// Most characters of a piece that are repeated.
    pub const LONGEST_PIECE: usize = 40;

    pub(super) fn new(piece: &str, fault: QueryFault) -> Self {
        Self { piece: shown(piece, Self::LONGEST_PIECE), fault }
    }
}

/// A text for a message: no longer than so many characters.
pub(super) fn shown(text: &str, most: usize) -> String {
    let text = text.trim();
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
