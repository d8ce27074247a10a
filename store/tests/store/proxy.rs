//! A way to a server that can be slow, silent or cut, for tests of what becomes of a shop then. Also part of the tests
//! of the web server.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// How it is on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// Everything passes.
    Open,
    /// Answers take as long.
    Slow(Duration),
    /// Whoever connects is let in and never hears anything.
    Silent,
    /// Connections are cut, and new ones as soon as they are there.
    Cut,
}

/// The way, for as long as it is kept.
pub(crate) struct Proxy {
    pub(crate) address: SocketAddr,
    way: watch::Sender<Way>,
    listening: JoinHandle<()>,
}

impl Proxy {
    /// A way to a server, open at first.
    pub(crate) async fn to(server: String) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let address = listener.local_addr().expect("bound");
        let (way, watched) = watch::channel(Way::Open);
        let listening = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(lead(client, server.clone(), watched.clone()));
            }
        });
        Self { address, way, listening }
    }

    /// From now on it is so.
    pub(crate) fn set(&self, way: Way) {
        self.way.send_replace(way);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.listening.abort();
        self.way.send_replace(Way::Cut);
    }
}

async fn lead(mut client: TcpStream, server: String, mut way: watch::Receiver<Way>) {
    let Ok(mut upstream) = TcpStream::connect(server).await else { return };
    let (mut from_client, mut to_client) = client.split();
    let (mut from_server, mut to_server) = upstream.split();
    let mut cut = way.clone();
    let there = tokio::io::copy(&mut from_client, &mut to_server);
    let back = async {
        let mut answer = vec![0; 64 * 1024];
        while let Ok(read @ 1..) = from_server.read(&mut answer).await {
            let now = *way.borrow_and_update();
            match now {
                Way::Slow(time) => tokio::time::sleep(time).await,
                Way::Silent => _ = way.wait_for(|way| *way != Way::Silent).await,
                Way::Open | Way::Cut => {}
            }
            if to_client.write_all(&answer[..read]).await.is_err() {
                return;
            }
        }
    };
    tokio::select! {
        _ = there => {}
        () = back => {}
        _ = cut.wait_for(|way| *way == Way::Cut) => {}
    }
}
