//! `Network`: the network that an attempt comes from: an IPv4 address, or the /64 of an IPv6 address, which one home or
//! machine has (RFC 6177).

use std::net::{IpAddr, Ipv6Addr};

use sha2::{Digest, Sha256};

/// A network, by its first address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network(Ipv6Addr);

impl Network {
    /// The network of an address.
    pub fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self(address.to_ipv6_mapped()),
            IpAddr::V6(address) => Self(Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64))),
        }
    }

    /// The row of this network, of the name that has the row `name`: no address is stored.
    pub fn id_below(self, name: &str) -> String {
        let digest = Sha256::new().chain_update(name).chain_update(self.0.octets()).finalize();
        format!("{}{}", Self::prefix(name), hex::encode(&digest[..16]))
    }

    /// The beginning of the rows of a name's networks.
    pub fn prefix(name: &str) -> String {
        format!("{name}@")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_one_home_are_one_network_and_no_others() {
        let of = |text: &str| Network::of(text.parse().unwrap());
        assert_eq!(of("2001:db8::1"), of("2001:db8::ffff:ffff:ffff:ffff"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
        let (one, other) = (of("192.0.2.1"), of("192.0.2.2"));
        assert_ne!(one.id_below("a"), other.id_below("a"));
        assert_ne!(one.id_below("a"), one.id_below("b"));
    }
}
