//! A client library that nobody here wrote, strict on issuer, nonce, `at_hash` and signatures: the Rust crate `openidconnect`.

use openidconnect::{
    AccessTokenHash, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndSessionUrl, IssuerUrl, LoginHint,
    LogoutRequest, Nonce, OAuth2TokenResponse as _, PkceCodeChallenge, PostLogoutRedirectUrl, RedirectUrl, Scope,
    TokenResponse as _,
    core::{CoreAuthenticationFlow, CoreClient, CoreProviderMetadata, CoreUserInfoClaims},
};
use reqwest::StatusCode;
use serde_json::{Value, json};
use tests::openid_library::send;

use super::relying_party::{REDIRECT_URI, RelyingParty, SECRET, client, get, location, parameters, read, web};

#[tokio::test]
async fn a_public_library_finds_all_by_discovery_and_walks_the_whole_way() {
    let party = RelyingParty::with(|folder| {
        client(folder, "Modern", &web("modern", json!({ "idTokenSignedResponseAlg": "ES256" })));
    })
    .await;
    for (member, id) in ["grafana", "modern"].into_iter().enumerate() {
        walk(&party, id, member).await;
    }
}

async fn walk(party: &RelyingParty, id: &str, member: usize) {
    let http = |request| send(party.world.http.clone(), request);
    let issuer = IssuerUrl::new(party.issuer()).unwrap();
    let metadata = CoreProviderMetadata::discover_async(issuer, &http).await.unwrap();
    let secret = ClientSecret::new(SECRET.to_owned());
    let client = CoreClient::from_provider_metadata(metadata, ClientId::new(id.to_owned()), Some(secret))
        .set_redirect_uri(RedirectUrl::new(REDIRECT_URI.to_owned()).unwrap());
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let (url, state, nonce) = client
        .authorize_url(CoreAuthenticationFlow::AuthorizationCode, CsrfToken::new_random, Nonce::new_random)
        .add_scopes(["profile", "email", "offline_access"].map(|scope| Scope::new(scope.to_owned())))
        .set_login_hint(LoginHint::new(party.corp.id.clone()))
        .add_prompt(openidconnect::core::CoreAuthPrompt::Login)
        .set_pkce_challenge(challenge)
        .url();
    party.world.advance(std::time::Duration::from_secs(1)).await;
    let answer = party.go_on(party.browser.get(url.as_str()).send().await.unwrap(), member).await;
    let told = parameters(&location(&answer));
    assert_eq!(get(&told, "state").as_ref(), Some(state.secret()), "{told:?}");
    let code = AuthorizationCode::new(get(&told, "code").unwrap());
    let tokens = client.exchange_code(code).unwrap().set_pkce_verifier(verifier).request_async(&http).await.unwrap();

    let id_token = tokens.id_token().unwrap();
    let verifier = client.id_token_verifier();
    let claims = id_token.claims(&verifier, &nonce).unwrap();
    let (algorithm, key) = (id_token.signing_alg().unwrap(), id_token.signing_key(&verifier).unwrap());
    let hash = AccessTokenHash::from_token(tokens.access_token(), algorithm, key).unwrap();
    assert_eq!(claims.access_token_hash(), Some(&hash));
    assert!(claims.auth_time().is_some());
    let subject = claims.subject().clone();
    let info = client.user_info(tokens.access_token().clone(), Some(subject.clone())).unwrap();
    let info: CoreUserInfoClaims = info.request_async(&http).await.unwrap();
    assert_eq!(info.preferred_username().map(|name| name.as_str()), Some(party.corp.members[member].as_str()));

    let refresh = client.exchange_refresh_token(tokens.refresh_token().unwrap()).unwrap();
    let fresh = refresh.request_async(&http).await.unwrap();
    let again = fresh.id_token().unwrap().claims(&verifier, |_: Option<&Nonce>| Ok(())).unwrap();
    assert_eq!((again.subject(), again.auth_time()), (&subject, claims.auth_time()));
    let revoke = party.world.http.post(party.endpoint("revoke")).basic_auth(id, Some(SECRET));
    let revoked = revoke.form(&[("token", fresh.refresh_token().unwrap().secret())]).send().await.unwrap();
    assert_eq!(revoked.status(), StatusCode::OK);
    let dead = client.exchange_refresh_token(fresh.refresh_token().unwrap()).unwrap().request_async(&http).await;
    assert!(dead.is_err());

    let bye = PostLogoutRedirectUrl::new("https://grafana.example/bye".to_owned()).unwrap();
    let logout = LogoutRequest::from(EndSessionUrl::new(party.endpoint("end_session")).unwrap())
        .set_id_token_hint(id_token)
        .set_post_logout_redirect_uri(bye);
    let answer = party.browser.get(logout.http_get_url().as_str()).send().await.unwrap();
    assert_eq!(location(&answer), "https://grafana.example/bye");
}

#[tokio::test]
async fn both_discovery_paths_say_one_thing_and_any_page_may_read_them_and_the_keys() {
    let party = RelyingParty::start().await;
    let server = &party.world.server.url;
    let paths = [
        format!("{}/.well-known/openid-configuration", party.issuer()),
        format!("{server}/.well-known/oauth-authorization-server/acme/portal"),
        format!("{server}/.well-known/openid-configuration/acme/portal"),
    ];
    let mut documents = Vec::new();
    for path in paths {
        let foreign = party.world.http.get(path).header("origin", "https://any.example");
        let answer = foreign.header("sec-fetch-site", "cross-site").send().await.unwrap();
        assert_eq!(answer.headers()["access-control-allow-origin"], "*");
        documents.push(read(answer).await.1);
    }
    assert_eq!(documents[0]["issuer"], json!(party.issuer()));
    assert_eq!(documents[0]["end_session_endpoint"], json!(party.endpoint("end_session")));
    for name in ["backchannel_logout_supported", "backchannel_logout_session_supported"] {
        assert_eq!(documents[0][name], json!(true), "{name}");
    }
    assert!(documents.iter().all(|document| document == &documents[0]));
    let keys = party.world.http.get(documents[0]["jwks_uri"].as_str().unwrap()).send().await.unwrap();
    assert_eq!(keys.headers()["cache-control"], "public, max-age=900");
    let (_, keys) = read(keys).await;
    let algorithms: Vec<_> = keys["keys"].as_array().unwrap().iter().map(|key| key["alg"].as_str().unwrap()).collect();
    assert!(algorithms.contains(&"RS256") && algorithms.contains(&"ES256"), "{keys}");
    for private in ["d", "p", "q", "dp", "dq", "qi", "k"] {
        assert!(keys["keys"].as_array().unwrap().iter().all(|key| key.get(private).is_none()), "{private}");
    }
    let none = party.world.http.get(format!("{server}/acme/nothing/.well-known/openid-configuration"));
    assert_eq!(none.send().await.unwrap().status(), StatusCode::NOT_FOUND);
    assert_ne!(documents[0], Value::Null);
}
