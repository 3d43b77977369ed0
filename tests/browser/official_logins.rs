//! The official logins that are not WeCom's: an OpenID provider's, and names with passwords.

use std::{sync::Arc, time::Duration};

use clock::SystemClock;
use login_type::testing::SeededEntropy;
use openid_simulator::{CLIENT_ID, CLIENT_SECRET, NAME, OpenIdProvider};
use serde_json::json;
use tests::World;

use crate::{
    browser::{Browser, Device},
    site::{LOGIN, ME},
};

const FORM: &str = "/acme/portal/login/form";
const PASSWORD: &str = "correct horse";

/// A server with one login of each kind, and the provider of the first.
async fn a_world() -> (World, OpenIdProvider) {
    let provider = OpenIdProvider::start(Arc::new(SystemClock)).await;
    let sso = json!({ "issuer": provider.issuer(), "clientId": CLIENT_ID, "clientSecret": CLIENT_SECRET });
    let hash = password_login::hash(PASSWORD, &SeededEntropy::new(1)).unwrap();
    let local = json!({ "users": format!("ann:{hash}:Ann 安") });
    let world = World::start_with(|folder| {
        folder.instance_of("auths.loginTypes.OidcType", "公司账号 Company account", "auths.Sso", &sso);
        folder.instance_of("auths.loginTypes.PasswordType", "本地账号 Local account", "auths.Local", &local);
    })
    .await;
    (world, provider)
}

/// The login page, with one of its buttons pressed.
async fn press(world: &World, browser: &Browser, label: &str) {
    browser.goto(&format!("{}{LOGIN}", world.server.url)).await;
    browser.labelled("button", label).await.click().await.unwrap();
}

async fn fill_in(browser: &Browser, password: &str) {
    let name = browser.element("#name").await;
    name.clear().await.unwrap();
    name.send_keys("ann").await.unwrap();
    browser.element("#password").await.send_keys(password).await.unwrap();
    browser.press("\n").await;
}

/// The complaints of the console beyond the status of a refusal, which browsers note for each page that has one, and beyond
/// the portrait of the provider's person, whose host does not exist.
async fn complaints(browser: &Browser) -> Vec<String> {
    let expected = ["Failed to load resource: the server responded with a status of 4", "https://example.com/jane.png"];
    let is_expected = |complaint: &String| expected.iter().any(|part| complaint.contains(part));
    browser.complaints().await.into_iter().filter(|complaint| !is_expected(complaint)).collect()
}

#[tokio::test]
async fn a_person_whom_an_openid_provider_knows_comes_in_by_its_button_and_by_the_way_back_to_it() {
    let ((world, provider), browser) = (a_world().await, Browser::open(Device::Desk).await);
    press(&world, &browser, "Company account").await;
    browser.arrive(ME).await;
    assert!(browser.text().await.contains(NAME), "{}", browser.text().await);
    assert_eq!(provider.asked("/authorize"), 1);

    browser.click("form[action$='/logout'] button").await;
    browser.arrive(LOGIN).await;
    browser.click("ul.companies a").await;
    browser.arrive(ME).await;
    assert!(browser.text().await.contains(NAME));
    assert_eq!(complaints(&browser).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_name_with_its_password_comes_in_and_a_wrong_one_is_told_on_the_form() {
    let ((world, _provider), browser) = (a_world().await, Browser::open(Device::Phone).await);
    press(&world, &browser, "Local account").await;
    browser.arrive(FORM).await;
    fill_in(&browser, "wrong password").await;
    browser.shows("名称或密码不正确").await;
    assert_eq!(browser.run("return document.querySelector('#name').value").await, "ann");
    assert_eq!(browser.run("return document.querySelector('#password').value").await, "");
    fill_in(&browser, PASSWORD).await;
    browser.arrive(ME).await;
    assert!(browser.text().await.contains("Ann 安"), "{}", browser.text().await);
    assert_eq!(complaints(&browser).await, Vec::<String>::new());
}

#[tokio::test]
async fn the_growing_wait_after_wrong_passwords_is_shown_on_the_form_and_ends() {
    let ((world, _provider), browser) = (a_world().await, Browser::open(Device::Desk).await);
    press(&world, &browser, "Local account").await;
    for _ in 0..3 {
        fill_in(&browser, "wrong password").await;
        browser.shows("名称或密码不正确").await;
        browser.goto(&format!("{}{FORM}?instance=auths.Local", world.server.url)).await;
    }
    for seconds in [2, 4] {
        fill_in(&browser, PASSWORD).await;
        browser.shows(&format!("请在 {seconds} 秒后再试")).await;
        world.advance(Duration::from_secs(seconds)).await;
        if seconds == 2 {
            fill_in(&browser, "wrong password").await;
            browser.shows("名称或密码不正确").await;
        }
    }
    fill_in(&browser, PASSWORD).await;
    browser.arrive(ME).await;
    assert_eq!(complaints(&browser).await, Vec::<String>::new());
}
