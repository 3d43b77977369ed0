//! WeCom's refusals, and what a caller gave wrongly, as a login type's answers.

use login_type::{CallError, ErrorKind};
use wecom_client::Error;
use wecom_types::CorpId;

/// Parses the argument `corpId`.
///
/// # Errors
/// It is no company's id.
pub fn corp_id(text: &str) -> Result<CorpId, CallError> {
    CorpId::try_from(text)
        .map_err(|error| CallError::new(ErrorKind::ValueNotAllowed, format!("argument corpId: {error}")))
}

/// The answer for somebody who wants in: WeCom's number, and what a person can do about it. WeCom's own words are for the
/// log alone: they may name this server's address, as those of 60020 do (90313).
pub fn of_login(failure: Error, advice: &str) -> CallError {
    let kind = match (failure.errcode(), &failure) {
        (Some(errcode), _) => ErrorKind::Upstream(errcode),
        (None, Error::Source(_) | Error::Store(_)) => return CallError::unavailable(failure),
        (None, Error::NoCredential { .. }) => ErrorKind::CorpNotAuthorised,
        (None, _) => ErrorKind::UpstreamUnavailable,
    };
    let message = match &failure {
        Error::Api { errcode, .. } => format!("WeCom refused with errcode {errcode}; {advice}"),
        _ => format!("WeCom: {failure}; {advice}"),
    };
    CallError::new(kind, message).caused_by(failure)
}
