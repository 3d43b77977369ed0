//! Access tokens: JWTs signed ES256, short-lived, bound to a session.

use clock::Timestamp;
use jsonwebtoken::{Algorithm, Header, Validation};
use login_type::{Platform, SecretText};
use serde::{Deserialize, Serialize};

use crate::{AccountsError, signing_key::SigningKey};

/// What an access token says.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Claims {
    /// The server's public URL.
    pub(crate) iss: String,
    /// The local user.
    pub(crate) sub: String,
    /// The session.
    pub(crate) sid: String,
    /// The company of the session.
    pub(crate) corp_id: String,
    /// The id within the company.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) corp_user_id: Option<String>,
    /// The app that was logged in to.
    pub(crate) app: String,
    /// The instance that recognised the user.
    pub(crate) instance: String,
    /// Where the user is.
    pub(crate) platform: Platform,
    /// When it was issued, in seconds since the epoch.
    pub(crate) iat: i64,
    /// When it expires, in seconds since the epoch.
    pub(crate) exp: i64,
    /// Its own id.
    pub(crate) jti: String,
}

/// Why an access token is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flaw {
    /// Not one of ours, or altered.
    Invalid,
    /// Once good.
    Expired,
}

/// Signs the claims.
pub(crate) fn sign(claims: &Claims, key: &SigningKey) -> Result<SecretText, AccountsError> {
    let header = Header { kid: Some(key.kid.clone()), ..Header::new(Algorithm::ES256) };
    let signed = jsonwebtoken::encode(&header, claims, &key.encoding);
    signed.map(SecretText::new).map_err(|_| AccountsError::UnusableKey { kid: key.kid.clone() })
}

/// The id of the key that a token says it was signed with; `None` for what is no such token.
pub(crate) fn key_id(token: &str) -> Option<String> {
    jsonwebtoken::decode_header(token).ok()?.kid
}

/// The claims of a token that `key` signed for `issuer` and that has not expired `now`.
pub(crate) fn verify(token: &str, key: &SigningKey, issuer: &str, now: Timestamp) -> Result<Claims, Flaw> {
    let mut validation = Validation::new(Algorithm::ES256);
    validation.set_issuer(&[issuer]);
    // The library would ask the system for the time.
    validation.validate_exp = false;
    let verified = jsonwebtoken::decode::<Claims>(token, &key.decoding, &validation);
    let claims = verified.map_err(|_| Flaw::Invalid)?.claims;
    if now.as_secs() >= claims.exp {
        return Err(Flaw::Expired);
    }
    Ok(claims)
}
