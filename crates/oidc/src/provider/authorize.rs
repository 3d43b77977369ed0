//! The way of a request for a login through the authorization endpoint, with what is kept meanwhile.

use std::sync::Arc;

use accounts::BrowserSession;
use serde_json::Value;
use storage::{Access as _, ConsentKey, retry_on_deadlock};
use tracing::instrument;

use super::{At, LONGEST_KEPT, Provider, kept_requests::Kept};
use crate::{
    Issuer, Parameters, ProviderError,
    authorization::{
        self, Answer, AuthorizationError, AuthorizationRequest, Delivery, Moment, PageError, Prompt, Refusal, SignedIn,
        Step,
    },
    clients::Client,
    scope::Scope,
};

/// The next step of the browser.
#[derive(Clone, Debug)]
pub enum Progress {
    /// A page that says what is wrong.
    Page(PageError),
    /// The client's address, with an answer.
    Answer(Answer),
    /// On to [`Provider::resume`], where the browser sends its cookie along.
    Resume {
        /// Names the kept request.
        ticket: String,
    },
    /// The login page; the ticket brings the browser back to its request.
    Login {
        /// Names the kept request.
        ticket: String,
        /// The company that the client names: its id or its organisation code.
        login_hint: Option<String>,
        /// Whether the member chooses the company, whichever it was before.
        is_choice: bool,
    },
    /// The question for consent.
    Consent(Consent),
}

/// A question for consent.
#[derive(Clone, Debug)]
pub struct Consent {
    /// Names the kept request.
    pub ticket: String,
    /// The client that asks.
    pub client: Arc<Client>,
    /// The scopes that it asks for.
    pub scope: Scope,
}

/// A request and what is known of its way.
struct Underway {
    request: AuthorizationRequest,
    client: Arc<Client>,
    /// Names the kept request and says when it came; `None` for one that came just now.
    kept: Option<(String, clock::Timestamp)>,
}

impl Provider {
    /// Takes a request for a login; never `None`, for one that was just begun is not finished yet.
    ///
    /// # Errors
    /// When the database is out of reach.
    #[instrument(name = "oidc.authorization.begin", skip_all, fields(client.id = parameters.get("client_id")))]
    pub async fn authorize(
        &self,
        at: At<'_>,
        parameters: &Parameters,
        browser: Option<&BrowserSession>,
    ) -> Result<Option<Progress>, ProviderError> {
        match self.admitted(at, parameters).await? {
            Ok((request, client)) => self.begin(at, request, client, browser).await,
            Err(told) => Ok(Some(told)),
        }
    }

    /// Takes a request for a login that came without the browser's cookie, and keeps it until the browser resumes it.
    ///
    /// # Errors
    /// When the database is out of reach.
    #[instrument(name = "oidc.authorization.take_in", skip_all, fields(client.id = parameters.get("client_id")))]
    pub async fn take_in(&self, at: At<'_>, parameters: &Parameters) -> Result<Progress, ProviderError> {
        match self.admitted(at, parameters).await? {
            Ok((request, client)) => {
                let ticket = self.keep(at, &client.id, &Kept::Login(request)).await?;
                Ok(Progress::Resume { ticket })
            }
            Err(told) => Ok(told),
        }
    }

    /// The request of a client that may ask so, or what is told instead.
    async fn admitted(
        &self,
        at: At<'_>,
        parameters: &Parameters,
    ) -> Result<Result<(AuthorizationRequest, Arc<Client>), Progress>, ProviderError> {
        let (mut request, client) = match authorization::admit(at.issuer, at.clients, parameters) {
            Ok(admitted) => admitted,
            Err(Refusal::Page(error)) => return Ok(Err(Progress::Page(error))),
            Err(Refusal::Client(answer)) => return Ok(Err(Progress::Answer(answer))),
        };
        if Self::is_too_long(&request)? {
            let description =
                format!("the request is longer than {LONGEST_KEPT} bytes; give it a shorter state or nonce");
            let answer = Answer::error(&request, at.issuer.as_str(), AuthorizationError::InvalidRequest, &description);
            return Ok(Err(Progress::Answer(answer)));
        }
        if let Some(hint) = parameters.get("id_token_hint") {
            let Some(claims) = self.own_id_token(at.issuer, &client.id, hint).await? else {
                let description = "id_token_hint is no ID token that this issuer gave the client";
                let answer =
                    Answer::error(&request, at.issuer.as_str(), AuthorizationError::InvalidRequest, description);
                return Ok(Err(Progress::Answer(answer)));
            };
            request.expected_subject = claims["sub"].as_str().map(str::to_owned);
        }
        Ok(Ok((request, client)))
    }

