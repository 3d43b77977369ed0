//! `NetworkBuckets`: one limit for addresses, and for the networks of IPv6 that a single customer may have whole.

use std::{
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
    time::Duration,
};

use super::{buckets::Buckets, ticks::Ticks};

/// How long the prefixes are that an IPv6 address counts by, and how many times the limit each may have. A line at home
/// has a /64 or a /56, a rented server often a /48: without the wider ones it would have 65,536 times the limit.
const TIERS: [(u32, u32); 3] = [(64, 1), (56, 2), (48, 4)];

/// One limit for addresses: of IPv4 each by itself, of IPv6 by its /64, its /56 (twice the limit) and its /48 (four
/// times).
pub(super) struct NetworkBuckets {
    tiers: [Buckets<IpAddr>; TIERS.len()],
}

impl NetworkBuckets {
    pub(super) fn new(a_minute: NonZeroU32, ticks: &Ticks) -> Self {
        let of = |(_, times): (u32, u32)| {
            Buckets::new(NonZeroU32::new(a_minute.get().saturating_mul(times)).unwrap_or(a_minute), ticks)
        };
        Self { tiers: TIERS.map(of) }
    }

    /// Takes one of each network; where one of them has none left, takes nothing and answers how long until it has.
    pub(super) fn take(&self, client: IpAddr) -> Result<(), Duration> {
        self.look(client)?;
        self.buckets(client).try_for_each(|(buckets, network)| buckets.take(&network))
    }

    /// Sees whether one is left, without taking it.
    pub(super) fn look(&self, client: IpAddr) -> Result<(), Duration> {
        self.buckets(client).try_for_each(|(buckets, network)| buckets.look(&network))
    }

    /// Forgets the networks that took nothing since the call before this one.
    pub(super) fn age(&self) {
        self.tiers.iter().for_each(Buckets::age);
    }

    /// The networks that an address counts by, each with its buckets.
    fn buckets(&self, client: IpAddr) -> impl Iterator<Item = (&Buckets<IpAddr>, IpAddr)> {
        let tiers = self.tiers.iter().zip(TIERS);
        tiers.map_while(move |(buckets, (bits, times))| match client {
            IpAddr::V4(_) if times > 1 => None,
            IpAddr::V4(_) => Some((buckets, client)),
            IpAddr::V6(address) => Some((buckets, prefix(address, bits))),
        })
    }
}

fn prefix(address: Ipv6Addr, bits: u32) -> IpAddr {
    let mask = u128::MAX << (u128::BITS - bits);
    IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & mask))
}
