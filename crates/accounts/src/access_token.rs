//! Access tokens: JWTs signed ES256 as RFC 9068 has them, short-lived, bound to a session and to one app.

use clock::Timestamp;
use login_type::{Platform, SecretText};
use serde::{Deserialize, Serialize};

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
    /// The local user; of another client than the app its user as that client knows it.
    pub(crate) sub: String,
    /// The session; of another client than the app the session as that client knows it.
    pub(crate) sid: String,
    /// The token family that it ends with; `None` of a plain login, whose family ends with the session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) family: Option<String>,
    /// The company of the session. This and the next say who the member is: they are in the tokens of plain logins alone,
    /// for another client is told only what it was granted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) corp_id: Option<String>,
    /// The id within the company.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) corp_user_id: Option<String>,
    /// The app that was logged in to.
    pub(crate) app: String,
    /// The instance that recognised the user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) instance: Option<String>,
    /// Where the user is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) platform: Option<Platform>,
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
    key.sign(TYPE, claims)
}

/// The claims of a token that `key` signed as an access token, by the issuer that `issuer_of` gives its audience, and that
/// has not expired `now`.
pub(crate) fn verify(
    token: &str,
    key: &SigningKey,
    issuer_of: impl Fn(&str) -> Option<String>,
    now: Timestamp,
) -> Result<Claims, Flaw> {
    let verified = key.verify(token).ok_or(Flaw::Invalid)?;
    let is_access_token = verified.typ.as_deref().is_some_and(is_type);
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
