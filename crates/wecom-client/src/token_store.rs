//! `TokenStore`: where tokens survive a restart, and where processes agree who fetches one.

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

/// Whether this process may fetch a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lease {
    /// It may, and nobody else until the lease runs out or is given back.
    Granted,
    /// Another process may.
    Held,
}

/// Keeps tokens over a restart and for all processes that share it, and lets one of them at a time fetch a token.
///
/// While it fails nothing is fetched, since nobody could keep many processes from fetching at once: a token that is
/// good serves on, and whoever needs another one is told [`Error::Store`](crate::Error::Store).
#[async_trait]
pub trait TokenStore: Send + Sync {
    /// The token that was saved last, expired or not; `None` for one that cannot be opened any more.
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

    /// Grants this process the fetch of a token until `until`, if no other process has it at `now`; anew, if this one
    /// has it already.
    ///
    /// # Errors
    /// The store cannot be written.
    async fn lease(&self, key: &TokenKey, until: Timestamp, now: Timestamp) -> Result<Lease, BoxError>;

    /// Gives back what this process was granted, if it still has it.
    ///
    /// # Errors
    /// The store cannot be written.
    async fn release(&self, key: &TokenKey) -> Result<(), BoxError>;
}

/// Keeps nothing, for a process that is alone: each start fetches its tokens anew.
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

    async fn lease(&self, _key: &TokenKey, _until: Timestamp, _now: Timestamp) -> Result<Lease, BoxError> {
        Ok(Lease::Granted)
    }

    async fn release(&self, _key: &TokenKey) -> Result<(), BoxError> {
        Ok(())
    }
}
