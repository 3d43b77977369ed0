//! `AuthorisationLink`: the link by which a company lets its members log in.

use std::time::Duration;

/// A link that somebody sends to the administrator of a company, who authorises the provider's app by it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AuthorisationLink {
    /// Where it leads.
    pub url: String,
    /// How long it is good for.
    pub lifetime: Duration,
}

impl AuthorisationLink {
    /// A link that is good for so long.
    pub fn new(url: impl Into<String>, lifetime: Duration) -> Self {
        Self { url: url.into(), lifetime }
    }
}
