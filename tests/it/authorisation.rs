//! The life of a company's authorisation: create, change, reset, cancel, and members who leave.

use std::time::Duration;

use clock::{Clock as _, Timestamp};
use reqwest::Method;
use serde_json::json;
use storage::Access as _;
use tests::{AUTH_SVC, Corp, ErrorKind, INSTANCE, SERVICE, World, config, wecom_refused};

#[tokio::test]
async fn a_company_authorises_and_its_members_log_in() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    let login = world.log_in(&corp, 0).await.ok();
    assert_eq!(login["userInfo"]["corpId"], corp.id.as_str());
    assert_eq!(login["userInfo"]["corpUserId"], corp.members[0].as_str());
    assert_eq!(login["tokenType"], "Bearer");
    assert_eq!(login["platform"], "app");
    let code = world.sim.oauth_code(&world.suite, &corp, &corp.members[0]).await;
    let args = json!({ "corpId": corp.id, "code": code, "loginType": "qr" });
    let code = world.nobody().call(INSTANCE, "getLoginCode", args).await.ok();
    assert_eq!(code["corpList"], json!([{ "corpId": corp.id, "corpName": "测试企业" }]));
    assert_eq!(code["userId"], login["userId"], "the same member is the same user");
}

#[tokio::test]
async fn a_company_name_that_the_database_cannot_keep_costs_no_permanent_code() {
    let world = World::start().await;
    // PostgreSQL keeps no U+0000; the others do.
    let corp = world.sim.corp("名\0字", &["张三"]).await;
    world.authorise(&world.suite, &corp).await;
    world.log_in(&corp, 0).await.ok();
    assert_eq!(world.sim.calls("v2/get_permanent_code").await, 1);
}

/// Has an event told whose permanent code was given at this time, to a process that ended.
async fn told_of_a_pending_code(world: &World, corp: &Corp, given_at: Timestamp) {
    let database = world.folder.open_database().await;
    let suite = world.suite.id.parse().unwrap();
    let filed = database.corp_auths().lookup(&suite, &corp.id.parse().unwrap()).await.unwrap().unwrap();
    let auth_code = "an-auth-code-that-is-spent";
    let pending = storage::wecom::CorpGrant {
        suite_id: suite,
        corp_id: filed.corp_id.clone(),
        corp_name: None,
        permanent_code: filed.permanent_code.unwrap_or_else(|| "a-code-of-before".parse().unwrap()),
        grant_key: qywx_login::callback::digest(auth_code),
        state: None,
        event_time: given_at,
    };
    database.corp_auths().keep_pending(&pending).await.unwrap();
    let now = world.sender().now();
    let message = format!(
        "<xml><SuiteId>{0}</SuiteId><InfoType>create_auth</InfoType><TimeStamp>{now}</TimeStamp>\
         <AuthCode>{auth_code}</AuthCode></xml>",
        world.suite.id
    );
    let taken = world.sender().post(&world.suite.id, &world.suite.id, &message).await;
    assert_eq!(taken.1, "success");
    world.settled().await;
}

#[tokio::test]
async fn a_permanent_code_noted_by_a_process_that_ended_is_filed_without_asking_wecom_again() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    // WeCom's clock has gone on meanwhile: the event is to be the newer one.
    world.advance(Duration::from_mins(1)).await;
    told_of_a_pending_code(&world, &corp, world.clock.now()).await;
    let records = world.records().await;
    assert!(records.iter().all(|record| record["state"] == "succeeded"), "{records:#?}");
    assert_eq!(world.sim.calls("v2/get_permanent_code").await, 1, "only the first authorisation asked");
    world.log_in(&corp, 0).await.ok();
}

#[tokio::test]
async fn a_permanent_code_older_than_the_one_in_force_is_left_and_the_record_says_so_unless_the_company_has_cancelled()
{
    for (cancels, state) in [(false, "dead"), (true, "succeeded")] {
        let world = World::start().await;
        let (corp, begun) = (world.authorised_corp().await, world.clock.now());
        world.advance(Duration::from_mins(1)).await;
        let action = if cancels { "cancel" } else { "reset-secret" };
        world.sim.app(&world.suite, &corp, action, json!({})).await;
        world.settled().await;
        told_of_a_pending_code(&world, &corp, begun).await;
        let late = world.records().await.remove(0);
        assert_eq!((&late["eventType"], &late["state"]), (&json!("create_auth"), &json!(state)), "{late}");
        let says_so = late["lastError"].as_str().is_some_and(|error| error.contains("newer authorisation"));
        assert_eq!(says_so, !cancels, "{late}");
        if !cancels {
            world.log_in(&corp, 0).await.ok();
        }
    }
}

