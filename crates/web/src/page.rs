//! `Page`: the frame of every page (head, card, foot, headers), and [`tell`], a page that says what happened.

mod foot;
mod look;
mod notice;
mod policy;
mod say;
mod way_on;

use std::borrow::Cow;

use actix_web::{HttpResponse, http::StatusCode, http::header};
use element_model::Text;
use maud::{DOCTYPE, Markup, html};

pub use self::{
    look::{Look, Provider},
    notice::{Notice, number, tell},
    policy::PagePolicy,
    say::say,
    way_on::WayOn,
};
use crate::{assets, visit::Visit};

/// A page before it is sent: narrow, with status 200, its forms end here.
#[must_use]
pub struct Page<'a> {
    title: &'a Text,
    status: StatusCode,
    policy: PagePolicy,
    again: Option<String>,
    scripts: Vec<Cow<'static, str>>,
    is_wide: bool,
}

impl<'a> Page<'a> {
    /// A page with this title.
    pub fn new(title: &'a Text) -> Self {
        let (status, policy) = (StatusCode::OK, PagePolicy::Here);
        Self { title, status, policy, again: None, scripts: Vec::new(), is_wide: false }
    }

    /// The page with another status.
    pub fn with_status(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }

    /// The page with another policy.
    pub fn with_policy(self, policy: PagePolicy) -> Self {
        Self { policy, ..self }
    }

    /// The page as the answer of a form, which this address shows again without what was sent.
    pub fn again_at(self, address: &str) -> Self {
        Self { again: Some(address.to_owned()), ..self }
    }

    /// The page with a wide card, for something to read.
    pub fn wide(self) -> Self {
        Self { is_wide: true, ..self }
    }

    /// The page for its user alone: it is not shown again from the browser's memory.
    pub fn private(self) -> Self {
        self.running(assets::FRESH_ADDRESS)
    }

    /// The page whose form is sent at once.
    pub fn submitting(self) -> Self {
        self.running(assets::SUBMIT_ADDRESS)
    }

    /// The page with a script; one of another origin runs where the policy lets it.
    pub fn running(mut self, address: impl Into<Cow<'static, str>>) -> Self {
        self.scripts.push(address.into());
        self
    }

    /// The whole document; nothing is loaded or run but what this server gives.
    pub fn show(self, content: &Markup) -> HttpResponse {
        let (visit, look) = (Visit::current(), Look::current());
        let icon = look.icon.as_deref().or(look.logo.as_deref()).unwrap_or(assets::ICON_ADDRESS);
        let again = visit.address.as_deref().or(self.again.as_deref()).or(look.home.as_deref());
        let name = look.name.as_ref().map(|name| visit.language.say(name));
        let document = html! {
            (DOCTYPE)
            html lang=(visit.language.tag()) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
                    meta name="color-scheme" content="light dark";
                    title { (visit.language.say(self.title)) @if let Some(name) = name { " · " (name) } }
                    link rel="stylesheet" href=(assets::TOKENS_ADDRESS);
                    link rel="stylesheet" href=(assets::STYLE_ADDRESS);
                    @if let Some(style) = &look.style { link rel="stylesheet" href=(style); }
                    link rel="icon" href=(icon);
                    @for address in &self.scripts { script src=(address) defer {} }
                }
                body {
                    main.wide[self.is_wide] {
                        @if let Some(name) = name { (look.head(name)) }
                        (content)
                    }
                    (foot::foot(visit.language, again.unwrap_or("/"), look.provider.as_ref()))
                }
            }
        };
        HttpResponse::build(self.status)
            .content_type("text/html; charset=utf-8")
            .insert_header((header::CONTENT_SECURITY_POLICY, self.policy.header().as_ref()))
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .insert_header((header::CONTENT_LANGUAGE, visit.language.tag()))
            .insert_header((header::VARY, "cookie, accept-language"))
            .body(document.into_string())
    }
}
