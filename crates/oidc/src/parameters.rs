//! `Parameters`: what a request brought, by the rules of OAuth.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// The parameters of a request, from a query or a form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parameters {
    given: Vec<(String, String)>,
    unreadable: Option<&'static str>,
}

/// Why parameters cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParameterFault {
    /// A parameter stands more than once (RFC 6749, sections 3.1 and 3.2).
    #[error("the parameter {0} stands more than once")]
    Repeated(&'static str),
    /// The bytes of a parameter are no text in UTF-8 (RFC 6749, appendix B).
    #[error("the parameter {0} is no text in UTF-8")]
    Unreadable(&'static str),
}

/// The parameters that have a meaning here; others are ignored, however often they stand.
const KNOWN: [&str; 33] = [
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
    "corp_id",
    "display",
    "error",
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
        let mut parameters = Self::default();
        for (name, value) in form.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, ""))) {
            let name = decoded(name).and_then(|name| KNOWN.into_iter().find(|known| *known == name));
            match (name, decoded(value)) {
                (Some(name), Some(value)) if !value.is_empty() => parameters.given.push((name.to_owned(), value)),
                (Some(name), None) => parameters.unreadable = Some(name),
                _ => {}
            }
        }
        parameters
    }

    /// A parameter; the first where it stands more than once.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.given.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// Refuses parameters that stand more than once, or are no text.
    ///
    /// # Errors
    /// The name of the first.
    pub fn check(&self) -> Result<(), ParameterFault> {
        if let Some(name) = self.unreadable {
            return Err(ParameterFault::Unreadable(name));
        }
        let stands_twice = |name: &&&str| self.given.iter().filter(|(own, _)| own == **name).count() > 1;
        KNOWN.iter().find(stands_twice).map_or(Ok(()), |name| Err(ParameterFault::Repeated(name)))
    }
}

/// A name or value of a form; `None` where its bytes are no text.
fn decoded(text: &str) -> Option<String> {
    percent_decode_str(&text.replace('+', " ")).decode_utf8().ok().map(Cow::into_owned)
}
