//! `DatabaseTokens`: the WeCom client's tokens, kept in the database: a restart fetches none again, and of all processes
//! one at a time fetches a token.
//!
//! The client knows no database and the database knows no WeCom: they meet here, once for all login types.

use async_trait::async_trait;
use clock::{Entropy, Timestamp};
use error_chain::ErrorChain;
use storage::wecom::{StorageError, WecomTables};
use wecom_client::{BoxError, Lease, StoredToken, TokenKey, TokenStore};

/// The [`TokenStore`] over the database.
pub struct DatabaseTokens {
    tables: WecomTables,
    /// The name of this process, under which it holds leases.
    owner: String,
}

impl DatabaseTokens {
    /// The tokens in `tables`; `entropy` gives this process the name under which it tells others that it is fetching.
    pub fn new(tables: WecomTables, entropy: &dyn Entropy) -> Self {
        Self { tables, owner: entropy.alphanumeric(16) }
    }
}

#[async_trait]
impl TokenStore for DatabaseTokens {
    async fn load(&self, key: &TokenKey) -> Result<Option<StoredToken>, BoxError> {
        match self.tables.cached_tokens().load(&key.to_string()).await {
            Ok(token) => Ok(token.map(|token| StoredToken { value: token.value, expires_at: token.expires_at })),
            Err(error @ StorageError::Sealing { .. }) => {
                tracing::warn!(token.key = %key, error = %error.chain(), "a stored token is of no use and will be replaced");
                Ok(None)
            }
            Err(error) => Err(error.into()),
        }
    }

    async fn save(&self, key: &TokenKey, token: &StoredToken) -> Result<(), BoxError> {
        Ok(self.tables.cached_tokens().save(&key.to_string(), &token.value, token.expires_at).await?)
    }

    async fn remove(&self, key: &TokenKey, failed: &StoredToken) -> Result<(), BoxError> {
        self.tables.cached_tokens().remove_if(&key.to_string(), &failed.value).await?;
        Ok(())
    }

    async fn lease(&self, key: &TokenKey, until: Timestamp, now: Timestamp) -> Result<Lease, BoxError> {
        match self.tables.cached_tokens().lease(&key.to_string(), &self.owner, until, now).await {
            Ok(true) => Ok(Lease::Granted),
            // Taken back in favour of another process that wanted it at the same moment.
            Ok(false) | Err(StorageError::Deadlock(_)) => Ok(Lease::Held),
            Err(error) => Err(error.into()),
        }
    }

    async fn release(&self, key: &TokenKey) -> Result<(), BoxError> {
        self.tables.cached_tokens().release(&key.to_string(), &self.owner).await?;
        Ok(())
    }
}
