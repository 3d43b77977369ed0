//! Forgetting a company's access tokens.

use storage::wecom::StorageError;
use wecom_client::TokenKey;
use wecom_types::{CorpId, SuiteId};

use crate::deps::Deps;

/// Forgets a company's access tokens, in memory and in the database, whatever the version of its permanent code.
pub(crate) async fn forget_corp(deps: &Deps, suite: &SuiteId, corp: &CorpId) -> Result<(), StorageError> {
    deps.wecom.forget_corp(suite, corp).await;
    let key = TokenKey::App { suite: suite.clone(), corp: corp.clone(), code_version: 0 }.to_string();
    let of_any_version = key.strip_suffix('0').unwrap_or(&key);
    deps.tables.cached_tokens().remove_beginning_with(of_any_version).await.map(drop)
}
