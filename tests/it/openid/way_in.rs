//! The way from a client to the login: which company it is for, and how much a member has to press.

use reqwest::{Client, StatusCode};
use serde_json::json;
use tests::Corp;

use super::relying_party::{RelyingParty, client, get, location, parameters, web};
use crate::login_page::browser;

pub(super) const WECOM: &str = "Mozilla/5.0 (iPhone) Mobile MicroMessenger/7.0 wxwork/4.1.0";
const DESKTOP_WECOM: &str = "Mozilla/5.0 wxwork/4.1.39 (MicroMessenger/6.2) WindowsWechat";
const WECHAT: &str = "Mozilla/5.0 (iPhone) Mobile MicroMessenger/8.0.50";

/// Follows redirects of the server alone; answers what leads away, or the page.
pub(super) async fn follow(party: &RelyingParty, browser: &Client, url: &str) -> (StatusCode, String) {
    let mut url = url.to_owned();
    for _ in 0..10 {
        let answer = browser.get(&url).send().await.unwrap();
        if answer.status() != StatusCode::SEE_OTHER {
            return (answer.status(), answer.text().await.unwrap());
        }
        let next = location(&answer);
        if !next.starts_with('/') {
            return (StatusCode::SEE_OTHER, next);
        }
        url = format!("{}{next}", party.world.server.url);
    }
    panic!("the redirects do not end");
}

async fn second_corp(party: &RelyingParty) -> Corp {
    let corp = party.world.sim.corp("另一企业", &["赵六"]).await;
    party.world.authorise(&party.world.suite, &corp).await;
    corp
}

#[tokio::test]
async fn inside_wecom_a_member_presses_nothing_whichever_way_the_company_is_known() {
    let party = RelyingParty::with(|_| ()).await;
    let cases: [&[(&str, &str)]; 3] = [
        &[],
        &[("login_hint", ""), ("corp_id", &party.corp.id)],
        &[("login_hint", "other"), ("corp_id", &party.corp.id)],
    ];
    for agent in [WECOM, DESKTOP_WECOM] {
        for changes in cases {
            let browser = browser(agent);
            let (status, wecom) = follow(&party, &browser, &party.request(changes)).await;
            assert_eq!(status, StatusCode::SEE_OTHER, "{changes:?}: {wecom}");
            assert!(wecom.starts_with(&format!("{}/connect/oauth2/authorize?", party.world.sim.url)), "{wecom}");
            assert!(wecom.contains("scope=snsapi_base"), "{wecom}");
            party.world.sim.set_current_member(&party.corp, &party.corp.members[0]).await;
            let back = browser.get(&wecom).send().await.unwrap();
            let back = back.headers()["location"].to_str().unwrap().to_owned();
            let (_, client) = follow(&party, &browser, &back).await;
            assert!(get(&parameters(&client), "code").is_some(), "{client}");
            // The next time the company is remembered.
            let (_, again) = follow(&party, &browser, &party.request(&[("login_hint", ""), ("prompt", "login")])).await;
            assert!(again.contains("/connect/oauth2/authorize?"), "{again}");
        }
    }
}

#[tokio::test]
async fn a_client_for_one_company_needs_no_hint() {
    let party = RelyingParty::start().await;
    let mut own = party.world.folder.read("acme.portal/clients/Grafana/Grafana.json");
    own["allowedCorps"] = json!([party.corp.id]);
    client(&party.world.folder, "Grafana", &own);
    let is_straight = async || {
        let (_, page) = follow(&party, &browser("Mozilla/5.0"), &party.request(&[("login_hint", "")])).await;
        page.contains("/wwlogin/sso/login?")
    };
    party.world.in_time(std::time::Duration::from_secs(5), "it goes straight to the QR code", is_straight).await;
}

