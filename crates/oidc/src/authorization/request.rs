//! `AuthorizationRequest`: a client's request for a login, checked.

use serde::{Deserialize, Serialize};

use super::ResponseMode;
use crate::scope::Scope;

/// The page that the member is shown at least (OpenID Connect Core, section 3.1.2.1, `prompt`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Prompt {
    /// Nothing at all.
    None,
    /// A login, though somebody is logged in.
    Login,
    /// The question for consent, though it was answered before.
    Consent,
    /// A choice of the company.
    SelectAccount,
}

impl Prompt {
    /// The prompt of a word; unknown ones ask for nothing.
    pub(super) fn of(word: &str) -> Option<Self> {
        match word {
            "none" => Some(Self::None),
            "login" => Some(Self::Login),
            "consent" => Some(Self::Consent),
            "select_account" => Some(Self::SelectAccount),
            _ => None,
        }
    }
}

/// The thing that a client gets for a login.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// An authorization code, for the token endpoint.
    #[default]
    Code,
    /// A login code, for `AuthSvc.loginByCode`: a hand-over.
    LoginCode,
}

/// A client's request for a login, checked; it may be kept while the member logs in. `acr_values`, `claims_locales` and
/// `display` are wishes that are taken and change nothing: there is one way to log in. `ui_locales` is for the pages, whose
/// browser keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AuthorizationRequest {
    /// The client.
    pub client_id: String,
    /// Where the answer goes, as the client sent it.
    pub redirect_uri: String,
    /// How the answer gets there.
    pub response_mode: ResponseMode,
    /// The client's own word, given back as it came.
    pub state: Option<String>,
    /// The scopes that were asked for and that the client may be granted.
    pub scope: Scope,
    /// Ties the ID token to the client's session.
    pub nonce: Option<String>,
    /// The page that the member is shown at least.
    pub prompts: Vec<Prompt>,
    /// How many seconds ago the member may have logged in.
    pub max_age: Option<u64>,
    /// The company: its id or its organisation code.
    pub login_hint: Option<String>,
    /// The company, by its id: the same for clients whose library sends other words as `login_hint`.
    #[serde(default)]
    pub corp_id: Option<String>,
    /// The user that the client expects, by the `sub` of an ID token.
    pub expected_subject: Option<String>,
    /// The challenge of PKCE.
    pub code_challenge: Option<String>,
    /// The thing that the client gets.
    #[serde(default)]
    pub delivery: Delivery,
}

impl AuthorizationRequest {
    /// Whether the member is shown this at least.
    pub fn asks_for(&self, prompt: Prompt) -> bool {
        self.prompts.contains(&prompt)
    }
}