#[tokio::test]
async fn the_same_create_auth_twice_exchanges_its_code_once() {
    let world = World::start().await;
    world.sim.post("faults", json!({ "push": "duplicate", "times": 1 })).await;
    let corp = world.authorised_corp().await;
    world.log_in(&corp, 0).await.ok();
    assert_eq!(world.sim.calls("v2/get_permanent_code").await, 1);
}

#[tokio::test]
async fn a_cancelled_company_is_out_at_once_and_a_late_create_auth_does_not_revive_it() {
    let world = World::start().await;
    let corp = world.sim.corp("来去企业", &["张三"]).await;
    let path = format!("templates/{}/authorize", world.suite.id);
    let granted = world.sim.post(&path, json!({ "corpId": corp.id })).await;
    world.settled().await;
    let login = world.log_in(&corp, 0).await.ok();
    let token = login["token"].as_str().unwrap();
    world.nobody().with_token(token).call(AUTH_SVC, "getCurrUser", json!({})).await.ok();

    let late = world.sim.oauth_code(&world.suite, &corp, &corp.members[0]).await;
    world.advance(Duration::from_mins(1)).await;
    world.sim.app(&world.suite, &corp, "cancel", json!({})).await;
    world.settled().await;
    world.nobody().with_token(token).call(AUTH_SVC, "getCurrUser", json!({})).await.refused(ErrorKind::LoginRequired);
    let refresh = json!({ "refreshToken": login["refreshToken"] });
    world.nobody().call(AUTH_SVC, "refreshToken", refresh).await.refused(ErrorKind::RefreshTokenInvalid);
    world
        .nobody()
        .call(SERVICE, "loginByWorkbench", json!({ "corpId": corp.id, "code": late }))
        .await
        .refused(ErrorKind::CorpNotAuthorised);

    // The create_auth of before, pushed again with its old time and another code.
    let fields = json!({ "AuthCode": format!("{}x", granted["authCode"].as_str().unwrap()) });
    let earlier = world.sim.get("clock").await["now"].as_i64().unwrap_or(0) - 120;
    let push = json!({ "infoType": "create_auth", "fields": fields, "timestamp": earlier });
    world.sim.post(&format!("templates/{}/push", world.suite.id), push).await;
    world.settled().await;
    let args = json!({ "corpId": corp.id, "code": "whatever" });
    world.nobody().call(SERVICE, "loginByWorkbench", args).await.refused(ErrorKind::CorpNotAuthorised);
}

#[tokio::test]
async fn a_company_that_comes_back_logs_in_again_with_its_organisation_code_kept() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    world.administrator().call(SERVICE, "setCode", json!({ "corpId": corp.id, "code": "back" })).await.ok();
    world.advance(Duration::from_secs(5)).await;
    world.sim.app(&world.suite, &corp, "cancel", json!({})).await;
    world.settled().await;
    world
        .nobody()
        .call(SERVICE, "getLoginConfigByCode", json!({ "code": "back" }))
        .await
        .refused(ErrorKind::CorpNotAuthorised);
    world.advance(Duration::from_secs(5)).await;
    world.authorise(&world.suite, &corp).await;
    world.log_in(&corp, 0).await.ok();
    world.nobody().call(SERVICE, "getLoginConfigByCode", json!({ "code": "back" })).await.ok();
}

#[tokio::test]
async fn after_a_reset_the_new_code_is_used_and_the_old_one_never_again() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    world.log_in(&corp, 0).await.ok();
    world.advance(Duration::from_secs(5)).await;
    world.sim.app(&world.suite, &corp, "reset-secret", json!({})).await;
    world.settled().await;
    world.log_in(&corp, 0).await.ok();
    assert_eq!(world.sim.get("calls").await["gettoken"]["errors"], json!({}));
}

#[tokio::test]
async fn a_stale_permanent_code_is_tried_once_and_the_company_stopped() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    world.sim.app(&world.suite, &corp, "reset-secret", json!({ "push": false })).await;
    for _ in 0..3 {
        let message = world.log_in(&corp, 0).await.refused(wecom_refused(40001));
        assert!(message.contains("重新获取 secret"), "{message}");
    }
    assert_eq!(world.sim.calls("gettoken").await, 1, "a dead code must not be sent again: it would lock out the IP");
    world.advance(Duration::from_secs(5)).await;
    world.sim.app(&world.suite, &corp, "reset-secret", json!({})).await;
    world.settled().await;
    world.log_in(&corp, 0).await.ok();
}

