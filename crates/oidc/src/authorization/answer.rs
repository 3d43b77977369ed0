//! `Answer`: what the client gets back, through the browser.

use serde::{Deserialize, Serialize};
use url::{Url, form_urlencoded};

use super::AuthorizationError;

/// How an answer reaches the client.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResponseMode {
    /// In the query of a redirect (OAuth 2.0 Multiple Response Type Encoding Practices, section 2.1).
    #[default]
    Query,
    /// In a form that a page sends (OAuth 2.0 Form Post Response Mode, section 2).
    FormPost,
}

/// An answer to a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The client's address, one that it registered.
    pub redirect_uri: String,
    /// How it gets there.
    pub mode: ResponseMode,
    /// Its parameters; `iss` is always among them (RFC 9207, section 2), so that a client with several providers is not
    /// misled about who answers.
    pub parameters: Vec<(&'static str, String)>,
    /// The error among them; `None` where they hold a code.
    pub error: Option<AuthorizationError>,
}

impl Answer {
    /// A code for the client.
    pub(crate) fn code(to: &super::AuthorizationRequest, issuer: &str, code: String) -> Self {
        Self::new((&to.redirect_uri, to.response_mode), issuer, to.state.as_deref(), vec![("code", code)], None)
    }

    /// A login code for an app, with the company that it is of.
    pub(crate) fn login_code(
        to: &super::AuthorizationRequest,
        issuer: &str,
        (code, corp_id): (String, String),
    ) -> Self {
        let told = vec![("loginCode", code), ("corpId", corp_id)];
        Self::new((&to.redirect_uri, to.response_mode), issuer, to.state.as_deref(), told, None)
    }

    /// An error for the client.
    pub fn error(to: &super::AuthorizationRequest, issuer: &str, error: AuthorizationError, description: &str) -> Self {
        Self::refusal((&to.redirect_uri, to.response_mode), issuer, to.state.as_deref(), error, description)
    }

    pub(super) fn refusal(
        to: (&str, ResponseMode),
        issuer: &str,
        state: Option<&str>,
        error: AuthorizationError,
        description: &str,
    ) -> Self {
        let told = vec![("error", error.as_str().to_owned()), ("error_description", description.to_owned())];
        Self::new(to, issuer, state, told, Some(error))
    }

    fn new(
        (redirect_uri, mode): (&str, ResponseMode),
        issuer: &str,
        state: Option<&str>,
        mut parameters: Vec<(&'static str, String)>,
        error: Option<AuthorizationError>,
    ) -> Self {
        parameters.extend(state.map(|state| ("state", state.to_owned())));
        parameters.push(("iss", issuer.to_owned()));
        Self { redirect_uri: redirect_uri.to_owned(), mode, parameters, error }
    }

    /// The address of a redirect: what the client registered, with the parameters added to its query (RFC 6749, section
    /// 4.1.2). The registered text stays as it is, letter for letter.
    pub fn location(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in &self.parameters {
            query.append_pair(name, value);
        }
        let joint = match Url::parse(&self.redirect_uri).ok().and_then(|url| url.query().map(str::is_empty)) {
            None => "?",
            Some(true) => "",
            Some(false) => "&",
        };
        format!("{}{joint}{}", self.redirect_uri, query.finish())
    }
}
