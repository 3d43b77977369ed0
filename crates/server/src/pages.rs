//! The person-facing side: the login page, its callback, the signed-in page.

mod audit;
mod company;
mod entries;
mod form;
mod hand_over;
mod login;
mod login_site;
mod logins;
mod look;
mod me;
mod oauth_error;
mod oidc;
mod panel;
mod phone;
mod provider_return;
mod query;
mod refusals;
mod relay;
mod remembered;
mod row;
mod served_app;
mod start;
mod texts;
mod throttle;
mod tiles;
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
    page::{self, Notice, Page, say},
};

pub(crate) use self::{logins::Logins, look::LookType};
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
    let everywhere = either_slash("/{org}/{app}/logout/everywhere").route(post().to(me::logout_everywhere));
    let logout = either_slash("/{org}/{app}/logout").route(post().to(me::logout));
    config
        .service(read_only("/", home).wrap(from_fn(lead_home::lead_home)))
        .configure(assets::configure)
        .service(read_only("/{org}/{app}", me::home).wrap(from_fn(lead_home::lead_home)))
        .service(read_only("/{org}/{app}/login/look.css", look::stylesheet))
        .service(login_page(only(login, "GET, HEAD, POST")))
        .service(step(only(callback, "GET, HEAD")))
        .service(step(only(relay, "GET, HEAD")))
        .service(page(only(form, "GET, HEAD, POST")))
        .service(page(only(logout, "POST")))
        .service(page(only(everywhere, "POST")))
        .service(page(read_only("/{org}/{app}/me", me::page)))
        .configure(oidc::configure);
}

/// A page that counts towards its visitor's limit, once the visitor came by the right host.
fn page(resource: Resource) -> impl HttpServiceFactory {
    resource.wrap(from_fn(throttle::throttle)).wrap(from_fn(lead_home::lead_home)).wrap(from_fn(look::wear))
}

/// The login page, to which a company's own host leads too.
fn login_page(resource: Resource) -> impl HttpServiceFactory {
    let counted = resource.wrap(from_fn(throttle::throttle));
    counted.wrap(from_fn(login_site::lead_home_with_company)).wrap(from_fn(look::wear))
}

/// A step of a login that may go by a company's own host.
fn step(resource: Resource) -> impl HttpServiceFactory {
    resource.wrap(from_fn(throttle::throttle)).wrap(from_fn(login_site::stay)).wrap(from_fn(look::wear))
}

async fn home(request: HttpRequest, management: Data<Management>) -> HttpResponse {
    // Others would be refused there.
    let shows_docs = RequestContext::of(&request).is_local && management.0.is_none();
    let content = html! {
        h1 { (say(&texts::PRODUCT_NAME)) }
        p.lead { (say(&texts::PRODUCT)) }
        @if shows_docs {
            p { a href="/docs" { (say(&texts::API)) } }
        }
    };
    Page::new(&texts::PRODUCT_NAME).show(&content)
}

/// The answer of every path that nothing else answers.
pub(crate) async fn not_found() -> HttpResponse {
    page::tell(StatusCode::NOT_FOUND, Notice::new(&texts::NO_SUCH_PAGE, &texts::NOTHING_HERE), None)
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
