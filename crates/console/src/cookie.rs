//! The cookie of an administrator's browser: of this host alone, never sent along from another site.

use actix_web::{
    HttpRequest, HttpResponse,
    cookie::{Cookie, SameSite, time::Duration},
};
use error_chain::ErrorChain;
use web::{PublicUrl, cookies};

const STEM: &str = "wecom_login_console";
/// How many cookies of the name are looked at: a browser has several where somebody planted one.
const MOST: usize = 4;
/// How long a preference is remembered.
const REMEMBERED: Duration = Duration::days(365);

fn name(public_url: &PublicUrl) -> String {
    if public_url.is_https() { format!("__Host-{STEM}") } else { STEM.to_owned() }
}

/// The values that a browser sent.
pub(crate) fn values(request: &HttpRequest, public_url: &PublicUrl) -> Vec<String> {
    cookies::values(request, &name(public_url)).take(MOST).collect()
}

/// Gives the browser a session's cookie, which it forgets when it is closed; an empty one is forgotten at once.
pub(crate) fn set(answer: &mut HttpResponse, public_url: &PublicUrl, value: &str) {
    let is_https = public_url.is_https();
    let mut cookie = Cookie::build(name(public_url), value.to_owned())
        .path(if is_https { "/" } else { "/console" })
        .http_only(true)
        .secure(is_https)
        .same_site(SameSite::Strict)
        .finish();
    if value.is_empty() {
        cookie.make_removal();
    }
    add(answer, &cookie);
}

/// Has the browser remember a preference, which is no secret.
pub(crate) fn prefer(answer: &mut HttpResponse, public_url: &PublicUrl, name: &'static str, value: &'static str) {
    let cookie = Cookie::build(name, value)
        .path("/")
        .http_only(true)
        .secure(public_url.is_https())
        .same_site(SameSite::Lax)
        .max_age(REMEMBERED)
        .finish();
    add(answer, &cookie);
}

fn add(answer: &mut HttpResponse, cookie: &Cookie<'_>) {
    if let Err(error) = answer.add_cookie(cookie) {
        tracing::error!(error = %error.chain(), "a cookie of the console could not be set");
    }
}
