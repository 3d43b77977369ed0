//! ID tokens (OpenID Connect Core, sections 2 and 3.1.3.6).

use accounts::FamilyGrant;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use element_type::SecretText;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::{Provider, ProviderError, clients::Client, provider::At, scope::Scope};

/// The `typ` of the header, which keeps access tokens and log-out tokens from being taken for ID tokens.
pub(crate) const TYPE: &str = "JWT";

/// The parts of an ID token beside its client and moment.
pub(super) struct Subject<'a> {
    pub(super) grant: &'a FamilyGrant,
    pub(super) scope: &'a Scope,
    pub(super) sub: &'a str,
    pub(super) sid: &'a str,
    pub(super) nonce: Option<&'a str>,
    pub(super) access_token: &'a SecretText,
}

impl Provider {
    /// Signs an ID token. It has one audience, so it has no `azp` (section 2).
    pub(super) async fn id_token(
        &self,
        at: At<'_>,
        client: &Client,
        of: Subject<'_>,
    ) -> Result<SecretText, ProviderError> {
        let now = self.clock.now();
        let session = &of.grant.session;
        let mut claims = if client.config.claims_in_id_token {
            let person = self.person(at, (session, &of.grant.user), (of.scope, Some(client))).await?;
            person.claims(of.scope, Some(client), of.sub)
        } else {
            serde_json::Map::new()
        };
        let own = json!({
            "iss": at.issuer.as_str(),
            "sub": of.sub,
            "aud": client.id,
            "iat": now.as_secs(),
            "exp": (now + client.id_token_lifetime()).as_secs(),
            "auth_time": session.created_at.as_secs(),
            "sid": of.sid,
            "at_hash": at_hash(of.access_token),
        });
        if let Value::Object(own) = own {
            claims.extend(own);
        }
        claims.extend(of.nonce.map(|nonce| ("nonce".to_owned(), json!(nonce))));
        Ok(self.accounts.sign(client.id_token_algorithm, TYPE, Value::Object(claims)).await?)
    }
}

/// The left half of the access token's SHA-256, the hash of both algorithms (section 3.1.3.6).
fn at_hash(access_token: &SecretText) -> String {
    let digest = Sha256::digest(access_token.expose_secret());
    URL_SAFE_NO_PAD.encode(&digest[..digest.len() / 2])
}
