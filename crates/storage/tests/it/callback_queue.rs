//! The requests about records that do not come from the worker: one more try, a try at once, an end of keeping them.

use std::time::Duration;

use storage::{Access, CallbackState, CallbackStateName, Claim, NewCallbackRecord, NewOrRepeat, Requeue};

use crate::kit::{Kit, at, record};

const LEASE: Duration = Duration::from_secs(30);

async fn add(kit: &Kit, new: NewCallbackRecord) -> i64 {
    match kit.database.callback_records().add(new).await.unwrap() {
        NewOrRepeat::New(id) => id,
        NewOrRepeat::Repeat(id) => panic!("a repeat of {id}"),
    }
}

async fn claim(kit: &Kit, id: i64) {
    let now = kit.now();
    assert!(kit.database.callback_records().claim(id, "w", now + LEASE, now).await.unwrap().is_some());
}

async fn state(kit: &Kit, id: i64) -> CallbackState {
    kit.database.callback_records().lookup(id).await.unwrap().unwrap().state
}

/// Brings a new record into this state.
async fn in_state(kit: &Kit, state: CallbackStateName) -> i64 {
    let of_own_lane = NewCallbackRecord { corp_id: None, ..record(state.as_str(), 1) };
    let (id, now) = (add(kit, of_own_lane).await, kit.now());
    if state != CallbackStateName::Pending {
        claim(kit, id).await;
    }
    assert!(match state {
        CallbackStateName::Pending | CallbackStateName::Running => true,
        CallbackStateName::Succeeded => Claim::of(id, "w").succeed(&kit.database, now, None).await.unwrap(),
        CallbackStateName::Failed => Claim::of(id, "w").fail(&kit.database, now, "no", now + LEASE).await.unwrap(),
        CallbackStateName::Dead => Claim::of(id, "w").die(&kit.database, now, "no").await.unwrap(),
    });
    id
}

#[tokio::test]
async fn the_fate_of_a_record_queued_again_depends_on_its_state_and_on_who_asks() {
    use CallbackStateName::{Dead, Failed, Pending, Running, Succeeded};
    let cases = [
        (Pending, Requeue::Queued, Pending, Requeue::Waiting, Pending),
        (Running, Requeue::Running, Running, Requeue::Running, Running),
        (Succeeded, Requeue::Queued, Pending, Requeue::Queued, Pending),
        (Failed, Requeue::Queued, Pending, Requeue::Waiting, Failed),
        (Dead, Requeue::Queued, Pending, Requeue::Queued, Pending),
    ];
    for (before, retried, after_retry, again, after_again) in cases {
        let kit = Kit::new().await;
        let records = kit.database.callback_records();
        let id = in_state(&kit, before).await;
        assert_eq!(records.again(id, kit.now()).await.unwrap(), again, "again, {before}");
        assert_eq!(state(&kit, id).await.name(), after_again, "again, {before}");

        let kit = Kit::new().await;
        let records = kit.database.callback_records();
        let id = in_state(&kit, before).await;
        assert_eq!(records.requeue(id, kit.now()).await.unwrap(), retried, "retry, {before}");
        assert_eq!(state(&kit, id).await.name(), after_retry, "retry, {before}");
    }
    let kit = Kit::new().await;
    let records = kit.database.callback_records();
    assert_eq!(records.requeue(99, kit.now()).await.unwrap(), Requeue::Unknown);
    assert_eq!(records.again(99, kit.now()).await.unwrap(), Requeue::Unknown);
}

