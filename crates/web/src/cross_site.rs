//! Requests that a browser marks as another origin's are refused before they count towards any limit, but for what
//! [`Openings`] lets them do.
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

use crate::{
    limits::body,
    page::{self, Notice},
    public_url::PublicUrl,
    request_context, texts,
};

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const SEC_FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");
const SEC_FETCH_DEST: HeaderName = HeaderName::from_static("sec-fetch-dest");

/// The headers that a page of another origin may read.
const EXPOSED: HeaderValue = HeaderValue::from_static("retry-after, x-request-id");

/// How long a browser may keep the answer to its preflight, in seconds.
const PREFLIGHT_SECONDS: HeaderValue = HeaderValue::from_static("600");

/// Knows which addresses are open to pages of other origins.
pub trait Openings: Send + Sync {
    /// Whether any page may read what lies at the path.
    fn is_for_everybody(&self, path: &str) -> bool;

    /// Whether people are led to the path by links, so that its refusals count as no guesses.
    fn is_page(&self, path: &str) -> bool;

    /// Whether other sites lead people to the path in any way, by a form or in a frame too, as clients do to an authorization
    /// endpoint.
    fn is_doorway(&self, path: &str) -> bool;

    /// Whether reverse proxies ask at the path, with the headers of whatever request they ask about.
    fn is_for_proxies(&self, path: &str) -> bool;

    /// Whether pages of the origin may call what lies at the path.
    fn is_open_to(&self, path: &str, origin: &[u8]) -> bool;

    /// Whether programs call the path: they are refused by plain text.
    fn is_for_programs(&self, path: &str) -> bool;
}

/// Lets a request on, answers its preflight, or refuses it.
///
/// # Errors
/// The errors of the handler.
pub async fn guard(
    openings: Data<dyn Openings>,
    public_url: Data<PublicUrl>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let is_for_everybody = reads(&request) && openings.is_for_everybody(request.path());
    let is_led_to_page = is_navigation(&request) && openings.is_page(request.path());
    let is_led = text(request.request(), &SEC_FETCH_MODE).is_none_or(|mode| mode == "navigate");
    let is_led_to_page = is_led_to_page || (is_led && openings.is_doorway(request.path()));
    let is_for_proxies = openings.is_for_proxies(request.path());
    if is_for_everybody || is_for_proxies || is_led_to_page || !is_foreign(request.request(), &public_url) {
        return Ok(next.call(request).await?.map_into_left_body());
    }
    let Some(reader) = reader(&request, &**openings) else {
        let answer = refusal(openings.is_for_programs(request.path()));
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
pub fn is_led_by_another(request: &HttpRequest) -> bool {
    let site = request.headers().get(&SEC_FETCH_SITE).map(HeaderValue::as_bytes);
    matches!(site, Some(b"cross-site" | b"same-site"))
}

/// Whether the browser marks the request as coming from another origin.
pub(crate) fn is_foreign(request: &HttpRequest, public_url: &PublicUrl) -> bool {
    match text(request, &SEC_FETCH_SITE) {
        _ if is_led_by_another(request) => true,
        Some("same-origin" | "none") => false,
        _ => request.headers().get(header::ORIGIN).is_some_and(|origin| !is_own(request, public_url, origin)),
    }
}

/// Whether another site leads the browser to the address as to a page: by a link, a redirect. Frames are not among them,
/// because no page of ours may be framed, and neither are forms.
fn is_navigation(request: &ServiceRequest) -> bool {
    let is_led = is_led_by_another(request.request());
    let is_document = text(request.request(), &SEC_FETCH_DEST).is_none_or(|destination| destination == "document");
    is_led && reads(request) && is_document && text(request.request(), &SEC_FETCH_MODE) == Some("navigate")
}

/// Whether an origin is the server's own: that of its public URL, or of the address under which this very request came if
/// that has the same host, as where a port is forwarded.
fn is_own(request: &HttpRequest, public_url: &PublicUrl, origin: &HeaderValue) -> bool {
    let Ok(origin) = origin.to_str() else { return false };
    if origin == public_url.as_url().origin().ascii_serialization() {
        return true;
    }
    let own = text(request, &header::HOST).filter(|host| public_url.is_own_host(request_context::host_name(host)));
    origin.split_once("://").map(|(_, authority)| authority).is_some_and(|authority| own == Some(authority))
}

/// The request's origin, if it may call the address and read the answer.
fn reader(request: &ServiceRequest, openings: &dyn Openings) -> Option<HeaderValue> {
    let origin = request.headers().get(header::ORIGIN)?;
    openings.is_open_to(request.path(), origin.as_bytes()).then(|| origin.clone())
}

fn reads(request: &ServiceRequest) -> bool {
    matches!(*request.method(), Method::GET | Method::HEAD)
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

fn refusal(is_for_programs: bool) -> HttpResponse<BoxBody> {
    let message = "this request comes from a web page of another origin: an app's functions answer the origins that its \
                   app.json lists as allowedOrigins, and nothing else does";
    let answer = if is_for_programs {
        HttpResponse::Forbidden().content_type("text/plain; charset=utf-8").body(message)
    } else {
        page::tell(StatusCode::FORBIDDEN, Notice::new(&texts::NOT_TAKEN, &texts::FOREIGN), None)
    };
    // Its body is not read.
    body::close(answer)
}

fn text<'a>(request: &'a HttpRequest, name: &HeaderName) -> Option<&'a str> {
    request.headers().get(name)?.to_str().ok()
}
