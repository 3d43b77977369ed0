//! `UnreadBody`: the body of a request, sealed until its rights were looked at.

use std::future::{Ready, ready};

use actix_web::{
    FromRequest, HttpMessage, HttpRequest,
    dev::{Payload, ServiceRequest},
    error::Error,
    web::Bytes,
};

use super::{admitted::Admitted, gate::Gate};
use crate::limits::body::BodyError;

/// The body as it lies with the request; no other crate can name it, so none can take it.
struct Sealed(Payload);

/// The body of a request, sealed until its rights were looked at.
pub struct UnreadBody(Payload);

/// Takes the body away from all extractors but those of [`rights`](super).
pub(crate) fn seal(request: &mut ServiceRequest) {
    let body = request.take_payload();
    if !matches!(body, Payload::None) {
        request.extensions_mut().insert(Sealed(body));
    }
}

impl UnreadBody {
    /// Takes the sealed body; a request without one has an empty one.
    pub(super) fn take(request: &HttpRequest) -> Self {
        let sealed = request.extensions_mut().remove::<Sealed>();
        Self(sealed.map_or(Payload::None, |sealed| sealed.0))
    }

    /// The whole body, for a request that was admitted.
    ///
    /// # Errors
    /// When it does not arrive within the limits.
    pub async fn read(self, request: &HttpRequest, gate: &Gate, _: &Admitted) -> Result<Bytes, BodyError> {
        self.open(request, gate).await
    }

    pub(super) async fn open(self, request: &HttpRequest, gate: &Gate) -> Result<Bytes, BodyError> {
        gate.bodies.read(request, self.0).await
    }
}

impl FromRequest for UnreadBody {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self::take(request)))
    }
}
