//! Browser sessions: a cookie for a session, shorter-lived than it, dead with it.

use accounts::AccountsError;
use login_type::{Accounts as _, Admission, InstanceName, Recognised, Standing};

use crate::world::{APP, ASKED, INSTANCE, World, host, revocation};

#[tokio::test]
async fn a_cookie_names_the_user_of_its_session_for_twelve_hours() {
    let world = World::new().await;
    let login = world.login("alice").await;
    let cookie = world.accounts.open_browser_session(&login.session_id).await.unwrap();
    world.pass(12 * 3600 - 1);
    let session = world.accounts.browser_session(&world.host(), cookie.expose_secret()).await.unwrap().unwrap();
    assert_eq!((session.app.as_str(), session.instance.as_str()), (APP, INSTANCE));
    assert_eq!((session.session_id, session.user), (login.session_id, login.user_info));
    world.pass(1);
    assert_eq!(world.accounts.browser_session(&world.host(), cookie.expose_secret()).await.unwrap(), None);
}

#[tokio::test]
async fn a_cookie_dies_with_its_session() {
    let world = World::new().await;
    let (closed, revoked) = (world.login("alice").await, world.login("bob").await);
    let mut cookies = Vec::new();
    for login in [&closed, &revoked] {
        cookies.push(world.accounts.open_browser_session(&login.session_id).await.unwrap());
    }
    world.accounts.close(&closed.session_id).await.unwrap();
    world.accounts.revoke(&revocation(None), "cancelled").await.unwrap();
    for cookie in cookies {
        assert_eq!(world.accounts.browser_session(&world.host(), cookie.expose_secret()).await.unwrap(), None);
    }
}

/// Every instance is away.
struct Nothing;

impl Admission for Nothing {
    fn standing(&self, _login: &Recognised<'_>) -> Standing {
        Standing::Gone
    }

    fn login_type_of(&self, _instance: &InstanceName) -> Option<&'static str> {
        None
    }
}

#[tokio::test]
async fn a_cookie_of_an_instance_that_is_gone_is_nobody_and_can_still_be_ended() {
    let world = World::new().await;
    let login = world.login("alice").await;
    let cookie = world.accounts.open_browser_session(&login.session_id).await.unwrap();
    let cookie = cookie.expose_secret();
    assert_eq!(world.accounts.browser_session(&host(&world.accounts, Nothing), cookie).await.unwrap(), None);
    assert!(
        world.accounts.authenticate(&host(&world.accounts, Nothing), login.token.expose_secret(), ASKED).await.is_err()
    );
    assert!(world.accounts.browser_session(&world.host(), cookie).await.unwrap().is_some(), "it came back");
    world.accounts.close_browser_session(cookie).await.unwrap();
    assert_eq!(world.accounts.browser_session(&world.host(), cookie).await.unwrap(), None);
    world.accounts.close_browser_session("invented").await.unwrap();
}

#[tokio::test]
async fn an_invented_cookie_is_nobody() {
    let world = World::new().await;
    world.login("alice").await;
    for cookie in ["", "invented"] {
        assert_eq!(world.accounts.browser_session(&world.host(), cookie).await.unwrap(), None);
    }
}

#[tokio::test]
async fn a_session_that_has_ended_gets_no_cookie() {
    let world = World::new().await;
    let login = world.login("alice").await;
    world.accounts.close(&login.session_id).await.unwrap();
    for session_id in [login.session_id.as_str(), "invented"] {
        let result = world.accounts.open_browser_session(session_id).await;
        assert!(matches!(result, Err(AccountsError::SessionEnded { .. })));
    }
}
