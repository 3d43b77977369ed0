//! The requests of the calls, and their reading of the answers.

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
async fn an_answer_of_one_mebibyte_is_read_and_one_byte_more_is_not() {
    for (length, is_read) in [(1 << 20, true), ((1 << 20) + 1, false)] {
        let world = World::new().await;
        world.stub.on("user/get", move |_, _| {
            let mut answer = json!({ "errcode": 0, "userid": "woA" }).to_string().into_bytes();
            answer.resize(length, b' ');
            Reply::Raw(200, answer)
        });
        assert_eq!(world.read_member().await.is_ok(), is_read, "{length}");
    }
}

#[tokio::test]
async fn a_client_says_where_its_wecom_is() {
    let world = World::new().await;
    assert_eq!(world.wecom.endpoints().api_url, world.stub.url);
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

#[tokio::test]
async fn twenty_logins_fetch_one_token_also_when_wecom_writes_its_numbers_as_texts() {
    let world = World::new().await;
    world.stub.on("gettoken", |_, _| {
        Reply::Json(json!({ "errcode": "0", "errmsg": "ok", "access_token": "t", "expires_in": "7200" }))
    });
    world.stub.on("auth/getuserinfo", |_, _| Reply::Json(json!({ "errcode": "0", "userid": "woA" })));
    for _ in 0..20 {
        assert_eq!(world.log_in().await.unwrap(), "woA");
    }
    assert_eq!(world.stub.count("gettoken"), 1);
}

#[tokio::test]
async fn a_token_answer_that_cannot_be_read_is_not_asked_for_again_at_each_login() {
    let unreadable = [
        json!({ "errcode": 0, "access_token": "t" }),
        json!({ "errcode": 0, "access_token": "t", "expires_in": "soon" }),
        json!({ "errcode": 0, "access_token": "t", "expires_in": 0 }),
        json!({ "errcode": [], "access_token": "t", "expires_in": 7200 }),
        json!([]),
    ];
    for answer in unreadable {
        let world = World::new().await;
        let given = answer.clone();
        world.stub.on("gettoken", move |_, _| Reply::Json(given.clone()));
        for _ in 0..20 {
            let error = world.log_in().await.unwrap_err();
            assert!(matches!(error, wecom_client::Error::Decode { .. }), "{answer}: {error}");
        }
        assert_eq!(world.stub.count("gettoken"), 1, "{answer}");
        world.stub.on("gettoken", |_, _| crate::world::token("access_token", "t"));
        world.clock.advance(Duration::from_secs(10));
        assert_eq!(world.log_in().await.unwrap(), "woA", "it is asked for again soon");
    }
}

#[tokio::test]
async fn every_number_of_an_answer_may_be_a_text() {
    let world = World::new().await;
    world.stub.on("service/v2/get_auth_info", |_, _| {
        Reply::Json(json!({
            "errcode": "0", "auth_corp_info": { "corpid": "wpA" },
            "auth_info": { "agent": [{
                "agentid": "1000002", "auth_mode": "0",
                "privilege": { "level": "0", "allow_party": ["1", 2], "allow_tag": ["3", "x"] },
            }] },
        }))
    });
    let code = PERMANENT_CODE.parse().unwrap();
    let company = world.wecom.get_auth_info(&suite(), &corp(), &code).await.unwrap();
    let (agent, range) = (&company.agents[0], company.agents[0].privilege.as_ref().unwrap());
    assert_eq!((agent.agentid.get(), agent.auth_mode, range.level), (1_000_002, Some(0), Some(0)));
    assert_eq!((range.allow_party.as_slice(), range.allow_tag.as_slice()), ([1, 2].as_slice(), [3].as_slice()));
    world.stub.on("user/get", |_, _| {
        Reply::Json(
            json!({ "errcode": "0", "userid": "woA", "department": ["1", 2], "main_department": "1", "status": "5" }),
        )
    });
    let member = world.wecom.user_get(&suite(), &corp(), &"woA".parse().unwrap()).await.unwrap();
    assert_eq!(
        (member.department.as_slice(), member.main_department, member.status),
        ([1, 2].as_slice(), Some(1), Some(5))
    );
}
