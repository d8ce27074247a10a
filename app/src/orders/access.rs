//! Who may open an order's pages. Everybody else gets the same answer, whether there is such an order or not.

use domain::accounts::{Actor, Permission};
use domain::orders::{Order, OrderNumber};
use store::fulfilment::OrderProgress;

use super::look_up::look_up_page;
use crate::AppError;
use crate::page::{Page, PageError};
use crate::request::Visit;

/// An order, opened for someone who may see it.
pub(super) struct Opened {
    /// Its number.
    pub(super) number: OrderNumber,
    /// What was ordered.
    pub(super) order: Order,
    /// How far it is.
    pub(super) progress: OrderProgress,
}

/// What an order's address answers.
pub(super) enum Access {
    /// The order.
    Open(Box<Opened>),
    /// The form to look it up.
    Closed(Box<Page>),
}

/// Opens the order of an address, or answers with the form to look it up. `rest` is what stands in the address after
/// the number.
pub(super) async fn open(visit: &Visit, typed: &str, rest: &str) -> Result<Access, PageError> {
    let number = OrderNumber::parse(typed).map_err(|_| PageError::NotFound)?;
    if number.as_str() != typed {
        return Err(PageError::Elsewhere(format!("/orders/{number}{rest}")));
    }
    if !visit.may_see(&number).await? && !may_print(visit, rest).await? {
        return Ok(Access::Closed(Box::new(look_up_page("Look up this order", number.as_str(), None, 403))));
    }
    let order = visit.store.order(&number).await?.ok_or(PageError::NotFound)?;
    let progress = visit.store.order_progress(&number, visit.now()).await?.ok_or(PageError::NotFound)?;
    Ok(Access::Open(Box::new(Opened { number, order, progress })))
}

/// Whether somebody of the staff opens a paper of an order: invoices and packing slips are printed at the desk.
async fn may_print(visit: &Visit, rest: &str) -> Result<bool, AppError> {
    if rest != "/invoice" && !rest.starts_with("/packing-slip/") {
        return Ok(false);
    }
    Ok(visit.known_staff().await?.is_some_and(|staff| staff.may(Permission::ReadOrders)))
}

/// As whom a visitor acts on an order.
pub(super) async fn actor(visit: &Visit) -> Result<Actor, AppError> {
    Ok(visit.customer().await?.map_or(Actor::Guest, |account| Actor::Customer(account.id)))
}
