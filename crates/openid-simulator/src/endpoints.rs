//! The endpoints: discovery, authorization, token, keys, UserInfo.

use std::{collections::HashMap, sync::Arc};

use axum::{
    Router,
    body::Body,
    extract::{Query, State as Extracted},
    http::{HeaderMap, Response, Uri, header},
    routing::{get, post},
};
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use ring::digest;
use serde_json::{Value, json};
use url::{Url, form_urlencoded};

use crate::{CLIENT_ID, CLIENT_SECRET, Fault, NAME, SUB, Shared, state::Asked};

type Provider = Extracted<Arc<Shared>>;
type Parameters = HashMap<String, String>;

/// How long an ID token is good, in seconds.
const LIFETIME: i64 = 300;
const HOUR: i64 = 3600;

pub(crate) fn router(state: Arc<Shared>) -> Router {
    Router::new()
        .route("/.well-known/openid-configuration", get(discovery))
        .route("/authorize", get(authorize))
        .route("/token", post(token))
        .route("/jwks", get(jwks))
        .route("/userinfo", get(userinfo))
        .with_state(state)
}

impl Shared {
    /// Counts a request; answers how this provider goes wrong.
    fn asked(&self, path: &str) -> Fault {
        let mut state = self.lock();
        *state.asked.entry(path.to_owned()).or_default() += 1;
        state.fault
    }
}

fn answer(status: u16, value: &Value) -> Response<Body> {
    let answer = Response::builder().status(status).header(header::CONTENT_TYPE, "application/json");
    answer.body(Body::from(value.to_string())).expect("an answer")
}

async fn discovery(Extracted(provider): Provider, uri: Uri) -> Response<Body> {
    let fault = provider.asked(uri.path());
    let issuer = &provider.issuer;
    let stated = if fault == Fault::MetadataOfAnother { "https://another.example" } else { issuer };
    let method = if fault == Fault::SecretInBody { "client_secret_post" } else { "client_secret_basic" };
    let metadata = json!({
        "issuer": stated,
        "authorization_endpoint": format!("{issuer}/authorize?theme=dark"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/jwks"),
        "userinfo_endpoint": format!("{issuer}/userinfo"),
        "token_endpoint_auth_methods_supported": [method],
        "authorization_response_iss_parameter_supported": true,
    });
    answer(200, &metadata)
}

/// Redirects at once, as a provider does where the member is logged in already.
async fn authorize(Extracted(provider): Provider, uri: Uri, Query(asked): Query<Parameters>) -> Response<Body> {
    let fault = provider.asked(uri.path());
    let given = |name: &str| asked.get(name).map_or("", String::as_str);
    let is_right = given("response_type") == "code"
        && given("client_id") == CLIENT_ID
        && given("code_challenge_method") == "S256"
        && given("scope").split(' ').any(|scope| scope == "openid")
        && ["state", "nonce", "code_challenge"].iter().all(|name| !given(name).is_empty());
    let (true, Ok(mut back)) = (is_right, Url::parse(given("redirect_uri"))) else {
        return answer(400, &json!({ "error": "invalid_request" }));
    };
    let mut state = provider.lock();
    state.given += 1;
    let code = format!("code-{}", state.given);
    let [redirect_uri, nonce, challenge] =
        ["redirect_uri", "nonce", "code_challenge"].map(|name| given(name).to_owned());
    state.codes.insert(code.clone(), Asked { redirect_uri, nonce, challenge });
    let iss = if fault == Fault::ReturnOfAnother { "https://another.example" } else { &provider.issuer };
    let outcome = if fault == Fault::Denied { ("error", "temporarily_unavailable") } else { ("code", code.as_str()) };
    back.query_pairs_mut().extend_pairs([outcome, ("state", given("state")), ("iss", iss)]);
    let redirect = Response::builder().status(302).header(header::LOCATION, back.as_str());
    redirect.body(Body::empty()).expect("a redirect")
}

async fn token(Extracted(provider): Provider, uri: Uri, headers: HeaderMap, body: String) -> Response<Body> {
    let fault = provider.asked(uri.path());
    if fault == Fault::Html {
        return Response::builder().status(200).body(Body::from("<html>")).expect("a page");
    }
    let form: Parameters = form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    let given = |name: &str| form.get(name).map_or("", String::as_str);
    if client_of(&headers, &form, fault) != (CLIENT_ID.to_owned(), CLIENT_SECRET.to_owned()) {
        return answer(401, &json!({ "error": "invalid_client", "error_description": "unknown\nclient" }));
    }
    let mut state = provider.lock();
    let asked = state.codes.remove(given("code"));
    let challenge = URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, given("code_verifier").as_bytes()));
    let fits = |asked: &Asked| asked.redirect_uri == given("redirect_uri") && asked.challenge == challenge;
    let Some(asked) = asked.filter(|asked| fault != Fault::CodeRefused && fits(asked)) else {
        return answer(400, &json!({ "error": "invalid_grant", "error_description": "no such code" }));
    };
    let claims = claims(&provider, &asked, fault);
    let id_token = state.signing.sign(&claims, fault);
    answer(200, &json!({ "access_token": "opaque", "token_type": "Bearer", "id_token": id_token }))
}

