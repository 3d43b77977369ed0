//! The pages of the console, one a file, and their addresses.

mod administrators;
mod audit;
mod companies;
mod confirm;
mod elements;
mod find;
mod keys;
mod overview;
mod preferences;
mod records;
mod sessions;
mod settings;
mod sign_in;
mod sign_out;
mod tokens;
mod users;
mod welcome;

use actix_web::{
    Resource,
    dev::HttpServiceFactory,
    middleware::from_fn,
    web::{ServiceConfig, get, head, post},
};
use web::{
    lead_home,
    methods::{either_slash, only, read_only},
};

use crate::assets;

/// Adds the routes of the console.
pub fn configure(config: &mut ServiceConfig) {
    config
        .configure(assets::configure)
        .service(page(read_only("/console", overview::page)))
        .service(page(read_only("/console/findings", overview::findings)))
        .service(page(action("/console/findings/again", overview::again)))
        .service(page(form("/console/sign-in", sign_in::page, sign_in::submit)))
        .service(page(form("/console/welcome", welcome::page, welcome::submit)))
        .service(page(form("/console/confirm", confirm::page, confirm::submit)))
        .service(page(action("/console/sign-out", sign_out::submit)))
        .service(page(action("/console/preferences", preferences::submit)))
        .service(page(read_only("/console/find", find::page)))
        .service(page(read_only("/console/companies", companies::list::page)))
        .service(page(form("/console/companies/invite", companies::authorise::page, companies::authorise::submit)))
        .service(page(read_only("/console/company", companies::company::page)))
        .service(page(action("/console/company/code", companies::company::set_code)))
        .service(page(read_only("/console/records", records::list::page)))
        .service(page(action("/console/records/retry", records::retry::selection)))
        .service(page(form("/console/records/retry-all", records::retry_all::page, records::retry_all::submit)))
        .service(page(read_only("/console/records/{id}", records::record::page)))
        .service(page(action("/console/records/{id}/retry", records::retry::one)))
        .configure(configure_elements)
        .service(page(read_only("/console/users", users::list::page)))
        .service(page(read_only("/console/users/{id}", users::user::page)))
        .service(page(action("/console/users/{id}/disable", users::user::disable)))
        .service(page(action("/console/users/{id}/enable", users::user::enable)))
        .service(page(read_only("/console/sessions", sessions::page)))
        .service(page(action("/console/sessions/end", sessions::end)))
        .service(page(read_only("/console/audit", audit::page)))
        .service(page(read_only("/console/audit/export", audit::export)))
        .service(page(read_only("/console/settings", settings::page)))
        .service(page(form("/console/administrators", administrators::page, administrators::invite)))
        .service(page(action("/console/administrators/{id}", administrators::change)))
        .service(page(form("/console/tokens", tokens::page, tokens::create)))
        .service(page(action("/console/tokens/{id}/revoke", tokens::revoke)))
        .service(page(read_only("/console/keys", keys::page)))
        .service(page(form("/console/keys/rotate", keys::ask, keys::rotate)))
        .service(page(action("/console/keys/reseal", keys::reseal)));
}

fn configure_elements(config: &mut ServiceConfig) {
    let edit = form("/console/elements/{app}/{name}/edit", elements::edit::page, elements::edit::submit);
    let remove = form("/console/elements/{app}/{name}/remove", elements::remove::page, elements::remove::submit);
    config
        .service(page(read_only("/console/elements", elements::tree::page)))
        .service(page(form("/console/elements/new", elements::make::page, elements::make::submit)))
        .service(page(read_only("/console/elements/{app}/{name}", elements::element::page)))
        .service(page(edit))
        .service(page(remove))
        .service(page(action("/console/elements/{app}/{name}/test", elements::element::test)));
}

/// An address under the server's own name.
fn page(resource: Resource) -> impl HttpServiceFactory {
    resource.wrap(from_fn(lead_home::lead_home))
}

/// A form and where it is sent.
fn form<G, GA, P, PA>(path: &str, shown: G, submitted: P) -> Resource
where
    G: actix_web::Handler<GA>,
    GA: actix_web::FromRequest + 'static,
    G::Output: actix_web::Responder + 'static,
    P: actix_web::Handler<PA>,
    PA: actix_web::FromRequest + 'static,
    P::Output: actix_web::Responder + 'static,
{
    let resource = either_slash(path).route(get().to(shown.clone())).route(head().to(shown));
    only(resource.route(post().to(submitted)), "GET, HEAD, POST")
}

/// Where a button is sent.
fn action<P, PA>(path: &str, submitted: P) -> Resource
where
    P: actix_web::Handler<PA>,
    PA: actix_web::FromRequest + 'static,
    P::Output: actix_web::Responder + 'static,
{
    only(either_slash(path).route(post().to(submitted)), "POST")
}
