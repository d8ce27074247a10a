//! What customers ask for: words, bounds and choices, read from a search field or an address and
//! written back in one canonical form; and what their words mean in the trade. What must not live
//! here: how an index answers it.

mod aliases;
mod figure;
mod parameters;
mod parse;
mod problem;
mod query;
mod range;
mod synonyms;
mod tube_sizes;
mod unanswered;
mod vocabulary;

pub use parse::{MAX_TEXT, Parsed};
pub use problem::{QueryFault, QueryProblem};
pub use query::{Constraint, Query};
pub use range::{Limit, Range};
pub use synonyms::{Reading, Term, expand};
pub use tube_sizes::{BODY_TUBES, BodyTube, MOTOR_SIZES, MotorSize};
pub use unanswered::countable_words;
pub use vocabulary::{Field, FieldKind, Vocabulary, slug};
