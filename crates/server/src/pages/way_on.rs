//! `WayOn`: how a browser goes on from a page that came to nothing, with its company.

use actix_web::HttpRequest;
use element_model::AppId;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::{cookies::Cookies, query::Query};
use crate::state::AppState;

/// All but the unreserved characters of RFC 3986, section 2.3.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The ways on from a page: to the login of a company that is known, and to the login page.
///
/// Members who come from the workbench know no organisation code, so whatever is known of the company is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WayOn {
    page: String,
    company: Option<String>,
}

impl WayOn {
    /// The ways on in an app, with the company whose id is known.
    pub(super) fn to(app: &AppId, corp_id: Option<&str>) -> Self {
        Self::with(app, corp_id.map(|corp_id| ("corpId", corp_id)))
    }

    /// The ways on of a browser: with the company or code that its request names, else with the company that it logged in
    /// to last.
    pub(super) fn of(state: &AppState, app: &AppId, request: &HttpRequest) -> Self {
        let query = Query::of(request);
        let named = ["corpId", "code"].into_iter().find_map(|name| Some((name, query.get(name)?)));
        // At WeCom's way back, `code` is WeCom's.
        let named = named.filter(|_| query.get("state").is_none());
        let company = Cookies::new(state, app).company(request);
        Self::with(app, named.or_else(|| company.as_deref().map(|company| ("corpId", company))))
    }

    /// Where the next try begins.
    pub(super) fn href(&self) -> &str {
        self.company.as_deref().unwrap_or(&self.page)
    }

    /// The login page, where another company can be chosen; `None` where the next try begins there anyway.
    pub(super) fn other(&self) -> Option<&str> {
        self.company.as_ref().map(|_| self.page.as_str())
    }

    fn with(app: &AppId, named: Option<(&str, &str)>) -> Self {
        let page = format!("/{}/{}/login", app.org(), app.app());
        let encoded = |value| utf8_percent_encode(value, RESERVED).to_string();
        let company = named.map(|(name, value)| format!("{page}?{name}={}", encoded(value)));
        Self { page, company }
    }
}
