//! Callback records: committed once, claimed by one, given back.

use std::time::Duration;

use secrecy::ExposeSecret;
use storage::{Access, CallbackState, CallbackStateName, Claim, NewCallbackRecord, NewOrRepeat, RecordFilter};

use crate::kit::{Kit, at, at_once, record};

const LEASE: Duration = Duration::from_secs(30);

async fn add(kit: &Kit, dedup_key: &str, event_secs: i64) -> i64 {
    match kit.database.callback_records().add(record(dedup_key, event_secs)).await.unwrap() {
        NewOrRepeat::New(id) => id,
        NewOrRepeat::Repeat(id) => panic!("{dedup_key} repeats {id}"),
    }
}

async fn claim(kit: &Kit, id: i64, owner: &str) -> bool {
    let now = kit.now();
    kit.database.callback_records().claim(id, owner, now + LEASE, now).await.unwrap().is_some()
}

/// The ids that are due now.
async fn due(kit: &Kit) -> Vec<i64> {
    kit.database.callback_records().due(kit.now(), &[], 10).await.unwrap()
}

async fn state(kit: &Kit, id: i64) -> CallbackState {
    kit.database.callback_records().lookup(id).await.unwrap().unwrap().state
}

#[tokio::test]
async fn a_repeat_of_an_event_is_recognised_within_its_login_type_and_realm() {
    let kit = Kit::new().await;
    let id = add(&kit, "event", 1).await;
    let records = kit.database.callback_records();
    assert_eq!(records.add(record("event", 1)).await.unwrap(), NewOrRepeat::Repeat(id));
    let elsewhere = NewCallbackRecord { realm: "another".to_owned(), ..record("event", 1) };
    assert!(matches!(records.add(elsewhere).await.unwrap(), NewOrRepeat::New(_)));
    let of_another_type = NewCallbackRecord { login_type: "another".to_owned(), ..record("event", 1) };
    assert!(matches!(records.add(of_another_type).await.unwrap(), NewOrRepeat::New(_)));
    let at_once = at_once(20, |_| {
        let database = kit.database.clone();
        async move { database.callback_records().add(record("again", 1)).await.unwrap() }
    })
    .await;
    assert_eq!(at_once.iter().filter(|added| matches!(added, NewOrRepeat::New(_))).count(), 1);
}

#[tokio::test]
async fn a_record_that_was_done_before_it_was_committed_waits_for_nobody() {
    let kit = Kit::new().await;
    let done = NewCallbackRecord { is_done: true, ..record("ticket", 1) };
    let NewOrRepeat::New(id) = kit.database.callback_records().add(done).await.unwrap() else { panic!("a repeat") };
    assert!(matches!(state(&kit, id).await, CallbackState::Succeeded { .. }));
    assert!(due(&kit).await.is_empty());
    assert_eq!(kit.database.callback_records().next_due(kit.now(), &[]).await.unwrap(), None);
}

#[tokio::test]
async fn of_twenty_workers_one_claims_a_record_and_gets_its_message() {
    let kit = Kit::new().await;
    let id = add(&kit, "event", 1).await;
    let now = kit.now();
    let claimed = at_once(20, |number| {
        let database = kit.database.clone();
        async move { database.callback_records().claim(id, &format!("w{number}"), now + LEASE, now).await.unwrap() }
    })
    .await;
    let claimed: Vec<_> = claimed.into_iter().flatten().collect();
    let [(_, one)] = claimed.as_slice() else { panic!("{} claims", claimed.len()) };
    assert_eq!((one.payload.as_ref().unwrap().expose_secret(), one.record.attempts), ("message event", 1));
    assert!(due(&kit).await.is_empty());
}

#[tokio::test]
async fn a_failed_record_waits_is_tried_again_and_its_history_tells_all() {
    let kit = Kit::new().await;
    let id = add(&kit, "event", 1).await;
    let records = kit.database.callback_records();
    assert!(claim(&kit, id, "w").await);
    let again = kit.now() + Duration::from_mins(1);
    assert!(Claim::of(id, "w").fail(&kit.database, kit.now(), "no ticket", again).await.unwrap());
    assert_eq!(state(&kit, id).await, CallbackState::Failed { error: "no ticket".to_owned(), due_at: again });
    assert!(!claim(&kit, id, "w").await, "not before its time");
    assert_eq!(records.next_due(kit.now(), &[]).await.unwrap(), Some(again));

    kit.clock.set(again);
    assert!(claim(&kit, id, "w").await);
    assert!(Claim::of(id, "w").succeed(&kit.database, again, Some("learnt")).await.unwrap());
    let record = records.lookup(id).await.unwrap().unwrap();
    assert_eq!(record.state, CallbackState::Succeeded { finished_at: again });
    assert_eq!((record.corp_id.as_deref(), record.attempts), (Some("learnt"), 2));
    let errors: Vec<_> = record.history.iter().map(|attempt| (attempt.number, attempt.error.as_deref())).collect();
    assert_eq!(errors, [(1, Some("no ticket")), (2, None)]);
    assert!(record.history.iter().all(|attempt| attempt.finished_at.is_some()));
}

