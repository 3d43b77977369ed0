//! Auth codes, permanent codes, customized links.

use serde_json::{Value, json};

use crate::kit::{Sim, errcode, text};

#[tokio::test]
async fn an_auth_code_is_exchanged_once() {
    let sim = Sim::start().await;
    let (template, corp) = (sim.template().await, sim.corp().await);
    let token = text(&sim.suite_token(&template).await, "suite_access_token");
    let scan = sim.authorise(&text(&template, "suiteId"), &text(&corp, "corpId")).await;
    let auth_code = text(&scan, "authCode");
    assert!((64..=512).contains(&auth_code.len()));
    let exchanged = sim.exchange(&token, &scan["authCode"]).await;
    assert_eq!(exchanged["auth_corp_info"], json!({ "corpid": corp["corpId"], "corp_name": "示例" }));
    assert_eq!(exchanged.get("state"), None);
    assert_eq!(exchanged.get("auth_info"), None, "v2 has no agentid");
    assert_eq!(errcode(&sim.exchange(&token, &scan["authCode"]).await), 40078);
}

#[tokio::test]
async fn an_auth_code_lives_ten_minutes_and_belongs_to_its_template() {
    let sim = Sim::start().await;
    let (template, other, corp) = (sim.template().await, sim.template().await, sim.corp().await);
    let token = text(&sim.suite_token(&template).await, "suite_access_token");
    let other_token = text(&sim.suite_token(&other).await, "suite_access_token");
    let scan = sim.authorise(&text(&template, "suiteId"), &text(&corp, "corpId")).await;
    assert_eq!(errcode(&sim.exchange(&other_token, &scan["authCode"]).await), 40078);
    sim.advance(600).await;
    assert_eq!(errcode(&sim.exchange(&token, &scan["authCode"]).await), 40078);
    assert_eq!(errcode(&sim.exchange(&token, &json!("too short")).await), 40058);
    assert_eq!(errcode(&sim.exchange(&token, &json!("")).await), 41008);
}

#[tokio::test]
async fn the_older_exchange_gives_the_agentid_and_no_token() {
    let sim = Sim::start().await;
    let (template, corp) = (sim.template().await, sim.corp().await);
    let token = text(&sim.suite_token(&template).await, "suite_access_token");
    let scan = sim.authorise(&text(&template, "suiteId"), &text(&corp, "corpId")).await;
    let body = json!({ "auth_code": scan["authCode"] });
    let exchanged = sim.post("service/get_permanent_code", &[("suite_access_token", &token)], body).await;
    assert_eq!(exchanged["auth_info"]["agent"][0]["agentid"], scan["agentId"]);
    assert_eq!(exchanged.get("access_token"), None);
}

#[tokio::test]
async fn get_auth_info_gives_the_agentid_for_the_right_permanent_code_only() {
    let sim = Sim::start().await;
    let app = sim.installed().await;
    let answer = sim.auth_info(&app).await;
    let agent = &answer["auth_info"]["agent"][0];
    assert_eq!(agent["agentid"].to_string(), app.agent_id);
    assert_eq!((&agent["is_customized_app"], &agent["privilege"]["level"]), (&json!(true), &json!(0)));
    for (corp_id, permanent_code, code) in [
        (app.corp_id.as_str(), "wrong", 40084),
        ("wpUnknown", app.permanent_code.as_str(), 40013),
        (app.corp_id.as_str(), "", 41025),
        (&app.corp_id.to_lowercase(), app.permanent_code.as_str(), 40013),
    ] {
        let body = json!({ "auth_corpid": corp_id, "permanent_code": permanent_code });
        let answer = sim.post("service/v2/get_auth_info", &[("suite_access_token", &app.suite_token)], body).await;
        assert_eq!(errcode(&answer), code, "{corp_id} {permanent_code}");
    }
}

#[tokio::test]
async fn scanning_again_gives_a_new_auth_code_for_the_same_app() {
    let sim = Sim::start().await;
    let app = sim.installed().await;
    let again = sim.authorise(&app.suite_id, &app.corp_id).await;
    assert_eq!(again["agentId"].to_string(), app.agent_id);
    let exchanged = sim.exchange(&app.suite_token, &again["authCode"]).await;
    assert_eq!(text(&exchanged, "permanent_code"), app.permanent_code);
}

#[tokio::test]
async fn a_customized_link_carries_its_state_to_the_permanent_code() {
    let sim = Sim::start().await;
    let (template, corp) = (sim.template().await, sim.corp().await);
    let provider_token = sim.provider_token().await;
    let query = [("provider_access_token", provider_token.as_str())];
    let ask = json!({ "state": "tenant42", "templateid_list": [template["suiteId"]] });
    let link = sim.post("service/get_customized_auth_url", &query, ask).await;
    assert_eq!(link["expires_in"], 864_000);
    let url = text(&link, "qrcode_url");
    let shown = sim.http.get(&url).send().await.unwrap().text().await.unwrap();
    assert!(shown.contains("示例"), "{shown}");
    let key = url.split_once("key=").unwrap().1;
    let form = format!("key={key}&corpId={}", text(&corp, "corpId"));
    let scan = sim.http.post(sim.url("/customized/scan")).body(form);
    let scan = scan.header("content-type", "application/x-www-form-urlencoded").send().await.unwrap();
    assert!(scan.text().await.unwrap().contains("授权成功"));
    let pushes = sim.control("GET", "pushes", Value::Null).await;
    assert!(text(&pushes[0], "message").contains("<State><![CDATA[tenant42]]></State>"), "{pushes}");
    let secrets = sim.control("GET", "secrets", Value::Null).await;
    let secrets = secrets["secrets"].as_array().unwrap();
    let auth_code = secrets.iter().find(|secret| secret["kind"] == "auth_code").unwrap();
    let token = text(&sim.suite_token(&template).await, "suite_access_token");
    assert_eq!(sim.exchange(&token, &auth_code["value"]).await["state"], "tenant42");
}

#[tokio::test]
async fn a_customized_link_is_refused_with_a_wrong_state_or_list() {
    let sim = Sim::start().await;
    let template = sim.template().await;
    let provider_token = sim.provider_token().await;
    let id = &template["suiteId"];
    for (state, list) in [
        ("with-dash".to_owned(), json!([id])),
        ("x".repeat(33), json!([id])),
        ("ok".to_owned(), json!([])),
        ("ok".to_owned(), json!(vec![id; 10])),
        ("ok".to_owned(), json!(["dkunknown"])),
    ] {
        let body = json!({ "state": state, "templateid_list": list });
        let query = [("provider_access_token", provider_token.as_str())];
        let answer = sim.post("service/get_customized_auth_url", &query, body).await;
        assert_eq!(errcode(&answer), 40058, "{state} {list}");
    }
}

#[tokio::test]
async fn a_plain_corp_id_is_converted_for_authorised_corps() {
    let sim = Sim::start().await;
    let (template, corp) = (sim.template().await, sim.corp().await);
    let token = sim.provider_token().await;
    let query = [("provider_access_token", token.as_str())];
    let body = json!({ "corpid": corp["plainCorpId"] });
    assert_eq!(errcode(&sim.post("service/corpid_to_opencorpid", &query, body.clone()).await), 48001);
    sim.authorise(&text(&template, "suiteId"), &text(&corp, "corpId")).await;
    let answer = sim.post("service/corpid_to_opencorpid", &query, body).await;
    assert_eq!(answer["open_corpid"], corp["corpId"]);
}
