//! `Connections`: which are open and whose, so that nobody holds them all.
//!
//! The time limit for a head counts for a connection's first request alone (actix-http). Half a head could then hold a
//! connection for ever: such a one is ended here. An address that has as many as it may have, or a network of IPv6, loses
//! the one that has waited longest for a request when it makes another. From half of all on, none is kept for a next
//! request.

use std::{
    any::Any,
    collections::HashMap,
    net::IpAddr,
    os::fd::{AsFd, OwnedFd},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use actix_web::{
    dev::{Extensions, ServiceRequest},
    rt::net::TcpStream,
};
use clock::{SharedClock, Timestamp};
use ipnet::IpNet;
use rustix::net::{Shutdown, shutdown};
use tokio_util::sync::CancellationToken;

use super::networks::networks_of;

/// How often it is looked for connections that wait too long.
const LOOKING: Duration = Duration::from_secs(5);

/// How many connections there may be, and how long one may wait.
#[derive(Clone, Debug)]
pub struct ConnectionLimits {
    /// Of all addresses together.
    pub most: usize,
    /// Of an address, or the narrowest network of IPv6 that it counts by.
    pub most_of_one: usize,
    /// Proxies, and servers of one's own, that ask for many.
    pub uncounted: Vec<IpNet>,
    /// How long one may wait for its next request, the head of that included.
    pub wait: Duration,
}

/// The open connections of a server; its clones are of the same ones.
#[derive(Clone)]
pub struct Connections {
    open: Arc<Mutex<Open>>,
    clock: SharedClock,
    limits: Arc<ConnectionLimits>,
}

#[derive(Default)]
struct Open {
    all: HashMap<u64, Connection>,
    last: u64,
}

struct Connection {
    /// The address of its client, where that is counted.
    address: Option<IpAddr>,
    /// Since when it has waited for a request; `None` while one is answered, and when it was ended.
    waits_since: Option<Timestamp>,
    /// The socket once more, to end it.
    socket: OwnedFd,
}

/// A connection's place among the open ones, for as long as it lives.
struct Place {
    connections: Connections,
    number: u64,
}

impl Drop for Place {
    fn drop(&mut self) {
        self.connections.lock().all.remove(&self.number);
    }
}

impl Connections {
    /// None is open yet.
    pub fn new(limits: ConnectionLimits, clock: SharedClock) -> Self {
        Self { open: Arc::default(), clock, limits: Arc::new(limits) }
    }

    /// Counts a connection that was just made, until its data is dropped.
    pub fn opened(&self, stream: &dyn Any, data: &mut Extensions) {
        let Some(stream) = stream.downcast_ref::<TcpStream>() else { return };
        let Ok(socket) = stream.as_fd().try_clone_to_owned() else {
            // No descriptor is left: this one is too many.
            return end(stream);
        };
        let peer = stream.peer_addr().ok().map(|peer| peer.ip().to_canonical());
        let address = peer.filter(|peer| !self.limits.uncounted.iter().any(|network| network.contains(peer)));
        let number = self.add(address, socket);
        data.insert(Place { connections: self.clone(), number });
    }

    /// Adds a connection; where its address, or a network of it, has as many as it may, the longest waiting one ends.
    fn add(&self, address: Option<IpAddr>, socket: OwnedFd) -> u64 {
        let waits_since = Some(self.clock.now());
        let mut open = self.lock();
        open.last += 1;
        let number = open.last;
        let mut connection = Connection { address, waits_since, socket };
        for (network, most) in address.into_iter().flat_map(|address| self.bounds(address)) {
            if open.count_of(network) >= most && !open.end_longest_waiting(network) {
                connection.end();
            }
        }
        open.all.insert(number, connection);
        number
    }

    /// Notes that the connection of a request is being used.
    pub(crate) fn begun(&self, request: &ServiceRequest) -> Option<u64> {
        let number = request.conn_data::<Place>()?.number;
        self.lock().all.get_mut(&number)?.waits_since = None;
        Some(number)
    }

    /// Notes that a connection waits for its next request.
    pub(crate) fn answered(&self, number: Option<u64>) {
        let now = self.clock.now();
        let mut open = self.lock();
        if let Some(connection) = number.and_then(|number| open.all.get_mut(&number)) {
            connection.waits_since = Some(now);
        }
    }

    /// Ends those that have waited too long for the whole head of a request.
    fn end_overdue(&self) {
        let now = self.clock.now();
        for connection in self.lock().all.values_mut() {
            if connection.waits_since.is_some_and(|since| now.since(since) > self.limits.wait) {
                connection.end();
            }
        }
    }

    /// How many each network of an address may have.
    fn bounds(&self, address: IpAddr) -> impl Iterator<Item = (IpNet, usize)> {
        // Few or many: some are left for others.
        let most = |times: u32| self.limits.most_of_one.saturating_mul(times as usize).min(self.limits.most * 3 / 4);
        networks_of(address).map(move |(network, times)| (network, most(times)))
    }

    /// How many are open.
    pub fn open(&self) -> usize {
        self.lock().all.len()
    }

    /// Whether more than half of them are taken.
    pub(crate) fn are_crowded(&self) -> bool {
        self.open() * 2 > self.limits.most
    }

    /// How many each of `workers` threads takes.
    pub fn of_each(&self, workers: usize) -> usize {
        self.limits.most.div_ceil(workers)
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Open {
    fn count_of(&self, network: IpNet) -> usize {
        self.all.values().filter(|connection| connection.is_of(network)).count()
    }

    /// Whether there was one of this network to end.
    fn end_longest_waiting(&mut self, network: IpNet) -> bool {
        let own = self.all.values_mut().filter(|connection| connection.is_of(network));
        let waiting = own.filter_map(|connection| Some((connection.waits_since?, connection)));
        let longest = waiting.min_by_key(|(since, _)| *since);
        longest.map(|(_, connection)| connection.end()).is_some()
    }
}

impl Connection {
    fn is_of(&self, network: IpNet) -> bool {
        self.address.is_some_and(|address| network.contains(&address))
    }

    /// Ends it; it is no longer counted.
    fn end(&mut self) {
        self.address = None;
        self.waits_since = None;
        end(&self.socket);
    }
}

/// Ends connections that wait too long, until `stop`.
pub async fn run(connections: Connections, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = connections.clock.sleep(LOOKING) => connections.end_overdue(),
        }
    }
}

/// Ends a connection for both sides, whoever reads or writes it.
fn end(socket: impl AsFd) {
    if let Err(error) = shutdown(socket, Shutdown::Both) {
        tracing::debug!(%error, "a connection had ended already");
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::net::UnixStream;

    use clock::ManualClock;

    use super::*;

    #[test]
    fn of_ipv6_the_wider_networks_have_twice_and_four_times_the_connections() {
        // The text before and behind the number of each network.
        let networks = [
            ("1 network of /64", ("2001:db8::", ""), 8),
            ("200 networks of one /56", ("2001:db8:0:", "::1"), 2 * 8),
            ("200 networks of one /48", ("2001:db8:0:", "00::1"), 4 * 8),
            ("200 networks of 200 /48s", ("2001:db8:", "::1"), 200),
        ];
        for (which, (before, behind), expected) in networks {
            let limits =
                ConnectionLimits { most: 1_000, most_of_one: 8, uncounted: Vec::new(), wait: Duration::from_secs(1) };
            let clock = Arc::new(ManualClock::new(Timestamp::from_secs(1_700_000_000)));
            let connections = Connections::new(limits, clock);
            for number in 0..200 {
                let address = format!("{before}{number:x}{behind}").parse().unwrap();
                connections.add(Some(address), UnixStream::pair().unwrap().0.into());
            }
            let open = connections.lock();
            assert_eq!(open.all.values().filter(|it| it.address.is_some()).count(), expected, "{which}");
        }
    }
}