#[tokio::test]
async fn a_disabled_app_ends_sessions_and_an_enabled_one_lets_in_again() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    let login = world.log_in(&corp, 0).await.ok();
    world.advance(Duration::from_secs(5)).await;
    world.sim.app(&world.suite, &corp, "disable", json!({})).await;
    world.settled().await;
    world.member(&login).call(AUTH_SVC, "getCurrUser", json!({})).await.refused(ErrorKind::LoginRequired);
    let args = json!({ "corpId": corp.id, "code": "whatever" });
    world.nobody().call(SERVICE, "loginByWorkbench", args).await.refused(ErrorKind::LoginRefused);
    world.advance(Duration::from_secs(5)).await;
    world.sim.app(&world.suite, &corp, "enable", json!({})).await;
    world.settled().await;
    world.log_in(&corp, 0).await.ok();
}

#[tokio::test]
async fn two_changes_within_one_second_are_both_taken_over() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    let later = world.sim.get("clock").await["now"].as_i64().unwrap() + 5;
    let push = json!({ "infoType": "change_auth", "fields": { "AuthCorpId": corp.id }, "timestamp": later });
    let templates = format!("templates/{}/push", world.suite.id);
    for (action, refusal) in [("disable", ErrorKind::LoginRefused), ("enable", wecom_refused(40029))] {
        world.sim.app(&world.suite, &corp, action, json!({ "push": false })).await;
        world.sim.post(&templates, push.clone()).await;
        world.settled().await;
        let args = json!({ "corpId": corp.id, "code": "no-such-code" });
        world.nobody().call(SERVICE, "loginByWorkbench", args).await.refused(refusal);
    }
}

#[tokio::test]
async fn a_member_who_leaves_is_out_at_once_and_the_others_stay() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    world.sim.app(&world.suite, &corp, "callback", json!({})).await;
    let (leaver, stayer) = (world.log_in(&corp, 0).await.ok(), world.log_in(&corp, 1).await.ok());
    let path = format!("corps/{}/members/{}", corp.id, corp.members[0]);
    world.sim.call(Method::DELETE, &path, json!({})).await;
    world.settled().await;
    world.member(&leaver).call(AUTH_SVC, "getCurrUser", json!({})).await.refused(ErrorKind::LoginRequired);
    world.member(&stayer).call(AUTH_SVC, "getCurrUser", json!({})).await.ok();
}

#[tokio::test]
async fn a_member_who_leaves_the_visible_range_is_out_at_once() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    world.sim.app(&world.suite, &corp, "callback", json!({})).await;
    let login = world.log_in(&corp, 0).await.ok();
    world.sim.app(&world.suite, &corp, "visible-range", json!({ "userids": [corp.members[1]] })).await;
    world.settled().await;
    world.member(&login).call(AUTH_SVC, "getCurrUser", json!({})).await.refused(ErrorKind::LoginRequired);
}

#[tokio::test]
async fn two_suites_of_one_app_never_mix_their_companies() {
    let world = World::start().await;
    let provider = world.sim.provider_corp_id().await;
    let other = world.sim.template().await;
    world.folder.instance("auths.Second", &config(&other, &provider));
    let world = world.restart().await;
    world.connect(&other).await;
    let (first, second) = (world.authorised_corp().await, world.sim.corp("第二企业", &["赵六"]).await);
    world.authorise(&other, &second).await;
    world.log_in(&first, 0).await.ok();
    let code = world.sim.oauth_code(&other, &second, &second.members[0]).await;
    world.nobody().call(SERVICE, "loginByWorkbench", json!({ "corpId": second.id, "code": code })).await.ok();
    let args = json!({ "corpId": second.id, "code": "whatever" });
    world.nobody().call(INSTANCE, "getLoginCode", args.clone()).await.refused(ErrorKind::CorpNotAuthorised);
    world
        .nobody()
        .call("auths/Second", "getLoginCode", json!({ "corpId": first.id, "code": "x" }))
        .await
        .refused(ErrorKind::CorpNotAuthorised);
    assert_eq!(world.sim.calls("get_suite_token").await, 2, "one token a suite");
}

#[tokio::test]
async fn a_record_whose_work_failed_is_tried_again_and_retry_queues_it_at_once() {
    let world = World::start().await;
    let api = "v2/get_permanent_code";
    world.sim.fault(api, json!({ "errcode": -1 }), 1).await;
    let corp = world.sim.corp("重试企业", &["张三"]).await;
    let path = format!("templates/{}/authorize", world.suite.id);
    world.sim.post(&path, json!({ "corpId": corp.id })).await;
    world.settled().await;
    let record = world.records().await.remove(0);
    assert_eq!(record["state"], "failed", "{record}");
    let id = record["id"].as_i64().unwrap();
    world.administrator().call(SERVICE, "retryCallBack", json!({ "recordId": id })).await.ok();
    world.settled().await;
    assert_eq!(world.records().await[0]["state"], "succeeded");
    world.log_in(&corp, 0).await.ok();
    world
        .administrator()
        .call(SERVICE, "retryCallBack", json!({ "recordId": 4711 }))
        .await
        .refused(ErrorKind::UnknownRecord);
}

