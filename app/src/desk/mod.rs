//! The desk: pages and server functions of the staff. Every one of them begins with `visit.staff()`, which
//! asks the table of `crate::policy`. Forms of operations are answered by the page they stand on: at its address
//! with the name of what is to be done. What must not live here: what customers see.

mod audit;
mod companies;
mod companies_api;
pub(crate) mod entered;
mod forms;
mod frame;
mod jobs;
pub(crate) mod kit;
mod mail;
mod order;
mod overview;
mod own_account;
mod packing;
mod parcel;
mod pick_list;
mod picking;
mod purchase_orders;
mod queue;
mod returns;
mod search;
mod sign_in;
mod staff;
mod staff_api;
mod stock;
mod stocktakes;

pub(crate) use audit::AuditPage;
pub(crate) use companies::{CompaniesPage, DeskCompanyPage, PriceListsPage};
pub(crate) use frame::{DeskFrame, frame};
pub(crate) use jobs::JobsPage;
pub use mail::mail_preview;
pub(crate) use mail::{MailFilePage, MailFilesPage, MailListPage, MailPage, TemplatePage};
pub(crate) use order::DeskOrderPage;
pub(crate) use overview::DeskPage;
pub(crate) use own_account::OwnAccountPage;
pub(crate) use packing::PackingPage;
pub(crate) use parcel::ParcelPage;
pub(crate) use pick_list::PickListPage;
pub(crate) use picking::PickingPage;
pub(crate) use purchase_orders::{PurchaseOrderPage, PurchaseOrdersPage};
pub(crate) use queue::{BatchPage, OrdersPage};
pub(crate) use returns::{ReturnPage, ReturnsPage};
pub(crate) use search::DeskSearchPage;
pub(crate) use sign_in::{CodePage, JoinCodePage, JoinPage, SignInPage};
pub(crate) use staff::{MemberPage, StaffPage};
pub(crate) use stock::{LowStockPage, StockPage};
pub(crate) use stocktakes::{StocktakePage, StocktakesPage};

use leptos::prelude::*;
use store::accounts::StaffAccount;

use crate::page::Page;
use crate::request::Visit;

/// A page of the desk, in its frame.
pub(crate) fn desk_page(visit: &Visit, staff: &StaffAccount, title: impl Into<String>, content: impl IntoAny) -> Page {
    Page { desk: Some(Box::new(DeskFrame::new(visit, staff, None))), ..Page::private(title, content) }
}
