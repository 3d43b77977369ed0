//! The push client: fields, receiveids, attempts, what it remarks on.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::{
    kit::{Sim, text},
    receiver::{Receiver, Reply},
};

async fn push_ticket(sim: &Sim, receiver: &Receiver, body: Value) -> Value {
    let answer = sim.control("POST", &format!("templates/{}/push-ticket", receiver.suite_id), body).await;
    answer["push"].clone()
}

#[tokio::test]
async fn a_template_url_is_verified_with_the_providers_corp_id() {
    let sim = Sim::start().await;
    let (receiver, _) = Receiver::of_new_template(&sim).await;
    let verify = format!("templates/{}/verify-url", receiver.suite_id);
    let outcome = sim.control("POST", &verify, Value::Null).await;
    assert_eq!(outcome["ok"], true, "{outcome}");
    let got = receiver.got().remove(0);
    assert_eq!((&*got.path, got.query["own"].as_str()), ("/callback", "1"), "own parameters stay");
    let provider = sim.control("GET", "provider", Value::Null).await;
    let opened = receiver.open(&got, &got.query["echostr"]).unwrap();
    assert_eq!(json!(opened.receive_id()), provider["corpId"]);
    for body in ["\"quoted\"", "", "success"] {
        receiver.answer(&[Reply::Body(body)]);
        assert_eq!(sim.control("POST", &verify, Value::Null).await["ok"], false, "{body}");
    }
}

#[tokio::test]
async fn suite_events_have_their_documented_fields() {
    let sim = Sim::start().await;
    let (receiver, template) = Receiver::of_new_template(&sim).await;
    let corp = sim.corp().await;
    let (suite_id, corp_id) = (receiver.suite_id.clone(), text(&corp, "corpId"));
    push_ticket(&sim, &receiver, json!({})).await;
    let scan = json!({ "corpId": corp_id, "state": "fromLink" });
    sim.control("POST", &format!("templates/{suite_id}/authorize"), scan).await;
    for action in ["reset-secret", "disable", "cancel"] {
        sim.control("POST", &format!("apps/{suite_id}/{corp_id}/{action}"), json!({})).await;
    }
    let events = receiver.events(&suite_id);
    let fields: Vec<(&str, BTreeSet<&str>)> =
        events.iter().map(|event| (&*event["InfoType"], event.keys().map(String::as_str).collect())).collect();
    let common = ["SuiteId", "InfoType", "TimeStamp"];
    for (at, (info_type, own)) in [
        ("suite_ticket", &["SuiteTicket"][..]),
        ("create_auth", &["AuthCode", "State", "ExtraInfo"]),
        ("reset_permanent_code", &["AuthCode"]),
        ("change_auth", &["AuthCorpId", "State", "ExtraInfo"]),
        ("cancel_auth", &["AuthCorpId"]),
    ]
    .into_iter()
    .enumerate()
    {
        assert_eq!(fields[at], (info_type, common.into_iter().chain(own.iter().copied()).collect()));
        assert_eq!(json!(events[at]["SuiteId"]), template["suiteId"]);
    }
    assert_eq!(events[1]["State"], "fromLink");
    assert_eq!(events[3]["AuthCorpId"], corp_id);
    assert_eq!(events.len(), 5);
}

#[tokio::test]
async fn silence_and_lost_connections_are_tried_three_times() {
    let sim = Sim::start().await;
    sim.switch(json!({ "postTimeoutMs": 500 })).await;
    for (reply, error) in [(Reply::Silence, "timeout"), (Reply::Close, "connection lost")] {
        let (receiver, _) = Receiver::of_new_template(&sim).await;
        receiver.answer(&[reply; 3]);
        let outcome = push_ticket(&sim, &receiver, json!({})).await;
        assert_eq!(
            (&outcome["ok"], &outcome["error"], &outcome["attempts"]),
            (&json!(false), &json!(error), &json!(3))
        );
        assert_eq!(receiver.got().len(), 3);
        receiver.answer(&[reply]);
        let outcome = push_ticket(&sim, &receiver, json!({})).await;
        assert_eq!((&outcome["ok"], &outcome["attempts"]), (&json!(true), &json!(2)), "the second attempt is answered");
    }
    let nobody = sim.control("POST", "templates", json!({ "callbackUrl": "http://127.0.0.1:1/" })).await;
    let push = format!("templates/{}/push-ticket", text(&nobody, "suiteId"));
    let outcome = &sim.control("POST", &push, json!({})).await["push"];
    assert_eq!((&outcome["error"], &outcome["attempts"]), (&json!("connect"), &json!(3)));
}

#[tokio::test]
async fn a_wrong_answer_is_not_tried_again_but_remarked() {
    let sim = Sim::start().await;
    let (receiver, _) = Receiver::of_new_template(&sim).await;
    for (reply, status) in [(Reply::Body("ok"), 200), (Reply::Body("success\n"), 200), (Reply::Broken, 500)] {
        receiver.answer(&[reply]);
        let outcome = push_ticket(&sim, &receiver, json!({})).await;
        assert_eq!((&outcome["ok"], &outcome["notSuccess"]), (&json!(false), &json!(true)), "{reply:?}");
        assert_eq!((&outcome["status"], &outcome["attempts"]), (&json!(status), &json!(1)), "{reply:?}");
    }
    let outcome = push_ticket(&sim, &receiver, json!({})).await;
    assert_eq!((&outcome["ok"], &outcome["notSuccess"]), (&json!(true), &json!(false)));
}

