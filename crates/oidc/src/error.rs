//! `ProviderError`: why the provider could not do what it was asked.

use accounts::AccountsError;
use storage::StorageError;

/// Why the provider could not do what it was asked; none holds a secret.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ProviderError {
    /// The accounts did not do what they were asked.
    #[error("the accounts failed")]
    Accounts(#[from] AccountsError),
    /// The database did not do what it was asked.
    #[error("the provider's database failed")]
    Storage(#[from] StorageError),
    /// A request that was kept cannot be read.
    #[error("a kept request for a login cannot be read")]
    KeptRequest(#[source] serde_json::Error),
}

impl ProviderError {
    /// Whether the same call may succeed in a moment.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Accounts(error) => error.is_retryable(),
            Self::Storage(error) => error.is_retryable(),
            Self::KeptRequest(_) => false,
        }
    }

    /// Whether the database took the call back in favour of another one.
    pub fn is_deadlock(&self) -> bool {
        match self {
            Self::Accounts(error) => error.is_deadlock(),
            Self::Storage(error) => error.is_deadlock(),
            Self::KeptRequest(_) => false,
        }
    }
}
