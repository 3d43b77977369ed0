//! `TokenAnswer`: what a client gets (RFC 6749, section 5.1; OpenID Connect Core, section 3.1.3.3).

use element_type::SecretText;
use serde::Serialize;

/// The tokens that a client gets.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct TokenAnswer {
    /// The access token.
    pub access_token: SecretText,
    /// How it is sent.
    pub token_type: &'static str,
    /// Its lifetime in seconds.
    pub expires_in: u64,
    /// The refresh token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<SecretText>,
    /// The ID token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_token: Option<SecretText>,
    /// The scopes that were granted, with blanks between.
    pub scope: String,
}
