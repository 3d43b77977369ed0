//! Answers to clients: JSON that nobody keeps, and errors as the standards have them.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, http::header};
use error_chain::ErrorChain;
use oidc::{ProviderError, token::TokenError};
use serde::Serialize;
use serde_json::json;
use web::{RequestContext, limits::rate::TooMany, retry_after, rights::FormError};

use super::served_issuer::Oidc;

/// An answer that holds tokens or claims (RFC 6749, section 5.1).
pub(super) fn private(answer: &impl Serialize) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::PRAGMA, "no-cache"))
        .json(answer)
}

/// An error (RFC 6749, section 5.2).
pub(super) fn error(status: StatusCode, code: &str, description: &str) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::PRAGMA, "no-cache"))
        .json(json!({ "error": code, "error_description": description }))
}

/// Why a form was not read.
pub(super) fn unread(reason: &FormError) -> HttpResponse {
    let answer = error(actix_web::ResponseError::status_code(reason), "invalid_request", &reason.to_string());
    web::limits::body::close(answer)
}

/// The answer to a client that proves itself, counted under the endpoint's name.
pub(super) fn to_client(
    request: &HttpRequest,
    oidc: &Oidc,
    endpoint: &'static str,
    answered: Result<impl Serialize, TokenError>,
) -> HttpResponse {
    oidc.metrics.openid(endpoint, answered.as_ref().map_or_else(TokenError::as_str, |_| "ok"));
    match answered {
        Ok(answer) => private(&answer),
        Err(refused) => refusal(request, oidc, &refused),
    }
}

/// Why there are no tokens. A wrong secret counts as a guess of its address.
fn refusal(request: &HttpRequest, oidc: &Oidc, refused: &TokenError) -> HttpResponse {
    let status = match refused {
        TokenError::InvalidClient { .. } => StatusCode::UNAUTHORIZED,
        TokenError::Provider(error) => return failure(error),
        _ => StatusCode::BAD_REQUEST,
    };
    let mut answer = error(status, refused.as_str(), &refused.to_string());
    if let TokenError::InvalidClient { by_basic } = refused {
        oidc.rate.guessed_wrong(RequestContext::of(request).client);
        if *by_basic {
            let challenge = header::HeaderValue::from_static("Basic realm=\"wecom-login\"");
            answer.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
        }
    }
    tracing::info!(error = refused.as_str(), description = %refused, "a client was refused");
    answer
}

/// A failure of ours.
pub(super) fn failure(failed: &ProviderError) -> HttpResponse {
    tracing::error!(error = %failed.chain(), "the OpenID provider failed");
    if failed.is_retryable() {
        let description = "the server cannot reach its database; try again in a moment";
        error(StatusCode::SERVICE_UNAVAILABLE, "temporarily_unavailable", description)
    } else {
        error(StatusCode::INTERNAL_SERVER_ERROR, "server_error", "an internal error; the log has the details")
    }
}

/// An address that presented too many wrong secrets.
pub(super) fn too_many(too_many: TooMany) -> HttpResponse {
    let description =
        format!("too many wrong credentials came from this network; try again in {} s", too_many.seconds());
    let mut answer = error(StatusCode::TOO_MANY_REQUESTS, "temporarily_unavailable", &description);
    retry_after::set(&mut answer, too_many.retry_after);
    answer
}

/// No such issuer.
pub(super) fn no_issuer() -> HttpResponse {
    error(StatusCode::NOT_FOUND, "not_found", "this server has no such app")
}

/// A document that any page may read and a cache keep.
pub(super) fn public(answer: &impl Serialize, max_age: u64) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .insert_header((header::CACHE_CONTROL, format!("public, max-age={max_age}")))
        .json(answer)
}
