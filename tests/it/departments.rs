//! A rule on the official login type: only department 2.

use std::{
    marker::PhantomData,
    sync::{Arc, Mutex},
    time::Duration,
};

use custom_login_type::OnlyDepartments;
use login_type::{CallError, Candidate, ElementFile, LoginType, Profile, Rule, Subject, WithRule, async_trait};
use reqwest::Method;
use serde_json::{Value, json};
use server::Composition;
use tests::{AppFolder, Corp, ErrorKind, INSTANCE, SERVICE, World, own_config};

const FILE: &str = "acme.portal/auths/QywxProxyTemp/QywxProxyTemp.json";

fn composition() -> Composition {
    Composition::official().with_login_type(|given| WithRule::new(given.qywx_proxy(), OnlyDepartments))
}

/// Adds the rule's field to the instance.
fn with(folder: &AppFolder, field: &str, value: Value) {
    let mut config = folder.read(FILE);
    config[field] = value;
    folder.write(FILE, &config);
}

async fn a_world() -> World {
    World::start_as(&composition(), |folder| with(folder, "departments", json!([2]))).await
}

async fn move_to(world: &World, corp: &Corp, member: usize, departments: &[u32]) {
    let path = format!("corps/{}/members/{}", corp.id, corp.members[member]);
    world.sim.call(Method::PATCH, &path, json!({ "department": departments })).await;
    world.settled().await;
}

#[tokio::test]
async fn a_member_of_department_2_comes_in_again_and_again_and_one_of_department_3_is_refused_with_a_sentence() {
    let world = a_world().await;
    let corp = world.authorised_corp().await;
    move_to(&world, &corp, 0, &[1, 2]).await;
    move_to(&world, &corp, 1, &[3]).await;
    let first = world.log_in(&corp, 0).await.ok();
    // Of somebody who is known already, WeCom is asked too.
    assert_eq!(world.log_in(&corp, 0).await.ok()["userId"], first["userId"]);
    let refusal = world.log_in(&corp, 1).await.refused(ErrorKind::LoginRefused);
    assert_eq!(refusal, "only members of some departments come in here, and you are in none");
    let code = world.sim.oauth_code(&world.suite, &corp, &corp.members[1]).await;
    let by_instance = json!({ "corpId": corp.id, "code": code });
    world.nobody().call(INSTANCE, "getLoginCode", by_instance).await.refused(ErrorKind::LoginRefused);

    move_to(&world, &corp, 0, &[3]).await;
    world.log_in(&corp, 0).await.refused(ErrorKind::LoginRefused);
}

#[tokio::test]
async fn a_member_whose_departments_wecom_does_not_tell_is_refused() {
    let world = a_world().await;
    let corp = world.authorised_corp().await;
    move_to(&world, &corp, 0, &[2]).await;
    world.sim.fault("user/get", json!({ "errcode": 60011 }), 1).await;
    world.log_in(&corp, 0).await.refused(ErrorKind::LoginRefused);
    world.log_in(&corp, 0).await.ok();
}

#[tokio::test]
async fn a_member_who_was_moved_to_another_department_is_out_at_the_next_recheck() {
    let world = World::start_as(&composition(), |folder| {
        with(folder, "departments", json!([2]));
        folder.set("login.recheck_seconds", "300");
    })
    .await;
    let corp = world.authorised_corp().await;
    move_to(&world, &corp, 0, &[2]).await;
    move_to(&world, &corp, 1, &[2]).await;
    let (moved, stays) = (world.log_in(&corp, 0).await.ok(), world.log_in(&corp, 1).await.ok());
    move_to(&world, &corp, 0, &[3]).await;
    world.advance(Duration::from_secs(301)).await;
    let refresh = async |login: &Value| {
        let token = json!({ "refreshToken": login["refreshToken"] });
        world.nobody().call(tests::AUTH_SVC, "refreshToken", token).await
    };
    refresh(&moved).await.refused(ErrorKind::RefreshTokenInvalid);
    refresh(&stays).await.ok();
}

