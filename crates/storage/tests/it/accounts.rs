//! Users, bindings, login codes, sessions, refresh tokens, login attempts.

use std::{collections::HashSet, time::Duration};

use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use storage::{
    Access, AddedBinding, PendingLogin, RefreshToken, Session, SessionFilter, Spend, StorageError, StoredCorp,
    StoredLoginCode, StoredProfile, TokenFamily,
};

use crate::kit::{Kit, at_once, attempt};

const MINUTE: Duration = Duration::from_mins(1);

async fn code(kit: &Kit, hash: &str, member: &str) -> StoredLoginCode {
    let code = StoredLoginCode {
        hash: hash.to_owned(),
        user_id: kit.user(member).await.id,
        login_type: "type".to_owned(),
        app: "org.app".to_owned(),
        instance: "auths.Temp".to_owned(),
        realm: "suite".to_owned(),
        subject: member.to_owned(),
        corps: vec![StoredCorp { corp_id: "corp".to_owned(), corp_name: "Corp".to_owned() }],
        client_id: None,
        session_id: None,
        created_at: kit.now(),
        expires_at: kit.now() + 5 * MINUTE,
    };
    kit.database.login_codes().add(&code).await.unwrap();
    code
}

async fn token_family(kit: &Kit, id: &str, client_id: &str) -> TokenFamily {
    let family = TokenFamily {
        id: id.to_owned(),
        session_id: "session".to_owned(),
        client_id: client_id.to_owned(),
        scope: "openid".to_owned(),
        created_at: kit.now(),
        revoked_at: None,
        revoke_reason: None,
    };
    kit.database.token_families().add(&family).await.unwrap();
    family
}

async fn refresh_token(kit: &Kit, hash: &str, family_id: &str) {
    let token = RefreshToken {
        hash: hash.to_owned(),
        family_id: family_id.to_owned(),
        created_at: kit.now(),
        expires_at: kit.now() + 10 * MINUTE,
        spent_at: None,
        successor_nonce: None,
    };
    kit.database.refresh_tokens().add(&token).await.unwrap();
}

#[tokio::test]
async fn twenty_first_logins_at_once_make_one_user() {
    let kit = Kit::new().await;
    let found = at_once(20, |_| {
        let database = kit.database.clone();
        async move {
            database.bindings().find_or_create("type", "corp", "zhangsan", &StoredProfile::default()).await.unwrap()
        }
    })
    .await;
    assert_eq!(found.iter().filter(|(_, created)| *created).count(), 1);
    assert_eq!(found.iter().map(|(user, _)| &user.id).collect::<HashSet<_>>().len(), 1);
    let others = [kit.user("lisi").await, kit.user("ZhangSan").await];
    assert_ne!(others[0].id, others[1].id, "a subject's case counts");
}

#[tokio::test]
async fn what_is_known_anew_is_taken_over_and_what_is_not_known_erases_nothing() {
    let kit = Kit::new().await;
    let bindings = kit.database.bindings();
    let named = StoredProfile { name: Some("Zhang San".to_owned()), ..StoredProfile::default() };
    bindings.find_or_create("type", "corp", "zhangsan", &named).await.unwrap();
    let (user, created) = bindings.find_or_create("type", "corp", "zhangsan", &StoredProfile::default()).await.unwrap();
    assert_eq!((user.name.as_deref(), created), (Some("Zhang San"), false));

    let mut more = StoredProfile { avatar: Some("https://example.com/a".to_owned()), ..StoredProfile::default() };
    more.extra.insert("department".to_owned(), json!([1, 2]));
    assert!(bindings.update_profile("type", "corp", "zhangsan", &more, kit.now()).await.unwrap());
    assert!(!bindings.update_profile("type", "corp", "nobody", &more, kit.now()).await.unwrap());
    let user = kit.database.users().lookup(&user.id).await.unwrap().unwrap();
    assert_eq!((user.name.as_deref(), user.avatar.as_deref()), (Some("Zhang San"), Some("https://example.com/a")));
    let binding = bindings.lookup("type", "corp", "zhangsan").await.unwrap().unwrap();
    assert_eq!(binding.extra["department"], json!([1, 2]));
}

#[tokio::test]
async fn a_subject_has_one_user_and_a_user_may_have_many_subjects() {
    let kit = Kit::new().await;
    let (one, other) = (kit.user("one").await, kit.user("other").await);
    let bindings = kit.database.bindings();
    let none = StoredProfile::default();
    let add = async |subject: &str, user: &str| bindings.add("type", "second", subject, user, &none, kit.now()).await;
    assert_eq!(add("x", &one.id).await.unwrap(), AddedBinding::NewOrRepeat);
    assert_eq!(add("x", &other.id).await.unwrap(), AddedBinding::Taken(one.id.clone()));
    assert!(matches!(add("y", "nobody").await, Err(StorageError::NoOwner)));
    assert_eq!(bindings.list_by_user(&one.id).await.unwrap().len(), 2);

    assert!(!bindings.remove(&other.id, "type", "second").await.unwrap());
    assert!(bindings.remove(&one.id, "type", "second").await.unwrap());
    assert!(!bindings.remove(&one.id, "type", "second").await.unwrap());
    assert!(bindings.lookup("type", "second", "x").await.unwrap().is_none());
    assert!(bindings.lookup("type", "corp", "one").await.unwrap().is_some(), "in another company");
}

