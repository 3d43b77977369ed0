//! Log-out by a client: when it is asked about, and where it leads.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
    sync::mpsc,
};

use super::relying_party::{RelyingParty, client, exchange, location, web};

const BYE: &str = "https://grafana.example/bye";

async fn end(party: &RelyingParty, query: &[(&str, &str)]) -> Response {
    party.browser.get(party.endpoint("end_session")).query(query).send().await.unwrap()
}

async fn is_signed_in(party: &RelyingParty) -> bool {
    party.browser.get(format!("{}/me", party.issuer())).send().await.unwrap().status() == StatusCode::OK
}

#[tokio::test]
async fn an_id_token_ends_its_session_even_when_it_has_expired_and_leads_back() {
    let party = RelyingParty::start().await;
    let tokens = party.tokens(&[]).await;
    party.world.advance(std::time::Duration::from_hours(1)).await;
    let hint = ("id_token_hint", tokens["id_token"].as_str().unwrap());
    let answer = end(&party, &[hint, ("post_logout_redirect_uri", BYE), ("state", "a b")]).await;
    assert_eq!(location(&answer), format!("{BYE}?state=a+b"));
    assert!(!is_signed_in(&party).await);
    assert_eq!(party.userinfo(&tokens["access_token"]).await.0, StatusCode::UNAUTHORIZED);
    let again = end(&party, &[hint, ("post_logout_redirect_uri", BYE)]).await;
    assert_eq!(location(&again), BYE, "also where nobody is logged in any more");
}

#[tokio::test]
async fn an_earlier_id_token_of_the_member_ends_the_session_at_the_browser_too() {
    let party = RelyingParty::start().await;
    let earlier = party.tokens(&[]).await;
    let newer = party.tokens(&[("prompt", "login")]).await;
    assert_eq!(party.userinfo(&newer["access_token"]).await.0, StatusCode::OK);
    let hint = ("id_token_hint", earlier["id_token"].as_str().unwrap());
    let answer = end(&party, &[hint, ("post_logout_redirect_uri", BYE)]).await;
    assert_eq!(location(&answer), BYE);
    assert!(!is_signed_in(&party).await);
    for tokens in [earlier, newer] {
        assert_eq!(party.userinfo(&tokens["access_token"]).await.0, StatusCode::UNAUTHORIZED);
    }
}

#[tokio::test]
async fn without_a_good_hint_the_member_is_asked_and_nobody_is_sent_anywhere() {
    let party = RelyingParty::start().await;
    let tokens = party.tokens(&[]).await;
    let hint = tokens["id_token"].as_str().unwrap();
    let unsigned = format!("{}.", hint.rsplit_once('.').unwrap().0);
    let cases: [&[(&str, &str)]; 6] = [
        &[],
        &[("client_id", "grafana"), ("post_logout_redirect_uri", BYE)],
        &[("id_token_hint", "no.id.token"), ("post_logout_redirect_uri", BYE)],
        &[("id_token_hint", &unsigned), ("post_logout_redirect_uri", BYE)],
        &[("id_token_hint", tokens["access_token"].as_str().unwrap()), ("post_logout_redirect_uri", BYE)],
        &[("id_token_hint", hint), ("client_id", "gitlab"), ("post_logout_redirect_uri", BYE)],
    ];
    for query in cases {
        let answer = end(&party, query).await;
        assert_eq!(answer.status(), StatusCode::OK, "{query:?}");
        assert!(answer.text().await.unwrap().contains("end_session/confirm"), "{query:?}");
        assert!(is_signed_in(&party).await);
    }
    let confirmed = party.browser.post(party.endpoint("end_session/confirm")).send().await.unwrap();
    assert_eq!(confirmed.status(), StatusCode::OK);
    assert!(!is_signed_in(&party).await);
    let bare = end(&party, &[]).await;
    assert!(bare.status() == StatusCode::OK && bare.text().await.unwrap().contains("你已退出登录"));
}

#[tokio::test]
async fn an_address_that_is_not_registered_letter_for_letter_is_never_led_to() {
    let party = RelyingParty::start().await;
    for uri in
        ["https://evil.example/", "https://grafana.example/bye/", "https://grafana.example/bye?x", "//grafana.example"]
    {
        let tokens = party.tokens(&[]).await;
        let hint = ("id_token_hint", tokens["id_token"].as_str().unwrap());
        let answer = end(&party, &[hint, ("post_logout_redirect_uri", uri)]).await;
        assert_eq!(answer.status(), StatusCode::OK, "{uri}");
        assert!(!is_signed_in(&party).await, "{}", json!(uri));
    }
}

