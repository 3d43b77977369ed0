//! The mail bag: events put off, delivered in any order and over several addresses until each is acknowledged.

use serde_json::{Value, json};

use crate::{
    kit::{Sim, text},
    receiver::{Receiver, Reply},
};

/// So many tickets put off.
async fn tickets(sim: &Sim, receiver: &Receiver, count: usize) -> Vec<String> {
    let path = format!("templates/{}/push-ticket", receiver.suite_id);
    let mut tickets = Vec::new();
    for _ in 0..count {
        tickets.push(text(&sim.control("POST", &path, json!({ "later": true })).await, "ticket"));
    }
    tickets
}

async fn deliver(sim: &Sim, round: Value) -> Value {
    sim.control("POST", "mail/deliver", round).await
}

#[tokio::test]
async fn what_is_put_off_is_delivered_when_asked_for_and_until_it_is_acknowledged() {
    let sim = Sim::start().await;
    let (receiver, _) = Receiver::of_new_template(&sim).await;
    let tickets = tickets(&sim, &receiver, 2).await;
    assert!(receiver.got().is_empty());
    receiver.answer(&[Reply::Broken]);
    let counts = deliver(&sim, json!({})).await;
    assert_eq!(counts, json!({ "letters": 2, "acknowledged": 1, "waiting": 1, "deliveries": 2 }));
    assert_eq!(deliver(&sim, json!({})).await["waiting"], 0);
    deliver(&sim, json!({})).await;
    let got = receiver.values(&receiver.suite_id, "SuiteTicket");
    assert_eq!(got.iter().collect::<Vec<_>>(), [&tickets[0], &tickets[1], &tickets[0]]);
    let letters = sim.control("GET", "mail/letters", Value::Null).await;
    assert_eq!((&letters[0]["deliveries"], &letters[0]["acknowledged"]), (&json!(2), &json!(true)));
    assert_eq!(letters[0]["event"], "suite_ticket");
}

#[tokio::test]
async fn addresses_take_turns_and_one_where_nobody_answers_is_passed_over() {
    let sim = Sim::start().await;
    let (receiver, _) = Receiver::of_new_template(&sim).await;
    tickets(&sim, &receiver, 4).await;
    let (here, there) = (format!("{}&at=here", receiver.url), format!("{}&at=there", receiver.url));
    let nobody = "http://127.0.0.1:1/";
    let counts = deliver(&sim, json!({ "urls": [here, nobody, there], "atOnce": 3 })).await;
    assert_eq!((&counts["acknowledged"], &counts["deliveries"]), (&json!(4), &json!(4)));
    let at = |place: &str| receiver.got().iter().filter(|got| got.query["at"] == place).count();
    assert_eq!((at("here"), at("there")), (2, 2), "the second went on to the third address");
}

#[tokio::test]
async fn a_seed_chooses_order_duplicates_and_what_is_held_back() {
    let orders = [7, 7, 8].map(async |seed| {
        let sim = Sim::start().await;
        let (receiver, _) = Receiver::of_new_template(&sim).await;
        let sent = tickets(&sim, &receiver, 40).await;
        let round = json!({ "seed": seed, "shuffle": true, "duplicatePercent": 30, "holdPercent": 30 });
        let counts = deliver(&sim, round).await;
        assert!(
            counts["waiting"].as_u64().unwrap() > 0 && counts["deliveries"].as_u64() > counts["acknowledged"].as_u64()
        );
        let got = receiver.values(&receiver.suite_id, "SuiteTicket");
        got.iter().map(|ticket| sent.iter().position(|sent| sent == ticket).unwrap()).collect::<Vec<_>>()
    });
    let [first, same, other] = orders;
    let (first, same, other) = (first.await, same.await, other.await);
    assert!(!first.is_sorted());
    assert_eq!(first, same);
    assert_ne!(first, other);
}

#[tokio::test]
async fn it_is_told_when_and_by_whom_a_code_was_shown_a_token_fetched_and_used() {
    let sim = Sim::start().await;
    let app = sim.install(&sim.template().await, &sim.corp().await).await;
    for asker in ["a/1 (instance x)", "a/1 (instance y)"] {
        let query = [("corpid", &app.corp_id), ("corpsecret", &app.permanent_code)];
        let fetch = sim.http.get(sim.url("/cgi-bin/gettoken")).query(&query).header("User-Agent", asker);
        let token: Value = fetch.send().await.unwrap().json().await.unwrap();
        let query = [("access_token", text(&token, "access_token"))];
        let call = sim.http.get(sim.url("/cgi-bin/getcallbackip")).query(&query).header("User-Agent", asker);
        assert!(call.send().await.unwrap().status().is_success());
    }
    let state = sim.control("GET", "state", Value::Null).await;
    let tokens = state["tokens"].as_array().unwrap();
    let given = tokens.iter().map(|token| token["givenAtMs"].as_array().unwrap().len()).collect::<Vec<_>>();
    assert!(given.contains(&2) && given.contains(&1), "{given:?}");
    let code = state["authCodes"].as_object().unwrap().values().next().unwrap();
    assert_eq!(code["shownAtMs"].as_array().unwrap().len(), 1);
    assert_eq!(code["shownBy"].as_array().unwrap().len(), 1);
    let app_token = tokens.iter().find(|token| token["givenAtMs"].as_array().unwrap().len() == 2).unwrap();
    assert_eq!(app_token["givenTo"], json!(["a/1 (instance x)", "a/1 (instance y)"]));
    let users: Vec<_> = app_token["usedBy"].as_object().unwrap().keys().collect();
    assert_eq!(users, ["a/1 (instance x)", "a/1 (instance y)"]);
}
