//! Faithfulness switches: where WeCom is undocumented or inconsistent, a test chooses.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Whether token calls of `service/` say `errcode: 0` on success (97159).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum SuccessErrcode {
    Omitted,
    Zero,
}

/// How an expired token is refused: 42001/42009, or 40014/40082 like a wrong one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum ExpiredToken {
    Expired,
    Invalid,
}

/// The fate of cached tokens when their secret is gone (open questions 3 and 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum OldTokens {
    Live,
    Die,
}

/// Whether `expires_in` of a token fetched again is what is left or the full 7200.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum ExpiresIn {
    Remaining,
    Full,
}

/// Whether a retried push repeats its bytes or is sealed anew (open question 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Retry {
    Identical,
    Resigned,
}

/// Blanks between and inside the elements of event XML (97173's sample has them).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum XmlBlanks {
    None,
    Some,
}

/// Whether the agentid survives cancel and re-authorise (open question 4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum AgentIdOnReturn {
    New,
    Same,
}

/// Whether something of doubtful standing is accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Standing {
    Accepted,
    Refused,
}

/// The receiveid when a corp's app URL is verified (open question 1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum AppUrlReceiveId {
    ProviderCorpId,
    CorpId,
    PlainCorpId,
    SuiteId,
    Empty,
}

/// Which id of the corp app events carry (1.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum CorpIdForm {
    Encrypted,
    Plain,
}

/// The answer of `get_auth_info` about a disabled app.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum DisabledAgent {
    Absent,
    Present,
}

/// Whether tickets are pushed by themselves every 600 s (97173).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum AutoTicket {
    On,
    Off,
}

/// Every switch, each with the value the documentation makes likeliest.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Switches {
    pub(crate) service_token_errcode: SuccessErrcode,
    pub(crate) expired_token: ExpiredToken,
    pub(crate) expires_in: ExpiresIn,
    pub(crate) tokens_after_reset: OldTokens,
    pub(crate) tokens_after_cancel: OldTokens,
    /// The errcode of gettoken after `cancel_auth`.
    pub(crate) cancelled_gettoken: i64,
    pub(crate) disabled_gettoken: Standing,
    pub(crate) disabled_agent: DisabledAgent,
    /// The errcode of an OAuth code used before (40029 or 42022).
    pub(crate) used_oauth_code: i64,
    /// The errcode of an OAuth code older than 300 s (40029 or 42003).
    pub(crate) expired_oauth_code: i64,
    pub(crate) plain_appid: Standing,
    pub(crate) agent_id_on_return: AgentIdOnReturn,
    pub(crate) retry: Retry,
    pub(crate) xml_blanks: XmlBlanks,
    pub(crate) app_url_receive_id: AppUrlReceiveId,
    pub(crate) app_event_receive_id: CorpIdForm,
    pub(crate) auto_ticket: AutoTicket,
    /// Wrong secrets an hour and address before the address is locked out for an hour.
    pub(crate) wrong_secret_limit: u32,
    /// Milliseconds a URL verification may take.
    pub(crate) get_timeout_ms: u64,
    /// Milliseconds one attempt of a push may take.
    pub(crate) post_timeout_ms: u64,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            service_token_errcode: SuccessErrcode::Omitted,
            expired_token: ExpiredToken::Expired,
            expires_in: ExpiresIn::Remaining,
            tokens_after_reset: OldTokens::Live,
            tokens_after_cancel: OldTokens::Die,
            cancelled_gettoken: 40001,
            disabled_gettoken: Standing::Accepted,
            disabled_agent: DisabledAgent::Absent,
            used_oauth_code: 40029,
            expired_oauth_code: 40029,
            plain_appid: Standing::Refused,
            agent_id_on_return: AgentIdOnReturn::New,
            retry: Retry::Identical,
            xml_blanks: XmlBlanks::None,
            app_url_receive_id: AppUrlReceiveId::ProviderCorpId,
            app_event_receive_id: CorpIdForm::Encrypted,
            auto_ticket: AutoTicket::Off,
            wrong_secret_limit: 2000,
            get_timeout_ms: 1000,
            post_timeout_ms: 5000,
        }
    }
}

impl Switches {
    /// These switches with some of them changed.
    ///
    /// # Errors
    /// When the patch names an unknown switch or value.
    pub(crate) fn patched(&self, patch: Map<String, Value>) -> Result<Self, serde_json::Error> {
        let mut whole = serde_json::to_value(self)?;
        if let Value::Object(fields) = &mut whole {
            fields.extend(patch);
        }
        serde_json::from_value(whole)
    }
}
