//! Suite tickets, and corp authorisations apart from their coming and going.

use std::time::Duration;

use clock::Timestamp;
use serde_json::json;
use storage::{
    Access,
    wecom::{Authorisation, CorpAuth, CorpAuthStatus, CorpGrant, GrantOutcome, LongestWait, SetOrgCode},
};
use wecom_types::{AgentId, SuiteTicket};

use crate::kit::{Kit, at, at_once, corp, grant, suite};

const WAIT: LongestWait = LongestWait { usual: Duration::from_hours(6), refused: Duration::from_hours(24) };

fn info(status: CorpAuthStatus) -> Authorisation {
    Authorisation {
        corp_name: Some("Corp".to_owned()),
        agent_id: AgentId::try_from(1_000_002).ok(),
        visible_range: Some(json!({ "allowUser": ["zhangsan"] })),
        status,
    }
}

async fn auth(kit: &Kit) -> CorpAuth {
    kit.database.corp_auths().lookup(&suite("suite"), &corp("corp")).await.unwrap().unwrap()
}

async fn authorised(kit: &Kit, corp_id: &str) {
    let grant = CorpGrant { corp_id: corp(corp_id), ..grant("code", 10) };
    assert!(matches!(kit.database.corp_auths().grant(grant).await.unwrap(), GrantOutcome::Stored(_)));
}

#[tokio::test]
async fn the_ticket_that_was_issued_last_stays_in_whatever_order_they_arrive() {
    let kit = Kit::new().await;
    let tickets = kit.database.suite_tickets();
    for (number, stored) in [(5, true), (3, false), (5, false), (7, true)] {
        let ticket = SuiteTicket::try_from(format!("ticket-{number}")).unwrap();
        assert_eq!(tickets.offer(&suite("s"), &ticket, at(number), at(100)).await.unwrap(), stored, "{number}");
    }
    at_once(20, |number| {
        let database = kit.database.clone();
        async move {
            let ticket = SuiteTicket::try_from(format!("ticket-{}", 10 + number)).unwrap();
            let issued_at = at(10 + i64::try_from(number).unwrap());
            database.suite_tickets().offer(&suite("s"), &ticket, issued_at, at(200)).await.unwrap()
        }
    })
    .await;
    let newest = tickets.lookup(&suite("s")).await.unwrap().unwrap();
    assert_eq!((newest.ticket.expose_secret(), newest.issued_at, newest.received_at), ("ticket-29", at(29), at(200)));
    assert!(tickets.lookup(&suite("S")).await.unwrap().is_none(), "another suite, by one letter");
    assert_eq!(tickets.newest_received().await.unwrap(), [(suite("s"), at(200))]);
}

#[tokio::test]
async fn a_grant_that_was_written_down_is_there_until_it_is_the_companys_authorisation() {
    let kit = Kit::new().await;
    let auths = kit.database.corp_auths();
    let told = CorpGrant { corp_name: Some("名\0字".to_owned()), state: Some("s".to_owned()), ..grant("code", 10) };
    let pending = async || auths.lookup_pending(&suite("suite"), &told.grant_key).await.unwrap();
    assert!(pending().await.is_none());
    for _ in 0..2 {
        auths.keep_pending(&told).await.unwrap();
    }
    let kept = pending().await.unwrap();
    assert_eq!((kept.permanent_code.expose_secret(), &kept.corp_name), ("code", &told.corp_name));
    assert_eq!((&kept.corp_id, &kept.state, kept.event_time), (&told.corp_id, &told.state, told.event_time));
    assert!(auths.lookup_pending(&suite("other"), &told.grant_key).await.unwrap().is_none());
    assert!(auths.lookup(&suite("suite"), &corp("corp")).await.unwrap().is_none(), "it is no authorisation yet");

    auths.grant(CorpGrant { corp_name: None, ..kept }).await.unwrap();
    assert!(pending().await.is_none());
    assert_eq!(auth(&kit).await.permanent_code.unwrap().expose_secret(), "code");

    // An entry that something newer outdates is no longer pending either.
    let late = CorpGrant { grant_key: "late".to_owned(), ..grant("old", 5) };
    auths.keep_pending(&late).await.unwrap();
    assert!(matches!(auths.grant(late).await.unwrap(), GrantOutcome::Superseded(_)));
    assert!(auths.lookup_pending(&suite("suite"), "late").await.unwrap().is_none());
}

