//! `GET {issuer}/oidc/jwks`: the public keys that verify ID tokens and access tokens (RFC 7517, section 5).

use accounts::{JWKS_MAX_AGE, LocalAccounts};
use actix_web::{HttpRequest, HttpResponse, web::Data};

use super::{answer, served_issuer::Oidc};

/// The keys that sign now, those that will soon, and those whose tokens may still be alive.
pub(super) async fn jwks(request: HttpRequest, oidc: Data<Oidc>, accounts: Data<LocalAccounts>) -> HttpResponse {
    if oidc.issuer(&request).is_none() {
        return answer::no_issuer();
    }
    match accounts.jwks_of_all().await {
        Ok(keys) => answer::public(&keys, JWKS_MAX_AGE.as_secs()),
        Err(error) => answer::failure(&error.into()),
    }
}
