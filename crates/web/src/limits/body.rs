//! `Bodies`: reads a request's body, all of it, within the limits of size and time.

use std::time::Duration;

use actix_web::{
    HttpRequest, HttpResponse,
    dev::Payload,
    http::{ConnectionType, StatusCode, header},
    web::Bytes,
};
use clock::SharedClock;
use futures::StreamExt;
use login_type::{CallError, ErrorKind};

use super::unfinished_bodies::{Share, UnfinishedBodies};
use crate::request_context::RequestContext;

/// When a body may be sent again for which there was no room.
const LATER: Duration = Duration::from_secs(1);

/// How long and how slow a body may be.
#[derive(Clone, Copy, Debug)]
pub struct BodyLimits {
    /// Its length in bytes.
    pub bytes: usize,
    /// From the end of the head to the end of the body.
    pub time: Duration,
}

/// Reads bodies, all within the same limits.
#[derive(Clone, Debug)]
pub struct Bodies {
    limits: BodyLimits,
    unfinished: UnfinishedBodies,
    clock: SharedClock,
}

/// Why a body could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BodyError {
    /// The connection ended before the body did.
    #[error("the request body ended early")]
    Broken,
    /// It is longer than so many bytes.
    #[error("the body is longer than {0} bytes (server.body_limit_bytes)")]
    TooLong(usize),
    /// It took longer than this.
    #[error("the body did not arrive in time: send it within {} s", .0.as_secs())]
    Late(Duration),
    /// The memory of bodies on their way was needed for shorter ones.
    #[error("too many request bodies are being received: send it again")]
    NoRoom,
}

impl BodyError {
    /// The status for pages and functions that answer plain HTTP.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Broken => StatusCode::BAD_REQUEST,
            Self::TooLong(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Late(_) => StatusCode::REQUEST_TIMEOUT,
            Self::NoRoom => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

impl From<&BodyError> for CallError {
    fn from(error: &BodyError) -> Self {
        let kind = match error {
            BodyError::TooLong(_) => ErrorKind::TooLarge,
            BodyError::Broken | BodyError::Late(_) => ErrorKind::Malformed,
            BodyError::NoRoom => ErrorKind::TooManyRequests { retry_after: LATER },
        };
        Self::new(kind, error.to_string())
    }
}

/// The answer to a body that was not read to its end; the connection ends with it.
pub fn close(mut answer: HttpResponse) -> HttpResponse {
    answer.head_mut().set_connection_type(ConnectionType::Close);
    answer
}

impl Bodies {
    /// Reads within these limits; the memory of bodies on their way is counted in `unfinished`.
    pub fn new(limits: BodyLimits, unfinished: UnfinishedBodies, clock: SharedClock) -> Self {
        Self { limits, unfinished, clock }
    }

    /// The whole body; one that says beforehand that it is too long is not read at all.
    pub(crate) async fn read(&self, request: &HttpRequest, body: Payload) -> Result<Bytes, BodyError> {
        let BodyLimits { bytes, time } = self.limits;
        let length = request.headers().get(header::CONTENT_LENGTH);
        let length: Option<usize> = length.and_then(|length| length.to_str().ok()?.trim().parse().ok());
        if length.is_some_and(|length| length > bytes) {
            return Err(BodyError::TooLong(bytes));
        }
        let room = self.unfinished.begin(RequestContext::of(request).client, length);
        let ended = room.ended();
        tokio::select! {
            biased;
            () = ended => Err(BodyError::NoRoom),
            read = collect(body, bytes, room) => read.map(Bytes::from),
            () = self.clock.sleep(time) => Err(BodyError::Late(time)),
        }
    }
}

/// Gathers what comes, within its room: the memory grows with what has come, not with what was announced.
async fn collect(mut body: Payload, limit: usize, mut room: Share) -> Result<Vec<u8>, BodyError> {
    let mut gathered: Vec<u8> = Vec::new();
    while let Some(chunk) = body.next().await {
        let chunk = chunk.map_err(|_| BodyError::Broken)?;
        let length = gathered.len() + chunk.len();
        if length > limit {
            return Err(BodyError::TooLong(limit));
        }
        let capacity = gathered.capacity();
        if length > capacity {
            let wanted = length.max(2 * capacity).min(limit);
            room.grow(wanted - capacity).map_err(|_| BodyError::NoRoom)?;
            gathered.reserve_exact(wanted - gathered.len());
        }
        gathered.extend_from_slice(&chunk);
    }
    Ok(gathered)
}
