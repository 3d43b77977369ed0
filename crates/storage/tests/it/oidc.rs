//! OpenID Connect: codes and assertions once, subjects for ever, clients told when their session ended.

use std::{
    collections::{BTreeMap, HashSet},
    time::Duration,
};

use storage::{
    Access, AsksToBeTold, ClientSession, ConsentKey, CorpOfApp, StorageError, StoredAuthorizationCode,
    StoredAuthorizationRequest, Told,
};

use crate::kit::{Kit, at_once};

const MINUTE: Duration = Duration::from_mins(1);

async fn code(kit: &Kit, hash: &str) -> StoredAuthorizationCode {
    let code = StoredAuthorizationCode {
        hash: hash.to_owned(),
        app: "org.app".to_owned(),
        client_id: "grafana".to_owned(),
        session_id: "session".to_owned(),
        redirect_uri: "https://grafana.example/".to_owned() + &"x".repeat(1000),
        scope: "openid".to_owned(),
        nonce: Some("随机".to_owned()),
        code_challenge: None,
        created_at: kit.now(),
        expires_at: kit.now() + MINUTE,
        used_at: None,
        family_id: None,
    };
    kit.database.authorization_codes().add(&code).await.unwrap();
    code
}

fn entry(client_id: &str) -> ClientSession {
    ClientSession {
        session_id: "session".to_owned(),
        client_id: client_id.to_owned(),
        app: "org.app".to_owned(),
        sub: "sub".to_owned(),
        sid: "sid".to_owned(),
        attempts: 0,
        last_error: None,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_who_use_a_code_at_once_one_does_and_it_stays_known_with_its_family() {
    let kit = Kit::new().await;
    kit.session("session", "alice").await;
    let given = code(&kit, "code").await;
    let now = kit.now();
    let spent = at_once(8, |_| {
        let database = kit.database.clone();
        async move { database.authorization_codes().spend("code", now).await.unwrap() }
    });
    assert_eq!(spent.await.into_iter().filter(|is_first| *is_first).count(), 1);
    let codes = kit.database.authorization_codes();
    codes.note_family("code", "family").await.unwrap();
    let used = StoredAuthorizationCode { used_at: Some(now), family_id: Some("family".to_owned()), ..given };
    assert_eq!(codes.lookup("code").await.unwrap(), Some(used));
    assert_eq!(codes.remove_before(now).await.unwrap(), 0);
    assert_eq!(codes.remove_before(now + MINUTE).await.unwrap(), 1);
    assert!(!codes.spend("code", now).await.unwrap());
}

#[tokio::test]
async fn a_code_goes_with_its_session_and_needs_one() {
    let kit = Kit::new().await;
    kit.session("session", "alice").await;
    let given = code(&kit, "code").await;
    let orphan = StoredAuthorizationCode { hash: "other".to_owned(), session_id: "none".to_owned(), ..given };
    let refused = kit.database.authorization_codes().add(&orphan).await;
    assert!(matches!(refused, Err(StorageError::NoOwner)), "{refused:?}");
    kit.database.sessions().remove_expired(kit.now() + Duration::from_hours(2)).await.unwrap();
    assert_eq!(kit.database.authorization_codes().lookup("code").await.unwrap(), None);
}

#[tokio::test]
async fn a_request_waits_until_it_is_taken_or_too_old() {
    let kit = Kit::new().await;
    let request = StoredAuthorizationRequest {
        hash: "request".to_owned(),
        app: "org.app".to_owned(),
        client_id: "grafana".to_owned(),
        request: "{\"state\":\"状态\"}".to_owned(),
        network: None,
        created_at: kit.now(),
        expires_at: kit.now() + MINUTE,
    };
    let requests = kit.database.authorization_requests();
    requests.add(&request).await.unwrap();
    assert_eq!(requests.lookup("request", kit.now()).await.unwrap().as_ref(), Some(&request));
    assert_eq!(requests.lookup("request", kit.now() + MINUTE).await.unwrap(), None);
    assert!(requests.consume("request").await.unwrap());
    assert!(!requests.consume("request").await.unwrap());
    requests.add(&request).await.unwrap();
    assert_eq!(requests.remove_expired(kit.now() + MINUTE).await.unwrap(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_subject_is_made_once_for_a_sector_and_never_changes() {
    let kit = Kit::new().await;
    let user = kit.user("alice").await.id;
    let subjects = at_once(8, |index| {
        let (database, user) = (kit.database.clone(), user.clone());
        async move { database.subjects().find_or_add(&user, "one.example", &format!("sub{index}")).await.unwrap() }
    });
    let subjects: HashSet<_> = subjects.await.into_iter().collect();
    assert_eq!(subjects.len(), 1);
    let other = kit.database.subjects().find_or_add(&user, "two.example", "other").await.unwrap();
    assert_eq!(other, "other");
    assert_eq!(kit.database.subjects().find_or_add(&user, "two.example", "third").await.unwrap(), "other");
}

#[tokio::test]
async fn a_consent_takes_the_place_of_the_one_before() {
    let kit = Kit::new().await;
    let user = kit.user("alice").await.id;
    let key = ConsentKey { user_id: &user, app: "org.app", client_id: "wiki" };
    let consents = kit.database.consents();
    assert_eq!(consents.lookup(key).await.unwrap(), None);
    for scope in ["openid", "email openid", "email openid"] {
        consents.put(key, scope).await.unwrap();
        assert_eq!(consents.lookup(key).await.unwrap().as_deref(), Some(scope));
    }
    assert_eq!(consents.lookup(ConsentKey { client_id: "other", ..key }).await.unwrap(), None);
}

#[tokio::test]
async fn a_network_s_oldest_requests_make_room_and_those_of_others_stay() {
    let kit = Kit::new().await;
    let requests = kit.database.authorization_requests();
    for (at, network) in [(0, Some("a")), (1, Some("b")), (2, Some("a")), (3, None), (4, Some("a")), (5, Some("a"))] {
        let request = StoredAuthorizationRequest {
            hash: at.to_string(),
            app: "org.app".to_owned(),
            client_id: "grafana".to_owned(),
            request: "{}".to_owned(),
            network: network.map(str::to_owned),
            created_at: kit.now() + at * MINUTE,
            expires_at: kit.now() + 20 * MINUTE,
        };
        requests.add(&request).await.unwrap();
    }
    requests.make_room("a", 5).await.unwrap();
    requests.make_room("a", 3).await.unwrap();
    requests.make_room("c", 1).await.unwrap();
    for (hash, is_there) in [("0", false), ("1", true), ("2", false), ("3", true), ("4", true), ("5", true)] {
        assert_eq!(requests.lookup(hash, kit.now()).await.unwrap().is_some(), is_there, "{hash}");
    }
}

#[tokio::test]
async fn a_cookie_leads_to_the_last_session_that_it_was_given_and_goes_with_it() {
    let kit = Kit::new().await;
    for id in ["one", "two"] {
        kit.session(id, "alice").await;
    }
    let cookies = kit.database.browser_cookies();
    assert_eq!(cookies.owner("cookie").await.unwrap(), None);
    assert_eq!(cookies.put("cookie", "one").await.unwrap(), None);
    assert_eq!(cookies.put("cookie", "one").await.unwrap(), None, "it leads there already");
    assert_eq!(cookies.owner("cookie").await.unwrap().unwrap().id, "one");
    assert_eq!(cookies.put("cookie", "two").await.unwrap().unwrap().id, "one");
    assert_eq!(cookies.owner("cookie").await.unwrap().unwrap().id, "two");
    assert!(matches!(cookies.put("other", "none").await, Err(StorageError::NoOwner)));
    kit.database.sessions().set_browser_hash("one", "of a version before").await.unwrap();
    assert_eq!(cookies.owner("of a version before").await.unwrap().unwrap().id, "one");
}

#[tokio::test]
async fn ids_that_are_of_no_app_yet_count_in_each_until_one_takes_them_over() {
    let kit = Kit::new().await;
    let ids = kit.database.plain_userids();
    let of = |app: &'static str| CorpOfApp { app, corp_id: "wp1" };
    let table = |rows: &[(&str, &str)]| {
        rows.iter().map(|(userid, plain)| ((*userid).to_owned(), Some((*plain).to_owned()))).collect::<BTreeMap<_, _>>()
    };
    ids.put(of(""), &table(&[("woA", "zhangsan"), ("woB", "lisi")])).await.unwrap();
    for app in ["org.one", "org.two"] {
        assert_eq!(ids.lookup(of(app), "woA").await.unwrap().as_deref(), Some("zhangsan"));
    }
    ids.put(of("org.one"), &table(&[("woA", "wangwu")])).await.unwrap();
    assert_eq!(ids.lookup(of("org.one"), "woA").await.unwrap().as_deref(), Some("wangwu"));
    assert_eq!(
        ids.lookup(of("org.one"), "woB").await.unwrap().as_deref(),
        Some("lisi"),
        "another table takes nothing away"
    );
    assert_eq!(ids.lookup(of("org.two"), "woA").await.unwrap(), None);
    ids.put(of("org.two"), &table(&[("woA", "lisi")])).await.unwrap();
    assert_eq!(ids.all(of("org.two")).await.unwrap().len(), 1);
    let taken = ids.put(of("org.one"), &table(&[("woC", "lisi")])).await;
    assert!(matches!(taken, Err(StorageError::Conflict)), "{taken:?}");
}

#[tokio::test]
async fn an_assertion_is_good_once_and_forgotten_when_it_has_expired() {
    let kit = Kit::new().await;
    let assertions = kit.database.client_assertions();
    assert!(assertions.spend("hash", kit.now() + MINUTE).await.unwrap());
    assert!(!assertions.spend("hash", kit.now() + MINUTE).await.unwrap());
    assert_eq!(assertions.remove_expired(kit.now()).await.unwrap(), 0);
    assert_eq!(assertions.remove_expired(kit.now() + MINUTE).await.unwrap(), 1);
}

#[tokio::test]
async fn a_client_is_due_from_the_end_of_its_session_until_it_has_taken_it() {
    let kit = Kit::new().await;
    kit.session("session", "alice").await;
    let clients = kit.database.client_sessions();
    clients.add(&entry("wiki"), AsksToBeTold::Yes).await.unwrap();
    clients.add(&entry("wiki"), AsksToBeTold::Yes).await.unwrap();
    clients.add(&entry("grafana"), AsksToBeTold::No).await.unwrap();
    assert_eq!(clients.list_by_session("session").await.unwrap().len(), 2);
    assert!(clients.due(kit.now(), 10).await.unwrap().is_empty(), "the session goes on");
    kit.database.sessions().revoke("session", "logged out", kit.now()).await.unwrap();
    let due = clients.due(kit.now(), 10).await.unwrap();
    assert_eq!(due, [entry("wiki")]);
    assert!(clients.claim(&due[0], kit.now() + MINUTE).await.unwrap());
    assert!(!clients.claim(&due[0], kit.now() + MINUTE).await.unwrap(), "another process has the turn");
    assert!(clients.due(kit.now(), 10).await.unwrap().is_empty());
    clients.put_off(&due[0], "HTTP 503", kit.now() + 2 * MINUTE).await.unwrap();
    let again = clients.due(kit.now() + 2 * MINUTE, 10).await.unwrap();
    assert_eq!(again, [ClientSession { attempts: 1, last_error: Some("HTTP 503".to_owned()), ..entry("wiki") }]);
    clients.settle(&again[0], Told::Taken).await.unwrap();
    assert!(clients.due(kit.now() + 9 * MINUTE, 10).await.unwrap().is_empty());
}
