//! The person-facing side: the login page, its callback, the signed-in page.

mod audit;
mod entries;
mod form;
mod hand_over;
mod login;
mod login_site;
mod logins;
mod me;
mod oauth_error;
mod oidc;
mod provider_return;
mod query;
mod relay;
mod remembered;
mod served_app;
mod start;
mod texts;
mod throttle;
mod way_on;
mod wechat;

use actix_web::{
    HttpRequest, HttpResponse, Resource,
    dev::HttpServiceFactory,
    http::{StatusCode, header},
    middleware::from_fn,
    web::{Data, ServiceConfig, get, head, post},
};
use maud::html;
use web::{
    RequestContext, assets, lead_home,
    methods::{either_slash, only, read_only},
    page::{self, Page, with_gloss},
};

pub(crate) use self::logins::Logins;
use crate::http::management::Management;

/// Adds the routes.
pub(crate) fn configure(config: &mut ServiceConfig) {
    // A login begins and ends by `GET`: a program that only looks with `HEAD` does not set it going.
    let login = either_slash("/{org}/{app}/login").route(head().to(login::look));
    let login = login.route(get().to(login::form)).route(post().to(login::submit));
    let callback = either_slash("/{org}/{app}/login/callback").route(head().to(provider_return::look));
    let callback = callback.route(get().to(provider_return::provider_return));
    let form = either_slash("/{org}/{app}/login/form").route(get().to(form::form)).route(head().to(form::form));
    let form = form.route(post().to(form::submit));
    let relay = either_slash("/{org}/{app}/login/relay").route(head().to(relay::look)).route(get().to(relay::relay));
    let logout = either_slash("/{org}/{app}/logout").route(post().to(me::logout));
    config
        .service(read_only("/", home).wrap(from_fn(lead_home::lead_home)))
        .configure(assets::configure)
        .service(read_only("/{org}/{app}", me::home).wrap(from_fn(lead_home::lead_home)))
        .service(login_page(only(login, "GET, HEAD, POST")))
        .service(step(only(callback, "GET, HEAD")))
        .service(step(only(relay, "GET, HEAD")))
        .service(page(only(form, "GET, HEAD, POST")))
        .service(page(only(logout, "POST")))
        .service(page(read_only("/{org}/{app}/me", me::page)))
        .configure(oidc::configure);
}

/// A page that counts towards its visitor's limit, once the visitor came by the right host.
fn page(resource: Resource) -> impl HttpServiceFactory {
    resource.wrap(from_fn(throttle::throttle)).wrap(from_fn(lead_home::lead_home))
}

/// The login page, to which a company's own host leads too.
fn login_page(resource: Resource) -> impl HttpServiceFactory {
    resource.wrap(from_fn(throttle::throttle)).wrap(from_fn(login_site::lead_home_with_company))
}

/// A step of a login that may go by a company's own host.
fn step(resource: Resource) -> impl HttpServiceFactory {
    resource.wrap(from_fn(throttle::throttle)).wrap(from_fn(login_site::stay))
}

async fn home(request: HttpRequest, management: Data<Management>) -> HttpResponse {
    // Others would be refused there.
    let shows_docs = RequestContext::of(&request).is_local && management.0.is_none();
    let content = html! {
        h1 { "wecom-login" }
        p.lead { (with_gloss(&texts::PRODUCT)) }
        @if shows_docs {
            p { a href="/docs" { (texts::API.in_one()) } }
        }
    };
    Page::new("wecom-login").show(&content)
}

/// The answer of every path that nothing else answers.
pub(crate) async fn not_found() -> HttpResponse {
    page::tell(StatusCode::NOT_FOUND, &texts::NO_SUCH_PAGE, None)
}

/// A redirect after which the browser asks with `GET`.
fn see_other(location: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, location))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .finish()
}

/// Whether the page is open inside WeCom (企业微信).
fn inside_wecom(request: &HttpRequest) -> bool {
    let agent = request.headers().get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    agent.is_some_and(|agent| agent.to_ascii_lowercase().contains("wxwork"))
}

/// Whether the browser is a phone's.
fn on_a_phone(request: &HttpRequest) -> bool {
    let agent = request.headers().get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    agent.is_some_and(|agent| agent.contains("Mobile"))
}
