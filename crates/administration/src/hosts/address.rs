//! `HostUrl`: the address of a login host, checked.

use std::fmt;

use login_type::{CallError, ErrorKind};
use url::{Host, Url};

/// Whether a login host may do without https.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// Only this machine's own names may.
    Https,
    /// It may: the host is within an intranet.
    HttpAllowed,
}

/// The root of a host that is not the server's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostUrl(Url);

/// Longest name of a host: the databases keep it as a key.
const LONGEST: usize = 191;

impl HostUrl {
    /// Reads an address.
    ///
    /// # Errors
    /// `ValueNotAllowed`, with what would be right.
    pub fn read(text: &str, public_url: &Url, transport: Transport) -> Result<Self, CallError> {
        let refused = |right: &str| Err(CallError::new(ErrorKind::ValueNotAllowed, format!("argument url: {right}")));
        let Some(url) = Url::parse(text.trim()).ok().filter(is_root) else {
            return refused("must be the root of a host, such as https://login.company.example");
        };
        if url.host_str().is_some_and(|host| host.ends_with('.') || host.len() > LONGEST) {
            return refused("must name a host of 191 characters at most, without a dot at its end");
        }
        if url.scheme() != "https" && transport == Transport::Https && !is_loopback(&url) {
            return refused("must be https, or be allowed http on purpose (allowHttp) within an intranet");
        }
        if is_unspecified(public_url) {
            return refused("cannot be told from the server's own host: set server.public_url first");
        }
        if same_host(&url, public_url) {
            return refused("must have another host name than server.public_url: cookies do not know ports");
        }
        Ok(Self(url))
    }

    /// Whether another address is at this host.
    pub(super) fn is_at(&self, other: &str) -> bool {
        Url::parse(other).is_ok_and(|other| same_host(&self.0, &other))
    }
}

impl fmt::Display for HostUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

fn is_root(url: &Url) -> bool {
    let bare = url.query().is_none() && url.fragment().is_none() && url.path() == "/";
    let names_nobody = url.username().is_empty() && url.password().is_none();
    matches!(url.scheme(), "http" | "https") && bare && names_nobody && url.host_str().is_some()
}

fn same_host(one: &Url, other: &Url) -> bool {
    one.host_str().map(str::to_ascii_lowercase) == other.host_str().map(str::to_ascii_lowercase)
}

/// Whether every name is the server's own: it listens everywhere, and nobody said how it is reached.
fn is_unspecified(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_unspecified(),
        Some(Host::Ipv6(address)) => address.is_unspecified(),
        _ => false,
    }
}

/// Whether a URL leads to this machine.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_host_is_the_root_of_another_https_host() {
        let own: Url = "https://login.example.com".parse().unwrap();
        let cases = [
            ("https://login.company.example", Transport::Https, "https://login.company.example"),
            ("https://LOGIN.company.example:8443/", Transport::Https, "https://login.company.example:8443"),
            ("http://login.localhost:8080", Transport::Https, "http://login.localhost:8080"),
            ("http://login.company.example", Transport::HttpAllowed, "http://login.company.example"),
            ("http://login.company.example", Transport::Https, "must be https"),
            ("https://login.example.com:444", Transport::Https, "another host name"),
            ("https://login.company.example/path", Transport::Https, "the root of a host"),
            ("https://login.company.example/?q", Transport::Https, "the root of a host"),
            ("https://user@login.company.example", Transport::Https, "the root of a host"),
            ("ftp://login.company.example", Transport::HttpAllowed, "the root of a host"),
            ("login.company.example", Transport::Https, "the root of a host"),
            ("", Transport::Https, "the root of a host"),
        ];
        for (text, transport, expected) in cases {
            match HostUrl::read(text, &own, transport) {
                Ok(url) => assert_eq!(url.to_string(), expected, "{text}"),
                Err(error) => assert!(error.to_string().contains(expected), "{text}: {error}"),
            }
        }
        let anywhere: Url = "http://0.0.0.0:8080".parse().unwrap();
        let error = HostUrl::read("https://login.company.example", &anywhere, Transport::Https).unwrap_err();
        assert!(error.to_string().contains("server.public_url"), "{error}");
    }
}
