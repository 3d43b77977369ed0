//! Leases: one owner at a time, until it gives it back or does not renew it.

use std::{pin::pin, time::Duration};

use storage::Access;

use crate::kit::{Kit, ring};

const LENGTH: Duration = Duration::from_secs(10);

#[tokio::test]
async fn one_owner_at_a_time_has_a_lease_until_it_gives_it_back() {
    let kit = Kit::new().await;
    let (leases, now) = (kit.database.leases(), kit.now());
    assert!(leases.acquire("token", "one", now + LENGTH, now).await.unwrap());
    assert!(!leases.acquire("token", "other", now + LENGTH, now).await.unwrap());
    assert!(leases.acquire("another", "other", now + LENGTH, now).await.unwrap(), "another key is another lease");
    assert!(!leases.release("token", "other").await.unwrap(), "only its owner gives it back");
    assert!(leases.release("token", "one").await.unwrap());
    assert!(leases.acquire("token", "other", now + LENGTH, now).await.unwrap());
}

#[tokio::test]
async fn a_start_after_a_crash_may_end_all_leases_at_once() {
    let kit = Kit::new().await;
    let (leases, now) = (kit.database.leases(), kit.now());
    for key in ["token", "another"] {
        assert!(leases.acquire(key, "crashed", now + LENGTH, now).await.unwrap());
    }
    assert_eq!(leases.end_all().await.unwrap(), 2);
    assert!(leases.acquire("token", "other", now + LENGTH, now).await.unwrap());
}

#[tokio::test]
async fn a_lease_that_is_not_renewed_runs_out_and_one_that_is_does_not() {
    let kit = Kit::new().await;
    let leases = kit.database.leases();
    let start = kit.now();
    assert!(leases.acquire("token", "one", start + LENGTH, start).await.unwrap());
    kit.clock.advance(LENGTH / 2);
    assert!(leases.acquire("token", "one", kit.now() + LENGTH, kit.now()).await.unwrap());
    kit.clock.advance(LENGTH / 2);
    assert!(!leases.acquire("token", "other", kit.now() + LENGTH, kit.now()).await.unwrap());
    kit.clock.advance(LENGTH / 2);
    assert!(leases.acquire("token", "other", kit.now() + LENGTH, kit.now()).await.unwrap());
    assert_eq!(leases.remove_expired(kit.now()).await.unwrap(), 0);
    kit.clock.advance(LENGTH);
    assert_eq!(leases.remove_expired(kit.now()).await.unwrap(), 1);
}

#[tokio::test]
async fn of_many_that_want_a_lease_at_once_one_gets_it() {
    let kit = Kit::new().await;
    let now = kit.now();
    let mut tasks = Vec::new();
    for number in 0..8 {
        let database = if number % 2 == 0 { kit.database.clone() } else { kit.reopen(ring("k1", &[("k1", 1)])).await };
        tasks.push(tokio::spawn(async move {
            database.leases().acquire("token", &number.to_string(), now + LENGTH, now).await.unwrap()
        }));
    }
    let mut granted = 0;
    for task in tasks {
        granted += usize::from(task.await.unwrap());
    }
    assert_eq!(granted, 1);
}

#[tokio::test]
async fn a_lease_of_a_process_that_is_gone_holds_nobody_up_when_the_clock_is_set_back() {
    let kit = Kit::new().await;
    let (leases, before) = (kit.database.leases(), kit.now());
    assert!(leases.acquire("token", "gone", before + LENGTH, before).await.unwrap());
    kit.clock.set(before - Duration::from_secs(30));
    assert!(!leases.acquire("token", "other", kit.now() + LENGTH, kit.now()).await.unwrap(), "clocks differ a little");
    kit.clock.set(before - Duration::from_hours(1));
    assert!(leases.acquire("token", "other", kit.now() + LENGTH, kit.now()).await.unwrap());
    assert!(!leases.acquire("token", "third", kit.now() + LENGTH, kit.now()).await.unwrap());
}

#[tokio::test]
async fn a_statement_that_the_database_takes_back_in_favour_of_others_is_made_anew() {
    let kit = Kit::new().await;
    kit.place.take_back_first_insert("lease").await;
    let (leases, now) = (kit.database.leases(), kit.now());
    assert!(leases.acquire("token", "one", now + LENGTH, now).await.unwrap());
}

#[tokio::test]
async fn a_transaction_given_up_while_it_begins_does_not_swallow_what_others_write() {
    let kit = Kit::new().await;
    let (database, other) = (kit.one_connection().await, kit.reopen(ring("k1", &[("k1", 1)])).await);
    for (turn, polls) in (1..10).cycle().take(90).enumerate() {
        {
            let mut begun = pin!(database.begin());
            for _ in 0..polls {
                tokio::select! {
                    biased;
                    _ = &mut begun => break,
                    () = tokio::task::yield_now() => {}
                }
            }
        }
        let (key, now) = (format!("token {turn}"), kit.now());
        assert!(database.leases().acquire(&key, "one", now + LENGTH, now).await.unwrap());
        let is_free = other.leases().acquire(&key, "other", now + LENGTH, now).await.unwrap();
        assert!(!is_free, "what one wrote is there for others, too: turn {turn}");
    }
}
