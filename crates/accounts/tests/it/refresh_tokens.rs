//! Refresh tokens: rotated at each use; the second use of one ends the whole login, unless its answer may have been lost.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::time::Duration;

use accounts::{AccountsError, Client};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use login_type::{Accounts as _, CallError, ErrorKind, Login, Revocation, SecretText};
use serde_json::Value;
use storage::Access as _;

use crate::world::{APP, CORP, Everything, LOGIN_TYPE, START, SUITE, World, app, at_once, host, refusal};

#[tokio::test]
async fn a_refresh_token_gives_a_new_pair_of_the_same_session() {
    let world = World::new().await;
    let first = world.login("alice").await;
    world.pass(3600);
    let second = world.accounts.refresh(&app(APP), &world.host(), first.refresh_token.expose_secret()).await.unwrap();
    assert_eq!((&second.session_id, &second.user_id), (&first.session_id, &first.user_id));
    assert_eq!((second.platform, &second.user_info), (first.platform, &first.user_info));
    assert_ne!(second.refresh_token, first.refresh_token);
    assert_eq!(world.authenticate(first.token.expose_secret()).await, Err(ErrorKind::LoginRequired));
    assert!(world.authenticate(second.token.expose_secret()).await.is_ok());
}

/// The answer to a refresh token.
async fn refresh(world: &World, token: &SecretText) -> Result<Login, ErrorKind> {
    let process = world.another_process().await;
    let answer = process.refresh(&app(APP), &host(&process, Everything), token.expose_secret()).await;
    answer.map_err(|error| CallError::from(error).kind())
}

/// How often the trail tells that a spent token came again; the user need not be the one who brought it.
async fn reuses(world: &World) -> usize {
    let events = world.db.audit_events().list(&storage::AuditFilter::default(), 100).await.unwrap();
    let reuses: Vec<_> = events.iter().filter(|event| event.action == "refresh token reuse").collect();
    assert!(reuses.iter().all(|event| event.actor == "bearer of a spent refresh token"), "{reuses:?}");
    reuses.len()
}

#[tokio::test]
async fn the_second_use_of_a_refresh_token_ends_the_session_with_the_tokens_that_came_of_the_first() {
    let world = World::new().await;
    let first = world.login("alice").await;
    let second = refresh(&world, &first.refresh_token).await.unwrap();
    world.pass(16);
    for token in [&first.refresh_token, &second.refresh_token] {
        assert_eq!(refresh(&world, token).await.unwrap_err(), ErrorKind::RefreshTokenInvalid);
    }
    assert_eq!(world.authenticate(second.token.expose_secret()).await, Err(ErrorKind::LoginRequired));
    assert_eq!(reuses(&world).await, 1);
}

#[tokio::test]
async fn a_repeat_within_15_s_gets_the_same_refresh_token_again_and_a_good_access_token() {
    let world = World::new().await;
    let first = world.login("alice").await;
    let second = refresh(&world, &first.refresh_token).await.unwrap();
    for secs in [0, 1, 14] {
        world.pass(secs);
        let again = refresh(&world, &first.refresh_token).await.unwrap();
        assert_eq!(again.refresh_token, second.refresh_token);
        assert_eq!(again.session_id, first.session_id);
        assert!(world.authenticate(again.token.expose_secret()).await.is_ok());
    }
    let third = refresh(&world, &second.refresh_token).await.unwrap();
    assert_ne!(third.refresh_token, second.refresh_token);
    assert!(refresh(&world, &third.refresh_token).await.is_ok());
    assert_eq!(reuses(&world).await, 0);
}