#[tokio::test]
async fn a_record_requested_again_during_its_work_is_queued_whatever_came_of_that_attempt() {
    for outcome in ["succeed", "fail", "wait", "die"] {
        let kit = Kit::new().await;
        let records = kit.database.callback_records();
        let id = in_state(&kit, CallbackStateName::Running).await;
        assert_eq!(records.again(id, kit.now()).await.unwrap(), Requeue::Running);
        let (now, later) = (kit.now(), kit.now() + Duration::from_mins(10));
        assert!(match outcome {
            "succeed" => Claim::of(id, "w").succeed(&kit.database, now, Some("learnt")).await.unwrap(),
            "fail" => Claim::of(id, "w").fail(&kit.database, now, "no", later).await.unwrap(),
            "wait" => Claim::of(id, "w").wait(&kit.database, now, "no", later).await.unwrap(),
            _ => Claim::of(id, "w").die(&kit.database, now, "no").await.unwrap(),
        });
        assert_eq!(state(&kit, id).await, CallbackState::Pending { due_at: now }, "{outcome}");
        claim(&kit, id).await;
        assert!(Claim::of(id, "w").succeed(&kit.database, now, None).await.unwrap());
        let record = records.lookup(id).await.unwrap().unwrap();
        assert_eq!(record.state.name(), CallbackStateName::Succeeded, "{outcome}: once more, not for ever");
        assert_eq!((record.attempts, record.history.len()), (1, 2), "{outcome}");
        assert_eq!(record.corp_id.is_some(), outcome == "succeed");
    }
}

#[tokio::test]
async fn a_try_that_began_after_the_wish_fulfils_it() {
    let kit = Kit::new().await;
    let records = kit.database.callback_records();
    let id = in_state(&kit, CallbackStateName::Running).await;
    records.again(id, kit.now()).await.unwrap();
    kit.clock.advance(LEASE);
    claim(&kit, id).await;
    assert!(Claim::of(id, "w").succeed(&kit.database, kit.now(), None).await.unwrap());
    assert_eq!(state(&kit, id).await.name(), CallbackStateName::Succeeded);
}

#[tokio::test]
async fn a_try_that_had_to_wait_is_in_the_history_but_is_not_counted() {
    let kit = Kit::new().await;
    let records = kit.database.callback_records();
    let id = in_state(&kit, CallbackStateName::Running).await;
    let later = kit.now() + Duration::from_mins(10);
    assert!(Claim::of(id, "w").wait(&kit.database, kit.now(), "no ticket", later).await.unwrap());
    let record = records.lookup(id).await.unwrap().unwrap();
    assert_eq!(record.state, CallbackState::Failed { error: "no ticket".to_owned(), due_at: later });
    assert_eq!((record.attempts, record.history.len()), (0, 1));
    assert_eq!(record.history[0].error.as_deref(), Some("no ticket"));
}

#[tokio::test]
async fn of_a_record_that_waits_without_end_the_newest_hundred_tries_are_kept() {
    let kit = Kit::new().await;
    let records = kit.database.callback_records();
    let id = in_state(&kit, CallbackStateName::Running).await;
    for waited in 1..=102 {
        assert!(
            Claim::of(id, "w").wait(&kit.database, kit.now(), &format!("no ticket {waited}"), kit.now()).await.unwrap()
        );
        claim(&kit, id).await;
    }
    let history = records.lookup(id).await.unwrap().unwrap().history;
    assert_eq!((history[0].number, history[99].number, history.len()), (4, 103, 100));
    assert_eq!(history[0].error.as_deref(), Some("no ticket 4"));
}

#[tokio::test]
async fn what_a_realm_waited_for_wakes_the_records_that_wait_for_it_and_no_others() {
    let kit = Kit::new().await;
    let records = kit.database.callback_records();
    let later = kit.now() + Duration::from_mins(10);
    let mut ids = Vec::new();
    for (login_type, realm) in [("type", "suite"), ("type", "another"), ("another", "suite"), ("type", "suite")] {
        let (login_type, realm) = (login_type.to_owned(), realm.to_owned());
        let key = format!("event {}", ids.len());
        let id = add(&kit, NewCallbackRecord { login_type, realm, corp_id: None, ..record(&key, 1) }).await;
        claim(&kit, id).await;
        ids.push(id);
    }
    for id in &ids[..3] {
        assert!(Claim::of(*id, "w").wait(&kit.database, kit.now(), "no ticket", later).await.unwrap());
    }
    assert!(Claim::of(ids[3], "w").fail(&kit.database, kit.now(), "WeCom is busy", later).await.unwrap());
    assert_eq!(records.wake_waiting("type", "suite", kit.now()).await.unwrap(), 1);
    assert_eq!(records.due(kit.now(), &[], 10).await.unwrap(), ids[..1]);
}

