//! `HttpError`: why a host gave no answer that can be used.

use std::{error::Error, sync::Arc};

use crate::{CallError, ErrorKind, HttpClient};

/// The reason why a host gave no answer that can be used; repeats nothing of the request or of the answer. `?` makes it a
/// [`CallError`] that tells a person to try again, and the log why.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HttpError {
    /// The URL is none of http or https.
    #[error("this is no address by http or https")]
    Address,
    /// A method, header or body cannot be sent.
    #[error("the request has a method, header or body that cannot be sent")]
    Unsendable,
    /// The client cannot be made: the proxy cannot be used, or the system has no CA certificates.
    #[error("no HTTP client can be made")]
    Client(#[source] Arc<dyn Error + Send + Sync>),
    /// The time was up.
    #[error("{host} gave no answer in time")]
    Timeout {
        /// The host.
        host: String,
    },
    /// The host cannot be reached, or broke off.
    #[error("{host} cannot be reached")]
    Transport {
        /// The host.
        host: String,
        /// The cause, without the address.
        #[source]
        source: Arc<dyn Error + Send + Sync>,
    },
    /// The host is one of a private network, where the request may not go.
    #[error("{host} leads into a private network")]
    PrivateNetwork {
        /// The host.
        host: String,
    },
    /// The answer is longer than [`HttpClient::LONGEST_ANSWER`].
    #[error("the answer of {host} is longer than {} bytes", HttpClient::LONGEST_ANSWER)]
    TooLong {
        /// The host.
        host: String,
    },
    /// The answer is not the JSON that was expected.
    #[error("the answer of {host} (HTTP {status}) is not the JSON that was expected (line {line}, column {column})")]
    Decode {
        /// The host.
        host: String,
        /// The status of the answer.
        status: u16,
        /// The line of the answer, from 1.
        line: usize,
        /// The column in the line, from 1.
        column: usize,
    },
}

impl From<HttpError> for CallError {
    fn from(error: HttpError) -> Self {
        let message = "the identity provider does not answer as it should; try again in a moment";
        Self::new(ErrorKind::UpstreamUnavailable, message).caused_by(error)
    }
}
