//! What a checkout's answers are checked against, and what the order comes to.

use super::{Country, DeliveryMethod, DeliveryRefusal, delivery_charge};
use crate::accounts::BuyingCompany;
use crate::cart::Cart;
use crate::money::{Money, MoneyError};
use crate::pricing::VatId;
use crate::pricing::tax::{self, Sale, Tax};

/// What the answers are checked against.
#[derive(Debug, Clone, Copy)]
pub struct Basis<'a> {
    /// What is bought.
    pub cart: &'a Cart,
    /// For which company, if the buyer is signed in and belongs to one.
    pub company: Option<&'a BuyingCompany>,
}

impl<'a> Basis<'a> {
    /// Somebody without a company.
    pub const fn guest(cart: &'a Cart) -> Self {
        Self { cart, company: None }
    }
}

/// Why there is no sum.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QuoteError {
    /// It cannot travel that way.
    #[error(transparent)]
    Delivery(#[from] DeliveryRefusal),
    /// It is beyond what an order may amount to.
    #[error(transparent)]
    Money(#[from] MoneyError),
}

/// What an order comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// The lines.
    pub goods: Money,
    /// Delivery.
    pub delivery: Money,
    /// Tax on both.
    pub tax: Tax,
    /// What is to be paid.
    pub total: Money,
}

impl Quote {
    /// The sum of a cart that goes to a country.
    pub fn of(
        basis: &Basis<'_>,
        country: &Country,
        method: DeliveryMethod,
        vat_id: Option<&VatId>,
    ) -> Result<Self, QuoteError> {
        let goods = basis.cart.goods()?;
        let delivery = delivery_charge(method, basis.cart, country)?;
        let net = goods.plus(delivery)?;
        let is_exempt = basis.company.is_some_and(|company| company.tax_exempt);
        let tax = tax::rule().tax(&Sale { destination: country.code, vat_id, is_exempt, net })?;
        Ok(Self { goods, delivery, total: net.plus(tax.amount)?, tax })
    }
}
