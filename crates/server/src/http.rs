//! The machine-facing side: functions of elements, keys, health, metrics, the API's description.

mod api_page;
mod audit;
pub(crate) mod body;
pub(crate) mod bounds;
mod caller;
pub(crate) mod connections;
pub(crate) mod cross_site;
mod data_types;
mod envelope;
mod failure_log;
pub(crate) mod health;
mod jwks;
pub(crate) mod management;
mod metrics;
mod openapi;
pub(crate) mod request_context;
mod rpc;
mod target;
pub(crate) mod trace;

use actix_web::{
    middleware::from_fn,
    web::{ServiceConfig, scope, to},
};
use web::methods::read_only;

/// Adds the routes.
pub(crate) fn configure(config: &mut ServiceConfig) {
    config
        .service(read_only("/healthz", health::healthz))
        .service(read_only("/readyz", health::readyz).wrap(from_fn(management::guard)))
        .service(read_only("/metrics", metrics::metrics).wrap(from_fn(management::guard)))
        .service(read_only("/openapi.json", openapi::document).wrap(from_fn(management::guard)))
        .service(read_only("/docs", api_page::page).wrap(from_fn(management::guard)))
        .service(read_only(jwks::PATH, jwks::jwks))
        .service(scope(rpc::PREFIX).default_service(to(rpc::function)));
}
