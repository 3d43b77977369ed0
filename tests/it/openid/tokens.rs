//! The token endpoint: what a code and a refresh token are good for, and for whom.

use std::time::Duration;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use reqwest::StatusCode;
use serde_json::{Value, json};
use tests::{AUTH_SVC, ErrorKind};

use super::relying_party::{CHALLENGE, REDIRECT_URI, RelyingParty, SECRET, VERIFIER, client, exchange, read, web};

fn refused((status, answer): (StatusCode, Value), error: &str) {
    assert_eq!((status, answer["error"].as_str()), (StatusCode::BAD_REQUEST, Some(error)), "{answer}");
}

async fn is_alive(party: &RelyingParty, tokens: &Value) -> bool {
    party.userinfo(&tokens["access_token"]).await.0 == StatusCode::OK
}

#[tokio::test]
async fn a_code_used_twice_ends_what_it_gave_at_once_and_later() {
    let party = RelyingParty::start().await;
    for seconds in [0, 30, 3600] {
        let code = party.code(&[]).await;
        let (_, tokens) = party.exchange(&code).await;
        assert!(is_alive(&party, &tokens).await, "{tokens}");
        party.world.advance(Duration::from_secs(seconds.min(300))).await;
        refused(party.exchange(&code).await, "invalid_grant");
        assert!(!is_alive(&party, &tokens).await);
        let refresh = tokens["refresh_token"].as_str().unwrap();
        refused(party.token(&[("grant_type", "refresh_token"), ("refresh_token", refresh)]).await, "invalid_grant");
    }
    let me = party.browser.get(format!("{}/me", party.issuer())).send().await.unwrap();
    assert_eq!(me.status(), StatusCode::OK, "the member stays logged in");
}

#[tokio::test]
async fn a_code_used_by_many_at_once_gives_one_answer_at_most_and_that_ends() {
    let party = RelyingParty::start().await;
    let code = party.code(&[]).await;
    let form = exchange(&code);
    let answers = futures::future::join_all((0..6).map(|_| party.token(&form))).await;
    let given: Vec<_> = answers.iter().filter(|(status, _)| *status == StatusCode::OK).collect();
    assert_eq!(given.len(), 1, "{answers:?}");
    assert!(!is_alive(&party, &given[0].1).await);
}

#[tokio::test]
async fn a_code_is_of_no_use_to_another_client_or_with_another_address_or_verifier_or_late() {
    let party = RelyingParty::with(|folder| {
        client(folder, "Gitlab", &web("gitlab", json!({})));
    })
    .await;
    let code = party.code(&[]).await;
    let with = |name: &'static str, value: &'static str| {
        let mut form = exchange(&code);
        form.retain(|(own, _)| *own != name);
        form.extend((!value.is_empty()).then_some((name, value)));
        form
    };
    refused(party.token_as("gitlab", &exchange(&code)).await, "invalid_grant");
    refused(party.token(&with("code_verifier", CHALLENGE)).await, "invalid_grant");
    refused(party.token(&with("code_verifier", "")).await, "invalid_grant");
    refused(party.token(&with("redirect_uri", "https://grafana.example/other")).await, "invalid_grant");
    refused(party.token(&with("redirect_uri", "")).await, "invalid_request");
    refused(party.token(&with("grant_type", "password")).await, "unsupported_grant_type");
    refused(party.token(&with("grant_type", "client_credentials")).await, "unauthorized_client");
    refused(party.token(&with("code", "invented")).await, "invalid_grant");
    // None of these has spent it.
    let late = party.code(&[]).await;
    assert_eq!(party.exchange(&code).await.0, StatusCode::OK);
    party.world.advance(Duration::from_secs(61)).await;
    refused(party.exchange(&late).await, "invalid_grant");
    let bare = party.code(&[("code_challenge", ""), ("code_challenge_method", "")]).await;
    refused(party.exchange(&bare).await, "invalid_grant");
}