#[tokio::test]
async fn what_wecom_tells_is_taken_over_and_what_it_leaves_out_stays() {
    let kit = Kit::new().await;
    authorised(&kit, "corp").await;
    let auths = kit.database.corp_auths();
    let (s, c) = (suite("suite"), corp("corp"));
    assert!(auths.apply_auth_info(&s, &c, 1, info(CorpAuthStatus::Authorised), at(10)).await.unwrap());
    let nothing =
        Authorisation { corp_name: None, agent_id: None, visible_range: None, status: CorpAuthStatus::Disabled };
    assert!(auths.apply_auth_info(&s, &c, 1, nothing, at(11)).await.unwrap());
    let auth = auth(&kit).await;
    assert_eq!(auth.status, CorpAuthStatus::Disabled);
    assert_eq!(auth.corp_name.as_deref(), Some("Corp"));
    assert_eq!(auth.agent_id.map(AgentId::get), Some(1_000_002));
    assert_eq!(auth.visible_range, Some(json!({ "allowUser": ["zhangsan"] })));
    assert_eq!(auth.changed_time, at(11));
}

#[tokio::test]
async fn old_news_and_news_of_strangers_change_nothing() {
    let kit = Kit::new().await;
    authorised(&kit, "corp").await;
    let auths = kit.database.corp_auths();
    let (s, c) = (suite("suite"), corp("corp"));
    assert!(auths.apply_auth_info(&s, &c, 1, info(CorpAuthStatus::Authorised), at(20)).await.unwrap());
    for (corp, asked_secs, version, status) in [
        ("corp", 19, 1, CorpAuthStatus::Disabled),
        ("corp", 30, 2, CorpAuthStatus::Disabled),
        ("stranger", 30, 1, CorpAuthStatus::Disabled),
        ("corp", 30, 1, CorpAuthStatus::Cancelled),
    ] {
        let applied = auths.apply_auth_info(&s, &crate::kit::corp(corp), version, info(status), at(asked_secs)).await;
        assert!(!applied.unwrap(), "{corp} {asked_secs}");
    }
    assert_eq!(auth(&kit).await.status, CorpAuthStatus::Authorised);
    assert_eq!(auths.list_all().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_refused_permanent_code_is_noted_only_while_it_is_the_current_one() {
    let kit = Kit::new().await;
    authorised(&kit, "corp").await;
    let auths = kit.database.corp_auths();
    let (s, c) = (suite("suite"), corp("corp"));
    assert!(auths.mark_credential_invalid(&s, &c, 1, 40084, at(15)).await.unwrap());
    assert_eq!(auth(&kit).await.status, CorpAuthStatus::CredentialInvalid { errcode: 40084 });
    assert!(auths.apply_auth_info(&s, &c, 1, info(CorpAuthStatus::Authorised), at(16)).await.unwrap());
    assert!(
        !auths.mark_credential_invalid(&s, &c, 1, 40084, at(15)).await.unwrap(),
        "something better was heard since"
    );
    auths.grant(grant("new-code", 20)).await.unwrap();
    let renewed = auth(&kit).await;
    assert_eq!((renewed.status, renewed.code_version), (CorpAuthStatus::Authorised, 2));
    assert!(!auths.mark_credential_invalid(&s, &c, 1, 40084, at(15)).await.unwrap());
    assert_eq!(auth(&kit).await.status, CorpAuthStatus::Authorised);
}

#[tokio::test]
async fn an_organisation_code_belongs_to_one_company_of_a_suite_letter_by_letter() {
    let kit = Kit::new().await;
    authorised(&kit, "corp").await;
    authorised(&kit, "other").await;
    let auths = kit.database.corp_auths();
    let s = suite("suite");
    let set = async |corp_id: &str, code| auths.set_org_code(&s, &corp(corp_id), code).await.unwrap();
    assert_eq!(set("corp", Some("acme")).await, SetOrgCode::Set);
    assert_eq!(set("corp", Some("acme")).await, SetOrgCode::Set, "again");
    assert_eq!(set("other", Some("acme")).await, SetOrgCode::Taken);
    assert_eq!(set("other", Some("ACME")).await, SetOrgCode::Set, "another code");
    assert_eq!(set("stranger", Some("x")).await, SetOrgCode::UnknownCorp);
    let holder = async |code| auths.lookup_by_org_code(&s, code).await.unwrap().map(|auth| auth.corp_id.to_string());
    assert_eq!(holder("acme").await.as_deref(), Some("corp"));
    assert_eq!(holder("ACME").await.as_deref(), Some("other"));
    assert_eq!(holder("Acme").await, None);
    assert!(auths.lookup_by_org_code(&suite("another"), "acme").await.unwrap().is_none());

    assert_eq!(set("corp", None).await, SetOrgCode::Set);
    assert_eq!(set("other", None).await, SetOrgCode::Set, "any number of companies have none");
    assert_eq!(holder("acme").await, None);
}

#[tokio::test]
async fn of_two_companies_that_want_one_code_at_once_one_gets_it() {
    let kit = Kit::new().await;
    for number in 0..8 {
        authorised(&kit, &format!("corp{number}")).await;
    }
    let outcomes = at_once(8, |number| {
        let database = kit.database.clone();
        async move {
            let corp = corp(&format!("corp{number}"));
            database.corp_auths().set_org_code(&suite("suite"), &corp, Some("acme")).await.unwrap()
        }
    })
    .await;
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == SetOrgCode::Set).count(), 1);
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == SetOrgCode::Taken).count(), 7);
}

