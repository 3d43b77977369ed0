//! `suite_tickets`: how long they live and when they come.

use serde_json::{Value, json};

use crate::{
    kit::{Sim, errcode, text},
    receiver::Receiver,
};

#[tokio::test]
async fn a_ticket_lives_half_an_hour_beside_newer_ones() {
    let sim = Sim::start().await;
    let template = sim.template().await;
    let push = format!("templates/{}/push-ticket", text(&template, "suiteId"));
    let old = sim.control("POST", &push, json!({ "push": false })).await["ticket"].clone();
    let body = json!({ "suite_id": template["suiteId"], "suite_secret": template["suiteSecret"], "suite_ticket": old });
    sim.advance(1790).await;
    let newer = sim.control("POST", &push, json!({ "push": false })).await["ticket"].clone();
    assert_ne!(newer, old);
    assert_eq!(errcode(&sim.post("service/get_suite_token", &[], body.clone()).await), 0);
    sim.advance(10).await;
    assert_eq!(errcode(&sim.post("service/get_suite_token", &[], body).await), 40085);
}

#[tokio::test]
async fn tickets_come_by_themselves_every_ten_minutes_once_the_url_is_verified() {
    let sim = Sim::start().await;
    let (receiver, _) = Receiver::of_new_template(&sim).await;
    sim.switch(json!({ "autoTicket": "on" })).await;
    sim.advance(600).await;
    assert_eq!(0, receiver.got().len(), "nothing before the verification");
    let verified = sim.control("POST", &format!("templates/{}/verify-url", receiver.suite_id), Value::Null).await;
    assert_eq!(verified["ok"], true, "{verified}");
    let tickets = || receiver.events(&receiver.suite_id).len();
    sim.advance(600).await;
    let first = tickets();
    assert!(first >= 1);
    sim.advance(300).await;
    assert_eq!(tickets(), first, "not before 600 s are over");
    sim.advance(300).await;
    assert_eq!(tickets(), first + 1);
}
