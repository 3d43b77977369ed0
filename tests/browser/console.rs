//! The console in a browser: the first administrator, every page in light, dark and on a phone, the keyboard, forms that tell
//! what changes.

use administration::totp;
use clock::Clock;
use fantoccini::key::Key;
use serde_json::json;

use crate::{
    browser::{Browser, Device, Scheme},
    site::Site,
};

const PASSWORD: &str = "correct horse battery";
/// The least contrast of text (WCAG 2.2, level AA).
const LEAST_CONTRAST: f64 = 4.5;

/// The pages that an owner can meet; a company, a record and a user of the site are found on their lists.
const PAGES: [(&str, &str); 16] = [
    ("overview", "/console"),
    ("companies", "/console/companies"),
    ("invite", "/console/companies/invite"),
    ("records", "/console/records"),
    ("record", "/console/records/1"),
    ("retry-all", "/console/records/retry-all"),
    ("elements", "/console/elements"),
    ("element", "/console/elements/acme.portal/auths.QywxProxyTemp"),
    ("element-form", "/console/elements/acme.portal/auths.QywxProxyTemp/edit"),
    ("users", "/console/users"),
    ("sessions", "/console/sessions"),
    ("audit", "/console/audit"),
    ("settings", "/console/settings"),
    ("administrators", "/console/administrators"),
    ("tokens", "/console/tokens"),
    ("keys", "/console/keys"),
];

/// Becomes the administrator `kim` by a link.
async fn become_owner(site: &Site, browser: &Browser) {
    let link = site.world.command(&["admin", "create", "--name", "kim"]).await;
    let (_, path) = link.trim().split_once("/console/").unwrap();
    browser.goto(&site.url(&format!("/console/{path}"))).await;
    let secret = browser.element("p.secret").await.text().await.unwrap();
    browser.element("#password").await.send_keys(PASSWORD).await.unwrap();
    let code = totp::code(&secret, site.world.clock.now()).unwrap();
    browser.element("#code").await.send_keys(&code).await.unwrap();
    browser.picture("console-welcome").await;
    browser.click("main button[type=submit]").await;
    browser.arrive("/console").await;
}

async fn a_site() -> Site {
    let site = Site::start().await;
    site.world.log_in(&site.corp, 0).await.ok();
    site
}

#[tokio::test]
async fn an_administrator_comes_by_a_link_and_no_page_of_the_console_leaves_a_complaint() {
    let (site, browser) = (a_site().await, Browser::open(Device::Desk).await);
    become_owner(&site, &browser).await;
    let mut wrong = Vec::new();
    for (name, path) in PAGES {
        browser.goto(&site.url(path)).await;
        browser.element("main h1").await;
        wrong.extend(browser.complaints().await.into_iter().map(|complaint| format!("{name}: {complaint}")));
        let ran = browser.run("return typeof htmx").await;
        assert_eq!(ran, "object", "{name}: the vendored script runs");
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn every_page_of_the_console_stands_out_in_light_and_dark_and_fits_a_phone() {
    let (site, browser) = (a_site().await, Browser::open(Device::Desk).await);
    let phone = Browser::open(Device::Phone).await;
    become_owner(&site, &browser).await;
    become_owner(&site, &phone).await;
    let mut wrong = Vec::new();
    for (name, path) in PAGES {
        phone.goto(&site.url(path)).await;
        phone.picture(&format!("console-{name}-phone")).await;
        let width = phone.run("return document.documentElement.scrollWidth").await;
        if width != 360 {
            wrong.push(format!("{name}: {width} pixels wide on a phone"));
        }
    }
    // The phone's link ended the desk's session.
    become_owner(&site, &browser).await;
    for scheme in [Scheme::Light, Scheme::Dark] {
        browser.prefer(scheme).await;
        for (name, path) in PAGES {
            browser.goto(&site.url(path)).await;
            browser.picture(&format!("console-{name}-{}", scheme.name())).await;
            let texts = browser.run(include_str!("contrast.js")).await;
            let faint =
                texts.as_array().unwrap().iter().filter(|text| text["contrast"].as_f64().unwrap() < LEAST_CONTRAST);
            wrong.extend(faint.map(|text| format!("{name} {}: {text}", scheme.name())));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn a_slash_leads_to_the_search_and_the_switches_of_language_and_theme_stay() {
    let (site, browser) = (a_site().await, Browser::open(Device::Desk).await);
    become_owner(&site, &browser).await;
    browser.press("/").await;
    assert_eq!(browser.run("return document.activeElement.id").await, "find");
    browser.press(&format!("审计{}", char::from(Key::Enter))).await;
    browser.arrive("/console/audit").await;
    browser.click("button[name=language]").await;
    browser.shows("Audit trail").await;
    browser.click("button[name=theme][value=dark]").await;
    browser.element("html[data-theme=dark]").await;
    browser.goto(&site.url("/console/users")).await;
    assert_eq!(
        browser.run("return document.documentElement.lang + document.documentElement.dataset.theme").await,
        "endark"
    );
}

#[tokio::test]
async fn a_form_tells_what_changes_before_it_is_saved_and_a_filter_spares_the_page() {
    let (site, browser) = (a_site().await, Browser::open(Device::Desk).await);
    become_owner(&site, &browser).await;
    browser.goto(&site.url("/console/elements/acme.portal/auths.QywxProxyTemp/edit")).await;
    browser.element("[id='field.corpId']").await.send_keys("wpOther").await.unwrap();
    browser.element("[id='field.authConfig.suiteSecret']").await.send_keys("hidden").await.unwrap();
    let changes = browser.element("#changes").await.text().await.unwrap();
    assert!(changes.contains("wpOther") && changes.contains("••••••") && !changes.contains("hidden"), "{changes}");

    browser.goto(&site.url("/console/records")).await;
    browser.run("document.body.dataset.same = 'yes'").await;
    browser.element("#event").await.send_keys("suite_ticket").await.unwrap();
    let filtered = async || browser.url().await.query().is_some_and(|query| query.contains("event=suite_ticket"));
    site.world.until("the list is filtered", filtered).await;
    assert_eq!(browser.run("return document.body.dataset.same").await, json!("yes"), "the page was not loaded anew");
}