#[tokio::test]
async fn a_ticket_is_sent_to_wecom_until_it_is_thirty_minutes_old() {
    for (age, asked) in [(Duration::from_mins(30) - Duration::from_secs(1), 1), (Duration::from_mins(30), 0)] {
        let world = World::start().await;
        world.advance(age).await;
        let corp = world.sim.corp("半点企业", &["张三"]).await;
        world.sim.post(&format!("templates/{}/authorize", world.suite.id), json!({ "corpId": corp.id })).await;
        world.settled().await;
        assert_eq!(world.sim.calls("get_suite_token").await, asked, "{age:?}");
    }
}

#[tokio::test]
async fn a_ticket_whose_record_is_retried_is_there_again() {
    let world = World::start().await;
    let record = world.records().await.remove(0);
    assert_eq!(record["eventType"], "suite_ticket");
    world.folder.database().execute("DELETE FROM suite_ticket").await;
    world.administrator().call(SERVICE, "retryCallBack", json!({ "recordId": record["id"] })).await.ok();
    world.settled().await;
    assert_eq!(world.records().await[0]["state"], "succeeded");
    let corp = world.authorised_corp().await;
    world.log_in(&corp, 0).await.ok();
}

#[tokio::test]
async fn a_create_auth_that_is_too_old_says_what_to_press() {
    let world = World::start().await;
    let api = "v2/get_permanent_code";
    world.sim.fault(api, json!({ "errcode": -1 }), 1).await;
    let corp = world.sim.corp("迟到企业", &["张三"]).await;
    let path = format!("templates/{}/authorize", world.suite.id);
    world.sim.post(&path, json!({ "corpId": corp.id })).await;
    world.settled().await;
    world.advance(Duration::from_mins(11)).await;
    world.until("the record is dead", async || world.records().await[0]["state"] == "dead").await;
    let record = world.records().await.remove(0);
    assert!(record["lastError"].as_str().unwrap().contains("重新获取 secret"), "{record}");
}

#[tokio::test]
async fn an_exchanged_create_auth_is_not_exchanged_again_however_often_it_is_retried() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    let created =
        world.records().await.iter().find(|record| record["eventType"] == "create_auth").unwrap()["id"].clone();
    world.advance(Duration::from_secs(5)).await;
    world.sim.app(&world.suite, &corp, "reset-secret", json!({})).await;
    world.settled().await;
    world.administrator().call(SERVICE, "retryCallBack", json!({ "recordId": created })).await.ok();
    world.settled().await;
    assert_eq!(world.sim.calls("v2/get_permanent_code").await, 2, "one exchange an AuthCode");
    assert!(world.records().await.iter().all(|record| record["state"] == "succeeded"));
    world.log_in(&corp, 0).await.ok();
}

#[tokio::test]
async fn a_member_who_leaves_while_the_login_is_under_way_does_not_get_in() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    world.sim.app(&world.suite, &corp, "callback", json!({})).await;
    world.sim.fault("user/get", json!({ "delayMs": 2000 }), 1).await;
    let leave = async {
        world
            .until("the login has asked WeCom who it is", async || world.sim.calls("auth/getuserinfo").await == 1)
            .await;
        let path = format!("corps/{}/members/{}", corp.id, corp.members[0]);
        world.sim.call(Method::DELETE, &path, json!({})).await;
    };
    let (login, ()) = tokio::join!(world.log_in(&corp, 0), leave);
    login.refused(ErrorKind::LoginRefused);
}

#[tokio::test]
async fn a_suite_whose_secret_is_refused_does_not_take_its_companies_along() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    world.advance(Duration::from_mins(121)).await;
    world.sim.push_ticket(&world.suite).await;
    world.sim.fault("get_suite_token", json!({ "errcode": 40001 }), 1).await;
    let push = json!({ "infoType": "change_auth", "fields": { "AuthCorpId": corp.id } });
    world.sim.post(&format!("templates/{}/push", world.suite.id), push).await;
    world.settled().await;
    world.log_in(&corp, 0).await.ok();
}

#[tokio::test]
async fn a_company_of_which_wecom_says_that_it_cancelled_is_logged_out() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    let login = world.log_in(&corp, 0).await.ok();
    world.sim.fault("v2/get_auth_info", json!({ "errcode": 48004 }), 1).await;
    let push = json!({ "infoType": "change_auth", "fields": { "AuthCorpId": corp.id } });
    world.sim.post(&format!("templates/{}/push", world.suite.id), push).await;
    world.settled().await;
    world.member(&login).call(AUTH_SVC, "getCurrUser", json!({})).await.refused(ErrorKind::LoginRequired);
    let message = world.log_in(&corp, 0).await.refused(wecom_refused(48004));
    assert!(message.contains("authorise the app again"), "{message}");
}
