//! What customers ask for: words, bounds and choices, read from a search field or an address and
//! written back in one canonical form. What must not live here: how an index answers it.

mod query;
mod vocabulary;

pub use query::{Limit, Query, Range};
pub use vocabulary::{Field, FieldKind, Vocabulary, slug};
