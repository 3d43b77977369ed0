//! Reads a request's body: all of it, within the limits of size and time.

use std::time::Duration;

use actix_web::{
    HttpResponse,
    http::{ConnectionType, StatusCode},
    web::{Bytes, Payload},
};
use login_type::{CallError, ErrorKind};

use crate::state::AppState;

/// How long and how slow a body may be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Its length in bytes.
    pub(crate) bytes: usize,
    /// From the end of the head to the end of the body.
    pub(crate) time: Duration,
}

/// Why a body could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BodyError {
    #[error("the body broke off before its end")]
    Broken,
    #[error("the body is longer than {0} bytes (server.body_limit_bytes)")]
    TooLong(usize),
    #[error("the body did not arrive in time: send it within {} s", .0.as_secs())]
    Late(Duration),
}

impl BodyError {
    /// The status for pages and functions that answer plain HTTP.
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::Broken => StatusCode::BAD_REQUEST,
            Self::TooLong(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Late(_) => StatusCode::REQUEST_TIMEOUT,
        }
    }
}

impl From<&BodyError> for CallError {
    fn from(error: &BodyError) -> Self {
        let kind = match error {
            BodyError::TooLong(_) => ErrorKind::TooLarge,
            BodyError::Broken | BodyError::Late(_) => ErrorKind::Malformed,
        };
        Self::new(kind, error.to_string())
    }
}

/// The answer to a body that was not read to its end; the connection ends with it.
pub(crate) fn close(mut answer: HttpResponse) -> HttpResponse {
    answer.head_mut().set_connection_type(ConnectionType::Close);
    answer
}

/// The whole body.
pub(crate) async fn read(body: Payload, state: &AppState) -> Result<Bytes, BodyError> {
    let Limits { bytes, time } = state.limits;
    tokio::select! {
        biased;
        read = body.to_bytes_limited(bytes) => match read {
            Ok(Ok(body)) => Ok(body),
            Ok(Err(_)) => Err(BodyError::Broken),
            Err(_) => Err(BodyError::TooLong(bytes)),
        },
        () = state.clock().sleep(time) => Err(BodyError::Late(time)),
    }
}
