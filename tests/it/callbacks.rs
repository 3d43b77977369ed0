//! Callbacks: URL verification, signatures, receiveids, envelopes, repeats.

use std::time::Duration;

use clock::Clock as _;
use reqwest::StatusCode;
use serde_json::json;
use storage::Access as _;
use tests::{Diagnosis, SERVICE, Suite, World, config};

async fn post(world: &World, to_user_name: &str, receive_id: &str, message: &str) -> (StatusCode, String) {
    world.sender().post(to_user_name, receive_id, message).await
}

async fn send(world: &World, signature: &str, body: impl Into<reqwest::Body>) -> (StatusCode, String) {
    world.sender().send(signature, body).await
}

fn message(world: &World, suite: &str, info_type: &str, more: &str) -> String {
    let now = world.sender().now();
    format!("<xml><SuiteId>{suite}</SuiteId><InfoType>{info_type}</InfoType><TimeStamp>{now}</TimeStamp>{more}</xml>")
}

const ECHO: &str = "1616140317555161061";

/// A world whose instance has what the documentation asks for, and no more.
async fn documented() -> World {
    World::start_with(|folder| {
        let mut config = folder.read("acme.portal/auths/QywxProxyTemp/QywxProxyTemp.json");
        config["authConfig"].as_object_mut().unwrap().remove("providerCorpId");
        folder.instance("auths.QywxProxyTemp", &config);
    })
    .await
}

#[tokio::test]
async fn the_url_verification_answers_the_bare_echo_whoever_it_was_made_for() {
    let world = World::start().await;
    let provider = world.sim.provider_corp_id().await;
    for receive_id in [&provider, &world.suite.id, "", "wwSomebodyElse", "no id at all"] {
        assert_eq!(world.sender().verify(ECHO, receive_id).await, (StatusCode::OK, ECHO.to_owned()), "{receive_id}");
    }
}

#[tokio::test]
async fn the_provider_that_the_verification_was_made_for_is_noted_and_its_events_are_taken() {
    let world = documented().await;
    let sender = world.sender();
    let event = |number: u8| message(&world, &world.suite.id, "license_pay_success", &format!("<N>{number}</N>"));
    let noted = world.sim.provider_corp_id().await;
    Diagnosis::of(&world.folder).await.says("ok", "provider corpid", &[&noted, &world.suite.id]);
    assert_eq!(sender.post(&noted, &noted, &event(1)).await, (StatusCode::OK, "success".to_owned()));
    assert_eq!(sender.post("wwOther", "wwOther", &event(2)).await.0, StatusCode::FORBIDDEN);

    // The latest counts; what is no id, and the suite's own, is not noted.
    for receive_id in ["wwOther", "no id at all", "", &world.suite.id] {
        assert_eq!(sender.verify(ECHO, receive_id).await.0, StatusCode::OK);
    }
    Diagnosis::of(&world.folder).await.says("ok", "provider corpid", &["wwOther"]);
    assert_eq!(sender.post("wwOther", "wwOther", &event(3)).await.0, StatusCode::OK);
    assert_eq!(sender.post(&noted, &noted, &event(4)).await.0, StatusCode::FORBIDDEN);
    let leaver = "<xml><Event>change_contact</Event><ChangeType>delete_user</ChangeType><UserID>a</UserID></xml>";
    assert_eq!(sender.post("wwOther", "wwOther", leaver).await.0, StatusCode::FORBIDDEN, "it is no company's");
}

#[tokio::test]
async fn a_configured_provider_wins_over_a_noted_one_and_doctor_says_that_they_differ() {
    let world = World::start().await;
    let configured = world.sim.provider_corp_id().await;
    assert_eq!(world.sender().verify(ECHO, "wwOther").await.0, StatusCode::OK);
    let event = message(&world, &world.suite.id, "license_pay_success", "");
    assert_eq!(post(&world, "wwOther", "wwOther", &event).await.0, StatusCode::FORBIDDEN);
    assert_eq!(post(&world, &configured, &configured, &event).await.0, StatusCode::OK);
    let words = [configured.as_str(), "wwOther", "authConfig.providerCorpId"];
    Diagnosis::of(&world.folder).await.says("warning", "provider corpid", &words);
}

