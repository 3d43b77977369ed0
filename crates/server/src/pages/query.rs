//! `Query`: what the address of a page carries; a parameter that stands twice is refused by name.

use std::future::{Ready, ready};

use actix_web::{Error, FromRequest, HttpRequest, dev::Payload, error::InternalError, http::StatusCode};
use url::form_urlencoded;
use web::page::{self, Notice};

use super::texts;

/// The parameters that pages read; others are of no account.
const KNOWN: [&str; 12] = [
    "corpId",
    "code",
    "state",
    "instance",
    "iss",
    "error",
    "error_description",
    "hint",
    "request",
    "relay",
    "next",
    "another",
];

/// The parameters in the address of a page.
#[derive(Clone, Debug, Default)]
pub(super) struct Query(Vec<(String, String)>);

impl Query {
    /// The part of a request's address that can be read, whatever else is wrong with it.
    pub(super) fn of(request: &HttpRequest) -> Self {
        Self::parse(request.query_string())
    }

    /// The parameters of a query.
    pub(super) fn parse(text: &str) -> Self {
        let pairs = form_urlencoded::parse(text.as_bytes()).into_owned();
        Self(pairs.filter(|(name, _)| KNOWN.contains(&name.as_str())).collect())
    }

    /// A parameter; `None` where it is absent or empty.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(own, _)| own == name);
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// Whether nothing is asked for.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The name of a request for a login by OpenID Connect that waits; none of ours has other letters.
    pub(super) fn authorization(&self) -> Option<&str> {
        self.get("request").filter(|name| name.len() <= 64 && name.bytes().all(|byte| byte.is_ascii_alphanumeric()))
    }

    /// The parameter that stands twice.
    fn repeated(&self) -> Option<&str> {
        let mut names = self.0.iter().map(|(name, _)| name.as_str()).enumerate();
        names.find(|(at, name)| self.0[..*at].iter().any(|(other, _)| other == name)).map(|(_, name)| name)
    }
}

impl FromRequest for Query {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let query = Self::of(request);
        let Some(name) = query.repeated() else { return ready(Ok(query)) };
        let page = page::tell(
            StatusCode::BAD_REQUEST,
            Notice::new(&texts::WRONG_LINK, &texts::PARAMETER_TWICE.with("name", name)),
            None,
        );
        ready(Err(InternalError::from_response("a parameter stands twice", page).into()))
    }
}
