//! Several logins and clients at a browser: whose session goes on, who hears of its end, and by which id clients know it.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::{
    logout::{listener, logout_tokens},
    relying_party::{RelyingParty, client, exchange, get, location, parameters, web},
};

/// The claims of a token, which nobody verifies here.
pub(super) fn claims(token: &Value) -> Value {
    let part = token.as_str().unwrap().split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

/// The tokens of a client for the member of this number.
async fn tokens(party: &RelyingParty, client: &str, changes: &[(&str, &str)], member: usize) -> Value {
    let changes = [&[("client_id", client)], changes].concat();
    let answer = party.go_on(party.authorize(&changes).await, member).await;
    let code = get(&parameters(&location(&answer)), "code").unwrap();
    let (status, tokens) = party.token_as(client, &exchange(&code)).await;
    assert_eq!(status, StatusCode::OK, "{tokens}");
    tokens
}

async fn is_alive(party: &RelyingParty, tokens: &Value) -> bool {
    party.userinfo(&tokens["access_token"]).await.0 == StatusCode::OK
}

async fn with_wiki(changes: Value) -> RelyingParty {
    RelyingParty::with(|folder| client(folder, "Wiki", &web("wiki", changes))).await
}

#[tokio::test]
async fn a_member_who_logs_in_anew_for_one_client_stays_in_at_the_others_until_the_session_ends() {
    let (address, mut told) = listener(&["200 OK"]).await;
    let party = with_wiki(json!({ "backchannelLogoutUri": address })).await;
    let wiki = tokens(&party, "wiki", &[], 0).await;
    party.world.advance(Duration::from_secs(2)).await;
    let grafana = tokens(&party, "grafana", &[("prompt", "login")], 0).await;
    assert!(is_alive(&party, &wiki).await, "another client's wish for a login takes nothing from it");
    let refresh = [("grant_type", "refresh_token"), ("refresh_token", wiki["refresh_token"].as_str().unwrap())];
    let (status, wiki) = party.token_as("wiki", &refresh).await;
    assert_eq!(status, StatusCode::OK, "{wiki}");
    let again = tokens(&party, "wiki", &[], 0).await;
    let (before, after) = (claims(&wiki["id_token"]), claims(&again["id_token"]));
    assert_eq!(before["sid"], after["sid"], "it is one session to the client");
    assert!(before["auth_time"].as_i64() < after["auth_time"].as_i64(), "{before} {after}");

    party.browser.post(format!("{}/logout", party.issuer())).send().await.unwrap();
    for tokens in [&wiki, &grafana, &again] {
        assert!(!is_alive(&party, tokens).await);
    }
    let token = logout_tokens(&party, &mut told, 1).await.remove(0);
    assert_eq!(claims(&json!(token))["sid"], before["sid"]);
    for _ in 0..3 {
        party.world.advance(Duration::from_mins(1)).await;
    }
    assert!(told.try_recv().is_err(), "it is told once");
}

#[tokio::test]
async fn the_first_login_s_session_ends_too_when_an_operator_ends_the_last_one_s_by_its_id() {
    let party = RelyingParty::start().await;
    let first = party.tokens(&[]).await;
    party.world.advance(Duration::from_secs(2)).await;
    let last = party.tokens(&[("prompt", "login")]).await;
    let listed = party.world.command(&["session", "list", "--json"]).await;
    let newest: Value = listed.lines().map(|line| serde_json::from_str(line).unwrap()).next().unwrap();
    let id = newest["sessionId"].as_str().unwrap();
    party.world.administrator().call("services/SessionSvc", "end", json!({ "sessionId": id })).await.ok();
    assert!(!is_alive(&party, &first).await && !is_alive(&party, &last).await);
}

#[tokio::test]
async fn somebody_else_s_login_at_the_browser_ends_the_session_there_and_its_clients_are_told() {
    let (address, mut told) = listener(&["200 OK"]).await;
    let party = with_wiki(json!({ "backchannelLogoutUri": address })).await;
    let first = tokens(&party, "wiki", &[], 0).await;
    party.world.advance(Duration::from_secs(2)).await;
    let second = tokens(&party, "grafana", &[("prompt", "login")], 1).await;
    assert!(!is_alive(&party, &first).await && is_alive(&party, &second).await);
    let token = logout_tokens(&party, &mut told, 1).await.remove(0);
    assert_eq!(claims(&json!(token))["sub"], claims(&first["id_token"])["sub"]);
}

#[tokio::test]
async fn clients_of_two_sectors_find_nothing_in_their_tokens_that_tells_them_it_is_one_person() {
    let party = RelyingParty::with(|folder| {
        for (name, id, sector) in [("A", "a", "one.example"), ("B", "b", "one.example"), ("C", "c", "two.example")] {
            let pairwise = json!({ "subjectType": "pairwise", "sectorIdentifier": sector });
            client(folder, name, &web(id, pairwise));
        }
    })
    .await;
    let scope = [("scope", "openid offline_access")];
    let (a, b) = (tokens(&party, "a", &scope, 0).await, tokens(&party, "b", &scope, 0).await);
    let c = tokens(&party, "c", &scope, 0).await;
    assert_eq!(claims(&a["id_token"])["sid"], claims(&b["id_token"])["sid"]);
    let of_session = ["iss", "app", "aud", "scope", "iat", "exp", "auth_time", "nonce"];
    for kind in ["id_token", "access_token"] {
        let (one, other) = (claims(&a[kind]), claims(&c[kind]));
        for (name, value) in one.as_object().unwrap() {
            let tells_nothing = of_session.contains(&name.as_str());
            assert!(tells_nothing || other[name] != *value, "{kind}: {name} is {value} for both");
        }
    }
    assert!(is_alive(&party, &a).await && is_alive(&party, &c).await);
}
