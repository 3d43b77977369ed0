//! A single record of a company at a time, in the order of their events; those of others beside it, up to a limit.

use std::{collections::BTreeSet, time::Duration};

use callback_records::Outcome;

use crate::world::{TYPE, World, done, retry};

#[tokio::test]
async fn work_is_asked_of_the_login_type_with_what_was_committed_and_learnt() {
    let world = World::new().await;
    let id = world.add(Some("a"), 7).await;
    let mut desk = world.start();
    let asked = desk.asked().await;
    assert_eq!(asked.login_type, TYPE);
    let record = &asked.record;
    assert_eq!((record.id, record.corp_id.as_deref(), record.attempt), (id, Some("a"), 1));
    assert_eq!((record.event_time.as_secs(), record.payload.expose_secret()), (7, "message"));
    asked.answer(done());
    assert_eq!(desk.ended().await, Outcome::Succeeded);
    assert_eq!(world.state_name(id).await.as_str(), "succeeded");
}

#[tokio::test]
async fn the_records_of_a_company_are_worked_on_one_after_the_other_in_the_order_of_their_events() {
    let world = World::new().await;
    let (third, first, second) =
        (world.add(Some("a"), 3).await, world.add(Some("a"), 1).await, world.add(Some("a"), 2).await);
    let mut desk = world.start();
    for id in [first, second, third] {
        let asked = desk.asked().await;
        assert_eq!(asked.record.id, id);
        desk.idle(&world).await;
        asked.answer(done());
        desk.ended().await;
    }
}

#[tokio::test]
async fn a_failed_record_holds_the_later_ones_of_its_company_and_nobody_else() {
    let world = World::new().await;
    let (first, second, other) =
        (world.add(Some("a"), 1).await, world.add(Some("a"), 2).await, world.add(Some("b"), 3).await);
    let mut desk = world.start();
    let mut asked = [desk.asked().await, desk.asked().await];
    asked.sort_by_key(|asked| asked.record.id);
    assert_eq!([asked[0].record.id, asked[1].record.id], [first, other]);
    let [of_a, of_b] = asked;
    of_a.answer(retry("WeCom is busy"));
    of_b.answer(done());
    desk.ended().await;
    desk.ended().await;
    desk.idle(&world).await;

    world.clock.advance(Duration::from_secs(3));
    assert_eq!(desk.answer(done()).await, (first, Outcome::Succeeded));
    assert_eq!(desk.answer(done()).await, (second, Outcome::Succeeded));
}

#[tokio::test]
async fn records_of_no_company_wait_for_nobody() {
    let world = World::new().await;
    let mut ids = BTreeSet::new();
    for event_secs in 0..3 {
        ids.insert(world.add(None, event_secs).await);
    }
    let mut desk = world.start();
    let mut asked = Vec::new();
    for _ in 0..3 {
        asked.push(desk.asked().await);
    }
    assert_eq!(asked.iter().map(|asked| asked.record.id).collect::<BTreeSet<_>>(), ids);
}

#[tokio::test]
async fn no_more_records_are_worked_on_at_once_than_the_worker_may() {
    let world = World::new().await;
    for event_secs in 0..3 {
        world.add(None, event_secs).await;
    }
    let mut desk = world.start_with(2);
    let (first, _second) = (desk.asked().await, desk.asked().await);
    desk.idle(&world).await;
    first.answer(done());
    assert_eq!(desk.asked().await.record.event_time.as_secs(), 2);
}

#[tokio::test]
async fn a_company_with_many_due_records_does_not_hide_another() {
    let world = World::new().await;
    for event_secs in 0..100 {
        world.add(Some("busy"), event_secs).await;
    }
    let quiet = world.add(Some("quiet"), 1_000).await;
    let mut desk = world.start();
    let asked = [desk.asked().await, desk.asked().await];
    assert!(asked.iter().any(|asked| asked.record.id == quiet));
}
