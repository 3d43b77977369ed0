//! `GET` and `POST {issuer}/oidc/authorize`: a client asks for a login (OpenID Connect Core, section 3.1.2.1).

use actix_web::{HttpRequest, HttpResponse, ResponseError as _, http::StatusCode};
use oidc::Parameters;
use web::{
    page,
    rights::{FormError, OAuthForm},
};

use super::{
    progress, texts,
    visitor::{PageIssuer, Visitor},
};

/// Takes a request for a login.
pub(super) async fn authorize(request: HttpRequest, visitor: Visitor) -> HttpResponse {
    let parameters = Parameters::parse(request.query_string());
    let provider = &visitor.oidc.provider;
    let progress = provider.authorize(visitor.at(), &parameters, visitor.session.as_ref()).await;
    progress::show(&request, &visitor.oidc, &visitor.served, progress)
}

/// Takes a request in a form. A browser sends no cookie with another site's form, so the request is kept and the browser led
/// on to it: what is in the form stands in no address.
pub(super) async fn posted(
    request: HttpRequest,
    form: Result<OAuthForm, FormError>,
    issuer: PageIssuer,
) -> HttpResponse {
    let parameters = match form {
        Ok(form) => Parameters::parse(&form.0),
        Err(error) => return error.error_response(),
    };
    let progress = issuer.oidc.provider.take_in(issuer.at(), &parameters).await;
    progress::show(&request, &issuer.oidc, &issuer.served, progress.map(Some))
}

/// Answers a `HEAD`: a program that only looks sets nothing going.
pub(super) async fn look(_: PageIssuer) -> HttpResponse {
    page::tell(StatusCode::OK, &texts::SIGN_IN, None)
}
