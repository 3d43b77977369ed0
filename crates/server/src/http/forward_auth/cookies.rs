//! The cookies of apps behind a proxy: of their own host alone, and of one client.

use actix_web::{
    HttpRequest, HttpResponse,
    cookie::{Cookie, SameSite, time::Duration},
};
use error_chain::ErrorChain;
use oidc::clients::ForwardSite;
use web::cookies::values;

/// How many cookies of one name are looked at: a browser has several where somebody planted one.
const MOST_OF_A_NAME: usize = 4;
/// How long a login may take.
const ATTEMPT_LIFETIME: Duration = Duration::minutes(20);

/// The values of the session's cookie.
pub(super) fn sessions(request: &HttpRequest, app: &ForwardSite) -> Vec<String> {
    values(request, &name(app, "session")).take(MOST_OF_A_NAME).collect()
}

/// The values of the cookie of a login that has begun.
pub(super) fn attempts(request: &HttpRequest, app: &ForwardSite) -> Vec<String> {
    values(request, &name(app, "attempt")).take(MOST_OF_A_NAME).collect()
}

/// Gives the browser the cookie of a login that begins.
pub(super) fn set_attempt(response: &mut HttpResponse, app: &ForwardSite, value: String) {
    set(response, app, &cookie(app, "attempt", value).max_age(ATTEMPT_LIFETIME).finish());
}

/// Gives the browser the session's cookie, until it is closed or the session ends, in the place of the login's.
pub(super) fn set_session(response: &mut HttpResponse, app: &ForwardSite, value: String) {
    set(response, app, &cookie(app, "session", value).finish());
    set(response, app, &cookie(app, "attempt", String::new()).max_age(Duration::ZERO).finish());
}

fn cookie(app: &ForwardSite, purpose: &str, value: String) -> actix_web::cookie::CookieBuilder<'static> {
    let cookie = Cookie::build(name(app, purpose), value).path("/").http_only(true);
    cookie.secure(app.is_https()).same_site(SameSite::Lax)
}

fn set(response: &mut HttpResponse, app: &ForwardSite, cookie: &Cookie<'_>) {
    if let Err(error) = response.add_cookie(cookie) {
        tracing::error!(error = %error.chain(), client.id = app.client.id, "a cookie could not be set");
    }
}

/// By https no other host of the domain can plant one.
fn name(app: &ForwardSite, purpose: &str) -> String {
    let prefix = if app.is_https() { "__Host-" } else { "" };
    format!("{prefix}wecom_login_forward_{purpose}_{}.{}", app.client.name.app, app.client.id)
}
