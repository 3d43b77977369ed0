//! The machine-facing side: functions of elements, keys, health, metrics, the API's description.

mod api_page;
mod audit;
pub(crate) mod body;
pub(crate) mod bounds;
mod caller;
pub(crate) mod connections;
mod envelope;
pub(crate) mod errcode;
pub(crate) mod health;
mod jwks;
mod metrics;
mod openapi;
mod refusal;
mod rpc;
mod target;
pub(crate) mod trace;
pub(crate) mod visit;

use actix_web::{
    FromRequest, Handler, HttpResponse, Resource, Responder,
    http::header,
    web::{self, ServiceConfig},
};

/// Adds the routes.
pub(crate) fn configure(config: &mut ServiceConfig) {
    config
        .service(read_only("/healthz", health::healthz))
        .service(read_only("/readyz", health::readyz))
        .service(read_only("/metrics", metrics::metrics))
        .service(read_only("/.well-known/jwks.json", jwks::jwks))
        .service(read_only("/openapi.json", openapi::document))
        .service(read_only("/docs", api_page::page))
        .service(web::scope(rpc::PREFIX).default_service(web::to(rpc::function)));
}

/// A path that answers `GET` and `HEAD`, and nothing else.
pub(crate) fn read_only<F, Args>(path: &str, handler: F) -> Resource
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    let resource = web::resource(path).route(web::get().to(handler.clone())).route(web::head().to(handler));
    only(resource, "GET, HEAD")
}

/// The same resource; any method that it has no route for is refused with those it has.
pub(crate) fn only(resource: Resource, methods: &'static str) -> Resource {
    resource.default_service(web::to(move || async move { method_not_allowed(methods) }))
}

/// The refusal of a method, with those that are allowed.
fn method_not_allowed(allowed: &'static str) -> HttpResponse {
    HttpResponse::MethodNotAllowed()
        .insert_header((header::ALLOW, allowed))
        .content_type("text/plain; charset=utf-8")
        .body(format!("this address answers {allowed}"))
}
