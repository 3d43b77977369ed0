//! The keys that clients publish at an address of their own (`jwksUri`): read when they are needed, never by anybody's wish.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use clock::Clock as _;
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _},
};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};

use super::relying_party::{RelyingParty, client, read, web};

/// A part of a JWT.
pub(super) fn part(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

/// A client's own key.
pub(super) struct Key {
    pair: EcdsaKeyPair,
    id: &'static str,
}

impl Key {
    pub(super) fn new(id: &'static str) -> Self {
        let random = SystemRandom::new();
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref(), &random).unwrap();
        Self { pair, id }
    }

    pub(super) fn public(&self) -> Value {
        let (x, y) = self.pair.public_key().as_ref()[1..].split_at(32);
        let number = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        json!({ "kty": "EC", "crv": "P-256", "alg": "ES256", "kid": self.id, "x": number(x), "y": number(y) })
    }

    pub(super) fn sign(&self, claims: &Value) -> String {
        let message = format!("{}.{}", part(&json!({ "alg": "ES256", "kid": self.id })), part(claims));
        let signature = self.pair.sign(&SystemRandom::new(), message.as_bytes()).unwrap();
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

/// The text at the address of a client's keys, and how often it was asked for.
#[derive(Clone, Default)]
struct Published(Arc<Mutex<(String, u32)>>);

impl Published {
    async fn start() -> (Self, String) {
        let (published, listener) = (Self::default(), TcpListener::bind("127.0.0.1:0").await.unwrap());
        let address = format!("http://{}/jwks", listener.local_addr().unwrap());
        let own = published.clone();
        tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                let mut piece = [0; 4096];
                let _ = stream.read(&mut piece).await;
                let answer = own.asked();
                let _ = stream.write_all(answer.as_bytes()).await;
            }
        });
        (published, address)
    }

    fn asked(&self) -> String {
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        now.1 += 1;
        now.0.clone()
    }

    fn times(&self) -> u32 {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).1
    }

    fn says(&self, status: &str, body: &str) {
        let head = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
        self.0.lock().unwrap_or_else(PoisonError::into_inner).0 = format!("{head}{body}");
    }

    fn has(&self, keys: &[&Key]) {
        let keys: Vec<_> = keys.iter().map(|key| key.public()).collect();
        self.says("200 OK", &json!({ "keys": keys }).to_string());
    }
}

#[tokio::test]
async fn published_keys_are_kept_looked_up_anew_for_a_new_one_and_outlast_a_failure() {
    let (published, address) = Published::start().await;
    let party = RelyingParty::with(|folder| {
        let changes = json!({ "clientSecrets": [], "tokenEndpointAuthMethod": "private_key_jwt", "jwksUri": address });
        client(folder, "Keyed", &web("keyed", changes));
    })
    .await;
    let number = Mutex::new(0);
    let proves = async |key: &Key| {
        let id = {
            let mut number = number.lock().unwrap();
            *number += 1;
            *number
        };
        let now = party.world.clock.now().as_secs();
        let claims = json!({
            "iss": "keyed", "sub": "keyed", "aud": party.issuer(), "jti": format!("{id}"), "iat": now, "exp": now + 60,
        });
        let form = [
            ("grant_type", "refresh_token"),
            ("refresh_token", "x"),
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            ("client_assertion", &key.sign(&claims)),
        ];
        let answer = read(party.world.http.post(party.endpoint("token")).form(&form).send().await.unwrap()).await;
        answer.1["error"] == "invalid_grant"
    };
    let (first, second, unknown) = (Key::new("1"), Key::new("2"), Key::new("3"));
    published.has(&[&first]);
    for _ in 0..3 {
        assert!(proves(&first).await);
    }
    assert_eq!(published.times(), 1, "they are kept");
    for _ in 0..4 {
        assert!(!proves(&unknown).await);
    }
    assert_eq!(published.times(), 1, "nobody makes the server ask again and again");

    published.has(&[&second]);
    party.world.advance(Duration::from_secs(11)).await;
    assert!(proves(&second).await, "a new key is looked up");
    assert!(!proves(&first).await, "one that was taken away is gone");

    for (status, body) in [("500 Oops", "{}"), ("200 OK", "{}"), ("200 OK", "no JSON"), ("302 Found", "")] {
        published.says(status, body);
        party.world.advance(Duration::from_mins(6)).await;
        assert!(proves(&second).await, "{status} {body}");
    }
    published.says("200 OK", &format!("{{\"keys\":[],\"x\":\"{}\"}}", "x".repeat(2 * 1024 * 1024)));
    party.world.advance(Duration::from_mins(6)).await;
    assert!(proves(&second).await, "an answer without end is not read");
    party.world.advance(Duration::from_hours(25)).await;
    assert!(!proves(&second).await, "after a day they are not trusted any more");
}
