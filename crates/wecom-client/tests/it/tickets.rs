//! A suite's token needs a ticket that WeCom takes (97173).

use std::sync::Arc;

use wecom_client::{Error, Remedy};

use crate::{
    stub::Reply,
    world::{Source, World, suite, token},
};

const PATH: &str = "service/get_suite_token";

#[tokio::test]
async fn a_refused_ticket_is_replaced_by_a_newer_one_if_there_is_one() {
    let world = World::new().await;
    *world.source.tickets.lock().unwrap() = vec!["ticket-1", "ticket-2", "ticket-3"];
    world.stub.on(PATH, |_, asked| match asked.body["suite_ticket"].as_str() {
        Some("ticket-2") => token("suite_access_token", "t"),
        _ => Reply::errcode(40085),
    });
    world.wecom.suite_token(&suite()).await.unwrap();
    assert_eq!(world.stub.count(PATH), 2);
}

#[tokio::test]
async fn the_same_ticket_is_not_sent_twice_and_a_second_refusal_is_final() {
    for (tickets, times) in [(vec!["ticket-1"], 1), (vec!["ticket-1", "ticket-2", "ticket-3"], 2)] {
        let world = World::new().await;
        *world.source.tickets.lock().unwrap() = tickets;
        world.stub.on(PATH, |_, _| Reply::errcode(40085));
        let error = world.wecom.suite_token(&suite()).await.unwrap_err();
        assert_eq!((error.errcode(), error.remedy()), (Some(40085), Remedy::WaitForTicket));
        assert_eq!(world.stub.count(PATH), times);
    }
}

#[tokio::test]
async fn only_a_refused_ticket_is_a_reason_to_ask_with_a_newer_one() {
    let world = World::new().await;
    *world.source.tickets.lock().unwrap() = vec!["ticket-1", "ticket-2"];
    world.stub.on(PATH, |_, _| Reply::errcode(40001));
    assert_eq!(world.wecom.suite_token(&suite()).await.unwrap_err().errcode(), Some(40001));
    assert_eq!(world.stub.count(PATH), 1);
}

#[tokio::test]
async fn a_client_that_was_given_another_source_asks_that_one() {
    let world = World::new().await;
    let other = Source { tickets: vec!["ticket-of-another"].into(), ..Source::default() };
    world.another().with_source(Arc::new(other)).suite_token(&suite()).await.unwrap();
    assert_eq!(world.stub.asked(PATH).remove(0).body["suite_ticket"], "ticket-of-another");
}

#[tokio::test]
async fn without_a_fresh_ticket_nothing_is_sent() {
    let world = World::new().await;
    world.source.tickets.lock().unwrap().clear();
    let error = world.wecom.suite_token(&suite()).await.unwrap_err();
    assert!(matches!(&error, Error::NoTicket { suite: of } if *of == suite()));
    assert_eq!((error.remedy(), world.stub.count(PATH)), (Remedy::WaitForTicket, 0));
}
