//! Revocation: a client gives its tokens back (RFC 7009).

use serde_json::Value;

use super::{ClientRequest, TokenError};
use crate::{Provider, ProviderError, clients::Client, provider::At};

const REASON: &str = "the client gave its tokens back";

impl Provider {
    /// Answers the revocation endpoint: the family of the token ends, its refresh tokens and access tokens, and nothing else
    /// of the session. A token that is unknown, or another client's, is left alone, and nobody is told so (section 2.2).
    ///
    /// # Errors
    /// The refusal, as the client is told it.
    #[tracing::instrument(name = "oidc.revoke", skip_all)]
    pub async fn revoke(&self, at: At<'_>, request: ClientRequest<'_>) -> Result<(), TokenError> {
        request.parameters.check().map_err(|fault| TokenError::InvalidRequest(fault.to_string()))?;
        let token = request.parameters.get("token").ok_or_else(|| TokenError::missing("token"))?;
        let client = self.authenticate(at, request).await?;
        if self.machine(at, token).await?.is_some_and(|machine| machine.client_id == client.id) {
            return Err(TokenError::UnsupportedTokenType);
        }
        if let Some(family_id) = self.own_family(at, &client, token).await? {
            self.accounts.end_family(&family_id, REASON).await.map_err(ProviderError::from)?;
        }
        Ok(())
    }

    /// The family of one of the client's tokens, an expired access token too.
    async fn own_family(&self, at: At<'_>, client: &Client, token: &str) -> Result<Option<String>, ProviderError> {
        if let Some(verified) = self.accounts.verify(token).await? {
            let claims = verified.claims;
            let is = |name: &str, value: &str| claims[name].as_str() == Some(value);
            let is_own = is("client_id", &client.id) && is("iss", at.issuer.as_str());
            return Ok(Some(&claims["family"]).filter(|_| is_own).and_then(Value::as_str).map(str::to_owned));
        }
        let bearer = self.accounts.refresh_bearer(token).await?;
        let app = at.issuer.app().to_string();
        let is_own = |family: &storage::TokenFamily| family.client_id == client.id;
        let own = bearer.filter(|bearer| is_own(&bearer.family) && bearer.session.origin.app == app);
        Ok(own.map(|bearer| bearer.family.id))
    }
}
