//! The login pages: who gets a code, and who gets a page.

use reqwest::Response;
use serde_json::{Value, json};

use crate::kit::{Installed, REDIRECT, Sim, errcode, redirect_parameter, text};

/// The parameters of a workbench link.
fn workbench(app: &Installed) -> Vec<(&str, &str)> {
    vec![
        ("appid", &app.corp_id),
        ("agentid", &app.agent_id),
        ("redirect_uri", REDIRECT),
        ("response_type", "code"),
        ("scope", "snsapi_base"),
        ("state", "abc123"),
    ]
}

/// The parameters of a web login.
fn web(app: &Installed) -> Vec<(&str, &str)> {
    vec![
        ("login_type", "CorpApp"),
        ("appid", &app.corp_id),
        ("agentid", &app.agent_id),
        ("redirect_uri", REDIRECT),
        ("state", "abc123"),
    ]
}

fn with<'a>(mut query: Vec<(&'a str, &'a str)>, name: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    query.retain(|(key, _)| *key != name);
    query.push((name, value));
    query
}

/// The target of the picker link that carries the mark.
fn link(page: &str, mark: &str) -> String {
    let tag = page.split("<a ").find(|tag| tag.contains(mark)).unwrap_or_else(|| panic!("no {mark} in {page}"));
    tag.split("href=\"").nth(1).unwrap().split('"').next().unwrap().replace("&amp;", "&")
}

async fn click(sim: &Sim, page: Response, mark: &str) -> Response {
    let target = link(&page.text().await.unwrap(), mark);
    sim.http.get(sim.url(&target)).send().await.unwrap()
}

async fn shows(response: Response, code: i64) {
    assert_eq!(response.status().as_u16(), 200);
    let page = response.text().await.unwrap();
    assert!(page.contains(&format!("data-code=\"{code}\"")), "expected {code}: {page}");
}

#[tokio::test]
async fn a_scan_on_the_qr_page_comes_back_with_code_and_state() {
    let sim = Sim::start().await;
    let app = sim.installed().await;
    for (path, query) in [("/wwlogin/sso/login", web(&app)), ("/wwopen/sso/qrConnect", web(&app)[1..].to_vec())] {
        let page = sim.page(path, &query).await;
        let back = click(&sim, page, &format!("data-userid=\"{}\"", app.members[1])).await;
        assert_eq!(redirect_parameter(&back, "state").as_deref(), Some("abc123"));
        assert_eq!(redirect_parameter(&back, "keep").as_deref(), Some("1"), "the query of redirect_uri stays");
        let code = redirect_parameter(&back, "code").unwrap();
        let answer = sim.identity(&sim.app_token(&app).await, &code).await;
        assert_eq!(answer["userid"], json!(app.members[1]));
    }
}

#[tokio::test]
async fn the_workbench_redirects_at_once_for_the_current_member() {
    let sim = Sim::start().await;
    let app = sim.installed().await;
    let asked = sim.page("/connect/oauth2/authorize", &workbench(&app)).await;
    assert_eq!(asked.status().as_u16(), 200, "without a current member it asks");
    let named = sim.page("/connect/oauth2/authorize", &with(workbench(&app), "userid", &app.members[1])).await;
    assert!(redirect_parameter(&named, "code").is_some());
    sim.control("POST", "current-member", json!({ "userid": app.members[0] })).await;
    let back = sim.page("/connect/oauth2/authorize", &workbench(&app)).await;
    assert_eq!(redirect_parameter(&back, "state").as_deref(), Some("abc123"));
    let code = redirect_parameter(&back, "code").unwrap();
    let answer = sim.identity(&sim.app_token(&app).await, &code).await;
    assert_eq!(answer["userid"], json!(app.members[0]));
}

#[tokio::test]
async fn a_member_of_another_corp_is_an_outsider() {
    let sim = Sim::start().await;
    let (app, other) = (sim.installed().await, sim.installed().await);
    sim.control("POST", "current-member", json!({ "corpId": other.corp_id, "userid": other.members[0] })).await;
    let back = sim.page("/connect/oauth2/authorize", &workbench(&app)).await;
    let code = redirect_parameter(&back, "code").unwrap();
    let answer = sim.identity(&sim.app_token(&app).await, &code).await;
    assert_eq!((errcode(&answer), answer.get("userid"), answer["openid"].is_string()), (0, None, true));
}

#[tokio::test]
async fn an_outsider_can_be_picked_and_a_refusal_brings_no_code() {
    let sim = Sim::start().await;
    let app = sim.installed().await;
    let page = sim.page("/wwlogin/sso/login", &web(&app)).await;
    let back = click(&sim, page, "data-choice=\"outsider\"").await;
    let code = redirect_parameter(&back, "code").unwrap();
    assert_eq!(sim.identity(&sim.app_token(&app).await, &code).await.get("userid"), None);
    let page = sim.page("/wwlogin/sso/login", &web(&app)).await;
    let back = click(&sim, page, "data-choice=\"refuse\"").await;
    assert_eq!(redirect_parameter(&back, "code"), None);
    assert_eq!(redirect_parameter(&back, "state").as_deref(), Some("abc123"));
    let page = sim.page("/connect/oauth2/authorize", &workbench(&app)).await;
    let ended = click(&sim, page, "data-choice=\"refuse\"").await;
    assert!(ended.text().await.unwrap().contains("data-refused"));
}

