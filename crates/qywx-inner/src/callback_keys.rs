//! `CallbackKeys`: what the app's callback address (接收消息服务器配置) is configured with, where it has one.

use login_type::ConfigProblem;
use qywx_login::{callback, given};
use secrecy::{ExposeSecret, SecretString};
use wecom_callback_crypto::Crypto;

use crate::config::Config;

/// The Token and the `EncodingAESKey` of one app's callback address, checked.
#[derive(Clone)]
pub(crate) struct CallbackKeys {
    pub(crate) crypto: Crypto,
    token: SecretString,
    encoding_aes_key: SecretString,
}

impl CallbackKeys {
    /// Both keys, or neither.
    pub(crate) fn new(config: &Config) -> Result<Option<Self>, ConfigProblem> {
        let token = given(config.token.as_ref().map(ExposeSecret::expose_secret));
        let key = given(config.encoding_aes_key.as_ref().map(ExposeSecret::expose_secret));
        let (token, key) = match (token, key) {
            (Some(token), Some(key)) => (token, key),
            (None, None) => return Ok(None),
            (Some(_), None) => return Err(alone("encodingAESKey", "token")),
            (None, Some(_)) => return Err(alone("token", "encodingAESKey")),
        };
        let crypto = callback::crypto(("token", token), ("encodingAESKey", key))?;
        Ok(Some(Self { crypto, token: token.into(), encoding_aes_key: key.into() }))
    }

    /// The field in which the keys of two instances of one app differ, if they do.
    pub(crate) fn differs_from(&self, other: &Self) -> Option<&'static str> {
        let same = |ours: &SecretString, theirs: &SecretString| ours.expose_secret() == theirs.expose_secret();
        if !same(&self.token, &other.token) {
            Some("token")
        } else if !same(&self.encoding_aes_key, &other.encoding_aes_key) {
            Some("encodingAESKey")
        } else {
            None
        }
    }
}

fn alone(missing: &str, given: &str) -> ConfigProblem {
    let message = format!("is missing: {given} is there, and callbacks need both, as the app's page shows them");
    ConfigProblem::new(missing, message)
}
