//! A span and a log line a request: method, path, status, duration. Never the query: codes and signatures travel in it.

use std::{sync::Arc, time::Duration};

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
use clock::SharedClock;
use tracing::Instrument;

use crate::{
    limits::connections::Connections,
    observer::Observer,
    request_context::{ContextReader, RequestContext, X_REQUEST_ID},
    rights::seal,
    visit::Visit,
};

/// The target of the access log's lines.
pub const ACCESS: &str = "access";

/// How long a browser that was here by https comes by https alone.
const A_YEAR: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// The parts that note each request.
#[derive(Clone)]
pub struct Trace {
    pub(crate) contexts: ContextReader,
    pub(crate) connections: Connections,
    pub(crate) observer: Arc<dyn Observer>,
    pub(crate) clock: SharedClock,
    /// Whether each request is a line of the log.
    pub(crate) logs_access: bool,
}

/// Gives the request its id, for the answer and for every line that is logged on its way; logs it once it is answered,
/// keeps its body sealed until its rights were looked at, and keeps pages from being sniffed.
///
/// # Errors
/// The errors of the handler.
pub async fn trace(
    trace: Data<Trace>,
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let begun = trace.clock.now();
    let connection = trace.connections.begun(&request);
    let context = trace.contexts.read(&request);
    let id = HeaderValue::from_str(&context.id);
    let span = tracing::info_span!(
        "http.request",
        request.id = %context.id,
        method = %request.method(),
        path = request.path()
    );
    let visit = Visit::of(request.request(), &context.id);
    request.extensions_mut().insert(context);
    seal(&mut request);
    let answered = async {
        let answered = next.call(request).await?;
        let duration = trace.clock.now().since(begun);
        let status = answered.status().as_u16();
        trace.observer.answered(route(answered.request()), status, duration);
        tracing::debug!(status, duration_ms = duration.as_millis(), "answered");
        if trace.logs_access {
            note_access(answered.request(), status, duration);
        }
        Ok::<_, Error>(answered)
    };
    let answered = visit.during(answered.instrument(span)).await;
    trace.connections.answered(connection);
    let mut response = answered?;
    if trace.connections.are_crowded() {
        response.response_mut().head_mut().set_connection_type(ConnectionType::Close);
    }
    let headers = response.headers_mut();
    headers.insert(HeaderName::from_static("x-content-type-options"), HeaderValue::from_static("nosniff"));
    headers.insert(HeaderName::from_static("referrer-policy"), HeaderValue::from_static("same-origin"));
    if trace.contexts.public_url.is_https() {
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

/// The route that answered; below a prefix, the prefix is all there is to say: `/api/{path}`.
fn route(request: &HttpRequest) -> Option<String> {
    let below_a_prefix = || {
        let prefix = request.path().strip_suffix(request.match_info().unprocessed())?;
        (!prefix.is_empty()).then(|| format!("{prefix}/{{path}}"))
    };
    request.match_pattern().or_else(below_a_prefix)
}
