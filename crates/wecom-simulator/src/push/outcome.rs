//! The outcome of a push: every attempt, and anything remarkable about the answer.

use serde::Serialize;
use serde_json::{Value, json};

use super::{Kind, Letter, seal::Envelope};

/// WeCom asks for an answer within this time (97174).
const SLOW_MS: u64 = 1000;

/// An attempt to deliver.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Attempt {
    pub(crate) status: Option<u16>,
    pub(crate) body: Option<String>,
    /// Why there was no answer.
    pub(crate) error: Option<String>,
    pub(crate) duration_ms: u64,
    pub(crate) timestamp: String,
    pub(crate) nonce: String,
}

/// A push in the log.
#[derive(Clone, Debug)]
pub(crate) struct PushRecord {
    pub(crate) letter: Letter,
    /// Simulated seconds since 1970.
    pub(crate) at: u64,
    pub(crate) attempts: Vec<Attempt>,
    /// The bytes last sent, for an identical repetition.
    pub(crate) envelope: Option<Envelope>,
    /// Waits for the next push to overtake it.
    pub(crate) held: bool,
}

impl PushRecord {
    /// The outcome as JSON, under the number the record has in the log.
    pub(crate) fn outcome(&self, id: usize) -> Value {
        let last = self.attempts.last();
        let body = last.and_then(|attempt| attempt.body.as_deref());
        let error = match (&self.letter.callback.url, last) {
            (None, _) => Some("no callback URL"),
            (_, None) => None,
            (_, Some(attempt)) => attempt.error.as_deref(),
        };
        json!({
            "id": id,
            "at": self.at,
            "kind": self.letter.kind,
            "event": self.letter.event,
            "suiteId": self.letter.suite_id,
            "corpId": self.letter.corp_id,
            "url": self.letter.callback.url,
            "receiveId": self.letter.receive_id,
            "message": self.letter.message,
            "ok": self.is_accepted(),
            "status": last.and_then(|attempt| attempt.status),
            "body": body,
            "error": error,
            "durationMs": last.map_or(0, |attempt| attempt.duration_ms),
            "slow": last.is_some_and(|attempt| attempt.duration_ms > SLOW_MS),
            "notSuccess": body.is_some_and(|body| body != "success"),
            "held": self.held,
            "attempts": self.attempts.len(),
            "attemptList": self.attempts,
        })
    }

    /// Whether the last answer is the one that WeCom wants (96238, 97172).
    pub(crate) fn is_accepted(&self) -> bool {
        let Some(Attempt { status: Some(200), body: Some(body), .. }) = self.attempts.last() else {
            return false;
        };
        match self.letter.kind {
            Kind::VerifyTemplateUrl | Kind::VerifyAppUrl => *body == self.letter.message,
            Kind::SuiteEvent => body == "success",
            Kind::AppEvent => body.is_empty() || body == "success" || body.starts_with("<xml>"),
        }
    }
}
