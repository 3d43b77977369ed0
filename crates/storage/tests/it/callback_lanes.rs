//! The record whose turn it is: one of each company, in the order of their events.

use std::time::Duration;

use sea_orm::{ConnectionTrait, Database as Driver};
use storage::{Access, Claim, NewCallbackRecord, NewOrRepeat};

use crate::kit::{Kit, record, ring};

const LEASE: Duration = Duration::from_secs(30);

/// Adds a record about this company, or about none that anybody could tell.
async fn add(kit: &Kit, corp: Option<&str>, event_secs: i64) -> i64 {
    let key = format!("{corp:?} {event_secs}");
    let new = NewCallbackRecord { corp_id: corp.map(str::to_owned), ..record(&key, event_secs) };
    match kit.database.callback_records().add(new).await.unwrap() {
        NewOrRepeat::New(id) => id,
        NewOrRepeat::Repeat(id) => panic!("{key} repeats {id}"),
    }
}

async fn due(kit: &Kit) -> Vec<i64> {
    kit.database.callback_records().due(kit.now(), &[], 10).await.unwrap()
}

/// Claims it, if it is its turn, and tells its lane.
async fn claim(kit: &Kit, id: i64) -> Option<String> {
    let now = kit.now();
    let claimed = kit.database.callback_records().claim(id, "w", now + LEASE, now).await.unwrap();
    claimed.map(|(_, claimed)| claimed.lane)
}

#[tokio::test]
async fn of_each_company_the_earliest_event_is_due_and_records_of_no_company_wait_for_nobody() {
    let kit = Kit::new().await;
    let mut ids = Vec::new();
    for (corp, event_secs) in [(Some("a"), 3), (Some("a"), 1), (Some("b"), 2), (None, 5), (None, 4)] {
        ids.push(add(&kit, corp, event_secs).await);
    }
    let [_, first_of_a, first_of_b, later, earlier] = ids[..] else { panic!("five records") };
    assert_eq!(due(&kit).await, [first_of_a, first_of_b, earlier, later]);
    let records = kit.database.callback_records();
    assert_eq!(records.due(kit.now(), &[], 2).await.unwrap(), [first_of_a, first_of_b]);
    assert_eq!(records.next_due(kit.now(), &[]).await.unwrap(), Some(kit.now()));
}

#[tokio::test]
async fn two_records_of_one_second_are_due_in_the_order_in_which_they_came() {
    let kit = Kit::new().await;
    let first = add(&kit, Some("a"), 1).await;
    let new = NewCallbackRecord { corp_id: Some("a".to_owned()), ..record("another of this second", 1) };
    kit.database.callback_records().add(new).await.unwrap();
    assert_eq!(due(&kit).await, [first]);
}

#[tokio::test]
async fn while_a_record_is_worked_on_nobody_claims_another_of_its_company() {
    let kit = Kit::new().await;
    let (first, second) = (add(&kit, Some("a"), 2).await, add(&kit, Some("a"), 3).await);
    assert!(claim(&kit, second).await.is_none(), "it is not its turn");
    let lane = claim(&kit, first).await.unwrap();
    let earlier = add(&kit, Some("a"), 1).await;
    assert!(due(&kit).await.is_empty());
    assert!(claim(&kit, earlier).await.is_none(), "the lane is taken");

    Claim::of(first, "w").succeed(&kit.database, kit.now(), None).await.unwrap();
    assert_eq!(due(&kit).await, [earlier]);
    assert_eq!(claim(&kit, earlier).await.unwrap(), lane);
}

#[tokio::test]
async fn a_record_that_waits_for_its_next_try_holds_its_lane_and_a_dead_one_does_not() {
    let kit = Kit::new().await;
    let (first, second) = (add(&kit, Some("a"), 1).await, add(&kit, Some("a"), 2).await);
    let records = kit.database.callback_records();
    let lane = claim(&kit, first).await.unwrap();
    let later = kit.now() + Duration::from_mins(1);
    Claim::of(first, "w").fail(&kit.database, kit.now(), "no", later).await.unwrap();
    assert!(due(&kit).await.is_empty());
    assert_eq!(records.next_due(kit.now(), &[]).await.unwrap(), Some(later), "not the one behind it");
    assert_eq!(records.next_due(kit.now(), &[&lane]).await.unwrap(), None);

    kit.clock.set(later);
    claim(&kit, first).await.unwrap();
    Claim::of(first, "w").die(&kit.database, kit.now(), "no").await.unwrap();
    assert_eq!(due(&kit).await, [second]);
}

#[tokio::test]
async fn the_lanes_that_a_worker_has_taken_are_left_out() {
    let kit = Kit::new().await;
    let (of_a, of_b) = (add(&kit, Some("a"), 1).await, add(&kit, Some("b"), 2).await);
    let lane = claim(&kit, of_a).await.unwrap();
    kit.clock.advance(LEASE);
    assert_eq!(due(&kit).await, [of_a, of_b], "the lease ran out");
    assert_eq!(kit.database.callback_records().due(kit.now(), &[&lane], 10).await.unwrap(), [of_b]);
}

