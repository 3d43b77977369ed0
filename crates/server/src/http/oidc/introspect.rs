//! `POST {issuer}/oidc/introspect`: whether a token is good (RFC 7662).

use actix_web::{HttpRequest, HttpResponse, http::header, web::Data};
use oidc::{Parameters, token::ClientRequest};
use web::{
    RequestContext,
    rights::{FormError, OAuthForm},
};

use super::{answer, site::Oidc};

/// Answers a client that proves itself; of an address that presented too many wrong secrets none is looked at any more.
pub(super) async fn introspect(
    request: HttpRequest,
    form: Result<OAuthForm, FormError>,
    oidc: Data<Oidc>,
) -> HttpResponse {
    let Some(site) = oidc.site(&request) else { return answer::no_issuer() };
    let form = match form {
        Ok(form) => form,
        Err(error) => return answer::unread(&error),
    };
    if let Err(too_many) = oidc.rate.admit_guess(RequestContext::of(&request).client) {
        return answer::too_many(too_many);
    }
    let authorization = request.headers().get(header::AUTHORIZATION).map(|value| value.to_str().unwrap_or_default());
    let parameters = Parameters::parse(&form.0);
    match oidc.provider.introspect(oidc.at(&site), ClientRequest { authorization, parameters: &parameters }).await {
        Ok(told) => answer::private(&told),
        Err(refused) => answer::refusal(&request, &oidc, &refused),
    }
}
