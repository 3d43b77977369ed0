//! `StaleCode`: a company's permanent code that WeCom refused. The company is marked, so that no process sends anything more
//! with the code.

use clock::Timestamp;
use login_type::{CallError, Host};
use storage::wecom::{CorpAuth, CorpAuthStatus, StorageError, WecomTables};
use wecom_client::{Error, Remedy, policy};
use wecom_types::{CorpId, SuiteId};

use crate::revocation;

/// A permanent code that WeCom refused.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StaleCode<'a> {
    pub(crate) suite: &'a SuiteId,
    pub(crate) corp: &'a CorpId,
    pub(crate) code_version: i64,
    /// WeCom's number for the refusal.
    pub(crate) errcode: i64,
    /// When WeCom was asked.
    pub(crate) asked_at: Timestamp,
}

impl StaleCode<'_> {
    /// Marks the company and raises the alarm once; answers whether that is how things are: `false` when something better
    /// was heard since.
    pub(crate) async fn note(&self, tables: &WecomTables) -> Result<bool, StorageError> {
        let Self { suite, corp, code_version, errcode, asked_at } = *self;
        let auths = tables.corp_auths();
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
}

/// Marks the company when a call failed because WeCom refused its permanent code; where WeCom says that the company
/// cancelled, nobody of it stays logged in.
pub(crate) async fn stop_if_stale(
    tables: &WecomTables,
    auth: &CorpAuth,
    failure: &Error,
    asked_at: Timestamp,
    host: &Host,
) -> Result<(), CallError> {
    let Some(errcode) = failure.stops_corp() else { return Ok(()) };
    let (suite, corp) = (&auth.suite_id, &auth.corp_id);
    let code = StaleCode { suite, corp, code_version: auth.code_version, errcode, asked_at };
    let is_stale = code.note(tables).await.map_err(CallError::unavailable)?;
    if !is_stale || failure.remedy() != Remedy::CorpCancelled {
        return Ok(());
    }
    let reason = "WeCom says that the company cancelled the authorisation";
    revocation::revoke(host, suite, corp, None, asked_at, reason).await
}
