//! Handing a mail over: to a mail server, or to a folder where people look.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use chrono::{DateTime, Utc};
use domain::mail::{Letter, Rendered};
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::PoolConfig;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

/// Longest a step of the conversation with a mail server may take: connecting, a command, an answer.
const STEP: Duration = Duration::from_secs(10);
/// Longest handing a mail over may take.
const TOTAL: Duration = Duration::from_secs(40);
/// Connections kept to a mail server.
const CONNECTIONS: u32 = 8;

/// Why a mail was not handed over.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// The address or the mail is refused; it will be refused again.
    #[error("{0}")]
    Refused(String),
    /// The server is away, busy, or does not let us in.
    #[error("{0}")]
    Temporary(String),
}

/// Where mails go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mailer {
    /// To a mail server.
    Smtp(Smtp),
    /// To a folder, as one `.eml` file each.
    Folder(PathBuf),
}

/// The address of a mail server: `smtp://user:password@host:587?tls=required`, `smtps://…`.
#[derive(Clone, PartialEq, Eq)]
pub struct Smtp(String);

/// Without the password.
impl std::fmt::Debug for Smtp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Smtp").field(&self.server()).finish()
    }
}

impl Smtp {
    /// Reads an address; `None` when it is none.
    pub fn parse(url: &str) -> Option<Self> {
        AsyncSmtpTransport::<Tokio1Executor>::from_url(url).ok().map(|_| Self(url.to_owned()))
    }

    /// Host and port, for logs.
    pub fn server(&self) -> &str {
        let rest = self.0.split_once("://").map_or(self.0.as_str(), |(_, rest)| rest);
        rest.rsplit_once('@').map_or(rest, |(_, host)| host)
    }
}

enum Door {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    Folder(PathBuf),
}

type Render = Arc<dyn Fn(&Letter) -> Result<Rendered, String> + Send + Sync>;

/// Writes letters out and hands them over.
#[derive(Clone)]
pub struct PostOffice {
    door: Arc<Door>,
    from: Mailbox,
    render: Render,
}

impl PostOffice {
    /// A post office. `from` is an address such as `Rocket Parts Co. <orders@example.org>`; `render` writes a letter
    /// out. Has to be called where tokio runs.
    pub fn open(
        mailer: &Mailer,
        from: &str,
        render: impl Fn(&Letter) -> Result<Rendered, String> + Send + Sync + 'static,
    ) -> Result<Self, String> {
        let from = from.parse::<Mailbox>().map_err(|error| format!("{from:?} is not an address: {error}"))?;
        let door = match mailer {
            Mailer::Folder(folder) => Door::Folder(folder.clone()),
            Mailer::Smtp(smtp) => Door::Smtp(
                AsyncSmtpTransport::<Tokio1Executor>::from_url(&smtp.0)
                    .map_err(|error| error.to_string())?
                    .timeout(Some(STEP))
                    .pool_config(PoolConfig::new().max_size(CONNECTIONS))
                    .build(),
            ),
        };
        Ok(Self { door: Arc::new(door), from, render: Arc::new(render) })
    }

    /// Whether a text can be the sender of mails.
    pub fn is_sender(text: &str) -> bool {
        text.parse::<Mailbox>().is_ok()
    }

    /// The right half of message ids.
    pub(super) fn domain(&self) -> &str {
        self.from.email.domain()
    }

    /// Writes a letter out and hands it over.
    pub(super) async fn send(
        &self,
        message_id: &str,
        to: &str,
        letter: &Letter,
        now: DateTime<Utc>,
    ) -> Result<(), MailError> {
        let message = self.message(message_id, to, letter, now)?;
        match &*self.door {
            Door::Smtp(server) => match tokio::time::timeout(TOTAL, server.send(message)).await {
                Ok(Ok(_)) => Ok(()),
                Ok(Err(error)) => Err(judged(&error)),
                Err(_) => Err(MailError::Temporary(format!("the mail server took longer than {} s", TOTAL.as_secs()))),
            },
            Door::Folder(folder) => {
                let (folder, name) = (folder.clone(), file_name(message_id));
                tokio::task::spawn_blocking(move || write_whole(&folder, &name, &message.formatted()))
                    .await
                    .map_err(|error| MailError::Temporary(error.to_string()))?
                    .map_err(|error| MailError::Temporary(format!("the mail’s file cannot be written: {error}")))
            }
        }
    }

    fn message(&self, id: &str, to: &str, letter: &Letter, now: DateTime<Utc>) -> Result<Message, MailError> {
        let refused = |error: String| MailError::Refused(error);
        let to: Address = to.parse().map_err(|error| refused(format!("{to:?} is not an address: {error}")))?;
        let rendered = (self.render)(letter).map_err(refused)?;
        let header = |name, value: String| HeaderValue::new(HeaderName::new_from_ascii_str(name), value);
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(rendered.subject)
            .date(SystemTime::from(now))
            .message_id(Some(id.to_owned()))
            // Written by a machine: holiday notes and the like need not answer.
            .raw_header(header("Auto-Submitted", "auto-generated".to_owned()))
            .raw_header(header("List-Id", format!("<{}.{}>", letter.kind().replace('_', "-"), self.domain())))
            .multipart(MultiPart::alternative_plain_html(rendered.text, rendered.html))
            .map_err(|error| refused(error.to_string()))
    }
}

/// What an error of a mail server means. 5xx is for good where it is about the mail or its recipient; a server that
/// does not let us in is to be mended, not the mail.
fn judged(error: &lettre::transport::smtp::Error) -> MailError {
    let code = error.status().map(u16::from);
    let text = std::iter::successors(Some(error as &dyn std::error::Error), |error| error.source())
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(": ");
    match code {
        Some(550..=559) if error.is_permanent() => MailError::Refused(text),
        _ => MailError::Temporary(text),
    }
}

/// A file per message id, so that a mail sent twice is there once.
fn file_name(message_id: &str) -> String {
    let id: String =
        message_id.chars().take_while(|c| *c != '@').filter(char::is_ascii_alphanumeric).take(64).collect();
    format!("{id}.eml")
}

/// Whole or not at all.
fn write_whole(folder: &Path, name: &str, content: &[u8]) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let unfinished = folder.join(format!(".{name}.{}", std::process::id()));
    std::fs::write(&unfinished, content)?;
    std::fs::rename(unfinished, folder.join(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_mail_servers_are_read_and_their_passwords_not_shown() {
        let smtp = Smtp::parse("smtps://shop:secret@mail.example.org:465").expect("an address");
        assert_eq!(smtp.server(), "mail.example.org:465");
        assert!(!format!("{smtp:?}").contains("secret"));
        assert!(Smtp::parse("smtp://127.0.0.1:2525").is_some());
        assert!(Smtp::parse("smtp://u:p@mail.example.org:587?tls=required").is_some());
        for bad in ["", "mail.example.org", "http://mail.example.org"] {
            assert_eq!(Smtp::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn senders_are_addresses() {
        assert!(PostOffice::is_sender("Rocket Parts Co. <orders@example.org>"));
        assert!(PostOffice::is_sender("orders@example.org"));
        assert!(!PostOffice::is_sender("Rocket Parts"));
    }
}