#[tokio::test]
async fn a_repeat_gets_no_refresh_token_whose_time_is_over() {
    let world = World::new().await;
    let first = world.login("alice").await;
    let refresh = async |token: &SecretText, lifetime| {
        let client = Client { app: &app(APP), id: APP };
        world.accounts.refresh_family(client, &world.host(), token.expose_secret(), lifetime).await
    };
    let five = Duration::from_secs(5);
    let second = refresh(&first.refresh_token, five).await.unwrap().refresh_token.unwrap();
    world.pass(4);
    let again = refresh(&first.refresh_token, five).await.unwrap();
    assert_eq!(again.refresh_token, Some(second));
    world.pass(1);
    refresh(&first.refresh_token, five).await.unwrap_err();
    assert_eq!(reuses(&world).await, 1);
}

#[tokio::test]
async fn a_token_whose_successor_was_used_and_any_older_one_end_the_session_however_soon_they_come() {
    for predecessor in [0, 1] {
        let world = World::new().await;
        let mut tokens = vec![world.login("alice").await.refresh_token];
        for at in 0..3 {
            tokens.push(refresh(&world, &tokens[at]).await.unwrap().refresh_token);
        }
        assert_eq!(refresh(&world, &tokens[predecessor]).await.unwrap_err(), ErrorKind::RefreshTokenInvalid);
        assert_eq!(refresh(&world, &tokens[3]).await.unwrap_err(), ErrorKind::RefreshTokenInvalid);
        assert_eq!(reuses(&world).await, 1);
    }
}

#[tokio::test]
async fn a_repeat_after_the_session_ended_or_for_another_app_gets_nothing() {
    let world = World::new().await;
    let first = world.login("alice").await;
    refresh(&world, &first.refresh_token).await.unwrap();
    let elsewhere =
        world.accounts.refresh(&app("acme.other"), &world.host(), first.refresh_token.expose_secret()).await;
    assert_eq!(refusal(elsewhere), ErrorKind::RefreshTokenInvalid);
    assert!(refresh(&world, &first.refresh_token).await.is_ok());
    world.accounts.close(&first.session_id).await.unwrap();
    assert_eq!(refresh(&world, &first.refresh_token).await.unwrap_err(), ErrorKind::RefreshTokenInvalid);
}

