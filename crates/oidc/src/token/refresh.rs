//! A refresh token for new tokens (RFC 6749, section 6; OpenID Connect Core, section 12).

use accounts::{self, AccountsError};

use super::{TokenAnswer, TokenError};
use crate::{
    Parameters, Provider, ProviderError,
    clients::{Client, GrantType},
    provider::At,
    scope::Scope,
};

const OF_NO_USE: &str = "the refresh token is unknown, expired, used, or another client's: begin the login again";

impl Provider {
    /// Scopes may be fewer than were granted; those that were not, and those that the client may not have any more, are dropped.
    pub(super) async fn refresh(
        &self,
        at: At<'_>,
        client: &Client,
        parameters: &Parameters,
    ) -> Result<TokenAnswer, TokenError> {
        if !client.may_use(GrantType::RefreshToken) {
            return Err(TokenError::UnauthorizedClient("this client may not use refresh tokens"));
        }
        let token = parameters.get("refresh_token").ok_or_else(|| TokenError::missing("refresh_token"))?;
        let bearer = self.accounts.refresh_bearer(token).await.map_err(ProviderError::from)?;
        let Some(bearer) = bearer.filter(|bearer| bearer.family.client_id == client.id) else {
            return Err(TokenError::grant(OF_NO_USE));
        };
        if let Some(refusal) = self.refusal(client, &bearer.session).await? {
            return Err(TokenError::grant(refusal));
        }
        let granted = Scope::parse(&bearer.family.scope);
        let asked = parameters.get("scope").map_or_else(|| granted.clone(), Scope::parse);
        let scope = client.grantable(&asked).only(|word| granted.has(word));
        if scope.is_empty() {
            return Err(TokenError::InvalidScope("none of the scopes was granted"));
        }
        let of = accounts::Client { app: at.issuer.app(), id: &client.id };
        let lifetime = self.refresh_token_lifetime(client);
        let grant = match self.accounts.refresh_family(of, at.host, token, lifetime).await {
            Ok(grant) => grant,
            Err(AccountsError::Refused(refusal)) => return Err(TokenError::InvalidGrant(refusal.to_string())),
            Err(error) => return Err(ProviderError::from(error).into()),
        };
        self.answer(at, client, &grant, (&scope, None)).await
    }
}