#[tokio::test]
async fn a_company_is_another_one_in_another_realm_and_for_another_login_type() {
    let kit = Kit::new().await;
    let mut ids = vec![add(&kit, Some("a"), 1).await];
    for (login_type, realm) in [("type", "another"), ("another", "suite")] {
        let (login_type, realm) = (login_type.to_owned(), realm.to_owned());
        let new = NewCallbackRecord { login_type, realm, corp_id: Some("a".to_owned()), ..record("event", 2) };
        let NewOrRepeat::New(id) = kit.database.callback_records().add(new).await.unwrap() else { panic!("a repeat") };
        ids.push(id);
    }
    assert_eq!(due(&kit).await, ids);
}

#[tokio::test]
async fn a_row_that_nobody_understands_hides_no_other_and_can_be_claimed() {
    let kit = Kit::new().await;
    let (odd, sound) = (add(&kit, Some("a"), 1).await, add(&kit, Some("b"), 2).await);
    let driver = Driver::connect(kit.place.url()).await.unwrap();
    let sql = format!("UPDATE callback_record SET state = 'napping' WHERE id = {odd}");
    assert_eq!(driver.execute_unprepared(&sql).await.unwrap().rows_affected(), 1);
    driver.close().await.unwrap();
    assert!(kit.database.callback_records().lookup(odd).await.is_err());
    assert_eq!(due(&kit).await, [odd, sound]);
    assert!(claim(&kit, odd).await.is_some() && claim(&kit, sound).await.is_some());
}

#[tokio::test]
async fn a_company_that_a_try_found_out_gives_the_record_its_lane_when_it_is_queued_again() {
    let kit = Kit::new().await;
    let records = kit.database.callback_records();
    let unknown = add(&kit, None, 5).await;
    let lane = claim(&kit, unknown).await.unwrap();
    Claim::of(unknown, "w").succeed(&kit.database, kit.now(), Some("a")).await.unwrap();
    records.requeue(unknown, kit.now()).await.unwrap();
    let earlier = add(&kit, Some("a"), 1).await;
    assert_eq!(due(&kit).await, [earlier]);
    let lane_of_a = claim(&kit, earlier).await.unwrap();
    Claim::of(earlier, "w").succeed(&kit.database, kit.now(), None).await.unwrap();
    assert_eq!(claim(&kit, unknown).await, Some(lane_of_a.clone()));
    assert_ne!(lane, lane_of_a);
}

#[tokio::test]
async fn of_many_processes_that_claim_records_of_one_company_at_once_one_gets_one() {
    let kit = Kit::new().await;
    let mut ids = Vec::new();
    for event_secs in (1..=4).rev() {
        ids.push(add(&kit, Some("a"), event_secs).await);
    }
    let now = kit.now();
    let mut claims = Vec::new();
    for (number, id) in ids.iter().cycle().take(12).copied().enumerate() {
        let process = kit.reopen(ring("k1", &[("k1", 1)])).await;
        claims.push(tokio::spawn(async move {
            let owner = number.to_string();
            process.callback_records().claim(id, &owner, now + LEASE, now).await.unwrap().is_some()
        }));
    }
    let mut claimed = 0;
    for claim in claims {
        claimed += usize::from(claim.await.unwrap());
    }
    assert_eq!(claimed, 1);
}

#[tokio::test]
async fn a_lane_whose_worker_did_not_come_back_goes_to_its_first_record_and_the_late_worker_loses() {
    let kit = Kit::new().await;
    let later = add(&kit, Some("a"), 2).await;
    assert!(claim(&kit, later).await.is_some());
    kit.clock.advance(LEASE);
    let earlier = add(&kit, Some("a"), 1).await;
    assert!(claim(&kit, later).await.is_none(), "an earlier event has come meanwhile");
    assert!(claim(&kit, earlier).await.is_some());
    assert!(!Claim::of(later, "w").renew(&kit.database, kit.now() + LEASE).await.unwrap());
    assert!(!Claim::of(later, "w").succeed(&kit.database, kit.now(), None).await.unwrap());
    assert!(Claim::of(earlier, "w").succeed(&kit.database, kit.now(), None).await.unwrap());
    assert!(claim(&kit, later).await.is_some());
}

#[tokio::test]
async fn a_clock_that_is_set_back_keeps_no_record_waiting_but_those_that_are_worked_on() {
    let kit = Kit::new().await;
    let (untried, failed) = (add(&kit, Some("a"), 1).await, add(&kit, Some("b"), 2).await);
    let worked_on = add(&kit, Some("c"), 3).await;
    assert!(claim(&kit, failed).await.is_some() && claim(&kit, worked_on).await.is_some());
    let soon = kit.now() + Duration::from_mins(1);
    assert!(Claim::of(failed, "w").fail(&kit.database, kit.now(), "no luck", soon).await.unwrap());
    assert_eq!(due(&kit).await, [untried]);
    kit.clock.set(kit.now() - Duration::from_hours(12));
    assert_eq!(due(&kit).await, [untried, failed]);
    assert!(claim(&kit, untried).await.is_some() && claim(&kit, failed).await.is_some());
    assert!(claim(&kit, worked_on).await.is_none(), "its worker renews the claim or does not");
}
