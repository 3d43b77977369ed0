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
pub(crate) mod errcode;
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
pub(crate) mod unfinished;

use actix_web::{
    FromRequest, Handler, HttpResponse, Resource, Responder,
    http::header,
    middleware::from_fn,
    web::{self, ServiceConfig},
};

/// Adds the routes.
pub(crate) fn configure(config: &mut ServiceConfig) {
    config
        .service(read_only("/healthz", health::healthz))
        .service(read_only("/readyz", health::readyz).wrap(from_fn(management::guard)))
        .service(read_only("/metrics", metrics::metrics).wrap(from_fn(management::guard)))
        .service(read_only("/openapi.json", openapi::document).wrap(from_fn(management::guard)))
        .service(read_only("/docs", api_page::page).wrap(from_fn(management::guard)))
        .service(read_only(jwks::PATH, jwks::jwks))
        .service(web::scope(rpc::PREFIX).default_service(web::to(rpc::function)));
}

/// A path that answers `GET` and `HEAD`, and nothing else; with or without a slash at its end.
pub(crate) fn read_only<F, Args>(path: &str, handler: F) -> Resource
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    let resource = resource(path).route(web::get().to(handler.clone())).route(web::head().to(handler));
    only(resource, "GET, HEAD")
}

/// A path, with or without a slash at its end.
pub(crate) fn resource(path: &str) -> Resource {
    let bare = path.trim_end_matches('/');
    let mut patterns = vec![path.to_owned()];
    patterns.extend((!bare.is_empty()).then(|| format!("{bare}/")));
    web::resource(patterns)
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
