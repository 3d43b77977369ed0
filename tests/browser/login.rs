//! Signing in and out as a person does it, with the buttons that a browser has.

use serde_json::json;

use crate::{
    browser::{Browser, Device},
    site::{CALLBACK, LOGIN, ME, QR_PAGE, START_OVER, Site},
};

const SPENT: &str = "这个登录链接已经用过，已过期，或不是在这个浏览器里打开的。";

#[tokio::test]
async fn organisation_code_qr_page_member_signed_in_page_and_out_again() {
    let (site, browser) = (Site::start().await, Browser::open(Device::Desk).await);
    browser.goto(&site.url("/acme/portal")).await;
    browser.arrive(LOGIN).await;
    site.type_code(&browser).await;
    assert!(browser.text().await.contains("测试企业"), "the QR page names the company");
    site.scan(&browser, 1).await;
    let page = browser.folded_text().await;
    assert!(page.contains("已登录") && page.contains(&site.corp.members[1]), "{page}");

    browser.click("form[action$='/logout'] button").await;
    browser.arrive(LOGIN).await;
    browser.goto(&site.url(ME)).await;
    browser.arrive(LOGIN).await;
}

#[tokio::test]
async fn the_back_button_shows_nothing_of_who_has_signed_out() {
    let (site, browser) = (Site::start().await, Browser::open(Device::Desk).await);
    site.to_qr_page(&browser).await;
    site.scan(&browser, 0).await;
    browser.click("form[action$='/logout'] button").await;
    browser.arrive(LOGIN).await;
    browser.back().await;
    let page = browser.text().await;
    assert!(!page.contains(&site.corp.members[0]), "{page}");
    browser.arrive(LOGIN).await;
}

#[tokio::test]
async fn inside_wecom_the_workbench_entry_signs_in_without_a_question() {
    let (site, browser) = (Site::start().await, Browser::open(Device::Wecom).await);
    site.world.sim.post("current-member", json!({ "userid": site.corp.members[2] })).await;
    browser.goto(&site.url(&format!("{LOGIN}?corpId={}", site.corp.id))).await;
    browser.arrive(ME).await;
    assert!(browser.folded_text().await.contains(&site.corp.members[2]));
}

#[tokio::test]
async fn inside_wecom_the_organisation_code_leads_to_the_workbench_too() {
    let (site, browser) = (Site::start().await, Browser::open(Device::Wecom).await);
    browser.goto(&site.url(LOGIN)).await;
    browser.element("#code").await.send_keys(crate::site::CODE).await.unwrap();
    browser.click("button[type=submit]").await;
    browser.arrive("/connect/oauth2/authorize").await;
    site.scan(&browser, 0).await;
    assert!(browser.folded_text().await.contains(&site.corp.members[0]));
}

#[tokio::test]
async fn going_back_and_scanning_again_shows_a_page_that_starts_over() {
    let (site, browser) = (Site::start().await, Browser::open(Device::Desk).await);
    site.to_qr_page(&browser).await;
    site.scan(&browser, 0).await;
    browser.back().await;
    browser.click(&site.pick(1)).await;
    browser.arrive(CALLBACK).await;
    assert!(browser.text().await.contains(SPENT));
    browser.reload().await;
    assert!(browser.text().await.contains(SPENT));

    browser.click(START_OVER).await;
    browser.arrive(QR_PAGE).await;
    site.scan(&browser, 1).await;
    assert!(browser.folded_text().await.contains(&site.corp.members[1]), "the later login counts");
}

#[tokio::test]
async fn a_refused_login_says_so_and_its_reload_starts_over() {
    let (site, browser) = (Site::start().await, Browser::open(Device::Desk).await);
    site.to_qr_page(&browser).await;
    browser.click("a[data-choice=refuse]").await;
    browser.arrive(CALLBACK).await;
    assert!(browser.text().await.contains("你取消了登录"));
    browser.reload().await;
    assert!(browser.text().await.contains(SPENT));
    browser.click(START_OVER).await;
    browser.arrive(QR_PAGE).await;
    site.scan(&browser, 0).await;
}

#[tokio::test]
async fn a_member_of_the_workbench_comes_back_without_a_code_whatever_happened() {
    let (site, browser) = (Site::start().await, Browser::open(Device::Wecom).await);
    browser.goto(&site.url(&format!("{LOGIN}?corpId={}", site.corp.id))).await;
    browser.arrive("/connect/oauth2/authorize").await;
    site.scan(&browser, 0).await;
    browser.click("form[action$='/logout'] button").await;
    browser.arrive(LOGIN).await;
    browser.click("ul.companies a").await;
    browser.arrive("/connect/oauth2/authorize").await;
    site.scan(&browser, 0).await;
    browser.goto(&site.url(&format!("{CALLBACK}?code=spent&state=spent"))).await;
    browser.labelled("a", "换一个企业").await;
    browser.click(START_OVER).await;
    browser.arrive("/connect/oauth2/authorize").await;
    site.scan(&browser, 0).await;
}

#[tokio::test]
async fn a_login_begun_at_another_name_of_the_server_ends_at_its_own() {
    let (site, browser) = (Site::start().await, Browser::open(Device::Desk).await);
    browser.goto(&site.url(LOGIN).replace("127.0.0.1", "localhost")).await;
    assert_eq!(browser.url().await.host_str(), Some("127.0.0.1"));
    site.type_code(&browser).await;
    site.scan(&browser, 0).await;
}
