//! The login page without a mouse.

use fantoccini::key::Key;
use serde_json::json;

use crate::{
    browser::{Browser, Device},
    site::{CODE, LOGIN, QR_PAGE, Site},
};

const FOCUS: &str = "
    const style = getComputedStyle(document.activeElement);
    const ring = style.outlineStyle === 'solid' && parseFloat(style.outlineWidth) >= 2;
    return [document.activeElement.id || document.activeElement.type, ring];";

fn key(key: Key) -> String {
    char::from(key).to_string()
}

#[tokio::test]
async fn a_wrong_organisation_code_is_kept_and_mended_by_keyboard_alone() {
    let (site, browser) = (Site::start().await, Browser::open(Device::Desk).await);
    browser.goto(&site.url(LOGIN)).await;
    browser.press(&format!("<b>nobody{}", key(Key::Enter))).await;
    let error = browser.element("[role=alert]").await.text().await.unwrap();
    assert!(error.contains("没有找到这个组织代号"), "{error}");
    assert_eq!(browser.path().await, LOGIN);
    let typed = browser.element("#code").await.prop("value").await.unwrap();
    assert_eq!(typed.as_deref(), Some("<b>nobody"));

    assert_eq!(browser.run(FOCUS).await, json!(["code", true]), "one can type on at once, and sees where");
    browser.press(&format!("{}a", key(Key::Control))).await;
    browser.press(&format!("{CODE}{}", key(Key::Enter))).await;
    browser.arrive(QR_PAGE).await;
}

#[tokio::test]
async fn the_tab_key_reaches_the_button_and_shows_where_it_is() {
    let (site, browser) = (Site::start().await, Browser::open(Device::Desk).await);
    browser.goto(&site.url(LOGIN)).await;
    browser.press(&format!("{CODE}{}", key(Key::Tab))).await;
    assert_eq!(browser.run(FOCUS).await, json!(["submit", true]));
    browser.press(&key(Key::Space)).await;
    browser.arrive(QR_PAGE).await;
}

#[tokio::test]
async fn an_empty_organisation_code_is_not_sent() {
    let (site, browser) = (Site::start().await, Browser::open(Device::Desk).await);
    browser.goto(&site.url(LOGIN)).await;
    browser.run("document.body.dataset.same = 'yes'").await;
    browser.press(&key(Key::Enter)).await;
    assert_eq!(browser.run("return document.querySelector('#code').validity.valueMissing").await, true);
    assert_eq!(browser.run("return document.body.dataset.same").await, "yes", "no page was loaded");
}
