//! Codes for one use and what they lead to: auth codes, OAuth codes, user tickets, links with a state.

use serde::Serialize;

use super::app::AppKey;

/// An auth code lives this long (97163).
pub(crate) const AUTH_CODE_SECONDS: u64 = 600;
/// An OAuth code lives this long (96441).
pub(crate) const OAUTH_CODE_SECONDS: u64 = 300;
/// A `user_ticket` lives this long (96442).
pub(crate) const USER_TICKET_SECONDS: u64 = 1800;
/// A customized authorisation link lives this long (98744).
pub(crate) const LINK_SECONDS: u64 = 864_000;
/// A member's consent to `snsapi_privateinfo` lasts this long (96441).
pub(crate) const CONSENT_SECONDS: u64 = 30 * 86_400;

/// A code for one permanent code (97174, 97175).
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AuthCode {
    pub(crate) suite_id: String,
    pub(crate) corp_id: String,
    pub(crate) state: Option<String>,
    pub(crate) issued_at: u64,
    pub(crate) used: bool,
    /// The authorisation that it was for was withdrawn before it was used.
    pub(crate) withdrawn: bool,
    /// When it was shown for an exchange, in real milliseconds since 1970: a good client shows it once.
    pub(crate) shown_at_ms: Vec<u64>,
    /// By whom, as each `User-Agent` said.
    pub(crate) shown_by: Vec<String>,
}

/// The person behind an OAuth code (96442).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Person {
    Member(String),
    /// Somebody outside the corp, known by an openid only.
    Outsider(String),
}

/// How much of a member the code gives access to (96441).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Scope {
    Base,
    PrivateInfo,
}

/// A code for one identity, bound to one app.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OauthCode {
    pub(crate) app: AppKey,
    pub(crate) person: Person,
    pub(crate) scope: Scope,
    pub(crate) issued_at: u64,
    pub(crate) used: bool,
}

/// A ticket for a member's private fields (96443).
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UserTicket {
    pub(crate) app: AppKey,
    pub(crate) userid: String,
    pub(crate) issued_at: u64,
}

/// A link made by `get_customized_auth_url` (98744).
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CustomizedLink {
    pub(crate) state: String,
    pub(crate) suite_ids: Vec<String>,
    pub(crate) issued_at: u64,
}