    /// Takes a request that was checked; never `None`, as [`authorize`](Self::authorize).
    pub(super) async fn begin(
        &self,
        at: At<'_>,
        request: AuthorizationRequest,
        client: Arc<Client>,
        browser: Option<&BrowserSession>,
    ) -> Result<Option<Progress>, ProviderError> {
        self.go_on(at, Underway { request, client, kept: None }, browser).await
    }

    /// Goes on with a kept request, after a login; `None` where it was finished, is too old, or unknown.
    ///
    /// # Errors
    /// When the database is out of reach.
    #[instrument(name = "oidc.authorization.resume", skip_all)]
    pub async fn resume(
        &self,
        at: At<'_>,
        ticket: &str,
        browser: Option<&BrowserSession>,
    ) -> Result<Option<Progress>, ProviderError> {
        let Some(underway) = self.underway(at, ticket).await? else { return Ok(None) };
        self.go_on(at, underway, browser).await
    }

    /// Takes the member's answer to the question for consent, and remembers a yes; `None` as [`resume`](Self::resume).
    ///
    /// # Errors
    /// When the database is out of reach.
    #[instrument(name = "oidc.consent.answer", skip_all)]
    pub async fn answer_consent(
        &self,
        at: At<'_>,
        ticket: &str,
        browser: Option<&BrowserSession>,
        is_granted: bool,
    ) -> Result<Option<Progress>, ProviderError> {
        let Some(mut underway) = self.underway(at, ticket).await? else { return Ok(None) };
        let issuer = at.issuer;
        if !is_granted {
            if !self.take_out(&self.database, ticket).await? {
                return Ok(None);
            }
            let denied = (AuthorizationError::AccessDenied, "the member did not consent");
            return Ok(Some(Progress::Answer(Answer::error(&underway.request, issuer.as_str(), denied.0, denied.1))));
        }
        if let Some(browser) = browser.filter(|browser| is_of(browser, issuer)) {
            let before = self.consented(&underway.client, &browser.user.user_id).await?;
            let scope = before.with(&underway.request.scope).to_string();
            let key = consent_key(&underway.client, &browser.user.user_id);
            self.database.consents().put((&key).into(), &scope).await?;
            underway.request.prompts.retain(|prompt| *prompt != Prompt::Consent);
        }
        self.go_on(at, underway, browser).await
    }

    async fn underway(&self, at: At<'_>, ticket: &str) -> Result<Option<Underway>, ProviderError> {
        let Some((Kept::Login(request), begun_at)) = self.kept(at, ticket).await? else { return Ok(None) };
        // The client may have been changed or removed meanwhile.
        let client = at.clients.lookup(&request.client_id).filter(|it| it.has_redirect_uri(&request.redirect_uri));
        let kept = Some((ticket.to_owned(), begun_at));
        Ok(client.map(|client| Underway { request, client: Arc::clone(client), kept }))
    }

    /// The next step; `None` where somebody else finished the request a moment ago.
    async fn go_on(
        &self,
        at: At<'_>,
        underway: Underway,
        browser: Option<&BrowserSession>,
    ) -> Result<Option<Progress>, ProviderError> {
        let browser = browser.filter(|browser| is_of(browser, at.issuer));
        let signed_in = match browser {
            Some(browser) => Some(self.signed_in(&underway.client, browser).await?),
            None => None,
        };
        let Underway { request, client, kept } = &underway;
        let moment = Moment { begun_at: kept.as_ref().map(|(_, begun_at)| *begun_at), now: self.clock.now() };
        match (authorization::decide(request, client, signed_in.as_ref(), moment), browser) {
            (Step::Code, Some(browser)) => {
                let answer = retry_on_deadlock!(self.try_finish(at.issuer, &underway, browser))?;
                Ok(answer.map(Progress::Answer))
            }
            (Step::Consent, Some(_)) => {
                let (ticket, scope) = (self.ticket(at, &underway).await?, request.scope.clone());
                Ok(Some(Progress::Consent(Consent { ticket, client: Arc::clone(client), scope })))
            }
            (Step::Error(error, description), _) => {
                if let Some((ticket, _)) = kept
                    && !self.take_out(&self.database, ticket).await?
                {
                    return Ok(None);
                }
                Ok(Some(Progress::Answer(Answer::error(request, at.issuer.as_str(), error, description))))
            }
            _ => {
                let ticket = self.ticket(at, &underway).await?;
                let is_choice = request.asks_for(Prompt::SelectAccount);
                let only = client.only_corp().map(str::to_owned);
                let login_hint = request.corp_id.clone().or_else(|| request.login_hint.clone()).or(only);
                Ok(Some(Progress::Login { ticket, login_hint, is_choice }))
            }
        }
    }

