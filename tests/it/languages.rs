//! A page is in one language: a client's wish, else the visitor's choice, else the browser's, else Chinese.

use reqwest::{Client, StatusCode, header};
use tests::World;

use crate::login_page::browser;

const ENGLISH: &str = "en-GB,en;q=0.9,zh;q=0.8";

async fn page(browser: &Client, url: &str, accepted: &str) -> String {
    let answer = browser.get(url).header(header::ACCEPT_LANGUAGE, accepted).send().await.unwrap();
    answer.text().await.unwrap()
}

fn is_english(html: &str) -> bool {
    html.contains("<html lang=\"en\">") && html.contains("Organisation code") && !html.contains("组织代号")
}

fn is_chinese(html: &str) -> bool {
    html.contains("<html lang=\"zh-CN\">") && html.contains("组织代号") && !html.contains("Organisation code")
}

async fn choose(world: &World, browser: &Client, language: &str, to: &str) -> String {
    let url = format!("{}/language", world.server.url);
    let answer = browser.post(url).form(&[("language", language), ("to", to)]).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    answer.headers()[header::LOCATION].to_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_page_is_in_one_language_and_the_wish_of_a_client_the_choice_and_the_browser_count_in_this_order() {
    let world = World::start().await;
    let login = format!("{}/acme/portal/login", world.server.url);
    let browser = browser("Mozilla/5.0");
    assert!(is_chinese(&page(&browser, &login, "fr").await), "Chinese where nothing else is asked for");
    assert!(is_english(&page(&browser, &login, ENGLISH).await), "the browser's");

    assert_eq!(choose(&world, &browser, "zh-CN", "/acme/portal/login?request=a").await, "/acme/portal/login?request=a");
    assert!(is_chinese(&page(&browser, &login, ENGLISH).await), "the choice");
    assert!(is_english(&page(&browser, &format!("{login}?ui_locales=de+en"), "zh").await), "the wish");
    assert!(
        is_chinese(&page(&browser, &format!("{login}?ui_locales=de"), ENGLISH).await),
        "a wish for no language of ours"
    );
}

#[tokio::test]
async fn the_switch_leads_back_to_its_page_without_the_wish_and_never_to_another_host() {
    let world = World::start().await;
    let browser = browser("Mozilla/5.0");
    let wished = format!("{}/acme/portal/login?code=acme&ui_locales=zh", world.server.url);
    let html = page(&browser, &wished, ENGLISH).await;
    assert!(html.contains("name=\"to\" value=\"/acme/portal/login?code=acme\""), "{html}");
    for foreign in ["//evil.example", "https://evil.example", "/\\evil.example", ""] {
        assert_eq!(choose(&world, &browser, "en", foreign).await, "/", "{foreign}");
    }
    let url = format!("{}/language", world.server.url);
    let forged =
        browser.post(url).header(header::ORIGIN, "https://evil.example").form(&[("language", "en"), ("to", "/")]);
    assert_eq!(forged.send().await.unwrap().status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_refusal_is_in_the_language_of_its_visitor_and_its_switch_spends_no_login() {
    let world = World::start().await;
    let spent = format!("{}/acme/portal/login/callback?code=1&state=none", world.server.url);
    let html = page(&browser("Mozilla/5.0"), &spent, ENGLISH).await;
    assert!(html.contains("Link expired") && !html.contains("链接已失效"), "{html}");
    assert!(html.contains("name=\"to\" value=\"/acme/portal/login\""), "{html}");
}
