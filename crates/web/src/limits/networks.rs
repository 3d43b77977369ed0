//! The networks that an address counts by, wherever one client is kept from taking all.

use std::net::IpAddr;

use ipnet::{IpNet, Ipv6Net};

/// How long the prefixes are that an IPv6 address counts by, and how many times the limit each may have. A line at home
/// has a /64 or a /56, a rented server often a /48: without the wider ones it would have 65,536 times the limit.
const TIERS: [(u8, u32); MOST] = [(64, 1), (56, 2), (48, 4)];

/// How many networks an address counts by at most.
pub const MOST: usize = 3;

/// How many times the limit each tier of networks may have, narrowest first.
pub const TIMES: [u32; MOST] = [TIERS[0].1, TIERS[1].1, TIERS[2].1];

/// The networks of an address, narrowest first, and how many times the limit each may have: of IPv4 the address alone, of
/// IPv6 its /64, its /56 (twice) and its /48 (four times).
pub fn networks_of(client: IpAddr) -> impl Iterator<Item = (IpNet, u32)> {
    let client = client.to_canonical();
    TIERS.into_iter().map_while(move |(bits, times)| match client {
        IpAddr::V4(_) => (times == 1).then(|| (IpNet::from(client), times)),
        IpAddr::V6(address) => Some((Ipv6Net::new_assert(address, bits).trunc().into(), times)),
    })
}