#[tokio::test]
async fn what_comes_while_a_record_is_worked_on_ends_its_wait_at_once_but_not_its_back_off() {
    let kit = Kit::new().await;
    let records = kit.database.callback_records();
    let later = kit.now() + Duration::from_mins(10);
    for (waits, due_at) in [(true, kit.now()), (false, later)] {
        let id = add(&kit, NewCallbackRecord { corp_id: None, ..record(&waits.to_string(), 1) }).await;
        claim(&kit, id).await;
        records.wake_waiting("type", "suite", kit.now()).await.unwrap();
        let (now, why) = (kit.now(), "no");
        let ended = if waits {
            Claim::of(id, "w").wait(&kit.database, now, why, later).await
        } else {
            Claim::of(id, "w").fail(&kit.database, now, why, later).await
        };
        assert!(ended.unwrap());
        assert_eq!(state(&kit, id).await.due_at(), Some(due_at));
    }
}

#[tokio::test]
async fn what_succeeded_long_ago_is_removed_with_its_tries_and_nothing_else() {
    let kit = Kit::new().await;
    let records = kit.database.callback_records();
    let mut kept = Vec::new();
    for state in CallbackStateName::ALL {
        kept.push(in_state(&kit, state).await);
    }
    let old = kept.remove(2);
    kit.clock.advance(Duration::from_mins(1));
    let recent = add(&kit, NewCallbackRecord { corp_id: None, ..record("recent", 1) }).await;
    claim(&kit, recent).await;
    assert!(Claim::of(recent, "w").succeed(&kit.database, kit.now(), None).await.unwrap());
    assert_eq!(records.prune(kit.now()).await.unwrap(), 1);
    assert!(records.lookup(old).await.unwrap().is_none());
    for id in kept.into_iter().chain([recent]) {
        assert!(records.lookup(id).await.unwrap().is_some(), "{id}");
    }
    let again = in_state(&kit, CallbackStateName::Succeeded).await;
    assert_eq!(records.lookup(again).await.unwrap().unwrap().history.len(), 1);
    assert_eq!(records.prune(kit.now()).await.unwrap(), 0);
}

#[tokio::test]
async fn what_a_crashed_process_had_in_hand_is_due_at_once_after_a_release_and_nothing_else_is() {
    use CallbackStateName::{Dead, Failed, Running, Succeeded};
    for (state, released) in [(Running, 1), (Failed, 0), (Succeeded, 0), (Dead, 0)] {
        let kit = Kit::new().await;
        let id = in_state(&kit, state).await;
        let records = kit.database.callback_records();
        assert_eq!(records.release(kit.now()).await.unwrap(), released, "{state}");
        let now = kit.now();
        let claimed = records.claim(id, "another", now + LEASE, now).await.unwrap();
        assert_eq!(claimed.is_some(), released == 1, "{state}");
    }
}

#[tokio::test]
async fn the_backlog_is_what_is_not_done_and_how_long_the_oldest_has_been_due() {
    let kit = Kit::new().await;
    let records = kit.database.callback_records();
    assert_eq!(records.backlog(kit.now()).await.unwrap().oldest_due, None);
    add(&kit, NewCallbackRecord { is_done: true, ..record("done", 1) }).await;
    let id = add(&kit, record("first", 1)).await;
    add(&kit, record("second", 2)).await;
    kit.clock.advance(std::time::Duration::from_mins(1));
    let backlog = records.backlog(kit.now()).await.unwrap();
    assert_eq!(backlog.open, [(storage::CallbackStateName::Pending, 2)]);
    assert_eq!(backlog.oldest_due, Some(at(1_000_000)));
    let later = kit.now() + std::time::Duration::from_mins(1);
    records.claim(id, "worker", later, kit.now()).await.unwrap().unwrap();
    let backlog = records.backlog(kit.now()).await.unwrap();
    assert_eq!(backlog.open.len(), 2, "{backlog:?}");
    assert_eq!(backlog.oldest_due, Some(at(1_000_000)), "what is in hand is not due, the other is");
}
