//! The letters and their parts.

use serde::{Deserialize, Serialize};

/// A mail and all it says. Money, quantities and dates are texts as they are to be printed; a path begins with `/`
/// and belongs to the shop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "letter", rename_all = "snake_case")]
pub enum Letter {
    /// To the customer: the order is with us.
    OrderReceived {
        /// The order as it was placed.
        order: OrderLetter,
        /// How it travels: `Standard, 3–5 days`.
        delivery_method: String,
        /// How it is paid: `Purchase order PO-7, net 30 days`.
        payment: String,
        /// The lines of the address.
        address: Vec<String>,
    },
    /// To the customer: a shipment left.
    OrderShipped {
        /// What is in it.
        order: OrderLetter,
        /// Who carries it.
        carrier: String,
        /// The carrier's number; empty when there is none.
        tracking: String,
        /// What is still to come: `2 pieces follow, promised for 9 December 2026`. Empty when this was all.
        still_to_come: String,
    },
    /// To the customer: the order, or part of it, was cancelled.
    OrderCancelled {
        /// What was cancelled.
        order: OrderLetter,
        /// Why, in a sentence; empty when nobody said.
        reason: String,
    },
    /// To the customer: backordered pieces have arrived and are allocated.
    BackorderReady {
        /// The pieces.
        order: OrderLetter,
    },
    /// To the customer: send it back.
    ReturnAuthorised {
        /// What may come back.
        order: OrderLetter,
        /// The number to write on the parcel.
        return_number: String,
        /// The lines of the address it goes to.
        send_to: Vec<String>,
    },
    /// To the customer: what came back was credited.
    ReturnCredited {
        /// What came back, with the credit as its sums.
        order: OrderLetter,
        /// The number of the return.
        return_number: String,
    },
    /// Confirm that this address is yours.
    ConfirmEmail {
        /// Who.
        name: String,
        /// Holds the token.
        link_path: String,
    },
    /// Choose a new password.
    ResetPassword {
        /// Who.
        name: String,
        /// Holds the token.
        link_path: String,
    },
    /// Somebody tried to register an address that has an account.
    EmailInUse {
        /// Who.
        name: String,
        /// Where to sign in.
        link_path: String,
    },
    /// Confirm the new address of an account.
    ChangeEmail {
        /// Who.
        name: String,
        /// Holds the token.
        link_path: String,
    },
    /// The password was changed; to whom it may alarm.
    PasswordChanged {
        /// Who.
        name: String,
        /// Where to reset it.
        link_path: String,
    },
    /// To the old address: the account has another one now.
    EmailChanged {
        /// Who.
        name: String,
        /// The address it has now.
        new_email: String,
    },
    /// Join a company's account.
    CompanyInvitation {
        /// Which company.
        company: String,
        /// Who invites.
        invited_by: String,
        /// Holds the token.
        link_path: String,
    },
    /// Join the staff.
    StaffInvitation {
        /// Who is invited.
        name: String,
        /// Holds the token.
        link_path: String,
    },
    /// To operations: what runs low.
    LowStock {
        /// The day: `27 November 2026`.
        day: String,
        /// SKU by SKU.
        lines: Vec<LowStockLine>,
        /// Where it is looked at.
        link_path: String,
    },
    /// To operations: the warehouse and the shop do not agree.
    LakeDiffers {
        /// On how many things.
        count: u32,
        /// The first of them, each in a sentence.
        lines: Vec<String>,
        /// Where it is looked at.
        link_path: String,
    },
}

/// An order, or the part of it that a letter is about.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct OrderLetter {
    /// The number customers know: `RP-7K3M9QXD`.
    pub number: String,
    /// Whom the letter greets.
    pub name: String,
    /// The day: `27 November 2026`.
    pub day: String,
    /// What it is about.
    pub lines: Vec<LetterLine>,
    /// The sums under the lines, the last one being the total. Empty where money is not the point.
    pub sums: Vec<Sum>,
    /// The order's page.
    pub link_path: String,
}

/// A line of an order in a letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterLine {
    /// Our number.
    pub sku: String,
    /// Full name.
    pub name: String,
    /// Pieces.
    pub quantity: u32,
    /// What they come to: `24.80 €`. Empty where money is not the point.
    pub total: String,
}

