//! Ends the sessions of a company, or of one member of it.

use clock::Timestamp;
use login_type::{CallError, Host, Revocation};
use qywx_login::callback;
use wecom_types::{CorpId, SuiteId};

use crate::elements::TYPE;

/// Ends the sessions of a company, or of one member of it, that were recognised up to `until`.
pub(crate) async fn revoke(
    host: &Host,
    suite: &SuiteId,
    corp: &CorpId,
    subject: Option<&str>,
    until: Timestamp,
    reason: &str,
) -> Result<(), CallError> {
    let everybody = Revocation::new(TYPE, suite.as_str(), corp.as_str(), until);
    let revocation = match subject {
        Some(member) => everybody.only(member),
        None => everybody,
    };
    callback::revoke(host, &revocation, reason).await
}
