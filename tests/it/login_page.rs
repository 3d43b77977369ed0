//! The login page as a browser walks it.

use reqwest::{Client, StatusCode, header, redirect::Policy};
use serde_json::json;
use tests::{Corp, SERVICE, World};

/// A browser: keeps cookies, follows nothing by itself.
pub(crate) fn browser(agent: &str) -> Client {
    Client::builder()
        .cookie_store(true)
        .pool_max_idle_per_host(0)
        .redirect(Policy::none())
        .user_agent(agent)
        .build()
        .unwrap()
}

async fn world_with_code() -> (World, Corp) {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    world.administrator().call(SERVICE, "setCode", json!({ "corpId": corp.id, "code": "acme" })).await.ok();
    (world, corp)
}

fn location(answer: &reqwest::Response) -> String {
    assert_eq!(answer.status(), StatusCode::SEE_OTHER, "expected a redirect");
    answer.headers()[header::LOCATION].to_str().unwrap().to_owned()
}

/// Types the organisation code; answers where the browser is sent.
async fn type_code(world: &World, browser: &Client, code: &str) -> reqwest::Response {
    let url = format!("{}/acme/portal/login", world.server.url);
    browser.post(url).form(&[("code", code)]).send().await.unwrap()
}

/// Scans the QR code as a member: answers the address that WeCom sends the browser back to.
pub(crate) async fn scan(world: &World, browser: &Client, qr_page: &str, userid: &str) -> String {
    let answer = browser.get(format!("{qr_page}&userid={userid}")).send().await.unwrap();
    let status = answer.status();
    if status.is_redirection() {
        return answer.headers()[header::LOCATION].to_str().unwrap().to_owned();
    }
    let page = answer.text().await.unwrap();
    let link = page
        .split("href=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap().replace("&amp;", "&"))
        .find(|href| href.contains("pick") && href.contains(userid))
        .unwrap_or_else(|| panic!("no link for {userid} on {page}"));
    let url = if link.starts_with("http") { link } else { format!("{}{link}", world.sim.url) };
    let answer = browser.get(url).send().await.unwrap();
    answer.headers()[header::LOCATION].to_str().unwrap().to_owned()
}

#[tokio::test]
async fn organisation_code_then_qr_code_then_signed_in_then_out() {
    let (world, corp) = world_with_code().await;
    let browser = browser("Mozilla/5.0");
    let form = browser.get(format!("{}/acme/portal/login", world.server.url)).send().await.unwrap();
    assert_eq!(form.status(), StatusCode::OK);
    assert!(form.text().await.unwrap().contains("组织代号"));
    let qr_page = location(&type_code(&world, &browser, "acme").await);
    assert!(qr_page.starts_with(&format!("{}/wwlogin/sso/login?", world.sim.url)), "{qr_page}");
    assert!(qr_page.contains("login_type=CorpApp") && qr_page.contains("agentid="), "{qr_page}");
    let back = scan(&world, &browser, &qr_page, &corp.members[0]).await;
    assert!(back.starts_with(&world.server.url), "{back}");
    let answer = browser.get(&back).send().await.unwrap();
    assert_eq!(location(&answer), "/acme/portal/me");
    let me = format!("{}/acme/portal/me", world.server.url);
    let page = browser.get(&me).send().await.unwrap().text().await.unwrap();
    assert!(page.contains(&corp.members[0]), "{page}");

    // Back button and reload: the same address again.
    let again = browser.get(&back).send().await.unwrap();
    assert_eq!(again.status(), StatusCode::BAD_REQUEST);
    assert!(again.text().await.unwrap().contains("重新登录"));

    let out = browser.post(format!("{}/acme/portal/logout", world.server.url)).send().await.unwrap();
    assert_eq!(location(&out), "/acme/portal/login");
    assert_eq!(location(&browser.get(&me).send().await.unwrap()), "/acme/portal/login");
}

#[tokio::test]
async fn inside_wecom_the_workbench_entry_goes_straight_on() {
    let (world, corp) = world_with_code().await;
    let browser = browser("Mozilla/5.0 (iPhone) Mobile MicroMessenger/7.0 wxwork/4.1.0");
    let entry = format!("{}/acme/portal/login?corpId={}", world.server.url, corp.id);
    let authorize = location(&browser.get(entry).send().await.unwrap());
    assert!(authorize.starts_with(&format!("{}/connect/oauth2/authorize?", world.sim.url)), "{authorize}");
    assert!(authorize.ends_with("#wechat_redirect") && authorize.contains("agentid="), "{authorize}");
    let page = authorize.trim_end_matches("#wechat_redirect");
    let back = scan(&world, &browser, page, &corp.members[1]).await;
    assert_eq!(location(&browser.get(back).send().await.unwrap()), "/acme/portal/me");
}

#[tokio::test]
async fn the_state_is_good_in_the_browser_that_began_and_nobody_else_can_spend_it() {
    let (world, corp) = world_with_code().await;
    let (victim, other) = (browser("Mozilla/5.0"), browser("Mozilla/5.0"));
    let qr_page = location(&type_code(&world, &victim, "acme").await);
    let back = scan(&world, &victim, &qr_page, &corp.members[0]).await;
    let answer = other.get(&back).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
    let invented = back.split("state=").next().unwrap().to_owned() + "state=invented";
    assert_eq!(victim.get(invented).send().await.unwrap().status(), StatusCode::BAD_REQUEST);
    assert_eq!(location(&victim.get(&back).send().await.unwrap()), "/acme/portal/me");
}

#[tokio::test]
async fn two_tabs_can_both_come_back() {
    let (world, corp) = world_with_code().await;
    let browser = browser("Mozilla/5.0");
    let first = location(&type_code(&world, &browser, "acme").await);
    let second = location(&type_code(&world, &browser, "acme").await);
    for (tab, member) in [(first, 0), (second, 1)] {
        let back = scan(&world, &browser, &tab, &corp.members[member]).await;
        assert_eq!(location(&browser.get(back).send().await.unwrap()), "/acme/portal/me");
    }
}

#[tokio::test]
async fn whoever_refuses_or_is_no_member_sees_a_page_that_starts_over() {
    let (world, corp) = world_with_code().await;
    let browser = browser("Mozilla/5.0");
    let qr_page = location(&type_code(&world, &browser, "acme").await);
    let state = qr_page.split("state=").nth(1).unwrap().split('&').next().unwrap().to_owned();
    let callback = format!("{}/acme/portal/login/callback", world.server.url);
    let answer = browser.get(format!("{callback}?state={state}")).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    assert!(answer.text().await.unwrap().contains("已取消"));

    let qr_page = location(&type_code(&world, &browser, "acme").await);
    let state = qr_page.split("state=").nth(1).unwrap().split('&').next().unwrap().to_owned();
    let code = world.sim.outsider_code(&world.suite, &corp).await;
    let answer = browser.get(format!("{callback}?code={code}&state={state}")).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
    let page = answer.text().await.unwrap();
    assert!(
        page.contains("你不是该企业的成员，无法登录。") && page.contains("再试一次") && !page.contains("WeCom says"),
        "{page}"
    );
}

#[tokio::test]
async fn a_wrong_organisation_code_keeps_what_was_typed_and_says_so() {
    let (world, _) = world_with_code().await;
    let browser = browser("Mozilla/5.0");
    let answer = type_code(&world, &browser, "<b>nobody</b>").await;
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = answer.text().await.unwrap();
    assert!(page.contains("没有找到这个组织代号"), "{page}");
    assert!(page.contains("&lt;b&gt;nobody"), "what was typed is kept, escaped");
    assert_eq!(type_code(&world, &browser, " ").await.status(), StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn another_site_cannot_log_anybody_out() {
    let (world, corp) = world_with_code().await;
    let browser = browser("Mozilla/5.0");
    let qr_page = location(&type_code(&world, &browser, "acme").await);
    let back = scan(&world, &browser, &qr_page, &corp.members[0]).await;
    browser.get(back).send().await.unwrap();
    let logout = format!("{}/acme/portal/logout", world.server.url);
    let answer = browser.post(logout).header(header::ORIGIN, "https://evil.example").send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
    let me = browser.get(format!("{}/acme/portal/me", world.server.url)).send().await.unwrap();
    assert_eq!(me.status(), StatusCode::OK);
}
