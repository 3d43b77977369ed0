//! `TokenStore`: where tokens survive a restart.

use async_trait::async_trait;
use clock::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;

use crate::{BoxError, TokenKey};

/// A token and its end.
#[derive(Clone, Debug)]
pub struct StoredToken {
    /// The token.
    pub value: SecretString,
    /// From when on WeCom refuses it.
    pub expires_at: Timestamp,
}

impl StoredToken {
    /// Whether both are the same token; takes the same time whatever they are.
    pub fn is_same(&self, other: &Self) -> bool {
        self.value.expose_secret().as_bytes().ct_eq(other.value.expose_secret().as_bytes()).into()
    }
}

/// Keeps tokens over a restart, and for other processes. When it fails, the client goes on without it.
#[async_trait]
pub trait TokenStore: Send + Sync {
    /// The token that was saved last, expired or not.
    ///
    /// # Errors
    /// The store cannot be read.
    async fn load(&self, key: &TokenKey) -> Result<Option<StoredToken>, BoxError>;

    /// Puts a token in place of what was there.
    ///
    /// # Errors
    /// The store cannot be written.
    async fn save(&self, key: &TokenKey, token: &StoredToken) -> Result<(), BoxError>;

    /// Removes the token if it is still `failed`: somebody may have put a better one there.
    ///
    /// # Errors
    /// The store cannot be written.
    async fn remove(&self, key: &TokenKey, failed: &StoredToken) -> Result<(), BoxError>;
}

/// Keeps nothing: each start fetches its tokens anew.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoStore;

#[async_trait]
impl TokenStore for NoStore {
    async fn load(&self, _key: &TokenKey) -> Result<Option<StoredToken>, BoxError> {
        Ok(None)
    }

    async fn save(&self, _key: &TokenKey, _token: &StoredToken) -> Result<(), BoxError> {
        Ok(())
    }

    async fn remove(&self, _key: &TokenKey, _failed: &StoredToken) -> Result<(), BoxError> {
        Ok(())
    }
}
