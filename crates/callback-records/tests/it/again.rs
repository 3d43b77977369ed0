//! Wishes: do it once more, try it again, forget what is long done.

use std::time::Duration;

use callback_records::Outcome;
use clock::Timestamp;
use login_type::{Added, CallbackRecords as _, ErrorKind, WorkError};
use storage::Access;

use crate::world::{World, done, retry};

#[tokio::test]
async fn what_is_done_is_done_once_more_when_its_event_may_have_happened_again() {
    let world = World::new().await;
    let id = world.add(Some("a"), 1).await;
    let mut desk = world.start();
    desk.answer(done()).await;
    assert_eq!(world.add_again(Some("a"), 1).await, Added::Repeat(id));
    assert_eq!(desk.answer(done()).await, (id, Outcome::Succeeded));
    desk.idle(&world).await;
}

#[tokio::test]
async fn what_happened_again_during_the_work_is_worked_on_once_more_after_it() {
    let world = World::new().await;
    let id = world.add(Some("a"), 1).await;
    let mut desk = world.start();
    let asked = desk.asked().await;
    assert_eq!(world.add_again(Some("a"), 1).await, Added::Repeat(id));
    assert_eq!(world.add_again(Some("a"), 1).await, Added::Repeat(id));
    desk.idle(&world).await;
    asked.answer(done());
    assert_eq!(desk.ended().await, Outcome::Succeeded);
    assert_eq!(desk.answer(done()).await, (id, Outcome::Succeeded));
    desk.idle(&world).await;
    assert_eq!(world.state_name(id).await.as_str(), "succeeded");
}

#[tokio::test]
async fn the_operator_may_have_any_record_tried_again_also_one_that_is_being_worked_on() {
    let world = World::new().await;
    let id = world.add(Some("a"), 1).await;
    let mut desk = world.start();
    let asked = desk.asked().await;
    world.records.requeue(id).await.unwrap();
    asked.answer(Err(WorkError::dead("the AuthCode expired")));
    assert_eq!(desk.ended().await, Outcome::Dead);
    // At once, not after the back-off.
    desk.answer(retry("WeCom is busy")).await;
    world.records.requeue(id).await.unwrap();
    assert_eq!(desk.answer(done()).await, (id, Outcome::Succeeded));
}

#[tokio::test]
async fn an_app_has_its_own_records_tried_again_and_knows_of_no_others() {
    let world = World::new().await;
    let id = world.add(Some("a"), 1).await;
    let mut desk = world.start();
    desk.answer(Err(WorkError::dead("the AuthCode expired"))).await;
    let other = world.records.retry(&"org.other".parse().unwrap(), id).await;
    assert_eq!(other.unwrap_err().kind(), ErrorKind::UnknownRecord);
    desk.idle(&world).await;
    world.records.retry(&"org.app".parse().unwrap(), id).await.unwrap();
    assert_eq!(desk.answer(done()).await, (id, Outcome::Succeeded));
}

#[tokio::test]
async fn a_failed_record_keeps_its_back_off_when_its_event_is_told_again() {
    let world = World::new().await;
    let id = world.add(Some("a"), 1).await;
    let mut desk = world.start();
    desk.answer(retry("WeCom is busy")).await;
    assert_eq!(world.add_again(Some("a"), 1).await, Added::Repeat(id));
    desk.idle(&world).await;
    assert_eq!(world.state_name(id).await.as_str(), "failed");
}

#[tokio::test]
async fn a_record_that_is_not_there_is_named() {
    let world = World::new().await;
    let error = world.records.requeue(99).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnknownRecord);
    assert!(error.to_string().contains("99"));
}

#[tokio::test]
async fn what_succeeded_is_kept_for_the_time_that_was_asked_for() {
    let world = World::new().await;
    let id = world.add(Some("a"), 1).await;
    let mut desk = world.start();
    desk.answer(done()).await;
    desk.stopped().await;
    let keep = Duration::from_hours(24);
    assert_eq!(world.records.clone().kept_for(keep).kept_since(), world.clock_now() - keep);
    assert_eq!(world.records.kept_since(), Timestamp::from_millis(i64::MIN));
    world.clock.advance(keep);
    assert_eq!(world.records.prune(keep).await.unwrap(), 0);
    world.clock.advance(Duration::from_millis(1));
    assert_eq!(world.records.prune(keep).await.unwrap(), 1);
    assert!(world.database.callback_records().lookup(id).await.unwrap().is_none());
}
