//! Mail: written in the transaction that causes it, sent by a job, once per cause. What must not live here: how a
//! letter looks.

mod desk;
mod mailer;
mod send;

pub use desk::{MailRow, MailState};
pub use mailer::{MailError, Mailer, PostOffice, Smtp};
pub(crate) use send::{ClearSentContents, SendMail, send_later};
