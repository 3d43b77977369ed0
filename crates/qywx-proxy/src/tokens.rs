//! `DatabaseTokens`: the WeCom client's tokens, kept in the database so that a restart fetches none again.

use async_trait::async_trait;
use storage::{Access, Database};
use wecom_client::{BoxError, StoredToken, TokenKey, TokenStore};

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
