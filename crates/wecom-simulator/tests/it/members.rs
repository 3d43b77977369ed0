//! Members who join, change and leave, and what apps hear of it.

use serde_json::{Value, json};

use crate::{
    kit::{Installed, Sim},
    receiver::Receiver,
};

/// An app whose callback goes to the template's receiver.
async fn app_with_callback(sim: &Sim) -> (Receiver, Installed) {
    let (receiver, template) = Receiver::of_new_template(sim).await;
    let corp = sim.corp().await;
    let app = sim.install(&template, &corp).await;
    let callback = sim.app(&app, "callback", json!({})).await;
    assert_eq!((&callback["url"], &callback["token"]), (&json!(receiver.url), &template["token"]));
    (receiver, app)
}

#[tokio::test]
async fn a_leaver_is_told_to_each_app_under_the_encrypted_corp_id() {
    let sim = Sim::start().await;
    let (receiver, app) = app_with_callback(&sim).await;
    let path = format!("corps/{}/members/{}", app.corp_id, app.members[0]);
    let left = sim.control("DELETE", &path, Value::Null).await;
    assert_eq!(left["pushes"].as_array().unwrap().len(), 2);
    let events = receiver.events(&app.corp_id);
    let first = &events[0];
    for (field, value) in [
        ("ToUserName", app.corp_id.as_str()),
        ("FromUserName", "sys"),
        ("MsgType", "event"),
        ("Event", "change_contact"),
        ("ChangeType", "delete_user"),
        ("UserID", &app.members[0]),
    ] {
        assert_eq!(first[field], value, "{field}");
    }
    assert_eq!((&*events[1]["Event"], &events[1]["FromUserName"]), ("unsubscribe", &app.members[0]));
    let (status, _) = sim.try_control("DELETE", &path, Value::Null).await;
    assert_eq!(status, 404);
}

#[tokio::test]
async fn a_changed_member_is_told_without_private_fields() {
    let sim = Sim::start().await;
    let (receiver, app) = app_with_callback(&sim).await;
    let path = format!("corps/{}/members/{}", app.corp_id, app.members[0]);
    sim.control("PATCH", &path, json!({ "status": 2, "department": [3, 5] })).await;
    let event = receiver.events(&app.corp_id).remove(0);
    assert_eq!((&*event["ChangeType"], &*event["Status"], &*event["Department"]), ("update_user", "2", "3,5"));
    assert_eq!(event.get("Name"), None);
    let (status, answer) = sim.try_control("PATCH", &path, json!({ "status": 3 })).await;
    assert_eq!(status, 400, "{answer}");
}

#[tokio::test]
async fn a_new_visible_range_is_told_to_template_and_app() {
    let sim = Sim::start().await;
    let (receiver, app) = app_with_callback(&sim).await;
    sim.app(&app, "visible-range", json!({ "userids": [app.members[0]] })).await;
    sim.app(&app, "visible-range", json!({ "userids": [app.members[1]] })).await;
    assert_eq!(receiver.values(&app.suite_id, "InfoType"), ["change_auth", "change_auth"]);
    let heard: Vec<_> =
        receiver.events(&app.corp_id).into_iter().map(|e| (e["Event"].clone(), e["FromUserName"].clone())).collect();
    let expected = [("unsubscribe", &app.members[1]), ("subscribe", &app.members[1]), ("unsubscribe", &app.members[0])];
    assert_eq!(heard, expected.map(|(event, userid)| (event.to_owned(), userid.clone())));
}

#[tokio::test]
async fn an_app_url_is_verified_with_the_receiveid_of_the_switch() {
    let sim = Sim::start().await;
    let (_receiver, app) = app_with_callback(&sim).await;
    let provider = sim.control("GET", "provider", Value::Null).await;
    for (switch, receive_id) in [
        ("providerCorpId", provider["corpId"].clone()),
        ("corpId", json!(app.corp_id)),
        ("suiteId", json!(app.suite_id)),
        ("empty", json!("")),
    ] {
        sim.switch(json!({ "appUrlReceiveId": switch })).await;
        let outcome = sim.app(&app, "verify-callback", Value::Null).await;
        assert_eq!((&outcome["ok"], &outcome["receiveId"]), (&json!(true), &receive_id));
    }
}

#[tokio::test]
async fn any_app_event_can_be_pushed() {
    let sim = Sim::start().await;
    let (receiver, app) = app_with_callback(&sim).await;
    let event = json!({ "event": "enter_agent", "from": app.members[0], "fields": { "EventKey": "", "AgentID": 7 } });
    sim.app(&app, "event", event).await;
    let got = receiver.events(&app.corp_id).remove(0);
    assert_eq!((&*got["Event"], &got["FromUserName"], &*got["AgentID"]), ("enter_agent", &app.members[0], "7"));
}
