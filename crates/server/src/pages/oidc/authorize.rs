//! `GET` and `POST {issuer}/oidc/authorize`: a client asks for a login (OpenID Connect Core, section 3.1.2.1).

use actix_web::{HttpRequest, HttpResponse, ResponseError as _, http::StatusCode};
use oidc::Parameters;
use web::{
    language,
    page::{self, Notice},
    rights::{FormError, OAuthForm},
};

use super::{
    progress, texts,
    visitor::{PageIssuer, Visitor},
};
use crate::http::oidc::Oidc;

/// Takes a request for a login.
pub(super) async fn authorize(request: HttpRequest, visitor: Visitor) -> HttpResponse {
    let parameters = Parameters::parse(request.query_string());
    let provider = &visitor.oidc.provider;
    let progress = provider.authorize(visitor.at(), &parameters, visitor.session.as_ref()).await;
    with_language(&visitor.oidc, &parameters, progress::show(&request, &visitor.oidc, &visitor.served, progress))
}

/// The answer, with the language that the client asks for kept for the login.
fn with_language(oidc: &Oidc, parameters: &Parameters, mut answer: HttpResponse) -> HttpResponse {
    if let Some(locales) = parameters.get("ui_locales") {
        language::adopt(&mut answer, &oidc.cookies, locales);
    }
    answer
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
    let answer = progress::show(&request, &issuer.oidc, &issuer.served, progress.map(Some));
    with_language(&issuer.oidc, &parameters, answer)
}

/// Answers a `HEAD`: a program that only looks sets nothing going.
pub(super) async fn look(_: PageIssuer) -> HttpResponse {
    page::tell(StatusCode::OK, Notice::new(&texts::SIGN_IN, &texts::CONTINUE), None)
}
