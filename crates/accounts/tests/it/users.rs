//! Users and bindings: one user a subject, whoever comes first, and nobody else's.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use accounts::{AccountsError, AuditContext, LocalAccounts};
use login_type::{Accounts as _, ErrorKind, Platform, Profile, User};
use storage::Access as _;

use crate::world::{APP, CORP, LOGIN_TYPE, START, SUITE, World, at_once, grant, subject};

fn named(name: &str) -> Profile {
    Profile { name: Some(name.to_owned()), ..Profile::default() }
}

async fn current(world: &World, session_id: &str) -> User {
    world.accounts.session_user(APP, session_id).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn twenty_first_logins_at_once_make_one_user() {
    let world = World::new().await;
    let login = |accounts: LocalAccounts| async move { accounts.login(&grant("alice"), Platform::App).await };
    let users = at_once(&world, 20, login).await.into_iter().map(|login| login.unwrap().user_id);
    assert_eq!(users.collect::<BTreeSet<_>>().len(), 1);
}

#[tokio::test]
async fn a_deadlock_of_the_database_costs_nobody_the_login() {
    for table in ["session", "login_code", "binding"] {
        let world = World::new().await;
        world.place.take_back_first_insert(table).await;
        world.accounts.login(&grant("alice"), Platform::App).await.unwrap();
        world.accounts.issue_login_code(&grant("alice")).await.unwrap();
    }
}

#[tokio::test]
async fn a_deadlock_of_the_database_keeps_nobody_from_any_other_action() {
    for (action, table) in [
        ("bind", "audit_event"),
        ("unbind", "audit_event"),
        ("rename", "audit_event"),
        ("log out", "audit_event"),
        ("one more client", "token_family"),
        ("new key", "signing_key"),
    ] {
        let world = World::new().await;
        let login = world.login("alice").await;
        let (alice, profile) = (subject("alice"), Profile::default());
        world.place.take_back_first_insert(table).await;
        match action {
            "bind" => world.accounts.bind(&login.user_id, &alice, &profile).await.unwrap(),
            "unbind" => world.accounts.unbind(&login.user_id, LOGIN_TYPE, CORP).await.unwrap(),
            "rename" => world.accounts.rename(&alice, "alice2", START).await.unwrap(),
            "log out" => world.accounts.close(&login.session_id).await.unwrap(),
            "one more client" => {
                world.accounts.begin_family(&login.session_id, "client", "openid").await.unwrap();
            }
            _ => {
                world.accounts.rotate_keys(accounts::FirstUse::Announced).await.unwrap();
            }
        }
    }
}

#[tokio::test]
async fn an_id_that_no_table_takes_is_refused_with_what_would_be_right() {
    let world = World::new().await;
    world.login(&"龙".repeat(191)).await;
    let user = world.login("alice").await.user_id;
    let long = grant(&"l".repeat(192));
    let refused = [
        world.accounts.login(&long, Platform::App).await.unwrap_err(),
        world.accounts.issue_login_code(&long).await.unwrap_err(),
        world.accounts.bind(&user, &long.subject, &Profile::default()).await.unwrap_err(),
    ];
    for error in refused {
        assert_eq!(error.kind(), ErrorKind::ValueNotAllowed);
        assert!(error.to_string().contains("192 characters; at most 191 are supported"), "{error}");
    }
}

#[tokio::test]
async fn one_id_in_two_companies_is_two_users() {
    let world = World::new().await;
    let mut elsewhere = grant("alice");
    elsewhere.subject.corp_id = "wpOtherCorp".to_owned();
    let other = world.accounts.login(&elsewhere, Platform::App).await.unwrap();
    assert_ne!(world.login("alice").await.user_id, other.user_id);
}

#[tokio::test]
async fn a_login_that_knows_no_name_does_not_erase_the_one_that_is_known() {
    let world = World::new().await;
    let mut known = grant("alice");
    known.profile = Profile { avatar: Some("https://example.com/a.png".to_owned()), ..named("Alice") };
    world.accounts.login(&known, Platform::App).await.unwrap();
    let unknown = world.login("alice").await.user_info;
    assert_eq!(
        (unknown.name.as_deref(), unknown.avatar.as_deref()),
        (Some("Alice"), Some("https://example.com/a.png"))
    );
    known.profile = named("Alice Liddell");
    let renamed = world.accounts.login(&known, Platform::App).await.unwrap().user_info;
    assert_eq!((renamed.name.as_deref(), renamed.avatar), (Some("Alice Liddell"), unknown.avatar));
}

#[tokio::test]
async fn news_of_a_subject_show_in_sessions_that_go_on_and_make_no_user() {
    let world = World::new().await;
    let login = world.login("alice").await;
    world.accounts.update_profile(&subject("alice"), &named("Alice"), START).await.unwrap();
    assert_eq!(current(&world, &login.session_id).await.name.as_deref(), Some("Alice"));
    world.accounts.update_profile(&subject("stranger"), &named("Stranger"), START).await.unwrap();
    assert_eq!(world.accounts.lookup(&subject("stranger")).await.unwrap(), None);
}

#[tokio::test]
async fn a_bound_subject_logs_in_as_the_user_it_was_bound_to() {
    let world = World::new().await;
    let alice = world.login("alice").await.user_id;
    let elsewhere = login_type::Subject { corp_id: "wpOtherCorp".to_owned(), ..subject("al") };
    world.accounts.bind(&alice, &elsewhere, &Profile::default()).await.unwrap();
    world.accounts.bind(&alice, &elsewhere, &Profile::default()).await.unwrap();
    assert_eq!(world.accounts.lookup(&elsewhere).await.unwrap(), Some(alice.clone()));
    let mut grant = grant("al");
    grant.subject = elsewhere;
    assert_eq!(world.accounts.login(&grant, Platform::App).await.unwrap().user_id, alice);
}

#[tokio::test]
async fn a_binding_that_would_take_what_belongs_to_another_is_refused() {
    let world = World::new().await;
    let (alice, bob) = (world.login("alice").await.user_id, world.login("bob").await.user_id);
    let cases = [
        ("nobody", "carol", ErrorKind::UnknownUser),
        (&alice, "bob", ErrorKind::BindingConflict),
        // A user is one member of a company.
        (&alice, "carol", ErrorKind::BindingConflict),
    ];
    for (user, member, kind) in cases {
        let error = world.accounts.bind(user, &subject(member), &Profile::default()).await.unwrap_err();
        assert_eq!(error.kind(), kind, "{member}");
    }
    assert_eq!(world.accounts.lookup(&subject("bob")).await.unwrap(), Some(bob));
    assert_eq!(world.accounts.lookup(&subject("carol")).await.unwrap(), None);
}

#[tokio::test]
async fn a_user_who_is_nobody_in_the_company_yet_cannot_take_anothers_member() {
    let world = World::new().await;
    let bob = world.login("bob").await.user_id;
    let mut elsewhere = grant("al");
    elsewhere.subject.corp_id = "wpOtherCorp".to_owned();
    let alice = world.accounts.login(&elsewhere, Platform::App).await.unwrap().user_id;
    let error = world.accounts.bind(&alice, &subject("bob"), &Profile::default()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BindingConflict);
    assert_eq!(world.accounts.lookup(&subject("bob")).await.unwrap(), Some(bob));
}

#[tokio::test]
async fn an_unbound_user_keeps_the_sessions_of_another_login_type_in_the_same_company() {
    let world = World::new().await;
    let login = world.login("alice").await;
    let mut inner = grant("alice");
    inner.subject.login_type = "auths.loginTypes.QywxInnerType";
    world.accounts.bind(&login.user_id, &inner.subject, &Profile::default()).await.unwrap();
    let other = world.accounts.login(&inner, Platform::App).await.unwrap();

    world.accounts.unbind(&login.user_id, LOGIN_TYPE, CORP).await.unwrap();
    assert_eq!(world.authenticate(login.token.expose_secret()).await, Err(ErrorKind::LoginRequired));
    assert!(world.authenticate(other.token.expose_secret()).await.is_ok());
    assert_eq!(world.accounts.lookup(&inner.subject).await.unwrap(), Some(login.user_id));
}

#[tokio::test]
async fn an_unbound_user_loses_the_sessions_of_that_company_alone() {
    let world = World::new().await;
    let login = world.login("alice").await;
    let bob = world.login("bob").await;
    let mut elsewhere = grant("al");
    elsewhere.subject.corp_id = "wpOtherCorp".to_owned();
    world.accounts.bind(&login.user_id, &elsewhere.subject, &Profile::default()).await.unwrap();
    let other = world.accounts.login(&elsewhere, Platform::App).await.unwrap();

    world.accounts.unbind(&login.user_id, LOGIN_TYPE, CORP).await.unwrap();
    assert_eq!(world.accounts.lookup(&subject("alice")).await.unwrap(), None);
    assert_eq!(world.authenticate(login.token.expose_secret()).await, Err(ErrorKind::LoginRequired));
    for survivor in [other, bob] {
        assert!(world.authenticate(survivor.token.expose_secret()).await.is_ok());
    }
    let again = world.accounts.unbind(&login.user_id, LOGIN_TYPE, CORP).await.unwrap_err();
    assert_eq!(again.kind(), ErrorKind::BindingConflict);
}

#[tokio::test]
async fn the_trail_tells_which_member_was_tied_to_whom_and_untied() {
    let world = World::new().await;
    let user = world.login("alice").await.user_id;
    let mut elsewhere = subject("al");
    elsewhere.corp_id = "wpOtherCorp".to_owned();
    let by_ops = world.accounts.on(AuditContext { administrator: Some("ops".to_owned()), ..AuditContext::default() });
    by_ops.bind(&user, &elsewhere, &Profile::default()).await.unwrap();
    by_ops.unbind(&user, LOGIN_TYPE, "wpOtherCorp").await.unwrap();
    let events = world.db.audit_events().list(&storage::AuditFilter::default(), 2).await.unwrap();
    let told: Vec<_> =
        events.iter().map(|event| (event.actor.as_str(), event.action.as_str(), &event.target)).collect();
    let target = format!("user {user}");
    assert_eq!(told, [("ops", "unbind", &target), ("ops", "bind", &target)]);
    for event in events {
        let detail = event.detail;
        assert_eq!((&detail["corpId"], &detail["member"]), (&"wpOtherCorp".into(), &"al".into()), "{detail}");
        assert_eq!((&detail["userId"], &detail["loginType"]), (&user.as_str().into(), &LOGIN_TYPE.into()), "{detail}");
    }
}

#[tokio::test]
async fn a_disabled_user_gets_neither_code_nor_session_and_loses_those_that_go_on() {
    let world = World::new().await;
    let now = world.now();
    let disabled = storage::User {
        id: "disabled".to_owned(),
        name: None,
        avatar: None,
        disabled: true,
        created_at: now,
        updated_at: now,
    };
    world.db.users().add(&disabled).await.unwrap();
    world.accounts.bind("disabled", &subject("mallory"), &Profile::default()).await.unwrap();
    let code = world.accounts.issue_login_code(&grant("mallory")).await.unwrap_err();
    let login = world.accounts.login(&grant("mallory"), Platform::App).await.unwrap_err();
    assert_eq!([code.kind(), login.kind()], [ErrorKind::LoginRefused; 2]);

    let of_alice = world.login("alice").await.session_id;
    let session = world.db.sessions().lookup(&of_alice).await.unwrap().unwrap();
    let session = storage::Session { id: "from before".to_owned(), user_id: "disabled".to_owned(), ..session };
    world.db.sessions().add(&session).await.unwrap();
    let cookie = world.accounts.open_browser_session("from before").await;
    assert!(matches!(cookie, Err(AccountsError::SessionEnded { .. })));
}

#[tokio::test]
async fn a_subject_that_gets_another_id_stays_the_user_and_keeps_its_sessions() {
    let world = World::new().await;
    let login = world.login("alice").await;
    world.accounts.rename(&subject("alice"), "alicia", START).await.unwrap();
    assert_eq!(current(&world, &login.session_id).await.corp_user_id, "alicia");
    assert_eq!(world.accounts.lookup(&subject("alice")).await.unwrap(), None);
    assert_eq!(world.login("alicia").await.user_id, login.user_id);
    assert_eq!(world.accounts.subjects(LOGIN_TYPE, SUITE, CORP).await.unwrap(), ["alicia"]);
}

#[tokio::test]
async fn a_new_id_is_not_taken_from_another_user_nor_given_to_who_came_later() {
    let world = World::new().await;
    let (alice, bob) = (world.login("alice").await, world.login("bob").await);
    world.accounts.rename(&subject("alice"), "bob", START).await.unwrap();
    let before = START - std::time::Duration::from_secs(1);
    world.accounts.rename(&subject("alice"), "alicia", before).await.unwrap();
    assert_eq!(world.accounts.lookup(&subject("alice")).await.unwrap(), Some(alice.user_id));
    assert_eq!(world.accounts.lookup(&subject("bob")).await.unwrap(), Some(bob.user_id));
    assert_eq!(world.accounts.subjects(LOGIN_TYPE, SUITE, CORP).await.unwrap(), ["alice", "bob"]);
}