#[tokio::test]
async fn a_verification_is_tried_once() {
    let sim = Sim::start().await;
    sim.switch(json!({ "getTimeoutMs": 100 })).await;
    let (receiver, _) = Receiver::of_new_template(&sim).await;
    receiver.answer(&[Reply::Silence]);
    let outcome = sim.control("POST", &format!("templates/{}/verify-url", receiver.suite_id), Value::Null).await;
    assert_eq!((&outcome["error"], receiver.got().len()), (&json!("timeout"), 1));
}

#[tokio::test]
async fn a_retry_is_identical_or_signed_anew_as_switched() {
    let sim = Sim::start().await;
    for (switch, distinct) in [("identical", 1), ("resigned", 3)] {
        let (receiver, _) = Receiver::of_new_template(&sim).await;
        sim.switch(json!({ "retry": switch })).await;
        receiver.answer(&[Reply::Close, Reply::Close]);
        let outcome = push_ticket(&sim, &receiver, json!({})).await;
        assert_eq!(outcome["attempts"], 3);
        let sent: BTreeSet<_> = receiver.got().into_iter().map(|got| (got.query["nonce"].clone(), got.body)).collect();
        assert_eq!(sent.len(), distinct, "{switch}");
        let tickets: BTreeSet<_> = receiver.values(&receiver.suite_id, "SuiteTicket").into_iter().collect();
        assert_eq!(tickets.len(), 1, "the message is the same");
    }
}

#[tokio::test]
async fn a_push_can_be_repeated_with_the_same_bytes_or_signed_anew() {
    let sim = Sim::start().await;
    let (receiver, _) = Receiver::of_new_template(&sim).await;
    let first = push_ticket(&sim, &receiver, json!({})).await;
    let repeat = format!("pushes/{}/repeat", first["id"]);
    sim.control("POST", &repeat, json!({})).await;
    sim.control("POST", &repeat, json!({ "resign": true })).await;
    let got = receiver.got();
    assert_eq!(got[0].query, got[1].query);
    assert_eq!(got[0].body, got[1].body);
    assert_ne!(got[0].query["msg_signature"], got[2].query["msg_signature"]);
    assert_eq!(receiver.events(&receiver.suite_id).len(), 3);
    assert_eq!(sim.try_control("POST", "pushes/99/repeat", json!({})).await.0, 404);
}

#[tokio::test]
async fn a_push_can_be_wrongly_signed_misaddressed_or_doubled() {
    let sim = Sim::start().await;
    let (receiver, _) = Receiver::of_new_template(&sim).await;
    for (body, delivered, valid) in [
        (json!({ "wrongSignature": true }), 1, 0),
        (json!({ "wrongReceiveId": true }), 1, 0),
        (json!({ "duplicate": true }), 2, 2),
        (json!({ "push": false }), 0, 0),
    ] {
        let (before, valid_before) = (receiver.got().len(), receiver.events(&receiver.suite_id).len());
        push_ticket(&sim, &receiver, body.clone()).await;
        assert_eq!(receiver.got().len() - before, delivered, "{body}");
        assert_eq!(receiver.events(&receiver.suite_id).len() - valid_before, valid, "{body}");
    }
}

#[tokio::test]
async fn planted_push_faults_hit_the_next_pushes() {
    let sim = Sim::start().await;
    let (receiver, _) = Receiver::of_new_template(&sim).await;
    sim.control("POST", "faults", json!({ "push": "reorder", "times": 1 })).await;
    let held = push_ticket(&sim, &receiver, json!({})).await;
    assert_eq!((&held["held"], receiver.got().len()), (&json!(true), 0));
    push_ticket(&sim, &receiver, json!({})).await;
    let tickets = receiver.values(&receiver.suite_id, "SuiteTicket");
    let held_message = text(&held, "message");
    assert_eq!(tickets.len(), 2);
    assert!(held_message.contains(&tickets[1]) && !held_message.contains(&tickets[0]), "the first came second");
    sim.control("POST", "faults", json!({ "push": "wrongSignature", "times": 1 })).await;
    push_ticket(&sim, &receiver, json!({})).await;
    assert_eq!((receiver.got().len(), receiver.events(&receiver.suite_id).len()), (3, 2));
    sim.control("POST", "faults", json!({ "push": "duplicate", "times": 1 })).await;
    push_ticket(&sim, &receiver, json!({})).await;
    assert_eq!(receiver.got().len(), 5);
}

#[tokio::test]
async fn any_suite_event_can_be_pushed_with_blanks_and_an_old_time() {
    let sim = Sim::start().await;
    let (receiver, _) = Receiver::of_new_template(&sim).await;
    sim.switch(json!({ "xmlBlanks": "some" })).await;
    let event = json!({ "infoType": "share_agent_change", "fields": { "AppId": 5, "CorpId": "wpX" }, "timestamp": 12 });
    let answer = sim.control("POST", &format!("templates/{}/push", receiver.suite_id), event).await;
    assert!(text(&answer["push"], "message").contains("<InfoType> <![CDATA[share_agent_change]]> </InfoType>\n"));
    let got = receiver.events(&receiver.suite_id).remove(0);
    assert_eq!((&*got["InfoType"], &*got["TimeStamp"], &*got["AppId"]), ("share_agent_change", "12", "5"));
}