#[tokio::test]
async fn a_log_out_that_is_asked_for_in_a_form_ends_the_session_and_no_token_stands_in_an_address() {
    let party = RelyingParty::start().await;
    let tokens = party.tokens(&[]).await;
    let hint = tokens["id_token"].as_str().unwrap();
    let form = [("id_token_hint", hint), ("post_logout_redirect_uri", BYE), ("state", "a b")];
    let post = party.browser.post(party.endpoint("end_session")).form(&form);
    let foreign = post.header("sec-fetch-site", "cross-site").header("sec-fetch-mode", "navigate");
    let on = location(&foreign.send().await.unwrap());
    assert!(on.starts_with("/acme/portal/oidc/end_session?request=") && on.len() < 120, "{on}");
    let ended = party.browser.get(format!("{}{on}", party.world.server.url)).send().await.unwrap();
    assert_eq!(location(&ended), format!("{BYE}?state=a+b"));
    assert!(!is_signed_in(&party).await);
    let again = party.browser.get(format!("{}{on}", party.world.server.url)).send().await.unwrap();
    assert_eq!(again.status(), StatusCode::OK, "it leads on once");

    party.code(&[]).await;
    let unproved = party.browser.post(party.endpoint("end_session")).form(&[("id_token_hint", "x")]);
    let on = location(&unproved.send().await.unwrap());
    assert_eq!(on, "/acme/portal/oidc/end_session");
    let asked = party.browser.get(format!("{}{on}", party.world.server.url)).send().await.unwrap();
    assert!(asked.text().await.unwrap().contains("end_session/confirm") && is_signed_in(&party).await);
}

#[tokio::test]
async fn another_member_s_id_token_ends_nothing_without_a_question() {
    let party = RelyingParty::start().await;
    let tokens = party.tokens(&[]).await;
    party.world.advance(Duration::from_secs(2)).await;
    party.go_on(party.authorize(&[("prompt", "login")]).await, 1).await;
    let hint = ("id_token_hint", tokens["id_token"].as_str().unwrap());
    let answer = end(&party, &[hint, ("post_logout_redirect_uri", BYE)]).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert!(answer.text().await.unwrap().contains("end_session/confirm") && is_signed_in(&party).await);
}

/// A client's address that answers these statuses, one after the other; answers where it is and what comes to it.
pub(super) async fn listener(statuses: &'static [&'static str]) -> (String, mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/logout", listener.local_addr().unwrap());
    let (sender, receiver) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        for status in statuses {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = Vec::new();
            while !is_whole(&request) {
                let mut piece = [0; 4096];
                let read = stream.read(&mut piece).await.unwrap();
                request.extend_from_slice(&piece[..read]);
            }
            let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            stream.write_all(answer.as_bytes()).await.unwrap();
            sender.send(String::from_utf8(request).unwrap()).unwrap();
        }
    });
    (address, receiver)
}

/// The log-out tokens that come to a listener while the time passes.
pub(super) async fn logout_tokens(
    party: &RelyingParty,
    told: &mut mpsc::UnboundedReceiver<String>,
    number: usize,
) -> Vec<String> {
    let mut tokens = Vec::new();
    for _ in 0..60 {
        party.world.advance(Duration::from_secs(6)).await;
        if let Ok(Some(request)) = tokio::time::timeout(Duration::from_millis(300), told.recv()).await {
            tokens.push(request.split("logout_token=").nth(1).unwrap().to_owned());
        }
        if tokens.len() == number {
            return tokens;
        }
    }
    panic!("{} of {number} log-outs were told", tokens.len());
}

fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request).to_lowercase();
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length =
        head.split("content-length: ").nth(1).and_then(|rest| rest.lines().next()).and_then(|it| it.parse().ok());
    length.is_some_and(|length: usize| body.len() >= length)
}

