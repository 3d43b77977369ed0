//! A database that fails, and messages that do not open.

use std::time::Duration;

use callback_records::Outcome;
use storage::CallbackState;

use crate::world::{Desk, World, done};

#[tokio::test]
async fn a_message_that_does_not_open_makes_its_record_dead_with_a_reason_and_hides_no_other() {
    let world = World::new().await;
    let sealed_with_a_lost_key = world.add(Some("a"), 1).await;
    let records = world.reopen("k2").await;
    let mut desk = Desk::new(records.clone(), 8, 2);
    assert_eq!(desk.ended().await, Outcome::Dead);
    let state = world.state(sealed_with_a_lost_key).await;
    let CallbackState::Dead { reason, .. } = &state else { panic!("{state:?}") };
    assert!(reason.contains("key k1") && reason.contains("encryption.keys"), "{reason}");

    let other = login_type::CallbackRecords::add(&records, crate::world::record(Some("a"), 2)).await.unwrap();
    assert!(matches!(other, login_type::Added::New(id) if id > sealed_with_a_lost_key));
    assert_eq!(desk.answer(done()).await.1, Outcome::Succeeded);
}

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
