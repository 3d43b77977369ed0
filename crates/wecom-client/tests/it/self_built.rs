//! Companies' own apps: a token for each secret, and a wrong secret that is sent once.

use std::time::Duration;

use wecom_client::{Error, Identity, Remedy, SelfBuiltApp, SelfBuiltWecom};
use wecom_types::{AgentId, OauthCode};

use crate::{
    stub::Reply,
    world::{OAUTH_CODE, World, corp, token},
};

fn app(secret: &str) -> SelfBuiltApp {
    SelfBuiltApp { corp: corp(), agent: AgentId::try_from(1_000_002).unwrap(), secret: secret.parse().unwrap() }
}

async fn log_in(wecom: &SelfBuiltWecom, app: &SelfBuiltApp) -> Result<String, Error> {
    let code = OauthCode::try_from(OAUTH_CODE).unwrap();
    wecom.getuserinfo(app, &code).await.map(|identity| {
        let Identity::Member { userid, .. } = identity else { panic!("an outsider") };
        userid.to_string()
    })
}

#[tokio::test]
async fn an_app_fetches_one_token_with_its_own_secret_also_after_a_restart() {
    let world = World::new().await;
    world.stub.on("gettoken", |_, asked| {
        assert_eq!(asked.query["corpsecret"], "own-secret");
        token("access_token", "t")
    });
    let app = app("own-secret");
    for wecom in [world.self_built(), world.self_built()] {
        assert_eq!(log_in(&wecom, &app).await.unwrap(), "woA");
        assert_eq!(log_in(&wecom, &app).await.unwrap(), "woA");
    }
    assert_eq!(world.stub.count("gettoken"), 1);
}

#[tokio::test]
async fn a_wrong_secret_is_sent_once_an_hour_and_stops_neither_another_one_nor_another_app() {
    for errcode in [40001, 40013, 40091] {
        let world = World::new().await;
        world.stub.on("gettoken", move |_, asked| match asked.query["corpsecret"].as_str() {
            "wrong" => Reply::errcode(errcode),
            _ => token("access_token", "t"),
        });
        let wecom = world.self_built();
        for _ in 0..20 {
            let error = log_in(&wecom, &app("wrong")).await.unwrap_err();
            assert!(matches!(error, Error::SecretRefused { .. }) && error.errcode() == Some(errcode), "{error}");
            assert_eq!(error.remedy(), Remedy::StopCorp);
            assert!(error.self_built_advice().contains("corpSecret"), "{}", error.self_built_advice());
        }
        assert_eq!(world.stub.count("gettoken"), 1);
        log_in(&wecom, &app("right")).await.unwrap();
        world.clock.advance(Duration::from_mins(59));
        log_in(&wecom, &app("wrong")).await.unwrap_err();
        assert_eq!(world.stub.count("gettoken"), 2);
        world.clock.advance(Duration::from_mins(1));
        log_in(&wecom, &app("wrong")).await.unwrap_err();
        assert_eq!(world.stub.count("gettoken"), 3);
    }
}

#[tokio::test]
async fn a_token_that_wecom_refuses_is_replaced_once() {
    let world = World::new().await;
    world.stub.on("auth/getuserinfo", |n, _| {
        if n == 0 { Reply::errcode(40014) } else { Reply::Json(serde_json::json!({ "errcode": 0, "userid": "woA" })) }
    });
    log_in(&world.self_built(), &app("s")).await.unwrap();
    assert_eq!(world.stub.count("gettoken"), 2);
}

#[tokio::test]
async fn whoever_checks_a_secret_always_asks() {
    let world = World::new().await;
    let wecom = world.self_built();
    wecom.check_secret(&app("s")).await.unwrap();
    world.stub.on("gettoken", |_, _| Reply::errcode(40001));
    assert!(matches!(wecom.check_secret(&app("s")).await, Err(Error::SecretRefused { errcode: 40001, .. })));
    world.stub.on("gettoken", |_, _| Reply::errcode(60020));
    let error = wecom.check_secret(&app("s")).await.unwrap_err();
    assert!(error.self_built_advice().contains("企业可信IP"), "{}", error.self_built_advice());
}
