//! `Kept`: the secrets of a link until the browser comes back: the PKCE verifier and the nonce.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use login_type::{CallError, Host, SecretText};
use ring::digest;
use serde::{Deserialize, Serialize};

/// Length of a verifier: RFC 7636 §4.1 takes 43 to 128 characters.
const VERIFIER_LEN: usize = 64;
const NONCE_LEN: usize = 43;

/// The two secrets between a link and its return.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Kept {
    pub(crate) verifier: SecretText,
    pub(crate) nonce: SecretText,
}

impl Kept {
    /// Two new ones.
    pub(crate) fn new(host: &Host) -> Self {
        let random = |len| SecretText::new(host.entropy.alphanumeric(len));
        Self { verifier: random(VERIFIER_LEN), nonce: random(NONCE_LEN) }
    }

    /// The verifier's `code_challenge`, by S256.
    pub(crate) fn challenge(&self) -> String {
        let digest = digest::digest(&digest::SHA256, self.verifier.expose_secret().as_bytes());
        URL_SAFE_NO_PAD.encode(digest)
    }

    pub(crate) fn to_text(&self) -> Result<SecretText, CallError> {
        serde_json::to_string(self).map(SecretText::new).map_err(CallError::internal)
    }

    pub(crate) fn of_text(text: &SecretText) -> Result<Self, CallError> {
        serde_json::from_str(text.expose_secret()).map_err(|_| CallError::internal("the login kept something else"))
    }
}
