//! The person-facing side: the login page, its callback, the signed-in page.

mod callback;
mod cookies;
pub(crate) mod layout;
mod login;
mod me;
mod start;
mod style;

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web::{self, ServiceConfig},
};
use maud::html;

/// Adds the routes.
pub(crate) fn configure(config: &mut ServiceConfig) {
    config
        .route("/", web::get().to(home))
        .route("/assets/style.css", web::get().to(style::sheet))
        .route("/{org}/{app}", web::get().to(me::home))
        .route("/{org}/{app}/", web::get().to(me::home))
        .route("/{org}/{app}/login", web::get().to(login::form))
        .route("/{org}/{app}/login", web::post().to(login::submit))
        .route("/{org}/{app}/login/callback", web::get().to(callback::callback))
        .route("/{org}/{app}/me", web::get().to(me::page))
        .route("/{org}/{app}/logout", web::post().to(me::logout));
}

async fn home() -> HttpResponse {
    let content = html! {
        h1 { "wecom-login" }
        p.lead { "企业微信服务商代开发登录 " span.en { "Login for WeCom customized apps" } }
        p { a href="/docs" { "接口 API" } }
    };
    layout::page("wecom-login", &layout::Width::Narrow, &content)
}

/// What every path gets that nothing else answers.
pub(crate) async fn not_found() -> HttpResponse {
    layout::message(StatusCode::NOT_FOUND, "没有这个页面", "There is no such page", None)
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
