//! The end of sessions: a log-out reaches them by whichever cookie a browser has kept, and whatever has become of the login,
//! the client or the company.

use std::time::Duration;

use reqwest::StatusCode;
use serde_json::{Value, json};
use storage::{Access as _, AsksToBeTold, ClientSession};
use tests::{INSTANCE, World, config};

use super::{
    cookie_jar::CookieJar,
    logout::{listener, logout_tokens},
    relying_party::{RelyingParty, client, exchange, get, parameters, web},
    sessions::claims,
    way_in::follow,
};
use crate::login_page::scan;

const BYE: &str = "https://grafana.example/bye";

async fn is_alive(party: &RelyingParty, tokens: &Value) -> bool {
    party.userinfo(&tokens["access_token"]).await.0 == StatusCode::OK
}

/// The tokens for what came back to the client.
async fn tokens(party: &RelyingParty, client_url: &str) -> Value {
    let (status, tokens) = party.exchange(&get(&parameters(client_url), "code").unwrap()).await;
    assert_eq!(status, StatusCode::OK, "{tokens}");
    tokens
}

#[tokio::test]
async fn a_log_out_by_any_cookie_that_a_session_ever_had_ends_all_that_it_became() {
    let party = RelyingParty::start().await;
    let mut kept = CookieJar::default();
    let back = kept.recognised(&party, &[]).await;
    let first = tokens(&party, &kept.follow(&party, &back).await).await;
    party.world.advance(Duration::from_secs(2)).await;
    let back = kept.recognised(&party, &[("prompt", "login")]).await;
    // The browser that keeps the cookie from before never sees this answer.
    let mut other = kept.clone();
    let second = tokens(&party, &other.follow(&party, &back).await).await;
    assert!(is_alive(&party, &first).await && is_alive(&party, &second).await);
    kept.post(&format!("{}/logout", party.issuer())).await;
    assert!(!is_alive(&party, &first).await && !is_alive(&party, &second).await);
    let me = other.get(&format!("{}/me", party.issuer())).await;
    assert_ne!(me.status(), StatusCode::OK, "nobody is in by the newer cookie either");
}

#[tokio::test]
async fn a_cookie_from_before_signs_nobody_in_and_its_log_out_is_asked_about_as_any_other() {
    let party = RelyingParty::start().await;
    let mut kept = CookieJar::default();
    let back = kept.recognised(&party, &[]).await;
    kept.follow(&party, &back).await;
    let back = kept.recognised(&party, &[("prompt", "login")]).await;
    let second = tokens(&party, &kept.clone().follow(&party, &back).await).await;
    assert_ne!(kept.get(&format!("{}/me", party.issuer())).await.status(), StatusCode::OK);
    let asked = kept.get(&party.endpoint("end_session")).await.text().await.unwrap();
    assert!(asked.contains("end_session/confirm"), "{asked}");
    kept.post(&party.endpoint("end_session/confirm")).await;
    assert!(!is_alive(&party, &second).await);
}

#[tokio::test]
async fn the_logins_of_two_tabs_that_end_at_once_are_one_session_and_one_log_out_ends_both() {
    let party = RelyingParty::start().await;
    let mut tab = CookieJar::default();
    let (one, other) = (tab.recognised(&party, &[]).await, tab.recognised(&party, &[]).await);
    // Neither has seen the other's answer when it asks.
    let (mut first, mut second) = (tab.clone(), tab.clone());
    let first = tokens(&party, &first.follow(&party, &one).await).await;
    let second_tokens = tokens(&party, &second.follow(&party, &other).await).await;
    assert!(is_alive(&party, &first).await, "they are one member's");
    second.post(&format!("{}/logout", party.issuer())).await;
    assert!(!is_alive(&party, &first).await && !is_alive(&party, &second_tokens).await);
}

#[tokio::test]
async fn a_login_of_the_same_user_in_another_company_continues_nothing_and_ends_the_one_before() {
    let party = RelyingParty::start().await;
    let world = &party.world;
    let other = world.sim.corp("另一企业", &["赵六"]).await;
    world.authorise(&world.suite, &other).await;
    let first = party.tokens(&[]).await;
    let (_, info) = party.userinfo(&first["access_token"]).await;
    let code = world.sim.oauth_code(&world.suite, &other, &other.members[0]).await;
    let bind = json!({ "userId": info["sub"], "corpId": other.id, "code": code });
    world.administrator().call(INSTANCE, "bind", bind).await.ok();
    world.advance(Duration::from_secs(2)).await;
    let request = party.request(&[("prompt", "login"), ("login_hint", &other.id)]);
    let (_, qr) = follow(&party, &party.browser, &request).await;
    let back = scan(world, &party.browser, &qr, &other.members[0]).await;
    let second = tokens(&party, &follow(&party, &party.browser, &back).await.1).await;
    let (one, another) = (claims(&first["id_token"]), claims(&second["id_token"]));
    assert_eq!(one["sub"], another["sub"], "it is one user");
    assert_ne!((&one["sid"], &one["corp_id"]), (&another["sid"], &another["corp_id"]));
    assert_ne!(one["sid"], another["sid"], "and another session");
    assert!(!is_alive(&party, &first).await && is_alive(&party, &second).await);
}

/// Switches the login on or off, and waits until that is so.
async fn switch(world: &World, is_active: bool) {
    let mut changed = config(&world.suite, &world.sim.provider_corp_id().await);
    changed["isActive"] = json!(is_active);
    world.folder.instance("auths.QywxProxyTemp", &changed);
    let is_so = async || {
        let shown = world.nobody().call(INSTANCE, "getLoginConfig", json!({})).await;
        shown.0["data"]["isActive"] == json!(is_active)
    };
    world.in_time(Duration::from_secs(5), "the change is read", is_so).await;
}

