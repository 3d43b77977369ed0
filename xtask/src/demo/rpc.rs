//! `Rpc`: the server's functions over HTTP, as a front end calls them.

use std::cell::RefCell;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use ureq::Agent;

use super::http;

/// Paths of elements below the app.
pub(crate) const AUTH_SERVICE: &str = "auths/loginTypes/QywxProxyType/services/QywxProxyAuthService";
/// The service that all login types share.
pub(crate) const SHARED_SERVICE: &str = "auths/loginTypes/services/AuthSvc";

/// Names of fields whose values may never appear in a log.
const SECRET_FIELDS: &[&str] = &["token", "refreshToken", "loginCode"];

/// The functions of one app.
pub(crate) struct Rpc {
    base: String,
    http: Agent,
    seen: RefCell<Vec<String>>,
}

/// The answer of a function.
pub(crate) enum Answer {
    /// `data` of the envelope.
    Data(Value),
    /// The code and the message of a refusal.
    Refused(i64, String),
}

impl Rpc {
    /// The functions of the app `org.app` on the server at `origin`.
    pub(crate) fn new(origin: &str, app: &str) -> Self {
        let base = format!("{origin}/api/{}", app.replace('.', "/"));
        Self { base, http: http::client("xtask-demo"), seen: RefCell::default() }
    }

    /// Where a function is called.
    pub(crate) fn url(&self, element: &str, function: &str) -> String {
        format!("{}/{element}/{function}", self.base)
    }

    /// Calls a function as nobody in particular.
    ///
    /// # Errors
    /// When the answer is not an envelope of the documented shape.
    pub(crate) fn call(&self, element: &str, function: &str, arguments: Value) -> Result<Answer> {
        self.send(None, element, function, arguments)
    }

    /// Calls a function with a bearer token.
    ///
    /// # Errors
    /// When the answer is not an envelope of the documented shape.
    pub(crate) fn call_as(&self, token: &str, element: &str, function: &str, arguments: Value) -> Result<Answer> {
        self.send(Some(token), element, function, arguments)
    }

    /// Keeps a value that may never appear in a log.
    pub(crate) fn keep(&self, secret: &str) {
        self.seen.borrow_mut().push(secret.to_owned());
    }

    /// The tokens and codes that the server gave out.
    pub(crate) fn seen(&self) -> Vec<String> {
        self.seen.borrow().clone()
    }

    #[expect(clippy::needless_pass_by_value, reason = "callers write the JSON in place")]
    fn send(&self, token: Option<&str>, element: &str, function: &str, arguments: Value) -> Result<Answer> {
        let mut request = self.http.post(self.url(element, function));
        if let Some(token) = token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        let response = request.send_json(&arguments).with_context(|| format!("{function} cannot be called"))?;
        let (status, envelope) = http::json(response).with_context(|| function.to_owned())?;
        ensure!(status == 200, "{function}: HTTP {status}: {envelope}");
        let answer = open(&envelope).with_context(|| format!("{function}: no envelope: {envelope}"))?;
        if let Answer::Data(data) = &answer {
            let secrets = SECRET_FIELDS.iter().filter_map(|field| data.get(field)?.as_str());
            secrets.for_each(|secret| self.keep(secret));
        }
        Ok(answer)
    }
}

/// The answer in an envelope of the documented shape.
fn open(envelope: &Value) -> Option<Answer> {
    let request_id = envelope.get("requestId")?.as_str()?;
    let hexadecimal = request_id.len() == 32 && request_id.bytes().all(|byte| byte.is_ascii_hexdigit());
    envelope.get("sysTime")?.as_u64()?;
    envelope.get("duration")?.as_u64()?;
    match envelope.get("errcode")?.as_i64()? {
        _ if !hexadecimal => None,
        0 => Some(Answer::Data(envelope.get("data")?.clone())),
        code => Some(Answer::Refused(code, envelope.get("errmsg")?.as_str()?.to_owned())),
    }
}

impl Answer {
    /// The data.
    ///
    /// # Errors
    /// When the function refused.
    pub(crate) fn data(self) -> Result<Value> {
        match self {
            Self::Data(data) => Ok(data),
            Self::Refused(code, message) => bail!("refused with {code}: {message}"),
        }
    }

    /// The refusal, in words.
    ///
    /// # Errors
    /// When the function answered.
    pub(crate) fn refusal(self) -> Result<String> {
        match self {
            Self::Data(_) => bail!("answered although it must refuse"),
            Self::Refused(code, message) => Ok(format!("{code}: {message}")),
        }
    }
}