#[tokio::test]
async fn of_several_remembered_companies_the_member_chooses_and_comes_back_to_the_client() {
    let party = RelyingParty::with(|folder| client(folder, "Wiki", &web("wiki", json!({})))).await;
    let other = second_corp(&party).await;
    let browser = browser("Mozilla/5.0");
    let without_hint = party.request(&[("login_hint", "")]);
    for corp in [&party.corp, &other] {
        let (_, qr) = follow(&party, &browser, &party.request(&[("login_hint", &corp.id)])).await;
        assert!(qr.contains(&format!("appid={}", corp.id)), "{qr}");
        let (status, next) = follow(&party, &browser, &without_hint).await;
        if corp.id == party.corp.id {
            assert!(status == StatusCode::SEE_OTHER && next.contains(&format!("appid={}", corp.id)), "{next}");
            let (status, page) =
                follow(&party, &browser, &party.request(&[("login_hint", ""), ("prompt", "select_account")])).await;
            assert!(status == StatusCode::OK && page.contains("测试企业"), "{page}");
        } else {
            assert_eq!(status, StatusCode::OK);
            let rows: Vec<_> = page_links(&next);
            assert_eq!(rows.len(), 2, "{next}");
            assert!(next.contains("测试企业") && next.contains("另一企业") && next.contains("name=\"code\""), "{next}");
            assert!(rows[0].contains(&other.id), "the last one is the first: {rows:?}");
            let row = format!("{}{}", party.world.server.url, rows[1]);
            let (_, qr) = follow(&party, &browser, &row).await;
            assert!(qr.contains(&format!("appid={}", party.corp.id)), "{qr}");
            let back = crate::login_page::scan(&party.world, &browser, &qr, &party.corp.members[0]).await;
            let (_, client) = follow(&party, &browser, &back).await;
            assert!(get(&parameters(&client), "code").is_some(), "{client}");
        }
    }
}

/// The links to companies on a login page.
fn page_links(page: &str) -> Vec<String> {
    let links = page.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap().replace("&amp;", "&"));
    links.filter(|link| link.contains("corpId=")).collect()
}

#[tokio::test]
async fn a_forged_memory_of_companies_gets_a_label_and_no_more() {
    let party = RelyingParty::start().await;
    let own = party.corp.id.clone();
    let ask = async |page: &str, cookie: &str| {
        let request = browser("Mozilla/5.0").get(format!("{}/{page}", party.issuer()));
        request.header("cookie", format!("wecom_login_company={cookie}")).send().await.unwrap()
    };
    let page = ask("login", &format!("{own}@auths.QywxProxyTemp|wpUnknown@auths.Nothing|<script>@x")).await;
    let page = page.text().await.unwrap();
    assert!(page.contains("测试企业") && page.contains("wpUnknown") && !page.contains("<script>@x"), "{page}");
    for link in page_links(&page) {
        assert!(link.starts_with("/acme/portal/login?corpId="), "it leads to the login of this app: {link}");
    }
    // Nobody is in by it, and a company that the app does not serve leads nowhere.
    assert_eq!(location(&ask("me", &format!("{own}@")).await), "/acme/portal/login");
    let request = party.request(&[("login_hint", ""), ("prompt", "none")]);
    let request = browser("Mozilla/5.0").get(request).header("cookie", format!("wecom_login_company={own}@"));
    let told = parameters(&location(&request.send().await.unwrap()));
    assert_eq!(get(&told, "error").as_deref(), Some("login_required"));
    let unknown = ask("login?corpId=wpUnknown", "wpUnknown@https://evil.example").await;
    assert_eq!(unknown.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn inside_wechat_the_page_says_what_to_do_and_leads_nowhere() {
    let party = RelyingParty::start().await;
    let browser = browser(WECHAT);
    for changes in [[("login_hint", "")], [("login_hint", party.corp.id.as_str())]] {
        let (status, page) = follow(&party, &browser, &party.request(&changes)).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        assert!(page.contains("微信里无法使用企业微信登录") && page.contains("打开企业微信"), "{page}");
    }
    let url = format!("{}/login?corpId={}", party.issuer(), party.corp.id);
    let (status, page) = follow(&party, &browser, &url).await;
    assert!(status == StatusCode::OK && page.contains("微信里无法使用企业微信登录"), "{page}");
}