#[tokio::test]
async fn of_twenty_that_use_one_login_code_one_gets_it() {
    let kit = Kit::new().await;
    let code = code(&kit, "hash", "zhangsan").await;
    let now = kit.now();
    let consumed = at_once(20, |_| {
        let database = kit.database.clone();
        async move { database.login_codes().consume("hash", now).await.unwrap() }
    })
    .await;
    assert_eq!(consumed.into_iter().flatten().collect::<Vec<_>>(), [code]);
}

#[tokio::test]
async fn a_login_code_is_good_for_its_time_and_a_transaction_that_fails_gives_it_back() {
    let kit = Kit::new().await;
    let code = code(&kit, "hash", "zhangsan").await;
    let transaction = kit.database.begin().await.unwrap();
    assert!(transaction.login_codes().consume("hash", kit.now()).await.unwrap().is_some());
    drop(transaction);
    let codes = kit.database.login_codes();
    assert!(codes.consume("hash", code.expires_at).await.unwrap().is_none(), "expired");
    assert!(codes.consume("hash", kit.now()).await.unwrap().is_some(), "given back");
    assert!(codes.consume("hash", kit.now()).await.unwrap().is_none(), "used");
}

#[tokio::test]
async fn unused_login_codes_go_by_company_by_member_and_by_time() {
    let kit = Kit::new().await;
    let codes = kit.database.login_codes();
    for (hash, member) in [("1", "a"), ("2", "b"), ("3", "b")] {
        code(&kit, hash, member).await;
    }
    let remove = async |login_type: &str, realm: &str, corp: &str, member: Option<&str>| {
        codes.remove_for(login_type, realm, corp, member).await.unwrap()
    };
    assert_eq!(remove("type", "suite", "another", None).await, 0);
    assert_eq!(remove("type", "another", "corp", None).await, 0);
    assert_eq!(remove("another", "suite", "corp", None).await, 0);
    assert_eq!(remove("type", "suite", "corp", Some("b")).await, 2);
    assert_eq!(remove("type", "suite", "corp", None).await, 1);
    let last = code(&kit, "4", "a").await;
    assert_eq!(codes.remove_expired(kit.now()).await.unwrap(), 0);
    assert_eq!(codes.remove_expired(last.expires_at).await.unwrap(), 1);
}

#[tokio::test]
async fn sessions_end_by_what_is_given_and_nothing_given_ends_none() {
    let kit = Kit::new().await;
    let sessions = kit.database.sessions();
    for (id, member) in [("1", "a"), ("2", "a"), ("3", "b")] {
        kit.session(id, member).await;
    }
    let mut elsewhere = Session { id: "4".to_owned(), ..kit.session("5", "a").await };
    "another".clone_into(&mut elsewhere.origin.member.realm);
    sessions.add(&elsewhere).await.unwrap();
    let end = async |filter: SessionFilter| sessions.revoke_where(&filter, "left", kit.now()).await.unwrap();
    let of = |realm: &str, subject: Option<&str>| SessionFilter {
        realm: Some(realm.to_owned()),
        corp_id: Some("corp".to_owned()),
        subject: subject.map(str::to_owned),
        ..SessionFilter::default()
    };
    assert_eq!(end(SessionFilter::default()).await, 0);
    assert_eq!(end(of("third", None)).await, 0);
    assert_eq!(end(of("suite", Some("b"))).await, 1);
    assert_eq!(end(of("suite", None)).await, 3, "the one that ended before is not counted");
    assert_eq!(end(SessionFilter { app: Some("org.app".to_owned()), ..SessionFilter::default() }).await, 1);
    let ended = sessions.lookup("3").await.unwrap().unwrap();
    assert_eq!((ended.revoked_at, ended.revoke_reason.as_deref()), (Some(kit.now()), Some("left")));
}

