//! Refresh tokens: rotated at each use; the second use of one ends the whole login.

use login_type::{Accounts as _, ErrorKind, Revocation};
use storage::Access as _;

use crate::world::{APP, CORP, Everything, LOGIN_TYPE, START, SUITE, World, app, at_once, refusal};

#[tokio::test]
async fn a_refresh_token_gives_a_new_pair_of_the_same_session() {
    let world = World::new().await;
    let first = world.login("alice").await;
    world.pass(3600);
    let second = world.accounts.refresh(&app(APP), &Everything, first.refresh_token.expose_secret()).await.unwrap();
    assert_eq!((&second.session_id, &second.user_id), (&first.session_id, &first.user_id));
    assert_eq!((second.platform, &second.user_info), (first.platform, &first.user_info));
    assert_ne!(second.refresh_token, first.refresh_token);
    assert_eq!(world.authenticate(first.token.expose_secret()).await, Err(ErrorKind::LoginRequired));
    assert!(world.authenticate(second.token.expose_secret()).await.is_ok());
}

#[tokio::test]
async fn the_second_use_of_a_refresh_token_ends_the_session_with_the_tokens_that_came_of_the_first() {
    let world = World::new().await;
    let first = world.login("alice").await;
    let second = world.accounts.refresh(&app(APP), &Everything, first.refresh_token.expose_secret()).await.unwrap();
    let spent = world.accounts.refresh(&app(APP), &Everything, first.refresh_token.expose_secret()).await;
    assert_eq!(refusal(spent), ErrorKind::RefreshTokenInvalid);
    let of_family = world.accounts.refresh(&app(APP), &Everything, second.refresh_token.expose_secret()).await;
    assert_eq!(refusal(of_family), ErrorKind::RefreshTokenInvalid);
    assert_eq!(world.authenticate(second.token.expose_secret()).await, Err(ErrorKind::LoginRequired));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_uses_of_one_refresh_token_at_once_end_the_session() {
    let world = World::new().await;
    let login = world.login("alice").await;
    let outcomes = at_once(&world, 2, |accounts| {
        let token = login.refresh_token.expose_secret().to_owned();
        async move { accounts.refresh(&app(APP), &Everything, &token).await }
    });
    let winners = outcomes.await.into_iter().filter_map(Result::ok).collect::<Vec<_>>();
    assert_eq!(winners.len(), 1);
    assert_eq!(world.authenticate(winners[0].token.expose_secret()).await, Err(ErrorKind::LoginRequired));
    let next = world.accounts.refresh(&app(APP), &Everything, winners[0].refresh_token.expose_secret()).await;
    assert_eq!(refusal(next), ErrorKind::RefreshTokenInvalid);
}

#[tokio::test]
async fn other_logins_of_the_user_survive_a_refresh_token_that_was_used_twice() {
    let world = World::new().await;
    let (first, other) = (world.login("alice").await, world.login("alice").await);
    world.accounts.refresh(&app(APP), &Everything, first.refresh_token.expose_secret()).await.unwrap();
    world.accounts.refresh(&app(APP), &Everything, first.refresh_token.expose_secret()).await.unwrap_err();
    world.accounts.refresh(&app(APP), &Everything, other.refresh_token.expose_secret()).await.unwrap();
}

#[tokio::test]
async fn an_expired_or_invented_refresh_token_is_refused() {
    let world = World::new().await;
    let login = world.login("alice").await;
    world.pass(30 * 24 * 3600);
    for token in [login.refresh_token.expose_secret(), "invented", ""] {
        assert_eq!(
            refusal(world.accounts.refresh(&app(APP), &Everything, token).await),
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
        token = world.accounts.refresh(&app(APP), &Everything, token.expose_secret()).await.unwrap().refresh_token;
    }
    world.pass(10 * 24 * 3600);
    assert_eq!(
        refusal(world.accounts.refresh(&app(APP), &Everything, token.expose_secret()).await),
        ErrorKind::RefreshTokenInvalid
    );
}

#[tokio::test]
async fn a_refresh_token_under_another_app_is_refused_and_stays_good() {
    let world = World::new().await;
    let login = world.login("alice").await;
    let elsewhere = world.accounts.refresh(&app("acme.other"), &Everything, login.refresh_token.expose_secret()).await;
    assert_eq!(refusal(elsewhere), ErrorKind::RefreshTokenInvalid);
    world.accounts.refresh(&app(APP), &Everything, login.refresh_token.expose_secret()).await.unwrap();
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
        let refreshed = world.accounts.refresh(&app(APP), &Everything, login.refresh_token.expose_secret()).await;
        assert_eq!(refusal(refreshed), ErrorKind::RefreshTokenInvalid);
    }
}
