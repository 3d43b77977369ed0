//! The content of an instance's `<InstanceName>.json`.

use login_type::{ConfigProblem, SecretText};
use serde::Deserialize;
use url::Url;

/// Business configuration of an instance: a client that is registered at an OpenID provider.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Config {
    /// The provider's issuer identifier.
    pub issuer: String,
    /// The id of the client.
    pub client_id: String,
    /// The secret of the client; a public client has none.
    #[serde(default)]
    pub client_secret: Option<SecretText>,
    /// The scopes that are asked for, with blanks between; `openid` is among it.
    #[serde(default = "openid_profile")]
    pub scopes: String,
    /// The claim that a user is known by.
    #[serde(default = "sub")]
    pub subject_claim: String,
    /// The claim that holds the name.
    #[serde(default = "name")]
    pub name_claim: String,
    /// The company of those who come in; the issuer without its scheme where it is not given.
    #[serde(default)]
    pub corp_id: Option<String>,
    /// Whether anybody may log in; true when absent.
    #[serde(default = "yes")]
    pub is_active: bool,
}

fn openid_profile() -> String {
    "openid profile".to_owned()
}

fn sub() -> String {
    "sub".to_owned()
}

fn name() -> String {
    "name".to_owned()
}

const fn yes() -> bool {
    true
}

impl Config {
    /// Refuses what could be read but is of no use.
    pub(crate) fn check(&self) -> Result<(), ConfigProblem> {
        let url = Url::parse(&self.issuer).ok().filter(|url| {
            let is_bare = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
            matches!(url.scheme(), "http" | "https") && url.has_host() && is_bare
        });
        if url.is_none() {
            let right = "must be the provider's issuer, such as https://sso.example.com/realms/main";
            return Err(ConfigProblem::new("issuer", right));
        }
        let empty = [("clientId", &self.client_id), ("subjectClaim", &self.subject_claim)];
        match empty.into_iter().find(|(_, value)| value.is_empty()) {
            Some((field, _)) => Err(ConfigProblem::new(field, "is empty")),
            None => Ok(()),
        }
    }

    /// The company of those who come in.
    pub(crate) fn corp(&self) -> &str {
        let issuer = self.issuer.split_once("://").map_or(self.issuer.as_str(), |(_, rest)| rest);
        self.corp_id.as_deref().filter(|corp| !corp.is_empty()).unwrap_or_else(|| issuer.trim_end_matches('/'))
    }

    /// Whether secrets and codes go to the provider unencrypted, beyond this machine.
    pub(crate) fn is_exposed(&self) -> bool {
        let Ok(url) = Url::parse(&self.issuer) else { return false };
        let is_here = match url.host() {
            Some(url::Host::Domain(name)) => name == "localhost",
            Some(url::Host::Ipv4(address)) => address.is_loopback(),
            Some(url::Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        };
        url.scheme() == "http" && !is_here
    }
}
