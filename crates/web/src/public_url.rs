//! `PublicUrl`: where browsers reach the server.

use url::Url;

/// Where browsers reach the server.
#[derive(Clone, Debug)]
pub struct PublicUrl(Url);

impl PublicUrl {
    /// The server is reached at this URL.
    pub fn new(url: Url) -> Self {
        Self(url)
    }

    /// The URL itself.
    pub fn as_url(&self) -> &Url {
        &self.0
    }

    /// Whether browsers reach the server by https.
    pub fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// Whether a host's name is one by which browsers are to reach the server. Where `server.public_url` is not set and the
    /// server listens on every address (`0.0.0.0`), there is no better name to lead them to.
    pub fn is_own_host(&self, name: &str) -> bool {
        match self.0.host() {
            Some(url::Host::Ipv4(address)) if address.is_unspecified() => true,
            Some(url::Host::Ipv6(address)) if address.is_unspecified() => true,
            _ => self.is_public_host(name),
        }
    }

    /// Whether a host's name is that of the URL.
    pub fn is_public_host(&self, name: &str) -> bool {
        self.0.host_str().is_some_and(|own| own.eq_ignore_ascii_case(name))
    }
}