#[tokio::test]
async fn a_record_whose_worker_never_came_back_is_taken_over_when_the_lease_ran_out() {
    let kit = Kit::new().await;
    let id = add(&kit, "event", 1).await;
    let records = kit.database.callback_records();
    assert!(claim(&kit, id, "crashed").await);
    assert!(Claim::of(id, "crashed").renew(&kit.database, kit.now() + LEASE + LEASE).await.unwrap());
    kit.clock.advance(LEASE);
    assert!(!claim(&kit, id, "next").await, "it was renewed");
    kit.clock.advance(LEASE);
    assert!(claim(&kit, id, "next").await);

    let now = kit.now();
    assert!(!Claim::of(id, "crashed").renew(&kit.database, now + LEASE).await.unwrap());
    assert!(!Claim::of(id, "crashed").succeed(&kit.database, now, None).await.unwrap());
    assert!(!Claim::of(id, "crashed").fail(&kit.database, now, "late", now).await.unwrap());
    assert!(!Claim::of(id, "crashed").die(&kit.database, now, "late").await.unwrap());
    assert!(matches!(state(&kit, id).await, CallbackState::Running { owner, .. } if owner == "next"));
    let history = records.lookup(id).await.unwrap().unwrap().history;
    assert!(history[0].error.as_deref().is_some_and(|error| error.contains("lease")));
}

#[tokio::test]
async fn lists_show_the_newest_first_and_only_what_was_asked_for() {
    let kit = Kit::new().await;
    let records = kit.database.callback_records();
    let mut ids = Vec::new();
    for number in 0..5 {
        ids.push(add(&kit, &format!("event-{number}"), number).await);
    }
    assert!(claim(&kit, ids[0], "w").await);
    assert!(Claim::of(ids[0], "w").die(&kit.database, kit.now(), "no").await.unwrap());
    let list = async |filter: RecordFilter| -> Vec<i64> {
        records.list(&filter).await.unwrap().iter().map(|record| record.id).collect()
    };
    let every = RecordFilter::default;
    assert_eq!(list(every()).await, [ids[4], ids[3], ids[2], ids[1], ids[0]]);
    assert_eq!(list(RecordFilter { limit: 2, before_id: Some(ids[3]), ..every() }).await, [ids[2], ids[1]]);
    assert_eq!(list(RecordFilter { state: Some(CallbackStateName::Dead), ..every() }).await, [ids[0]]);
    assert!(list(RecordFilter { realm: Some("another".to_owned()), ..every() }).await.is_empty());
    assert!(list(RecordFilter { corp_id: Some("another".to_owned()), ..every() }).await.is_empty());
    assert!(list(RecordFilter { event_type: Some("another".to_owned()), ..every() }).await.is_empty());
    let mut counts = records.counts().await.unwrap();
    counts.sort_unstable();
    assert_eq!(counts, [(CallbackStateName::Pending, 4), (CallbackStateName::Dead, 1)]);
}

#[test]
fn the_words_of_the_states_are_read_back_and_an_unknown_one_is_named() {
    for name in CallbackStateName::ALL {
        assert_eq!(name.to_string().parse(), Ok(name));
    }
    let error = "done".parse::<CallbackStateName>().unwrap_err().to_string();
    assert!(error.contains("\"done\"") && error.contains("succeeded"), "{error}");
    assert_eq!(CallbackState::Pending { due_at: at(1) }.due_at(), Some(at(1)));
}

#[tokio::test]
async fn records_that_are_added_together_are_told_from_repeats_one_by_one() {
    let kit = Kit::new().await;
    let records = kit.database.callback_records();
    let NewOrRepeat::New(known) = records.add(record("known", 1)).await.unwrap() else { panic!("a repeat") };
    let another_realm = NewCallbackRecord { realm: "another".to_owned(), ..record("known", 1) };
    let batch = vec![record("b", 1), record("known", 1), record("a", 1), another_realm, record("b", 1)];
    let added = records.add_all(batch).await.unwrap();
    let [NewOrRepeat::New(b), NewOrRepeat::Repeat(repeated), NewOrRepeat::New(a), NewOrRepeat::New(other), again] =
        added[..]
    else {
        panic!("{added:?}")
    };
    assert_eq!(repeated, known);
    assert!(
        [NewOrRepeat::Repeat(b), NewOrRepeat::New(b)].contains(&again),
        "the same event twice is one record: {again:?}"
    );
    let mut ids = vec![known, b, a, other];
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 4);
    assert_eq!(records.list(&RecordFilter::default()).await.unwrap().len(), 4);
    assert_eq!(records.lookup(a).await.unwrap().unwrap().event_time, at(1));
}