#[tokio::test]
async fn a_session_is_found_by_id_user_and_cookie_and_ends_once() {
    let kit = Kit::new().await;
    let sessions = kit.database.sessions();
    let session = kit.session("1", "a").await;
    kit.session("2", "a").await;
    assert_eq!(sessions.lookup("1").await.unwrap(), Some(session.clone()));
    assert_eq!(sessions.list_by_user(&session.user_id).await.unwrap().len(), 2);
    assert!(sessions.set_browser_hash("1", "cookie").await.unwrap());
    assert!(matches!(sessions.set_browser_hash("2", "cookie").await, Err(StorageError::Conflict)));
    let found = sessions.lookup_by_browser_hash("cookie").await.unwrap();
    assert_eq!(found.map(|session| session.id).as_deref(), Some("1"));
    assert!(sessions.revoke("1", "logged out", kit.now()).await.unwrap());
    assert!(!sessions.revoke("1", "again", kit.now()).await.unwrap());
    assert!(matches!(sessions.add(&session).await, Err(StorageError::Conflict)));
}

#[tokio::test]
async fn a_refresh_token_is_spent_once_and_the_second_use_names_the_family() {
    let kit = Kit::new().await;
    kit.session("session", "a").await;
    token_family(&kit, "family", "client").await;
    refresh_token(&kit, "hash", "family").await;
    let now = kit.now();
    let spent = at_once(20, |_| {
        let database = kit.database.clone();
        async move { database.refresh_tokens().spend("hash", "nonce", now).await.unwrap() }
    })
    .await;
    assert_eq!(spent.iter().filter(|spend| **spend == Spend::Spent("family".to_owned())).count(), 1);
    let is_late = |spend: &Spend| {
        matches!(spend, Spend::AlreadySpent(token)
            if token.family_id == "family" && token.spent_at == Some(now) && token.successor_nonce.is_some())
    };
    assert_eq!(spent.iter().filter(|spend| is_late(spend)).count(), 19);
    let tokens = kit.database.refresh_tokens();
    assert_eq!(tokens.spend("nothing", "nonce", now).await.unwrap(), Spend::Unknown);
    refresh_token(&kit, "old", "family").await;
    assert_eq!(tokens.spend("old", "nonce", now + 10 * MINUTE).await.unwrap(), Spend::Expired);
}

#[tokio::test]
async fn an_expired_session_goes_with_its_families_and_their_refresh_tokens() {
    let kit = Kit::new().await;
    let session = kit.session("session", "a").await;
    token_family(&kit, "family", "client").await;
    refresh_token(&kit, "hash", "family").await;
    assert_eq!(kit.database.sessions().remove_expired(kit.now()).await.unwrap(), 0);
    assert_eq!(kit.database.sessions().remove_expired(session.expires_at).await.unwrap(), 1);
    assert_eq!(kit.database.token_families().lookup("family").await.unwrap(), None);
    assert_eq!(kit.database.refresh_tokens().spend("hash", "nonce", kit.now()).await.unwrap(), Spend::Unknown);
}

#[tokio::test]
async fn a_family_ends_once_and_alone_among_those_of_its_session() {
    let kit = Kit::new().await;
    kit.session("session", "a").await;
    let families = kit.database.token_families();
    let (first, second) = (token_family(&kit, "1", "client").await, token_family(&kit, "2", "another").await);
    assert!(families.revoke("1", "left", kit.now()).await.unwrap());
    assert!(!families.revoke("1", "again", kit.now()).await.unwrap());
    assert!(!families.revoke("3", "left", kit.now()).await.unwrap());
    let ended = TokenFamily { revoked_at: Some(kit.now()), revoke_reason: Some("left".to_owned()), ..first };
    assert_eq!(families.list_by_session("session").await.unwrap(), [ended, second.clone()]);
    assert!(matches!(families.add(&second).await, Err(StorageError::Conflict)));
    let orphan = TokenFamily { id: "4".to_owned(), session_id: "unknown".to_owned(), ..second };
    assert!(matches!(families.add(&orphan).await, Err(StorageError::NoOwner)));
}

#[tokio::test]
async fn a_login_attempt_comes_back_once_in_time_and_to_its_own_browser() {
    let kit = Kit::new().await;
    let attempts = kit.database.pending_logins();
    let kept = Some(SecretString::from("verifier"));
    attempts.add(&PendingLogin { kept, ..attempt(&kit, "state") }).await.unwrap();
    let consume = async |cookie: &str, now| attempts.consume("state", cookie, now).await.unwrap();
    assert!(consume("cookie", kit.now() + MINUTE).await.is_none(), "expired");
    assert!(consume("another", kit.now()).await.is_none(), "another browser's");
    let back = consume("cookie", kit.now()).await.unwrap();
    assert_eq!((&*back.state_hash, &*back.corp_id, &*back.way), ("state", "corp", "qr"));
    assert_eq!(back.redirect_uri.as_deref(), Some("https://login.example/callback"));
    assert_eq!(back.kept.unwrap().expose_secret(), "verifier");
    assert!(consume("cookie", kit.now()).await.is_none(), "used");
    attempts.add(&attempt(&kit, "late")).await.unwrap();
    assert_eq!(attempts.remove_expired(kit.now() + MINUTE).await.unwrap(), 1);
}
