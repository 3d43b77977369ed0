//! The frame of every page: head, card, headers.

use actix_web::{HttpResponse, http::StatusCode, http::header};
use maud::{DOCTYPE, Markup, html};

/// How wide the card is.
pub enum Width {
    /// One thing to do.
    Narrow,
    /// Something to read.
    Wide,
}

/// The ways on from a page that came to nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WayOn {
    /// Where the next try begins.
    pub href: String,
    /// Where another company can be chosen; `None` where the next try begins there anyway.
    pub other: Option<String>,
}

/// A page with status 200.
pub fn page(title: &str, width: &Width, content: &Markup) -> HttpResponse {
    with_status(StatusCode::OK, title, width, content)
}

/// A page with what only its user may see: it is not shown again from the browser's memory.
pub fn private_page(title: &str, content: &Markup) -> HttpResponse {
    let script = html! { script src=(concat!("/assets/fresh.js?v=", env!("CARGO_PKG_VERSION"))) {} };
    render(StatusCode::OK, title, &Width::Narrow, &script, content)
}

/// A page that says what happened and, where there is one, the way on.
pub fn message(status: StatusCode, chinese: &str, english: &str, way_on: Option<&WayOn>) -> HttpResponse {
    let content = html! {
        h1 { (chinese) }
        p.lead lang="en" { (english) }
        @if let Some(way_on) = way_on {
            a.button href=(way_on.href) { "重新登录 " span lang="en" { "Start over" } }
            @if let Some(other) = &way_on.other {
                p.hint { a href=(other) { "其他企业 " span lang="en" { "Another company" } } }
            }
        }
    };
    with_status(status, chinese, &Width::Narrow, &content)
}

/// A page with any status.
pub fn with_status(status: StatusCode, title: &str, width: &Width, content: &Markup) -> HttpResponse {
    render(status, title, width, &Markup::default(), content)
}

/// The whole document; nothing is loaded or run but what this server gives.
fn render(status: StatusCode, title: &str, width: &Width, script: &Markup, content: &Markup) -> HttpResponse {
    let document = html! {
        (DOCTYPE)
        html lang="zh-CN" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
                meta name="color-scheme" content="light dark";
                title { (title) }
                link rel="stylesheet" href=(concat!("/assets/style.css?v=", env!("CARGO_PKG_VERSION")));
                link rel="icon" href="data:,";
                (script)
            }
            body {
                main.wide[matches!(width, Width::Wide)] { (content) }
            }
        }
    };
    let policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' https: data:; frame-ancestors 'none'; base-uri 'none'";
    HttpResponse::build(status)
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_SECURITY_POLICY, policy))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(document.into_string())
}
