//! Ends the sessions of a company, or of one member of it.

use clock::Timestamp;
use login_type::{CallError, Host, Revocation};
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
    let revocation = Revocation {
        login_type: TYPE,
        realm: suite.to_string(),
        corp_id: corp.to_string(),
        subject: subject.map(str::to_owned),
        until,
    };
    let ended = host.accounts.revoke(&revocation, reason).await?;
    tracing::info!(suite.id = %suite, corp.id = %corp, sessions = ended, reason, "sessions revoked");
    Ok(())
}
