//! WeCom's refusals, and what a caller gave wrongly, as a login type's answers.

use std::num::NonZeroI64;

use login_type::{CallError, ErrorKind};
use wecom_client::{Error, policy};
use wecom_types::CorpId;

use crate::texts;

/// Parses the argument `corpId`.
///
/// # Errors
/// It is no company's id.
pub fn corp_id(text: &str) -> Result<CorpId, CallError> {
    CorpId::try_from(text)
        .map_err(|error| CallError::new(ErrorKind::ValueNotAllowed, format!("argument corpId: {error}")))
}

/// WeCom's refusal, whose errcode is the answer's too; for a failure that has none, WeCom is out of reach.
pub fn refused(errcode: Option<i64>, message: impl Into<String>) -> CallError {
    let kind = errcode.and_then(NonZeroI64::new).map_or(ErrorKind::UpstreamUnavailable, ErrorKind::Upstream);
    let told = errcode.and_then(policy::member_cause).and_then(texts::of);
    let refused = CallError::new(kind, message);
    told.into_iter().fold(refused, CallError::telling)
}

/// The answer for somebody who wants in: WeCom's number, and what a person can do about it. WeCom's own words are for the
/// log alone: they may name this server's address, as those of 60020 do (90313).
pub fn of_login(failure: Error, advice: &str) -> CallError {
    let message = match &failure {
        Error::Api { errcode, .. } => format!("WeCom refused with errcode {errcode}; {advice}"),
        _ => format!("WeCom: {failure}; {advice}"),
    };
    let refused = match &failure {
        Error::Source(_) | Error::Store(_) => return CallError::unavailable(failure),
        Error::NoCredential { .. } => CallError::new(ErrorKind::CorpNotAuthorised, message),
        _ => refused(failure.errcode(), message),
    };
    refused.caused_by(failure)
}
