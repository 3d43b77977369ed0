//! How long a request's head may be; what is longer than the connection's buffer (128 KiB, 96 headers) is refused before.

use actix_web::{
    Error, HttpResponse,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::{ConnectionType, StatusCode},
    middleware::Next,
    web::Data,
};

/// How long a head may be.
#[derive(Clone, Copy, Debug)]
pub struct HeadLimits {
    /// Path and query, in bytes.
    pub url: usize,
    /// Names and values of all headers, in bytes.
    pub headers: usize,
}

/// Refuses a head that is too long, and says how long it may be.
///
/// # Errors
/// The errors of the handler.
pub async fn bound(
    limits: Data<HeadLimits>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    match excess(&request, **limits) {
        None => Ok(next.call(request).await?.map_into_left_body()),
        Some((status, message)) => {
            let mut answer = HttpResponse::build(status).content_type("text/plain; charset=utf-8").body(message);
            answer.head_mut().set_connection_type(ConnectionType::Close);
            Ok(request.into_response(answer).map_into_right_body())
        }
    }
}

fn excess(request: &ServiceRequest, limits: HeadLimits) -> Option<(StatusCode, String)> {
    let url = request.uri().path_and_query().map_or(0, |url| url.as_str().len());
    if url > limits.url {
        let message = format!("the address is {url} bytes long, path and query; {} are allowed", limits.url);
        return Some((StatusCode::URI_TOO_LONG, message));
    }
    let headers: usize = request.headers().iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
    (headers > limits.headers).then(|| {
        let message = format!("the headers are {headers} bytes long; {} are allowed", limits.headers);
        (StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, message)
    })
}
