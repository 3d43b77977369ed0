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

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    /// A body of a client with a length that was announced (0: none was), of which so much has come.
    fn body_of(bodies: &UnfinishedBodies, client: &str, announced: usize, bytes: usize) -> Share {
        let mut share = bodies.begin(Some(address(client)), (announced > 0).then_some(announced));
        share.grow(bytes).unwrap();
        share
    }

    #[test]
    fn a_client_is_bounded_by_each_of_its_networks_and_by_all_clients() {
        let bounds = |most, most_of_one, client: Option<&str>| {
            let shown = |(network, most): (Option<IpNet>, usize)| (network.map(|network| network.to_string()), most);
            UnfinishedBodies::new(most, most_of_one).bounds(client.map(address)).map(shown).collect::<Vec<_>>()
        };
        let of = |network: &str, most| (Some(network.to_owned()), most);
        assert_eq!(bounds(1000, 100, None), [(None, 1000)], "nobody knows whose it is");
        for same in ["192.0.2.7", "::ffff:192.0.2.7"] {
            assert_eq!(bounds(1000, 100, Some(same)), [of("192.0.2.7/32", 100), (None, 1000)], "{same}");
        }
        let three =
            [of("2001:db8:1:203::/64", 100), of("2001:db8:1:200::/56", 200), of("2001:db8:1::/48", 400), (None, 1000)];
        assert_eq!(bounds(1000, 100, Some("2001:db8:1:203::9")), three);
        let widest = &bounds(usize::MAX, usize::MAX, Some("2001:db8:1:203::9"))[2];
        assert_eq!(widest.1, usize::MAX, "no bound turns over");
    }

    #[test]
    fn a_body_weighs_as_much_as_all_that_its_clients_widest_network_holds() {
        let bodies = UnfinishedBodies::new(10_000, 10_000);
        let held = [
            body_of(&bodies, "2001:db8:1:203::9", 0, 10),
            body_of(&bodies, "2001:db8:1:999::1", 0, 200),
            body_of(&bodies, "2001:db8:2:203::9", 0, 3_000),
            body_of(&bodies, "192.0.2.7", 0, 5),
            body_of(&bodies, "::ffff:192.0.2.7", 0, 6),
        ];
        let mut unknown = bodies.begin(None, None);
        unknown.grow(70).unwrap();
        let now = bodies.lock();
        let around = |share: &Share| now.around(&now.bodies[&share.number]);
        assert_eq!(held.each_ref().map(around), [210, 210, 3_000, 11, 11]);
        assert_eq!(around(&unknown), 70, "of a body that is nobody's, its own bytes");
    }

    /// A name; other bodies, each by its client and its bytes; the length that the growing one announced; which of the
    /// others ends.
    type Case<'a> = (&'a str, &'a [(&'a str, usize)], usize, Option<usize>);

    #[test]
    fn the_body_that_ends_is_the_longest_of_the_network_that_holds_most_and_never_one_that_is_no_longer() {
        const LONG: usize = SHORT + 1;
        // The one that grows has 100 bytes and gets 50 more.
        let cases: [Case<'_>; 11] = [
            ("the longest", &[("192.0.2.1", 400), ("192.0.2.2", 500), ("192.0.2.3", 450)], 0, Some(1)),
            ("a longer one", &[("192.0.2.1", 151)], 0, Some(0)),
            ("none that is going to be as long", &[("192.0.2.1", 150)], 0, None),
            ("none that is shorter than was announced", &[("192.0.2.1", 400)], 400, None),
            ("one that is longer than was announced", &[("192.0.2.1", 401)], 400, Some(0)),
            (
                "the long one of the network that holds most",
                &[("2001:db8:1:1::1", LONG), ("2001:db8:1:2::1", LONG), ("192.0.2.1", LONG + 9)],
                0,
                Some(1),
            ),
            ("a long one that is no longer, of a network that holds more", &[("192.0.2.1", LONG)], 2 * LONG, Some(0)),
            (
                "no short one that is no longer, however much its network holds",
                &[("2001:db8:1:1::1", SHORT), ("2001:db8:1:2::1", SHORT)],
                2 * LONG,
                None,
            ),
            (
                "no long one of a network that holds less",
                &[("198.51.100.1", 2 * LONG), ("192.0.2.1", LONG)],
                4 * LONG,
                None,
            ),
            ("nor as much", &[("198.51.100.1", LONG - 150), ("192.0.2.1", LONG)], 4 * LONG, None),
            ("nobody where there is no other", &[], 0, None),
        ];
        for (name, others, announced, expected) in cases {
            let bodies = UnfinishedBodies::new(1 << 20, 1 << 20);
            let others: Vec<_> = others.iter().map(|(client, bytes)| body_of(&bodies, client, 0, *bytes)).collect();
            let growing = body_of(&bodies, "198.51.100.1", announced, 100);
            let larger = bodies.lock().larger(growing.number, 50, None);
            let ended = larger.map(|number| others.iter().position(|share| share.number == number).unwrap());
            assert_eq!(ended, expected, "{name}");
        }
    }

    #[test]
    fn room_in_a_network_is_made_of_its_own_bodies_and_the_reserves_are_left_alone() {
        let bodies = UnfinishedBodies::new(1 << 20, 1 << 20);
        let near = body_of(&bodies, "2001:db8:1:1::1", 0, 300);
        let far = body_of(&bodies, "192.0.2.1", 0, 400);
        let growing = body_of(&bodies, "2001:db8:1:2::1", 0, 100);
        let network: IpNet = "2001:db8:1::/48".parse().unwrap();
        let larger = |network| bodies.lock().larger(growing.number, 50, network);
        assert_eq!((larger(Some(network)), larger(None)), (Some(near.number), Some(far.number)));
        bodies.lock().reserve(near.number, 1).unwrap();
        assert_eq!(larger(Some(network)), None);
        assert_eq!(bodies.lock().larger(u64::MAX, 50, None), None, "a body that was ended grows no more");
    }

    #[test]
    fn as_many_bodies_end_as_are_in_the_way_of_a_shorter_one_and_none_where_it_would_not_help() {
        let ended = |shares: &[Share]| shares.iter().map(|share| share.ended.is_cancelled()).collect::<Vec<_>>();
        let held = |bodies: &UnfinishedBodies| {
            [("192.0.2.1", 300), ("192.0.2.2", 400), ("192.0.2.3", 300)]
                .map(|(client, bytes)| body_of(bodies, client, 0, bytes))
        };
        let make_room = |bodies: &UnfinishedBodies, growing: &Share, client: &str, bytes| {
            growing.make_room(&mut bodies.lock(), Some(address(client)), bytes)
        };
        for (bytes, expected) in [
            (20, Ok([false, false, false])),
            (21, Ok([false, true, false])),
            (291, Ok([false, true, false])),
            // 400 are not enough for these; what is no longer than they are stays.
            (421, Err(Full)),
        ] {
            let bodies = UnfinishedBodies::new(1_030, 500);
            let others = held(&bodies);
            let growing = body_of(&bodies, "198.51.100.1", 0, 10);
            let made = make_room(&bodies, &growing, "198.51.100.1", bytes);
            assert_eq!(made.map(|()| ended(&others)), expected.map(Vec::from), "{bytes}");
        }
        let bodies = UnfinishedBodies::new(1_000, 1_000);
        let others = held(&bodies);
        let growing = bodies.begin(Some(address("198.51.100.1")), None);
        assert_eq!(make_room(&bodies, &growing, "198.51.100.1", 299), Ok(()));
        assert_eq!(bodies.lock().all, 600);
        assert_eq!(make_room(&bodies, &growing, "198.51.100.1", 401), Err(Full), "300 are no longer than 401");
        assert_eq!(ended(&others), [false, true, false]);
        let of_one = UnfinishedBodies::new(1_000, 500);
        let (mine, other) = (body_of(&of_one, "192.0.2.1", 0, 450), body_of(&of_one, "192.0.2.2", 0, 480));
        let growing = body_of(&of_one, "192.0.2.1", 0, 10);
        assert_eq!(make_room(&of_one, &growing, "192.0.2.1", 41), Ok(()));
        assert_eq!(ended(&[mine, other]), [true, false], "the client's own");
    }
}
