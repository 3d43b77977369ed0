//! `Settings`: who signs the tokens, and how long everything lives.

use std::time::Duration;

use element_model::AppId;

/// The issuer of the tokens, and the lifetimes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The server's public URL, without a slash at the end: the issuers of the apps are below it.
    pub public_url: String,
    /// How long an access token is valid; also the longest that a verifier which only knows the public keys goes on
    /// accepting the token of a revoked session. 10 minutes.
    pub access_token_lifetime: Duration,
    /// How long a refresh token waits for its use. 30 days.
    pub refresh_token_lifetime: Duration,
    /// How long a login lasts at most, however often it is refreshed. 90 days.
    pub session_lifetime: Duration,
    /// How long a browser stays signed in. 12 hours.
    pub browser_session_lifetime: Duration,
    /// How long a login code waits for its use. 5 minutes.
    pub login_code_lifetime: Duration,
    /// How long a new signing key is published before it signs. 24 hours.
    pub key_publication: Duration,
    /// How long the identity provider's word that somebody is a member counts. An hour.
    pub recheck_period: Duration,
}

impl Settings {
    /// The usual lifetimes of a server at this URL.
    pub fn new(public_url: impl Into<String>) -> Self {
        Self {
            public_url: public_url.into(),
            access_token_lifetime: Duration::from_mins(10),
            refresh_token_lifetime: Duration::from_hours(30 * 24),
            session_lifetime: Duration::from_hours(90 * 24),
            browser_session_lifetime: Duration::from_hours(12),
            login_code_lifetime: Duration::from_mins(5),
            key_publication: Duration::from_hours(24),
            recheck_period: Duration::from_hours(1),
        }
    }

    /// The `iss` of the access tokens of an app, `{public_url}/{org}/{app}`; `None` for what is no app's id.
    pub(crate) fn issuer(&self, app: &str) -> Option<String> {
        let app: AppId = app.parse().ok()?;
        Some(format!("{}/{}/{}", self.public_url, app.org(), app.app()))
    }
}
