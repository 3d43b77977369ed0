//! Records that come in bursts: committed together, made records of their own when the burst is over.

use std::time::Duration;

use callback_records::Outcome;
use futures::FutureExt;
use login_type::{Added, CallbackRecords as _, ErrorKind, NewCallbackRecord, OnRepeat, SecretText};
use storage::{Access, CallbackStateName};
use tokio::time::timeout;

use crate::world::{Desk, PATIENCE, World, done, record};

/// How often a worker that gives way looks whether the burst is over.
const GIVING_WAY: Duration = Duration::from_millis(50);
/// The fewest that are a burst.
const BURST: usize = 8;

/// A record of each of so many companies.
fn burst(event_secs: i64) -> impl Iterator<Item = NewCallbackRecord> {
    (0..BURST).map(move |corp| record(Some(&format!("corp{corp}")), event_secs))
}

async fn counts(world: &World) -> Vec<(CallbackStateName, u64)> {
    world.database.callback_records().counts().await.unwrap()
}

/// Starts a worker, which waits for the end of a burst or works at once.
async fn expect_worker(mut world: World, gives_way: bool) {
    let mut desk = world.start();
    if gives_way {
        let waits = async { while world.sleeps.recv().await != Some(GIVING_WAY) {} };
        timeout(PATIENCE, waits).await.expect("the worker gives way");
        desk.idle(&world).await;
    } else {
        desk.answer(done()).await;
    }
}

#[tokio::test]
async fn a_burst_is_committed_before_anybody_is_answered_and_worked_on_when_it_is_over() {
    let mut world = World::new().await;
    world.add_burst(burst(1)).await;
    assert_eq!(counts(&world).await, [(CallbackStateName::Pending, 8)]);
    let mut desk = world.start();
    while world.sleeps.recv().await != Some(GIVING_WAY) {}
    desk.idle(&world).await;
    // Nobody comes any more: the first to be written ends its wait, and the others have none.
    world.clock.advance(GIVING_WAY);
    for _ in 0..BURST {
        assert!(matches!(desk.sorted_in().await, storage::NewOrRepeat::New(_)));
        assert_eq!(desk.answer(done()).await.1, Outcome::Succeeded);
    }
    desk.idle(&world).await;
    assert_eq!(counts(&world).await, [(CallbackStateName::Succeeded, 8)]);
}

#[tokio::test]
async fn an_event_that_a_burst_repeats_is_done_once_unless_it_is_to_be_worked_on_again() {
    let world = World::new().await;
    let mut desk = world.start();
    for event_secs in [1, 2] {
        world.add(Some("a"), event_secs).await;
        desk.answer(done()).await;
    }
    let left_alone = record(Some("a"), 1);
    let again = NewCallbackRecord { on_repeat: OnRepeat::WorkedAgain, ..record(Some("a"), 2) };
    let new = (0..BURST).map(|_| record(Some("b"), 3));
    world.add_burst(new.chain([left_alone, again])).await;
    world.clock.advance(GIVING_WAY);
    let mut worked = Vec::new();
    for _ in 0..2 {
        let asked = desk.asked().await;
        worked.push((asked.record.corp_id.clone(), asked.record.event_time.as_secs()));
        asked.answer(done());
    }
    worked.sort();
    assert_eq!(worked, [(Some("a".to_owned()), 2), (Some("b".to_owned()), 3)]);
    desk.idle(&world).await;
}

#[tokio::test]
async fn a_burst_of_five_seconds_has_to_put_up_with_the_work() {
    let world = World::new().await;
    // Without a pause.
    for hundredth in 0..500_i64 {
        world.add_burst(burst(hundredth)).await;
        world.clock.advance(Duration::from_millis(10));
    }
    let mut desk = world.start();
    desk.answer(done()).await;
}

#[tokio::test]
async fn a_pause_of_a_second_ends_a_burst_and_a_shorter_one_does_not() {
    // More is expected for 20 ms after the last burst, of which 10 are over.
    for (pause_ms, gives_way) in [(1_000, true), (999, false)] {
        let world = World::new().await;
        for hundredth in 0..550_i64 {
            world.add_burst(burst(hundredth)).await;
            world.clock.advance(Duration::from_millis(10));
        }
        world.clock.advance(Duration::from_millis(10 + pause_ms));
        world.add_burst(burst(1_000)).await;
        expect_worker(world, gives_way).await;
    }
}

