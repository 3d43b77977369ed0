//! The addresses of the configuration: read so that no error repeats one, for it may hold a password.

use std::net::{Ipv4Addr, SocketAddr};

use serde::{Deserialize, Deserializer, de::Error};
use url::Url;
use wecom_client::ForwardProxy;

/// Reads an address to listen on: `127.0.0.1:8080`, `localhost:8080`, or a port alone, which is one of this machine's own.
pub(super) fn listen<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SocketAddr, D::Error> {
    let address = String::deserialize(deserializer).ok().and_then(|text| listen_address(text.trim()));
    address.ok_or_else(|| {
        D::Error::custom(
            "expected an IP address with a port: 127.0.0.1:8080 for programs of this machine alone, as localhost:8080 or 8080 is, or 0.0.0.0:8080 for all",
        )
    })
}

/// Reads the same of a second listener, which there need not be.
pub(super) fn management<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<SocketAddr>, D::Error> {
    listen(deserializer).map(Some)
}

fn listen_address(text: &str) -> Option<SocketAddr> {
    // No name is looked up: to listen on another address than the one that is meant is worse than to refuse.
    let port = text.strip_prefix("localhost:").unwrap_or(text).parse().ok();
    port.map(|port: u16| (Ipv4Addr::LOCALHOST, port).into()).or_else(|| text.parse().ok())
}

/// Reads an `http` or `https` URL.
pub(super) fn web<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Url, D::Error> {
    let url = Url::parse(&String::deserialize(deserializer)?).ok().filter(is_web);
    url.ok_or_else(|| D::Error::custom("expected a URL such as https://host"))
}

/// Reads the URL of a forward proxy.
pub(super) fn proxy<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<ForwardProxy>, D::Error> {
    let Some(text) = Option::<String>::deserialize(deserializer)?.filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    text.parse().map(Some).map_err(D::Error::custom)
}

/// Reads an `http` or `https` URL of a host's root: paths of pages and cookies begin there.
pub(super) fn root<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Url>, D::Error> {
    let Some(text) = Option::<String>::deserialize(deserializer)? else { return Ok(None) };
    let is_root = |url: &Url| {
        let bare = url.query().is_none() && url.fragment().is_none();
        bare && url.path() == "/" && url.username().is_empty() && url.password().is_none()
    };
    let url = Url::parse(&text).ok().filter(is_web).filter(is_root);
    url.map(Some).ok_or_else(|| {
        D::Error::custom(
            "expected the root of a host, such as https://login.example.com: http or https, without user, path, query or fragment",
        )
    })
}

fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
}