#[tokio::test]
async fn a_code_that_a_cancelled_company_left_behind_is_free_and_comes_back_with_it_otherwise() {
    let kit = Kit::new().await;
    let auths = kit.database.corp_auths();
    let s = suite("suite");
    authorised(&kit, "corp").await;
    authorised(&kit, "other").await;
    auths.set_org_code(&s, &corp("corp"), Some("acme")).await.unwrap();
    auths.cancel(&s, &corp("corp"), at(20)).await.unwrap();
    assert_eq!(auths.set_org_code(&s, &corp("corp"), Some("new")).await.unwrap(), SetOrgCode::UnknownCorp);
    auths.grant(grant("code", 30)).await.unwrap();
    assert_eq!(auth(&kit).await.org_code.as_deref(), Some("acme"));

    auths.cancel(&s, &corp("corp"), at(40)).await.unwrap();
    assert_eq!(auths.set_org_code(&s, &corp("other"), Some("acme")).await.unwrap(), SetOrgCode::Set);
    assert_eq!(auth(&kit).await.org_code, None);
}

#[tokio::test]
async fn authorisations_are_found_by_suite_and_by_company() {
    let kit = Kit::new().await;
    let auths = kit.database.corp_auths();
    for (suite_id, corp_id) in [("suite", "corp"), ("suite", "other"), ("second", "corp")] {
        let grant = CorpGrant { suite_id: suite(suite_id), corp_id: corp(corp_id), ..grant("code", 1) };
        auths.grant(grant).await.unwrap();
    }
    let pairs = |list: Vec<CorpAuth>| -> Vec<String> {
        list.iter().map(|auth| format!("{}/{}", auth.suite_id, auth.corp_id)).collect()
    };
    assert_eq!(pairs(auths.list(&suite("suite")).await.unwrap()), ["suite/corp", "suite/other"]);
    assert_eq!(pairs(auths.list_by_corp(&corp("corp")).await.unwrap()), ["second/corp", "suite/corp"]);
    assert_eq!(auths.list_all().await.unwrap().len(), 3);
    let key = grant("code", 1).grant_key;
    assert!(auths.lookup_by_grant_key(&suite("second"), &key).await.unwrap().is_some());
    assert!(auths.lookup_by_grant_key(&suite("third"), &key).await.unwrap().is_none());
    let later = CorpGrant { suite_id: suite("second"), ..grant("code", 2) };
    auths.grant(later).await.unwrap();
    assert!(auths.lookup_by_grant_key(&suite("second"), &key).await.unwrap().is_some(), "a spent code stays spent");
}