#[tokio::test]
async fn the_redirect_must_have_a_trusted_domain_exactly() {
    let sim = Sim::start().await;
    let app = sim.installed().await;
    for (redirect, trusted) in [
        ("https://login.example:8443/any/path", true),
        ("http://login.example:8443", true),
        ("https://LOGIN.example:8443/", true),
        ("https://login.example/", false),
        ("https://login.example:9999/", false),
        ("https://sub.login.example:8443/", false),
        ("https://login.example:8443@evil.example/", false),
        ("https://evil.example/?login.example:8443", false),
        ("javascript:alert(1)", false),
        ("/relative", false),
    ] {
        for (path, query, code) in
            [("/connect/oauth2/authorize", workbench(&app), 50001), ("/wwlogin/sso/login", web(&app), -31039)]
        {
            let page = sim.page(path, &with(query, "redirect_uri", redirect)).await.text().await.unwrap();
            assert_eq!(!page.contains("redirect_uri 参数错误"), trusted, "{path} {redirect}");
            assert_eq!(!page.contains(&format!("data-code=\"{code}\"")), trusted, "{path} {redirect}");
        }
    }
}

#[tokio::test]
async fn wrong_parameters_end_on_a_page_with_their_code() {
    let sim = Sim::start().await;
    let app = sim.installed().await;
    let long = "x".repeat(129);
    for (name, value, code) in [
        ("appid", "wwunknown", 40013),
        ("agentid", "1", 40056),
        ("response_type", "token", 40058),
        ("scope", "all", 40058),
        ("state", "with-dash", 84025),
        ("state", &long, 84025),
    ] {
        shows(sim.page("/connect/oauth2/authorize", &with(workbench(&app), name, value)).await, code).await;
    }
    for (name, value, code) in [
        ("login_type", "ServiceApp", -31040),
        ("appid", "wwunknown", -31027),
        ("agentid", "", -31028),
        ("redirect_uri", "", -31035),
        ("state", "a b", 84025),
    ] {
        shows(sim.page("/wwlogin/sso/login", &with(web(&app), name, value)).await, code).await;
    }
}

#[tokio::test]
async fn the_plain_corp_id_is_an_appid_only_when_switched() {
    let sim = Sim::start().await;
    let (template, corp) = (sim.template().await, sim.corp().await);
    let app = sim.install(&template, &corp).await;
    let plain = text(&corp, "plainCorpId");
    shows(sim.page("/wwlogin/sso/login", &with(web(&app), "appid", &plain)).await, -31027).await;
    sim.switch(json!({ "plainAppid": "accepted" })).await;
    let page = sim.page("/wwlogin/sso/login", &with(web(&app), "appid", &plain)).await;
    assert!(page.text().await.unwrap().contains(&app.members[0]));
}

#[tokio::test]
async fn apps_that_do_not_run_give_no_code() {
    let sim = Sim::start().await;
    let app = sim.installed().await;
    for (action, body, code) in [
        ("licence", json!({ "licensed": false }), 701_099),
        ("disable", json!({ "push": false }), 50003),
        ("suspend", Value::Null, 48006),
        ("cancel", json!({ "push": false }), -31028),
    ] {
        sim.app(&app, action, body).await;
        shows(sim.page("/wwlogin/sso/login", &web(&app)).await, code).await;
    }
    let body = json!({ "corpId": app.corp_id, "status": "developing", "push": false });
    let scan = sim.control("POST", &format!("templates/{}/authorize", app.suite_id), body).await;
    let agent_id = scan["agentId"].to_string();
    shows(sim.page("/wwlogin/sso/login", &with(web(&app), "agentid", &agent_id)).await, -31039).await;
    sim.app(&app, "trusted-domains", json!({ "domains": [crate::kit::DOMAIN] })).await;
    shows(sim.page("/wwlogin/sso/login", &with(web(&app), "agentid", &agent_id)).await, 50003).await;
    sim.app(&app, "publish", Value::Null).await;
    let page = sim.page("/wwlogin/sso/login", &with(web(&app), "agentid", &agent_id)).await;
    assert!(page.text().await.unwrap().contains("data-userid"));
}

#[tokio::test]
async fn out_of_range_a_scan_has_no_permission_while_the_workbench_gives_a_code() {
    let sim = Sim::start().await;
    let app = sim.installed().await;
    sim.app(&app, "visible-range", json!({ "userids": [app.members[0]], "push": false })).await;
    let page = sim.page("/wwlogin/sso/login", &web(&app)).await;
    shows(click(&sim, page, &format!("data-userid=\"{}\"", app.members[1])).await, 50002).await;
    let base = with(workbench(&app), "userid", &app.members[1]);
    assert!(redirect_parameter(&sim.page("/connect/oauth2/authorize", &base).await, "code").is_some());
    let private = with(base, "scope", "snsapi_privateinfo");
    shows(sim.page("/connect/oauth2/authorize", &private).await, 50002).await;
}

#[tokio::test]
async fn private_fields_need_a_consent_that_lasts_thirty_days() {
    let sim = Sim::start().await;
    let app = sim.installed().await;
    let query = with(with(workbench(&app), "scope", "snsapi_privateinfo"), "userid", &app.members[0]);
    let consent = sim.page("/connect/oauth2/authorize", &query).await;
    assert_eq!(consent.status().as_u16(), 200);
    let back = click(&sim, consent, "data-choice=\"consent\"").await;
    let code = redirect_parameter(&back, "code").unwrap();
    let answer = sim.identity(&sim.app_token(&app).await, &code).await;
    assert!(answer["user_ticket"].is_string(), "{answer}");
    sim.advance(29 * 86_400).await;
    assert_eq!(sim.page("/connect/oauth2/authorize", &query).await.status().as_u16(), 302);
    sim.advance(86_400).await;
    assert_eq!(sim.page("/connect/oauth2/authorize", &query).await.status().as_u16(), 200);
}
