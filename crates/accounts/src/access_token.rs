//! Access tokens: JWTs signed ES256 as RFC 9068 has them, short-lived, bound to a session and to one app.

use clock::Timestamp;
use jsonwebtoken::{Algorithm, Header, Validation};
use login_type::{Platform, SecretText};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{AccountsError, signing_key::SigningKey};

/// The `typ` of the header, which keeps other JWTs of the same keys from being taken for access tokens (RFC 9068, 2.1).
const TYPE: &str = "at+jwt";
/// The `scope` of a plain login.
pub(crate) const PLAIN_SCOPE: &str = "openid profile";

/// The claims of an access token.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Claims {
    /// The app's issuer.
    pub(crate) iss: String,
    /// The app's id: for whom the token is.
    pub(crate) aud: String,
    /// Through which client the user logged in: of a plain login the app itself.
    pub(crate) client_id: String,
    /// The scopes that the client may ask for, with blanks between (RFC 9068, section 2.2.3).
    pub(crate) scope: String,
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
    /// Signed by one of our keys, but no access token of this server's apps: of another kind, another issuer, or from
    /// before a change of `server.public_url`. So it is no guess.
    Misplaced,
}

/// Signs the claims.
pub(crate) fn sign(claims: &Claims, key: &SigningKey) -> Result<SecretText, AccountsError> {
    let header = Header { typ: Some(TYPE.to_owned()), kid: Some(key.kid.clone()), ..Header::new(Algorithm::ES256) };
    let signed = jsonwebtoken::encode(&header, claims, &key.encoding);
    signed.map(SecretText::new).map_err(|_| AccountsError::UnusableKey { kid: key.kid.clone() })
}

/// The id of the key that a token says it was signed with; `None` for what is no such token.
pub(crate) fn key_id(token: &str) -> Option<String> {
    jsonwebtoken::decode_header(token).ok()?.kid
}

/// The claims of a token that `key` signed as an access token, by the issuer that `issuer_of` gives its audience, and that
/// has not expired `now`.
pub(crate) fn verify(
    token: &str,
    key: &SigningKey,
    issuer_of: impl Fn(&str) -> Option<String>,
    now: Timestamp,
) -> Result<Claims, Flaw> {
    let mut validation = Validation::new(Algorithm::ES256);
    // The library would ask the system for the time; the claims are looked at below.
    (validation.validate_exp, validation.validate_aud) = (false, false);
    validation.required_spec_claims.clear();
    let verified = jsonwebtoken::decode::<Value>(token, &key.decoding, &validation).map_err(|_| Flaw::Invalid)?;
    let is_access_token = verified.header.typ.as_deref().is_some_and(is_type);
    let claims: Claims = serde_json::from_value(verified.claims).map_err(|_| Flaw::Misplaced)?;
    if !is_access_token || issuer_of(&claims.aud).as_ref() != Some(&claims.iss) {
        return Err(Flaw::Misplaced);
    }
    if now.as_secs() >= claims.exp {
        return Err(Flaw::Expired);
    }
    Ok(claims)
}

/// Whether a header's `typ` is that of an access token: a media type, with or without `application/`, in any case.
fn is_type(typ: &str) -> bool {
    let typ = typ.to_ascii_lowercase();
    typ.strip_prefix("application/").unwrap_or(&typ) == TYPE
}