    /// Takes the request out and gives a code for it, both or neither; `None` where it was taken out already.
    async fn try_finish(
        &self,
        issuer: &Issuer,
        underway: &Underway,
        browser: &BrowserSession,
    ) -> Result<Option<Answer>, ProviderError> {
        let Underway { request, client, kept } = underway;
        let tx = self.database.begin().await?;
        if let Some((ticket, _)) = kept
            && !self.take_out(&tx, ticket).await?
        {
            return Ok(None);
        }
        if request.delivery == Delivery::LoginCode {
            let code = self.accounts.hand_over_code_in(&tx, &browser.session_id, &client.id).await?;
            tx.commit().await?;
            let code = (code.expose_secret().to_owned(), browser.user.corp_id.clone());
            return Ok(Some(Answer::login_code(request, issuer.as_str(), code)));
        }
        let code = self.give_code_in(&tx, (issuer, client), request, &browser.session_id).await?;
        tx.commit().await?;
        Ok(Some(Answer::code(request, issuer.as_str(), code)))
    }

    /// The ticket of a request, which is kept from now on.
    async fn ticket(&self, at: At<'_>, underway: &Underway) -> Result<String, ProviderError> {
        match &underway.kept {
            Some((ticket, _)) => Ok(ticket.clone()),
            None => self.keep(at, &underway.client.id, &Kept::Login(underway.request.clone())).await,
        }
    }

    async fn signed_in(&self, client: &Client, browser: &BrowserSession) -> Result<SignedIn, ProviderError> {
        let departments = if client.config.allowed_departments.is_empty() {
            Vec::new()
        } else {
            let session = self.database.sessions().lookup(&browser.session_id).await?;
            match session {
                Some(session) => self.departments(&session).await?,
                None => Vec::new(),
            }
        };
        let consented = if client.config.trusted {
            Scope::default()
        } else {
            self.consented(client, &browser.user.user_id).await?
        };
        Ok(SignedIn {
            authenticated_at: browser.authenticated_at,
            subject: self.subject(client, &browser.user.user_id).await?,
            corp_id: browser.user.corp_id.clone(),
            departments,
            consented,
        })
    }

    /// The scopes that a user granted a client; those of the login alone where the user was never asked.
    async fn consented(&self, client: &Client, user_id: &str) -> Result<Scope, ProviderError> {
        let key = consent_key(client, user_id);
        let scope = self.database.consents().lookup((&key).into()).await?;
        Ok(Scope::parse(&scope.unwrap_or_default()))
    }

    /// The claims of an ID token that this issuer gave a client, expired or not.
    pub(crate) async fn own_id_token(
        &self,
        issuer: &Issuer,
        client_id: &str,
        token: &str,
    ) -> Result<Option<Value>, ProviderError> {
        let verified = self.accounts.verify(token).await?;
        let is_own = |claims: &Value| claims["iss"] == issuer.as_str() && claims["aud"] == client_id;
        let is_id_token = |typ: Option<&str>| typ == Some(crate::token::ID_TOKEN_TYPE);
        Ok(verified.filter(|it| is_id_token(it.typ.as_deref()) && is_own(&it.claims)).map(|it| it.claims))
    }
}

/// Whether a browser is logged in to the app of an issuer.
fn is_of(browser: &BrowserSession, issuer: &Issuer) -> bool {
    browser.app == issuer.app().to_string()
}

struct Key {
    user_id: String,
    app: String,
    client_id: String,
}

fn consent_key(client: &Client, user_id: &str) -> Key {
    Key { user_id: user_id.to_owned(), app: client.name.app.to_string(), client_id: client.id.clone() }
}

impl<'a> From<&'a Key> for ConsentKey<'a> {
    fn from(key: &'a Key) -> Self {
        Self { user_id: &key.user_id, app: &key.app, client_id: &key.client_id }
    }
}
