//! `WebOrigin`: the origin of a web page, as browsers write it in `Origin`.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::NameError;

/// Default ports, which browsers leave out.
const DEFAULT_PORTS: [(&str, &str); 2] = [("https", ":443"), ("http", ":80")];

/// The origin of a web page: `https://host` or `https://host:port`, in small letters and without a default port, as
/// browsers write it. `http` is taken too, for pages of an intranet; `*`, paths and `null` are not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct WebOrigin(String);

impl WebOrigin {
    /// The text that browsers send.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for WebOrigin {
    type Error = NameError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let lower = text.trim().to_ascii_lowercase();
        let bare = lower.strip_suffix('/').unwrap_or(&lower);
        let parts = bare.split_once("://").filter(|(_, authority)| is_authority(authority));
        let Some((scheme, authority)) = parts else { return Err(NameError::Origin { origin: text }) };
        let Some((_, port)) = DEFAULT_PORTS.iter().find(|(known, _)| *known == scheme) else {
            return Err(NameError::Origin { origin: text });
        };
        Ok(Self(format!("{scheme}://{}", authority.strip_suffix(port).unwrap_or(authority))))
    }
}

impl From<WebOrigin> for String {
    fn from(origin: WebOrigin) -> Self {
        origin.0
    }
}

impl fmt::Display for WebOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether it is a host, perhaps with a port. International names are written as browsers send them (`xn--…`).
fn is_authority(authority: &str) -> bool {
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (authority, None),
    };
    let is_name = |host: &str| host.chars().all(|c| c.is_ascii_alphanumeric() || "-._".contains(c));
    let is_address = |host: &str| host.chars().all(|c| c.is_ascii_hexdigit() || ":.".contains(c));
    let bracketed = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    let is_host = !host.is_empty() && bracketed.map_or_else(|| is_name(host), is_address);
    is_host && port.is_none_or(|port| port.parse::<u16>().is_ok_and(|number| number > 0))
}
