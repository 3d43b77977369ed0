//! `GET` and `POST {issuer}/oidc/authorize`: a client asks for a login (OpenID Connect Core, section 3.1.2.1).

use actix_web::{HttpRequest, HttpResponse, ResponseError as _, http::StatusCode, web::Data};
use oidc::Parameters;
use web::{
    page,
    rights::{FormError, NotSignedIn, OAuthForm, SignedIn},
};

use super::{progress, texts};
use crate::http::oidc::{Oidc, site::session};

/// Takes a request for a login.
pub(super) async fn authorize(
    request: HttpRequest,
    signed_in: Result<SignedIn, NotSignedIn>,
    oidc: Data<Oidc>,
) -> HttpResponse {
    let Some(site) = oidc.site(&request) else { return crate::pages::not_found().await };
    if let Err(error @ NotSignedIn::Unavailable(_)) = &signed_in {
        return error.error_response();
    }
    let parameters = Parameters::parse(request.query_string());
    let signed_in = signed_in.ok();
    let progress = oidc.provider.authorize(oidc.at(&site), &parameters, session(signed_in.as_ref())).await;
    progress::show(&request, &oidc, &site, progress)
}

/// Takes a request in a form. A browser sends no cookie with another site's form, so the request is kept and the browser led
/// on to it: what is in the form stands in no address.
pub(super) async fn posted(request: HttpRequest, form: Result<OAuthForm, FormError>, oidc: Data<Oidc>) -> HttpResponse {
    let Some(site) = oidc.site(&request) else { return crate::pages::not_found().await };
    let parameters = match form {
        Ok(form) => Parameters::parse(&form.0),
        Err(error) => return error.error_response(),
    };
    let progress = oidc.provider.take_in(oidc.at(&site), &parameters).await;
    progress::show(&request, &oidc, &site, progress.map(Some))
}

/// Answers a `HEAD`: a program that only looks sets nothing going.
pub(super) async fn look(request: HttpRequest, oidc: Data<Oidc>) -> HttpResponse {
    if oidc.site(&request).is_none() {
        return crate::pages::not_found().await;
    }
    page::tell(StatusCode::OK, &texts::SIGN_IN, None)
}