#[tokio::test]
async fn an_unknown_event_is_recorded_and_answered_success() {
    let world = World::start().await;
    let event = message(&world, &world.suite.id, "brand_new_event", "<AuthCorpId>wpSomeCorp</AuthCorpId>");
    assert_eq!(post(&world, &world.suite.id, &world.suite.id, &event).await, (StatusCode::OK, "success".to_owned()));
    world.settled().await;
    let records = world.records().await;
    assert_eq!(records[0]["eventType"], "brand_new_event");
    assert_eq!(records[0]["state"], "succeeded");
}

#[tokio::test]
async fn a_repeat_is_answered_success_and_recorded_once_however_it_is_signed() {
    let world = World::start().await;
    let before = world.records().await.len();
    let event = message(&world, &world.suite.id, "change_auth", "<AuthCorpId>wpSomeCorp</AuthCorpId>");
    for _ in 0..3 {
        assert_eq!(post(&world, &world.suite.id, &world.suite.id, &event).await.1, "success");
    }
    assert_eq!(world.records().await.len(), before + 1);
}

#[tokio::test]
async fn two_different_events_of_one_second_are_both_recorded() {
    let world = World::start().await;
    let before = world.records().await.len();
    for more in ["<A>1</A>", "<A>2</A>"] {
        let event = message(&world, &world.suite.id, "something", more);
        assert_eq!(post(&world, &world.suite.id, &world.suite.id, &event).await.1, "success");
    }
    assert_eq!(world.records().await.len(), before + 2);
}

#[tokio::test]
async fn what_cannot_be_trusted_or_read_is_refused_by_name_and_leaves_no_record() {
    let world = World::start().await;
    let before = world.records().await.len();
    let suite = world.suite.id.as_str();
    let event = message(&world, suite, "change_auth", "");
    let (status, text) = post(&world, suite, "dkOtherSuite", &event).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert!(text.contains("receiveid"), "{text}");
    let (status, text) = post(&world, suite, suite, &message(&world, "dkOtherSuite", "change_auth", "")).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert!(text.contains("SuiteId"), "{text}");
    let (status, text) = post(&world, suite, suite, "not xml").await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(text.contains("message") && text.contains("-40002"), "{text}");

    let bodies = [
        ("<xml><Encrypt>x</Encrypt>", "body"),
        ("nonsense", "body"),
        ("<!DOCTYPE xml [<!ENTITY a 'b'>]><xml><ToUserName>a</ToUserName><Encrypt>&a;</Encrypt></xml>", "body"),
        ("", "body"),
    ];
    for (body, named) in bodies {
        let (status, text) = send(&world, "0000000000000000000000000000000000000000", body).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{body:?}: {text}");
        assert!(text.contains(named), "{body:?}: {text}");
    }
    let envelope = |to: &str| format!("<xml><ToUserName>{to}</ToUserName><Encrypt>QUJD</Encrypt></xml>");
    let (status, text) = send(&world, "0000000000000000000000000000000000000000", envelope(suite)).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert!(text.contains("-40001"), "{text}");
    let (status, text) = send(&world, "0000000000000000000000000000000000000000", envelope("dkNobody")).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(text.contains("dkNobody"), "{text}");
    let (status, text) = send(&world, "", "x".repeat(2 * 1024 * 1024)).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(text.contains("1048576"), "{text}");
    assert_eq!(world.records().await.len(), before, "a refused request leaves no record");
}

#[tokio::test]
async fn a_missing_signature_parameter_is_named() {
    let world = World::start().await;
    let url = format!("{}/api/acme/portal/{SERVICE}/notify?nonce=a&timestamp=1", world.server.url);
    let answer = world.http.post(url).body("<xml/>").send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
    assert!(answer.text().await.unwrap().contains("msg_signature"));
}

