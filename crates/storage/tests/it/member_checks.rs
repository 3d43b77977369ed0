//! The process that asks about a member, and its knowledge afterwards.

use std::time::Duration;

use clock::Timestamp;
use storage::{Access, MemberCheck, MemberKey};

use crate::kit::{Kit, at_once};

const PERIOD: Duration = Duration::from_hours(1);
const PAUSE: Duration = Duration::from_mins(1);
const LEASE: Duration = Duration::from_mins(1);

fn member(subject: &str) -> MemberKey {
    let [login_type, realm, corp_id] = ["type", "suite", "corp"].map(str::to_owned);
    MemberKey { login_type, realm, corp_id, subject: subject.to_owned() }
}

async fn check(kit: &Kit, subject: &str) -> Option<MemberCheck> {
    kit.database.member_checks().lookup(&member(subject)).await.unwrap()
}

async fn longest_unasked(kit: &Kit, now: Timestamp) -> Option<String> {
    let found = kit.database.member_checks().longest_unasked(now, PERIOD, PAUSE).await.unwrap();
    found.map(|check| check.member.subject)
}

#[tokio::test]
async fn a_member_is_asked_about_after_the_period_and_after_a_question_in_vain_a_pause_later() {
    let kit = Kit::new().await;
    let (checks, start) = (kit.database.member_checks(), kit.now());
    checks.confirm(&member("alice"), start).await.unwrap();
    let due = async |now| check(&kit, "alice").await.unwrap().is_due(now, PERIOD, PAUSE);
    assert!(!due(start + PERIOD - Duration::from_millis(1)).await);
    let later = start + PERIOD;
    assert!(due(later).await);
    assert!(checks.claim(&check(&kit, "alice").await.unwrap(), later, later + LEASE).await.unwrap());
    assert!(check(&kit, "alice").await.unwrap().is_under_way(later, PAUSE));
    checks.finish(&member("alice"), later, None).await.unwrap();
    assert!(!check(&kit, "alice").await.unwrap().is_under_way(later, PAUSE));
    assert!(!due(later).await, "the question was in vain a moment ago");
    assert!(due(later + PAUSE).await);
    checks.confirm(&member("alice"), later + PAUSE).await.unwrap();
    assert!(!due(later + PAUSE).await);
    kit.clock.set(start - PERIOD);
    assert!(due(start - PERIOD).await, "what is dated ahead was noted before the clock was set back");
}

#[tokio::test]
async fn of_many_who_want_to_ask_one_gets_the_turn_known_member_or_not() {
    let kit = Kit::new().await;
    let now = kit.now() + PERIOD;
    kit.database.member_checks().confirm(&member("known"), kit.now()).await.unwrap();
    for subject in ["known", "new"] {
        let never = Timestamp::from_millis(0);
        let seen = check(&kit, subject).await.unwrap_or(MemberCheck {
            member: member(subject),
            confirmed_at: never,
            asked_at: never,
            leased_until: never,
        });
        let claims = at_once(10, |_| {
            let (database, seen) = (kit.database.clone(), seen.clone());
            async move { database.member_checks().claim(&seen, now, now + LEASE).await.unwrap() }
        });
        assert_eq!(claims.await.into_iter().filter(|claimed| *claimed).count(), 1, "{subject}");
    }
}

#[tokio::test]
async fn a_login_that_comes_while_somebody_asks_counts_more_than_the_answer() {
    let kit = Kit::new().await;
    let (checks, start) = (kit.database.member_checks(), kit.now());
    checks.confirm(&member("alice"), start).await.unwrap();
    let asked = start + PERIOD;
    assert!(checks.claim(&check(&kit, "alice").await.unwrap(), asked, asked + LEASE).await.unwrap());
    let login = asked + Duration::from_secs(1);
    checks.confirm(&member("alice"), login).await.unwrap();
    checks.finish(&member("alice"), asked, Some(asked)).await.unwrap();
    checks.remove(&member("alice"), asked).await.unwrap();
    let known = check(&kit, "alice").await.unwrap();
    assert_eq!((known.confirmed_at, known.asked_at), (login, login));
    assert!(!known.is_under_way(login, PAUSE));
}

#[tokio::test]
async fn whoever_was_asked_about_longest_ago_is_next() {
    let kit = Kit::new().await;
    let (checks, start) = (kit.database.member_checks(), kit.now());
    for (subject, secs) in [("second", 2), ("first", 1), ("third", 3)] {
        checks.confirm(&member(subject), start + Duration::from_secs(secs)).await.unwrap();
    }
    assert_eq!(longest_unasked(&kit, start + PERIOD).await, None);
    let now = start + PERIOD + Duration::from_secs(2);
    assert_eq!(longest_unasked(&kit, now).await.as_deref(), Some("first"));
    assert!(checks.claim(&check(&kit, "first").await.unwrap(), now, now + LEASE).await.unwrap());
    assert_eq!(longest_unasked(&kit, now).await.as_deref(), Some("second"), "somebody asks about the first");
    checks.finish(&member("first"), now, None).await.unwrap();
    checks.confirm(&member("second"), now).await.unwrap();
    assert_eq!(longest_unasked(&kit, now).await, None);
    assert_eq!(longest_unasked(&kit, now + PAUSE).await.as_deref(), Some("third"));
    checks.confirm(&member("third"), now).await.unwrap();
    assert_eq!(longest_unasked(&kit, now + PAUSE).await.as_deref(), Some("first"), "after a question in vain");
    assert_eq!(checks.count().await.unwrap(), 3);
}

#[tokio::test]
async fn a_member_who_gets_another_id_takes_the_note_along() {
    let kit = Kit::new().await;
    let (checks, start) = (kit.database.member_checks(), kit.now());
    checks.confirm(&member("old"), start).await.unwrap();
    checks.confirm(&member("new"), start - PERIOD).await.unwrap();
    checks.rename("type", "corp", "old", "new").await.unwrap();
    assert_eq!(check(&kit, "old").await, None);
    assert_eq!(check(&kit, "new").await.unwrap().confirmed_at, start);
    assert_eq!(checks.remove_before(start + PAUSE).await.unwrap(), 1);
}
