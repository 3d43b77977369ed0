//! Things that must not be found: tokens in the database, anything expired after housekeeping.

use accounts::NewToken;
use login_type::{Accounts as _, Platform, SecretText};
use storage::Access as _;

use crate::world::{APP, CORP, Everything, World, app, grant};

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
