//! Hand-over, for an app that speaks no OpenID: the login ends at an address that it registered, with a login code for
//! `AuthSvc.loginByCode`.

use std::sync::Arc;

use accounts::BrowserSession;
use tracing::instrument;
use url::Url;

use super::{At, Progress, Provider};
use crate::{
    ProviderError,
    authorization::{Answer, AuthorizationError, AuthorizationRequest, Delivery, PageError, ResponseMode, STATE_LEN},
    clients::Client,
    scope::Scope,
};

/// The scopes of a plain login, which a hand-over is.
const SCOPE: &str = "openid profile";

impl Provider {
    /// Takes a request for a login that ends at `next`, which one client that takes login codes registered, letter for letter;
    /// `state` is the app's own word. Never `None`, as [`authorize`](Self::authorize).
    ///
    /// # Errors
    /// When the database is out of reach.
    #[instrument(name = "oidc.hand_over.begin", skip_all)]
    pub async fn hand_over(
        &self,
        at: At<'_>,
        (next, state): (&str, Option<&str>),
        login_hint: Option<&str>,
        browser: Option<&BrowserSession>,
    ) -> Result<Option<Progress>, ProviderError> {
        let client = match owner(at, next) {
            Ok(client) => Arc::clone(client),
            Err(error) => return Ok(Some(Progress::Page(error))),
        };
        let mut request = AuthorizationRequest {
            client_id: client.id.clone(),
            redirect_uri: next.to_owned(),
            response_mode: ResponseMode::Query,
            state: state.map(str::to_owned),
            scope: client.grantable(&Scope::parse(SCOPE)),
            nonce: None,
            prompts: Vec::new(),
            max_age: None,
            login_hint: login_hint.map(str::to_owned),
            corp_id: None,
            expected_subject: None,
            code_challenge: None,
            delivery: Delivery::LoginCode,
        };
        if state.is_some_and(|state| state.len() > STATE_LEN) {
            request.state = None;
            let description = "state must have 2048 bytes at most";
            let answer = Answer::error(&request, at.issuer.as_str(), AuthorizationError::InvalidRequest, description);
            return Ok(Some(Progress::Answer(answer)));
        }
        self.begin(at, request, client, browser).await
    }
}

/// The client that registered an address.
fn owner<'a>(at: At<'a>, next: &str) -> Result<&'a Arc<Client>, PageError> {
    let mut owners = at.clients.active().filter(|client| client.takes_login_codes() && client.has_redirect_uri(next));
    match (owners.next(), owners.next()) {
        (Some(owner), None) => Ok(owner),
        (Some(_), Some(_)) => Err(PageError::SharedNext { came: next.to_owned() }),
        (None, _) => Err(PageError::OtherNext { came: next.to_owned(), registered: near(at, next) }),
    }
}

/// The registered addresses of the host of another one: what is nearly right is shown, and no more of the other clients.
fn near(at: At<'_>, next: &str) -> Vec<String> {
    let host = |uri: &str| Url::parse(uri).ok().and_then(|url| url.host_str().map(str::to_owned));
    let Some(came) = host(next) else { return Vec::new() };
    let own = at.clients.active().filter(|client| client.takes_login_codes());
    let own = own.flat_map(|client| &client.config.redirect_uris);
    own.filter(|uri| host(uri).as_deref() == Some(&came)).cloned().collect()
}
