//! The claim: renewed while the work goes on; once lost, what comes of the work does not count.

use std::time::Duration;

use callback_records::Outcome;
use storage::{Access, CallbackState};

use crate::world::{World, done, retry};

#[tokio::test]
async fn a_claim_is_renewed_while_the_work_goes_on() {
    let world = World::new().await;
    let id = world.add(Some("a"), 1).await;
    let mut desk = world.start();
    let asked = desk.asked().await;
    let records = world.database.callback_records();
    for _ in 0..5 {
        let before = world.state(id).await.due_at();
        world.clock.advance(Duration::from_secs(10));
        let mut looks = 0;
        while world.state(id).await.due_at() == before {
            looks += 1;
            if looks == 100 {
                // The worker had not begun to wait when the time passed: its wait is from now on.
                world.clock.advance(Duration::from_secs(10));
            }
            tokio::task::yield_now().await;
        }
        let now = world.clock_now();
        assert!(records.claim(id, "another", now, now).await.unwrap().is_none());
    }
    asked.answer(done());
    assert_eq!(desk.ended().await, Outcome::Succeeded);
}

/// Another worker takes the record over, as if it had not heard of the renewals.
async fn take_over(world: &World, id: i64) {
    let late = world.clock_now() + Duration::from_hours(1);
    let claimed = world.database.callback_records().claim(id, "another", late, late).await;
    assert!(claimed.unwrap().is_some());
}

#[tokio::test]
async fn what_comes_of_work_whose_claim_was_lost_does_not_count() {
    for answer in [done(), retry("WeCom is busy"), Err(login_type::WorkError::dead("no"))] {
        let world = World::new().await;
        let id = world.add(Some("a"), 1).await;
        let mut desk = world.start();
        let asked = desk.asked().await;
        take_over(&world, id).await;
        asked.answer(answer);
        assert_eq!(desk.ended().await, Outcome::Lost);
        assert!(matches!(world.state(id).await, CallbackState::Running { owner, .. } if owner == "another"));
    }
}

#[tokio::test]
async fn work_is_dropped_as_soon_as_its_claim_is_found_lost() {
    let world = World::new().await;
    let id = world.add(Some("a"), 1).await;
    let mut desk = world.start();
    let asked = desk.asked().await;
    take_over(&world, id).await;
    world.clock.advance(Duration::from_secs(10));
    asked.dropped().await;
    assert_eq!(desk.ended().await, Outcome::Lost);
}