/// The client's id and secret: by HTTP Basic, or in the body where that is how they are taken.
fn client_of(headers: &HeaderMap, form: &Parameters, fault: Fault) -> (String, String) {
    if fault == Fault::SecretInBody {
        let of = |name: &str| form.get(name).cloned().unwrap_or_default();
        return (of("client_id"), of("client_secret"));
    }
    let basic = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Basic "));
    let basic = basic.and_then(|text| String::from_utf8(STANDARD.decode(text).ok()?).ok()).unwrap_or_default();
    let decoded =
        |text: &str| form_urlencoded::parse(format!("x={text}").as_bytes()).next().map(|(_, x)| x.into_owned());
    let (name, secret) = basic.split_once(':').unwrap_or_default();
    (decoded(name).unwrap_or_default(), decoded(secret).unwrap_or_default())
}

/// The claims of an ID token, as the fault has them.
fn claims(provider: &Shared, asked: &Asked, fault: Fault) -> Value {
    let now = provider.clock.now().as_secs();
    let mut claims = json!({
        "iss": provider.issuer, "sub": SUB, "aud": CLIENT_ID, "exp": now + LIFETIME, "iat": now,
        "nonce": asked.nonce, "email": "jane@example.com", "groups": ["staff"],
    });
    let (claim, value) = match fault {
        Fault::WrongNonce => ("nonce", json!("of-another-login")),
        Fault::NoNonce => ("nonce", Value::Null),
        Fault::WrongAudience => ("aud", json!(["another-client"])),
        Fault::TwoAudiences => ("aud", json!([CLIENT_ID, "another-client"])),
        Fault::WrongParty => ("azp", json!("another-client")),
        Fault::WrongIssuer => ("iss", json!("https://another.example")),
        Fault::Expired => ("exp", json!(now - HOUR)),
        Fault::FromTheFuture => ("iat", json!(now + HOUR)),
        Fault::NoSub => ("sub", Value::Null),
        _ => return claims,
    };
    claims[claim] = value;
    claims
}

async fn jwks(Extracted(provider): Provider, uri: Uri) -> Response<Body> {
    let fault = provider.asked(uri.path());
    answer(200, &provider.lock().signing.jwks(fault))
}

async fn userinfo(Extracted(provider): Provider, uri: Uri, headers: HeaderMap) -> Response<Body> {
    let fault = provider.asked(uri.path());
    if headers.get(header::AUTHORIZATION).is_none_or(|value| value != "Bearer opaque") {
        return answer(401, &json!({}));
    }
    let sub = if fault == Fault::UserInfoOfAnother { "somebody-else" } else { SUB };
    answer(200, &json!({ "sub": sub, "name": NAME, "picture": "https://example.com/jane.png" }))
}
