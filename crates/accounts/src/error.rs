//! `AccountsError`: why the accounts did not do what they were asked.

use login_type::{CallError, ErrorKind};
use storage::StorageError;

/// Why the accounts did not do what they were asked; none holds a secret.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AccountsError {
    /// An answer that the caller deserves: what was presented does not let anybody in.
    #[error(transparent)]
    Refused(#[from] CallError),
    /// The database did not do what it was asked.
    #[error("the accounts' database failed")]
    Storage(#[from] StorageError),
    /// A stored signing key cannot be read or does not sign.
    #[error("signing key {kid} cannot be used")]
    UnusableKey {
        /// The key's id.
        kid: String,
    },
    /// No signing key is there, though one was just made.
    #[error("there is no signing key")]
    NoKey,
    /// The randomness given does not make a key.
    #[error("no signing key could be made of the randomness given")]
    KeyGeneration,
    /// So many rotations in a row that the published keys would pile up.
    #[error("{limit} signing keys are in use already: rotate again when the oldest has expired")]
    TooManyKeys {
        /// How many there may be.
        limit: usize,
    },
    /// A personal access token without a name, or with a very long one.
    #[error("a token's name has 1 to {limit} characters")]
    TokenName {
        /// How many characters there may be.
        limit: usize,
    },
    /// A session that is unknown or has ended.
    #[error("session {session_id} has ended")]
    SessionEnded {
        /// The session.
        session_id: String,
    },
}

impl AccountsError {
    /// Whether the same call may succeed in a moment.
    pub fn is_retryable(&self) -> bool {
        matches!(self, Self::Storage(error) if error.is_retryable())
    }

    /// Whether the database took the call back in favour of another one.
    pub fn is_deadlock(&self) -> bool {
        matches!(self, Self::Storage(error) if error.is_deadlock())
    }
}

impl From<AccountsError> for CallError {
    fn from(error: AccountsError) -> Self {
        match error {
            AccountsError::Refused(answer) => answer,
            error if error.is_retryable() => Self::unavailable(error),
            error => Self::internal(error),
        }
    }
}

/// The refusal of a caller who is not logged in, with what to do.
pub(crate) fn login_required(message: &str) -> CallError {
    CallError::new(ErrorKind::LoginRequired, message)
}

/// The refusal of a token whose session was ended.
pub(crate) fn session_ended() -> CallError {
    login_required("the session has ended: log in again")
}
