//! The methods that an address answers, with or without a slash at its end; any other method is refused with those.

use actix_web::{
    FromRequest, Handler, HttpResponse, Resource, Responder,
    http::header,
    web::{get, head, resource, to},
};

/// A path that answers `GET` and `HEAD`, and nothing else; with or without a slash at its end.
pub fn read_only<F, Args>(path: &str, handler: F) -> Resource
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    let resource = either_slash(path).route(get().to(handler.clone())).route(head().to(handler));
    only(resource, "GET, HEAD")
}

/// A path, with or without a slash at its end.
pub fn either_slash(path: &str) -> Resource {
    let bare = path.trim_end_matches('/');
    let mut patterns = vec![path.to_owned()];
    patterns.extend((!bare.is_empty()).then(|| format!("{bare}/")));
    resource(patterns)
}

/// A resource that refuses any method for which it has no route, with those it has.
pub fn only(resource: Resource, methods: &'static str) -> Resource {
    resource.default_service(to(move || async move { method_not_allowed(methods) }))
}

/// The refusal of a method, with those that are allowed.
pub fn method_not_allowed(allowed: &'static str) -> HttpResponse {
    HttpResponse::MethodNotAllowed()
        .insert_header((header::ALLOW, allowed))
        .content_type("text/plain; charset=utf-8")
        .body(format!("this address answers {allowed}"))
}
