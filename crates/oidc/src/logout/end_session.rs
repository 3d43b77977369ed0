//! `end_session`: whether a log-out is asked about first, and where the browser goes afterwards.

use accounts::AuditContext;
use serde::{Deserialize, Serialize};
use storage::{Access as _, Session};
use url::form_urlencoded;

use crate::{
    Parameters, Provider, ProviderError,
    authorization::STATE_LEN,
    clients::Client,
    provider::{At, Kept},
};

/// The outcome of a request for a log-out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogOut {
    /// The member is asked: nothing proves that a client of theirs wants it (RP-Initiated Logout, section 6).
    Ask,
    /// The session has ended.
    Done {
        /// Where the browser goes; a page of ours where it is `None`.
        location: Option<String>,
    },
}

/// A hint that proves which session its client means; without the token, so that it may be kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct KeptHint {
    client_id: String,
    /// The sessions that the client knows under the token's `sid`.
    sessions: Vec<String>,
    subject: String,
    location: Option<String>,
}

impl Provider {
    /// Answers the end-session endpoint, for a browser with these cookies. Only an ID token of this issuer, expired or not,
    /// ends a session without a question; the browser is sent to an address that its client registered, letter for letter,
    /// and else nowhere. A log-out ends the session whatever has become of its client, its company and the login's instance.
    ///
    /// # Errors
    /// When the database is out of reach.
    #[tracing::instrument(name = "oidc.end_session", skip_all)]
    pub async fn end_session(
        &self,
        at: At<'_>,
        parameters: &Parameters,
        cookies: &[String],
        audit: AuditContext,
    ) -> Result<LogOut, ProviderError> {
        let hint = self.hint(at, parameters).await?;
        self.end(at, hint, cookies, audit).await
    }

    /// Takes a request for a log-out that came without the browser's cookie; answers the ticket with which the browser
    /// comes back, or `None` where nothing proves the request. No token is kept.
    ///
    /// # Errors
    /// When the database is out of reach.
    #[tracing::instrument(name = "oidc.end_session.take_in", skip_all)]
    pub async fn take_in_log_out(&self, at: At<'_>, parameters: &Parameters) -> Result<Option<String>, ProviderError> {
        let Some(hint) = self.hint(at, parameters).await? else { return Ok(None) };
        let client_id = hint.client_id.clone();
        self.keep(at, &client_id, &Kept::LogOut(hint)).await.map(Some)
    }

    /// Answers a request for a log-out that was [taken in](Self::take_in_log_out); one that was finished, is too old or
    /// unknown is none that anything proves.
    ///
    /// # Errors
    /// When the database is out of reach.
    #[tracing::instrument(name = "oidc.end_session.resume", skip_all)]
    pub async fn resume_log_out(
        &self,
        at: At<'_>,
        ticket: &str,
        cookies: &[String],
        audit: AuditContext,
    ) -> Result<LogOut, ProviderError> {
        let hint = match self.kept(at, ticket).await? {
            Some((Kept::LogOut(hint), _)) if self.take_out(&self.database, ticket).await? => Some(hint),
            _ => None,
        };
        self.end(at, hint, cookies, audit).await
    }

    async fn end(
        &self,
        at: At<'_>,
        hint: Option<KeptHint>,
        cookies: &[String],
        audit: AuditContext,
    ) -> Result<LogOut, ProviderError> {
        let browser = self.accounts.sessions_to_end(at.issuer.app(), cookies).await?;
        match hint {
            Some(hint) if self.are_of(at, &hint, &browser).await? => {
                let accounts = self.accounts.on(audit);
                let at_browser = browser.iter().map(|session| &session.id);
                for session_id in hint.sessions.iter().chain(at_browser) {
                    accounts.close(session_id).await?;
                }
                Ok(LogOut::Done { location: hint.location })
            }
            None if browser.is_empty() => Ok(LogOut::Done { location: None }),
            _ => Ok(LogOut::Ask),
        }
    }

    /// Whether nobody else is logged in at the browser than the hint is about: the member may have logged in anew since.
    async fn are_of(&self, at: At<'_>, hint: &KeptHint, browser: &[Session]) -> Result<bool, ProviderError> {
        for session in browser.iter().filter(|session| !hint.sessions.contains(&session.id)) {
            if !self.is_of(at, hint, session).await? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether a session is of the user whom a hint is about, by the `sub` that the client knows, or, where the client was
    /// removed since, by the sessions that it had.
    async fn is_of(&self, at: At<'_>, hint: &KeptHint, session: &Session) -> Result<bool, ProviderError> {
        if let Some(client) = at.clients.known(&hint.client_id) {
            return Ok(self.subject(client, &session.user_id).await? == hint.subject);
        }
        for id in &hint.sessions {
            if self.database.sessions().lookup(id).await?.is_some_and(|own| own.user_id == session.user_id) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Ends the session of a browser's cookie, as its member agreed to.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn end_browser_session(&self, cookie: &str, audit: AuditContext) -> Result<(), ProviderError> {
        Ok(self.accounts.on(audit).close_browser_session(cookie).await?)
    }

    async fn hint(&self, at: At<'_>, parameters: &Parameters) -> Result<Option<KeptHint>, ProviderError> {
        let token = parameters.get("id_token_hint").filter(|_| parameters.check().is_ok());
        let Some(token) = token else { return Ok(None) };
        let verified = self.accounts.verify(token).await?;
        let Some(client_id) = verified.and_then(|it| it.claims["aud"].as_str().map(str::to_owned)) else {
            return Ok(None);
        };
        if parameters.get("client_id").is_some_and(|named| named != client_id) {
            return Ok(None);
        }
        let Some(claims) = self.own_id_token(at.issuer, &client_id, token).await? else { return Ok(None) };
        let (Some(sid), Some(subject)) = (claims["sid"].as_str(), claims["sub"].as_str()) else { return Ok(None) };
        let entries = self.database.client_sessions();
        let entries = entries.list_by_sid(&at.issuer.app().to_string(), &client_id, sid).await?;
        Ok(Some(KeptHint {
            // A client that is switched off is led nowhere.
            location: at.clients.lookup(&client_id).and_then(|client| location(client, parameters)),
            client_id,
            sessions: entries.into_iter().map(|entry| entry.session_id).collect(),
            subject: subject.to_owned(),
        }))
    }
}

/// The client's address, with its `state` (section 3); nowhere with a `state` that is longer than one may be.
fn location(client: &Client, parameters: &Parameters) -> Option<String> {
    let uri = parameters.get("post_logout_redirect_uri").filter(|uri| client.has_post_logout_redirect_uri(uri))?;
    let Some(state) = parameters.get("state") else { return Some(uri.to_owned()) };
    if state.len() > STATE_LEN {
        return None;
    }
    let joint = if uri.contains('?') { '&' } else { '?' };
    let state = form_urlencoded::Serializer::new(String::new()).append_pair("state", state).finish();
    Some(format!("{uri}{joint}{state}"))
}
