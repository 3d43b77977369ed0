//! The leftovers of a process that ended in the middle of its work, and several processes that share a database.

use std::{sync::Arc, time::Duration};

use callback_records::{Outcome, Worker};
use clock::SeededEntropy;
use storage::{Access, CallbackStateName};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::world::{Desk, Diligent, PATIENCE, World, done};

const LEASE: Duration = Duration::from_secs(30);

#[tokio::test]
async fn a_restart_resumes_what_was_pending_at_once_and_what_was_running_when_its_lease_ran_out() {
    let world = World::new().await;
    let (running, pending) = (world.add(Some("a"), 1).await, world.add(Some("b"), 2).await);
    let now = world.clock_now();
    let claimed = world.database.callback_records().claim(running, "crashed", now + LEASE, now).await;
    assert!(claimed.unwrap().is_some());
    let records = world.reopen("k1").await;
    let mut desk = Desk::new(records, 8, 2);
    assert_eq!(desk.answer(done()).await, (pending, Outcome::Succeeded));
    desk.idle(&world).await;
    world.clock.advance(LEASE);
    let asked = desk.asked().await;
    assert_eq!((asked.record.id, asked.record.attempt), (running, 2));
}

#[tokio::test]
async fn work_that_ends_the_process_each_time_is_given_up() {
    let world = World::new().await;
    let id = world.add(Some("a"), 1).await;
    for _ in 0..12 {
        let now = world.clock_now();
        let claimed = world.database.callback_records().claim(id, "crashed", now + LEASE, now).await;
        assert!(claimed.unwrap().is_some());
        world.clock.advance(LEASE);
    }
    let mut desk = world.start();
    assert_eq!(desk.ended().await, Outcome::Dead);
    desk.idle(&world).await;
    let state = world.state(id).await;
    assert!(state.error().is_some_and(|reason| reason.starts_with("gave up after 12 attempts")), "{state:?}");
}

#[tokio::test]
async fn two_workers_over_one_database_work_on_each_record_once() {
    let world = World::new().await;
    let mut ids = Vec::new();
    for number in 0..40 {
        ids.push(world.add(Some(&format!("corp{}", number % 7)), number).await);
    }
    let (diligent, stop) = (Diligent::default(), CancellationToken::new());
    let mut workers = Vec::new();
    for seed in [1, 2] {
        let records = world.reopen("k1").await;
        let worker = Worker::new(records, Arc::new(diligent.clone()), Arc::new(SeededEntropy::new(seed)));
        workers.push(tokio::spawn(worker.run(stop.clone())));
    }
    let all = [(CallbackStateName::Succeeded, 40)];
    let all_done = async { while world.database.callback_records().counts().await.unwrap() != all {} };
    timeout(PATIENCE, all_done).await.unwrap();
    stop.cancel();
    for worker in workers {
        worker.await.unwrap();
    }
    assert_eq!(diligent.worked(), ids);
}
