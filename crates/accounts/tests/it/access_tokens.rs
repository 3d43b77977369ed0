//! Access tokens: what they say, who can check them, and when they are refused.

use accounts::BearerError;
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use login_type::{Caller, ErrorKind};
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};
use storage::Access as _;

use crate::world::{APP, ASKED, CORP, INSTANCE, ISSUER, World};

/// Checks a token against published keys without any of our code, and gives its claims.
pub(crate) fn check_with_ring(token: &str, jwks: &Value) -> Option<Value> {
    let (signed, signature) = token.rsplit_once('.')?;
    let (header, claims) = signed.split_once('.')?;
    let decode = |text: &str| URL_SAFE_NO_PAD.decode(text).ok();
    let header: Value = serde_json::from_slice(&decode(header)?).ok()?;
    let key = jwks["keys"].as_array()?.iter().find(|key| key["kid"] == header["kid"])?;
    assert_eq!((&header["alg"], &key["alg"], &key["use"]), (&"ES256".into(), &"ES256".into(), &"sig".into()));
    assert_eq!(header["typ"], "at+jwt");
    let point = [vec![4], decode(key["x"].as_str()?)?, decode(key["y"].as_str()?)?].concat();
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(signed.as_bytes(), &decode(signature)?).ok()?;
    serde_json::from_slice(&decode(claims)?).ok()
}

#[tokio::test]
async fn another_implementation_verifies_a_token_and_reads_its_claims() {
    let world = World::new().await;
    let login = world.login("alice").await;
    let claims = check_with_ring(login.token.expose_secret(), &world.accounts.jwks().await.unwrap()).unwrap();
    let expected = [
        ("iss", Value::from(ISSUER)),
        ("aud", APP.into()),
        ("client_id", APP.into()),
        ("scope", "openid profile".into()),
        ("sub", login.user_id.into()),
        ("sid", login.session_id.into()),
        ("corp_id", CORP.into()),
        ("corp_user_id", "alice".into()),
        ("app", APP.into()),
        ("instance", INSTANCE.into()),
        ("platform", "app".into()),
        ("iat", world.now().as_secs().into()),
        ("exp", (world.now().as_secs() + 600).into()),
    ];
    for (claim, value) in expected {
        assert_eq!(claims[claim], value, "{claim}");
    }
    assert!(claims["jti"].as_str().is_some_and(|id| id.len() >= 20));
}

#[tokio::test]
async fn the_published_keys_hold_no_private_half() {
    let world = World::new().await;
    let jwks = world.accounts.jwks().await.unwrap();
    let keys = jwks["keys"].as_array().unwrap();
    assert_eq!(keys.len(), 1);
    let mut members: Vec<_> = keys[0].as_object().unwrap().keys().map(String::as_str).collect();
    members.sort_unstable();
    assert_eq!(members, ["alg", "crv", "kid", "kty", "use", "x", "y"]);
}

#[tokio::test]
async fn a_token_names_its_user_until_it_expires() {
    let world = World::new().await;
    let login = world.login("alice").await;
    let caller = Caller::User {
        app: APP.parse().unwrap(),
        user_id: login.user_id.clone(),
        session_id: login.session_id.clone(),
    };
    world.pass(599);
    assert_eq!(world.authenticate(login.token.expose_secret()).await, Ok(caller));
    world.pass(1);
    let error =
        world.accounts.authenticate(&world.host(), login.token.expose_secret(), ASKED).await.unwrap_err().answer();
    assert_eq!(error.kind(), ErrorKind::LoginRequired);
    assert!(error.to_string().contains("refreshToken"));
}

#[tokio::test]
async fn what_is_not_a_token_of_this_server_is_refused() {
    let world = World::new().await;
    let token = world.login("alice").await.token.expose_secret().to_owned();
    let foreign = World::new().await.login("alice").await.token.expose_secret().to_owned();
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let (header, claims) = signed.split_once('.').unwrap();
    let unsigned = format!("{}.{claims}.", URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#));
    let (_, foreign_signature) = foreign.rsplit_once('.').unwrap();
    let promoted = String::from_utf8(URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap().replace("alice", "root");
    let cases = [
        String::new(),
        "nonsense".to_owned(),
        "a.b.c".to_owned(),
        signed.to_owned(),
        unsigned,
        format!("{signed}.{foreign_signature}"),
        format!("{header}.{}.{signature}", URL_SAFE_NO_PAD.encode(promoted)),
        foreign,
    ];
    for bearer in cases {
        assert_eq!(world.authenticate(&bearer).await, Err(ErrorKind::LoginRequired), "{bearer}");
    }
}

#[tokio::test]
async fn what_our_keys_signed_for_another_app_issuer_or_purpose_is_refused_and_is_no_guess() {
    let world = World::new().await;
    let token = world.login("alice").await.token.expose_secret().to_owned();
    let claims = check_with_ring(&token, &world.accounts.jwks().await.unwrap()).unwrap();
    let stored = world.db.signing_keys().list().await.unwrap().remove(0);
    let der = STANDARD.decode(stored.private_key.expose_secret()).unwrap();
    let sign = |typ: Option<&str>, changes: Value| {
        let mut claims = claims.clone();
        claims.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        let typ = typ.map(str::to_owned);
        let header = Header { typ, kid: Some(stored.kid.clone()), ..Header::new(Algorithm::ES256) };
        jsonwebtoken::encode(&header, &claims, &EncodingKey::from_ec_der(&der)).unwrap()
    };
    for typ in ["at+jwt", "AT+JWT", "application/at+jwt"] {
        assert!(world.authenticate(&sign(Some(typ), json!({}))).await.is_ok(), "{typ}");
    }
    let other = json!({ "aud": "acme.other", "iss": "https://login.example.com/acme/other" });
    let at = Some("at+jwt");
    let cases = [
        (Some("JWT"), json!({})),
        (Some("logout+jwt"), json!({})),
        (None, json!({})),
        (at, json!({ "aud": "acme.other" })),
        (at, json!({ "aud": Value::Null })),
        (at, json!({ "aud": "no app" })),
        (at, json!({ "iss": "https://login.example.com" })),
        (at, json!({ "iss": "https://login.example.com/acme/other" })),
        (at, other),
    ];
    for (typ, changes) in cases {
        let error = world.accounts.authenticate(&world.host(), &sign(typ, changes.clone()), ASKED).await.unwrap_err();
        assert!(matches!(error, BearerError::Refused(_)), "{typ:?} {changes}: {error:?}");
        assert_eq!(error.answer().kind(), ErrorKind::LoginRequired);
    }
}

#[tokio::test]
async fn a_token_is_refused_as_soon_as_its_session_is_closed() {
    let world = World::new().await;
    let (closed, other) = (world.login("alice").await, world.login("alice").await);
    world.another_process().await.close(&closed.session_id).await.unwrap();
    assert_eq!(world.authenticate(closed.token.expose_secret()).await, Err(ErrorKind::LoginRequired));
    assert!(world.authenticate(other.token.expose_secret()).await.is_ok());
}
