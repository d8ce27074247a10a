//! A mail server of the tests: speaks as much SMTP as a sender needs, and is as unkind as it is told to be.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::tcp::OwnedWriteHalf;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// How a sink treats mails, in per cent.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Manners {
    /// Recipients refused for now, with 451.
    pub(crate) refused: u64,
    /// Mails taken whose acknowledgement never comes: the connection is closed instead.
    pub(crate) dropped: u64,
    /// How long it thinks before it acknowledges.
    pub(crate) thinks: Duration,
}

/// A mail that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Taken {
    pub(crate) to: String,
    pub(crate) message_id: String,
    /// Whether its sender was told so.
    pub(crate) was_acknowledged: bool,
}

/// A listening sink.
pub(crate) struct Sink {
    pub(crate) address: SocketAddr,
    taken: Arc<Mutex<Vec<Taken>>>,
    listening: JoinHandle<()>,
}

impl Sink {
    pub(crate) async fn open(address: SocketAddr, manners: Manners) -> Self {
        let listener = TcpListener::bind(address).await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let taken: Arc<Mutex<Vec<Taken>>> = Arc::default();
        let kept = Arc::clone(&taken);
        let listening = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // A conversation that breaks off is over; whoever was sending tries again.
                tokio::spawn(converse(stream, manners, Arc::clone(&kept)));
            }
        });
        Self { address, taken, listening }
    }

    pub(crate) fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    pub(crate) fn taken(&self) -> Vec<Taken> {
        self.taken.lock().expect("whole").clone()
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

/// Chance enough for tests: a keyed hash of nothing.
fn happens(per_cent: u64) -> bool {
    RandomState::new().build_hasher().finish() % 100 < per_cent
}

async fn say(to: &mut OwnedWriteHalf, line: &str) -> std::io::Result<()> {
    to.write_all(format!("{line}\r\n").as_bytes()).await
}

async fn converse(stream: TcpStream, manners: Manners, taken: Arc<Mutex<Vec<Taken>>>) -> std::io::Result<()> {
    let (from, mut to) = stream.into_split();
    let mut lines = BufReader::new(from).lines();
    let mut recipient = String::new();
    say(&mut to, "220 sink").await?;
    while let Some(line) = lines.next_line().await? {
        let verb = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        match verb.as_str() {
            "EHLO" => to.write_all(b"250-sink\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n").await?,
            "RCPT" if happens(manners.refused) => say(&mut to, "451 4.7.1 try again later").await?,
            "RCPT" if line.contains("nobody@") => say(&mut to, "550 5.1.1 no such mailbox").await?,
            "RCPT" => {
                recipient = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                say(&mut to, "250 ok").await?;
            }
            "DATA" => {
                say(&mut to, "354 go on").await?;
                let mut message_id = String::new();
                loop {
                    // Cut off in the middle: not taken.
                    let Some(line) = lines.next_line().await? else { return Ok(()) };
                    if line == "." {
                        break;
                    }
                    if let Some(id) = line.strip_prefix("Message-ID: ") {
                        id.clone_into(&mut message_id);
                    }
                }
                let was_acknowledged = !happens(manners.dropped);
                let mail = Taken { to: std::mem::take(&mut recipient), message_id, was_acknowledged };
                taken.lock().expect("whole").push(mail);
                if !was_acknowledged {
                    return Ok(());
                }
                tokio::time::sleep(manners.thinks).await;
                say(&mut to, "250 taken").await?;
            }
            "QUIT" => return say(&mut to, "221 bye").await,
            _ => say(&mut to, "250 ok").await?,
        }
    }
    Ok(())
}
