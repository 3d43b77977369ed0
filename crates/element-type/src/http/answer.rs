//! `HttpAnswer`: the answer to a request, read as a whole.

use std::fmt;

use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;

use super::HttpError;

/// The answer to a request, read as a whole, whatever its status is.
#[derive(Clone)]
pub struct HttpAnswer {
    pub(super) host: String,
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

impl HttpAnswer {
    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Whether the status is one of 200 to 299.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// A header by its name, in capitals or not; the first where it stands several times, `None` where it is no text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// The body as JSON, whatever its media type is.
    ///
    /// # Errors
    /// [`HttpError::Decode`] where it is not.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, HttpError> {
        serde_json::from_slice(&self.body).map_err(|error| HttpError::Decode {
            host: self.host.clone(),
            status: self.status,
            line: error.line(),
            column: error.column(),
        })
    }
}

/// Tells no header and nothing of the body: there may be tokens in them.
impl fmt::Debug for HttpAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("HttpAnswer");
        shown.field("host", &self.host).field("status", &self.status).field("length", &self.body.len());
        shown.finish_non_exhaustive()
    }
}
