//! `Wecom`: the simulator's control API.

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use ureq::Agent;

use super::http;

/// The simulator's control API.
pub(crate) struct Wecom {
    origin: String,
    http: Agent,
}

impl Wecom {
    /// The control API of the simulator at `origin`.
    pub(crate) fn new(origin: &str) -> Self {
        Self { origin: origin.to_owned(), http: http::client("xtask-demo") }
    }

    /// Where the simulator listens.
    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    /// # Errors
    /// When the simulator refuses.
    pub(crate) fn get(&self, path: &str) -> Result<Value> {
        self.checked(path, self.http.get(self.url(path)).call())
    }

    /// # Errors
    /// When the simulator refuses.
    #[expect(clippy::needless_pass_by_value, reason = "callers write the JSON in place")]
    pub(crate) fn post(&self, path: &str, body: Value) -> Result<Value> {
        self.checked(path, self.http.post(self.url(path)).send_json(&body))
    }

    /// # Errors
    /// When the simulator refuses.
    pub(crate) fn delete(&self, path: &str) -> Result<Value> {
        self.checked(path, self.http.delete(self.url(path)).call())
    }

    /// Changes something of the app that the corp authorised; answers the outcome.
    ///
    /// # Errors
    /// When the simulator refuses.
    pub(crate) fn app(&self, suite: &str, corp: &str, action: &str, body: Value) -> Result<Value> {
        self.post(&format!("apps/{suite}/{corp}/{action}"), body)
    }

    /// A fresh OAuth code of a member, as the authorisation page would give it.
    ///
    /// # Errors
    /// When the simulator refuses.
    pub(crate) fn oauth_code(&self, suite: &str, corp: &str, member: &str) -> Result<String> {
        let answer = self.app(suite, corp, "oauth-code", json!({ "userid": member }))?;
        text(&answer, "code")
    }

    /// Moves WeCom's clock on: an event of the same kind, corp and second would be the same event.
    ///
    /// # Errors
    /// When the simulator refuses.
    pub(crate) fn a_second_later(&self) -> Result<Value> {
        self.post("clock", json!({ "advanceSeconds": 1 }))
    }

    /// How often an API was called with success.
    ///
    /// # Errors
    /// When the simulator refuses.
    pub(crate) fn calls(&self, api: &str) -> Result<u64> {
        let calls = self.get("calls")?;
        Ok(calls.get(api).and_then(|api| api.get("ok")).and_then(Value::as_u64).unwrap_or(0))
    }

    fn url(&self, path: &str) -> String {
        format!("{}/_sim/{path}", self.origin)
    }

    fn checked(&self, path: &str, response: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Result<Value> {
        let (status, value) = http::json(response.with_context(|| format!("{}: /_sim/{path}", self.origin))?)?;
        if status >= 300 {
            bail!("the simulator refused /_sim/{path} with {status}: {value}");
        }
        Ok(value)
    }
}

/// A field that must be a text.
///
/// # Errors
/// When it is not there or not a text.
pub(crate) fn text(value: &Value, field: &str) -> Result<String> {
    let found = value.get(field).and_then(Value::as_str);
    found.map(str::to_owned).with_context(|| format!("no text `{field}` in {value}"))
}
