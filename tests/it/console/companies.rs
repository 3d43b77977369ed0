//! Companies in the console.

use serde_json::json;
use tests::World;

use super::staff::Staff;

#[tokio::test]
async fn a_company_is_found_by_its_name_and_its_checklist_turns_green_step_by_step() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    let kim = Staff::new(&world, "kim", "auditor").await;
    let list = kim.get("/console/companies?q=测试").await;
    let company = list.between("<td><a href=\"", "\"").replace("&amp;", "&");
    assert!(!kim.get("/console/companies?q=nothing-like-it").await.shown().contains("测试企业"));
    assert!(!kim.get("/console/companies?state=cancelled").await.shown().contains("测试企业"));
    let page = kim.get(&company).await.shown();
    assert!(page.contains("测试企业") && page.contains(&corp.id), "{page}");
    assert!(page.contains("▲ 待处理") && page.contains("成员在登录页输入这个代号"), "{page}");
    let operator = Staff::new(&world, "lee", "operator").await;
    let suite = world.suite.id.as_str();
    let mut code = [
        ("type", "auths.loginTypes.QywxProxyType"),
        ("suite", suite),
        ("corp", corp.id.as_str()),
        ("code", "two words"),
    ];
    assert_eq!(operator.post("/console/company/code", &code).await.status, reqwest::StatusCode::BAD_REQUEST);
    code[3].1 = "acme";
    assert_eq!(kim.post("/console/company/code", &code).await.status, reqwest::StatusCode::FORBIDDEN);
    assert!(operator.post("/console/company/code", &code).await.leads_to().starts_with("/console/company?"));
    assert!(operator.did("setCode").await);
    world.log_in(&corp, 0).await.ok();
    let page = kim.get(&company).await.shown();
    assert!(page.contains("● 已全部完成") && page.contains("acme"), "{page}");
}

#[tokio::test]
async fn many_companies_come_a_page_at_a_time_and_each_once() {
    let world = World::start().await;
    for number in 0..53 {
        let corp = world.sim.corp(&format!("公司{number}"), &["张三"]).await;
        let host = world.server.url.trim_start_matches("http://");
        world.sim.authorise(&world.suite, &corp, host).await;
    }
    world.settled().await;
    let kim = Staff::new(&world, "kim", "auditor").await;
    let first = kim.get("/console/companies").await;
    let next = first.between("<p class=\"pages\">", "</p>");
    let next = next.split("href=\"").nth(1).unwrap().split('"').next().unwrap().replace("&amp;", "&");
    let second = kim.get(&next).await.shown();
    let names = |text: &str| -> Vec<String> {
        text.split("<td><a href=\"/console/company")
            .skip(1)
            .map(|row| row.split('>').nth(1).unwrap().split('<').next().unwrap().to_owned())
            .collect()
    };
    let (first, second) = (names(&first.text), names(&second));
    assert_eq!((first.len(), second.len()), (50, 3), "{second:?}");
    assert!(second.iter().all(|name| !first.contains(name)), "{second:?}");
}

#[tokio::test]
async fn a_company_authorises_by_the_link_that_the_console_makes_and_has_the_code_that_the_link_carried() {
    let world = World::start().await;
    let kim = Staff::new(&world, "kim", "operator").await;
    let form = [("login", "acme.portal:auths.QywxProxyTemp"), ("code", "aurora")];
    let without_secret = kim.post("/console/companies/invite", &form).await;
    assert!(without_secret.text.contains("authConfig.providerSecret"), "{}", without_secret.text);
    let provider = world.sim.get("provider").await;
    let secret =
        [("title", "t"), ("field.authConfig.providerSecret", provider["secret"].as_str().unwrap()), ("save", "finish")];
    kim.post("/console/elements/acme.portal/auths.QywxProxyTemp/edit", &secret).await.shown();
    let page = kim.post("/console/companies/invite", &form).await;
    assert!(page.text.contains("<svg class=\"qr\""), "{}", page.text);
    let key = page.between("/customized/scan?key=", "<").to_owned();
    let corp = world.sim.corp("极光科技", &["张三"]).await;
    world.sim.post(&format!("customized-links/{key}/scan"), json!({ "corpId": corp.id })).await;
    world.settled().await;
    let list = kim.get("/console/companies?q=极光").await.shown();
    assert!(list.contains("极光科技") && list.contains("<code>aurora</code>"), "{list}");
    let wrong = kim.post("/console/companies/invite", &[form[0], ("code", "两个字")]).await;
    assert_eq!(wrong.status, reqwest::StatusCode::BAD_REQUEST, "{}", wrong.text);
    assert!(kim.did("company invite").await);
}
