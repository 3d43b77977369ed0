//! `IdToken`: a provider's word on who logged in, and whether it holds (OpenID Connect Core 1.0 §3.1.3.7).

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use login_type::{CallError, ErrorKind, SecretText, Timestamp};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::keys::{Algorithm, KeySet};

/// How far the clocks of both may be apart.
const SKEW: Duration = Duration::from_mins(1);

/// An ID token whose signature was not looked at.
pub(crate) struct IdToken<'a> {
    algorithm: Algorithm,
    kid: Option<String>,
    message: &'a str,
    signature: Vec<u8>,
}

/// The login that a token must be for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Expected<'a> {
    pub(crate) issuer: &'a str,
    pub(crate) client_id: &'a str,
    pub(crate) nonce: &'a SecretText,
    pub(crate) now: Timestamp,
}

/// Why an ID token does not hold; repeats nothing of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Rejection {
    #[error("is no signed token")]
    Malformed,
    #[error("is not signed by RS256 or ES256")]
    Algorithm,
    #[error("is not signed by a key of the provider")]
    Signature,
    #[error("is of another issuer (iss)")]
    Issuer,
    #[error("is for another client (aud)")]
    Audience,
    #[error("was given to another client (azp)")]
    AuthorizedParty,
    #[error("is expired (exp), or the clocks differ by more than a minute")]
    Expired,
    #[error("is from the future (iat, nbf): the clocks differ by more than a minute")]
    Future,
    #[error("is for another login (nonce)")]
    Nonce,
}

#[derive(Deserialize)]
struct Header {
    alg: Value,
    kid: Option<String>,
}

impl<'a> IdToken<'a> {
    /// Takes a token apart.
    pub(crate) fn parse(token: &'a str) -> Result<Self, Rejection> {
        let (message, signature) = token.rsplit_once('.').ok_or(Rejection::Malformed)?;
        let (header, _) = message.split_once('.').ok_or(Rejection::Malformed)?;
        let header: Header = part(header).ok_or(Rejection::Malformed)?;
        let algorithm = Algorithm::deserialize(header.alg).map_err(|_| Rejection::Algorithm)?;
        let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| Rejection::Malformed)?;
        Ok(Self { algorithm, kid: header.kid, message, signature })
    }

    /// Whether one of these keys signed it.
    pub(crate) fn is_signed_by(&self, keys: &KeySet) -> bool {
        keys.signed(self.algorithm, self.kid.as_deref(), self.message.as_bytes(), &self.signature)
    }

    /// The claims, if the token is signed by one of the keys and is for this login.
    pub(crate) fn claims(&self, keys: &KeySet, expected: &Expected<'_>) -> Result<Map<String, Value>, Rejection> {
        if !self.is_signed_by(keys) {
            return Err(Rejection::Signature);
        }
        let claims = self.message.split_once('.').and_then(|(_, claims)| part(claims)).ok_or(Rejection::Malformed)?;
        expected.check(&claims)?;
        Ok(claims)
    }
}

fn part<T: for<'de> Deserialize<'de>>(text: &str) -> Option<T> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()
}

impl Expected<'_> {
    fn check(&self, claims: &Map<String, Value>) -> Result<(), Rejection> {
        let text = |name: &str| claims.get(name).and_then(Value::as_str);
        let holds = |holds: bool, rejection| if holds { Ok(()) } else { Err(rejection) };
        holds(text("iss") == Some(self.issuer), Rejection::Issuer)?;
        let audience = audience(claims);
        holds(audience.contains(&self.client_id), Rejection::Audience)?;
        let is_party = match claims.get("azp") {
            Some(party) => party.as_str() == Some(self.client_id),
            None => audience.len() == 1,
        };
        holds(is_party, Rejection::AuthorizedParty)?;
        let expires = moment(claims, "exp").ok_or(Rejection::Expired)?;
        holds(self.now < expires + SKEW, Rejection::Expired)?;
        let is_past = |name| moment(claims, name).is_none_or(|at| at <= self.now + SKEW);
        holds(is_past("iat") && is_past("nbf"), Rejection::Future)?;
        holds(text("nonce").is_some_and(|nonce| self.nonce.matches(nonce)), Rejection::Nonce)
    }
}

fn audience(claims: &Map<String, Value>) -> Vec<&str> {
    match claims.get("aud") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// A moment in seconds, whole or not.
fn moment(claims: &Map<String, Value>, name: &str) -> Option<Timestamp> {
    let seconds = claims.get(name)?;
    #[expect(clippy::cast_possible_truncation, reason = "a cast of a float is cut at the ends")]
    seconds.as_i64().or_else(|| Some(seconds.as_f64()? as i64)).map(Timestamp::from_secs)
}

impl From<Rejection> for CallError {
    fn from(rejection: Rejection) -> Self {
        Self::new(ErrorKind::Forged, format!("the provider's ID token {rejection}; log in again")).caused_by(rejection)
    }
}
