//! The desk's pages of mail: what was sent and what was not, the templates with samples, and the files where mails go
//! to a folder. What must not live here: how a letter looks.

mod eml;
mod files;
mod list;
mod templates;

pub(crate) use files::{MailFilePage, MailFilesPage};
pub(crate) use list::{MailListPage, MailPage};
pub(crate) use templates::TemplatePage;
pub use templates::mail_preview;
