//! The ways on of a browser from a page that came to nothing, with its company and its login.
//!
//! Members who come from the workbench know no organisation code, so all that is known of the company is kept.

use actix_web::HttpRequest;
use element_model::AppId;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use web::{
    cookies::{CookieKit, LastLogin},
    page::WayOn,
};

use super::query::Query;

/// All but the unreserved characters of RFC 3986, section 2.3.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The way on in an app of which nothing is known.
pub(super) fn to(app: &AppId) -> WayOn {
    with(app, &[])
}

/// The ways on from a login that was begun with an instance, for a company where it has one: to the same login, for another
/// one may serve the company too.
pub(super) fn again(app: &AppId, instance: &str, corp_id: &str) -> WayOn {
    with(app, &[("corpId", corp_id), ("instance", instance)])
}

/// The ways on of a browser: with the company, login or code that its request names, else with the login that it took last.
pub(super) fn of(cookies: &CookieKit, app: &AppId, request: &HttpRequest) -> WayOn {
    let query = Query::of(request);
    let named = |name| (name, query.get(name).unwrap_or_default());
    // At WeCom's way back, `code` is WeCom's.
    let is_return = query.get("state").is_some();
    let way_on = match (query.get("corpId"), query.get("code")) {
        _ if is_return => None,
        (None, Some(_)) => Some(with(app, &[named("code")])),
        (corp, _) if corp.or(query.get("instance")).is_some() => Some(with(app, &[named("corpId"), named("instance")])),
        _ => None,
    };
    going_on(way_on.unwrap_or_else(|| with_last(cookies, app, request)), query.authorization())
}

/// The ways on with the login that a browser took last.
fn with_last(cookies: &CookieKit, app: &AppId, request: &HttpRequest) -> WayOn {
    let Some(LastLogin { instance, company }) = cookies.of(app).last_login(request) else { return to(app) };
    with(app, &[("corpId", &company.unwrap_or_default()), ("instance", &instance.unwrap_or_default())])
}

/// These ways on, to a request for a login by OpenID Connect that waits, where there is one.
pub(super) fn going_on(way_on: WayOn, request: Option<&str>) -> WayOn {
    let Some(request) = request else { return way_on };
    let carrying = |href: String| {
        let joint = if href.contains('?') { '&' } else { '?' };
        format!("{href}{joint}request={request}")
    };
    WayOn { href: carrying(way_on.href), other: way_on.other.map(carrying) }
}

/// The login page with those of the parameters that have a value.
fn with(app: &AppId, parameters: &[(&str, &str)]) -> WayOn {
    let page = format!("/{}/{}/login", app.org(), app.app());
    let given = parameters.iter().filter(|(_, value)| !value.is_empty());
    let query: Vec<String> =
        given.map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, RESERVED))).collect();
    if query.is_empty() {
        return WayOn { href: page, other: None };
    }
    WayOn { href: format!("{page}?{}", query.join("&")), other: Some(page) }
}
