//! Authorization codes: given to a browser, used once by the client.

use accounts::{AccountsError, FamilyGrant, digest};
use storage::{Access, ClientSession, StoredAuthorizationCode, retry_on_deadlock};

use super::{CODE_LIFETIME, Provider, SECRET_LEN};
use crate::{
    Issuer, ProviderError,
    authorization::AuthorizationRequest,
    clients::{Client, GrantType},
    scope::Scope,
    sid,
};

const REUSED: &str = "an authorization code was used twice";

/// The outcome of the use of a code.
pub(crate) enum Redeemed {
    /// Its first use.
    Fresh(Box<FamilyGrant>),
    /// Not the first: what it gave is ended (RFC 6749, section 4.1.2).
    Reused,
    /// Its session has ended.
    SessionEnded,
}

impl Provider {
    /// Gives a code of a session for a client.
    pub(crate) async fn give_code_in(
        &self,
        access: &impl Access,
        (issuer, client): (&Issuer, &Client),
        request: &AuthorizationRequest,
        session_id: &str,
    ) -> Result<String, ProviderError> {
        let (code, now) = (self.entropy.alphanumeric(SECRET_LEN), self.clock.now());
        let stored = StoredAuthorizationCode {
            hash: digest(&code),
            app: issuer.app().to_string(),
            client_id: client.id.clone(),
            session_id: session_id.to_owned(),
            redirect_uri: request.redirect_uri.clone(),
            scope: request.scope.to_string(),
            nonce: request.nonce.clone(),
            code_challenge: request.code_challenge.clone(),
            created_at: now,
            expires_at: now + CODE_LIFETIME,
            used_at: None,
            family_id: None,
        };
        access.authorization_codes().add(&stored).await?;
        Ok(code)
    }

    /// Uses a code that was looked at: its client gets a token family and is noted as one of the session's, in one
    /// transaction.
    pub(crate) async fn redeem(
        &self,
        client: &Client,
        code: &StoredAuthorizationCode,
    ) -> Result<Redeemed, ProviderError> {
        if code.used_at.is_some() {
            return self.end_reused(code).await;
        }
        match retry_on_deadlock!(self.try_redeem(client, code)) {
            Ok(Some(grant)) => Ok(Redeemed::Fresh(Box::new(grant))),
            Ok(None) => self.end_reused(code).await,
            Err(ProviderError::Accounts(AccountsError::SessionEnded { .. })) => Ok(Redeemed::SessionEnded),
            Err(error) => Err(error),
        }
    }

    async fn try_redeem(
        &self,
        client: &Client,
        code: &StoredAuthorizationCode,
    ) -> Result<Option<FamilyGrant>, ProviderError> {
        let scope = client.grantable(&Scope::parse(&code.scope));
        let may_refresh = scope.has("offline_access") && client.may_use(GrantType::RefreshToken);
        let lifetime = may_refresh.then(|| self.refresh_token_lifetime(client));
        let tx = self.database.begin().await?;
        if !tx.authorization_codes().spend(&code.hash, self.clock.now()).await? {
            return Ok(None);
        }
        let words = scope.to_string();
        let family = (client.id.as_str(), words.as_str());
        let grant = self.accounts.begin_family_in(&tx, &code.session_id, family, lifetime).await?;
        tx.authorization_codes().note_family(&code.hash, &grant.family.id).await?;
        let entry = ClientSession {
            session_id: code.session_id.clone(),
            client_id: client.id.clone(),
            app: code.app.clone(),
            sub: self.subject_in(&tx, client, &grant.user.id).await?,
            sid: sid::of(&grant.session, client),
            attempts: 0,
            last_error: None,
        };
        tx.client_sessions().add(&entry, client.asks_to_be_told()).await?;
        // The session may have been given to the client before, under the `sid` of an earlier version or sector.
        let known = tx.client_sessions().lookup(&entry.session_id, &entry.client_id).await?;
        tx.client_sessions().supersede(known.as_ref().unwrap_or(&entry)).await?;
        tx.commit().await?;
        Ok(Some(grant))
    }

    async fn end_reused(&self, code: &StoredAuthorizationCode) -> Result<Redeemed, ProviderError> {
        // Looked up anew: the first use may have finished just now.
        let code = self.database.authorization_codes().lookup(&code.hash).await?;
        if let Some(family_id) = code.and_then(|code| code.family_id) {
            self.accounts.end_family(&family_id, REUSED).await?;
            tracing::warn!(family.id = %family_id, "an authorization code was used twice: what it gave is ended");
        }
        Ok(Redeemed::Reused)
    }
}
