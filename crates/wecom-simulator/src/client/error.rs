//! Why the control API did not do it.

use reqwest::{Method, StatusCode};

/// A call of the control API that failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The client cannot be built.
    #[error("the client of the control API cannot be built")]
    Client(#[source] reqwest::Error),
    /// No answer came.
    #[error("{method} /_sim/{path} was not answered")]
    Unanswered {
        /// The method of the call.
        method: Method,
        /// The path below `/_sim/`.
        path: String,
        /// The reason.
        #[source]
        source: reqwest::Error,
    },
    /// The simulator refused.
    #[error("{method} /_sim/{path} was refused with {status}: {text}")]
    Refused {
        /// The method of the call.
        method: Method,
        /// The path below `/_sim/`.
        path: String,
        /// The HTTP status.
        status: StatusCode,
        /// The answer as it came.
        text: String,
    },
    /// The answer has another form than this client knows.
    #[error("the answer of /_sim/{path} is of another form: {text}")]
    Form {
        /// The path below `/_sim/`.
        path: String,
        /// The answer as it came.
        text: String,
        /// The difference.
        #[source]
        source: serde_json::Error,
    },
}
