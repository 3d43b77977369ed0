//! The server as its operator sees it: health, metrics, restart.

use reqwest::{StatusCode, header};
use serde_json::{Value, json};
use tests::{AUTH_SVC, Diagnosis, ErrorKind, SERVICE, World, config, own_config};

#[tokio::test]
async fn health_readiness_and_metrics_tell_how_it_is() {
    let world = World::start().await;
    let get = async |path: &str| world.http.get(format!("{}{path}", world.server.url)).send().await.unwrap();
    assert_eq!(get("/healthz").await.status(), StatusCode::OK);
    let ready: Value = get("/readyz").await.json().await.unwrap();
    assert_eq!(ready["database"], "ok");
    assert_eq!(ready["callbackWorker"], "ok");
    assert_eq!(ready["suiteTickets"], json!([{ "suiteId": world.suite.id, "ageSeconds": 0 }]));
    let metrics = get("/metrics").await.text().await.unwrap();
    assert!(metrics.contains("wecom_login_suite_ticket_age_seconds{"), "{metrics}");
    assert!(metrics.contains("wecom_login_rpc_calls_total{"), "{metrics}");
}

#[tokio::test]
async fn a_suite_that_never_had_a_ticket_is_shown_too() {
    let world = World::start_with(|folder| {
        let key = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
        let config =
            json!({ "authConfig": { "suiteId": "dkNew", "suiteSecret": "s", "encodingAESKey": key, "token": "t" } });
        folder.instance("auths.New", &config);
    })
    .await;
    let get = async |path: &str| world.http.get(format!("{}{path}", world.server.url)).send().await.unwrap();
    let answer = get("/readyz").await;
    assert_eq!(answer.status(), StatusCode::OK, "it has to be reachable for a ticket to arrive");
    let ready: Value = answer.json().await.unwrap();
    let tickets = ready["suiteTickets"].as_array().unwrap();
    assert_eq!(tickets.len(), 2, "{tickets:?}");
    assert!(tickets.contains(&json!({ "suiteId": "dkNew", "ageSeconds": null })), "{tickets:?}");
    let metrics = get("/metrics").await.text().await.unwrap();
    assert!(metrics.contains("wecom_login_suite_ticket_present{suite=\"dkNew\"} 0"), "{metrics}");
    let with_ticket = format!("wecom_login_suite_ticket_present{{suite=\"{}\"}} 1", world.suite.id);
    assert!(metrics.contains(&with_ticket), "{metrics}");
}

#[tokio::test]
async fn an_instance_for_one_company_goes_before_one_for_all_and_a_refusal_does_not_end_the_search() {
    let world = World::start().await;
    let own = world.sim.template().await;
    let corp = world.authorised_corp().await;
    let provider = world.sim.provider_corp_id().await;
    let mut inactive = config(&world.suite, &provider);
    inactive["isActive"] = json!(false);
    world.folder.instance("auths.AAA", &inactive);
    let mut exact = config(&own, &provider);
    exact["corpId"] = json!(corp.id);
    world.folder.instance("auths.ZZZ", &exact);
    let world = world.restart().await;
    let agent_in = async |world: &World| {
        let entry = format!("{}/acme/portal/login?corpId={}", world.server.url, corp.id);
        let answer = world.http.get(entry).header(header::USER_AGENT, "wxwork/4.1").send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
        let url = answer.headers()[header::LOCATION].to_str().unwrap().to_owned();
        url.split("agentid=").nth(1).unwrap().split(['&', '#']).next().unwrap().to_owned()
    };
    let general = agent_in(&world).await;
    world.connect(&own).await;
    world.authorise(&own, &corp).await;
    assert_ne!(agent_in(&world).await, general, "the company's own instance has another app of the company");
}

#[tokio::test]
async fn after_a_restart_everything_still_holds_and_nothing_is_fetched_again() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    world.administrator().call(SERVICE, "setCode", json!({ "corpId": corp.id, "code": "acme" })).await.ok();
    let login = world.log_in(&corp, 0).await.ok();
    let world = world.restart().await;
    let answer = world.member(&login).call(AUTH_SVC, "getCurrUser", json!({})).await;
    // The address is the issuer, and a test's address is another after a restart; the session itself lives on.
    answer.refused(ErrorKind::LoginRequired);
    let fresh =
        world.nobody().call(AUTH_SVC, "refreshToken", json!({ "refreshToken": login["refreshToken"] })).await.ok();
    world.member(&fresh).call(AUTH_SVC, "getCurrUser", json!({})).await.ok();
    world.nobody().call(SERVICE, "getLoginConfigByCode", json!({ "code": "acme" })).await.ok();
    world.log_in(&corp, 0).await.ok();
    assert_eq!(world.sim.calls("gettoken").await, 1);
    assert_eq!(world.sim.calls("get_suite_token").await, 1);
}

#[tokio::test]
async fn calls_to_wecom_go_through_the_forward_proxy_and_doctor_says_which_address_wecom_sees() {
    let world = World::start_with(|folder| {
        let text = folder.config_text();
        let sim = text.lines().find_map(|line| line.strip_prefix("wecom.api_url = ")).unwrap().to_owned();
        // The simulator is its own proxy: it takes the calls for a host that no name server knows.
        folder.set("wecom.proxy_url", &sim).set("wecom.api_url", "\"http://wecom.invalid\"");
    })
    .await;
    let corp = world.authorised_corp().await;
    let own = world.sim.own_app(&corp, "a.example").await;
    world.folder.inner_instance("auths.Own", &own_config(&own));
    let world = world.restart().await;
    world.log_in(&corp, 0).await.ok();
    let code = world.sim.own_code(&own, json!({ "userid": corp.members[0] })).await;
    let service = "auths/loginTypes/QywxInnerType/services/QywxInnerAuthService";
    world.nobody().call(service, "loginByWorkbench", json!({ "corpId": own.corp_id, "code": code })).await.ok();
    Diagnosis::of(&world.folder).await.says("ok", "WeCom", &["it sees this server at 127.0.0.1"]);
}