#[tokio::test]
async fn a_misspelt_or_missing_field_of_the_rule_keeps_the_server_from_starting_and_lets_nobody_in() {
    for (field, named) in [("departmentz", "departmentz"), ("isActive", "departments")] {
        let mut folder = AppFolder::new("http://127.0.0.1:9").await;
        let keys = json!({ "suiteId": "dk0123456789abcdef", "suiteSecret": "s", "token": "t",
            "encodingAESKey": "a".repeat(43) });
        folder.instance("auths.QywxProxyTemp", &json!({ "authConfig": keys }));
        with(&folder, field, if field == "isActive" { json!(true) } else { json!([2]) });
        let clock = clock::ManualClock::new(clock::Clock::now(&clock::SystemClock));
        let complaint = folder.serve_as(&clock, &composition()).await.err().unwrap().to_string();
        assert!(complaint.contains("QywxProxyTemp.json") && complaint.contains(named), "{complaint}");
        drop(folder.keep());
    }
}

#[tokio::test]
async fn the_rule_leaves_all_else_of_the_official_type_as_it_is() {
    let world = a_world().await;
    let corp = world.authorised_corp().await;
    let config = world.nobody().call(INSTANCE, "getLoginConfig", json!({})).await.ok();
    assert_eq!(config["authType"], "auths.loginTypes.QywxProxyType");
    let args = json!({ "corpId": corp.id, "code": "acme" });
    world.administrator().call(SERVICE, "setCode", args).await.ok();
    let by_code = world.nobody().call(SERVICE, "getLoginConfigByCode", json!({ "code": "acme" })).await.ok();
    assert_eq!(by_code["corpId"], corp.id);
}

/// Lets everybody in, and notes who it was.
struct Witness<B>(Arc<Mutex<Vec<(Subject, Profile)>>>, PhantomData<fn() -> B>);

#[derive(serde::Deserialize)]
struct Nothing {}

#[async_trait]
impl<B: LoginType> Rule for Witness<B> {
    type Base = B;
    type Config = Nothing;

    fn elements(&self) -> &'static [ElementFile] {
        &[]
    }

    async fn admit(&self, _: &Nothing, candidate: &Candidate<'_>) -> Result<(), CallError> {
        self.0.lock().unwrap().push((candidate.subject.clone(), candidate.profile.clone()));
        Ok(())
    }
}

#[tokio::test]
async fn a_grant_of_each_official_type_holds_what_its_documentation_says() {
    let seen = Arc::<Mutex<Vec<_>>>::default();
    let (of_proxy, of_inner) = (Arc::clone(&seen), Arc::clone(&seen));
    let composition = Composition::official()
        .with_login_type(move |given| WithRule::new(given.qywx_proxy(), Witness(Arc::clone(&of_proxy), PhantomData)))
        .with_login_type(move |given| WithRule::new(given.qywx_inner(), Witness(Arc::clone(&of_inner), PhantomData)));
    let world = World::start_as(&composition, |_| {}).await;
    let corp = world.authorised_corp().await;
    let own = world.sim.own_app(&corp, "127.0.0.1").await;
    world.folder.inner_instance("auths.Own", &own_config(&own));
    let server = world.folder.serve_as(&world.clock, &composition).await.unwrap();
    move_to(&world, &corp, 0, &[1, 2]).await;
    world.log_in(&corp, 0).await.ok();
    let code = world.sim.own_code(&own, json!({ "userid": corp.members[0] })).await;
    let args = json!({ "corpId": own_config(&own)["corpId"], "code": code });
    world.nobody().at(&server).call("auths/Own", "loginByWorkbench", args).await.ok();
    let seen = seen.lock().unwrap();
    let [(proxy, of_proxy), (inner, of_inner)] = &seen[..] else { panic!("{seen:?}") };
    assert_eq!((proxy.login_type, &proxy.corp_id, &proxy.id), (qywx_proxy::TYPE, &corp.id, &corp.members[0]));
    assert_eq!((inner.login_type, json!(inner.corp_id)), (qywx_inner::TYPE, own_config(&own)["corpId"].clone()));
    assert_eq!(qywx_proxy::departments(of_proxy), Some(vec![1, 2]));
    assert_eq!(qywx_inner::departments(of_inner), Some(vec![1, 2]));
}
