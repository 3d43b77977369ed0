//! A SQLite file that somebody else keeps locked, or that refuses one row.

use std::time::Duration;

use callback_records::Outcome;
use futures::future::join_all;
use login_type::CallbackRecords as _;

use crate::world::{World, done, record};

#[tokio::test]
async fn a_worker_whose_database_does_not_take_claims_rests_on_the_clock_and_then_goes_on() {
    let mut world = World::new().await;
    let id = world.add(Some("a"), 1).await;
    let lock = world.lock().await;
    let mut desk = world.start();
    let mut rests = Vec::new();
    for _ in 0..3 {
        let rest = world.sleeps.recv().await.unwrap();
        rests.push(rest);
        // Nothing but the clock ends the rest.
        world.settle().await;
        assert!(world.sleeps.try_recv().is_err(), "it sleeps once, not again and again");
        world.clock.advance(rest);
    }
    assert!(rests[0] >= Duration::from_secs(1) && rests[1] > rests[0] && rests[2] > rests[1], "{rests:?}");
    let rest = world.sleeps.recv().await.unwrap();
    lock.commit().await.unwrap();
    let other = world.add(Some("b"), 2).await;
    desk.idle(&world).await;
    world.clock.advance(rest);
    let mut worked = [desk.answer(done()).await, desk.answer(done()).await];
    worked.sort_by_key(|(id, _)| *id);
    assert_eq!(worked, [(id, Outcome::Succeeded), (other, Outcome::Succeeded)]);
}

#[tokio::test]
async fn a_burst_that_a_locked_database_does_not_let_be_sorted_in_is_no_later_than_the_rest() {
    let mut world = World::new().await;
    world.add_burst((0..8).map(|corp| record(Some(&format!("corp{corp}")), 1))).await;
    world.clock.advance(Duration::from_millis(20));
    let lock = world.lock().await;
    let mut desk = world.start();
    let rest = world.sleeps.recv().await.unwrap();
    lock.commit().await.unwrap();
    world.clock.advance(rest);
    assert_eq!(desk.answer(done()).await.1, Outcome::Succeeded);
}

#[tokio::test]
async fn a_record_whose_claim_is_refused_keeps_no_other_from_its_turn() {
    let world = World::new().await;
    let refused = world.add(Some("a"), 1).await;
    let other = world.add(Some("b"), 2).await;
    world.refuse(&format!("UPDATE ON callback_record WHEN old.id = {refused}")).await;
    let mut desk = world.start();
    assert_eq!(desk.answer(done()).await, (other, Outcome::Succeeded));
}

#[tokio::test]
async fn a_record_that_its_table_refuses_keeps_none_behind_it_from_being_taken() {
    let world = World::new().await;
    world.refuse("INSERT ON callback_record WHEN new.corp_id = 'refused'").await;
    let corps = ["refused", "a", "b", "c", "d", "e"];
    let added = corps.map(|corp| world.records.add(record(Some(corp), 1)));
    let added: Vec<bool> = join_all(added).await.iter().map(Result::is_ok).collect();
    assert_eq!(added, [false, true, true, true, true, true]);
}
