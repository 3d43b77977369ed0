//! Login codes: one use, five minutes, one app, the companies they were made for.

use std::time::Duration;

use login_type::{Accounts as _, ErrorKind, Platform};

use crate::world::{
    APP, CORP, Everything, LOGIN_TYPE, START, World, app, at_once, grant, grant_at, refusal, revocation,
};

#[tokio::test]
async fn a_login_code_logs_its_user_in() {
    let world = World::new().await;
    let issued = world.accounts.issue_login_code(&grant("alice")).await.unwrap();
    let code = issued.login_code.expose_secret();
    assert!(code.len() >= 40 && code.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    assert_eq!(issued.corp_list, grant("alice").corps);

    let login = world.accounts.login_by_code(&app(APP), &Everything, code, CORP, Platform::Web).await.unwrap();
    assert_eq!(login.user_id, issued.user_id);
    assert_eq!((login.platform, login.token_type, login.expires_in.as_secs()), (Platform::Web, "Bearer", 600));
    assert_eq!((login.user_info.corp_id.as_str(), login.user_info.corp_user_id.as_str()), (CORP, "alice"));
}

#[tokio::test]
async fn a_used_an_old_or_an_invented_login_code_is_refused() {
    let world = World::new().await;
    let used = world.login_code("alice").await;
    world.accounts.login_by_code(&app(APP), &Everything, &used, CORP, Platform::App).await.unwrap();
    let old = world.login_code("alice").await;
    world.pass(5 * 60);
    for code in [used.as_str(), old.as_str(), "invented", ""] {
        let result = world.accounts.login_by_code(&app(APP), &Everything, code, CORP, Platform::App).await;
        assert_eq!(refusal(result), ErrorKind::LoginCodeInvalid);
    }
}

#[tokio::test]
async fn a_login_code_is_good_until_its_last_second() {
    let world = World::new().await;
    let code = world.login_code("alice").await;
    world.pass(5 * 60 - 1);
    world.accounts.login_by_code(&app(APP), &Everything, &code, CORP, Platform::App).await.unwrap();
}

#[tokio::test]
async fn the_wrong_company_or_app_is_refused_and_leaves_the_code_good() {
    let world = World::new().await;
    let code = world.login_code("alice").await;
    let other_corp = world.accounts.login_by_code(&app(APP), &Everything, &code, "wpOtherCorp", Platform::App).await;
    assert_eq!(refusal(other_corp), ErrorKind::ValueNotAllowed);
    let other_app = world.accounts.login_by_code(&app("acme.other"), &Everything, &code, CORP, Platform::App).await;
    assert_eq!(refusal(other_app), ErrorKind::LoginCodeInvalid);
    world.accounts.login_by_code(&app(APP), &Everything, &code, CORP, Platform::App).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn twenty_uses_of_one_login_code_at_once_are_one_login() {
    let world = World::new().await;
    let code = world.login_code("alice").await;
    let outcomes = at_once(&world, 20, |accounts| {
        let code = code.clone();
        async move { accounts.login_by_code(&app(APP), &Everything, &code, CORP, Platform::App).await }
    });
    let (logins, refused): (Vec<_>, Vec<_>) = outcomes.await.into_iter().partition(Result::is_ok);
    assert_eq!(logins.len(), 1);
    assert!(refused.into_iter().all(|refused| refusal(refused) == ErrorKind::LoginCodeInvalid));
}

#[tokio::test]
async fn a_revocation_takes_the_unused_login_codes_of_its_members_alone() {
    let world = World::new().await;
    let (alice, bob) = (world.login_code("alice").await, world.login_code("bob").await);
    world.accounts.revoke(&revocation(Some("alice")), "left").await.unwrap();
    let result = world.accounts.login_by_code(&app(APP), &Everything, &alice, CORP, Platform::App).await;
    assert_eq!(refusal(result), ErrorKind::LoginCodeInvalid);
    world.accounts.login_by_code(&app(APP), &Everything, &bob, CORP, Platform::App).await.unwrap();
}

#[tokio::test]
async fn a_login_code_of_a_user_who_was_unbound_since_is_refused() {
    let world = World::new().await;
    let issued = world.accounts.issue_login_code(&grant("alice")).await.unwrap();
    world.accounts.unbind(&issued.user_id, LOGIN_TYPE, CORP).await.unwrap();
    let result = world
        .accounts
        .login_by_code(&app(APP), &Everything, issued.login_code.expose_secret(), CORP, Platform::App)
        .await;
    assert_eq!(refusal(result), ErrorKind::LoginCodeInvalid);
}

#[tokio::test]
async fn a_login_that_was_under_way_when_its_member_left_does_not_come_about() {
    let world = World::new().await;
    let (under_way, colleague) = (grant("alice"), grant("bob"));
    world.accounts.revoke(&revocation(Some("alice")), "left").await.unwrap();
    assert_eq!(world.accounts.login(&under_way, Platform::App).await.unwrap_err().kind(), ErrorKind::LoginRefused);
    assert_eq!(world.accounts.issue_login_code(&under_way).await.unwrap_err().kind(), ErrorKind::LoginRefused);
    world.accounts.login(&colleague, Platform::App).await.unwrap();
    let recognised_again = grant_at("alice", START + Duration::from_millis(1));
    world.accounts.login(&recognised_again, Platform::App).await.unwrap();
    world.accounts.revoke(&revocation(None), "cancelled").await.unwrap();
    assert_eq!(world.accounts.login(&colleague, Platform::App).await.unwrap_err().kind(), ErrorKind::LoginRefused);
}

#[tokio::test]
async fn who_came_back_after_a_revocation_stays_when_it_is_done_again() {
    let world = World::new().await;
    let back = grant_at("alice", START + Duration::from_millis(1));
    let login = world.accounts.login(&back, Platform::App).await.unwrap();
    assert_eq!(world.accounts.revoke(&revocation(Some("alice")), "left").await.unwrap(), 0);
    assert!(world.authenticate(login.token.expose_secret()).await.is_ok());
}
