//! [`tell`]: a page that says what happened, in three parts: what it is, what to do now, and whom to tell.

use actix_web::{HttpResponse, http::StatusCode};
use element_model::Text;
use maud::{Markup, html};

use super::{Look, Page, WayOn, say};
use crate::{assets, texts, visit::Visit};

/// An event in the words of a member.
#[derive(Clone, Copy, Debug)]
pub struct Notice<'a> {
    /// In a few characters.
    pub headline: &'a Text,
    /// In a sentence for a member.
    pub says: &'a Text,
    /// The label of the one button; without one it is to start over.
    pub button: Option<&'a Text>,
}

impl<'a> Notice<'a> {
    /// A notice whose button starts over.
    pub const fn new(headline: &'a Text, says: &'a Text) -> Self {
        Self { headline, says, button: None }
    }

    /// The notice with another label of its button.
    #[must_use]
    pub const fn with_button(self, label: &'a Text) -> Self {
        Self { button: Some(label), ..self }
    }
}

/// A page that says what happened and, where there is one, the way on; a refusal has a number to quote.
pub fn tell(status: StatusCode, notice: Notice<'_>, way_on: Option<&WayOn>) -> HttpResponse {
    let is_refusal = status.is_client_error() || status.is_server_error();
    let content = html! {
        h1 { (say(notice.headline)) }
        p.lead role=[is_refusal.then_some("alert")] { (say(notice.says)) }
        @if let Some(way_on) = way_on {
            a.button href=(way_on.href) { (say(notice.button.unwrap_or(&texts::START_OVER))) }
            @if let Some(other) = &way_on.other {
                p.other { a href=(other) { (say(&texts::ANOTHER_COMPANY)) } }
            }
        }
        @if is_refusal { (number()) }
    };
    let page = Page::new(notice.headline).with_status(status);
    if is_refusal { page.running(assets::COPY_ADDRESS).show(&content) } else { page.show(&content) }
}

/// Whom to tell which number; the button shows itself where there is a script to copy with.
pub fn number() -> Markup {
    let (id, look) = (Visit::current().request_id, Look::current());
    let whom = look.contact.as_ref().unwrap_or(&texts::ADMINISTRATOR);
    html! {
        @if !id.is_empty() {
            div.number {
                p { (say(&texts::QUOTE).replace("{whom}", &say(whom))) }
                p {
                    code #number { (id) }
                    button.text type="button" data-copy="number" data-done=(say(&texts::COPIED)) hidden { (say(&texts::COPY)) }
                }
            }
        }
    }
}