#[tokio::test]
async fn a_client_proves_itself_in_one_way_and_with_any_of_its_secrets() {
    let other = "another_s3cret-of-it";
    let party = RelyingParty::with(|folder| {
        client(folder, "Two", &web("two", json!({ "clientSecrets": [SECRET, other] })));
        client(folder, "Basic", &web("basic", json!({ "tokenEndpointAuthMethod": "client_secret_basic" })));
    })
    .await;
    let form = [("grant_type", "refresh_token"), ("refresh_token", "x")];
    let post = |form: Vec<(&str, &str)>| party.world.http.post(party.endpoint("token")).form(&form);
    let proved = |(status, answer): &(StatusCode, Value)| {
        *status == StatusCode::BAD_REQUEST && answer["error"] == "invalid_grant"
    };
    for secret in [SECRET, other] {
        let in_body = [form.as_slice(), &[("client_id", "two"), ("client_secret", secret)]].concat();
        assert!(proved(&read(post(in_body).send().await.unwrap()).await));
        assert!(proved(&read(post(form.to_vec()).basic_auth("two", Some(secret)).send().await.unwrap()).await));
    }
    let encoded = SECRET.replace('_', "%5F");
    assert!(proved(&read(post(form.to_vec()).basic_auth("two", Some(encoded)).send().await.unwrap()).await));

    let wrong = read(post(form.to_vec()).basic_auth("two", Some("wrong")).send().await.unwrap()).await;
    assert_eq!((wrong.0, wrong.1["error"].as_str()), (StatusCode::UNAUTHORIZED, Some("invalid_client")));
    let cases = [
        vec![("client_id", "two"), ("client_secret", "wrong")],
        vec![("client_id", "two")],
        vec![("client_id", "nobody"), ("client_secret", SECRET)],
        vec![("client_id", "basic"), ("client_secret", SECRET)],
    ];
    for case in cases {
        let answer = read(post([form.as_slice(), &case].concat()).send().await.unwrap()).await;
        assert_eq!(answer.1["error"], "invalid_client", "{case:?}");
    }
    let both = [form.as_slice(), &[("client_id", "two"), ("client_secret", SECRET)]].concat();
    let both = read(post(both).basic_auth("two", Some(SECRET)).send().await.unwrap()).await;
    refused(both, "invalid_request");
    let twice = [form.as_slice(), &[("refresh_token", "y")]].concat();
    refused(party.token(&twice).await, "invalid_request");
}

