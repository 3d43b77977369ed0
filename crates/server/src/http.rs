//! The machine-facing side: functions of elements, keys, health, metrics, the API's description.

mod api_page;
mod arguments;
mod call;
mod data_types;
mod envelope;
mod failure_log;
mod forward_auth;
pub(crate) mod health;
mod jwks;
pub(crate) mod management;
pub(crate) mod metrics;
pub(crate) mod oidc;
mod openapi;
pub(crate) mod openings;
pub(crate) mod rpc;
mod target;
mod texts;
mod verification_file;

use actix_web::web::{ServiceConfig, resource, scope, to};
use web::methods::read_only;

/// Adds the routes.
pub(crate) fn configure(config: &mut ServiceConfig) {
    config
        .service(read_only("/healthz", health::healthz))
        .service(read_only("/readyz", health::readyz))
        .service(read_only("/metrics", metrics::metrics))
        .service(read_only("/openapi.json", openapi::document))
        .service(read_only("/docs", api_page::page))
        .service(read_only(verification_file::PATH, verification_file::verification_file))
        .service(read_only(jwks::PATH, jwks::jwks))
        .configure(oidc::configure)
        .service(resource(forward_auth::PATH).to(forward_auth::forward_auth))
        .service(scope(rpc::PREFIX).default_service(to(rpc::function)));
}
