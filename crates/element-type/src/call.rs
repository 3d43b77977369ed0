//! `Call`: one call of an element's function, without anything of HTTP but what a login needs to know.

use std::{fmt, net::IpAddr};

use element_model::{App, AppId, Arguments, Element, FullName, Function};
use serde::Serialize;
use serde_json::Value;

use crate::{CallError, ErrorKind, Host};

/// A call of a function: its name, its arguments and its caller; `H` is the type of the services lent to the element.
#[derive(Debug)]
#[non_exhaustive]
pub struct Call<'a, H = Host> {
    /// The app whose URL was called; a child app when the element is inherited.
    pub app: &'a AppId,
    /// The element.
    pub element: &'a FullName,
    /// The element's title.
    pub title: &'a str,
    /// The function's name; one of the element's `functionList`.
    pub function: &'a str,
    /// The arguments, checked against the `functionList`.
    pub args: &'a Arguments,
    /// The caller.
    pub caller: &'a Caller,
    /// The request that carried the call.
    pub request: &'a Request,
    /// The server's services.
    pub host: &'a H,
}

impl<H> Clone for Call<'_, H> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<H> Copy for Call<'_, H> {}

impl<'a, H> Call<'a, H> {
    /// A call of a function of an element, as an app has it.
    pub fn new(
        (app, element, function): (&'a App, &'a Element, &'a Function),
        args: &'a Arguments,
        caller: &'a Caller,
        request: &'a Request,
        host: &'a H,
    ) -> Self {
        let title = &element.definition().title;
        let (app, element, function) = (app.id(), element.full_name(), &function.name);
        Self { app, element, title, function, args, caller, request, host }
    }

    /// This call, with a part of the server's services.
    pub fn lending<P>(self, part: impl FnOnce(&'a H) -> &'a P) -> Call<'a, P> {
        let Self { app, element, title, function, args, caller, request, host } = self;
        Call { app, element, title, function, args, caller, request, host: part(host) }
    }

    /// This call, as one of another element: for a Type that has another one answer, whose elements have other names.
    #[must_use]
    pub fn of_element(self, element: &'a FullName) -> Self {
        Self { element, ..self }
    }

    /// The error for a function that the element declares but the code does not know.
    pub fn unknown_function(&self) -> CallError {
        CallError::new(
            ErrorKind::UnknownFunction,
            format!("element {} has no function {} in its code", self.element, self.function),
        )
    }
}

/// The caller of a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Caller {
    /// Nobody who is known.
    Anonymous,
    /// A user with a valid access token.
    User {
        /// The app that was logged in to; the server lets the token into no other one.
        app: AppId,
        /// The local user.
        user_id: String,
        /// The session that the token belongs to.
        session_id: String,
    },
    /// An administrator.
    Administrator {
        /// How the administrator's token is called, for the audit trail.
        name: String,
    },
}

/// The two methods that a function can be called with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// A call that only reads, or a provider's verification of the address.
    Get,
    /// Any other call.
    Post,
}

/// The facts that a function may know about the request that carried its call.
#[derive(Clone)]
#[non_exhaustive]
pub struct Request {
    /// 32 hexadecimal digits; also in the answer and in the log.
    pub id: String,
    /// How the function was called.
    pub method: Method,
    /// The body as it came; only for functions that return a `Response` and read it themselves.
    pub body: Vec<u8>,
    /// The peer's address.
    pub client: Option<IpAddr>,
    headers: Vec<(String, Vec<u8>)>,
}

impl Request {
    /// A request with nothing in it.
    pub fn new(id: impl Into<String>, method: Method) -> Self {
        Self { id: id.into(), method, body: Vec::new(), client: None, headers: Vec::new() }
    }

    /// This request, with a body.
    #[must_use]
    pub fn with_body(self, body: impl Into<Vec<u8>>) -> Self {
        Self { body: body.into(), ..self }
    }

    /// This request, from this address.
    #[must_use]
    pub fn from_client(self, client: Option<IpAddr>) -> Self {
        Self { client, ..self }
    }

    /// This request, with one more header.
    #[must_use]
    pub fn with_header(mut self, name: impl Into<String>, value: impl Into<Vec<u8>>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// A header by its name, in capitals or not: a signature such as `X-Hub-Signature-256`, a bearer of SCIM. Only for
    /// functions that return a `Response`; any other has none. Of a header that stands several times, the first; `None`
    /// also for one that is not UTF-8. `Cookie` is left out: it is between browsers and the server.
    pub fn header(&self, name: &str) -> Option<&str> {
        let (_, value) = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name))?;
        std::str::from_utf8(value).ok()
    }
}

/// Tells the names of headers alone, and of a body its length: both may hold secrets.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, method, body, client, headers } = self;
        let headers: Vec<&str> = headers.iter().map(|(name, _)| name.as_str()).collect();
        let mut shown = f.debug_struct("Request");
        shown.field("id", id).field("method", method).field("client", client);
        shown.field("body_length", &body.len()).field("headers", &headers).finish()
    }
}

/// The answer of a function.
#[derive(Clone, Debug, PartialEq)]
pub enum Reply {
    /// `data` of the envelope.
    Value(Value),
    /// The bare answer of a function that returns a `Response`, as `text/plain`.
    Text(String),
    /// The bare answer of a function that returns a `Response`, as `application/json`: a provider's `challenge`.
    Json(Value),
}

impl Reply {
    /// The answer of a function that has none.
    pub const NOTHING: Self = Self::Value(Value::Null);

    /// `data` of the envelope, as `answer` serialises.
    ///
    /// # Errors
    /// [`ErrorKind::Internal`] where it has no JSON: a map whose keys are no texts.
    pub fn of(answer: &impl Serialize) -> Result<Self, CallError> {
        serde_json::to_value(answer).map(Self::Value).map_err(CallError::internal)
    }
}
