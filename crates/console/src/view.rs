//! `View`: how the reader of a page wants it: language, theme, where they are; knows nothing of rights.

use std::future::{Ready, ready};

use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    dev::Payload,
    error::Error,
    http::{StatusCode, Uri, header},
    web::Data,
};
use administration::console::Administrator;
use clock::Timestamp;
use element_model::Text;
use maud::Markup;
use web::{RequestContext, cookies, language::Language};

use crate::{frame, services::ConsoleServices, theme::Theme};

/// The cookie that remembers the theme.
pub(crate) const THEME_COOKIE: &str = "wecom_login_theme";

/// How the reader of a page wants it.
#[derive(Clone, Debug)]
pub struct View {
    pub(crate) language: Language,
    pub(crate) theme: Theme,
    /// The address without its query.
    pub(crate) path: String,
    /// The query as it came.
    pub(crate) query: String,
    /// The address to come back to: of the page itself, or of the page whose form was sent.
    pub(crate) back: String,
    /// The present time.
    pub(crate) now: Timestamp,
    /// The name of the host that the console is of.
    pub(crate) site: String,
    pub(crate) request_id: String,
    /// Who reads it, where they are signed in.
    pub(crate) administrator: Option<Administrator>,
}

impl View {
    pub(crate) fn of(request: &HttpRequest, services: &ConsoleServices) -> Self {
        let theme = cookies::values(request, THEME_COOKIE).find_map(|word| Theme::of(&word));
        Self {
            language: Language::of(request),
            theme: theme.unwrap_or_default(),
            path: request.path().to_owned(),
            query: request.query_string().to_owned(),
            back: back(request),
            now: services.administration.clock.now(),
            site: services.public_url.as_url().host_str().unwrap_or_default().to_owned(),
            request_id: RequestContext::of(request).id,
            administrator: None,
        }
    }

    /// A text in the reader's language.
    pub(crate) fn say<'a>(&self, text: &'a Text) -> &'a str {
        self.language.say(text)
    }

    /// A whole page.
    pub(crate) fn page(&self, title: &str, content: &Markup) -> HttpResponse {
        frame::page(self, StatusCode::OK, title, content)
    }

    /// A whole page with another status.
    pub(crate) fn page_with(&self, status: StatusCode, title: &str, content: &Markup) -> HttpResponse {
        frame::page(self, status, title, content)
    }
}

/// An address that a form is sent to shows nothing to who comes back to it; the page of the form does.
fn back(request: &HttpRequest) -> String {
    if request.method().is_safe() {
        return request.uri().path_and_query().map_or_else(String::new, ToString::to_string);
    }
    let of_form = request.headers().get(header::REFERER).and_then(|referer| referer.to_str().ok()?.parse::<Uri>().ok());
    of_form.and_then(|uri| uri.path_and_query().map(ToString::to_string)).unwrap_or_default()
}

impl FromRequest for View {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let services = Data::<ConsoleServices>::from_request(request, payload).into_inner();
        ready(services.map(|services| Self::of(request, &services)))
    }
}
