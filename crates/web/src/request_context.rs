//! `RequestContext`: which request this is, and of whom; `ContextReader` reads it, as far as the request is to be believed.

use std::net::IpAddr;

use actix_web::{
    HttpMessage, HttpRequest,
    dev::ServiceRequest,
    http::header::{self, HeaderMap, HeaderName},
};
use clock::SharedEntropy;
use ipnet::IpNet;

use crate::public_url::PublicUrl;

/// Header that carries a request's id.
pub const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const X_FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");

/// Headers that proxies add, beside those whose names begin with [`X_FORWARDED`].
const ADDED_BY_PROXIES: [&str; 3] = ["forwarded", "via", "x-real-ip"];
const X_FORWARDED: &str = "x-forwarded-";

/// The identity of a request, and of its client.
#[derive(Clone, Debug)]
pub struct RequestContext {
    /// 32 hexadecimal digits; also in the answer and in every line of the log.
    pub id: String,
    /// The client: the peer, or the one that trusted proxies say they ask for.
    pub client: Option<IpAddr>,
    /// Whether a program on the server's own machine asks, and not through a proxy. A browser there that a foreign name led
    /// to this machine (DNS rebinding) is none: its page is a stranger's.
    pub is_local: bool,
    /// The name of the host that was asked for, as trusted proxies say; without port. `None` where none was.
    pub host: Option<String>,
    /// Whether a trusted proxy asks: its headers may be believed.
    pub is_by_trusted_proxy: bool,
}

/// Reads what requests say of themselves.
#[derive(Clone, Debug)]
pub struct ContextReader {
    /// Where browsers reach the server: a request by that name is no stranger's.
    pub public_url: PublicUrl,
    /// Proxies whose headers are believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Randomness, for ids.
    pub entropy: SharedEntropy,
}

impl ContextReader {
    /// Reads what a request says of itself, as far as it is to be believed.
    pub fn read(&self, request: &ServiceRequest) -> RequestContext {
        let peer = request.peer_addr().map(|address| address.ip().to_canonical());
        let is_trusted = peer.is_some_and(|peer| is_in(&self.trusted_proxies, peer));
        let headers = request.headers();
        let given = headers.get(&X_REQUEST_ID).filter(|_| is_trusted).and_then(|id| request_id(id.to_str().ok()?));
        let client = if is_trusted {
            let lines = headers.get_all(&X_FORWARDED_FOR).filter_map(|line| line.to_str().ok());
            behind_proxies(lines, &self.trusted_proxies).or(peer)
        } else {
            peer
        };
        let host = headers.get(&X_FORWARDED_HOST).filter(|_| is_trusted).or_else(|| headers.get(header::HOST));
        let host = host.and_then(|host| Some(host_name(host.to_str().ok()?.split(',').next()?).to_ascii_lowercase()));
        let is_by_own_name = host.as_deref().is_none_or(|host| is_here(host) || self.public_url.is_public_host(host));
        let is_local = peer.is_some_and(|peer| peer.is_loopback()) && !is_forwarded(headers) && is_by_own_name;
        let id = given.unwrap_or_else(|| self.new_id());
        RequestContext { id, client, is_local, host, is_by_trusted_proxy: is_trusted }
    }

    /// 32 hexadecimal digits that no other request has.
    fn new_id(&self) -> String {
        let mut bytes = [0; 16];
        self.entropy.fill(&mut bytes);
        format!("{:032x}", u128::from_be_bytes(bytes))
    }
}

impl RequestContext {
    /// The one that the request began with.
    pub fn of(request: &HttpRequest) -> Self {
        let known = request.extensions().get::<Self>().cloned();
        // Every request goes through the middleware that puts it there.
        let client = || request.peer_addr().map(|address| address.ip().to_canonical());
        known.unwrap_or_else(|| Self {
            id: String::new(),
            client: client(),
            is_local: false,
            host: None,
            is_by_trusted_proxy: false,
        })
    }
}

