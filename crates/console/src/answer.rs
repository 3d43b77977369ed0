//! `Refusal`: why a page is not shown, as a page in the reader's language; and redirects.

use std::fmt;

use actix_web::{
    HttpResponse, ResponseError,
    http::{StatusCode, header},
};
use administration::Role;
use element_model::Text;
use error_chain::ErrorChain;
use login_type::{CallError, ErrorKind};
use maud::html;
use web::{errcode, retry_after, rights::FormError};

use crate::{texts, view::View};

/// The outcome of a handler.
pub(crate) type Answer = Result<HttpResponse, Refusal>;

/// Why a page is not shown.
#[derive(Debug)]
pub struct Refusal {
    view: Option<Box<View>>,
    why: Why,
}

#[derive(Debug)]
enum Why {
    /// Nobody is signed in.
    SignIn,
    /// They must prove themselves again first.
    Confirm,
    /// Their role does not reach.
    Role(Role),
    /// The form did not come whole, or from elsewhere.
    Form(FormError),
    /// There is no such page or thing.
    NotFound,
    /// The action's own answer.
    Call(Box<CallError>),
}

impl Refusal {
    pub(crate) fn sign_in(view: View) -> Self {
        Self::of(view, Why::SignIn)
    }

    pub(crate) fn confirm(view: View) -> Self {
        Self::of(view, Why::Confirm)
    }

    pub(crate) fn role(view: View, needed: Role) -> Self {
        Self::of(view, Why::Role(needed))
    }

    pub(crate) fn form(view: View, error: FormError) -> Self {
        Self::of(view, Why::Form(error))
    }

    pub(crate) fn not_found(view: &View) -> Self {
        Self::of(view.clone(), Why::NotFound)
    }

    pub(crate) fn call(view: &View, error: impl Into<CallError>) -> Self {
        Self::of(view.clone(), Why::Call(Box::new(error.into())))
    }

    /// The console is not part of this server.
    pub(crate) fn absent() -> Self {
        Self { view: None, why: Why::NotFound }
    }

    fn of(view: View, why: Why) -> Self {
        Self { view: Some(Box::new(view)), why }
    }

    fn told(&self, view: &View) -> (StatusCode, Text, Option<String>) {
        match &self.why {
            Why::SignIn | Why::Confirm => (StatusCode::UNAUTHORIZED, texts::SIGN_IN_AGAIN.clone(), None),
            Why::Role(needed) => {
                let text = texts::ROLE_NEEDED.with("role", view.say(texts::role(*needed)));
                (StatusCode::FORBIDDEN, text, None)
            }
            Why::Form(error) => (error.status_code(), error.text(), None),
            Why::NotFound => (StatusCode::NOT_FOUND, texts::NOT_FOUND.clone(), None),
            Why::Call(error) => {
                let text = Text::new(errcode::in_chinese(error.kind()), texts::NOT_DONE.en.clone());
                (errcode::status(error.kind()), text, Some(error.to_string()))
            }
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a page of the console was refused: {:?}", self.why)
    }
}

impl ResponseError for Refusal {
    fn status_code(&self) -> StatusCode {
        match &self.view {
            Some(view) => self.told(view).0,
            None => StatusCode::NOT_FOUND,
        }
    }

    fn error_response(&self) -> HttpResponse {
        let Some(view) = &self.view else { return HttpResponse::NotFound().finish() };
        if let Why::Call(error) = &self.why
            && matches!(error.kind(), ErrorKind::Internal | ErrorKind::Unavailable)
        {
            tracing::error!(error = %error.chain(), path = view.path, "a page of the console failed");
        }
        match &self.why {
            Why::SignIn => return see_other(&with_next("/console/sign-in", &view.back)),
            Why::Confirm => return see_other(&with_next("/console/confirm", &view.back)),
            _ => {}
        }
        let (status, text, detail) = self.told(view);
        let content = html! {
            section.card.refusal role="alert" {
                h1 { (view.say(&text)) }
                @if let Some(detail) = &detail { p { (detail) } }
                p.hint { (view.say(&texts::REQUEST_ID)) " " code { (view.request_id) } }
                p { a.button.quiet href="/console" { (view.say(&texts::TO_OVERVIEW)) } }
            }
        };
        let mut answer = view.page_with(status, view.say(&text), &content);
        if let Why::Call(error) = &self.why {
            retry_after::set_for(&mut answer, error.kind());
        }
        answer
    }
}

/// A redirect after which the browser asks with `GET`.
pub(crate) fn see_other(location: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, location))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .finish()
}

/// An address of the console that leads on to another one.
pub(crate) fn with_next(path: &str, next: &str) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("next", next);
    format!("{path}?{}", query.finish())
}

/// The address to go on to, if it is one of the console's.
pub(crate) fn next(given: Option<&str>) -> &str {
    let is_own = |next: &&str| {
        let rest = next.strip_prefix("/console");
        let is_plain = next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
        is_plain && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
    };
    given.filter(is_own).unwrap_or("/console")
}
