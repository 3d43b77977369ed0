//! `Parameters`: what a request brought, by the rules of OAuth.

use url::form_urlencoded;

/// The parameters of a request, from a query or a form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parameters(Vec<(String, String)>);

/// A parameter that stands more than once (RFC 6749, sections 3.1 and 3.2).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the parameter {0} stands more than once")]
pub struct Repeated(pub &'static str);

/// The parameters that have a meaning here; others are ignored, however often they stand.
const KNOWN: [&str; 31] = [
    "access_token",
    "acr_values",
    "claims_locales",
    "client_assertion",
    "client_assertion_type",
    "client_id",
    "client_secret",
    "code",
    "code_challenge",
    "code_challenge_method",
    "code_verifier",
    "display",
    "grant_type",
    "id_token_hint",
    "login_hint",
    "logout_hint",
    "max_age",
    "nonce",
    "post_logout_redirect_uri",
    "prompt",
    "redirect_uri",
    "refresh_token",
    "registration",
    "request",
    "request_uri",
    "response_mode",
    "response_type",
    "scope",
    "state",
    "token",
    "ui_locales",
];

impl Parameters {
    /// Reads a query or the body of a form; an empty value counts as absent (RFC 6749, section 3.1).
    pub fn parse(form: &str) -> Self {
        let pairs = form_urlencoded::parse(form.as_bytes()).into_owned();
        Self(pairs.filter(|(name, value)| KNOWN.contains(&name.as_str()) && !value.is_empty()).collect())
    }

    /// A parameter; the first where it stands more than once.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// Refuses parameters that stand more than once.
    ///
    /// # Errors
    /// The name of the first.
    pub fn check_once(&self) -> Result<(), Repeated> {
        let stands_twice = |name: &&&str| self.0.iter().filter(|(own, _)| own == **name).count() > 1;
        KNOWN.iter().find(stands_twice).map_or(Ok(()), |name| Err(Repeated(name)))
    }
}