/// The name in a `Host` header: without port, and without the dot that may end it.
pub fn host_name(host: &str) -> &str {
    let host = host.trim();
    let is_port = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit());
    let name = host.rsplit_once(':').filter(|(_, port)| is_port(port)).map_or(host, |(name, _)| name);
    name.strip_suffix('.').unwrap_or(name)
}

/// Whether a host's name is this machine's own, of every machine.
fn is_here(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.to_canonical().is_loopback())
}

/// Whether a proxy passed the request on; one that does not say so cannot be told from the client.
fn is_forwarded(headers: &HeaderMap) -> bool {
    headers.keys().any(|name| name.as_str().starts_with(X_FORWARDED) || ADDED_BY_PROXIES.contains(&name.as_str()))
}

fn is_in(networks: &[IpNet], address: IpAddr) -> bool {
    networks.iter().any(|network| network.contains(&address))
}

/// The client that a chain of proxies asks for: the last address that is not one of the trusted ones. The addresses before
/// it were said by nobody who is trusted, and a text that cannot be read is no address.
fn behind_proxies<'a>(lines: impl Iterator<Item = &'a str>, trusted: &[IpNet]) -> Option<IpAddr> {
    let hops: Vec<&str> = lines.flat_map(|line| line.split(',')).collect();
    let mut nearest = None;
    for hop in hops.into_iter().rev() {
        let Some(address) = address(hop.trim()) else { break };
        nearest = Some(address);
        if !is_in(trusted, address) {
            break;
        }
    }
    nearest
}

/// An address, perhaps with its port.
fn address(hop: &str) -> Option<IpAddr> {
    let bare = hop.parse().ok().or_else(|| hop.trim_start_matches('[').trim_end_matches(']').parse().ok());
    let address: Option<IpAddr> = bare.or_else(|| Some(hop.parse::<std::net::SocketAddr>().ok()?.ip()));
    address.map(|address| address.to_canonical())
}

/// A proxy's id as ours: 32 hexadecimal digits, perhaps with the dashes of a UUID.
fn request_id(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(|c| *c != '-').collect();
    let is_one = digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_one.then(|| digits.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_client_is_the_last_address_that_no_trusted_proxy_has() {
        let trusted: [IpNet; 2] = ["10.0.0.0/8".parse().unwrap(), "2001:db8::/32".parse().unwrap()];
        let cases: [(&[&str], Option<&str>); 9] = [
            (&["203.0.113.7"], Some("203.0.113.7")),
            (&["198.51.100.1, 203.0.113.7"], Some("203.0.113.7")),
            (&["198.51.100.1, 203.0.113.7, 10.1.1.1"], Some("203.0.113.7")),
            (&["198.51.100.1", "203.0.113.7,10.1.1.1"], Some("203.0.113.7")),
            (&["10.2.2.2, 10.1.1.1"], Some("10.2.2.2")),
            (&["203.0.113.7:4711, [2001:db8::1]:80"], Some("203.0.113.7")),
            (&["::ffff:203.0.113.7"], Some("203.0.113.7")),
            (&["203.0.113.7, unknown, 10.1.1.1"], Some("10.1.1.1")),
            (&["unknown"], None),
        ];
        for (lines, client) in cases {
            let client = client.map(|client| client.parse().unwrap());
            assert_eq!(behind_proxies(lines.iter().copied(), &trusted), client, "{lines:?}");
        }
    }

    #[test]
    fn an_id_is_taken_over_only_when_it_looks_like_one_of_ours_or_a_uuid() {
        let id = "0123456789abcdef0123456789abcdef";
        for given in [id, "01234567-89AB-CDEF-0123-456789ABCDEF"] {
            assert_eq!(request_id(given).as_deref(), Some(id));
        }
        for given in ["", "1", "0123456789abcdef0123456789abcdeg", &id.repeat(2), "\u{e9}"] {
            assert_eq!(request_id(given), None, "{given}");
        }
    }
}
