//! Things that must not be found: tokens in the database, anything expired after housekeeping.

use std::time::Duration;

use accounts::{NewToken, Settings};
use login_type::{Accounts as _, Platform, SecretText};
use storage::Access as _;

use crate::world::{APP, CORP, Everything, PUBLIC_URL, SUITE, World, app, grant, revocation};

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test]
async fn the_database_holds_no_code_or_token() {
    let world = World::new().await;
    let code = world.accounts.issue_login_code(&grant("alice")).await.unwrap().login_code;
    let unused = world.accounts.issue_login_code(&grant("alice")).await.unwrap().login_code;
    let login =
        world.accounts.login_by_code(&app(APP), &Everything, code.expose_secret(), CORP, Platform::App).await.unwrap();
    let cookie = world.accounts.open_browser_session(&login.session_id).await.unwrap();
    let refreshed =
        world.accounts.refresh(&app(APP), &world.host(), login.refresh_token.expose_secret()).await.unwrap();
    let personal = world.accounts.create_token(&world.db, &NewToken::new("ops", None)).await.unwrap().token;
    world.accounts.verify_token(personal.expose_secret()).await.unwrap().unwrap();
    let (_, personal_secret) = personal.expose_secret().rsplit_once('_').unwrap();

    let bytes = world.contents().await;
    let held = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(held(&login.user_id), "these are the contents of the database");
    let secrets =
        [&code, &unused, &login.token, &login.refresh_token, &cookie, &refreshed.token, &refreshed.refresh_token];
    for secret in secrets.map(SecretText::expose_secret).into_iter().chain([personal_secret]) {
        assert!(!held(secret));
    }
}

#[tokio::test]
async fn nothing_that_is_handed_out_shows_a_secret_when_it_is_printed() {
    let world = World::new().await;
    let issued = world.accounts.issue_login_code(&grant("alice")).await.unwrap();
    let login = world.login("alice").await;
    let printed = format!("{issued:?} {login:?} {:?}", world.accounts);
    for secret in [&issued.login_code, &login.token, &login.refresh_token] {
        assert!(!printed.contains(secret.expose_secret()));
    }
}

#[tokio::test]
async fn housekeeping_removes_what_has_expired_and_nothing_else() {
    let world = World::new().await;
    world.login_code("alice").await;
    let old = world.login("alice").await;
    assert_eq!(world.accounts.housekeeping(world.now()).await.unwrap(), 0);
    world.pass(90 * 24 * 3600);
    let fresh = world.login("alice").await;
    assert!(world.accounts.housekeeping(world.now()).await.unwrap() >= 2);
    assert!(world.db.sessions().lookup(&old.session_id).await.unwrap().is_none());
    assert!(world.authenticate(fresh.token.expose_secret()).await.is_ok());
    world.accounts.refresh(&app(APP), &world.host(), fresh.refresh_token.expose_secret()).await.unwrap();
}

#[tokio::test]
async fn housekeeping_counts_what_it_removes_and_keeps_a_revocation_for_as_long_as_something_of_before_may_last() {
    let world = World::new().await;
    world.login_code("bob").await;
    world.login("alice").await;
    let members = world.accounts.members().await.unwrap();
    world.accounts.revoke(&revocation(Some("alice")), "left").await.unwrap();
    let until = async || world.db.revocations().lookup(SUITE, CORP, "alice").await.unwrap();
    // A company's row stays, of a time when nobody had left.
    let is_known = async || until().await.is_some_and(|until| until.as_millis() > 0);
    let Settings { session_lifetime, login_code_lifetime, .. } = Settings::new(PUBLIC_URL);
    let mut removed = Vec::new();
    for (pause, stays) in [(Duration::ZERO, true), (session_lifetime, true), (login_code_lifetime + SECOND, false)] {
        world.clock.advance(pause);
        removed.push(world.accounts.housekeeping(world.now()).await.unwrap());
        assert_eq!(is_known().await, stays, "{removed:?}");
    }
    // The code, the refresh token and the session; then the revocation and what was noted of members.
    assert_eq!(removed, [0, 3, 1 + members]);
}
