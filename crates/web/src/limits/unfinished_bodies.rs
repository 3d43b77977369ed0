//! `UnfinishedBodies`: how much memory the bodies take that have not arrived completely, of all clients and of each.
//!
//! A body for which there is no room takes that of a larger one, which ends: callbacks are short, so that nobody shuts them
//! out by long bodies that do not end. A short body that finds no room even so takes that of a reserve, in which the newest
//! come first: a callback arrives within a moment, so that short bodies that do not end shut nobody out either.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use ipnet::IpNet;
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};

use super::networks::networks_of;

/// Bodies up to this length end for shorter ones alone; a longer one also for one of a network that holds less.
const SHORT: usize = 16 * 1024;

/// Memory apart from the rest, for short bodies that find no room there: 64 of them at least.
const RESERVE: usize = 64 * SHORT;

/// The bytes that are held, and how many may be; its clones count the same ones.
#[derive(Clone, Debug)]
pub struct UnfinishedBodies {
    held: Arc<Mutex<Held>>,
    most: usize,
    most_of_one: usize,
}

#[derive(Debug, Default)]
struct Held {
    all: usize,
    /// Of the reserve; counted apart.
    reserved: usize,
    by_network: HashMap<IpNet, usize>,
    bodies: HashMap<u64, Body>,
    last: u64,
}

/// A body of which something has come.
#[derive(Debug)]
struct Body {
    client: Option<IpAddr>,
    /// The length that was announced, as far as one was.
    announced: usize,
    bytes: usize,
    /// Whether its bytes are those of the reserve.
    is_reserved: bool,
    /// Tells the request that the body was ended.
    ended: CancellationToken,
}

/// The bytes of one body, for as long as it is on its way.
pub struct Share {
    bodies: UnfinishedBodies,
    number: u64,
    ended: CancellationToken,
}

/// There is no room for more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Full;

impl UnfinishedBodies {
    /// Nothing is held yet; `most` bytes may be, of all clients, and `most_of_one` of each.
    pub fn new(most: usize, most_of_one: usize) -> Self {
        Self { held: Arc::default(), most, most_of_one }
    }

    /// A body of which nothing has come yet, and the length that was announced.
    pub fn begin(&self, client: Option<IpAddr>, announced: Option<usize>) -> Share {
        let ended = CancellationToken::new();
        let mut held = self.lock();
        held.last += 1;
        let number = held.last;
        held.bodies.insert(
            number,
            Body {
                client,
                announced: announced.unwrap_or_default(),
                bytes: 0,
                is_reserved: false,
                ended: ended.clone(),
            },
        );
        Share { bodies: self.clone(), number, ended }
    }

    /// How many bytes each network of a client may hold, and all clients.
    fn bounds(&self, client: Option<IpAddr>) -> impl Iterator<Item = (Option<IpNet>, usize)> {
        let networks = client.into_iter().flat_map(networks_of);
        let of_one = self.most_of_one;
        let networks = networks.map(move |(network, times)| (Some(network), of_one.saturating_mul(times as usize)));
        networks.chain([(None, self.most)])
    }