#[tokio::test]
async fn an_older_ticket_that_arrives_late_does_not_replace_a_newer_one() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    let old = message(&world, &world.suite.id, "suite_ticket", "<SuiteTicket>an-old-ticket</SuiteTicket>");
    let old = old.replace(&world.sender().now(), &(world.clock.now() - Duration::from_hours(1)).as_secs().to_string());
    assert_eq!(post(&world, &world.suite.id, &world.suite.id, &old).await.1, "success");
    // A new suite token needs the newest ticket: the simulator refuses the invented one.
    world.advance(Duration::from_mins(10)).await;
    world.sim.app(&world.suite, &corp, "visible-range", json!({ "userids": [corp.members[0]] })).await;
    world.settled().await;
    assert_eq!(world.records().await.iter().filter(|record| record["state"] != "succeeded").count(), 0);
}

#[tokio::test]
async fn an_instance_has_a_callback_address_of_its_own() {
    let world = World::start().await;
    let path = format!("templates/{}", world.suite.id);
    let url = format!("{}/api/acme/portal/auths/QywxProxyTemp/notify", world.server.url);
    world.sim.call(reqwest::Method::PATCH, &path, json!({ "callbackUrl": url })).await;
    assert_eq!(world.sim.post(&format!("{path}/verify-url"), json!({})).await["ok"], true);
    let corp = world.authorised_corp().await;
    world.log_in(&corp, 0).await.ok();
}

#[tokio::test]
async fn a_push_with_a_wrong_signature_or_receiveid_changes_nothing() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    for flaw in ["wrongSignature", "wrongReceiveId"] {
        let body = json!({ "infoType": "cancel_auth", "fields": { "AuthCorpId": corp.id }, flaw: true });
        world.sim.post(&format!("templates/{}/push", world.suite.id), body).await;
    }
    world.settled().await;
    world.log_in(&corp, 0).await.ok();
}

#[tokio::test]
async fn two_suites_that_share_a_token_each_get_their_own_companies_events() {
    let world = World::start().await;
    let provider = world.sim.provider_corp_id().await;
    let key = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
    let values =
        world.sim.post("templates", json!({ "token": world.suite.values["token"], "encodingAESKey": key })).await;
    let other = Suite { id: values["suiteId"].as_str().unwrap().to_owned(), values };
    world.folder.instance("auths.Another", &config(&other, &provider));
    let again = world.serve_again().await;
    let url = format!("{}/api/acme/portal/{SERVICE}/notify", again.url);
    let path = format!("templates/{}", other.id);
    world.sim.call(reqwest::Method::PATCH, &path, json!({ "callbackUrl": url })).await;
    assert_eq!(world.sim.post(&format!("{path}/verify-url"), json!({})).await["ok"], true);
    world.sim.post(&format!("{path}/push-ticket"), json!({})).await;
    let corp = world.sim.corp("同令牌企业", &["甲"]).await;
    world.authorise(&other, &corp).await;
    world.sim.app(&other, &corp, "callback", json!({ "url": url })).await;
    let pushed = world.sim.app(&other, &corp, "event", json!({ "event": "enter_agent", "fields": {} })).await;
    assert_eq!(pushed["push"]["body"], "success", "{pushed}");
    again.stop().await;
}

#[tokio::test]
async fn a_list_says_of_what_came_in_crowds_that_it_is_still_to_come() {
    let world = World::start().await;
    assert_eq!(world.asides_of(&["callback", "list"]).await, "");
    let record = storage::NewCallbackRecord {
        login_type: "auths.loginTypes.QywxProxyType".to_owned(),
        app: "acme.portal".to_owned(),
        instance: "auths.QywxProxyTemp".to_owned(),
        realm: world.suite.id.clone(),
        corp_id: None,
        event_type: "change_auth".to_owned(),
        event_time: world.clock.now(),
        received_at: world.clock.now(),
        dedup_key: "one".to_owned(),
        payload: "message".into(),
        initial: storage::InitialState::Pending,
        on_repeat: storage::OnRepeat::LeftAlone,
        request_id: None,
    };
    // The clock stands still, so that the server does not look.
    world.folder.open_database().await.callback_inbox().put(&[record]).await.unwrap();
    let asides = world.asides_of(&["callback", "list", "--json"]).await;
    assert!(asides.starts_with("1 more came in crowds"), "{asides}");
}
