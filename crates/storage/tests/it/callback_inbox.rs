//! The inbox: what came in bursts is committed at once, and sorted in once.

use std::time::Duration;

use storage::{Access, CallbackStateName, NewCallbackRecord, NewOrRepeat, SortedIn, StorageError};

use crate::kit::{Kit, at_once, record, ring};

async fn put(kit: &Kit, records: &[NewCallbackRecord]) -> i64 {
    kit.database.callback_inbox().put(records).await.unwrap();
    *kit.database.callback_inbox().oldest(100, &[]).await.unwrap().last().unwrap()
}

fn added(sorted: &[SortedIn]) -> Vec<NewOrRepeat> {
    sorted.iter().map(|it| it.added).collect()
}

#[tokio::test]
async fn what_came_in_a_burst_counts_as_pending_and_becomes_the_records_that_were_put_in() {
    let kit = Kit::new().await;
    let done = NewCallbackRecord { is_done: true, ..record("done", 3) };
    let row = put(&kit, &[record("one", 1), record("two", 2), done]).await;
    let records = kit.database.callback_records();
    assert_eq!(records.counts().await.unwrap(), [(CallbackStateName::Pending, 3)]);
    let backlog = records.backlog(kit.now()).await.unwrap();
    assert_eq!(backlog.open, [(CallbackStateName::Pending, 3)]);
    assert_eq!(backlog.oldest_due, Some(record("one", 1).received_at));

    let sorted = kit.database.callback_inbox().sort_in(row).await.unwrap();
    assert!(
        matches!(added(&sorted)[..], [NewOrRepeat::New(_), NewOrRepeat::New(_), NewOrRepeat::New(_)]),
        "{sorted:?}"
    );
    assert!(sorted.iter().all(|it| it.event_type == "create_auth"));
    let counts = records.counts().await.unwrap();
    assert_eq!(counts, [(CallbackStateName::Pending, 2), (CallbackStateName::Succeeded, 1)]);
    let NewOrRepeat::New(id) = sorted[1].added else { unreachable!() };
    let claimed = records.claim(id, "w", kit.now() + Duration::from_secs(9), kit.now()).await.unwrap();
    assert!(claimed.is_none(), "the first of its company comes first");
    let NewOrRepeat::New(id) = sorted[0].added else { unreachable!() };
    let (_, claimed) = records.claim(id, "w", kit.now() + Duration::from_secs(9), kit.now()).await.unwrap().unwrap();
    assert_eq!(claimed.record.corp_id.as_deref(), Some("corp"));
    assert_eq!(secrecy::ExposeSecret::expose_secret(&claimed.payload.unwrap()), "message one");
    assert!(kit.database.callback_inbox().oldest(100, &[]).await.unwrap().is_empty());
}

#[tokio::test]
async fn repeats_are_recognised_when_they_are_sorted_in_and_worked_again_when_they_say_so() {
    let kit = Kit::new().await;
    let records = kit.database.callback_records();
    let known = NewCallbackRecord { is_done: true, ..record("known", 1) };
    let NewOrRepeat::New(id) = records.add(known).await.unwrap() else { panic!("a repeat") };
    let row = put(&kit, &[record("known", 1), record("twice", 1), record("twice", 1)]).await;
    let sorted = kit.database.callback_inbox().sort_in(row).await.unwrap();
    assert_eq!(sorted[0].added, NewOrRepeat::Repeat(id));
    assert_eq!(records.lookup(id).await.unwrap().unwrap().state.name(), CallbackStateName::Succeeded);
    assert!(added(&sorted[1..]).iter().any(|it| matches!(it, NewOrRepeat::New(_))), "{sorted:?}");
    assert_eq!(records.list(&storage::RecordFilter::default()).await.unwrap().len(), 2);

    let again = NewCallbackRecord { is_worked_again: true, ..record("known", 1) };
    let row = put(&kit, &[again]).await;
    let sorted = kit.database.callback_inbox().sort_in(row).await.unwrap();
    assert_eq!(added(&sorted), [NewOrRepeat::Repeat(id)]);
    assert_eq!(records.lookup(id).await.unwrap().unwrap().state.name(), CallbackStateName::Pending);
}

#[tokio::test]
async fn of_many_that_sort_the_same_row_in_one_does() {
    let kit = Kit::new().await;
    let row = put(&kit, &[record("one", 1), record("two", 2)]).await;
    let sorted = at_once(8, |_| {
        let database = kit.database.clone();
        async move { database.callback_inbox().sort_in(row).await.unwrap().len() }
    })
    .await;
    assert_eq!(sorted.iter().sum::<usize>(), 2, "{sorted:?}");
}

