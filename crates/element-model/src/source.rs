//! `Source`: where the files of one app come from.

use std::{error::Error, fmt::Debug};

/// The files of one app's folder. Paths are relative to the folder and `/`-separated on every system.
pub trait Source: Debug + Send + Sync {
    /// The prefix of a path in an error: the folder's path, or another name a person can find the files by.
    fn label(&self) -> String;

    /// The paths of all files, in any order.
    ///
    /// # Errors
    /// The files cannot be listed.
    fn list(&self) -> Result<Vec<String>, SourceError>;

    /// The text of the file at `path`.
    ///
    /// # Errors
    /// There is no such file, it cannot be read, or it is no UTF-8.
    fn read(&self, path: &str) -> Result<String, SourceError>;

    /// The text of a file that holds a secret and may lie elsewhere: `path` counts from the folder where it is relative.
    ///
    /// # Errors
    /// As [`read`](Self::read); does not show a `path` that may be a secret itself.
    fn read_secret(&self, path: &str) -> Result<String, SourceError> {
        self.read(path)
    }
}

/// Why a file, or the list of files, could not be read.
#[derive(Debug, thiserror::Error)]
#[error("{path} cannot be read")]
pub struct SourceError {
    path: String,
    #[source]
    cause: Box<dyn Error + Send + Sync>,
}

impl SourceError {
    /// An error with its cause, such as an [`std::io::Error`]; the cause holds nothing of a file's content.
    pub fn new(path: impl Into<String>, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { path: path.into(), cause: cause.into() }
    }

    /// The problem, for a [`Problem`](crate::Problem), which names the file itself.
    pub(crate) fn message(&self) -> String {
        format!("cannot be read: {}", self.cause)
    }
}
