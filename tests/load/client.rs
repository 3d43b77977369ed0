//! A lean HTTP/1.1 client: many kept-alive connections that send requests made before, and time each.

use std::{
    cell::Cell,
    net::SocketAddr,
    rc::Rc,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use futures::future::try_join_all;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// How one turn of requests went.
#[derive(Debug)]
pub(crate) struct Turn {
    /// From the first request to the last answer.
    pub(crate) took: Duration,
    /// Of each request, from its first byte to its answer's last.
    pub(crate) latencies: Vec<Duration>,
}

impl Turn {
    /// Answers a second.
    pub(crate) fn rate(&self) -> f64 {
        let answers = u32::try_from(self.latencies.len()).unwrap_or(u32::MAX);
        f64::from(answers) / self.took.as_secs_f64()
    }
}

/// Sends every request, over so many connections, and expects 200 with this body of each.
///
/// # Errors
/// When a connection breaks or an answer is another one.
pub(crate) async fn send_all(
    server: SocketAddr,
    connections: usize,
    requests: &[Vec<u8>],
    expected: &[u8],
) -> Result<Turn> {
    let opened = try_join_all((0..connections).map(|_| Connection::open(server))).await?;
    let next = Rc::new(Cell::new(0));
    let begun = now();
    let all = opened.into_iter().map(|connection| connection.send_in_turn(&next, requests, expected));
    let latencies = try_join_all(all).await?.concat();
    ensure!(latencies.len() == requests.len(), "{} answers to {} requests", latencies.len(), requests.len());
    Ok(Turn { took: begun.elapsed(), latencies })
}

#[expect(clippy::disallowed_methods, reason = "a measurement takes real time")]
fn now() -> Instant {
    Instant::now()
}

/// A kept-alive connection, and the bytes read from it.
struct Connection {
    stream: TcpStream,
    read: Vec<u8>,
}

impl Connection {
    async fn open(server: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(server).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, read: Vec::with_capacity(4096) })
    }

    /// Sends whatever request is next until there is none.
    async fn send_in_turn(
        mut self,
        next: &Cell<usize>,
        requests: &[Vec<u8>],
        expected: &[u8],
    ) -> Result<Vec<Duration>> {
        let mut latencies = Vec::with_capacity(requests.len());
        while let Some(request) = requests.get(next.replace(next.get() + 1)) {
            let begun = now();
            self.stream.write_all(request).await?;
            self.expect(expected).await?;
            latencies.push(begun.elapsed());
        }
        Ok(latencies)
    }

    /// Reads one answer, which has to be 200 with this body.
    async fn expect(&mut self, expected: &[u8]) -> Result<()> {
        self.read.clear();
        let mut whole = None;
        while whole.is_none_or(|whole| self.read.len() < whole) {
            ensure!(self.stream.read_buf(&mut self.read).await? > 0, "the server hung up");
            whole = whole.or(length(&self.read)?);
        }
        let is_right = self.read.starts_with(b"HTTP/1.1 200 ") && self.read.ends_with(expected);
        if !is_right || whole != Some(self.read.len()) {
            bail!("another answer: {}", String::from_utf8_lossy(&self.read));
        }
        Ok(())
    }
}

/// How long an answer is, head and body; `None` while its head is not complete.
fn length(read: &[u8]) -> Result<Option<usize>> {
    let Some(head) = read.windows(4).position(|end| end == b"\r\n\r\n") else { return Ok(None) };
    let lines = std::str::from_utf8(&read[..head])?.split("\r\n");
    let mut values = lines.filter_map(|line| line.split_once(": "));
    let body = values.find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    let (_, body) = body.context("an answer without a content-length")?;
    Ok(Some(head + 4 + body.trim().parse::<usize>()?))
}