#[tokio::test]
async fn the_worker_gives_way_for_20_ms_after_a_burst() {
    for (pause_ms, gives_way) in [(19, true), (20, false)] {
        let world = World::new().await;
        world.add_burst(burst(1)).await;
        world.clock.advance(Duration::from_millis(pause_ms));
        expect_worker(world, gives_way).await;
    }
}

#[tokio::test]
async fn one_that_a_table_may_not_take_is_not_answered_before_the_table_was_asked() {
    let world = World::new().await;
    let long = NewCallbackRecord { request_id: Some("x".repeat(33)), ..record(Some("long"), 1) };
    let burst = burst(1).chain([long]);
    let added = futures::future::join_all(burst.map(|record| world.records.add(record))).await;
    assert!(added[..BURST].iter().all(|added| matches!(added, Ok(Added::New(_)))), "{added:?}");
}

#[tokio::test]
async fn more_than_may_wait_for_a_commit_are_refused_and_there_is_room_again_after_it() {
    const MOST_WAITING: i64 = 4096;
    let world = World::new().await;
    let added = futures::future::join_all((0..MOST_WAITING + 3).map(|n| world.records.add(record(None, n)))).await;
    let (taken, refused): (Vec<_>, Vec<_>) = added.into_iter().partition(Result::is_ok);
    assert_eq!((taken.len(), refused.len()), (4096, 3));
    assert!(refused.iter().all(|it| it.as_ref().unwrap_err().kind() == ErrorKind::Unavailable), "{refused:?}");
    assert_eq!(counts(&world).await, [(CallbackStateName::Pending, 4096)]);
    world.records.add(record(None, MOST_WAITING)).await.unwrap();
}

#[tokio::test]
async fn messages_of_more_bytes_than_may_wait_for_a_commit_are_refused() {
    let world = World::new().await;
    let long = |n| NewCallbackRecord { payload: SecretText::new("x".repeat(16 << 20)), ..record(None, n) };
    let mut adds = [1, 2, 3].map(|n| world.records.add(long(n)));
    // Nothing is committed between these.
    let states = adds.each_mut().map(FutureExt::now_or_never);
    assert!(matches!(states, [None, None, Some(Err(_))]), "{states:?}");
}

#[tokio::test]
async fn no_more_than_a_mebibyte_of_messages_goes_into_a_commit_and_there_is_room_again_after_it() {
    let world = World::new().await;
    let long = |n| NewCallbackRecord { payload: SecretText::new("x".repeat(512 << 10)), ..record(None, n) };
    // Two at once are no burst, so that each has its number; and more than may wait come one after the other.
    for round in 0..5 {
        let added = futures::future::join_all((0..16).map(|n| world.records.add(long(16 * round + n)))).await;
        assert!(added.iter().all(|added| matches!(added, Ok(Added::New(_)))), "{added:?}");
    }
}

#[tokio::test]
async fn what_a_process_took_in_and_did_not_sort_in_is_sorted_in_by_the_next_one() {
    let world = World::new().await;
    world.add_burst(burst(1)).await;
    let records = world.reopen("k1").await;
    let mut desk = Desk::new(records, 8, 2);
    for _ in 0..BURST {
        assert_eq!(desk.answer(done()).await.1, Outcome::Succeeded);
    }
}

#[tokio::test]
async fn what_does_not_open_is_kept_and_hides_no_other() {
    let world = World::new().await;
    world.add_burst(burst(1)).await;
    let records = world.reopen("k2").await;
    let other = record(Some("other"), 1);
    assert!(matches!(records.add(other).await.unwrap(), Added::New(_)));
    let mut desk = Desk::new(records, 8, 2);
    assert_eq!(desk.answer(done()).await.1, Outcome::Succeeded);
    assert_eq!(counts(&world).await, [(CallbackStateName::Pending, 8), (CallbackStateName::Succeeded, 1)]);
}
