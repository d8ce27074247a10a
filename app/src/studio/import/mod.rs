//! Changing many things at once by a file: uploading, naming columns, what would change, drafts, publishing, undoing;
//! and the same tables the other way. Products and prices are under `/studio/import`, stock under
//! `/studio/stock-import`, since other people do that. What must not live here: reading files, comparing.

mod mapping;
mod one;
mod rows;
mod start;

pub(crate) use one::{ImportPage, ImportReleasePage, StockImportPage};
pub(crate) use start::{ImportStartPage, StockImportStartPage};

use std::future::Future;

use domain::accounts::{Actor, Permission};
use domain::studio::bulk::FileKind;
use http::request::Parts;
use leptos::prelude::*;
use store::Store;
use store::accounts::StaffAccount;
use store::studio::bulk::{Import, ImportError, ImportId};

use crate::desk::DeskFrame;
use crate::desk::entered::{NotDone, Problem};
use crate::page::{self, Page, PageError};
use crate::request::{PublicUrl, Visit};

/// Which imports a page is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    /// Products, prices, supplier files.
    Catalog,
    /// Stock.
    Stock,
}

impl Side {
    /// Where its pages are.
    const fn base(self) -> &'static str {
        match self {
            Self::Catalog => "/studio/import",
            Self::Stock => "/studio/stock-import",
        }
    }

    /// The side of a file.
    fn of(kind: FileKind) -> Self {
        if kind == FileKind::Stock { Self::Stock } else { Self::Catalog }
    }
}

/// A visit by staff who may see what they ask for.
struct Importing {
    visit: Visit,
    staff: StaffAccount,
    side: Side,
}

impl Importing {
    fn store(&self) -> &Store {
        &self.visit.store
    }

    fn actor(&self) -> Actor {
        self.staff.actor()
    }

    fn may(&self, permission: Permission) -> bool {
        self.staff.may(permission)
    }

    /// An import of this side that has to be there.
    async fn import(&self, id: &str) -> Result<Import, PageError> {
        let id = id.parse().map(ImportId).map_err(|_| PageError::NotFound)?;
        let import = self.store().import(id).await?.ok_or(PageError::NotFound)?;
        if Side::of(import.kind) == self.side { Ok(import) } else { Err(PageError::NotFound) }
    }
}

/// Loads a page for those who may see it and answers with it, in the desk's frame.
fn respond<F>(side: Side, load: impl FnOnce(Importing) -> F + Send + 'static) -> impl IntoView
where
    F: Future<Output = Result<Page, PageError>> + Send + 'static,
{
    page::respond(move |visit| async move {
        let staff = visit.staff().await?;
        let frame = DeskFrame::new(&visit, &staff, None);
        let page = load(Importing { visit, staff, side }).await?;
        Ok(Page { desk: Some(Box::new(frame)), ..page })
    })
}

/// Where an import is.
fn path(import: &Import) -> String {
    format!("{}/{}", Side::of(import.kind).base(), import.id.0)
}

/// Why a step was not begun, for the form that asked for it.
fn refused(error: ImportError) -> NotDone {
    match error {
        ImportError::Store(error) => error.into(),
        ImportError::Unknown => PageError::NotFound.into(),
        ImportError::UnderWay | ImportError::NotNow => {
            let text = format!("{error} The page was out of date; it shows now how things stand.");
            Problem { status: 409, ..Problem::general(text) }.into()
        }
        other => Problem::general(other.to_string()).into(),
    }
}

/// Whether staff may have a file by the table of who may do what; otherwise the status that says why not.
pub async fn may_export(store: Store, public_url: PublicUrl, parts: Parts) -> Result<(), u16> {
    let visit = Visit::outside_of_pages(store, public_url, parts);
    visit.staff().await.map(drop).map_err(|error| error.status())
}