#[tokio::test]
async fn a_client_is_told_of_the_end_of_a_session_however_it_comes_until_it_takes_it() {
    let (address, mut told) = listener(&["503 Later", "200 OK", "200 OK", "200 OK"]).await;
    let party = RelyingParty::with(|folder| {
        client(folder, "Wiki", &web("wiki", json!({ "backchannelLogoutUri": address })));
    })
    .await;
    let code = party.code(&[("client_id", "wiki")]).await;
    let (_, tokens) = party.token_as("wiki", &exchange(&code)).await;
    let claims = |token: &str| -> Value {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap()).unwrap()
    };
    let id_token = claims(tokens["id_token"].as_str().unwrap());
    party.world.command(&["session", "end", "--corp", &party.corp.id]).await;
    let tokens = logout_tokens(&party, &mut told, 2).await;
    let logout = claims(&tokens[1]);
    assert_eq!((&logout["sid"], &logout["sub"]), (&id_token["sid"], &id_token["sub"]));
    assert_eq!((&logout["aud"], &logout["iss"]), (&json!("wiki"), &json!(party.issuer())));
    assert!(
        logout["events"]["http://schemas.openid.net/event/backchannel-logout"].is_object()
            && logout.get("nonce").is_none()
    );
    assert!(logout["jti"].is_string() && logout["exp"].is_number(), "{logout}");
    for _ in 0..3 {
        party.world.advance(Duration::from_mins(1)).await;
    }
    assert!(told.try_recv().is_err(), "what was taken is not sent again");
}

#[tokio::test]
async fn whichever_way_a_session_ends_its_clients_are_told() {
    for cause in ["log-out", "leaver", "cancelled company", "disabled user"] {
        let (address, mut told) = listener(&["200 OK"]).await;
        let party = RelyingParty::with(|folder| {
            client(folder, "Wiki", &web("wiki", json!({ "backchannelLogoutUri": address })));
        })
        .await;
        let code = party.code(&[("client_id", "wiki")]).await;
        let (_, tokens) = party.token_as("wiki", &exchange(&code)).await;
        let world = &party.world;
        // WeCom tells the time of an event in whole seconds.
        world.advance(Duration::from_secs(2)).await;
        match cause {
            "log-out" => _ = party.browser.post(format!("{}/logout", party.issuer())).send().await.unwrap(),
            "leaver" => {
                world.sim.remove_member(&party.corp, &party.corp.members[0]).await;
                // Where WeCom pushes nothing, the member is asked about when they come back after an hour.
                world.advance(Duration::from_mins(61)).await;
                party.browser.get(format!("{}/me", party.issuer())).send().await.unwrap();
            }
            "cancelled company" => _ = world.sim.app(&world.suite, &party.corp, "cancel", json!({})).await,
            _ => {
                let user = party.userinfo(&tokens["access_token"]).await.1["sub"].as_str().unwrap().to_owned();
                world.command(&["user", "disable", &user]).await;
            }
        }
        world.settled().await;
        assert_eq!(logout_tokens(&party, &mut told, 1).await.len(), 1, "{cause}");
    }
}

#[tokio::test]
async fn a_log_out_that_a_client_did_not_take_is_shown_with_the_reason_until_it_takes_it() {
    let (address, mut told) = listener(&["503 Later", "200 OK"]).await;
    let party = RelyingParty::with(|folder| {
        client(folder, "Wiki", &web("wiki", json!({ "backchannelLogoutUri": address })));
    })
    .await;
    let code = party.code(&[("client_id", "wiki")]).await;
    party.token_as("wiki", &exchange(&code)).await;
    let shown = async |state: &str| {
        let args = json!({ "state": state });
        let listed = party.world.administrator().call("services/SessionSvc", "listLogouts", args).await.ok();
        listed["logouts"].as_array().unwrap().clone()
    };
    assert!(shown("waiting").await.is_empty(), "the session goes on");
    party.world.command(&["session", "end", "--corp", &party.corp.id]).await;
    logout_tokens(&party, &mut told, 1).await;
    let failed = async || shown("waiting").await.first().is_some_and(|entry| entry["lastError"] == "HTTP 503");
    party.world.until("the failure is noted", failed).await;
    let waiting = shown("waiting").await.remove(0);
    assert_eq!((&waiting["clientId"], &waiting["attempts"]), (&json!("wiki"), &json!(1)), "{waiting}");
    assert!(waiting["nextAttemptAt"].is_string() && !waiting.to_string().contains("logout_token"));
    let listed = party.world.command(&["session", "logouts", "--json", "--state", "waiting"]).await;
    assert!(listed.contains("HTTP 503") && listed.contains("wiki"), "{listed}");
    logout_tokens(&party, &mut told, 1).await;
    party.world.until("it is taken", async || shown("taken").await.len() == 1).await;
    assert!(shown("waiting").await.is_empty());
    let unknown = json!({ "state": "lost" });
    party.world.administrator().call("services/SessionSvc", "listLogouts", unknown).await.refusal();
}
