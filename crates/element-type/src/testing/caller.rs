//! `BenchCaller`: somebody who calls the functions of a bench, with the rights that they have.

use std::net::IpAddr;

use element_model::Function;
use serde_json::Value;

use super::{Bench, Incoming};
use crate::{CallError, Caller, ErrorKind, Method};

/// Somebody who calls the functions of a [`Bench`]: what needs more rights than they have is refused as the server
/// refuses it.
#[derive(Debug)]
pub struct BenchCaller<'a, H> {
    bench: &'a Bench<H>,
    caller: Caller,
    headers: Vec<(String, String)>,
    client: Option<IpAddr>,
}

impl<'a, H: Send + Sync + 'static> BenchCaller<'a, H> {
    pub(super) fn new(bench: &'a Bench<H>, caller: Caller) -> Self {
        Self { bench, caller, headers: Vec::new(), client: None }
    }

    /// This caller, with a header, for functions that return a `Response`.
    #[must_use]
    pub fn with_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// This caller, from this address.
    #[must_use]
    pub fn from_client(self, client: IpAddr) -> Self {
        Self { client: Some(client), ..self }
    }

    /// Calls a function, as [`Bench::call`] does.
    ///
    /// # Errors
    /// Why the call is refused, by the caller's rights, by the declaration or by the code.
    pub async fn call(&self, element: &str, function: &str, args: Value) -> Result<Value, CallError> {
        self.post(element, function, args, "").await
    }

    /// Calls a function that returns a `Response`, as [`Bench::post`] does.
    ///
    /// # Errors
    /// As [`call`](Self::call).
    pub async fn post(&self, element: &str, function: &str, args: Value, body: &str) -> Result<Value, CallError> {
        let incoming = Incoming {
            body,
            headers: &self.headers,
            client: self.client,
            ..Incoming::new(element, function, Method::Post)
        };
        self.bench.send(Some(&self.caller), incoming, args).await
    }

    /// Calls a function with `GET`, as [`Bench::get`] does.
    ///
    /// # Errors
    /// As [`call`](Self::call).
    pub async fn get(&self, element: &str, function: &str, query: Value) -> Result<Value, CallError> {
        let incoming =
            Incoming { headers: &self.headers, client: self.client, ..Incoming::new(element, function, Method::Get) };
        self.bench.send(Some(&self.caller), incoming, query).await
    }
}

/// The caller as a function sees them: of one that asks for nobody, nobody who is known. Without a caller, whom the
/// function asks for.
///
/// # Errors
/// The function asks for more.
pub(super) fn admit(caller: Option<&Caller>, function: &Function) -> Result<Caller, CallError> {
    let Function { name, login_required, admin_required, .. } = function;
    if !login_required && !admin_required {
        return Ok(Caller::Anonymous);
    }
    match caller {
        Some(Caller::Anonymous) => {
            let message = format!("function {name} needs a login: send Authorization: Bearer <token>");
            Err(CallError::new(ErrorKind::LoginRequired, message))
        }
        Some(Caller::User { .. }) if *admin_required => {
            let message = format!("function {name} is for administrators: use a personal access token");
            Err(CallError::new(ErrorKind::AdminRequired, message))
        }
        Some(caller) => Ok(caller.clone()),
        None if *admin_required => Ok(administrator()),
        None => user("user", "session"),
    }
}

pub(super) fn administrator() -> Caller {
    Caller::Administrator { name: "bench".to_owned() }
}

/// A user who is logged in to the app of the bench.
pub(super) fn user(user_id: &str, session_id: &str) -> Result<Caller, CallError> {
    let app = super::APP.parse().map_err(CallError::internal)?;
    Ok(Caller::User { app, user_id: user_id.to_owned(), session_id: session_id.to_owned() })
}
