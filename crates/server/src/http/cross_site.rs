//! What a browser marks as coming from another origin is refused before it counts towards any limit; pages of an app's
//! `allowedOrigins` may call the app's functions, and anybody may read the public keys.
//!
//! A web page could otherwise use up its visitor's limits, or log the visitor out. Programs send no mark and are let
//! through, and so are navigations to pages: a link, and the way back from WeCom.

use actix_web::{
    Error, HttpRequest, HttpResponse,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{
        Method, StatusCode,
        header::{self, HeaderMap, HeaderName, HeaderValue},
    },
    middleware::Next,
    web::Data,
};

use web::page;

use super::{body, jwks, request_context, rpc, target};
use crate::state::AppState;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const SEC_FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");
const SEC_FETCH_DEST: HeaderName = HeaderName::from_static("sec-fetch-dest");

/// What a page of another origin may read of an answer beside its body.
const EXPOSED: HeaderValue = HeaderValue::from_static("retry-after, x-request-id");

/// How long a browser may keep the answer to its preflight, in seconds.
const PREFLIGHT_SECONDS: HeaderValue = HeaderValue::from_static("600");

/// Lets a request on, answers its preflight, or refuses it.
pub(crate) async fn guard(
    state: Data<AppState>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    if is_for_everybody(&request) || !is_foreign(&request, &state) {
        return Ok(next.call(request).await?.map_into_left_body());
    }
    let Some(reader) = reader(&request, &state) else {
        let answer = refusal(&request);
        return Ok(request.into_response(answer).map_into_right_body());
    };
    if is_preflight(&request) {
        let mut answer = HttpResponse::NoContent().finish();
        permit(answer.headers_mut(), reader);
        return Ok(request.into_response(answer).map_into_right_body());
    }
    let mut answered = next.call(request).await?;
    expose(answered.headers_mut(), reader);
    Ok(answered.map_into_left_body())
}

/// Whether the browser says that another site led it here: a link of it, or a redirect.
pub(crate) fn is_led_by_another(request: &HttpRequest) -> bool {
    let site = request.headers().get(&SEC_FETCH_SITE).map(HeaderValue::as_bytes);
    matches!(site, Some(b"cross-site" | b"same-site"))
}

/// Whether the browser marks the request as coming from another origin.
fn is_foreign(request: &ServiceRequest, state: &AppState) -> bool {
    match text(request, &SEC_FETCH_SITE) {
        _ if is_led_by_another(request.request()) => !(is_navigation(request) && is_at_page(request, state)),
        Some("same-origin" | "none") => false,
        _ => request.headers().get(header::ORIGIN).is_some_and(|origin| !is_own(request, state, origin)),
    }
}

/// Whether the browser goes to the address as to a page: by a link, a typed address, a redirect. Frames are not among
/// them, because no page of ours may be framed, and neither are forms.
fn is_navigation(request: &ServiceRequest) -> bool {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let is_document = text(request, &SEC_FETCH_DEST).is_none_or(|destination| destination == "document");
    reads && is_document && text(request, &SEC_FETCH_MODE) == Some("navigate")
}

/// Whether the address is one that people are led to: a page, or a function that answers plain HTTP, not one whose
/// refusals count as guesses.
fn is_at_page(request: &ServiceRequest, state: &AppState) -> bool {
    let function = request.path().strip_prefix(rpc::PREFIX);
    function.is_none_or(|path| target::asks_plainly(&state.catalog(), path))
}

/// Whether an origin is the server's own: that of its public URL, or of the address under which this very request came if
/// that has the same host, as where a port is forwarded.
fn is_own(request: &ServiceRequest, state: &AppState, origin: &HeaderValue) -> bool {
    let Ok(origin) = origin.to_str() else { return false };
    if origin == state.public_url.origin().ascii_serialization() {
        return true;
    }
    let own = text(request, &header::HOST).filter(|host| state.is_own_host(request_context::host_name(host)));
    origin.split_once("://").map(|(_, authority)| authority).is_some_and(|authority| own == Some(authority))
}

/// Whether any page may read what is asked for: the public keys.
fn is_for_everybody(request: &ServiceRequest) -> bool {
    request.path() == jwks::PATH && matches!(*request.method(), Method::GET | Method::HEAD)
}

/// The request's origin, if the app whose function it calls allows it to read the answer.
fn reader(request: &ServiceRequest, state: &AppState) -> Option<HeaderValue> {
    let origin = request.headers().get(header::ORIGIN)?;
    let path = request.path().strip_prefix(rpc::PREFIX)?;
    let catalog = state.catalog();
    let app = target::app(&catalog, path)?;
    let is_allowed = app.allowed_origins().iter().any(|allowed| allowed.as_str().as_bytes() == origin.as_bytes());
    is_allowed.then(|| origin.clone())
}

fn is_preflight(request: &ServiceRequest) -> bool {
    *request.method() == Method::OPTIONS && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
}

/// The answer to a preflight: functions are called with a bearer token, never with cookies.
fn permit(headers: &mut HeaderMap, reader: HeaderValue) {
    let allowed = HeaderValue::from_static("authorization, content-type");
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST"));
    headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, allowed);
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, PREFLIGHT_SECONDS);
    expose(headers, reader);
}

fn expose(headers: &mut HeaderMap, reader: HeaderValue) {
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, reader);
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
    headers.append(header::VARY, HeaderValue::from_static("origin"));
}

fn refusal(request: &ServiceRequest) -> HttpResponse<BoxBody> {
    let message = "this request comes from a web page of another origin: an app's functions answer the origins that its \
                   app.json lists as allowedOrigins, and nothing else does";
    let answer = if request.path().starts_with(rpc::PREFIX) {
        HttpResponse::Forbidden().content_type("text/plain; charset=utf-8").body(message)
    } else {
        page::message(StatusCode::FORBIDDEN, "请求来自其他网站", "This request came from another site.", None)
    };
    // Its body is not read.
    body::close(answer)
}

fn text<'a>(request: &'a ServiceRequest, name: &HeaderName) -> Option<&'a str> {
    request.headers().get(name)?.to_str().ok()
}