/// An amount and what it is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sum {
    /// `Delivery`.
    pub name: String,
    /// `9.90 €`.
    pub amount: String,
}

/// A SKU that runs low.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LowStockLine {
    /// Our number.
    pub sku: String,
    /// Full name.
    pub name: String,
    /// Pieces that may be sold now.
    pub available: u32,
}

/// A letter as it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// The subject line.
    pub subject: String,
    /// For readers of plain text.
    pub text: String,
    /// For all others.
    pub html: String,
}

impl Letter {
    /// The name of the kind, as in the database and in addresses.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::OrderReceived { .. } => "order_received",
            Self::OrderShipped { .. } => "order_shipped",
            Self::OrderCancelled { .. } => "order_cancelled",
            Self::BackorderReady { .. } => "backorder_ready",
            Self::ReturnAuthorised { .. } => "return_authorised",
            Self::ReturnCredited { .. } => "return_credited",
            Self::ConfirmEmail { .. } => "confirm_email",
            Self::ResetPassword { .. } => "reset_password",
            Self::EmailInUse { .. } => "email_in_use",
            Self::ChangeEmail { .. } => "change_email",
            Self::PasswordChanged { .. } => "password_changed",
            Self::EmailChanged { .. } => "email_changed",
            Self::CompanyInvitation { .. } => "company_invitation",
            Self::StaffInvitation { .. } => "staff_invitation",
            Self::LowStock { .. } => "low_stock",
            Self::LakeDiffers { .. } => "lake_differs",
        }
    }

    /// The subject line, without line breaks whatever the names hold.
    pub fn subject(&self) -> String {
        let subject = match self {
            Self::OrderReceived { order, .. } => format!("Your order {}", order.number),
            Self::OrderShipped { order, still_to_come, .. } if still_to_come.is_empty() => {
                format!("Your order {} is on its way", order.number)
            }
            Self::OrderShipped { order, .. } => format!("Part of your order {} is on its way", order.number),
            Self::OrderCancelled { order, .. } => format!("Cancelled from your order {}", order.number),
            Self::BackorderReady { order } => format!("Backordered pieces of order {} have arrived", order.number),
            Self::ReturnAuthorised { return_number, .. } => format!("Your return {return_number}"),
            Self::ReturnCredited { return_number, .. } => format!("Your return {return_number} is credited"),
            Self::ConfirmEmail { .. } => "Confirm your e-mail address".to_owned(),
            Self::ResetPassword { .. } => "Choose a new password".to_owned(),
            Self::EmailInUse { .. } => "You already have an account".to_owned(),
            Self::ChangeEmail { .. } => "Confirm your new e-mail address".to_owned(),
            Self::PasswordChanged { .. } => "Your password was changed".to_owned(),
            Self::EmailChanged { .. } => "Your e-mail address was changed".to_owned(),
            Self::CompanyInvitation { company, .. } => format!("Invitation to order for {company}"),
            Self::StaffInvitation { .. } => "Your staff account".to_owned(),
            Self::LowStock { lines, .. } if lines.len() == 1 => "Low stock: 1 part".to_owned(),
            Self::LowStock { lines, .. } => format!("Low stock: {} parts", lines.len()),
            Self::LakeDiffers { .. } => "The warehouse and the shop do not agree".to_owned(),
        };
        subject.chars().map(|c| if c.is_control() { ' ' } else { c }).take(120).collect()
    }

    /// The letter without what gives its reader power: links that hold tokens.
    pub fn without_secrets(mut self) -> Self {
        match &mut self {
            Self::ConfirmEmail { link_path, .. }
            | Self::ResetPassword { link_path, .. }
            | Self::ChangeEmail { link_path, .. }
            | Self::CompanyInvitation { link_path, .. }
            | Self::StaffInvitation { link_path, .. } => link_path.clear(),
            Self::OrderReceived { .. }
            | Self::OrderShipped { .. }
            | Self::OrderCancelled { .. }
            | Self::BackorderReady { .. }
            | Self::ReturnAuthorised { .. }
            | Self::ReturnCredited { .. }
            | Self::EmailInUse { .. }
            | Self::PasswordChanged { .. }
            | Self::EmailChanged { .. }
            | Self::LowStock { .. }
            | Self::LakeDiffers { .. } => {}
        }
        self
    }
}
