//! What the calls send and what they make of the answers.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use serde_json::json;
use wecom_client::{Identity, Observer, Outcome};
use wecom_types::OauthCode;

use crate::{
    stub::Reply,
    world::{OAUTH_CODE, PERMANENT_CODE, World, corp, suite},
};

#[tokio::test]
async fn an_outsider_is_no_member() {
    let world = World::new().await;
    world.stub.on("auth/getuserinfo", |_, _| Reply::Json(json!({ "errcode": 0, "errmsg": "ok", "openid": "o1" })));
    let code = OauthCode::try_from(OAUTH_CODE).unwrap();
    let Identity::Outsider { openid, .. } = world.wecom.getuserinfo(&suite(), &corp(), &code).await.unwrap() else {
        panic!("a member")
    };
    assert_eq!(openid.unwrap().as_str(), "o1");
}

#[tokio::test]
async fn the_tokens_are_fetched_as_documented() {
    let world = World::new().await;
    world.app_token().await;
    world.wecom.suite_token(&suite()).await.unwrap();
    let app = world.stub.asked("gettoken").remove(0);
    assert_eq!((app.method.as_str(), app.query.len()), ("GET", 2));
    assert_eq!((app.query["corpid"].as_str(), app.query["corpsecret"].as_str()), ("wpA", PERMANENT_CODE));
    let suite = world.stub.asked("service/get_suite_token").remove(0);
    let body = json!({ "suite_id": "dkSuite", "suite_secret": "suite-secret", "suite_ticket": "ticket-1" });
    assert_eq!((suite.method.as_str(), suite.query.len(), suite.body), ("POST", 0, body));
}

#[tokio::test]
async fn a_company_is_read_with_the_agentid_of_its_app() {
    let world = World::new().await;
    world.stub.on("service/v2/get_auth_info", |_, _| {
        Reply::Json(json!({
            "auth_corp_info": { "corpid": "wpA", "corp_name": "甲", "corp_scale": "1-50人" },
            "auth_info": { "agent": [{
                "agentid": 1_000_002, "name": "app", "is_customized_app": true,
                "privilege": { "level": 0, "allow_party": [1], "allow_user": ["woA"], "allow_tag": [] },
            }] },
        }))
    });
    let code = PERMANENT_CODE.parse().unwrap();
    let company = world.wecom.get_auth_info(&suite(), &corp(), &code).await.unwrap();
    let agent = &company.agents[0];
    assert_eq!((company.corp_name.as_deref(), agent.agentid.get()), (Some("甲"), 1_000_002));
    assert_eq!(agent.privilege.as_ref().unwrap().allow_party, [1]);
    let asked = world.stub.asked("service/v2/get_auth_info").remove(0);
    assert_eq!(asked.query["suite_access_token"], "suite-token-0");
    assert_eq!(asked.body, json!({ "auth_corpid": "wpA", "permanent_code": PERMANENT_CODE }));
}

#[tokio::test]
async fn the_addresses_that_wecom_pushes_from_are_listed() {
    let world = World::new().await;
    world.stub.on("getcallbackip", |_, _| Reply::Json(json!({ "ip_list": ["10.0.0.1", "10.0.1.*"], "errcode": 0 })));
    assert_eq!(world.wecom.getcallbackip(&suite(), &corp()).await.unwrap(), ["10.0.0.1", "10.0.1.*"]);
}

#[derive(Default)]
struct Heard(Mutex<Vec<(&'static str, Outcome)>>);

impl Observer for Heard {
    fn called(&self, api: &'static str, outcome: Outcome, _duration: Duration) {
        self.0.lock().unwrap().push((api, outcome));
    }
}

#[tokio::test]
async fn an_observer_hears_of_each_call_that_was_sent() {
    let mut world = World::new().await;
    let heard = Arc::new(Heard::default());
    world.wecom = world.wecom.with_observer(Arc::<Heard>::clone(&heard));
    world.stub.on("user/get", |n, _| match n {
        0 => Reply::errcode(-1),
        _ => Reply::Json(json!({ "errcode": 0, "userid": "woA" })),
    });
    world.read_member().await.unwrap();
    let expected = [("gettoken", Outcome::Ok), ("user/get", Outcome::Errcode(-1)), ("user/get", Outcome::Ok)];
    assert_eq!(*heard.0.lock().unwrap(), expected);
}
