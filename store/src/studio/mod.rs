//! The studio: documents and their revisions, drafts, releases, previews. A document's published revision and the
//! live tables say the same: [`project`] writes what is published into them, [`live`] reads them as contents, and
//! whoever else writes them ([`record`]) notes it as a revision. Drafts are rows of `revisions` and nothing else,
//! so that no public read can come upon one. What must not live here: what a document holds and when it may be
//! published (`domain::studio`), pages.

pub mod bulk;
mod checks;
mod documents;
mod jobs;
mod list;
mod live;
mod overlay;
mod presence;
mod previews;
mod project;
mod publish;
mod reads;
mod record;
mod releases;
mod revisions;
mod touched;
mod views;

pub use documents::{Document, DocumentStatus, Origin, ReleaseRef, RevisionInfo};
pub(crate) use jobs::{PublishRelease, ReleasesDue};
pub use list::{CategoryChoice, DOCUMENTS_PER_PAGE, DocumentFilter, DocumentList, DocumentRow};
pub use overlay::{Drafts, PreviewAbout};
pub use presence::Present;
pub use previews::{PreviewClosed, PreviewLink, PreviewOf};
pub use publish::{PublishError, Published};
pub(crate) use record::{record_categories, record_live};
pub(crate) use releases::create_with as create_release_of;
pub use releases::{RELEASES_PER_PAGE, Release, ReleaseEntry, ReleaseId, ReleaseItem, ReleaseRow};
pub use revisions::{Newer, REVISIONS_PER_PAGE, RevisionEntry, SaveDraft, SaveError, Saved};
pub(crate) use revisions::{published_contents, save_revisions};
pub use views::SavedView;

use domain::studio::{Content, Kind};

use crate::{Error, Result};

/// Documents written or read at a time.
const BATCH: usize = 250;

fn parse_content(kind: Kind, json: &str) -> Result<Content> {
    Content::from_json(kind, json).map_err(|error| Error::inconsistent("revision", error))
}

fn parse_kind(name: &str) -> Result<Kind> {
    Kind::parse(name).ok_or_else(|| Error::inconsistent("kind of document", name))
}

/// Names as a JSON list, for `JSON_TABLE`.
fn name_list<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    serde_json::Value::from(names.into_iter().collect::<Vec<_>>()).to_string()
}
