//! A code for tokens (RFC 6749, section 4.1.3; OpenID Connect Core, section 3.1.3).

use std::time::Duration;

use accounts::{ClientTerms, FamilyGrant, digest};
use storage::{Access as _, Session, StoredAuthorizationCode};

use super::{TokenAnswer, TokenError, id_token::Subject};
use crate::{
    Parameters, Provider, ProviderError,
    clients::{Client, GrantType},
    pkce,
    provider::{At, Redeemed},
    scope::Scope,
    sid,
};

const LOGGED_OUT: &str = "the member has logged out meanwhile, or may not log in any more";
const NO_SCOPE: &str = "the client may have none of these scopes any more";
const OF_NO_USE: &str = "the code is unknown, expired, used, or another client's: begin the login again";

impl Provider {
    pub(super) async fn exchange(
        &self,
        at: At<'_>,
        client: &Client,
        parameters: &Parameters,
    ) -> Result<TokenAnswer, TokenError> {
        if !client.may_use(GrantType::AuthorizationCode) {
            return Err(TokenError::UnauthorizedClient("this client may not use the authorization code"));
        }
        let code = parameters.get("code").ok_or_else(|| TokenError::missing("code"))?;
        let stored = self.database.authorization_codes().lookup(&digest(code)).await.map_err(ProviderError::from)?;
        let is_own = |stored: &StoredAuthorizationCode| {
            stored.client_id == client.id && stored.app == at.issuer.app().to_string()
        };
        // Another client's attempt does not touch the code.
        let stored = stored.filter(is_own).ok_or_else(|| TokenError::grant(OF_NO_USE))?;
        // The client may have fewer scopes now than when the code was given.
        let scope = client.grantable(&Scope::parse(&stored.scope));
        if stored.used_at.is_none() {
            if scope.is_empty() {
                return Err(TokenError::InvalidScope(NO_SCOPE));
            }
            self.check(&stored, client, parameters)?;
            self.check_member(at, client, &stored.session_id).await?;
        }
        let grant = match self.redeem(client, &stored).await? {
            Redeemed::Fresh(grant) => grant,
            Redeemed::Reused => return Err(TokenError::grant(OF_NO_USE)),
            Redeemed::SessionEnded => return Err(TokenError::grant(LOGGED_OUT)),
        };
        self.answer(at, client, &grant, (&scope, stored.nonce.as_deref())).await
    }

    /// Refuses an unused code that is too old, or comes with another address or verifier than it was asked for with.
    fn check(
        &self,
        stored: &StoredAuthorizationCode,
        client: &Client,
        parameters: &Parameters,
    ) -> Result<(), TokenError> {
        if stored.expires_at <= self.clock.now() {
            return Err(TokenError::grant(OF_NO_USE));
        }
        let redirect_uri = parameters.get("redirect_uri").ok_or_else(|| TokenError::missing("redirect_uri"))?;
        // Letter for letter, the port of a loopback address too.
        if redirect_uri != stored.redirect_uri {
            return Err(TokenError::grant("redirect_uri is not the one that the code was asked for with"));
        }
        match (parameters.get("code_verifier"), stored.code_challenge.as_deref()) {
            (Some(verifier), Some(challenge)) if pkce::verifies(verifier, challenge) => Ok(()),
            (_, Some(_)) => Err(TokenError::grant("code_verifier is not the one of the code_challenge")),
            // A code whose challenge somebody took away (RFC 9700, section 4.8.2).
            (Some(_), None) => Err(TokenError::grant("the code was asked for without a code_challenge")),
            (None, None) if client.requires_pkce() => Err(TokenError::grant("this client must use PKCE")),
            (None, None) => Ok(()),
        }
    }

    /// Refuses a code whose member may not log in to the client any more: what was right when the code was given may have
    /// changed since.
    async fn check_member(&self, at: At<'_>, client: &Client, session_id: &str) -> Result<(), TokenError> {
        let admitted = self.accounts.session_bearer(at.host, session_id).await.map_err(ProviderError::from)?;
        let Some((session, _)) = admitted else { return Err(TokenError::grant(LOGGED_OUT)) };
        match self.refusal(client, &session).await? {
            Some(refusal) => Err(TokenError::grant(refusal)),
            None => Ok(()),
        }
    }

    /// The tokens of a family, for the scopes that it has now.
    pub(super) async fn answer(
        &self,
        at: At<'_>,
        client: &Client,
        grant: &FamilyGrant,
        (scope, nonce): (&Scope, Option<&str>),
    ) -> Result<TokenAnswer, TokenError> {
        let sub = self.subject(client, &grant.user.id).await?;
        let lifetime = self.access_token_lifetime(client);
        let words = scope.to_string();
        let sid = self.sid(&grant.session, client).await?;
        let terms = ClientTerms { scope: &words, subject: &sub, session: &sid, lifetime };
        let access_token = self.accounts.client_token(grant, terms).await.map_err(ProviderError::from)?;
        let id_token = if scope.has("openid") {
            let of = Subject { grant, scope, sub: &sub, sid: &sid, nonce, access_token: &access_token };
            Some(self.id_token(at, client, of).await?)
        } else {
            None
        };
        Ok(TokenAnswer {
            access_token,
            token_type: "Bearer",
            expires_in: lifetime.as_secs(),
            refresh_token: grant.refresh_token.clone(),
            id_token,
            scope: words,
        })
    }

    /// The `sid` by which a client knows a session: the one that it was told first and that a log-out token will name, whatever
    /// its sector has become since and however `sid`s were made then.
    async fn sid(&self, session: &Session, client: &Client) -> Result<String, ProviderError> {
        let entry = self.database.client_sessions().lookup(&session.id, &client.id).await?;
        Ok(entry.map_or_else(|| sid::of(session, client), |entry| entry.sid))
    }

    pub(super) fn access_token_lifetime(&self, client: &Client) -> Duration {
        client.config.access_token_seconds.map_or_else(|| self.accounts.access_token_lifetime(), Duration::from_secs)
    }

    pub(crate) fn refresh_token_lifetime(&self, client: &Client) -> Duration {
        client.config.refresh_token_seconds.map_or_else(|| self.accounts.refresh_token_lifetime(), Duration::from_secs)
    }
}
