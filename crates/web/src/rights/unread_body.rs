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

#[cfg(test)]
mod tests {
    use actix_web::{
        App,
        body::MessageBody,
        dev::ServiceResponse,
        middleware::{Next, from_fn},
        test::{TestRequest, call_and_read_body, init_service},
        web::{Form, Json, Payload as RawPayload, post},
    };
    use futures::StreamExt;
    use serde_json::Value;

    use super::*;

    const BODY: &str = r#"{"code":"acme"}"#;

    async fn sealed(
        mut request: ServiceRequest,
        next: Next<impl MessageBody>,
    ) -> Result<ServiceResponse<impl MessageBody>, Error> {
        seal(&mut request);
        next.call(request).await
    }

    async fn gathered(mut body: Payload) -> String {
        let mut gathered = Vec::new();
        while let Some(chunk) = body.next().await {
            gathered.extend_from_slice(&chunk.unwrap());
        }
        String::from_utf8(gathered).unwrap()
    }

    #[actix_web::test]
    async fn a_handler_that_looks_at_no_rights_finds_no_body() {
        let told = |body: Option<String>| std::future::ready(body.unwrap_or_default());
        let app = App::new()
            .wrap(from_fn(sealed))
            .route("/text", post().to(move |body: String| told(Some(body))))
            .route("/bytes", post().to(move |body: Bytes| told(Some(format!("{body:?}").replace("b\"\"", "")))))
            .route("/json", post().to(move |body: Option<Json<Value>>| told(body.map(|it| it.to_string()))))
            .route("/form", post().to(move |body: Option<Form<Value>>| told(body.map(|it| it.to_string()))))
            .route("/payload", post().to(|body: RawPayload| gathered(body.into_inner())))
            .route("/rights", post().to(|request: HttpRequest| gathered(UnreadBody::take(&request).0)));
        let app = init_service(app).await;
        for path in ["/text", "/bytes", "/json", "/form", "/payload", "/rights"] {
            let request = TestRequest::post().uri(path).insert_header(("content-type", "application/json"));
            let body = call_and_read_body(&app, request.set_payload(BODY).to_request()).await;
            let expected = if path == "/rights" { BODY } else { "" };
            assert_eq!(str::from_utf8(&body).unwrap(), expected, "{path}");
        }
    }
}
