//! A walk past every page that a person can meet.

use crate::{
    browser::Browser,
    site::{CALLBACK, LOGIN, QR_PAGE, START_OVER, Site},
};

/// As long as the form lets a code be, without a place to break.
const LONG_CODE: &str = "nobody-0123456789-0123456789-0123456789-0123456789-0123456789-01";

/// Walks past every page; `look` gets each page's name when it is shown. Fails at the end with all that it found wrong.
pub(crate) async fn tour(site: &Site, browser: &Browser, mut look: impl AsyncFnMut(&str) -> Vec<String>) {
    let mut wrong = Vec::new();
    walk(site, browser, async |name| {
        wrong.extend(look(name).await.into_iter().map(|what| format!("{name}: {what}")));
    })
    .await;
    assert!(wrong.is_empty(), "{wrong:#?}");
}

async fn walk(site: &Site, browser: &Browser, mut look: impl AsyncFnMut(&str)) {
    browser.forget().await;
    for (name, path) in [("home", "/"), ("missing", "/no/such/page"), ("login", LOGIN)] {
        browser.goto(&site.url(path)).await;
        look(name).await;
    }
    browser.element("#code").await.send_keys(LONG_CODE).await.unwrap();
    browser.click("button[type=submit]").await;
    browser.element("[role=alert]").await;
    look("login-error").await;

    site.to_qr_page(browser).await;
    browser.click("a[data-choice=refuse]").await;
    browser.arrive(CALLBACK).await;
    look("cancelled").await;
    browser.reload().await;
    look("start-over").await;

    browser.click(START_OVER).await;
    browser.arrive(QR_PAGE).await;
    browser.click("a[data-choice=outsider]").await;
    browser.arrive(CALLBACK).await;
    look("outsider").await;

    site.to_qr_page(browser).await;
    site.scan(browser, 0).await;
    look("signed-in").await;

    browser.goto(&site.url("/docs")).await;
    look("docs").await;
    browser.run("document.querySelectorAll('details').forEach(one => { one.open = true; })").await;
    look("docs-open").await;
}

/// Keeps pictures of the simulator's pages, which a person sees in the demo.
pub(crate) async fn picture_wecom(site: &Site, browser: &Browser, suffix: &str) {
    site.to_qr_page(browser).await;
    browser.arrive(QR_PAGE).await;
    browser.picture(&format!("simulator-qr-{suffix}")).await;
    browser.goto(&format!("{}/_sim/", site.world.sim.url)).await;
    browser.picture(&format!("simulator-control-{suffix}")).await;
}
