//! The cookies of apps behind a proxy: of their own host alone, and of one client.

use actix_web::{
    HttpRequest, HttpResponse,
    cookie::{Cookie, SameSite, time::Duration},
    http::header::{self, HeaderValue},
};
use error_chain::ErrorChain;
use oidc::clients::ForwardSite;
use web::cookies::values;

/// How many cookies of one name are looked at: a browser has several where somebody planted one.
const MOST_OF_A_NAME: usize = 4;
/// The beginnings of names by which browsers keep other hosts from planting a cookie.
const PREFIXES: [&[u8]; 2] = [b"__Host-", b"__Secure-"];
/// The beginning of the names of all cookies of the server.
const OWN: &[u8] = b"wecom_login_";
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

/// The cookies of a request that are the app's to see: all but the server's own, of any app and client. With one of those the
/// app could ask for everything that the member may.
pub(super) fn of_app(request: &HttpRequest) -> HeaderValue {
    let lines = request.headers().get_all(header::COOKIE);
    let pairs = lines.flat_map(|line| line.as_bytes().split(|byte| *byte == b';')).map(<[u8]>::trim_ascii);
    let kept: Vec<_> = pairs.filter(|pair| !pair.is_empty() && !is_own(pair)).collect();
    HeaderValue::from_bytes(&kept.join(&b"; "[..])).unwrap_or_else(|_| HeaderValue::from_static(""))
}

/// Whether a cookie is one of the server's.
fn is_own(pair: &[u8]) -> bool {
    let bare = PREFIXES.iter().find_map(|prefix| pair.strip_prefix(*prefix)).unwrap_or(pair);
    bare.starts_with(OWN)
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
    format!("{prefix}wecom_login_forward_{purpose}_{}.{}{}", app.client.name.app, app.client.id, mark(app.path()))
}

/// The mark of an app below a path, so that the apps of one client at one host have a login each. The cookie itself can have no
/// path: `__Host-` forbids it (RFC 6265bis, section 4.1.3.2).
fn mark(path: &str) -> String {
    if path == "/" { String::new() } else { format!(".{:.12}", accounts::digest(path)) }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn an_app_sees_its_own_cookies_alone() {
        let request = TestRequest::default()
            .append_header(("cookie", "a=1; __Host-wecom_login_session_acme.portal=s; b=x=y"))
            .append_header(("cookie", "wecom_login_forward_session_acme.portal.wiki=s;c=\"2\"; wecom_login=mine"))
            .to_http_request();
        assert_eq!(of_app(&request), "a=1; b=x=y; c=\"2\"; wecom_login=mine");
        assert_eq!(of_app(&TestRequest::default().to_http_request()), "", "it overwrites what a client sent");
    }
}
