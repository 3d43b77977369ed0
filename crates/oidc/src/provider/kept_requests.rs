//! Requests that wait for a browser: for its member to log in, or for it to come back with its cookie, which it does not send
//! along with another site's form.

use accounts::digest;
use clock::Timestamp;
use element_model::AppId;
use serde::{Deserialize, Serialize};
use storage::{Access, StoredAuthorizationRequest};

use super::{At, LONGEST_KEPT, MOST_WAITING, Provider, REQUEST_LIFETIME, SECRET_LEN};
use crate::{ProviderError, authorization::AuthorizationRequest, logout::KeptHint};

/// A request as it is kept.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kept {
    /// For a login.
    Login(AuthorizationRequest),
    /// For a log-out.
    LogOut(KeptHint),
}

impl Provider {
    /// Keeps a request of a client for the time that the browser takes; answers the ticket that names it.
    pub(crate) async fn keep(&self, at: At<'_>, client_id: &str, kept: &Kept) -> Result<String, ProviderError> {
        let (ticket, now) = (self.entropy.alphanumeric(SECRET_LEN), self.clock.now());
        let network = at.network.map(|network| digest(&format!("network {network}")));
        let request = StoredAuthorizationRequest {
            hash: digest(&ticket),
            app: at.issuer.app().to_string(),
            client_id: client_id.to_owned(),
            request: serde_json::to_string(kept).map_err(ProviderError::KeptRequest)?,
            network,
            created_at: now,
            expires_at: now + REQUEST_LIFETIME,
        };
        if let Some(network) = &request.network {
            self.database.authorization_requests().make_room(network, MOST_WAITING).await?;
        }
        self.database.authorization_requests().add(&request).await?;
        Ok(ticket)
    }

    /// Whether a request is too long to be kept. Each of its parts may be as long as it is, all together may not.
    pub(super) fn is_too_long(request: &AuthorizationRequest) -> Result<bool, ProviderError> {
        let kept = serde_json::to_string(request).map_err(ProviderError::KeptRequest)?;
        Ok(kept.len() > LONGEST_KEPT)
    }

    /// The request that a ticket names and when it came; `None` where it was finished, is too old, unknown, or of a form that
    /// an earlier version kept.
    pub(crate) async fn kept(&self, at: At<'_>, ticket: &str) -> Result<Option<(Kept, Timestamp)>, ProviderError> {
        self.kept_of(at.issuer.app(), ticket).await
    }

    async fn kept_of(&self, app: &AppId, ticket: &str) -> Result<Option<(Kept, Timestamp)>, ProviderError> {
        let now = self.clock.now();
        let stored = self.database.authorization_requests().lookup(&digest(ticket), now).await?;
        let Some(stored) = stored.filter(|stored| stored.app == app.to_string()) else { return Ok(None) };
        Ok(serde_json::from_str(&stored.request).ok().map(|kept| (kept, stored.created_at)))
    }

    /// Whether the request that a ticket names asks for the member's telephone number, to which the member consents at the
    /// identity provider; the e-mail address alone is made without a question.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn asks_for_contact(&self, app: &AppId, ticket: &str) -> Result<bool, ProviderError> {
        let kept = self.kept_of(app, ticket).await?;
        Ok(matches!(kept, Some((Kept::Login(request), _)) if request.scope.has("phone")))
    }

    /// The client whose request a ticket names.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn asking_client(&self, app: &AppId, ticket: &str) -> Result<Option<String>, ProviderError> {
        match self.kept_of(app, ticket).await? {
            Some((Kept::Login(request), _)) => Ok(Some(request.client_id)),
            _ => Ok(None),
        }
    }

    /// Takes a kept request out in one statement: of several who answer it, as by a double click, one is told `true`.
    pub(crate) async fn take_out(&self, access: &impl Access, ticket: &str) -> Result<bool, ProviderError> {
        Ok(access.authorization_requests().consume(&digest(ticket)).await?)
    }
}
