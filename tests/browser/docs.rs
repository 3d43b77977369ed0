//! The page to browse the API.

use crate::{
    browser::{Browser, Device},
    site::Site,
};

#[tokio::test]
async fn a_function_of_the_api_page_opens_and_shows_its_address() {
    let (site, browser) = (Site::start().await, Browser::open(Device::Desk).await);
    browser.goto(&site.url("/docs")).await;
    let address = "/api/acme/portal/auths/loginTypes/QywxProxyType/services/QywxProxyAuthService/setCode";
    assert!(!browser.text().await.contains(address), "closed at first");
    browser.labelled("summary", "setCode").await.click().await.unwrap();
    assert!(browser.text().await.contains(address));
    browser.labelled("summary", "setCode").await.click().await.unwrap();
    assert!(!browser.text().await.contains(address), "closed again");
}
