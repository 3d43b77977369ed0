//! `ForwardProxy`: through which calls go out where not every address may call WeCom; shows no user and no password.

use std::{fmt, str::FromStr};

use reqwest::Proxy;
use secrecy::{ExposeSecret, SecretString};
use url::Url;

/// A forward proxy that is reached by http or https, by name and password where it asks for them.
#[derive(Clone)]
pub struct ForwardProxy {
    /// Its address alone.
    address: Url,
    /// Name and password.
    login: Option<(SecretString, SecretString)>,
}

/// Why a text names no forward proxy; repeats no part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "expected a proxy such as http://host:port or http://user:password@host:port, where @ in a password is %40, : is %3A \
     and / is %2F"
)]
#[non_exhaustive]
pub struct NoProxy;

impl ForwardProxy {
    /// Host and port, which may be shown.
    pub fn host(&self) -> String {
        let host = self.address.host_str().unwrap_or_default();
        self.address.port_or_known_default().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }

    /// Whether what is sent to the proxy itself, its password above all, is encrypted.
    pub fn encrypts(&self) -> bool {
        self.address.scheme() == "https"
    }

    /// Whether it asks for a password.
    pub fn has_password(&self) -> bool {
        self.login.is_some()
    }

    /// The whole URL, with name and password; for another client that goes through the same proxy.
    pub fn to_url(&self) -> SecretString {
        let mut url = self.address.clone();
        if let Some((user, password)) = &self.login {
            // Both are encoded as they are set; neither fails for an address that has a host.
            let _ = url.set_username(user.expose_secret());
            let _ = url.set_password(Some(password.expose_secret()));
        }
        SecretString::from(url.to_string())
    }

    pub(crate) fn to_reqwest(&self) -> reqwest::Result<Proxy> {
        let proxy = Proxy::all(self.address.clone())?;
        Ok(match &self.login {
            Some((user, password)) => proxy.basic_auth(user.expose_secret(), password.expose_secret()),
            None => proxy,
        })
    }
}

impl FromStr for ForwardProxy {
    type Err = NoProxy;

    fn from_str(text: &str) -> Result<Self, NoProxy> {
        let mut address = Url::parse(text.trim()).map_err(|_| NoProxy)?;
        let is_bare = address.path() == "/" && address.query().is_none() && address.fragment().is_none();
        if !matches!(address.scheme(), "http" | "https") || !is_bare || address.host_str().is_none() {
            return Err(NoProxy);
        }
        let login = match (address.username(), address.password()) {
            ("", None) => None,
            (user, password) => Some((decoded(user)?, decoded(password.unwrap_or_default())?)),
        };
        address.set_username("").and_then(|()| address.set_password(None)).map_err(|()| NoProxy)?;
        Ok(Self { address, login })
    }
}

/// A part of a URL as it was meant.
fn decoded(part: &str) -> Result<SecretString, NoProxy> {
    let text = percent_encoding::percent_decode_str(part).decode_utf8().map_err(|_| NoProxy)?;
    Ok(SecretString::from(text.into_owned()))
}

impl fmt::Debug for ForwardProxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ForwardProxy").field("host", &self.host()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_shows_its_host_and_neither_user_nor_password() {
        let proxy: ForwardProxy = "http://agent:s%40same@proxy.example:3128".parse().unwrap();
        assert_eq!(proxy.host(), "proxy.example:3128");
        assert!(proxy.has_password() && !proxy.encrypts());
        assert_eq!(proxy.to_url().expose_secret(), "http://agent:s%40same@proxy.example:3128/");
        assert!(!format!("{proxy:?}").contains("agent") && !format!("{proxy:?}").contains("same"));
        let open: ForwardProxy = "https://proxy.example".parse().unwrap();
        assert_eq!((open.host().as_str(), open.has_password(), open.encrypts()), ("proxy.example:443", false, true));
    }

    #[test]
    fn what_is_no_proxy_is_refused_and_not_repeated() {
        let wrong = [
            "",
            "sesame",
            "socks5://sesame:1",
            "http://agent:ses/ame@proxy:3128",
            "http://proxy/sesame",
            "mailto:sesame@x",
        ];
        for text in wrong {
            let error = text.parse::<ForwardProxy>().unwrap_err().to_string();
            assert!(error.contains("http://host:port") && !error.contains("sesame"), "{text}: {error}");
        }
    }
}
