//! Wrong passwords cost ever more time.

use std::time::Duration;

use login_type::ErrorKind;

use crate::world::{PASSWORD, a_database, bench, log_in, try_from, wait_of};

const WRONG: &str = "wrong password";

#[tokio::test]
async fn after_three_wrong_ones_each_further_try_waits_twice_as_long_whether_anybody_has_the_name_or_not() {
    let place = a_database().await;
    for name in ["ann", "nobody"] {
        let bench = bench(&place);
        for _ in 0..3 {
            assert_eq!(wait_of(&bench, name, WRONG).await, 0, "{name}");
        }
        for wait in [2, 4, 8] {
            assert_eq!(wait_of(&bench, name, WRONG).await, wait, "{name}");
            // Neither a try meanwhile nor the right password makes a difference.
            assert_eq!(wait_of(&bench, name, PASSWORD).await, wait, "{name}");
            bench.clock.advance(Duration::from_secs(wait));
            assert_eq!(wait_of(&bench, name, WRONG).await, 0, "{name}");
        }
    }
}

#[tokio::test]
async fn the_right_password_after_the_wait_forgets_the_wrong_ones_and_so_does_a_day() {
    let place = a_database().await;
    let bench = bench(&place);
    for right_at_the_end in [true, false] {
        for _ in 0..3 {
            wait_of(&bench, "ann", WRONG).await;
        }
        assert_eq!(wait_of(&bench, "ann", WRONG).await, 2);
        if right_at_the_end {
            bench.clock.advance(Duration::from_secs(2));
            log_in(&bench, "ann", PASSWORD).await.unwrap();
        } else {
            bench.clock.advance(Duration::from_hours(24));
        }
    }
    for _ in 0..3 {
        assert_eq!(wait_of(&bench, "ann", WRONG).await, 0);
    }
}

#[tokio::test]
async fn the_wait_outlives_a_restart_and_holds_for_all_processes_and_for_no_other_name() {
    let place = a_database().await;
    let (one, other) = (bench(&place), bench(&place));
    for process in [&one, &other, &one] {
        assert_eq!(wait_of(process, "ann", WRONG).await, 0);
    }
    assert_eq!(wait_of(&other, "ann", PASSWORD).await, 2);
    drop((one, other));
    let restarted = bench(&place);
    assert_eq!(wait_of(&restarted, "ann", PASSWORD).await, 2);
    log_in(&restarted, "ben", PASSWORD).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_tries_at_once_one_is_made() {
    let place = a_database().await;
    let bench = std::sync::Arc::new(bench(&place));
    for _ in 0..3 {
        wait_of(&bench, "ann", WRONG).await;
    }
    bench.clock.advance(Duration::from_secs(2));
    let tries: Vec<_> = (0..8)
        .map(|_| {
            let bench = std::sync::Arc::clone(&bench);
            tokio::spawn(async move { log_in(&bench, "ann", WRONG).await.unwrap_err().kind() })
        })
        .collect();
    let mut made = 0;
    for tried in tries {
        match tried.await.unwrap() {
            ErrorKind::LoginCodeInvalid => made += 1,
            ErrorKind::TooManyRequests { .. } => {}
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(made, 1);
}

const OFFICE: &str = "192.0.2.7";
const ELSEWHERE: &str = "198.51.100.1";

#[tokio::test]
async fn a_stranger_who_keeps_a_name_waiting_does_not_keep_its_person_out_where_they_logged_in_before() {
    let place = a_database().await;
    let bench = bench(&place);
    assert_eq!(try_from(&bench, OFFICE, PASSWORD).await, None);
    for address in ["203.0.113.1", "203.0.113.2", "2001:db8::1"] {
        assert_eq!(try_from(&bench, address, WRONG).await, Some(0), "strangers have one count, wherever they are");
    }
    assert_eq!(try_from(&bench, "203.0.113.3", WRONG).await, Some(2));
    assert_eq!(try_from(&bench, ELSEWHERE, PASSWORD).await, Some(2), "at a new place, the person is a stranger too");
    assert_eq!(try_from(&bench, OFFICE, PASSWORD).await, None);
    assert_eq!(try_from(&bench, ELSEWHERE, PASSWORD).await, Some(2), "strangers are not forgiven for it");
    bench.clock.advance(Duration::from_secs(2));
    assert_eq!(try_from(&bench, ELSEWHERE, PASSWORD).await, None);
    for _ in 0..4 {
        try_from(&bench, "203.0.113.1", WRONG).await;
    }
    assert_eq!(try_from(&bench, ELSEWHERE, PASSWORD).await, None, "it is known now");
}

#[tokio::test]
async fn a_guess_from_a_known_network_waits_as_any_other() {
    let place = a_database().await;
    let bench = bench(&place);
    assert_eq!(try_from(&bench, OFFICE, PASSWORD).await, None);
    for _ in 0..3 {
        assert_eq!(try_from(&bench, OFFICE, WRONG).await, Some(0));
    }
    assert_eq!(try_from(&bench, OFFICE, PASSWORD).await, Some(2));
    bench.clock.advance(Duration::from_secs(2));
    assert_eq!(try_from(&bench, OFFICE, PASSWORD).await, None);
    assert_eq!(try_from(&bench, OFFICE, WRONG).await, Some(0), "the right one forgets the wrong ones");
}

#[tokio::test]
async fn a_network_is_known_for_ninety_days_and_sixteen_of_a_name_at_most() {
    let place = a_database().await;
    let bench = bench(&place);
    let address = |number: u8| format!("192.0.2.{number}");
    for number in 0..17 {
        bench.clock.advance(Duration::from_secs(1));
        assert_eq!(try_from(&bench, &address(number), PASSWORD).await, None);
    }
    for _ in 0..3 {
        try_from(&bench, ELSEWHERE, WRONG).await;
    }
    assert_eq!(try_from(&bench, &address(0), PASSWORD).await, Some(2), "the oldest is forgotten");
    assert_eq!(try_from(&bench, &address(1), PASSWORD).await, None);
    bench.clock.advance(Duration::from_hours(24 * 90));
    for _ in 0..3 {
        try_from(&bench, ELSEWHERE, WRONG).await;
    }
    assert_eq!(try_from(&bench, &address(1), PASSWORD).await, Some(2));
}
