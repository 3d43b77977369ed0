//! The page with WeCom's own panel, which shows the QR code without leaving (98478).

use actix_web::HttpResponse;
use maud::html;
use url::{Origin, Url};
use web::{
    assets,
    page::{Page, PagePolicy, say},
};

use super::texts;

/// The path of the page that the panel stands for (98174).
const PATH: &str = "/wwlogin/sso/login";

/// The parameters of that page, which the panel takes too.
const PARAMETERS: [(&str, &str); 5] = [
    ("login_type", "data-login-type"),
    ("appid", "data-appid"),
    ("agentid", "data-agentid"),
    ("redirect_uri", "data-redirect-uri"),
    ("state", "data-state"),
];

/// The page for a login that leads to this page of WeCom, with WeCom's script from this address; `None` where the login leads
/// elsewhere.
pub(super) fn page(link: &str, script: &str, company: Option<&str>) -> Option<HttpResponse> {
    let (link, script) = (Url::parse(link).ok()?, Url::parse(script).ok()?);
    let policy = PagePolicy::Panel { script: origin(&script)?, frame: origin(&link)? };
    let given = |name: &str| link.query_pairs().find(|(own, _)| own == name).map(|(_, value)| value.into_owned());
    let mut values = Vec::new();
    for (name, attribute) in PARAMETERS {
        values.push((attribute, given(name)?));
    }
    if link.path() != PATH {
        return None;
    }
    let content = html! {
        h1 { (say(&texts::SCAN)) }
        p.lead { @if let Some(company) = company { (company) } @else { (say(&texts::WITH_WECOM)) } }
        (place(&values))
        p.other { a href=(link) { (say(&texts::ON_WECOMS_PAGE)) } }
    };
    let page = Page::new(&texts::SCAN).with_policy(policy);
    Some(page.running(script.to_string()).running(assets::PANEL_ADDRESS).show(&content))
}

/// The place of the panel, with what it is shown for.
fn place(values: &[(&str, String)]) -> maud::Markup {
    let of = |name: &str| values.iter().find(|(own, _)| *own == name).map(|(_, value)| value.as_str());
    html! {
        div.panel #panel data-login-type=[of("data-login-type")] data-appid=[of("data-appid")]
            data-agentid=[of("data-agentid")] data-redirect-uri=[of("data-redirect-uri")] data-state=[of("data-state")] {}
    }
}

fn origin(url: &Url) -> Option<String> {
    match url.origin() {
        origin @ Origin::Tuple(..) => Some(origin.ascii_serialization()),
        Origin::Opaque(_) => None,
    }
}
