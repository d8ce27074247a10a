//! Buyers who press the button in a browser: one connection each, kept open.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

use crate::checkouts::Checkout;
use crate::{Round, all_at_once};

pub(crate) async fn round(
    shop: SocketAddr,
    ready: Arc<Mutex<VecDeque<Checkout>>>,
    buyers: usize,
    limit: Duration,
) -> anyhow::Result<Round> {
    all_at_once(buyers, limit, |end| buy(shop, Arc::clone(&ready), end)).await
}

async fn buy(shop: SocketAddr, ready: Arc<Mutex<VecDeque<Checkout>>>, end: Instant) -> anyhow::Result<Round> {
    let mut connection = BufReader::new(TcpStream::connect(shop).await?);
    let mut round = Round::default();
    while Instant::now() < end {
        let Some(checkout) = ready.lock().ok().and_then(|mut ready| ready.pop_front()) else { break };
        let way = press(&mut connection, &checkout).await?;
        if way.starts_with("/orders/") {
            round.orders += 1;
        } else {
            round.refused += 1;
        }
    }
    Ok(round)
}

/// Posts the form of the review page; answers where it leads.
async fn press(connection: &mut BufReader<TcpStream>, checkout: &Checkout) -> anyhow::Result<String> {
    let body = format!("key={}", checkout.key);
    let request = format!(
        "POST /api/checkout/place HTTP/1.1\r\nhost: bench\r\naccept: text/html\r\ncookie: __Host-cart={}\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
        checkout.token,
        body.len()
    );
    connection.write_all(request.as_bytes()).await?;
    let mut line = String::new();
    connection.read_line(&mut line).await?;
    ensure!(line.starts_with("HTTP/1.1 302 "), "the button answers {line:?}");
    let (mut length, mut way) = (0, String::new());
    loop {
        line.clear();
        connection.read_line(&mut line).await?;
        let head = line.trim_end();
        let Some((name, value)) = head.split_once(':') else { break };
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse().with_context(|| format!("{value:?} is no length"))?;
        } else if name.eq_ignore_ascii_case("location") {
            value.trim().clone_into(&mut way);
        }
    }
    let read = tokio::io::copy(&mut connection.take(length), &mut tokio::io::sink()).await?;
    ensure!(read == length, "the answer ends early");
    Ok(way)
}
