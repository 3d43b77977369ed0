//! `GET` and `POST {issuer}/oidc/userinfo`: the claims that an access token opens (OpenID Connect Core, section 5.3).

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web::Data,
};
use oidc::{Parameters, UserinfoError};
use web::rights::{FormError, OAuthForm, bearer};

use super::{answer, served_issuer::Oidc};

/// With the token in `Authorization` (RFC 6750, section 2.1).
pub(super) async fn read(request: HttpRequest, oidc: Data<Oidc>) -> HttpResponse {
    let token = bearer(request.headers()).map(str::to_owned);
    claims(&request, &oidc, token).await
}

/// With the token in `Authorization` or in the form (RFC 6750, section 2.2), never in both.
pub(super) async fn post(request: HttpRequest, form: Result<OAuthForm, FormError>, oidc: Data<Oidc>) -> HttpResponse {
    let form = match form {
        Ok(form) => form,
        Err(error) => return answer::unread(&error),
    };
    let parameters = Parameters::parse(&form.0);
    let in_form = parameters.get("access_token").map(str::to_owned);
    let in_header = bearer(request.headers()).map(str::to_owned);
    if parameters.check().is_err() || (in_form.is_some() && in_header.is_some()) {
        return answer::error(StatusCode::BAD_REQUEST, "invalid_request", "give the access token once");
    }
    claims(&request, &oidc, in_header.or(in_form)).await
}

async fn claims(request: &HttpRequest, oidc: &Oidc, token: Option<String>) -> HttpResponse {
    let Some(served) = oidc.issuer(request) else { return answer::no_issuer() };
    let Some(token) = token else { return challenge(StatusCode::UNAUTHORIZED, None) };
    let answered = oidc.provider.userinfo(oidc.at(&served), &token).await;
    oidc.metrics.openid("userinfo", answered.as_ref().map_or_else(UserinfoError::as_str, |_| "ok"));
    match answered {
        Ok(claims) => answer::private(&claims),
        Err(UserinfoError::Provider(error)) => answer::failure(&error),
        Err(error @ UserinfoError::InsufficientScope) => challenge(StatusCode::FORBIDDEN, Some(&error)),
        Err(error) => challenge(StatusCode::UNAUTHORIZED, Some(&error)),
    }
}

/// The refusal of a token; where none came, without an error (RFC 6750, section 3.1).
fn challenge(status: StatusCode, error: Option<&UserinfoError>) -> HttpResponse {
    let (mut answer, challenge) = match error {
        None => (answer::error(status, "invalid_token", "the access token is missing"), "Bearer".to_owned()),
        Some(error) => {
            let text = format!("Bearer error=\"{}\", error_description=\"{error}\"", error.as_str());
            (answer::error(status, error.as_str(), &error.to_string()), text)
        }
    };
    if let Ok(challenge) = header::HeaderValue::from_str(&challenge) {
        answer.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
    }
    answer
}
