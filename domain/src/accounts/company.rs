//! Companies: on which terms they buy, and what they owe.

use serde::{Deserialize, Serialize};

use crate::money::Money;

/// The company somebody buys for, and on which terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuyingCompany {
    /// Its name.
    pub name: String,
    /// Its VAT id; empty when it has none.
    pub vat_id: String,
    /// Whether we hold a certificate that it pays no tax.
    pub tax_exempt: bool,
    /// Days it has to pay an invoice; none when it pays in advance.
    pub terms_days: Option<u16>,
    /// What it may still order on terms.
    pub credit_left: Money,
}

/// What a member of a company may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CompanyRole {
    /// Buys on the company's terms.
    Buyer,
    /// Also invites and removes members and keeps the company's addresses.
    Manager,
}

impl CompanyRole {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Buyer, Self::Manager];

    /// The name in forms and in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Buyer => "buyer",
            Self::Manager => "manager",
        }
    }

    /// What people read.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Buyer => "Buyer",
            Self::Manager => "Manager",
        }
    }

    /// Reads the name in forms and in the database.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}

/// Why what a company owes changed: the kinds of rows in its ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CreditMovementKind {
    /// It ordered on terms.
    Charge,
    /// It paid.
    Payment,
    /// Something was cancelled before it was sent.
    Cancel,
    /// Something sent back was credited.
    Credit,
}

impl CreditMovementKind {
    /// The name kept in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Charge => "charge",
            Self::Payment => "payment",
            Self::Cancel => "cancel",
            Self::Credit => "credit",
        }
    }
}
