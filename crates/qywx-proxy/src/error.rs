//! WeCom's refusals as this login type's answers.

use login_type::{CallError, ErrorKind};
use wecom_client::Error;
use wecom_types::CorpId;

/// Parses the argument `corpId`.
pub(crate) fn corp_id(text: &str) -> Result<CorpId, CallError> {
    CorpId::try_from(text)
        .map_err(|error| CallError::new(ErrorKind::ValueNotAllowed, format!("argument corpId: {error}")))
}

/// What whoever wants in is told: what WeCom said, and what a person can do about it.
pub(crate) fn of_login(failure: Error) -> CallError {
    let kind = match (failure.errcode(), &failure) {
        (Some(errcode), _) => ErrorKind::Upstream(errcode),
        (None, Error::Source(_) | Error::Store(_)) => return CallError::unavailable(failure),
        (None, Error::NoCredential { .. }) => ErrorKind::CorpNotAuthorised,
        (None, _) => ErrorKind::UpstreamUnavailable,
    };
    let message = format!("WeCom: {failure}; {}", failure.advice());
    CallError::new(kind, message).caused_by(failure)
}
