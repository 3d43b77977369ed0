//! Access tokens of clients: what a family gives a client that is not the app itself.

use std::time::Duration;

use clock::Timestamp;
use login_type::{Host, SecretText, Standing};
use storage::{Access as _, Session, TokenFamily, User};

use crate::{
    AccountsError, FamilyGrant, LocalAccounts, SigningAlgorithm,
    access_token::{self, Claims},
    admission, opaque,
    sessions::live,
};

/// The terms of a client's access token.
#[derive(Clone, Copy, Debug)]
pub struct ClientTerms<'a> {
    /// The scopes, with blanks between.
    pub scope: &'a str,
    /// The user as the client knows it.
    pub subject: &'a str,
    /// The session as the client knows it.
    pub session: &'a str,
    /// How long the token is valid.
    pub lifetime: Duration,
}

/// The bearer of a client's access token.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ClientBearer {
    /// The client.
    pub client_id: String,
    /// The scopes, with blanks between.
    pub scope: String,
    /// The user as the client knows it.
    pub subject: String,
    /// The audience.
    pub audience: String,
    /// The token's own id.
    pub id: String,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// When it expires.
    pub expires_at: Timestamp,
    /// The token family; `None` of a plain login.
    pub family_id: Option<String>,
    /// The session.
    pub session: Session,
    /// The session's user.
    pub user: User,
}

/// The bearer of a refresh token.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RefreshBearer {
    /// The token family.
    pub family: TokenFamily,
    /// The session.
    pub session: Session,
    /// The session's user.
    pub user: User,
    /// Whether the token was used.
    pub is_spent: bool,
    /// When it expires.
    pub expires_at: Timestamp,
}

impl LocalAccounts {
    /// How long an access token is valid where its client does not say otherwise.
    pub fn access_token_lifetime(&self) -> Duration {
        self.settings.access_token_lifetime
    }

    /// How long a refresh token waits where its client does not say otherwise.
    pub fn refresh_token_lifetime(&self) -> Duration {
        self.settings.refresh_token_lifetime
    }

    /// Signs an access token of a family.
    ///
    /// # Errors
    /// When the database is out of reach or a stored key cannot be read.
    pub async fn client_token(&self, grant: &FamilyGrant, terms: ClientTerms<'_>) -> Result<SecretText, AccountsError> {
        let (keys, now) = (self.keys.current().await?, self.clock.now());
        let FamilyGrant { family, session, .. } = grant;
        let claims = Claims {
            iss: self.settings.issuer(&session.origin.app).unwrap_or_default(),
            aud: session.origin.app.clone(),
            client_id: family.client_id.clone(),
            scope: terms.scope.to_owned(),
            sub: terms.subject.to_owned(),
            sid: terms.session.to_owned(),
            family: Some(family.id.clone()),
            corp_id: None,
            corp_user_id: None,
            app: session.origin.app.clone(),
            instance: None,
            platform: None,
            iat: now.as_secs(),
            exp: (now + terms.lifetime).as_secs(),
            jti: opaque::id(self.entropy.as_ref()),
        };
        access_token::sign(&claims, keys.signer(SigningAlgorithm::Es256, now).ok_or(AccountsError::NoKey)?)
    }

    /// The bearer of an access token of a session, if that and the family go on and its instance stands for it; the identity
    /// provider is asked when its last word on the member is old.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn client_bearer(&self, host: &Host, token: &str) -> Result<Option<ClientBearer>, AccountsError> {
        let Ok(claims) = self.verify_access_token(token).await? else { return Ok(None) };
        let Some((session, user)) = self.live_bearer(&claims).await? else { return Ok(None) };
        if admission::of_session(&*host.admission, &session)? != Standing::Open {
            return Ok(None);
        }
        let Some((session, user)) = self.rechecked(host, (session, user)).await? else { return Ok(None) };
        Ok(Some(ClientBearer {
            client_id: claims.client_id,
            scope: claims.scope,
            subject: claims.sub,
            audience: claims.aud,
            id: claims.jti,
            issued_at: Timestamp::from_secs(claims.iat),
            expires_at: Timestamp::from_secs(claims.exp),
            family_id: claims.family,
            session,
            user,
        }))
    }

    /// The bearer of a refresh token that has not expired, if its family goes on.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn refresh_bearer(&self, refresh_token: &str) -> Result<Option<RefreshBearer>, AccountsError> {
        let now = self.clock.now();
        let Some(token) = self.db.refresh_tokens().lookup(&opaque::digest(refresh_token)).await? else {
            return Ok(None);
        };
        let family = self.db.token_families().lookup(&token.family_id).await?;
        let Some(family) = family.filter(|family| family.revoked_at.is_none() && token.expires_at > now) else {
            return Ok(None);
        };
        let live = live(&self.db, &family.session_id, now).await?;
        let (is_spent, expires_at) = (token.spent_at.is_some(), token.expires_at);
        Ok(live.map(|(session, user)| RefreshBearer { family, session, user, is_spent, expires_at }))
    }

    /// Ends a family; its session and the session's other families go on. Answers whether it went on.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn end_family(&self, family_id: &str, reason: &str) -> Result<bool, AccountsError> {
        Ok(self.db.token_families().revoke(family_id, reason, self.clock.now()).await?)
    }
}
