//! `POST /language`: a visitor chooses the language of pages; and the cookies that keep it.

use actix_web::{
    HttpResponse,
    cookie::{Cookie, SameSite, time::Duration},
    http::header,
    web::{Data, ServiceConfig, post},
};
use error_chain::ErrorChain;
use serde::Deserialize;

use super::{Language, preference};
use crate::{
    cookies::CookieKit,
    methods::{either_slash, only},
    public_url::PublicUrl,
    rights::SameSiteForm,
};

/// The cookie of a visitor's choice; nothing depends on it.
pub const LANGUAGE_COOKIE: &str = "wecom_login_language";
/// The cookie of what the client asked for whose login is under way.
pub(super) const ASKED: &str = "wecom_login_ui_locales";

/// How long a browser keeps a choice.
const A_YEAR: Duration = Duration::days(365);
/// How long it keeps what a client asked for: as long as a login may take.
const OF_A_LOGIN: Duration = Duration::minutes(10);

/// The longest address that is led back to, in bytes.
const LONGEST: usize = 4096;

/// The fields of the form in a page's foot.
#[derive(Deserialize)]
struct Form {
    language: String,
    /// The page to show again: path and query.
    to: String,
}

/// Adds the route.
pub fn configure(config: &mut ServiceConfig) {
    config.service(only(either_slash("/language").route(post().to(choose)), "POST"));
}

/// Keeps the choice, and shows the page again that it was made on.
async fn choose(form: SameSiteForm<Form>, public_url: Data<PublicUrl>) -> HttpResponse {
    let SameSiteForm(Form { language, to }) = form;
    let to = if is_own_page(&to) { to.as_str() } else { "/" };
    let mut response = HttpResponse::SeeOther()
        .insert_header((header::LOCATION, to))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .finish();
    let language = Language::of_tag(&language).unwrap_or_default();
    keep(&mut response, &public_url, (LANGUAGE_COOKIE, language.tag()), A_YEAR);
    keep(&mut response, &public_url, (ASKED, ""), Duration::ZERO);
    response
}

/// Has a browser keep the first language among a client's `ui_locales` that pages speak, for the login that begins.
pub fn adopt(response: &mut HttpResponse, kit: &CookieKit, ui_locales: &str) {
    if let Some(language) = preference::of_locales(ui_locales) {
        keep(response, &kit.public_url, (ASKED, language.tag()), OF_A_LOGIN);
    }
}

fn keep(
    response: &mut HttpResponse,
    public_url: &PublicUrl,
    (name, value): (&'static str, &'static str),
    max_age: Duration,
) {
    let cookie = Cookie::build(name, value)
        .path("/")
        .http_only(true)
        .secure(public_url.is_https())
        .same_site(SameSite::Lax)
        .max_age(max_age)
        .finish();
    if let Err(error) = response.add_cookie(&cookie) {
        tracing::error!(error = %error.chain(), "the cookie of a language could not be set");
    }
}

/// Whether an address is a path of this very host. Browsers take `//` and `/\` for the beginning of another one.
fn is_own_page(to: &str) -> bool {
    let is_path = to.starts_with('/') && !to[1..].starts_with(['/', '\\']);
    is_path && to.len() <= LONGEST && to.bytes().all(|byte| byte.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_leads_back_to_a_path_of_this_host_alone() {
        for own in ["/", "/acme/portal/login?corpId=wp1&request=a"] {
            assert!(is_own_page(own), "{own}");
        }
        for foreign in ["", "//evil.example", "/\\evil.example", "https://evil.example", "evil", "/a\r\nb", "/\tevil"] {
            assert!(!is_own_page(foreign), "{foreign}");
        }
    }
}
