//! Logins as the log, metrics and the audit trail tell them apart: by how the user reached them, and how they ended.

use element_model::AppId;
use login_type::{CallError, ErrorKind, Login, Way};
use serde_json::Value;

/// How a function logs in, for those that do; those of other login types are told by their name, `loginBy…`.
pub(crate) fn way_of_function(function: &str) -> Option<&'static str> {
    match function {
        "loginByWorkbench" => Some("workbench"),
        "loginByCode" => Some("login_code"),
        _ if function.starts_with("loginBy") => Some("other"),
        _ => None,
    }
}

/// How the login page logs in.
pub(crate) const fn way_of_page(way: Way) -> &'static str {
    match way {
        Way::Browser => "page_qr",
        Way::Client => "page_workbench",
    }
}

/// The word for a way in the row of a login that is under way.
pub(crate) const fn stored(way: Way) -> &'static str {
    match way {
        Way::Browser => "qr",
        Way::Client => "workbench",
    }
}

/// The way that a word of such a row stands for.
pub(crate) fn of_stored(word: &str) -> Option<Way> {
    [Way::Browser, Way::Client].into_iter().find(|way| stored(*way) == word)
}

/// How a login ended: it came about, whoever wanted in was refused, or something failed that is no fault of theirs.
pub(crate) fn result<T>(login: &Result<T, CallError>) -> &'static str {
    login.as_ref().map_or_else(|error| result_of(error.kind()), |_| "ok")
}

/// How a login ended that did not come about.
pub(crate) fn result_of(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Internal | ErrorKind::Unavailable | ErrorKind::UpstreamUnavailable => "failed",
        ErrorKind::TooManyRequests { .. } => "limited",
        _ => "refused",
    }
}

/// The user who logged in, as far as the answer says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Who<'a> {
    user: Option<&'a str>,
    corp: Option<&'a str>,
}

impl<'a> Who<'a> {
    /// The user of a function's answer.
    pub(crate) fn of(answer: &'a Value) -> Self {
        Self { user: answer["userId"].as_str(), corp: answer["userInfo"]["corpId"].as_str() }
    }
}

impl<'a> From<&'a Login> for Who<'a> {
    fn from(login: &'a Login) -> Self {
        Self { user: Some(&login.user_id), corp: Some(&login.user_info.corp_id) }
    }
}

/// Logs that somebody logged in.
pub(crate) fn note(app: &AppId, way: &str, who: Who<'_>) {
    tracing::info!(%app, way, user.id = who.user, corp.id = who.corp, "login succeeded");
}
