//! `ForwardSite`: an app behind a proxy. A client has one for each of its redirect URIs that ends in
//! `/.wecom-login/callback`: there the server itself takes the code, through the proxy.

mod clash;

use std::sync::Arc;

use url::{Origin, Url};

pub(super) use self::clash::check;
use super::{Client, Directory};

/// The paths below an app that the server answers.
const OWN: &str = ".wecom-login/";
/// Where codes come back to, below an app.
const CALLBACK: &str = ".wecom-login/callback";

/// An app behind a proxy.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ForwardSite {
    /// The client that it is.
    pub client: Arc<Client>,
    /// Where it begins, with a slash at the end: `https://wiki.example/`.
    pub base: String,
    /// Where the base is, parsed.
    place: Url,
}

/// Whether codes for an address are taken by the server itself.
pub(super) fn is_callback(redirect_uri: &str) -> bool {
    base_of(redirect_uri).is_some()
}

/// The apps behind a proxy that a client has, each with the place of its redirect URI among the others.
fn sites(client: &Arc<Client>) -> impl Iterator<Item = (usize, ForwardSite)> {
    client.config.redirect_uris.iter().enumerate().filter_map(|(at, uri)| {
        let base = base_of(uri)?;
        let place = Url::parse(base).ok()?;
        Some((at, ForwardSite { client: Arc::clone(client), base: base.to_owned(), place }))
    })
}

/// Where the app of such an address begins.
fn base_of(redirect_uri: &str) -> Option<&str> {
    redirect_uri.strip_suffix(CALLBACK).filter(|base| base.ends_with('/'))
}

impl Directory {
    /// The app behind a proxy that an address belongs to, the one that begins furthest below; of one client where it is named.
    pub fn forward_site(&self, url: &Url, client_id: Option<&str>) -> Option<ForwardSite> {
        let clients = self.active().filter(|client| client_id.is_none_or(|id| client.id == id));
        let of_url = clients.flat_map(sites).map(|(_, site)| site).filter(|site| site.has(url));
        of_url.max_by_key(|site| site.base.len())
    }

    /// How many clients are apps behind a proxy.
    pub fn clients_behind_proxies(&self) -> usize {
        self.active().filter(|client| sites(client).next().is_some()).count()
    }
}

impl ForwardSite {
    /// Where codes come back to.
    pub fn callback(&self) -> String {
        format!("{}{CALLBACK}", self.base)
    }

    /// The address of a page of the server's below the app: `login`.
    pub fn own(&self, page: &str) -> String {
        format!("{}{OWN}{page}", self.base)
    }

    /// The name of such a page, if the address is one's.
    pub fn own_page<'u>(&self, url: &'u Url) -> Option<&'u str> {
        url.path().strip_prefix(self.place.path())?.strip_prefix(OWN)
    }

    /// The origin of the app.
    pub fn origin(&self) -> Origin {
        self.place.origin()
    }

    /// The path at which the app begins, with a slash at the end.
    pub fn path(&self) -> &str {
        self.place.path()
    }

    /// Whether browsers reach it by https.
    pub fn is_https(&self) -> bool {
        self.place.scheme() == "https"
    }

    /// Whether an address is one of the app.
    pub fn has(&self, url: &Url) -> bool {
        let bare = self.place.path().trim_end_matches('/');
        let is_below = url.path().starts_with(self.place.path()) || url.path() == bare;
        url.origin() == self.place.origin() && is_below
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_app_behind_a_proxy_begins_above_its_callback() {
        for (uri, base) in [
            ("https://wiki.example/.wecom-login/callback", Some("https://wiki.example/")),
            ("https://host.example/wiki/.wecom-login/callback", Some("https://host.example/wiki/")),
            ("https://host.example/wiki.wecom-login/callback", None),
            ("https://host.example/callback", None),
            ("https://host.example/.wecom-login/callback?x", None),
        ] {
            assert_eq!(base_of(uri), base, "{uri}");
        }
    }
}
