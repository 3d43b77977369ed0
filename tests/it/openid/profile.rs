//! The requests of the OpenID Foundation's test modules for the Basic OP and RP-Initiated Logout profiles, by this server's own
//! eyes: what each gives and where each leads.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::{
    relying_party::{REDIRECT_URI, RelyingParty, SECRET, client, exchange, get, location, parameters, read, web},
    sessions::claims,
};

const BYE: &str = "https://grafana.example/bye";

fn header(token: &Value) -> Value {
    let part = token.as_str().unwrap().split('.').next().unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

#[tokio::test]
async fn each_scope_gives_its_claims_in_userinfo_and_id_token_in_any_order_and_nothing_more() {
    let party = RelyingParty::start().await;
    let profile = ["name", "preferred_username", "corp_id", "corp_name", "userid"];
    let email = ["email", "email_verified"];
    let cases: [(&str, &[&[&str]]); 9] = [
        ("openid", &[]),
        ("openid profile", &[&profile]),
        ("openid email", &[&email]),
        ("openid address", &[]),
        ("openid phone", &[]),
        ("openid groups", &[&["groups"]]),
        ("openid profile email address phone", &[&profile, &email]),
        ("email profile openid", &[&profile, &email]),
        ("openid profile unknown", &[&profile]),
    ];
    let of_token = ["iss", "sub", "aud", "iat", "exp", "auth_time", "sid", "at_hash", "nonce"];
    for (scope, expected) in cases {
        let tokens = party.tokens(&[("scope", scope)]).await;
        let (status, info) = party.userinfo(&tokens["access_token"]).await;
        assert_eq!(status, StatusCode::OK, "{scope}: {info}");
        let mut expected: Vec<&str> = expected.iter().copied().flatten().copied().collect();
        expected.sort_unstable();
        let names = |claims: &Value, without: &[&str]| {
            let names = claims.as_object().unwrap().keys().filter(|name| !without.contains(&name.as_str()));
            let mut names: Vec<String> = names.cloned().collect();
            names.sort_unstable();
            names
        };
        assert_eq!(names(&info, &["sub"]), expected, "{scope}");
        assert_eq!(names(&claims(&tokens["id_token"]), &of_token), expected, "{scope}");
    }
}

#[tokio::test]
async fn an_id_token_is_signed_by_a_published_key_and_has_what_was_asked_for() {
    let party = RelyingParty::start().await;
    let keys = read(party.world.http.get(party.endpoint("jwks")).send().await.unwrap()).await.1;
    for nonce in ["the nonce", ""] {
        let tokens = party.tokens(&[("nonce", nonce)]).await;
        let (header, id_token) = (header(&tokens["id_token"]), claims(&tokens["id_token"]));
        assert_eq!(header["alg"], json!("RS256"));
        assert!(keys["keys"].as_array().unwrap().iter().any(|key| key["kid"] == header["kid"]), "{header} {keys}");
        assert_eq!((&id_token["iss"], &id_token["aud"]), (&json!(party.issuer()), &json!("grafana")));
        assert_eq!(id_token.get("nonce").and_then(Value::as_str).unwrap_or_default(), nonce);
        assert!(id_token["exp"].as_i64() > id_token["iat"].as_i64() && id_token["auth_time"].is_i64());
        assert_eq!(party.userinfo(&tokens["access_token"]).await.1["sub"], id_token["sub"]);
    }
}

#[tokio::test]
async fn wishes_that_nobody_grants_are_taken_and_change_nothing() {
    let party = RelyingParty::start().await;
    let essential =
        json!({ "id_token": { "acr": { "essential": true } }, "userinfo": { "name": { "essential": true } } });
    let cases: [(&str, &str); 8] = [
        ("claims", &essential.to_string()),
        ("display", "popup"),
        ("display", "page"),
        ("ui_locales", "se"),
        ("claims_locales", "se"),
        ("acr_values", "1 2"),
        ("extra", "foobar"),
        ("max_age", "10000"),
    ];
    for (name, value) in cases {
        let code = party.code(&[(name, value)]).await;
        assert_eq!(party.exchange(&code).await.0, StatusCode::OK, "{name}");
    }
}

#[tokio::test]
async fn a_request_object_never_changes_where_an_answer_goes() {
    let party = RelyingParty::start().await;
    let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let asked = json!({ "client_id": "grafana", "redirect_uri": "https://evil.example/", "response_type": "code" });
    let object = format!("{}.{}.", part(json!({ "alg": "none" })), part(asked));
    for (name, value, error) in [
        ("request", object.as_str(), "request_not_supported"),
        ("request_uri", "https://evil.example/object", "request_uri_not_supported"),
    ] {
        let answer = location(&party.authorize(&[(name, value)]).await);
        assert!(answer.starts_with(REDIRECT_URI), "{answer}");
        assert_eq!(get(&parameters(&answer), "error").as_deref(), Some(error));
    }
}

#[tokio::test]
async fn refresh_tokens_and_codes_are_their_own_client_s() {
    let party = RelyingParty::with(|folder| client(folder, "Gitlab", &web("gitlab", json!({})))).await;
    let tokens = party.tokens(&[]).await;
    let refresh = [("grant_type", "refresh_token"), ("refresh_token", tokens["refresh_token"].as_str().unwrap())];
    let (status, told) = party.token_as("gitlab", &refresh).await;
    assert_eq!((status, told["error"].as_str()), (StatusCode::BAD_REQUEST, Some("invalid_grant")));
    let (status, fresh) = party.token(&refresh).await;
    assert_eq!(status, StatusCode::OK, "another client's attempt does not spend it: {fresh}");
    let (before, after) = (claims(&tokens["id_token"]), claims(&fresh["id_token"]));
    for name in ["iss", "sub", "aud", "auth_time", "sid"] {
        assert_eq!(before[name], after[name], "{name}");
    }
    assert!(after.get("nonce").is_none());
}

#[tokio::test]
async fn a_log_out_leads_on_by_a_good_hint_alone_with_or_without_state() {
    let party = RelyingParty::start().await;
    for state in ["", "the state"] {
        let tokens = party.tokens(&[]).await;
        let hint = tokens["id_token"].as_str().unwrap();
        let mut query = vec![("id_token_hint", hint), ("post_logout_redirect_uri", BYE)];
        query.extend((!state.is_empty()).then_some(("state", state)));
        let answer = party.browser.get(party.endpoint("end_session")).query(&query).send().await.unwrap();
        let expected = if state.is_empty() { BYE.to_owned() } else { format!("{BYE}?state=the+state") };
        assert_eq!(location(&answer), expected);
    }
    // Nobody is logged in any more, and still nothing but a page comes of these.
    for query in [vec![], vec![("state", "x")], vec![("post_logout_redirect_uri", BYE)]] {
        let answer = party.browser.get(party.endpoint("end_session")).query(&query).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{query:?}");
    }
    let tokens = party.tokens(&[]).await;
    let hint = ("id_token_hint", tokens["id_token"].as_str().unwrap());
    let alone = party.browser.get(party.endpoint("end_session")).query(&[hint]).send().await.unwrap();
    assert!(alone.text().await.unwrap().contains("已退出"));
    let told = get(&party.answer(&[("prompt", "none")]).await, "error");
    assert_eq!(told.as_deref(), Some("login_required"), "the member is out");
}

#[tokio::test]
async fn no_parameter_leads_a_browser_to_another_site() {
    let party = RelyingParty::start().await;
    let evil = "https://evil.example/";
    let names =
        ["next", "return_to", "redirect", "redirect_uri", "request", "hint", "corpId", "code", "instance", "state"];
    for page in ["login", "login/callback", "login/form", "me", "oidc/resume", "oidc/end_session", "oidc/authorize"] {
        for name in names {
            for value in [evil, "//evil.example", "/\\evil.example", "javascript:alert(1)"] {
                let url = format!("{}/{page}", party.issuer());
                let answer = party.browser.get(url).query(&[(name, value)]).send().await.unwrap();
                let leads =
                    answer.headers().get("location").map(|to| to.to_str().unwrap().to_owned()).unwrap_or_default();
                let is_own = leads.is_empty() || (leads.starts_with('/') && !leads.starts_with("//"));
                assert!(is_own, "{page}?{name}={value} leads to {leads}");
            }
        }
    }
}

#[tokio::test]
async fn no_secret_stands_in_an_address_and_none_is_taken_from_one() {
    let party = RelyingParty::start().await;
    let mut addresses = vec![party.request(&[])];
    let mut answer = party.authorize(&[]).await;
    while answer.status() == StatusCode::SEE_OTHER && location(&answer).starts_with('/') {
        addresses.push(location(&answer));
        answer = party.browser.get(format!("{}{}", party.world.server.url, location(&answer))).send().await.unwrap();
    }
    let code = party.code(&[]).await;
    let tokens = party.exchange(&code).await.1;
    for address in &addresses {
        for name in ["access_token", "id_token", "refresh_token", "client_secret", "code="] {
            assert!(!address.contains(name), "{name} in {address}");
        }
    }
    let code = party.code(&[]).await;
    let in_query = [exchange(&code), vec![("client_id", "grafana"), ("client_secret", SECRET)]].concat();
    let bare = party.world.http.post(party.endpoint("token")).query(&in_query).send().await.unwrap();
    assert!(bare.status().is_client_error(), "{}", bare.status());
    let credentials = [("client_id", "grafana"), ("client_secret", SECRET)];
    let mixed = party.world.http.post(party.endpoint("token")).query(&credentials).form(&exchange(&code));
    assert_eq!(mixed.send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
    assert_eq!(party.exchange(&code).await.0, StatusCode::OK, "the code was not touched");
    let token = ("access_token", tokens["access_token"].as_str().unwrap());
    let read = party.world.http.get(party.endpoint("userinfo")).query(&[token]).send().await.unwrap();
    assert_eq!(read.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn every_answer_names_its_issuer_and_another_app_s_codes_and_tokens_are_refused() {
    let party = RelyingParty::with(|folder| {
        let app = json!({ "appId": "beta.portal" });
        folder.write("beta.portal/app.json", &app);
        let path = "beta.portal/clients/Grafana";
        folder.write(&format!("{path}/e.json"), &json!({ "title": "Grafana", "type": "oidc.clients.ClientType" }));
        folder.write(&format!("{path}/Grafana.json"), &web("grafana", json!({})));
    })
    .await;
    let answer = party.answer(&[]).await;
    assert_eq!(get(&answer, "iss"), Some(party.issuer()));
    let code = get(&answer, "code").unwrap();
    let beta = format!("{}/beta/portal/oidc", party.world.server.url);
    let token = async |form: &[(&str, &str)]| {
        let request = party.world.http.post(format!("{beta}/token")).basic_auth("grafana", Some(SECRET));
        read(request.form(form).send().await.unwrap()).await.1
    };
    assert_eq!(token(&exchange(&code)).await["error"], json!("invalid_grant"));
    let tokens = party.exchange(&code).await.1;
    let refresh = [("grant_type", "refresh_token"), ("refresh_token", tokens["refresh_token"].as_str().unwrap())];
    assert_eq!(token(&refresh).await["error"], json!("invalid_grant"));
    let bearer = tokens["access_token"].as_str().unwrap();
    let info = party.world.http.get(format!("{beta}/userinfo")).bearer_auth(bearer).send().await.unwrap();
    assert_eq!(info.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(party.userinfo(&tokens["access_token"]).await.0, StatusCode::OK);
}
