//! `DatabaseTokens`: the WeCom client's tokens, kept in the database so that a restart fetches none again.

use async_trait::async_trait;
use storage::{Access, Database, StorageError};
use wecom_client::{BoxError, StoredToken, TokenKey, TokenStore};
use wecom_types::{CorpId, SuiteId};

use crate::deps::Deps;

/// The [`TokenStore`] of this login type.
pub(crate) struct DatabaseTokens(pub(crate) Database);

#[async_trait]
impl TokenStore for DatabaseTokens {
    async fn load(&self, key: &TokenKey) -> Result<Option<StoredToken>, BoxError> {
        let token = self.0.cached_tokens().load(&key.to_string()).await?;
        Ok(token.map(|token| StoredToken { value: token.value, expires_at: token.expires_at }))
    }

    async fn save(&self, key: &TokenKey, token: &StoredToken) -> Result<(), BoxError> {
        Ok(self.0.cached_tokens().save(&key.to_string(), &token.value, token.expires_at).await?)
    }

    async fn remove(&self, key: &TokenKey, failed: &StoredToken) -> Result<(), BoxError> {
        self.0.cached_tokens().remove_if(&key.to_string(), &failed.value).await?;
        Ok(())
    }
}

/// Forgets a company's access tokens, in memory and in the database, whatever the version of its permanent code.
pub(crate) async fn forget_corp(deps: &Deps, suite: &SuiteId, corp: &CorpId) -> Result<(), StorageError> {
    deps.wecom.forget_corp(suite, corp).await;
    let key = TokenKey::App { suite: suite.clone(), corp: corp.clone(), code_version: 0 }.to_string();
    let of_any_version = key.strip_suffix('0').unwrap_or(&key);
    deps.database.cached_tokens().remove_beginning_with(of_any_version).await.map(drop)
}
