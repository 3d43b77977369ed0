//! A span and a log line a request: method, path, status, duration. Never the query: codes and signatures travel in it.

use std::time::Duration;

use actix_web::{
    Error, HttpMessage, HttpRequest,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::{
        ConnectionType,
        header::{HeaderName, HeaderValue, STRICT_TRANSPORT_SECURITY, USER_AGENT},
    },
    middleware::Next,
    web::Data,
};
use tracing::Instrument;

use super::{
    request_context::{RequestContext, X_REQUEST_ID},
    rpc,
};
use crate::{state::AppState, telemetry::ACCESS};

/// How long a browser that was here by https comes by https alone.
const A_YEAR: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// Gives the request its id, for the answer and for every line that is logged on its way; logs it once it is answered,
/// and keeps pages from being framed or sniffed.
pub(crate) async fn trace(
    state: Data<AppState>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let begun = state.clock().now();
    let connection = state.connections.begun(&request);
    let context = RequestContext::of_new(&request, &state);
    let id = HeaderValue::from_str(&context.id);
    let span = tracing::info_span!(
        "http.request",
        request.id = %context.id,
        method = %request.method(),
        path = request.path()
    );
    request.extensions_mut().insert(context);
    let answered = async {
        let answered = next.call(request).await?;
        let duration = state.clock().now().since(begun);
        let status = answered.status().as_u16();
        state.metrics.answered(route(answered.request()), status, duration);
        tracing::debug!(status, duration_ms = duration.as_millis(), "answered");
        if state.logs_access {
            note_access(answered.request(), status, duration);
        }
        Ok::<_, Error>(answered)
    };
    let answered = answered.instrument(span).await;
    state.connections.answered(connection);
    let mut response = answered?;
    if state.connections.are_crowded() {
        response.response_mut().head_mut().set_connection_type(ConnectionType::Close);
    }
    let headers = response.headers_mut();
    headers.insert(HeaderName::from_static("x-content-type-options"), HeaderValue::from_static("nosniff"));
    headers.insert(HeaderName::from_static("referrer-policy"), HeaderValue::from_static("same-origin"));
    if state.is_https() {
        headers.insert(STRICT_TRANSPORT_SECURITY, A_YEAR);
    }
    if let Ok(id) = id {
        headers.insert(X_REQUEST_ID, id);
    }
    Ok(response)
}

/// The line of the access log; like the span, without the query.
fn note_access(request: &HttpRequest, status: u16, duration: Duration) {
    let RequestContext { id, client, .. } = RequestContext::of(request);
    let agent = request.headers().get(USER_AGENT).map(|agent| String::from_utf8_lossy(agent.as_bytes()));
    tracing::info!(
        target: ACCESS,
        method = request.method().as_str(),
        path = request.path(),
        status,
        duration_ms = duration.as_millis(),
        client = client.map(tracing::field::display),
        user_agent = agent.as_deref(),
        request.id = id,
        "request"
    );
}

/// Which route answered.
fn route(request: &HttpRequest) -> Option<String> {
    // Below a prefix, what is matched is all there is to say.
    let is_function = || request.match_info().unprocessed() != request.path();
    request.match_pattern().or_else(|| is_function().then(|| rpc::ROUTE.to_owned()))
}