    fn lock(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Share {
    /// Takes room for more bytes, if need be that of a larger body or, for a short one, of the reserve.
    ///
    /// # Errors
    /// When there is no room.
    pub fn grow(&mut self, bytes: usize) -> Result<(), Full> {
        let mut held = self.bodies.lock();
        // It is not there where it was ended.
        let body = held.bodies.get(&self.number).ok_or(Full)?;
        let (client, is_reserved) = (body.client, body.is_reserved);
        if !is_reserved && self.make_room(&mut held, client, bytes).is_ok() {
            held.add(self.number, bytes);
            return Ok(());
        }
        held.reserve(self.number, bytes)
    }

    fn make_room(&self, held: &mut Held, client: Option<IpAddr>, bytes: usize) -> Result<(), Full> {
        for (network, most) in self.bodies.bounds(client) {
            while held.of(network) + bytes > most {
                let larger = held.larger(self.number, bytes, network).ok_or(Full)?;
                held.end(larger);
            }
        }
        Ok(())
    }

    /// Waits until the body is ended for a shorter one.
    pub fn ended(&self) -> WaitForCancellationFutureOwned {
        self.ended.clone().cancelled_owned()
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.bodies.lock().remove(self.number);
    }
}

impl Held {
    /// The bytes that a network holds, or all clients.
    fn of(&self, network: Option<IpNet>) -> usize {
        network.map_or(self.all, |network| self.by_network.get(&network).copied().unwrap_or(0))
    }

    /// The bytes that the widest network of a body's client holds.
    fn around(&self, body: &Body) -> usize {
        let widest = body.client.and_then(|client| networks_of(client).last());
        widest.map_or(body.bytes, |(network, _)| self.of(Some(network)))
    }

    /// The body, of a network or of all, that is to end so that another can grow.
    fn larger(&self, number: u64, bytes: usize, network: Option<IpNet>) -> Option<u64> {
        let growing = self.bodies.get(&number)?;
        // The length that it is going to have counts: of two that are alike, the first one stays.
        let length = growing.announced.max(growing.bytes + bytes);
        let around = self.around(growing) + bytes;
        let is_in = |body: &Body| {
            network.is_none_or(|network| body.client.is_some_and(|client| network.contains(&client.to_canonical())))
        };
        let others = self.bodies.iter().filter(|(other, body)| **other != number && !body.is_reserved && is_in(body));
        // Long ones first, of the network that holds most.
        let ranked = others.map(|(other, body)| {
            let rank = if body.bytes > SHORT { self.around(body) } else { 0 };
            (rank, body.bytes, *other)
        });
        let may_end = ranked.filter(|(rank, larger, _)| *larger > length || *rank > around);
        may_end.max().map(|(_, _, other)| other)
    }

    /// Takes room of the reserve for a short body, if need be that of the oldest ones there.
    fn reserve(&mut self, number: u64, bytes: usize) -> Result<(), Full> {
        let mut body = self.remove(number).ok_or(Full)?;
        let is_short = body.announced.max(body.bytes + bytes) <= SHORT;
        body.is_reserved |= is_short;
        let before = std::mem::take(&mut body.bytes);
        self.bodies.insert(number, body);
        self.add(number, before);
        if !is_short {
            return Err(Full);
        }
        while self.reserved + bytes > RESERVE {
            let others = self.bodies.iter().filter(|(other, body)| **other != number && body.is_reserved);
            let oldest = others.map(|(other, _)| *other).min().ok_or(Full)?;
            self.end(oldest);
        }
        self.add(number, bytes);
        Ok(())
    }

    fn end(&mut self, number: u64) {
        if let Some(body) = self.remove(number) {
            body.ended.cancel();
        }
    }

    fn add(&mut self, number: u64, bytes: usize) {
        let Some(body) = self.bodies.get_mut(&number) else { return };
        body.bytes += bytes;
        if body.is_reserved {
            self.reserved += bytes;
            return;
        }
        self.all += bytes;
        for (network, _) in body.client.into_iter().flat_map(networks_of) {
            *self.by_network.entry(network).or_default() += bytes;
        }
    }

    fn remove(&mut self, number: u64) -> Option<Body> {
        let body = self.bodies.remove(&number)?;
        if body.is_reserved {
            self.reserved -= body.bytes;
            return Some(body);
        }
        self.all -= body.bytes;
        for (network, _) in body.client.into_iter().flat_map(networks_of) {
            if let Some(held) = self.by_network.get_mut(&network) {
                *held -= body.bytes;
                if *held == 0 {
                    self.by_network.remove(&network);
                }
            }
        }
        Some(body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(number: u32) -> IpAddr {
        IpAddr::from(number.to_be_bytes())
    }

    /// All but the end of bodies of this length, each of another network, until no more of them are taken.
    fn filled(bodies: &UnfinishedBodies, length: usize, count: u32) -> Vec<Share> {
        let begin = |number| {
            let mut share = bodies.begin(Some(client(number << 8)), Some(length));
            share.grow(length - 1).unwrap();
            share
        };
        (1..=count).map(begin).collect()
    }

    #[test]
    fn a_short_body_finds_room_among_any_number_of_shorter_ones_that_do_not_end() {
        let bodies = UnfinishedBodies::new(1024, 1024);
        // Far more than fit into all of it and the reserve together.
        let held = filled(&bodies, 1000, 3_000);
        let mut callback = bodies.begin(Some(client(1)), Some(SHORT));
        for _ in 0..SHORT / 1024 {
            callback.grow(1024).unwrap();
        }
        let ended = held.iter().filter(|share| share.ended.is_cancelled()).count();
        assert!(
            ended > 0 && !held.last().unwrap().ended.is_cancelled(),
            "the oldest of the reserve end, not the newest"
        );
        let now = bodies.lock();
        assert!(now.all <= 1024 && now.reserved <= RESERVE);
        drop(now);
        drop((held, callback));
        let left = bodies.lock();
        assert_eq!((left.all, left.reserved, left.by_network.len()), (0, 0, 0));
    }

    #[test]
    fn a_body_that_is_not_short_takes_nothing_of_the_reserve() {
        let bodies = UnfinishedBodies::new(SHORT, SHORT);
        let _held = filled(&bodies, SHORT, 1);
        let mut long = bodies.begin(Some(client(1)), Some(SHORT + 1));
        assert_eq!(long.grow(10), Err(Full));
        let mut grown = bodies.begin(Some(client(2)), None);
        grown.grow(SHORT).unwrap();
        assert_eq!(grown.grow(1), Err(Full), "nor does one that turned out not to be");
    }
}
