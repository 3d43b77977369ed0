//! Private networks: which addresses only a network's own machines reach, and the look-up of names that leaves them out.
//!
//! A name is judged by the addresses that are connected to, at each look-up: one that was outside a moment ago may lead
//! inside now.

use std::{
    error::Error,
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    pin::Pin,
    sync::Arc,
};

use reqwest::{
    Url,
    dns::{Addrs, Name, Resolve, Resolving},
};
use url::Host;

/// Whether an address is one that only the machines of its network reach: this machine's own, those of a private network,
/// of a link or of a provider's customers (RFC 1122, RFC 1918, RFC 3927, RFC 4193, RFC 6598), also within an address of
/// IPv6 (RFC 4291, RFC 6052, RFC 3056).
pub fn is_private_address(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_private_v4(address),
        IpAddr::V6(address) => is_private_v6(address),
    }
}

fn is_private_v4(address: Ipv4Addr) -> bool {
    let [first, second, ..] = address.octets();
    let is_shared = first == 100 && (64..128).contains(&second);
    address.is_private() || address.is_link_local() || address.is_loopback() || is_shared || first == 0
}

fn is_private_v6(address: Ipv6Addr) -> bool {
    let is_own = address.is_loopback() || address.is_unspecified();
    is_own || address.is_unique_local() || address.is_unicast_link_local() || within(address).is_some_and(is_private_v4)
}

/// The address of IPv4 that one of IPv6 stands for.
fn within(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let segments = address.segments();
    let from = |at: usize| Ipv4Addr::from((u32::from(segments[at]) << 16) | u32::from(segments[at + 1]));
    match segments {
        [0x64, 0xff9b, ..] => Some(from(6)),
        [0x2002, ..] => Some(from(1)),
        _ => address.to_ipv4(),
    }
}

/// Whether a URL names a private address itself; this machine's usual names are no secret way in: who configures them means
/// this machine.
pub(super) fn is_named_by(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address != Ipv4Addr::LOCALHOST && is_private_v4(address),
        Some(Host::Ipv6(address)) => address != Ipv6Addr::LOCALHOST && is_private_v6(address),
        _ => false,
    }
}

/// A name leads to private addresses alone.
#[derive(Clone, Copy, Debug)]
pub(super) struct PrivateAlone;

impl fmt::Display for PrivateAlone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name leads to addresses of a private network alone")
    }
}

impl Error for PrivateAlone {}

/// Whether a request failed because its host is inside.
pub(super) fn is_cause_of(error: &reqwest::Error) -> bool {
    let mut cause = error.source();
    while let Some(error) = cause {
        if error.is::<PrivateAlone>() {
            return true;
        }
        cause = error.source();
    }
    false
}

type Found = Result<Vec<SocketAddr>, Box<dyn Error + Send + Sync>>;
type LookingUp = Pin<Box<dyn Future<Output = Found> + Send>>;
type LookUp = dyn Fn(String) -> LookingUp + Send + Sync;

/// Looks names up and leaves private addresses out.
#[derive(Clone)]
pub(super) struct OutsideAlone(Arc<LookUp>);

impl OutsideAlone {
    /// By the system's look-up.
    pub(super) fn of_system() -> Self {
        Self(Arc::new(|name| Box::pin(async move { Ok(tokio::net::lookup_host((name, 0)).await?.collect()) })))
    }
}

impl Resolve for OutsideAlone {
    fn resolve(&self, name: Name) -> Resolving {
        let (name, look_up) = (name.as_str().to_owned(), Arc::clone(&self.0));
        Box::pin(async move {
            let found = look_up(name.clone()).await?;
            let outside = outside(&name, found);
            if outside.is_empty() {
                return Err(PrivateAlone.into());
            }
            Ok(Box::new(outside.into_iter()) as Addrs)
        })
    }
}

/// The addresses that a name may be connected by.
fn outside(name: &str, found: Vec<SocketAddr>) -> Vec<SocketAddr> {
    let is_own = |address: &SocketAddr| name == "localhost" && address.ip().is_loopback();
    found.into_iter().filter(|address| is_own(address) || !is_private_address(address.ip())).collect()
}

#[cfg(test)]
mod tests {
    use reqwest::Client;
    use tokio::net::TcpListener;

    use super::*;

    #[test]
    fn an_address_is_private_in_whichever_form_it_is_written() {
        let private = [
            "10.1.2.3",
            "172.16.0.1",
            "192.168.0.1",
            "127.0.0.1",
            "127.0.0.2",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "0.1.2.3",
            "::1",
            "::",
            "fd00::1",
            "fe80::1",
            "::ffff:10.0.0.1",
            "::ffff:127.0.0.1",
            "64:ff9b::a00:1",
            "2002:a00:1::1",
        ];
        for address in private {
            assert!(is_private_address(address.parse().unwrap()), "{address}");
        }
        for address in ["8.8.8.8", "172.32.0.1", "100.128.0.1", "198.18.0.7", "2606:4700::1", "64:ff9b::808:808"] {
            assert!(!is_private_address(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn this_machine_may_be_named_and_no_other_of_a_private_network() {
        let is_named = |url: &str| is_named_by(&url.parse().unwrap());
        assert!(!is_named("http://127.0.0.1:8080/") && !is_named("http://[::1]/") && !is_named("https://a.example/"));
        assert!(is_named("http://127.0.0.2/") && is_named("https://10.0.0.1/") && is_named("https://[fd00::1]/"));
        // Other ways to write the numbers.
        assert!(is_named("https://0xa000001/") && is_named("https://012.0.0.1/"));
    }

    #[test]
    fn of_the_addresses_of_a_name_those_outside_stay() {
        let found = |addresses: &[&str]| addresses.iter().map(|address| address.parse().unwrap()).collect::<Vec<_>>();
        let left = |name: &str, addresses: &[&str]| outside(name, found(addresses)).len();
        assert_eq!(left("a.example", &["10.0.0.1:0", "8.8.8.8:0", "[fd00::1]:0", "[2606:4700::1]:0"]), 2);
        assert_eq!(left("a.example", &["127.0.0.1:0", "[::1]:0"]), 0);
        assert_eq!(left("localhost", &["127.0.0.1:0", "[::1]:0", "10.0.0.1:0"]), 2);
    }

    #[tokio::test]
    async fn a_name_that_leads_inside_is_not_connected_to() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let to_us: Arc<LookUp> = Arc::new(|_| Box::pin(async { Ok(vec!["127.0.0.1:0".parse()?]) }));
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder().no_proxy().tls_certs_only([]).dns_resolver(Arc::new(OutsideAlone(to_us)));
        let asked = client.build().unwrap().get(format!("http://rebinding.example:{port}/")).send();
        tokio::select! {
            answer = asked => assert!(is_cause_of(&answer.unwrap_err())),
            _ = listener.accept() => panic!("it was connected to"),
        }
    }
}
