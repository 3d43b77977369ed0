//! Lists of addresses and networks.

use std::net::IpAddr;

use ipnet::{IpNet, Ipv4Net};
use serde::{Deserialize, Deserializer, de::Error};

use super::list::Written;

/// Reads addresses (`10.0.0.1`, `::1`) and networks (`10.0.0.0/8`).
pub(super) fn list<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<IpNet>, D::Error> {
    let expected = || D::Error::custom("expected addresses or networks such as 10.0.0.1 or 10.0.0.0/8");
    let written = Written::deserialize(deserializer).map_err(|_| expected())?;
    written.parts().map(|text| network(&text)).collect::<Option<_>>().ok_or_else(expected)
}

fn network(text: &str) -> Option<IpNet> {
    let network = text.parse().ok().or_else(|| text.parse().ok().map(|address: IpAddr| IpNet::from(address)));
    network.map(canonical)
}

/// The network as it is compared: clients of IPv4 that came over an IPv6 socket (`::ffff:10.0.0.1`) count by their IPv4
/// address, so a network of such addresses is the one of IPv4.
fn canonical(network: IpNet) -> IpNet {
    const MAPPED_BITS: u8 = 96;
    let IpNet::V6(mapped) = network else { return network };
    let bits = mapped.prefix_len().checked_sub(MAPPED_BITS);
    let address = mapped.addr().to_ipv4_mapped();
    let inner = address.zip(bits).and_then(|(address, bits)| Ipv4Net::new(address, bits).ok());
    inner.map_or(network, IpNet::V4)
}

#[cfg(test)]
mod tests {
    #[test]
    fn networks_of_mapped_addresses_are_those_of_ipv4() {
        let cases = [
            ("::ffff:10.0.0.0/104", "10.0.0.0/8"),
            ("::ffff:10.0.0.7", "10.0.0.7/32"),
            ("::ffff:0:0/96", "0.0.0.0/0"),
            ("10.0.0.0/8", "10.0.0.0/8"),
            ("2001:db8::/32", "2001:db8::/32"),
            ("::/0", "::/0"),
        ];
        for (given, network) in cases {
            assert_eq!(super::network(given).map(|it| it.to_string()).as_deref(), Some(network), "{given}");
        }
        assert_eq!(super::network("10.0.0.0/33"), None);
    }
}