#[tokio::test]
async fn a_successor_cannot_be_derived_any_more_once_its_time_is_over() {
    let world = World::new().await;
    let first = world.login("alice").await;
    refresh(&world, &first.refresh_token).await.unwrap();
    let nonce = async || {
        let hash = accounts::digest(first.refresh_token.expose_secret());
        world.db.refresh_tokens().lookup(&hash).await.unwrap().unwrap().successor_nonce
    };
    world.accounts.housekeeping(world.now()).await.unwrap();
    assert!(nonce().await.is_some());
    world.pass(16);
    world.accounts.housekeeping(world.now()).await.unwrap();
    assert_eq!(nonce().await, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_uses_of_one_refresh_token_at_once_get_one_successor() {
    let world = World::new().await;
    let login = world.login("alice").await;
    let outcomes = at_once(&world, 8, |accounts| {
        let token = login.refresh_token.expose_secret().to_owned();
        async move { accounts.refresh(&app(APP), &host(&accounts, Everything), &token).await }
    });
    let answers: Vec<Login> = outcomes.await.into_iter().map(Result::unwrap).collect();
    assert!(answers.iter().all(|answer| answer.refresh_token == answers[0].refresh_token));
    for answer in &answers {
        assert!(world.authenticate(answer.token.expose_secret()).await.is_ok());
    }
    assert!(refresh(&world, &answers[0].refresh_token).await.is_ok());
}

#[tokio::test]
async fn other_logins_of_the_user_survive_a_refresh_token_that_was_used_twice() {
    let world = World::new().await;
    let (first, other) = (world.login("alice").await, world.login("alice").await);
    world.accounts.refresh(&app(APP), &world.host(), first.refresh_token.expose_secret()).await.unwrap();
    world.pass(16);
    world.accounts.refresh(&app(APP), &world.host(), first.refresh_token.expose_secret()).await.unwrap_err();
    world.accounts.refresh(&app(APP), &world.host(), other.refresh_token.expose_secret()).await.unwrap();
}

#[tokio::test]
async fn an_expired_or_invented_refresh_token_is_refused() {
    let world = World::new().await;
    let login = world.login("alice").await;
    world.pass(30 * 24 * 3600);
    for token in [login.refresh_token.expose_secret(), "invented", ""] {
        assert_eq!(
            refusal(world.accounts.refresh(&app(APP), &world.host(), token).await),
            ErrorKind::RefreshTokenInvalid
        );
    }
}

#[tokio::test]
async fn no_chain_of_refreshes_outlives_the_session() {
    let world = World::new().await;
    let mut token = world.login("alice").await.refresh_token;
    for _ in 0..4 {
        world.pass(20 * 24 * 3600);
        token = world.accounts.refresh(&app(APP), &world.host(), token.expose_secret()).await.unwrap().refresh_token;
    }
    world.pass(10 * 24 * 3600);
    assert_eq!(
        refusal(world.accounts.refresh(&app(APP), &world.host(), token.expose_secret()).await),
        ErrorKind::RefreshTokenInvalid
    );
}

#[tokio::test]
async fn a_refresh_token_under_another_app_is_refused_and_stays_good() {
    let world = World::new().await;
    let login = world.login("alice").await;
    let elsewhere =
        world.accounts.refresh(&app("acme.other"), &world.host(), login.refresh_token.expose_secret()).await;
    assert_eq!(refusal(elsewhere), ErrorKind::RefreshTokenInvalid);
    world.accounts.refresh(&app(APP), &world.host(), login.refresh_token.expose_secret()).await.unwrap();
}

#[tokio::test]
async fn a_revocation_of_one_login_type_leaves_those_whom_another_recognised_under_the_same_realm() {
    let world = World::new().await;
    let login = world.login("alice").await;
    let code = world.login_code("alice").await;
    let another = "auths.loginTypes.AnotherType";
    let of_another = Revocation::new(another, SUITE, CORP, START);
    assert_eq!(world.accounts.revoke(&of_another, "cancelled").await.unwrap(), 0);
    assert!(world.accounts.subjects(another, SUITE, CORP).await.unwrap().is_empty());
    assert!(world.authenticate(login.token.expose_secret()).await.is_ok());
    assert_eq!(world.db.login_codes().remove_for(LOGIN_TYPE, SUITE, CORP, None).await.unwrap(), 1, "{code}");
}

#[tokio::test]
async fn a_revocation_ends_the_refresh_tokens_of_the_company_and_counts_its_sessions() {
    let world = World::new().await;
    let (alice, bob) = (world.login("alice").await, world.login("bob").await);
    let of_corp = |realm: &str, corp: &str| Revocation::new(LOGIN_TYPE, realm, corp, START);
    for (realm, corp) in [("dkOtherSuite", CORP), (SUITE, "wpOtherCorp")] {
        assert_eq!(world.accounts.revoke(&of_corp(realm, corp), "cancelled").await.unwrap(), 0);
    }
    assert!(world.authenticate(alice.token.expose_secret()).await.is_ok());
    assert_eq!(world.accounts.revoke(&of_corp(SUITE, CORP), "cancelled").await.unwrap(), 2);
    for login in [alice, bob] {
        assert_eq!(world.authenticate(login.token.expose_secret()).await, Err(ErrorKind::LoginRequired));
        let refreshed = world.accounts.refresh(&app(APP), &world.host(), login.refresh_token.expose_secret()).await;
        assert_eq!(refusal(refreshed), ErrorKind::RefreshTokenInvalid);
    }
}

/// A claim of the access token.
fn claim(login: &Login, name: &str) -> Value {
    let claims = login.token.expose_secret().split('.').nth(1).unwrap();
    let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap();
    claims[name].clone()
}

/// The answer to a client's refresh token.
async fn refresh_as(world: &World, client: &str, login: &Login) -> Result<Login, ErrorKind> {
    let client = Client { app: &app(APP), id: client };
    let answer = world.accounts.refresh_for(client, &world.host(), login.refresh_token.expose_secret()).await;
    answer.map_err(|error| CallError::from(error).kind())
}

#[tokio::test]
async fn one_session_serves_several_clients_and_a_token_of_one_is_good_for_no_other() {
    let world = World::new().await;
    let login = world.login("alice").await;
    let begin = async |client: &str| world.accounts.begin_family(&login.session_id, client, "openid").await.unwrap();
    let (wiki, board) = (begin("wiki").await, begin("board").await);
    assert_eq!(refresh_as(&world, "board", &wiki).await.unwrap_err(), ErrorKind::RefreshTokenInvalid);
    assert_eq!(refresh_as(&world, APP, &wiki).await.unwrap_err(), ErrorKind::RefreshTokenInvalid);
    assert_eq!(refresh_as(&world, "wiki", &login).await.unwrap_err(), ErrorKind::RefreshTokenInvalid);
    for (client, first) in [("wiki", &wiki), ("board", &board), (APP, &login)] {
        let second = refresh_as(&world, client, first).await.unwrap();
        assert_eq!(second.session_id, login.session_id);
        assert_eq!(claim(&second, "client_id"), client);
    }
}

#[tokio::test]
async fn a_client_that_uses_a_refresh_token_twice_loses_its_family_alone() {
    let world = World::new().await;
    let login = world.login("alice").await;
    let wiki = world.accounts.begin_family(&login.session_id, "wiki", "openid").await.unwrap();
    let board = world.accounts.begin_family(&login.session_id, "board", "openid").await.unwrap();
    let next = refresh_as(&world, "wiki", &wiki).await.unwrap();
    world.pass(16);
    assert_eq!(refresh_as(&world, "wiki", &wiki).await.unwrap_err(), ErrorKind::RefreshTokenInvalid);
    assert_eq!(refresh_as(&world, "wiki", &next).await.unwrap_err(), ErrorKind::RefreshTokenInvalid);
    assert_eq!(reuses(&world).await, 1);
    refresh_as(&world, "board", &board).await.unwrap();
    refresh_as(&world, APP, &login).await.unwrap();
}

#[tokio::test]
async fn the_end_of_a_session_ends_the_families_of_all_its_clients() {
    let world = World::new().await;
    let (closed, reused) = (world.login("alice").await, world.login("bob").await);
    let mut wikis = Vec::new();
    for login in [&closed, &reused] {
        wikis.push(world.accounts.begin_family(&login.session_id, "wiki", "openid").await.unwrap());
    }
    world.accounts.close(&closed.session_id).await.unwrap();
    refresh_as(&world, APP, &reused).await.unwrap();
    world.pass(16);
    refresh_as(&world, APP, &reused).await.unwrap_err();
    for wiki in &wikis {
        assert_eq!(refresh_as(&world, "wiki", wiki).await.unwrap_err(), ErrorKind::RefreshTokenInvalid);
        let begun = world.accounts.begin_family(&wiki.session_id, "board", "openid").await;
        assert!(matches!(begun, Err(AccountsError::SessionEnded { .. })));
    }
}

#[tokio::test]
async fn a_refresh_token_has_a_bearer_until_its_family_ends_or_its_time_is_over() {
    let world = World::new().await;
    let login = world.login("alice").await;
    let begin = async || world.accounts.begin_family(&login.session_id, "a-client", "openid").await.unwrap();
    let (ended, lasting) = (begin().await, begin().await);
    let bearer =
        async |login: &Login| world.accounts.refresh_bearer(login.refresh_token.expose_secret()).await.unwrap();
    let family = bearer(&ended).await.unwrap().family;
    assert!(world.accounts.end_family(&family.id, "as the client wishes").await.unwrap());
    assert!(bearer(&ended).await.is_none());
    let expires_at = bearer(&lasting).await.unwrap().expires_at;
    world.clock.advance(expires_at.since(world.now()));
    assert!(bearer(&lasting).await.is_none());
}
