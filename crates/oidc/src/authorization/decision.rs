//! The next step of a request: a login, a question, a code or an error (OpenID Connect Core, sections 3.1.2.3, 3.1.2.4).

use std::time::Duration;

use clock::Timestamp;

use super::{AuthorizationError, AuthorizationRequest, Prompt};
use crate::{clients::Client, scope::Scope};

/// The member who is logged in at the browser.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// When WeCom recognised the member.
    pub authenticated_at: Timestamp,
    /// The member's `sub` for this client.
    pub subject: String,
    /// The company.
    pub corp_id: String,
    /// The departments, where they are known.
    pub departments: Vec<String>,
    /// The scopes that the member granted this client before.
    pub consented: Scope,
}

/// When a request is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// When it came first; `None` for one that came just now.
    pub begun_at: Option<Timestamp>,
    /// Now.
    pub now: Timestamp,
}

impl Moment {
    /// Whether the member logged in since the request came.
    fn is_answered_by(self, signed_in: &SignedIn) -> bool {
        self.begun_at.is_some_and(|begun_at| signed_in.authenticated_at >= begun_at)
    }
}

/// The next step of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The member logs in, whoever is logged in now.
    Login,
    /// The member is asked for consent.
    Consent,
    /// The client gets a code.
    Code,
    /// The client is told, with a description.
    Error(AuthorizationError, &'static str),
}

/// The next step of a request.
pub fn decide(request: &AuthorizationRequest, client: &Client, signed_in: Option<&SignedIn>, at: Moment) -> Step {
    let is_silent = request.asks_for(Prompt::None);
    let Some(signed_in) = signed_in.filter(|signed_in| is_recent(request, signed_in, at)) else {
        return unless_silent(is_silent, Step::Login, AuthorizationError::LoginRequired);
    };
    if request.expected_subject.as_ref().is_some_and(|expected| *expected != signed_in.subject) {
        return match (is_silent, at.is_answered_by(signed_in)) {
            (false, false) => Step::Login,
            _ => Step::Error(AuthorizationError::LoginRequired, "another member is logged in than id_token_hint names"),
        };
    }
    if let Some(refusal) = client.refuses(&signed_in.corp_id, &signed_in.departments) {
        return Step::Error(AuthorizationError::AccessDenied, refusal);
    }
    let asks_again = request.asks_for(Prompt::Consent);
    if !client.config.trusted && (asks_again || !request.scope.is_within(&signed_in.consented)) {
        return unless_silent(is_silent, Step::Consent, AuthorizationError::ConsentRequired);
    }
    Step::Code
}

fn unless_silent(is_silent: bool, step: Step, error: AuthorizationError) -> Step {
    if is_silent { Step::Error(error, "prompt=none, and the member would have to be asked") } else { step }
}

/// Whether the login is as young as the request wants it: one that came about since the request began always is.
fn is_recent(request: &AuthorizationRequest, signed_in: &SignedIn, at: Moment) -> bool {
    if at.is_answered_by(signed_in) {
        return true;
    }
    let wants_new = request.asks_for(Prompt::Login) || request.asks_for(Prompt::SelectAccount);
    let age = at.now.since(signed_in.authenticated_at);
    !wants_new && request.max_age.is_none_or(|seconds| age <= Duration::from_secs(seconds))
}
