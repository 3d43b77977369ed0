//! Tokens that nobody here signed, and the keys of clients (RFC 7523; RFC 8725).

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use clock::Clock as _;
use reqwest::StatusCode;
use ring::hmac;
use serde_json::{Value, json};

use super::{
    client_keys::{Key, part},
    relying_party::{RelyingParty, client, read, web},
};

fn claims(token: &str) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap()).unwrap()
}

/// The tokens that somebody makes of a true one without the private key.
async fn forgeries(party: &RelyingParty, token: &str) -> Vec<String> {
    let header: Value =
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').next().unwrap()).unwrap()).unwrap();
    let of = |algorithm: &str| {
        let mut header = header.clone();
        header["alg"] = json!(algorithm);
        format!("{}.{}", part(&header), part(&claims(token)))
    };
    let keys = read(party.world.http.get(party.endpoint("jwks")).send().await.unwrap()).await.1;
    let mut forged = vec![format!("{}.", of("none")), format!("{}.", of("None")), format!("{}.x", of("ES256"))];
    for key in keys["keys"].as_array().unwrap() {
        for secret in [key.to_string(), key["n"].to_string(), key["x"].to_string()] {
            let message = of("HS256");
            let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()), message.as_bytes());
            forged.push(format!("{message}.{}", URL_SAFE_NO_PAD.encode(tag)));
        }
    }
    forged
}

#[tokio::test]
async fn a_token_without_our_signature_opens_nothing() {
    let party = RelyingParty::start().await;
    let tokens = party.tokens(&[]).await;
    for forged in forgeries(&party, tokens["access_token"].as_str().unwrap()).await {
        assert_eq!(party.userinfo(&json!(forged)).await.0, StatusCode::UNAUTHORIZED, "{forged}");
    }
    // Tokens of another kind, signed by our own keys.
    for kind in ["id_token", "refresh_token"] {
        assert_eq!(party.userinfo(&tokens[kind]).await.0, StatusCode::UNAUTHORIZED, "{kind}");
    }
    for forged in forgeries(&party, tokens["id_token"].as_str().unwrap()).await {
        let query = [("id_token_hint", forged.as_str()), ("post_logout_redirect_uri", "https://grafana.example/bye")];
        let answer = party.browser.get(party.endpoint("end_session")).query(&query).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{forged}");
    }
    assert_eq!(party.userinfo(&tokens["access_token"]).await.0, StatusCode::OK);
}

#[tokio::test]
async fn a_client_s_own_key_proves_it_once_for_this_issuer_and_moment() {
    let (key, other) = (Key::new("1"), Key::new("1"));
    let party = RelyingParty::with(|folder| {
        let changes = json!({
            "clientSecrets": [], "tokenEndpointAuthMethod": "private_key_jwt", "jwks": { "keys": [key.public()] },
        });
        client(folder, "Keyed", &web("keyed", changes));
    })
    .await;
    let now = party.world.clock.now().as_secs();
    let good = |id: &str| json!({ "iss": "keyed", "sub": "keyed", "aud": party.issuer(), "jti": id, "iat": now, "exp": now + 60 });
    let ask = async |assertion: String| {
        let form = [
            ("grant_type", "refresh_token"),
            ("refresh_token", "x"),
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            ("client_assertion", &assertion),
        ];
        let answer = read(party.world.http.post(party.endpoint("token")).form(&form).send().await.unwrap()).await;
        answer.1["error"].as_str().unwrap().to_owned()
    };
    let proved = "invalid_grant";
    let first = key.sign(&good("1"));
    assert_eq!(ask(first.clone()).await, proved);
    assert_eq!(ask(first).await, "invalid_client", "a replay");
    let mut at_token = good("2");
    at_token["aud"] = json!([party.endpoint("token"), "https://else.example"]);
    assert_eq!(ask(key.sign(&at_token)).await, proved);
    let changes = [
        ("jti", Value::Null),
        ("aud", json!("https://else.example")),
        ("iss", json!("grafana")),
        ("sub", json!("grafana")),
        ("exp", json!(now - 120)),
        ("exp", json!(now + 90_000)),
        ("exp", Value::Null),
        ("nbf", json!(now + 600)),
    ];
    for (name, value) in changes {
        let mut claims = good(&format!("{name} {value}"));
        claims[name] = value.clone();
        party.world.advance(Duration::from_secs(1)).await;
        assert_eq!(ask(key.sign(&claims)).await, "invalid_client", "{name} {value}");
    }
    assert_eq!(ask(other.sign(&good("3"))).await, "invalid_client");
    let unsigned = format!("{}.{}.", part(&json!({ "alg": "none" })), part(&good("4")));
    assert_eq!(ask(unsigned).await, "invalid_client");
}
