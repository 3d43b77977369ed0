//! Introspection: whether a token is good, for a client that may know (RFC 7662).

use serde_json::{Value, json};

use super::{ClientRequest, TokenError};
use crate::{
    Provider, ProviderError,
    clients::{Client, GrantType},
    provider::At,
    scope::Scope,
};

/// The scope that lets a client ask about any token.
const ABOUT_ALL: &str = "introspect";

/// The answer about a token, and the client that it belongs to.
struct Told {
    client_id: String,
    audience: Option<String>,
    claims: Value,
}

impl Provider {
    /// Answers the introspection endpoint: what a client may not know is not active (section 2.2).
    ///
    /// # Errors
    /// The refusal, as the client is told it.
    #[tracing::instrument(name = "oidc.introspect", skip_all)]
    pub async fn introspect(&self, at: At<'_>, request: ClientRequest<'_>) -> Result<Value, TokenError> {
        request.parameters.check().map_err(|fault| TokenError::InvalidRequest(fault.to_string()))?;
        let token = request.parameters.get("token").ok_or_else(|| TokenError::missing("token"))?;
        let client = self.authenticate(at, request).await?;
        if client.is_public() {
            return Err(TokenError::InvalidClient { by_basic: false });
        }
        let told = self.told(at, token).await?.filter(|told| may_know(&client, told));
        Ok(told.map_or_else(|| json!({ "active": false }), |told| told.claims))
    }

    async fn told(&self, at: At<'_>, token: &str) -> Result<Option<Told>, ProviderError> {
        if let Some(told) = self.told_of_access_token(at, token).await? {
            return Ok(Some(told));
        }
        if let Some(machine) = self.machine(at, token).await? {
            let mut claims = serde_json::to_value(&machine).map_err(ProviderError::KeptRequest)?;
            (claims["active"], claims["token_type"]) = (json!(true), json!("Bearer"));
            return Ok(Some(Told { client_id: machine.client_id, audience: Some(machine.aud), claims }));
        }
        self.told_of_refresh_token(at, token).await
    }

    async fn told_of_access_token(&self, at: At<'_>, token: &str) -> Result<Option<Told>, ProviderError> {
        let bearer = self.accounts.client_bearer(at.host, token).await?;
        let app = at.issuer.app().to_string();
        let Some(bearer) = bearer.filter(|bearer| bearer.audience == app) else { return Ok(None) };
        let mut scope = Scope::parse(&bearer.scope);
        if bearer.client_id != app {
            let Some(client) = at.clients.lookup(&bearer.client_id) else { return Ok(None) };
            if self.refusal(client, &bearer.session).await?.is_some() {
                return Ok(None);
            }
            scope = client.grantable(&scope);
        }
        let claims = json!({
            "active": true,
            "token_type": "Bearer",
            "iss": at.issuer.as_str(),
            "client_id": bearer.client_id,
            "scope": scope.to_string(),
            "sub": bearer.subject,
            "aud": bearer.audience,
            "iat": bearer.issued_at.as_secs(),
            "exp": bearer.expires_at.as_secs(),
            "jti": bearer.id,
        });
        Ok(Some(Told { client_id: bearer.client_id, audience: Some(bearer.audience), claims }))
    }

    async fn told_of_refresh_token(&self, at: At<'_>, token: &str) -> Result<Option<Told>, ProviderError> {
        let bearer = self.accounts.refresh_bearer(token).await?;
        let app = at.issuer.app().to_string();
        let Some(bearer) = bearer.filter(|bearer| !bearer.is_spent && bearer.session.origin.app == app) else {
            return Ok(None);
        };
        let client_id = bearer.family.client_id;
        let Some(client) = at.clients.lookup(&client_id) else { return Ok(None) };
        // As a refresh would be judged: by what the identity provider says now.
        let Some((session, user)) = self.accounts.session_bearer(at.host, &bearer.session.id).await? else {
            return Ok(None);
        };
        let scope = client.grantable(&Scope::parse(&bearer.family.scope));
        let is_good = scope.has("offline_access") && client.may_use(GrantType::RefreshToken);
        if !is_good || self.refusal(client, &session).await?.is_some() {
            return Ok(None);
        }
        let claims = json!({
            "active": true,
            "iss": at.issuer.as_str(),
            "client_id": client_id,
            "scope": scope.to_string(),
            "sub": self.subject(client, &user.id).await?,
            "exp": bearer.expires_at.as_secs(),
        });
        Ok(Some(Told { client_id, audience: None, claims }))
    }
}

/// A client asks about its own tokens, about those of its audience, or about any with the scope for it.
fn may_know(client: &Client, told: &Told) -> bool {
    let may_ask_about_all = client.config.scopes.iter().flatten().any(|scope| scope == ABOUT_ALL);
    may_ask_about_all || told.client_id == client.id || told.audience.as_ref() == Some(&client.id)
}
