//! The editor: the form of a document on one side, its page on the other. The form is read by
//! [`domain::studio::form`]; it is the page's own and works without scripts, which save while one types and show
//! the page anew (`crate::studio::StudioEditor`). What must not live here: what a document holds, publishing.

mod category;
mod content_page;
mod fields;
mod home;
mod merge;
mod new;
mod page;
mod pictures;
mod preview;
mod prices;
mod product;
mod work;

pub(crate) use new::NewDocumentPage;
pub(crate) use page::EditorPage;
pub(super) use work::{Outcome, Work, fault};
