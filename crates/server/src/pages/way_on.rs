//! The ways on of a browser from a page that came to nothing, with its company and its login.
//!
//! Members who come from the workbench know no organisation code, so all that is known of the company is kept.

use actix_web::HttpRequest;
use element_model::AppId;
use login_type::{InstanceName, LoginPrompt};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use storage::PendingLogin;
use web::{
    cookies::{CookieKit, LastLogin},
    page::WayOn,
};

use super::{query::Query, served_app::ServedApp};

/// All but the unreserved characters of RFC 3986, section 2.3.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The way on in an app of which nothing is known.
pub(super) fn to(app: &AppId) -> WayOn {
    with(app, &[])
}

/// The way on to a company's login, by this instance where it is named.
pub(super) fn to_login(app: &AppId, company: &str, instance: Option<&str>) -> WayOn {
    with(app, &[("corpId", company), ("instance", instance.unwrap_or_default())])
}

/// The ways on from a login that was begun: to the same instance, or to the same company where that decides.
pub(super) fn again(served: &ServedApp, attempt: &PendingLogin) -> WayOn {
    with(served.id(), &[("corpId", &attempt.corp_id), ("instance", instance_of(served, attempt))])
}

/// The full name of the instance that a login leads back to: of one with a button of its own, or without a company. Of those
/// that share the organisation code the company decides each time, for it may have one of its own by then.
pub(super) fn instance_of<'a>(ServedApp { catalog, app }: &ServedApp, attempt: &'a PendingLogin) -> &'a str {
    let element = app.get_element(&attempt.instance).ok();
    let login = element.and_then(|element| catalog.login_types.login(&InstanceName::of(app, element)));
    let is_by_code = login.is_some_and(|login| login.login_prompt() == LoginPrompt::OrganisationCode);
    if is_by_code && !attempt.corp_id.is_empty() { "" } else { &attempt.instance }
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
    to_login(app, &company.unwrap_or_default(), instance.as_deref())
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
