//! Scopes and departments that are taken away, and what they take from tokens that were given before.

use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::{
    relying_party::{RelyingParty, client, exchange, get, web},
    sessions::claims,
};

async fn wiki_tokens(party: &RelyingParty) -> Value {
    let answer = party.answer(&[("client_id", "wiki")]).await;
    let (status, tokens) = party.token_as("wiki", &exchange(&get(&answer, "code").unwrap())).await;
    assert_eq!(status, StatusCode::OK, "{tokens}");
    tokens
}

async fn refresh(party: &RelyingParty, tokens: &Value) -> (StatusCode, Value) {
    let form = [("grant_type", "refresh_token"), ("refresh_token", tokens["refresh_token"].as_str().unwrap())];
    party.token_as("wiki", &form).await
}

/// Leaves the client these scopes, and waits until they count.
async fn leave(party: &RelyingParty, scopes: &[&str], token: &Value) {
    client(&party.world.folder, "Wiki", &web("wiki", json!({ "scopes": scopes })));
    let counts = async || {
        let asked =
            party.world.http.post(party.endpoint("introspect")).basic_auth("wiki", Some(super::relying_party::SECRET));
        let told: Value = asked.form(&[("token", token.as_str().unwrap())]).send().await.unwrap().json().await.unwrap();
        told["scope"].as_str().is_some_and(|told| told.split(' ').count() == scopes.len())
    };
    party.world.in_time(Duration::from_secs(5), "the change is read", counts).await;
}

#[tokio::test]
async fn a_scope_that_a_client_may_not_have_any_more_opens_nothing_by_tokens_from_before() {
    let party = RelyingParty::with(|folder| client(folder, "Wiki", &web("wiki", json!({})))).await;
    let tokens = wiki_tokens(&party).await;
    let info = async |tokens: &Value| party.userinfo(&tokens["access_token"]).await.1;
    assert!(info(&tokens).await["email"].is_string() && info(&tokens).await["groups"].is_array());
    leave(&party, &["openid", "profile", "offline_access"], &tokens["access_token"]).await;
    let told = info(&tokens).await;
    assert!(told["userid"].is_string() && told.get("email").is_none() && told.get("groups").is_none(), "{told}");
    let (status, narrow) = refresh(&party, &tokens).await;
    assert_eq!((status, &narrow["scope"]), (StatusCode::OK, &json!("offline_access openid profile")));
    assert!(claims(&narrow["id_token"]).get("email").is_none(), "{narrow}");

    leave(&party, &["openid", "profile"], &narrow["access_token"]).await;
    let (status, refused) = refresh(&party, &narrow).await;
    assert_eq!((status, refused["error"].as_str()), (StatusCode::BAD_REQUEST, Some("invalid_grant")), "{refused}");
    assert!(refused["error_description"].as_str().unwrap().contains("offline_access"), "{refused}");
    leave(&party, &["openid", "profile", "email", "groups", "offline_access"], &tokens["access_token"]).await;
    assert_eq!(refresh(&party, &narrow).await.0, StatusCode::OK, "the refusal did not spend it");
}

#[tokio::test]
async fn a_refresh_is_judged_by_the_departments_that_wecom_tells_now() {
    let party = RelyingParty::with(|folder| {
        client(folder, "Wiki", &web("wiki", json!({ "allowedDepartments": ["2"] })));
    })
    .await;
    // WeCom pushes nothing of it: the member is asked about after an hour.
    let moves_to = async |department: u32| {
        let path = format!("corps/{}/members/{}", party.corp.id, party.corp.members[0]);
        party.world.sim.call(Method::PATCH, &path, json!({ "department": [department] })).await;
        party.world.settled().await;
    };
    moves_to(2).await;
    let tokens = wiki_tokens(&party).await;
    moves_to(3).await;
    party.world.advance(Duration::from_mins(61)).await;
    let (status, refused) = refresh(&party, &tokens).await;
    assert_eq!((status, refused["error"].as_str()), (StatusCode::BAD_REQUEST, Some("invalid_grant")), "{refused}");
    assert!(refused["error_description"].as_str().unwrap().contains("departments"), "{refused}");
    moves_to(2).await;
    party.world.advance(Duration::from_mins(61)).await;
    let (status, fresh) = refresh(&party, &tokens).await;
    assert_eq!(status, StatusCode::OK, "the first refresh after the move back: {fresh}");

    party.world.sim.remove_member(&party.corp, &party.corp.members[0]).await;
    party.world.advance(Duration::from_mins(61)).await;
    let (status, left) = refresh(&party, &fresh).await;
    assert_eq!((status, left["error"].as_str()), (StatusCode::BAD_REQUEST, Some("invalid_grant")), "{left}");
    assert!(!left["error_description"].as_str().unwrap().contains("departments"), "another reason: {left}");
}