#[tokio::test]
async fn a_log_out_at_a_login_that_is_switched_off_ends_the_session_for_good() {
    let party = RelyingParty::start().await;
    for with_hint in [true, false] {
        let tokens = party.tokens(&[]).await;
        switch(&party.world, false).await;
        let hint = with_hint.then_some(("id_token_hint", tokens["id_token"].as_str().unwrap()));
        let query: Vec<_> = hint.into_iter().chain([("post_logout_redirect_uri", BYE)]).collect();
        let answer = party.browser.get(party.endpoint("end_session")).query(&query).send().await.unwrap();
        if with_hint {
            assert_eq!(answer.headers()["location"], BYE);
        } else {
            let page = answer.text().await.unwrap();
            assert!(page.contains("end_session/confirm"), "nothing has ended yet: {page}");
            let confirmed = party.browser.post(party.endpoint("end_session/confirm")).send().await.unwrap();
            assert!(confirmed.text().await.unwrap().contains("已退出"));
        }
        switch(&party.world, true).await;
        assert!(!is_alive(&party, &tokens).await, "with a hint: {with_hint}");
    }
}

#[tokio::test]
async fn the_id_token_of_a_client_that_was_switched_off_or_removed_ends_its_session_and_leads_nowhere() {
    for is_removed in [false, true] {
        let party = RelyingParty::with(|folder| client(folder, "Wiki", &web("wiki", json!({})))).await;
        let answer = party.answer(&[("client_id", "wiki")]).await;
        let (_, wiki) = party.token_as("wiki", &exchange(&get(&answer, "code").unwrap())).await;
        let grafana = party.tokens(&[]).await;
        let id = if is_removed { "other" } else { "wiki" };
        client(&party.world.folder, "Wiki", &web(id, json!({ "isActive": false })));
        let is_off = async || party.token_as("wiki", &exchange("x")).await.1["error"] == json!("invalid_client");
        party.world.in_time(Duration::from_secs(5), "the client is switched off", is_off).await;
        let hint = ("id_token_hint", wiki["id_token"].as_str().unwrap());
        let query = [hint, ("post_logout_redirect_uri", BYE)];
        let answer = party.browser.get(party.endpoint("end_session")).query(&query).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        assert!(answer.text().await.unwrap().contains("已退出"));
        assert!(!is_alive(&party, &grafana).await, "removed: {is_removed}");
    }
}

#[tokio::test]
async fn a_client_that_was_switched_off_hears_of_the_end_of_its_sessions_still() {
    let (address, mut told) = listener(&["200 OK"]).await;
    let wiki = |is_active: bool| web("wiki", json!({ "backchannelLogoutUri": address, "isActive": is_active }));
    let party = RelyingParty::with(|folder| client(folder, "Wiki", &wiki(true))).await;
    let answer = party.answer(&[("client_id", "wiki")]).await;
    let (_, tokens) = party.token_as("wiki", &exchange(&get(&answer, "code").unwrap())).await;
    client(&party.world.folder, "Wiki", &wiki(false));
    let is_off = async || party.token_as("wiki", &exchange("x")).await.1["error"] == json!("invalid_client");
    party.world.in_time(Duration::from_secs(5), "the client is switched off", is_off).await;
    party.browser.post(format!("{}/logout", party.issuer())).send().await.unwrap();
    let token = logout_tokens(&party, &mut told, 1).await.remove(0);
    assert_eq!(claims(&json!(token))["sid"], claims(&tokens["id_token"])["sid"]);
}

#[tokio::test]
async fn a_client_keeps_the_sid_that_it_was_told_first_and_the_log_out_names_it() {
    let (address, mut told) = listener(&["200 OK"]).await;
    let party = RelyingParty::with(|folder| {
        client(folder, "Wiki", &web("wiki", json!({ "backchannelLogoutUri": address })));
    })
    .await;
    let code = party.code(&[("client_id", "wiki")]).await;
    let listed = party.world.command(&["session", "list", "--json"]).await;
    let session: Value = serde_json::from_str(listed.lines().next().unwrap()).unwrap();
    let session_id = session["sessionId"].as_str().unwrap().to_owned();
    // As a version before wrote it, to which the session's id was its `sid`.
    let earlier = ClientSession {
        sid: session_id.clone(),
        session_id,
        client_id: "wiki".to_owned(),
        app: "acme.portal".to_owned(),
        sub: session["userId"].as_str().unwrap().to_owned(),
        attempts: 0,
        last_error: None,
    };
    let database = party.world.folder.open_database().await;
    database.client_sessions().add(&earlier, AsksToBeTold::Yes).await.unwrap();
    let (status, first) = party.token_as("wiki", &exchange(&code)).await;
    assert_eq!(status, StatusCode::OK, "{first}");
    let refresh = [("grant_type", "refresh_token"), ("refresh_token", first["refresh_token"].as_str().unwrap())];
    let (_, later) = party.token_as("wiki", &refresh).await;
    for tokens in [&first, &later] {
        assert_eq!(claims(&tokens["id_token"])["sid"], json!(earlier.sid));
    }
    party.browser.post(format!("{}/logout", party.issuer())).send().await.unwrap();
    let token = logout_tokens(&party, &mut told, 1).await.remove(0);
    assert_eq!(claims(&json!(token))["sid"], json!(earlier.sid));
}
