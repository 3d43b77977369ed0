//! `AdministrationError`: why an action was not done.

use accounts::AccountsError;
use app_catalog::EditError;
use login_type::{CallError, ErrorKind, Fault};
use storage::StorageError;

/// Why an action was not done; none shows a secret.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AdministrationError {
    /// The answer that the actor deserves.
    #[error(transparent)]
    Refused(#[from] CallError),
    /// There is no such user.
    #[error("there is no user {user_id}")]
    UnknownUser {
        /// The id.
        user_id: String,
    },
    /// There is no such callback record.
    #[error("there is no callback record {record_id}")]
    UnknownRecord {
        /// The number.
        record_id: i64,
    },
    /// The accounts.
    #[error(transparent)]
    Accounts(#[from] AccountsError),
    /// The database.
    #[error("the server's database failed")]
    Storage(#[from] StorageError),
    /// An instance.
    #[error(transparent)]
    Edit(#[from] EditError),
}

impl AdministrationError {
    /// Whether the database took the action back in favour of another one.
    pub(crate) fn is_deadlock(&self) -> bool {
        match self {
            Self::Accounts(error) => error.is_deadlock(),
            Self::Storage(error) => error.is_deadlock(),
            _ => false,
        }
    }
}

impl From<AdministrationError> for CallError {
    fn from(error: AdministrationError) -> Self {
        match error {
            AdministrationError::Refused(answer) => answer,
            AdministrationError::UnknownUser { .. } => Self::new(ErrorKind::UnknownUser, error.to_string()),
            AdministrationError::UnknownRecord { .. } => Self::new(ErrorKind::UnknownRecord, error.to_string()),
            AdministrationError::Accounts(error) => error.into(),
            AdministrationError::Storage(error) => AccountsError::from(error).into(),
            AdministrationError::Edit(error) => of_edit(error),
        }
    }
}

fn of_edit(error: EditError) -> CallError {
    let kind = match &error {
        EditError::Refused { fault: Fault::Missing, .. } => ErrorKind::MissingArgument,
        EditError::Refused { fault: Fault::WrongType, .. } => ErrorKind::WrongType,
        EditError::Refused { .. } => ErrorKind::ValueNotAllowed,
        EditError::Unknown(_) => ErrorKind::UnknownElement,
        EditError::Busy => ErrorKind::EditConflict,
        EditError::Disk { .. } => ErrorKind::Internal,
    };
    let refusal = CallError::new(kind, error.to_string());
    if let EditError::Disk { source, .. } = error { refusal.caused_by(source) } else { refusal }
}
