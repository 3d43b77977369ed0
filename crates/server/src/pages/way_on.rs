//! The ways on of a browser from a page that came to nothing, with its company.
//!
//! Members who come from the workbench know no organisation code, so all that is known of the company is kept.

use actix_web::HttpRequest;
use element_model::AppId;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use web::{cookies::CookieKit, page::WayOn};

use super::query::Query;

/// All but the unreserved characters of RFC 3986, section 2.3.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The way on in an app of which nothing is known.
pub(super) fn to(app: &AppId) -> WayOn {
    with(app, None)
}

/// The ways on from a login that was begun with an instance, for a company where it has one.
pub(super) fn again(app: &AppId, instance: &str, corp_id: &str) -> WayOn {
    with(app, Some(if corp_id.is_empty() { ("instance", instance) } else { ("corpId", corp_id) }))
}

/// The ways on of a browser: with the company or code that its request names, else with the company that it logged in
/// to last.
pub(super) fn of(cookies: &CookieKit, app: &AppId, request: &HttpRequest) -> WayOn {
    let query = Query::of(request);
    let named = ["corpId", "code", "instance"].into_iter().find_map(|name| Some((name, query.get(name)?)));
    // At WeCom's way back, `code` is WeCom's.
    let named = named.filter(|_| query.get("state").is_none());
    let company = cookies.of(app).company(request);
    let way_on = with(app, named.or_else(|| company.as_deref().map(|company| ("corpId", company))));
    going_on(way_on, query.authorization())
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

fn with(app: &AppId, named: Option<(&str, &str)>) -> WayOn {
    let page = format!("/{}/{}/login", app.org(), app.app());
    let Some((name, value)) = named else { return WayOn { href: page, other: None } };
    let value = utf8_percent_encode(value, RESERVED);
    WayOn { href: format!("{page}?{name}={value}"), other: Some(page) }
}
