//! `NetworkBuckets`: one limit for addresses, and for the networks of IPv6 that a single customer may have whole.

use std::{net::IpAddr, num::NonZeroU32, time::Duration};

use ipnet::IpNet;

use super::{buckets::Buckets, ticks::Ticks};
use crate::limits::networks::{MOST, TIMES, networks_of};

/// A limit for addresses: each of their networks has as many times the limit as it may.
pub(super) struct NetworkBuckets {
    tiers: [Buckets<IpNet>; MOST],
}

impl NetworkBuckets {
    pub(super) fn new(a_minute: NonZeroU32, ticks: &Ticks) -> Self {
        let of =
            |times: u32| Buckets::new(NonZeroU32::new(a_minute.get().saturating_mul(times)).unwrap_or(a_minute), ticks);
        Self { tiers: TIMES.map(of) }
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
    fn buckets(&self, client: IpAddr) -> impl Iterator<Item = (&Buckets<IpNet>, IpNet)> {
        self.tiers.iter().zip(networks_of(client).map(|(network, _)| network))
    }
}
