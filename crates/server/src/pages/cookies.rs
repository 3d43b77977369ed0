//! The two cookies: one binds a login in progress to the browser, one is the session of who is in.

use actix_web::{
    HttpRequest,
    cookie::{Cookie, SameSite, time::Duration},
};

use crate::state::AppState;

/// Binds `state` to the browser that began the login.
pub(super) const LOGIN: &str = "wecom_login_attempt";
/// The session of the signed-in page.
pub(super) const SESSION: &str = "wecom_login_session";

/// A cookie for one app's pages; sent along when another site links here, never when another site posts here.
pub(super) fn cookie(
    state: &AppState,
    name: &'static str,
    value: String,
    path: &str,
    max_age: Duration,
) -> Cookie<'static> {
    Cookie::build(name, value)
        .path(path.to_owned())
        .http_only(true)
        .secure(state.public_url.scheme() == "https")
        .same_site(SameSite::Lax)
        .max_age(max_age)
        .finish()
}

/// A cookie's value as the browser sent it.
pub(super) fn value(request: &HttpRequest, name: &str) -> Option<String> {
    request.cookie(name).map(|cookie| cookie.value().to_owned()).filter(|value| !value.is_empty())
}
