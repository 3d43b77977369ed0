//! The content of an instance's `<InstanceName>.json`.

use secrecy::SecretString;
use serde::Deserialize;

/// Business configuration of an instance.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Config {
    /// The suite and its secrets.
    pub auth_config: AuthConfig,
    /// Whether members may log in; true when absent.
    #[serde(default = "yes")]
    pub is_active: bool,
    /// The one company this instance is for; without it, every company that authorised the suite.
    #[serde(default)]
    pub corp_id: Option<String>,
}

/// The suite (app template) and its secrets, as the provider console shows them.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AuthConfig {
    /// The template's id: `dk…`, or `ww…`, `wx…`, `tj…` for older suites.
    pub suite_id: String,
    /// The template's secret.
    pub suite_secret: SecretString,
    /// The callback's `EncodingAESKey`: 43 letters and digits.
    #[serde(rename = "encodingAESKey")]
    pub encoding_aes_key: SecretString,
    /// The callback's Token.
    pub token: SecretString,
    /// The provider's own corpid: the receiveid of the URL verification.
    #[serde(default)]
    pub provider_corp_id: Option<String>,
    /// With `providerCorpId`: what `get_provider_token` and `get_customized_auth_url` need.
    #[serde(default)]
    pub provider_secret: Option<SecretString>,
}

const fn yes() -> bool {
    true
}
