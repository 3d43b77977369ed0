//! Signing in, staying signed in, and the waits of those who guess.

use std::time::Duration;

use reqwest::StatusCode;
use tests::World;

use super::staff::{PASSWORD, Staff, link};

#[tokio::test]
async fn whoever_is_invited_becomes_an_administrator_once_and_the_link_is_gone() {
    let world = World::start().await;
    let nobody = Staff::nobody(&world);
    let link = link(&world, "kim", "owner").await;
    let token = link.split_once("link=").unwrap().1.to_owned();
    assert!(nobody.get(&link).await.shown().contains("<svg class=\"qr\""));
    let short = [("link", token.as_str()), ("name", "kim"), ("password", "short"), ("code", "000000")];
    let refused = nobody.post("/console/welcome", &short).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text);
    let wrong = [("link", token.as_str()), ("name", "kim"), ("password", PASSWORD), ("code", "000000")];
    assert_eq!(nobody.post("/console/welcome", &wrong).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let kim = Staff::new(&world, "kim", "owner").await;
    assert!(kim.get("/console").await.shown().contains("kim"));
    assert!(kim.did("administrator accept").await);
    // The other link, of the same name, was for a new one: it came too late.
    let secret = nobody.get(&link).await;
    let secret = secret.between("<p class=\"secret\">", "</p>");
    let code = administration::totp::code(secret, clock::Clock::now(&world.clock)).unwrap();
    let late = [("link", token.as_str()), ("name", "kim"), ("password", PASSWORD), ("code", &code)];
    assert_eq!(nobody.post("/console/welcome", &late).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    world.clock.advance(Duration::from_mins(16));
    assert_eq!(nobody.get(&link).await.status, StatusCode::GONE);
}

#[tokio::test]
async fn a_new_link_of_somebody_who_is_there_renews_what_they_prove_themselves_by_and_ends_their_sessions() {
    let world = World::start().await;
    let before = Staff::new(&world, "kim", "owner").await;
    let after = Staff::new(&world, "kim", "auditor").await;
    assert!(before.get("/console").await.leads_to().starts_with("/console/sign-in"));
    let page = after.get("/console").await.shown();
    assert!(page.contains("所有者"), "the role stays: {page}");
}

#[tokio::test]
async fn a_session_ends_when_it_is_not_used_and_after_twelve_hours_and_when_one_signs_out() {
    let world = World::start().await;
    let kim = Staff::new(&world, "kim", "operator").await;
    for _ in 0..25 {
        kim.get("/console/settings").await.shown();
        world.clock.advance(Duration::from_mins(29));
    }
    assert!(kim.get("/console/settings").await.leads_to().starts_with("/console/sign-in"), "twelve hours are over");
    assert_eq!(kim.sign_in(PASSWORD).await.leads_to(), "/console");
    world.clock.advance(Duration::from_mins(31));
    let away = kim.get("/console/audit?actor=kim").await;
    assert_eq!(away.leads_to(), "/console/sign-in?next=%2Fconsole%2Faudit%3Factor%3Dkim");
    assert_eq!(kim.sign_in(PASSWORD).await.leads_to(), "/console");
    assert_eq!(kim.post("/console/sign-out", &[]).await.leads_to(), "/console/sign-in");
    assert!(kim.get("/console").await.leads_to().starts_with("/console/sign-in"));
    assert!(kim.did("console sign-in").await && kim.did("console sign-out").await);
}

#[tokio::test]
async fn a_code_is_good_once_and_neither_a_wrong_password_nor_a_stranger_tells_which_was_wrong() {
    let world = World::start().await;
    let kim = Staff::new(&world, "kim", "operator").await;
    world.clock.advance(Duration::from_mins(1));
    assert_eq!(kim.sign_in(PASSWORD).await.leads_to(), "/console");
    let again = kim.sign_in(PASSWORD).await;
    assert_eq!(again.status, StatusCode::UNAUTHORIZED, "the code was used: {}", again.text);
    let stranger = Staff::nobody(&world);
    let unknown = [("name", "nobody"), ("password", PASSWORD), ("code", "123456")];
    let unknown = stranger.post("/console/sign-in", &unknown).await;
    assert_eq!(
        (again.status, again.between("role=\"alert\">", "<")),
        (unknown.status, unknown.between("role=\"alert\">", "<"))
    );
}

#[tokio::test]
async fn wrong_attempts_wait_ever_longer_and_the_trail_has_an_alarm_that_names_no_typed_name() {
    let world = World::start().await;
    let kim = Staff::new(&world, "kim", "operator").await;
    for _ in 0..3 {
        assert_eq!(kim.sign_in("wrong wrong wrong").await.status, StatusCode::UNAUTHORIZED);
    }
    let waits = kim.sign_in(PASSWORD).await;
    assert_eq!(waits.status, StatusCode::TOO_MANY_REQUESTS, "{}", waits.text);
    for seconds in [3, 5] {
        world.clock.advance(Duration::from_secs(seconds));
        assert_eq!(kim.sign_in("wrong wrong wrong").await.status, StatusCode::UNAUTHORIZED);
    }
    let trail = kim.trail().await;
    let count = |action: &str| trail.iter().filter(|(own, _)| own == action).count();
    assert_eq!((count("console sign-in refused"), count("console alarm")), (5, 1), "{trail:?}");
    world.clock.advance(Duration::from_mins(1));
    assert_eq!(kim.sign_in(PASSWORD).await.leads_to(), "/console", "who waits comes in");
    let secret = [("name", "my-password-in-the-wrong-field"), ("password", "x"), ("code", "123456")];
    Staff::nobody(&world).post("/console/sign-in", &secret).await;
    let told = world.command(&["audit", "list", "--json"]).await;
    assert!(!told.contains("wrong-field"), "{told}");
}

#[tokio::test]
async fn a_form_that_another_site_sends_does_nothing_and_a_next_leads_nowhere_else() {
    let world = World::start().await;
    let kim = Staff::new(&world, "kim", "owner").await;
    for path in ["/console/sign-out", "/console/keys/reseal", "/console/preferences", "/console/sign-in"] {
        assert_eq!(kim.post_from_elsewhere(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    kim.get("/console").await.shown();
    for elsewhere in ["https://evil.example/", "//evil.example/", "/console/../x\\", "/consolevil", "/console\n"] {
        let to = kim.post("/console/preferences", &[("next", elsewhere), ("language", "en")]).await;
        let to = to.leads_to();
        assert!(to.starts_with("/console") && !to.contains("evil"), "{elsewhere:?}: {to}");
    }
}
