//! WeCom refused a company's permanent code: the company is marked, so that no process sends anything more with it.

use clock::Timestamp;
use storage::{Access, CorpAuthStatus, Database, StorageError};
use wecom_client::policy;
use wecom_types::{CorpId, SuiteId};

/// Marks a company whose permanent code of this version WeCom refused when it was asked at `asked_at`, and raises the
/// alarm once; answers whether that is how things are: `false` when something better was heard since.
pub(crate) async fn note(
    database: &Database,
    (suite, corp): (&SuiteId, &CorpId),
    code_version: i64,
    errcode: i64,
    asked_at: Timestamp,
) -> Result<bool, StorageError> {
    let auths = database.corp_auths();
    let refused = CorpAuthStatus::CredentialInvalid { errcode };
    let known = auths.lookup(suite, corp).await?;
    if known.is_some_and(|auth| auth.code_version == code_version && auth.status == refused) {
        return Ok(true);
    }
    let marked = auths.mark_credential_invalid(suite, corp, code_version, errcode, asked_at).await?;
    if marked {
        let advice = policy::rule(errcode).map(|rule| rule.advice);
        tracing::error!(suite.id = %suite, corp.id = %corp, errcode, advice, "WeCom refused the company's permanent code");
    }
    Ok(marked)
}
