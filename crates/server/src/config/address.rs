//! The addresses of the configuration: read so that no error repeats one, for it may hold a password.

use serde::{Deserialize, Deserializer, de::Error};
use url::Url;

/// Reads an `http` or `https` URL.
pub(super) fn web<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Url, D::Error> {
    let url = Url::parse(&String::deserialize(deserializer)?).ok().filter(is_web);
    url.ok_or_else(|| D::Error::custom("expected a URL such as https://host"))
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
