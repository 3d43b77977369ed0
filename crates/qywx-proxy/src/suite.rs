//! `Suite`: an instance's checked keys.

use std::fmt;

use login_type::ConfigProblem;
use qywx_login::{callback, given, parse};
use secrecy::{ExposeSecret, SecretString};
use wecom_callback_crypto::Crypto;
use wecom_client::ProviderCredential;
use wecom_types::{CorpId, ProviderSecret, SuiteId, SuiteSecret};

use crate::config::AuthConfig;

/// A suite with all it needs to talk to WeCom and to read what WeCom says.
#[derive(Clone)]
pub(crate) struct Suite {
    pub(crate) id: SuiteId,
    pub(crate) secret: SuiteSecret,
    pub(crate) crypto: Crypto,
    pub(crate) provider_corp_id: Option<CorpId>,
    pub(crate) provider_secret: Option<ProviderSecret>,
    encoding_aes_key: SecretString,
    token: SecretString,
}

impl Suite {
    /// Checks the configuration and expands the keys.
    pub(crate) fn new(config: &AuthConfig) -> Result<Self, ConfigProblem> {
        let id = parse("authConfig.suiteId", &config.suite_id)?;
        let secret = parse("authConfig.suiteSecret", config.suite_secret.expose_secret())?;
        let crypto = callback::crypto(
            ("authConfig.token", config.token.expose_secret()),
            ("authConfig.encodingAESKey", config.encoding_aes_key.expose_secret()),
        )?;
        let provider_corp_id = given(config.provider_corp_id.as_deref());
        let provider_secret = given(config.provider_secret.as_ref().map(ExposeSecret::expose_secret));
        Ok(Self {
            id,
            secret,
            crypto,
            provider_corp_id: provider_corp_id.map(|id| parse("authConfig.providerCorpId", id)).transpose()?,
            provider_secret: provider_secret.map(|text| parse("authConfig.providerSecret", text)).transpose()?,
            encoding_aes_key: config.encoding_aes_key.expose_secret().trim().into(),
            token: config.token.expose_secret().trim().into(),
        })
    }

    /// Whether a message for one of two suites opens as one for the other too.
    pub(crate) fn shares_keys_with(&self, other: &Self) -> bool {
        self.id != other.id && same(&self.token, &other.token) && same(&self.encoding_aes_key, &other.encoding_aes_key)
    }

    /// The field in which two configurations of one suite differ, if they do.
    pub(crate) fn differs_from(&self, other: &Self) -> Option<&'static str> {
        if self.secret != other.secret {
            Some("authConfig.suiteSecret")
        } else if !same(&self.encoding_aes_key, &other.encoding_aes_key) {
            Some("authConfig.encodingAESKey")
        } else if !same(&self.token, &other.token) {
            Some("authConfig.token")
        } else if differ(self.provider_corp_id.as_ref(), other.provider_corp_id.as_ref()) {
            Some("authConfig.providerCorpId")
        } else if differ(self.provider_secret.as_ref(), other.provider_secret.as_ref()) {
            Some("authConfig.providerSecret")
        } else {
            None
        }
    }

    /// This suite, completed by the knowledge of another instance of it.
    pub(crate) fn with_what_knows(self, other: Self) -> Self {
        Self {
            provider_corp_id: self.provider_corp_id.or(other.provider_corp_id),
            provider_secret: self.provider_secret.or(other.provider_secret),
            ..self
        }
    }

    /// The credential of `get_provider_token`, where both halves are configured.
    pub(crate) fn provider(&self) -> Option<ProviderCredential> {
        Some(ProviderCredential { corp_id: self.provider_corp_id.clone()?, secret: self.provider_secret.clone()? })
    }
}

impl fmt::Debug for Suite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Suite").field("id", &self.id).finish_non_exhaustive()
    }
}

fn same(one: &SecretString, other: &SecretString) -> bool {
    one.expose_secret() == other.expose_secret()
}

/// Whether both are given and are not the same.
fn differ<T: PartialEq>(one: Option<&T>, other: Option<&T>) -> bool {
    one.zip(other).is_some_and(|(one, other)| one != other)
}
