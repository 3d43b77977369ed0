//! `Page`: the frame of every page (head, card, headers), and [`tell`], a page that says what happened.

mod bilingual;
mod policy;
mod way_on;

use actix_web::{HttpResponse, http::StatusCode, http::header};
use element_model::Text;
use maud::{DOCTYPE, Markup, html};

pub use self::{
    bilingual::{bilingual, with_gloss},
    policy::PagePolicy,
    way_on::WayOn,
};
use crate::texts;

/// A page before it is sent: narrow, with status 200, its forms end here.
#[must_use]
pub struct Page<'a> {
    title: &'a str,
    status: StatusCode,
    policy: PagePolicy,
    is_wide: bool,
    is_private: bool,
    is_submitting: bool,
}

impl<'a> Page<'a> {
    /// A page with this title.
    pub fn new(title: &'a str) -> Self {
        Self {
            title,
            status: StatusCode::OK,
            policy: PagePolicy::Here,
            is_wide: false,
            is_private: false,
            is_submitting: false,
        }
    }

    /// The page with another status.
    pub fn with_status(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }

    /// The page with another policy.
    pub fn with_policy(self, policy: PagePolicy) -> Self {
        Self { policy, ..self }
    }

    /// The page with a wide card, for something to read.
    pub fn wide(self) -> Self {
        Self { is_wide: true, ..self }
    }

    /// The page for its user alone: it is not shown again from the browser's memory.
    pub fn private(self) -> Self {
        Self { is_private: true, ..self }
    }

    /// The page whose form is sent at once.
    pub fn submitting(self) -> Self {
        Self { is_submitting: true, ..self }
    }

    /// The whole document; nothing is loaded or run but what this server gives.
    pub fn show(self, content: &Markup) -> HttpResponse {
        let document = html! {
            (DOCTYPE)
            html lang="zh-CN" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
                    meta name="color-scheme" content="light dark";
                    title { (self.title) }
                    link rel="stylesheet" href=(concat!("/assets/style.css?v=", env!("CARGO_PKG_VERSION")));
                    link rel="icon" href="data:,";
                    @if self.is_private {
                        script src=(concat!("/assets/fresh.js?v=", env!("CARGO_PKG_VERSION"))) {}
                    }
                    @if self.is_submitting {
                        script src=(concat!("/assets/submit.js?v=", env!("CARGO_PKG_VERSION"))) {}
                    }
                }
                body {
                    main.wide[self.is_wide] { (content) }
                }
            }
        };
        HttpResponse::build(self.status)
            .content_type("text/html; charset=utf-8")
            .insert_header((header::CONTENT_SECURITY_POLICY, self.policy.header()))
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .body(document.into_string())
    }
}

/// A page that tells a text and, where there is one, the way on.
pub fn tell(status: StatusCode, text: &Text, way_on: Option<&WayOn>) -> HttpResponse {
    let content = html! {
        h1 { (text.zh) }
        p.lead lang="en" { (text.en) }
        @if let Some(way_on) = way_on {
            a.button href=(way_on.href) { (bilingual(&texts::START_OVER)) }
            @if let Some(other) = &way_on.other {
                p.hint { a href=(other) { (bilingual(&texts::ANOTHER_COMPANY)) } }
            }
        }
    };
    Page::new(&text.zh).with_status(status).show(&content)
}
