//! The fate of a record whose work fails: back-off, waiting for news, giving up.

use std::time::Duration;

use callback_records::Outcome;
use login_type::{CallbackRecords as _, WorkError};
use storage::CallbackState;

use crate::world::{TYPE, World, done, retry, waiting};

const MAX_ATTEMPTS: u32 = 12;

fn reason(state: &CallbackState) -> &str {
    state.error().unwrap()
}

#[tokio::test]
async fn a_failed_record_is_tried_again_when_its_back_off_is_over_and_not_before() {
    let world = World::new().await;
    let id = world.add(Some("a"), 1).await;
    let mut desk = world.start();
    assert_eq!(desk.answer(retry("WeCom is busy")).await, (id, Outcome::Failed));
    world.clock.advance(Duration::from_millis(1_500));
    desk.idle(&world).await;
    world.clock.advance(Duration::from_secs(1));
    let asked = desk.asked().await;
    assert_eq!(asked.record.attempt, 2);
    asked.answer(Err(WorkError::retry_after("later", Duration::from_hours(1))));
    desk.ended().await;
    assert_eq!(world.state(id).await.due_at(), Some(world.clock_now() + Duration::from_hours(1)));
}

#[tokio::test]
async fn a_record_is_given_up_after_the_last_try_and_says_why() {
    let world = World::new().await;
    let id = world.add(Some("a"), 1).await;
    let mut desk = world.start();
    for attempt in 1..=MAX_ATTEMPTS {
        let expected = if attempt < MAX_ATTEMPTS { Outcome::Failed } else { Outcome::Dead };
        assert_eq!(desk.answer(retry("WeCom is busy")).await, (id, expected), "try {attempt}");
        world.clock.advance(Duration::from_mins(13));
    }
    let state = world.state(id).await;
    assert!(matches!(state, CallbackState::Dead { .. }));
    assert_eq!(reason(&state), "gave up after 12 attempts: WeCom is busy");
}

#[tokio::test]
async fn what_can_never_succeed_is_dead_at_once() {
    let world = World::new().await;
    let id = world.add(Some("a"), 1).await;
    let mut desk = world.start();
    let answer = Err(WorkError::dead("the AuthCode expired"));
    assert_eq!(desk.answer(answer).await, (id, Outcome::Dead));
    assert_eq!(reason(&world.state(id).await), "the AuthCode expired");
}

#[tokio::test]
async fn a_panic_in_the_work_is_a_failed_try_and_leaves_no_lane_taken() {
    let world = World::new().await;
    let id = world.add(Some("a"), 1).await;
    let mut desk = world.start();
    desk.asked().await.panic();
    assert_eq!(desk.ended().await, Outcome::Failed);
    assert_eq!(reason(&world.state(id).await), "the work panicked");
    world.clock.advance(Duration::from_secs(3));
    assert_eq!(desk.answer(done()).await, (id, Outcome::Succeeded));
}

#[tokio::test]
async fn work_that_takes_longer_than_a_minute_is_dropped_and_counts_as_failed() {
    let world = World::new().await;
    let id = world.add(Some("a"), 1).await;
    let mut desk = world.start();
    let asked = desk.asked().await;
    world.clock.advance(Duration::from_mins(1));
    asked.dropped().await;
    assert_eq!(desk.ended().await, Outcome::Failed);
    assert_eq!(reason(&world.state(id).await), "took longer than 60 s");
}

#[tokio::test]
async fn what_waits_is_tried_at_the_news_and_what_failed_otherwise_keeps_its_back_off() {
    let world = World::new().await;
    let (waits, fails) = (world.add(Some("a"), 1).await, world.add(Some("b"), 2).await);
    let mut desk = world.start();
    for _ in 0..2 {
        let asked = desk.asked().await;
        let answer = if asked.record.id == waits { waiting("no ticket yet") } else { retry("WeCom is busy") };
        asked.answer(answer);
        assert_eq!(desk.ended().await, Outcome::Failed);
    }
    world.records.wake_waiting("auths.loginTypes.Another", "suite").await.unwrap();
    world.records.wake_waiting(TYPE, "another").await.unwrap();
    desk.idle(&world).await;
    world.records.wake_waiting(TYPE, "suite").await.unwrap();
    assert_eq!(desk.answer(done()).await, (waits, Outcome::Succeeded));
    desk.idle(&world).await;
    world.clock.advance(Duration::from_secs(3));
    assert_eq!(desk.answer(done()).await, (fails, Outcome::Succeeded));
}

#[tokio::test]
async fn a_record_may_wait_for_news_as_often_as_it_takes_and_is_looked_at_now_and_then_without_any() {
    let world = World::new().await;
    let id = world.add(Some("a"), 1).await;
    let mut desk = world.start();
    for _ in 0..2 * MAX_ATTEMPTS {
        let asked = desk.asked().await;
        assert_eq!(asked.record.attempt, 1);
        asked.answer(waiting("no ticket yet"));
        assert_eq!(desk.ended().await, Outcome::Failed);
        world.clock.advance(Duration::from_mins(7));
        desk.idle(&world).await;
        world.clock.advance(Duration::from_mins(6));
    }
    assert_eq!(desk.answer(done()).await, (id, Outcome::Succeeded));
}