#[tokio::test]
async fn a_row_that_does_not_open_stays_and_hides_no_other() {
    let kit = Kit::new().await;
    let lost = put(&kit, &[record("one", 1)]).await;
    let other = kit.reopen(ring("k2", &[("k2", 2)])).await;
    let refused = other.callback_inbox().sort_in(lost).await.unwrap_err();
    assert!(matches!(refused, StorageError::Sealing { table: "callback_inbox", .. }), "{refused:?}");
    other.callback_inbox().put(&[record("two", 2)]).await.unwrap();
    let readable = other.callback_inbox().oldest(100, &[lost]).await.unwrap();
    assert_eq!(other.callback_inbox().sort_in(readable[0]).await.unwrap().len(), 1);
    // With the key it is there.
    assert_eq!(kit.database.callback_inbox().sort_in(lost).await.unwrap().len(), 1);
}

#[test]
fn a_record_that_its_table_would_not_take_does_not_fit() {
    assert!(record("one", 1).fits());
    let long = "x".repeat(192);
    let misfits = [
        NewCallbackRecord { dedup_key: long.clone(), ..record("one", 1) },
        NewCallbackRecord { realm: long.clone(), ..record("one", 1) },
        NewCallbackRecord { corp_id: Some(long.clone()), ..record("one", 1) },
        NewCallbackRecord { event_type: long.clone(), ..record("one", 1) },
        NewCallbackRecord { request_id: Some(long), ..record("one", 1) },
        NewCallbackRecord { event_type: "a\0b".to_owned(), ..record("one", 1) },
    ];
    for misfit in misfits {
        assert!(!misfit.fits(), "{misfit:?}");
    }
}

#[tokio::test]
async fn what_is_being_sorted_in_is_missed_by_no_count() {
    const ROWS: usize = 40;
    let kit = Kit::new().await;
    for number in 0..ROWS {
        put(&kit, &[record(&number.to_string(), 1)]).await;
    }
    let database = kit.database.clone();
    let sorting = tokio::spawn(async move {
        for row in database.callback_inbox().oldest(100, &[]).await.unwrap() {
            database.callback_inbox().sort_in(row).await.unwrap();
        }
    });
    let all = |counts: &[(CallbackStateName, u64)]| counts.iter().map(|(_, count)| count).sum::<u64>();
    while !sorting.is_finished() {
        let counts = kit.database.callback_records().counts().await.unwrap();
        assert!(all(&counts) >= ROWS as u64, "{counts:?}");
        let open = kit.database.callback_records().backlog(kit.now()).await.unwrap().open;
        assert!(all(&open) >= ROWS as u64, "{open:?}");
    }
    sorting.await.unwrap();
}

#[tokio::test]
async fn a_repeat_whose_first_is_pruned_meanwhile_is_a_new_one() {
    let kit = Kit::new().await;
    let done = |number: usize| NewCallbackRecord { is_done: true, ..record(&number.to_string(), 1) };
    let burst: Vec<_> = (0..20).map(done).collect();
    let outcomes = at_once(4, |task| {
        let (database, burst, later) = (kit.database.clone(), burst.clone(), kit.now() + Duration::from_hours(1));
        async move {
            for _ in 0..60 {
                if task == 0 {
                    database.callback_records().prune(later).await.unwrap();
                    continue;
                }
                database.callback_inbox().put(&burst).await.unwrap();
                for row in database.callback_inbox().oldest(1, &[]).await.unwrap() {
                    database.callback_inbox().sort_in(row).await.unwrap();
                }
            }
        }
    })
    .await;
    assert_eq!(outcomes.len(), 4);
}

#[tokio::test]
async fn nothing_is_put_into_a_database_that_was_closed() {
    let kit = Kit::new().await;
    put(&kit, &[record("one", 1)]).await;
    kit.database.clone().close().await.unwrap();
    let refused = kit.database.callback_inbox().put(&[record("two", 2)]).await;
    assert!(matches!(refused, Err(StorageError::Unavailable(_))), "{refused:?}");
}

#[test]
fn a_database_may_outlive_the_runtime_that_bursts_were_put_in_on() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let kit = runtime.block_on(async {
        let kit = Kit::new().await;
        put(&kit, &[record("one", 1)]).await;
        kit
    });
    drop(runtime);
    drop(kit);
}
