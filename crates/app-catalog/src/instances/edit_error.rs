//! `EditError`: why an instance was not created, changed or removed.

use std::io;

use element_model::{AppId, Problem, SourceError};
use element_type::Fault;

/// Why an instance was not created, changed or removed; shows no value of a configuration.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// A field, or the whole, will not do.
    #[error("{message}")]
    Refused {
        /// In which way.
        fault: Fault,
        /// The problem, and what would be right.
        message: String,
    },
    /// There is no such app or instance to change.
    #[error("{0}")]
    Unknown(String),
    /// Somebody else changes the apps.
    #[error("the apps are being changed by somebody else; nothing was changed, try again")]
    Busy,
    /// A file cannot be read or written.
    #[error("{what}")]
    Disk {
        /// The step that failed.
        what: String,
        /// Why.
        #[source]
        source: io::Error,
    },
}

impl EditError {
    /// The error of an app that is not there.
    pub fn no_app(app: &AppId) -> Self {
        Self::Unknown(format!("no folder holds the app {app}"))
    }

    /// The error of apps that have to be correct before a draft is made beside them.
    pub(crate) fn correct_first(problems: &[Problem]) -> Self {
        let told: Vec<_> = problems.iter().map(ToString::to_string).collect();
        Self::value(format!("{}\ncorrect this first; nothing was written", told.join("\n")))
    }

    /// The error of a value that will not do.
    pub(crate) fn value(message: impl Into<String>) -> Self {
        Self::Refused { fault: Fault::Value, message: message.into() }
    }

    /// The error of a file or folder.
    pub(super) fn disk(what: impl Into<String>, source: io::Error) -> Self {
        Self::Disk { what: what.into(), source }
    }

    /// The error of a change that broke off.
    pub fn broken_off(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::disk("the change was interrupted", io::Error::other(error))
    }

    /// The error of an app's file that cannot be read.
    pub(super) fn unreadable(error: SourceError) -> Self {
        Self::disk("the app's files cannot be read", io::Error::other(error))
    }
}
