//! A log line a request: method, path, status, duration. Never the query: codes and signatures travel in it.

use actix_web::{
    Error,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    middleware::Next,
    web,
};

use crate::state::AppState;

/// Logs the request once it is answered, and keeps pages from being framed or sniffed.
pub(crate) async fn trace(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    use actix_web::http::header::{HeaderName, HeaderValue};
    let clock = request.app_data::<web::Data<AppState>>().map(|state| state.clock().clone());
    let begun = clock.as_ref().map(|clock| clock.now());
    let (method, path) = (request.method().clone(), request.path().to_owned());
    let mut response = next.call(request).await?;
    let headers = response.headers_mut();
    headers.insert(HeaderName::from_static("x-content-type-options"), HeaderValue::from_static("nosniff"));
    headers.insert(HeaderName::from_static("referrer-policy"), HeaderValue::from_static("no-referrer"));
    let duration_ms = clock.zip(begun).map(|(clock, begun)| clock.now().since(begun).as_millis());
    tracing::debug!(%method, path, status = response.status().as_u16(), ?duration_ms, "answered");
    Ok(response)
}
