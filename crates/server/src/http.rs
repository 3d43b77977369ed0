//! The machine-facing side: functions of elements, keys, health, metrics, the API's description.

mod api_page;
mod envelope;
pub(crate) mod errcode;
mod health;
mod jwks;
mod metrics;
mod openapi;
mod rpc;
pub(crate) mod trace;

use actix_web::web::{self, ServiceConfig};

/// Adds the routes.
pub(crate) fn configure(config: &mut ServiceConfig) {
    config
        .route("/healthz", web::get().to(health::healthz))
        .route("/readyz", web::get().to(health::readyz))
        .route("/metrics", web::get().to(metrics::metrics))
        .route("/.well-known/jwks.json", web::get().to(jwks::jwks))
        .route("/openapi.json", web::get().to(openapi::document))
        .route("/docs", web::get().to(api_page::page))
        .route("/api/{path:.*}", web::get().to(rpc::get))
        .route("/api/{path:.*}", web::post().to(rpc::post))
        .route("/api/{path:.*}", web::to(rpc::other_method));
}