#[tokio::test]
async fn companies_take_turns_and_each_turn_is_taken_once() {
    let kit = Kit::new().await;
    let (auths, suites) = (kit.database.corp_auths(), [suite("suite")]);
    for id in ["first", "second"] {
        authorised(&kit, id).await;
    }
    let granted = kit.now();
    let claim = async |now: Timestamp| {
        let claimed = auths.claim_due(&suites, WAIT, now, now + Duration::from_mins(1)).await.unwrap();
        claimed.map(|auth| auth.corp_id.to_string())
    };
    assert_eq!(claim(granted).await, None, "whoever brought the code asks first");
    let due = granted + Duration::from_mins(10);
    assert_eq!(claim(due).await.as_deref(), Some("first"));
    assert_eq!(claim(due).await.as_deref(), Some("second"));
    assert_eq!(claim(due).await, None, "both turns are taken");
    let again = due + Duration::from_mins(1);
    auths.reconcile_at(&suites[0], &corp("first"), 1, again + Duration::from_mins(1)).await.unwrap();
    auths.reconcile_at(&suites[0], &corp("second"), 7, again + Duration::from_mins(1)).await.unwrap();
    assert_eq!(claim(again).await.as_deref(), Some("second"), "said of another code, it does not count");
    assert_eq!(claim(again).await, None);
    let later = again + Duration::from_hours(1);
    let taken =
        at_once(10, |_| {
            let database = kit.database.clone();
            async move {
                database.corp_auths().claim_due(&[suite("suite")], WAIT, later, later + Duration::from_hours(1)).await
            }
        })
        .await;
    let mut taken: Vec<_> = taken.into_iter().filter_map(|claimed| Some(claimed.unwrap()?.corp_id)).collect();
    let turns = taken.len();
    taken.sort_unstable();
    taken.dedup();
    assert!(!taken.is_empty() && taken.len() == turns, "nobody's turn is taken twice");
    assert!(auths.claim_due(&[suite("other")], WAIT, later, later).await.unwrap().is_none());
    assert_eq!(auths.count_with_code(&suites).await.unwrap(), 2);
    auths.cancel(&suites[0], &corp("first"), at(20)).await.unwrap();
    assert_eq!(auths.count_with_code(&suites).await.unwrap(), 1, "of a company that cancelled nothing can be asked");
}

#[tokio::test]
async fn a_turn_that_is_further_ahead_than_anybody_waits_has_come() {
    let kit = Kit::new().await;
    let (auths, suites, now) = (kit.database.corp_auths(), [suite("suite")], kit.now());
    for id in ["stale", "usual"] {
        authorised(&kit, id).await;
        auths.reconcile_at(&suites[0], &corp(id), 1, now + WAIT.usual).await.unwrap();
    }
    assert!(auths.mark_credential_invalid(&suites[0], &corp("stale"), 1, 40001, now).await.unwrap());
    let due = async |wait| {
        let claimed = auths.claim_due(&suites, wait, now, now + Duration::from_mins(1)).await.unwrap();
        claimed.map(|auth| auth.corp_id.to_string())
    };
    assert_eq!(due(WAIT).await, None);
    let lowered = LongestWait { usual: Duration::from_hours(1), ..WAIT };
    assert_eq!(due(lowered).await.as_deref(), Some("usual"), "a refused code is tried seldom");
    assert_eq!(due(lowered).await, None, "the turn is taken");
}

#[tokio::test]
async fn a_company_whose_app_never_sent_an_event_is_named_until_it_sends_one() {
    let kit = Kit::new().await;
    let (auths, suite) = (kit.database.corp_auths(), suite("suite"));
    for id in ["noisy", "silent"] {
        authorised(&kit, id).await;
    }
    let silent = async |before| {
        let silent = auths.without_app_events(before, 10).await.unwrap();
        silent.into_iter().map(|(_, corp)| corp).collect::<Vec<_>>()
    };
    assert_eq!(silent(at(10)).await, Vec::<String>::new(), "it was authorised then");
    assert_eq!(silent(at(11)).await, ["noisy", "silent"]);
    let first = kit.now();
    for event in [first, first + Duration::from_mins(59)] {
        auths.note_app_event(&suite, &corp("noisy"), event).await.unwrap();
    }
    assert_eq!(silent(at(11)).await, ["silent"]);
    let noted = auths.standings(&suite).await.unwrap().into_iter().map(|standing| standing.app_event_at);
    assert_eq!(noted.collect::<Vec<_>>(), [Some(first), None], "an event writes at most once an hour");
    auths.cancel(&suite, &corp("noisy"), at(20)).await.unwrap();
    let again = CorpGrant { corp_id: corp("noisy"), ..grant("another", 30) };
    auths.grant(again).await.unwrap();
    assert_eq!(silent(at(31)).await, ["noisy", "silent"]);
}
