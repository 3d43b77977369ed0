//! Leads a browser that came by another host name to the public URL, before anything begins.
//!
//! A login that was begun under `localhost` could never end under `127.0.0.1`: its cookie stays with the first host. A
//! proxy in front must therefore pass the host on, in `Host`, or in `X-Forwarded-Host` where it is trusted.

use actix_web::{
    Error, HttpRequest, HttpResponse,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{Method, StatusCode, header},
    middleware::Next,
    web::Data,
};

use crate::{limits::body, public_url::PublicUrl, request_context::RequestContext};

/// Redirects to the same path under the public URL where the request came by another host name.
///
/// # Errors
/// The errors of the handler.
pub async fn lead_home(
    public_url: Data<PublicUrl>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let host = RequestContext::of(request.request()).host;
    if host.is_none_or(|host| public_url.is_own_host(&host)) {
        return Ok(next.call(request).await?.map_into_left_body());
    }
    let answer = home(&request, &public_url);
    Ok(request.into_response(answer).map_into_right_body())
}

/// The redirect; a form is not sent on, because it would come from another origin then.
fn home(request: &ServiceRequest, public_url: &PublicUrl) -> HttpResponse<BoxBody> {
    redirect(request.request(), public_url, request.uri().path_and_query().map_or("/", |path| path.as_str()))
}

/// The redirect to a path under the public URL.
pub fn redirect(request: &HttpRequest, public_url: &PublicUrl, path: &str) -> HttpResponse<BoxBody> {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let status = if reads { StatusCode::TEMPORARY_REDIRECT } else { StatusCode::SEE_OTHER };
    let answer = HttpResponse::build(status)
        .insert_header((header::LOCATION, format!("{}{path}", public_url.as_url().as_str().trim_end_matches('/'))))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .finish();
    if reads { answer } else { body::close(answer) }
}
