//! A worker with nothing to do: how long it sleeps, and who may wake it.

use std::time::Duration;

use login_type::CallbackRecords as _;
use tokio::time::timeout;

use crate::world::{PATIENCE, World, done, record};

/// How often the database is asked when nothing woke the worker.
const IDLE: Duration = Duration::from_secs(15);

/// The waits of work that is under way: for the renewal of its claim, and for its limit.
const OF_WORK: [Duration; 2] = [Duration::from_secs(10), Duration::from_mins(1)];

async fn sleeps_for(world: &mut World, length: Duration) {
    let falls_asleep = async { while world.sleeps.recv().await != Some(length) {} };
    timeout(PATIENCE, falls_asleep).await.expect("the worker sleeps");
    world.settle().await;
    while let Ok(more) = world.sleeps.try_recv() {
        assert!(OF_WORK.contains(&more), "it sleeps once, not again and again: {more:?}");
    }
}

#[tokio::test]
async fn a_worker_with_nothing_to_do_or_no_lane_free_looks_again_in_15_seconds() {
    let mut world = World::new().await;
    let mut desk = world.start_with(1);
    sleeps_for(&mut world, IDLE).await;
    world.add(Some("a"), 1).await;
    let asked = desk.asked().await;
    sleeps_for(&mut world, IDLE).await;
    asked.answer(done());
    desk.ended().await;
    sleeps_for(&mut world, IDLE).await;
}

#[tokio::test]
async fn a_worker_that_is_woken_looks_for_what_another_process_took() {
    let mut world = World::new().await;
    let mut desk = world.start();
    sleeps_for(&mut world, IDLE).await;
    world.reopen("k1").await.add(record(Some("a"), 1)).await.unwrap();
    desk.idle(&world).await;
    world.records.wake_worker();
    desk.answer(done()).await;
}
