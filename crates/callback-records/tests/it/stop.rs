//! A worker that is told to stop.

use callback_records::Outcome;

use crate::world::{World, done};

#[tokio::test]
async fn a_worker_that_is_told_to_stop_finishes_what_is_in_hand_and_begins_nothing_new() {
    let world = World::new().await;
    let (in_hand, next) = (world.add(Some("a"), 1).await, world.add(Some("a"), 2).await);
    let mut desk = world.start();
    let asked = desk.asked().await;
    desk.stop.cancel();
    world.settle().await;
    assert!(!desk.worker.is_finished());
    asked.answer(done());
    assert_eq!(desk.ended().await, Outcome::Succeeded);
    desk.stopped().await;
    assert_eq!(world.state_name(in_hand).await.as_str(), "succeeded");
    assert_eq!(world.state_name(next).await.as_str(), "pending");
}

#[tokio::test]
async fn a_worker_that_rests_stops_at_once() {
    let world = World::new().await;
    world.start().stopped().await;
}
