//! `GET {issuer}/.well-known/openid-configuration` (OpenID Connect Discovery, section 4) and
//! `GET /.well-known/oauth-authorization-server/{org}/{app}` (RFC 8414, section 3).

use actix_web::{HttpRequest, HttpResponse, web::Data};

use super::{answer, served_issuer::Oidc};

/// How long the metadata may be kept, in seconds.
const MAX_AGE: u64 = 300;

/// The metadata of the issuer.
pub(super) async fn discovery(request: HttpRequest, oidc: Data<Oidc>) -> HttpResponse {
    let Some(served) = oidc.issuer(&request) else { return answer::no_issuer() };
    answer::public(&oidc::discovery::document(&served.issuer), MAX_AGE)
}
