//! `GET /.well-known/jwks.json`: the public keys that verify access tokens.

use accounts::{JWKS_MAX_AGE, LocalAccounts};
use actix_web::{HttpResponse, http::header, web::Data};
use error_chain::ErrorChain;

/// Where the keys are; any page may read them.
pub(super) const PATH: &str = "/.well-known/jwks.json";

/// The keys that sign now and those whose tokens may still be alive.
pub(super) async fn jwks(accounts: Data<LocalAccounts>) -> HttpResponse {
    match accounts.jwks().await {
        Ok(keys) => HttpResponse::Ok()
            // Also where no origin is named: a cache between may keep the answer for those that are.
            .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
            .insert_header((header::CACHE_CONTROL, format!("public, max-age={}", JWKS_MAX_AGE.as_secs())))
            .json(keys),
        Err(error) => {
            tracing::error!(error = %error.chain(), "the signing keys cannot be read");
            HttpResponse::ServiceUnavailable().finish()
        }
    }
}
