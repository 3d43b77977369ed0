//! `private_key_jwt`: a client proves itself by a JWT that it signs (RFC 7523, sections 2.2 and 3; OpenID Connect Core,
//! section 9).

use std::{sync::Arc, time::Duration};

use accounts::{digest, jose};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use clock::Timestamp;
use serde_json::Value;
use storage::Access as _;

use crate::{
    Issuer, KeyAddress, Provider, ProviderError,
    clients::{AuthMethod, Client},
    provider::At,
};

/// How far the clocks of client and server may be apart.
const LEEWAY: Duration = Duration::from_mins(1);
/// An assertion that is good for longer is no proof of the moment.
const LONGEST: Duration = Duration::from_hours(1);

impl Provider {
    /// The client that an assertion proves; `None` for any other, and for one that was used before.
    pub(super) async fn by_assertion(&self, at: At<'_>, assertion: &str) -> Result<Option<Arc<Client>>, ProviderError> {
        let Some(claimed) = claimed_client(assertion) else { return Ok(None) };
        let client = at.clients.lookup(&claimed);
        let Some(client) = client.filter(|client| client.may_authenticate_by(AuthMethod::PrivateKeyJwt)) else {
            return Ok(None);
        };
        let now = self.clock.now();
        let claims = self.verified(client, assertion).await;
        let Some((id, expires_at)) = claims.and_then(|claims| accepted(&claims, at.issuer, &client.id, now)) else {
            return Ok(None);
        };
        // The blank between client and id stands in neither: two clients never share a name.
        let name = format!("{} {} {}", client.name.app, client.id, digest(&id));
        let is_first = self.database.client_assertions().spend(&digest(&name), expires_at + LEEWAY).await?;
        Ok(is_first.then(|| Arc::clone(client)))
    }
}

impl Provider {
    /// The claims, if one of the client's keys signed them, as they are configured or published.
    async fn verified(&self, client: &Client, assertion: &str) -> Option<Value> {
        match (&client.config.jwks, &client.config.jwks_uri) {
            (Some(keys), _) => verified_by(keys, assertion),
            (None, Some(uri)) => {
                let at = KeyAddress { uri, may_be_private: client.config.allow_http };
                let keys = self.keys.keys(at, jose::key_id(assertion).as_deref()).await?;
                verified_by(&keys, assertion)
            }
            (None, None) => None,
        }
    }
}

/// The client that an assertion says it is of, which nothing proves yet.
fn claimed_client(assertion: &str) -> Option<String> {
    let claims = URL_SAFE_NO_PAD.decode(assertion.split('.').nth(1)?).ok()?;
    let claims: Value = serde_json::from_slice(&claims).ok()?;
    claims["sub"].as_str().map(str::to_owned)
}

/// The claims, if one of these keys signed them: the one that the header names, or any where it names none.
fn verified_by(keys: &Value, assertion: &str) -> Option<Value> {
    let keys = keys["keys"].as_array()?;
    let named = jose::key_id(assertion);
    let fits = |key: &&Value| named.is_none() || key.get("kid").is_none_or(|kid| kid.as_str() == named.as_deref());
    keys.iter().filter(fits).find_map(|key| jose::verify_with_jwk(assertion, key)).map(|verified| verified.claims)
}

/// The id and the end of an assertion that is the client's, for this issuer, and of now.
fn accepted(claims: &Value, issuer: &Issuer, client_id: &str, now: Timestamp) -> Option<(String, Timestamp)> {
    let is_client = |name: &str| claims[name].as_str() == Some(client_id);
    let is_us = |audience: &Value| {
        audience.as_str().is_some_and(|text| text == issuer.as_str() || text == issuer.endpoint("token"))
    };
    let for_us = claims["aud"].as_array().map_or_else(|| is_us(&claims["aud"]), |all| all.iter().any(is_us));
    let moment = |name: &str| claims[name].as_f64().map(whole_seconds);
    let expires_at = moment("exp")?;
    let is_of_now = expires_at + LEEWAY > now && expires_at <= now + LONGEST + LEEWAY;
    let has_begun = ["nbf", "iat"].into_iter().filter_map(moment).all(|begin| begin <= now + LEEWAY);
    let id = claims["jti"].as_str().filter(|id| !id.is_empty())?;
    (is_client("iss") && is_client("sub") && for_us && is_of_now && has_begun).then(|| (id.to_owned(), expires_at))
}

/// A moment of a JWT, which may have a fraction (RFC 7519, section 2).
#[expect(clippy::cast_possible_truncation, reason = "a number too great for a moment becomes the greatest")]
fn whole_seconds(seconds: f64) -> Timestamp {
    Timestamp::from_secs((seconds as i64).clamp(0, i64::from(u32::MAX)))
}
