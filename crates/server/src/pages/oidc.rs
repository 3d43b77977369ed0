//! OpenID Connect for members, a page a file: the way from a client to the login and back, and log-out.

mod authorize;
mod consent;
mod end_session;
pub(super) mod progress;
mod resume;
mod texts;
mod visitor;

use actix_web::web::{ServiceConfig, get, head, post};
use web::methods::{either_slash, only};

use super::page;

/// Adds the routes.
pub(super) fn configure(config: &mut ServiceConfig) {
    let authorize = either_slash("/{org}/{app}/oidc/authorize").route(head().to(authorize::look));
    let authorize = authorize.route(get().to(authorize::authorize)).route(post().to(authorize::posted));
    let resume = either_slash("/{org}/{app}/oidc/resume").route(head().to(authorize::look));
    let resume = resume.route(get().to(resume::resume));
    let consent = either_slash("/{org}/{app}/oidc/consent").route(post().to(consent::answer));
    let end_session = either_slash("/{org}/{app}/oidc/end_session").route(head().to(authorize::look));
    let end_session = end_session.route(get().to(end_session::end_session)).route(post().to(end_session::posted));
    let confirmed = either_slash("/{org}/{app}/oidc/end_session/confirm").route(post().to(end_session::confirmed));
    config
        .service(page(only(authorize, "GET, HEAD, POST")))
        .service(page(only(resume, "GET, HEAD")))
        .service(page(only(consent, "POST")))
        .service(page(only(end_session, "GET, HEAD, POST")))
        .service(page(only(confirmed, "POST")));
}