#[tokio::test]
async fn a_refusal_has_the_form_of_the_standard_whatever_was_sent() {
    let party = RelyingParty::start().await;
    let url = party.endpoint("token");
    let post = || party.world.http.post(&url);
    let form = [("grant_type", "refresh_token"), ("refresh_token", "x")];
    let typed = |kind: &str, body: &'static str| post().header("content-type", kind).body(body);
    let (json, xml) = ("application/json", "text/xml");
    let cases = [
        (typed(json, r#"{"grant_type":"client_credentials"}"#), 400, "invalid_request", false),
        (typed(json, r#"{"grant_type":"x"}"#).basic_auth("grafana", Some(SECRET)), 400, "invalid_request", false),
        (typed(json, "").basic_auth("grafana", Some(SECRET)), 400, "invalid_request", false),
        (typed(xml, "<a/>"), 400, "invalid_request", false),
        (typed("application/x-www-form-urlencoded", "grant_type=%FF"), 400, "invalid_request", false),
        (post(), 400, "invalid_request", false),
        (post().form(&form), 401, "invalid_client", false),
        (post().form(&form).basic_auth("grafana", Some("wrong")), 401, "invalid_client", true),
        (post().form(&form).basic_auth("nobody", Some(SECRET)), 401, "invalid_client", true),
        (post().form(&form).header("authorization", "Basic %%%"), 401, "invalid_client", true),
        (post().form(&form).bearer_auth("x"), 401, "invalid_client", true),
        (post().form(&[("client_id", "grafana"), form[0], form[1]]), 401, "invalid_client", false),
        (post().form(&[("grant_type", "x")]).basic_auth("grafana", Some(SECRET)), 400, "unsupported_grant_type", false),
    ];
    for (number, (request, status, error, is_challenged)) in cases.into_iter().enumerate() {
        let answer = request.send().await.unwrap();
        let head = answer.headers().clone();
        let (got, body) = read(answer).await;
        assert_eq!((got.as_u16(), body["error"].as_str()), (status, Some(error)), "case {number}: {body}");
        assert!(body["error_description"].as_str().is_some_and(str::is_ascii), "{body}");
        assert_eq!(head.get("www-authenticate").is_some(), is_challenged, "case {number}");
        assert_eq!(
            (&head["cache-control"], &head["pragma"]),
            (&"no-store".parse().unwrap(), &"no-cache".parse().unwrap())
        );
        assert!(head["content-type"].to_str().unwrap().starts_with("application/json"));
    }
}

#[tokio::test]
async fn a_code_is_of_no_use_once_its_member_may_not_log_in_any_more() {
    let party = RelyingParty::start().await;
    let code = party.code(&[]).await;
    let tokens = party.tokens(&[]).await;
    let refresh = async || {
        let token = tokens["refresh_token"].as_str().unwrap();
        party.token(&[("grant_type", "refresh_token"), ("refresh_token", token)]).await
    };
    let (file, login) =
        ("acme.portal/clients/Grafana/Grafana.json", "acme.portal/auths/QywxProxyTemp/QywxProxyTemp.json");
    let before = party.world.folder.read(file);
    let changed = |field: &str, value: Value| {
        let mut changed = before.clone();
        changed[field] = value;
        changed
    };
    for (field, value) in [("allowedCorps", json!(["ww0000000000000000"])), ("allowedDepartments", json!(["999"]))] {
        party.world.folder.write(file, &changed(field, value));
        party.world.in_time(Duration::from_secs(5), field, async || !is_alive(&party, &tokens).await).await;
        refused(party.exchange(&code).await, "invalid_grant");
        refused(refresh().await, "invalid_grant");
        party.world.folder.write(file, &before);
        party.world.in_time(Duration::from_secs(5), "it is taken back", async || is_alive(&party, &tokens).await).await;
    }
    let code = party.code(&[]).await;
    let mut off = party.world.folder.read(login);
    off["isActive"] = json!(false);
    party.world.folder.write(login, &off);
    party.world.in_time(Duration::from_secs(5), "switched off", async || !is_alive(&party, &tokens).await).await;
    refused(party.exchange(&code).await, "invalid_grant");
    refused(refresh().await, "invalid_grant");
    off["isActive"] = json!(true);
    party.world.folder.write(login, &off);
    party.world.in_time(Duration::from_secs(5), "switched on", async || is_alive(&party, &tokens).await).await;
    let code = party.code(&[]).await;
    let user = party.userinfo(&tokens["access_token"]).await.1["sub"].as_str().unwrap().to_owned();
    party.world.command(&["user", "disable", &user]).await;
    refused(party.exchange(&code).await, "invalid_grant");
    refused(refresh().await, "invalid_grant");
}

#[tokio::test]
async fn a_public_client_needs_pkce_and_gives_no_secret() {
    let party = RelyingParty::with(|folder| {
        let spa = json!({
            "clientId": "spa", "applicationType": "spa", "redirectUris": ["https://spa.example/"], "trusted": true,
            "allowedOrigins": ["https://spa.example"],
        });
        client(folder, "Spa", &spa);
    })
    .await;
    let spa = [("client_id", "spa"), ("redirect_uri", "https://spa.example/")];
    let bare = [spa[0], spa[1], ("code_challenge", ""), ("code_challenge_method", "")];
    let told = party.answer(&bare).await;
    assert!(told.contains(&("error".to_owned(), "invalid_request".to_owned())), "{told:?}");
    let code = party.code(&spa).await;
    let form = [spa[0], spa[1], ("grant_type", "authorization_code"), ("code", &code), ("code_verifier", VERIFIER)];
    let post = party.world.http.post(party.endpoint("token")).form(&form);
    let of_page = post.header("origin", "https://spa.example").header("sec-fetch-site", "cross-site");
    let answer = of_page.send().await.unwrap();
    assert_eq!(answer.headers()["access-control-allow-origin"], "https://spa.example");
    assert_eq!(answer.headers()["cache-control"], "no-store");
    let (status, tokens) = read(answer).await;
    assert_eq!(status, StatusCode::OK, "{tokens}");
    let stranger = party.world.http.post(party.endpoint("token")).header("origin", "https://evil.example").form(&form);
    assert_eq!(stranger.send().await.unwrap().status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn refresh_tokens_are_for_offline_access_alone_follow_one_another_and_grant_no_more() {
    let party = RelyingParty::start().await;
    assert!(party.tokens(&[("scope", "openid profile")]).await.get("refresh_token").is_none());
    let tokens = party.tokens(&[]).await;
    assert_eq!(tokens["scope"], "email groups offline_access openid profile");
    let refresh = |token: &Value, scope: &'static str| {
        let token = token.as_str().unwrap().to_owned();
        let party = &party;
        async move {
            let mut form = vec![("grant_type", "refresh_token"), ("refresh_token", token.as_str())];
            form.extend((!scope.is_empty()).then_some(("scope", scope)));
            party.token(&form).await
        }
    };
    refused(refresh(&tokens["refresh_token"], "phone").await, "invalid_scope");
    let (status, fresh) = refresh(&tokens["refresh_token"], "openid phone").await;
    assert_eq!((status, fresh["scope"].as_str()), (StatusCode::OK, Some("openid")), "{fresh}");
    assert!(fresh["id_token"].is_string());
    let (_, repeated) = refresh(&tokens["refresh_token"], "").await;
    assert_eq!(repeated["refresh_token"], fresh["refresh_token"], "the answer may have been lost");
    party.world.advance(Duration::from_secs(16)).await;
    refused(refresh(&tokens["refresh_token"], "").await, "invalid_grant");
    refused(refresh(&fresh["refresh_token"], "").await, "invalid_grant");
    assert!(!is_alive(&party, &fresh).await);
}

#[tokio::test]
async fn a_token_that_a_client_was_granted_calls_no_function_and_ends_no_login() {
    let party = RelyingParty::start().await;
    let tokens = party.tokens(&[]).await;
    let login = json!({ "token": tokens["access_token"] });
    for function in ["getCurrUser", "logout"] {
        party.world.member(&login).call(AUTH_SVC, function, json!({})).await.refused(ErrorKind::LoginRequired);
    }
    assert!(is_alive(&party, &tokens).await);
}

#[tokio::test]
async fn userinfo_takes_the_token_in_the_header_or_the_form_and_tells_the_granted_claims() {
    let party = RelyingParty::start().await;
    let tokens = party.tokens(&[]).await;
    let (_, claims) = party.userinfo(&tokens["access_token"]).await;
    let member = &party.corp.members[0];
    assert_eq!(claims["preferred_username"], json!(member));
    assert_eq!(claims["email"], json!(format!("{member}@{}.wecom.invalid", party.corp.id)));
    assert_eq!((&claims["email_verified"], &claims["groups"]), (&json!(false), &json!(["1"])));
    let token = tokens["access_token"].as_str().unwrap();
    let url = party.endpoint("userinfo");
    let in_form = party.world.http.post(&url).form(&[("access_token", token)]).send().await.unwrap();
    assert_eq!(read(in_form).await.1, claims);
    assert_eq!(read(party.world.http.post(&url).bearer_auth(token).send().await.unwrap()).await.1, claims);
    let both = party.world.http.post(&url).bearer_auth(token).form(&[("access_token", token)]).send().await.unwrap();
    assert_eq!(both.status(), StatusCode::BAD_REQUEST);
    let bare = party.world.http.get(&url).send().await.unwrap();
    assert_eq!(
        (bare.status(), &bare.headers()["www-authenticate"]),
        (StatusCode::UNAUTHORIZED, &"Bearer".parse().unwrap())
    );
    let plain = party.tokens(&[("scope", "profile")]).await;
    assert!(plain.get("id_token").is_none());
    let (status, answer) = party.userinfo(&plain["access_token"]).await;
    assert_eq!((status, answer["error"].as_str()), (StatusCode::FORBIDDEN, Some("insufficient_scope")));
}

#[tokio::test]
async fn bearer_and_basic_are_written_in_any_letters() {
    let party = RelyingParty::start().await;
    let tokens = party.tokens(&[]).await;
    let token = tokens["access_token"].as_str().unwrap();
    for scheme in ["Bearer", "bearer", "BEARER", "bEaReR "] {
        let request = party.world.http.get(party.endpoint("userinfo"));
        let (status, claims) =
            read(request.header("authorization", format!("{scheme} {token}")).send().await.unwrap()).await;
        assert_eq!(status, StatusCode::OK, "{scheme}: {claims}");
    }
    let proof = BASE64_STANDARD.encode(format!("grafana:{SECRET}"));
    for scheme in ["Basic", "basic", "BASIC", "bAsIc "] {
        for endpoint in ["introspect", "revoke", "token"] {
            let form = [("token", token), ("grant_type", "refresh_token"), ("refresh_token", "invented")];
            let request = party.world.http.post(party.endpoint(endpoint)).form(&form);
            let answer = request.header("authorization", format!("{scheme} {proof}")).send().await.unwrap();
            let (status, answer) = read(answer).await;
            assert_ne!(
                (status, &answer["error"]),
                (StatusCode::UNAUTHORIZED, &json!("invalid_client")),
                "{scheme} {endpoint}"
            );
            assert!(endpoint != "token" || answer["error"] == "invalid_grant", "{scheme}: {answer}");
        }
    }
}

#[tokio::test]
async fn revocation_ends_one_client_s_tokens_and_introspection_tells_their_owner() {
    let party = RelyingParty::with(|folder| {
        client(folder, "Gitlab", &web("gitlab", json!({})));
        let machine = json!({
            "clientId": "audit", "applicationType": "machine", "clientSecrets": [SECRET], "scopes": ["introspect", "read"],
        });
        client(folder, "Audit", &machine);
    })
    .await;
    let (tokens, others) = (party.tokens(&[]).await, party.tokens(&[]).await);
    let ask = async |client: &str, endpoint: &str, token: &Value| {
        let request = party.world.http.post(party.endpoint(endpoint)).basic_auth(client, Some(SECRET));
        read(request.form(&[("token", token.as_str().unwrap())]).send().await.unwrap()).await
    };
    for kind in ["access_token", "refresh_token"] {
        for (client, knows) in [("grafana", true), ("gitlab", false), ("audit", true)] {
            let (_, told) = ask(client, "introspect", &tokens[kind]).await;
            assert_eq!(told["active"], json!(knows), "{client} {kind}: {told}");
            assert_eq!(told.get("sub").is_some(), knows);
        }
    }
    let (_, machine) = party.token_as("audit", &[("grant_type", "client_credentials"), ("scope", "read write")]).await;
    assert_eq!((machine["scope"].as_str(), machine.get("refresh_token")), (Some("read"), None));
    assert_eq!(ask("audit", "introspect", &machine["access_token"]).await.1["client_id"], "audit");
    assert_eq!(party.userinfo(&machine["access_token"]).await.0, StatusCode::UNAUTHORIZED);

    assert_eq!(ask("gitlab", "revoke", &tokens["refresh_token"]).await.0, StatusCode::OK);
    assert!(is_alive(&party, &tokens).await, "another client's is left alone");
    assert_eq!(ask("grafana", "revoke", &tokens["refresh_token"]).await.0, StatusCode::OK);
    assert!(!is_alive(&party, &tokens).await);
    assert_eq!(ask("grafana", "introspect", &tokens["access_token"]).await.1, json!({ "active": false }));
    assert!(is_alive(&party, &others).await, "another family goes on");
    assert_eq!(ask("grafana", "revoke", &others["access_token"]).await.0, StatusCode::OK);
    assert!(!is_alive(&party, &others).await);
    assert_eq!(ask("grafana", "revoke", &json!("unknown")).await.0, StatusCode::OK);
}

#[tokio::test]
async fn pairwise_subjects_differ_by_sector_and_stay() {
    let party = RelyingParty::with(|folder| {
        for (name, id, sector) in [("A", "a", "one.example"), ("B", "b", "one.example"), ("C", "c", "two.example")] {
            let pairwise = json!({ "subjectType": "pairwise", "sectorIdentifier": sector });
            client(folder, name, &web(id, pairwise));
        }
    })
    .await;
    let sub = async |client: &'static str| {
        let code = party.code(&[("client_id", client)]).await;
        let (_, tokens) = party.token_as(client, &exchange(&code)).await;
        party.userinfo(&tokens["access_token"]).await.1["sub"].as_str().unwrap().to_owned()
    };
    let subs = [sub("a").await, sub("b").await, sub("c").await, sub("grafana").await];
    assert_eq!(subs[0], subs[1]);
    assert!(subs[0] != subs[2] && subs[0] != subs[3] && subs[2] != subs[3], "{subs:?}");
    assert_eq!(sub("a").await, subs[0]);
    assert!(REDIRECT_URI.starts_with("https"));
}
