//! `end_session`: whether a log-out is asked about first, and where the browser goes afterwards.

use std::sync::Arc;

use accounts::{AuditContext, BrowserSession};
use url::form_urlencoded;

use crate::{Parameters, Provider, ProviderError, clients::Client, provider::At};

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

/// A hint that proves which session its client means.
struct Hint {
    client: Arc<Client>,
    session_id: String,
    subject: String,
    location: Option<String>,
}

impl Provider {
    /// Answers the end-session endpoint. Only an ID token of this issuer, expired or not, ends a session without a question;
    /// the browser is sent to an address that its client registered, letter for letter, and else nowhere.
    ///
    /// # Errors
    /// When the database is out of reach.
    #[tracing::instrument(name = "oidc.end_session", skip_all)]
    pub async fn end_session(
        &self,
        at: At<'_>,
        parameters: &Parameters,
        browser: Option<&BrowserSession>,
        audit: AuditContext,
    ) -> Result<LogOut, ProviderError> {
        let hint = if parameters.check_once().is_ok() { self.hint(at, parameters).await? } else { None };
        match hint {
            Some(hint) if self.is_of(&hint, browser).await? => {
                let accounts = self.accounts.on(audit);
                accounts.close(&hint.session_id).await?;
                if let Some(newer) = browser.filter(|browser| browser.session_id != hint.session_id) {
                    accounts.close(&newer.session_id).await?;
                }
                Ok(LogOut::Done { location: hint.location })
            }
            None if browser.is_none() => Ok(LogOut::Done { location: None }),
            _ => Ok(LogOut::Ask),
        }
    }

    /// Whether nobody else is logged in at the browser than the hint is about: the member may have logged in anew since.
    async fn is_of(&self, hint: &Hint, browser: Option<&BrowserSession>) -> Result<bool, ProviderError> {
        match browser {
            Some(browser) if browser.session_id != hint.session_id => {
                Ok(self.subject(&hint.client, &browser.user.user_id).await? == hint.subject)
            }
            _ => Ok(true),
        }
    }

    /// Ends the session of a browser's cookie, as its member agreed to.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn end_browser_session(&self, cookie: &str, audit: AuditContext) -> Result<(), ProviderError> {
        Ok(self.accounts.on(audit).close_browser_session(cookie).await?)
    }

    async fn hint(&self, at: At<'_>, parameters: &Parameters) -> Result<Option<Hint>, ProviderError> {
        let Some(token) = parameters.get("id_token_hint") else { return Ok(None) };
        let verified = self.accounts.verify(token).await?;
        let Some(audience) = verified.and_then(|it| it.claims["aud"].as_str().map(str::to_owned)) else {
            return Ok(None);
        };
        let Some(client) = at.clients.lookup(&audience) else { return Ok(None) };
        if parameters.get("client_id").is_some_and(|named| named != client.id) {
            return Ok(None);
        }
        let Some(claims) = self.own_id_token(at.issuer, &client.id, token).await? else { return Ok(None) };
        let (Some(session_id), Some(subject)) = (claims["sid"].as_str(), claims["sub"].as_str()) else {
            return Ok(None);
        };
        let (session_id, subject) = (session_id.to_owned(), subject.to_owned());
        let location = location(client, parameters);
        Ok(Some(Hint { client: Arc::clone(client), session_id, subject, location }))
    }
}

/// The client's address, with its `state` (section 3).
fn location(client: &Client, parameters: &Parameters) -> Option<String> {
    let uri = parameters.get("post_logout_redirect_uri").filter(|uri| client.has_post_logout_redirect_uri(uri))?;
    let Some(state) = parameters.get("state") else { return Some(uri.to_owned()) };
    let joint = if uri.contains('?') { '&' } else { '?' };
    let state = form_urlencoded::Serializer::new(String::new()).append_pair("state", state).finish();
    Some(format!("{uri}{joint}{state}"))
}
