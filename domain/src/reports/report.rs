//! What a report is: its name, what it answers, its columns and its pictures.

/// A question the business steers by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Report {
    /// Its name in addresses and the name of its SQL file: `sales-by-day`.
    pub code: &'static str,
    /// What staff read.
    pub title: &'static str,
    /// What it answers and what to do with the answer.
    pub about: &'static str,
    /// What to say when there is nothing.
    pub empty: &'static str,
    /// How its figures are counted, for those who compare.
    pub note: &'static str,
    /// What it can be narrowed by, beside the period.
    pub filters: &'static [Filter],
    /// Its columns, in their order.
    pub columns: &'static [Column],
    /// Its pictures.
    pub charts: &'static [Chart],
}

impl Report {
    /// The place of a column by its name.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// Whether it can be narrowed by this.
    pub fn takes(&self, filter: Filter) -> bool {
        self.filters.contains(&filter)
    }
}

/// What a report can be narrowed by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Filter {
    /// The code of a category, or of one above it.
    Category,
    /// The name of a maker.
    Maker,
    /// The code of a stock location.
    Location,
}

impl Filter {
    /// All of them, in the order they are asked for.
    pub const ALL: [Self; 3] = [Self::Category, Self::Maker, Self::Location];

    /// The name in addresses and the name of its placeholder in SQL.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Category => "category",
            Self::Maker => "maker",
            Self::Location => "location",
        }
    }

    /// What staff read.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Category => "Category",
            Self::Maker => "Maker",
            Self::Location => "Stock location",
        }
    }

    /// What a report says that covers all of them.
    pub const fn all(self) -> &'static str {
        match self {
            Self::Category => "All categories",
            Self::Maker => "All makers",
            Self::Location => "All locations",
        }
    }
}

/// A column of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its name in SQL, CSV and Parquet.
    pub name: &'static str,
    /// What staff read.
    pub title: &'static str,
    /// What stands in it.
    pub kind: ColumnKind,
    /// What stands under it.
    pub total: Total,
}

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ColumnKind {
    /// Words.
    Text,
    /// A part number.
    Sku,
    /// A day.
    Day,
    /// A week, named by its Monday.
    Week,
    /// A whole number.
    Count,
    /// Minor units of the currency that the row names.
    Money,
    /// The code of a currency.
    Currency,
    /// Parts of a hundred.
    Percent,
    /// Hours.
    Hours,
    /// A ratio.
    Ratio,
}

impl ColumnKind {
    /// Whether its figures stand at the end of the cell, one under the other.
    pub const fn is_figure(self) -> bool {
        matches!(self, Self::Count | Self::Money | Self::Percent | Self::Hours | Self::Ratio)
    }
}

/// What stands under a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Total {
    /// Nothing: the rows do not add up.
    None,
    /// The sum of the rows.
    Sum,
    /// One sum as parts of a hundred of another, by the names of their columns.
    Share(&'static str, &'static str),
}

/// A picture of a report. Columns are given by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chart {
    /// A line over days with the area under it.
    Area {
        /// Days.
        over: &'static str,
        /// Figures.
        of: &'static str,
    },
    /// One or two lines over weeks.
    Lines {
        /// Weeks.
        over: &'static str,
        /// Figures and what each line is called.
        of: &'static [(&'static str, &'static str)],
    },
    /// A bar per row, the longest first.
    Bars {
        /// What names the row.
        by: &'static str,
        /// Figures.
        of: &'static str,
    },
    /// A bar per row of two parts.
    Stacked {
        /// What names the row.
        by: &'static str,
        /// The two parts and what each is called.
        of: [(&'static str, &'static str); 2],
    },
    /// Upright bars in the order of the rows.
    Histogram {
        /// What names the row.
        by: &'static str,
        /// Figures.
        of: &'static str,
    },
}

/// How two things in one picture are told apart, by shape as well as by colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// The first: filled, or a whole line.
    First,
    /// The second: an outline, or a dashed line.
    Second,
}

impl Mark {
    /// The mark of the thing at a place.
    pub const fn at(index: usize) -> Self {
        if index == 0 { Self::First } else { Self::Second }
    }
}
