//! Keys and tokens in the console: for owners, who proved themselves lately.

use std::time::Duration;

use reqwest::StatusCode;
use serde_json::json;
use tests::World;

use super::staff::{PASSWORD, Staff};

#[tokio::test]
async fn keys_are_rotated_and_resealed_by_an_owner_who_proved_themselves_again() {
    let world = World::start().await;
    let kim = Staff::new(&world, "kim", "owner").await;
    world.clock.advance(Duration::from_mins(11));
    assert_eq!(kim.get("/console/keys/rotate").await.leads_to(), "/console/confirm?next=%2Fconsole%2Fkeys%2Frotate");
    let wrong = [("password", "wrong wrong wrong"), ("code", "000000"), ("next", "/console/keys/rotate")];
    assert_eq!(kim.post("/console/confirm", &wrong).await.status, StatusCode::UNAUTHORIZED);
    let code = kim.code();
    let proof = [("password", PASSWORD), ("code", code.as_str()), ("next", "/console/keys/rotate")];
    assert_eq!(kim.post("/console/confirm", &proof).await.leads_to(), "/console/keys/rotate");
    kim.get("/console/keys/rotate").await.shown();
    let mistyped = kim.post("/console/keys/rotate", &[("confirm", "yes")]).await;
    assert_eq!(mistyped.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!kim.did("key rotate").await);
    kim.post("/console/keys/rotate", &[("confirm", "rotate")]).await.shown();
    assert!(kim.did("key rotate").await);
    assert!(kim.post("/console/keys/reseal", &[]).await.shown().contains("已重新加密"));
    assert!(kim.did("key reseal").await);
    world.clock.advance(Duration::from_mins(29));
    kim.get("/console").await.shown();
    world.clock.advance(Duration::from_mins(2));
    let late = kim.post_from("/console/keys", "/console/keys/reseal", &[]).await;
    assert_eq!(late.leads_to(), "/console/confirm?next=%2Fconsole%2Fkeys", "the page of the button is come back to");
}

#[tokio::test]
async fn a_token_is_shown_once_works_and_is_revoked() {
    let world = World::start().await;
    let kim = Staff::new(&world, "kim", "owner").await;
    let fields = [("name", "pipeline"), ("days", "7"), ("scope", "read"), ("app", "")];
    let page = kim.post("/console/tokens", &fields).await;
    let token = page.between("<p class=\"secret\">", "</p>").to_owned();
    let call = async || world.nobody().with_token(&token).call("services/UserSvc", "list", json!({})).await.is_ok();
    assert!(token.starts_with("wlp_") && call().await);
    let list = kim.get("/console/tokens").await.shown();
    assert!(list.contains("pipeline") && !list.contains(&token), "{list}");
    for (field, value) in [("days", "0"), ("app", "no.such"), ("scope", "")] {
        let mut wrong = fields;
        wrong.iter_mut().filter(|(name, _)| *name == field).for_each(|(_, old)| *old = value);
        assert_eq!(kim.post("/console/tokens", &wrong).await.status, StatusCode::BAD_REQUEST, "{field}");
    }
    let id = token.split('_').nth(1).unwrap();
    kim.post(&format!("/console/tokens/{id}/revoke"), &[]).await.leads_to();
    assert!(!call().await);
}
