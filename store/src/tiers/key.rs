//! What kept values are called, in the process and in Redis.

/// Kinds of values. Each stands for one type: whoever reads a kind reads that type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    /// A part's facts, by its number in capitals.
    Part,
    /// A part as a row of a table, by its variant.
    Row,
    /// Standard prices, by variant.
    Price,
    /// Stock per place, by variant.
    Stock,
    /// The navigation tree.
    Tree,
    /// The attributes of a category, by its code.
    Schema,
    /// Where a page has gone, by its path.
    Moved,
}

impl Kind {
    pub(crate) const ALL: [Self; 7] =
        [Self::Part, Self::Row, Self::Price, Self::Stock, Self::Tree, Self::Schema, Self::Moved];

    /// Its name in keys and metrics.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Part => "part",
            Self::Row => "row",
            Self::Price => "price",
            Self::Stock => "stock",
            Self::Tree => "tree",
            Self::Schema => "schema",
            Self::Moved => "moved",
        }
    }
}

/// A kept value's name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    pub(crate) kind: Kind,
    pub(crate) name: String,
}

impl Key {
    pub(crate) fn new(kind: Kind, name: impl Into<String>) -> Self {
        Self { kind, name: name.into() }
    }

    /// Of a variant.
    pub(crate) fn of(kind: Kind, variant: i64) -> Self {
        Self::new(kind, variant.to_string())
    }
}

/// How kept values are laid out in Redis. Raise it with any change of what is kept: what is laid out otherwise is not
/// found, and expires by itself.
const LAYOUT: u32 = 1;

/// The names of values of one database in Redis; several databases may share one.
#[derive(Debug, Clone)]
pub(super) struct Names(String);

impl Names {
    pub(super) fn new(database: &str) -> Self {
        Self(format!("tiers:{LAYOUT}:{database}"))
    }

    pub(super) fn of_value(&self, key: &Key) -> String {
        format!("{}:{}:{}", self.0, key.kind.name(), key.name)
    }

    /// Held by whoever loads the value.
    pub(super) fn of_lock(&self, key: &Key) -> String {
        format!("{}:lock:{}:{}", self.0, key.kind.name(), key.name)
    }
}
