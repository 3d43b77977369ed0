//! A refresh token for new tokens (RFC 6749, section 6; OpenID Connect Core, section 12).

use accounts::{self, AccountsError, RefreshBearer};

use super::{TokenAnswer, TokenError};
use crate::{
    Parameters, Provider, ProviderError,
    clients::{Client, GrantType},
    provider::At,
    scope::Scope,
};

/// The scope that a refresh token is given for (OpenID Connect Core, section 11).
const OFFLINE_ACCESS: &str = "offline_access";
const NOT_OFFLINE: &str = "the client may not have offline_access any more: begin the login again";
const OF_NO_USE: &str = "the refresh token is unknown, expired, used, or another client's: begin the login again";

impl Provider {
    /// Scopes may be fewer than were granted; those that were not, and those that the client may not have any more, are dropped.
    /// Without `offline_access` there is nothing to be had.
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
        let granted = Scope::parse(&bearer.family.scope);
        if !client.grantable(&granted).has(OFFLINE_ACCESS) {
            return Err(TokenError::grant(NOT_OFFLINE));
        }
        let asked = parameters.get("scope").map_or_else(|| granted.clone(), Scope::parse);
        let scope = client.grantable(&asked).only(|word| granted.has(word));
        if scope.is_empty() {
            return Err(TokenError::InvalidScope("none of the scopes was granted"));
        }
        let judged = self.judged(at, client, &bearer).await?;
        let of = accounts::Client { app: at.issuer.app(), id: &client.id };
        let lifetime = self.refresh_token_lifetime(client);
        let grant = match self.accounts.refresh_family(of, at.host, token, lifetime).await {
            Ok(grant) => grant,
            Err(AccountsError::Refused(refusal)) => return Err(TokenError::InvalidGrant(refusal.to_string())),
            Err(error) => return Err(ProviderError::from(error).into()),
        };
        if judged == Judged::NotYet
            && let Some(refusal) = self.refusal(client, &grant.session).await?
        {
            return Err(TokenError::grant(refusal));
        }
        self.answer(at, client, &grant, (&scope, None)).await
    }

    /// Looks whether the member may still use the client, by what the identity provider says now. A token that was used already
    /// is not judged yet: its repeat must come to light first.
    async fn judged(&self, at: At<'_>, client: &Client, bearer: &RefreshBearer) -> Result<Judged, TokenError> {
        if bearer.is_spent {
            return Ok(Judged::NotYet);
        }
        let fresh = self.accounts.session_bearer(at.host, &bearer.session.id).await.map_err(ProviderError::from)?;
        // Where there is none, the refresh itself says why.
        let Some((session, _)) = fresh else { return Ok(Judged::NotYet) };
        match self.refusal(client, &session).await? {
            Some(refusal) => Err(TokenError::grant(refusal)),
            None => Ok(Judged::MayUse),
        }
    }
}

/// Whether it was looked at that the member may still use the client.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Judged {
    MayUse,
    NotYet,
}
